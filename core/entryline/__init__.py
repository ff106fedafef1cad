"""Read one typed line as an entry, a filter, or the words of a call."""
