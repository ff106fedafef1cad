"""The list of commands, what they run, their keys, and what is made from the list: palette, help sheet, manual table."""
