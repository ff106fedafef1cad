"""What is true: models, rules, the ledger, the store. It knows no face: no textual, no rich, no click."""
