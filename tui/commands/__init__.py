"""The list of commands, their keys, the palette, and the tables made from them."""
