"""The services that change the ledger: one class a noun, each on a session."""
