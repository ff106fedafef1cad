"""The reads: frozen views of the store."""
