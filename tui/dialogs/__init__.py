"""Modal screens that ask for something and return one answer."""
