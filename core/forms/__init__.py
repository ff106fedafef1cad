"""Forms that a person fills in: their fields, how they are read, and their contents in words."""
