"""The store: the only package with SQL. It knows nothing of rules."""
