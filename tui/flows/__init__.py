"""Flows: what happens between a key and the line of answer, one file for each noun."""
