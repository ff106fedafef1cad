"""Copies of the store."""

from datetime import datetime

from core.basics.dataclass import dataclass


@dataclass(frozen=True)
class Backup:
    """A checked copy of the store."""

    path: str
    """Where it is."""
    made_at: datetime
    """UTC instant of the copy."""
    size: int
    """Bytes."""
    head: str
    """Number and digest of its last journal row, as `12 0f3a…`; empty if it is not recorded."""
