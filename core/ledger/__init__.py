"""The services that change the ledger, one a noun, on one session."""
