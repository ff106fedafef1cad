"""The store in PostgreSQL: many businesses in one database, each with its own journal. Imported where an address names it."""
