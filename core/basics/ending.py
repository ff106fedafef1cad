"""Signals that end the process: after a commit they wait until the answer is told, where a verb gives one.

Nobody would know otherwise that the change was made, and it would be made again.
"""

import signal
from contextlib import suppress

_before: set[signal.Signals | int] | None = None
_tells = False


def tell_first() -> None:
    """From now on, until `release`, let signals wait after a commit."""
    global _tells
    _tells = True


def held(before: set[signal.Signals | int]) -> bool:
    """Whether the signals that are blocked now stay so, after a commit; `before` is the mask to restore then."""
    global _before
    if _tells:
        _before = before
    return _tells


def let_go() -> None:
    """Restore the mask, so that a signal that waits acts now: nothing is under way."""
    global _before
    if _before is not None:
        before, _before = _before, None
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def release() -> None:
    """The answer is told: restore the mask. An interrupt by the keyboard that waited has nothing left to end."""
    global _tells
    _tells = False
    with suppress(KeyboardInterrupt):
        let_go()
