"""How dates, amounts and words are written in the user's language."""
