"""The full-screen desk (Textual); it decides nothing about minutes or money."""
