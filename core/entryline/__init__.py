"""One line of text, and the entry or filter that it means."""
