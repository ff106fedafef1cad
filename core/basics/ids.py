"""Make ids: they sort by time, never repeat in one process, and are short enough to read aloud."""

import os
from collections.abc import Callable
from datetime import datetime

_DIGITS = "0123456789abcdefghjkmnpqrstvwxyz"
_PAIRS = tuple(first + second for first in _DIGITS for second in _DIGITS)
CHANCE_BITS = 28


class IdMaker:
    """Makes ids such as `e1m9q4k7xw3tz5`: a letter for the kind, then time and random bits in base 32 (Crockford).

    28 random bits beside the milliseconds make a collision improbable between processes that make ids in the same
    millisecond, or after the clock was set back.
    """

    def __init__(self, now: Callable[[], datetime], chance: Callable[[], int] | None = None) -> None:
        self._now = now
        self._chance = chance or _chance
        self._last = 0
        self._begin = (0, "")

    def __call__(self, prefix: str) -> str:
        """A new id. It sorts after all earlier ones of this maker, also within one millisecond."""
        milliseconds = int(self._now().timestamp() * 1000)
        self._last = max(self._last + 1, milliseconds << CHANCE_BITS | self._chance())
        high, low = divmod(self._last, 1 << 30)
        known, text = self._begin
        if known != high:
            # Ids of the same four milliseconds begin alike.
            text = _text(high)
            self._begin = (high, text)
        return prefix + f"{text}{_PAIRS[low >> 20]}{_PAIRS[low >> 10 & 1023]}{_PAIRS[low & 1023]}".lstrip("0")


def _text(value: int) -> str:
    text = ""
    while value:
        value, pair = divmod(value, 1024)
        text = _PAIRS[pair] + text
    return text


def _chance() -> int:
    return int.from_bytes(os.urandom(4), "big") >> (32 - CHANCE_BITS)
