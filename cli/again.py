"""Ask for a change again under its key, after a store failed while it kept it."""

import time
from collections.abc import Callable
from typing import TypeVar

from core.basics.errors import OutcomeUnknown, StoreUnavailable
from core.basics.i18n import _

R = TypeVar("R")

PAUSES = (0.5, 1.0, 2.0, 4.0, 8.0)
"""Seconds before each time the change is asked for again: a standby takes some to stand in for its server."""


def ask_again(failed: OutcomeUnknown, change: Callable[[], R], warn: Callable[[str], None]) -> R:
    """The change's answer: what it did then, if it was kept, else what it does now.

    Errors: the last one, where the store does not come back.
    """
    warn(str(failed))
    warn(_("it is asked again under the same key"))
    last: StoreUnavailable = failed
    for pause in PAUSES:
        time.sleep(pause)
        try:
            return change()
        except StoreUnavailable as error:
            last = error
    raise last
