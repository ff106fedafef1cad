"""Exports: billing runs, tables, entries, archives."""
