"""Reads for the app and the shell, as frozen views."""
