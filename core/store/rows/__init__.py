"""Protocols of reading and writing rows, one noun a file; they name no engine."""
