"""The append-only journal: events, canonical form, hash chain."""
