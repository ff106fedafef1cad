"""What leaves the store: billing runs, tables, entries, archives."""
