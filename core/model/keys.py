"""An idempotency key that was used for a change other than an entry."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class UsedKey:
    """The first use of a key: the kind of change, the SHA-256 of what was asked for, and the ids that came of it.

    An empty `content` is not compared.
    """

    what: str
    content: str
    result: tuple[str, ...]
