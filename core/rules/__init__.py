"""Pure decisions: values in, decisions out; no clock, no store, no environment."""
