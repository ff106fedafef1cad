"""The portable SQL: reads and writes, one file a noun."""
