"""The only rooms that know SQL; they know nothing of rules."""
