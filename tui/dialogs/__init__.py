"""The sheets that ask for something."""
