"""Values and functions that know nothing of the ledger."""
