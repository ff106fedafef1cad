"""Readers of what a person fills in, with their words and comparisons."""
