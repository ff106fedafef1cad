"""Holds back the signals that end the process from a commit until the verb has printed its answer.

Without the answer the user would not know that the change was made, and would make it again.
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
    """Restore the signal mask after the answer was printed. A KeyboardInterrupt that waited is ignored: the verb is done."""
    global _tells
    _tells = False
    with suppress(KeyboardInterrupt):
        let_go()
