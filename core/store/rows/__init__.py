"""What the ledger, the queries and the reports may ask of a store's rows, one file a noun; no engine is named."""
