"""The check of the store against its journal."""
