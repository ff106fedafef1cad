"""Values of columns as values of the models."""

from datetime import date


def day(text: str | None) -> date | None:
    """A date column that may be empty."""
    return date.fromisoformat(text) if text else None
