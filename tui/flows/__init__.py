"""What happens between a key and the answer, one file a noun."""
