"""Pure functions that decide: they take values and return decisions; no clock, no store, no environment."""
