"""An idempotency key that was used for a change other than an entry."""

from core.basics.dataclass import dataclass


@dataclass(frozen=True)
class UsedKey:
    """The first use of a key."""

    what: str
    """Kind of the change, such as `block sell`."""
    content: str
    """SHA-256 of what was asked for, as hexadecimal digits; empty: it is not compared."""
    result: tuple[str, ...]
    """Ids that the change made or touched."""
