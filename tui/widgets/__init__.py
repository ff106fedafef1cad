"""Widgets of the desk: each draws a frozen view and speaks up with messages."""
