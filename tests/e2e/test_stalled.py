"""A desk whose terminal nobody reads, or that stands still as in a suspend: it holds nobody up, and goes on where it was."""

import os
import signal
import time
from pathlib import Path

import pytest

from core.basics.clock import SystemClock
from core.business import Business
from tests.builders import draft_of
from tests.e2e.conftest import Open
from tests.e2e.terminal import Terminal

pytestmark = pytest.mark.soak

F5 = "\x1b[15~"
STILL_SECONDS = 20.0
"""So long nobody reads: a running call writes enough in it to fill what a terminal holds."""
LONGEST_WAIT_SECONDS = 5.0
"""How long a change of another session may take meanwhile, on a busy machine."""


def _post_beside(store: Path, seconds: float) -> tuple[int, float]:
    """Post as somebody else for so long; how many entries, and how long the slowest took."""
    count, slowest, end = 0, 0.0, time.monotonic() + seconds
    with Business.open(store, technician="marco", clock=SystemClock()) as business:
        client = business.queries.resolve_client("acme")
        while time.monotonic() < end:
            began = time.monotonic()
            business.entries.post(draft_of(client, 1, business.today, note=f"beside {count}", technician="marco"))
            count, slowest = count + 1, max(slowest, time.monotonic() - began)
            time.sleep(0.05)
    return count, slowest


def _is_well(store: Path) -> None:
    with Business.open(store) as business:
        view = business.verify()
        assert view.ok, view.problems


def test_a_terminal_that_nobody_reads_holds_nobody_up_and_shows_the_newest_once_it_is_read(
    store: Path, opened: Open
) -> None:
    terminal = opened(store)
    terminal.call_acme()
    count, slowest = _post_beside(store, STILL_SECONDS)
    assert count > 20 and slowest < LONGEST_WAIT_SECONDS
    # A key that was typed into the stalled terminal counts.
    terminal.type(F5)
    time.sleep(1)
    terminal.until("Wrap up")
    terminal.type("all well\r")
    terminal.until_gone("Wrap up")
    _is_well(store)


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGHUP])
def test_a_stalled_desk_ends_when_it_is_told_to(store: Path, opened: Open, how: signal.Signals) -> None:
    terminal = opened(store)
    terminal.call_acme()
    _post_beside(store, STILL_SECONDS)
    os.kill(terminal.process.pid, how)
    terminal.until_ended()
    with Business.open(store) as business:
        assert len(business.calls.list()) == 1
    _is_well(store)


def test_a_desk_that_stood_still_goes_on_with_the_right_time_and_sees_what_others_did(
    store: Path, opened: Open
) -> None:
    terminal: Terminal = opened(store)
    terminal.call_acme()
    began = time.monotonic()
    os.kill(terminal.process.pid, signal.SIGSTOP)
    try:
        _count, slowest = _post_beside(store, 5)
        with Business.open(store) as business:
            business.calls.list()
            client = business.queries.resolve_client("acme")
            business.entries.post(draft_of(client, 3, business.today, note="while it slept", ticket="8181"))
    finally:
        os.kill(terminal.process.pid, signal.SIGCONT)
    assert slowest < LONGEST_WAIT_SECONDS
    terminal.until("8181")
    with Business.open(store) as business:
        (call,) = business.calls.list()
        # The boot clock went on: nothing of the call was lost while the process slept.
        assert 5 <= call.elapsed_seconds <= time.monotonic() - began + 10
    terminal.type(F5)
    terminal.until("Wrap up")
    _is_well(store)
