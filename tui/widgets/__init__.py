"""Widgets: each shows a frozen view and posts messages. None reads the store."""
