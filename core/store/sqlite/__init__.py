"""What is SQLite's own: connection, schema, files, search."""
