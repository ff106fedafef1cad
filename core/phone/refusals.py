"""What a listener refused, told without filling a log."""

import time
from collections.abc import Callable

from core.basics.i18n import ngettext

_TELL_SECONDS = 10.0


class Refusals:
    """Says what was refused: the first at once, then a count each ten seconds, so that a flood fills no log."""

    def __init__(self, say: Callable[[str], None], seconds: Callable[[], float] = time.monotonic) -> None:
        self._say = say
        self._seconds = seconds
        self._counts: dict[str, int] = {}
        self._said_at: dict[str, float] = {}

    def add(self, reason: str, sender: str) -> None:
        """Count one refusal; the number of different reasons is small."""
        now = self._seconds()
        count = self._counts.get(reason, 0) + 1
        if now - self._said_at.get(reason, -_TELL_SECONDS) < _TELL_SECONDS:
            self._counts[reason] = count
            return
        self._said_at[reason], self._counts[reason] = now, 0
        self._say(
            ngettext(
                "refused {count} message from {sender}: {reason}",
                "refused {count} messages, last from {sender}: {reason}",
                count,
            ).format(count=count, sender=sender, reason=reason)
        )
