"""Readers of other programs' files: one format a module, rows out, nothing posted."""
