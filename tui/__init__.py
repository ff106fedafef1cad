"""The full-screen app (Textual). It decides nothing about minutes or money."""
