"""Frozen views: what a screen or a JSON document shows, one noun a file. Times are integers, amounts minor units."""
