"""What is typed into a real terminal, at any speed, and where it lands."""

import os
import random
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from core.basics.clock import SystemClock
from core.business import Business
from tests.builders import add_client
from tests.e2e.test_terminal import Terminal

F3, F5, TAB, ENTER, ESC = "\x1bOR", "\x1b[15~", "\t", "\r", "\x1b"
ROUNDS = 200


@pytest.fixture
def store(tmp_path: Path) -> Path:
    path = tmp_path / "ledger.db"
    with Business.open(path, clock=SystemClock(), create=True, timezone="Europe/Rome") as business:
        for code in ("acme", "vivai", "bianchi"):
            add_client(business, code)
    return path


@pytest.fixture
def open_desk(store: Path) -> Iterator[Callable[..., Terminal]]:
    opened: list[Terminal] = []

    def desk(**environment: str) -> Terminal:
        terminal = Terminal(store, **environment)
        opened.append(terminal)
        terminal.until("Acme srl")
        return terminal

    yield desk
    for terminal in opened:
        if terminal.process.isalive():
            terminal.process.kill(9)


def write(terminal: Terminal, keys: Sequence[str], gaps: random.Random | None = None) -> None:
    """The keys in one write, or each by itself with a pause of 0 to 120 ms after it."""
    if gaps is None:
        terminal.type("".join(keys))
        return
    for key in keys:
        terminal.type(key)
        terminal.read_for(gaps.choice((0, gaps.uniform(0, 0.12))))


def saved(store: Path) -> list[tuple[str, str, str]]:
    with Business.open(store) as business:
        return [(entry.client.code, entry.note, entry.ticket) for entry in business.queries.entries()]


def running(store: Path) -> list[str]:
    with Business.open(store) as business:
        return [call.client.code for call in business.calls.list()]


def wait_for(terminal: Terminal, holds: Callable[[], bool], seconds: float = 20) -> None:
    for _round in range(int(seconds / 0.1)):
        if holds():
            return
        terminal.read_for(0.1)
    raise AssertionError(f"it never came to hold:\n{terminal.shown()}")


CALL = [*"vivai", ENTER]
WITH_TICKET = [F5, *"toner", TAB, *"77", ENTER]
WHOLE_CALL = [*CALL, F5, *"scanner", ENTER]
LINE = [F3, *"acme 15 mouse", ENTER]


def run_tasks(terminal: Terminal, store: Path, gaps: random.Random | None) -> None:
    """The daily tasks, each at once; every entry is checked before the next task begins."""
    before = len(saved(store))
    tasks: list[tuple[list[str], tuple[str, str, str]]] = [
        ([*CALL, *WITH_TICKET], ("vivai", "toner", "77")),
        (WHOLE_CALL, ("vivai", "scanner", "")),
        (LINE, ("acme", "mouse", "")),
        ([*"acme", ENTER, F5, *"printer", ENTER], ("acme", "printer", "")),
    ]
    for number, (keys, entry) in enumerate(tasks, start=1):
        write(terminal, keys, gaps)
        wait_for(terminal, lambda count=before + number: len(saved(store)) >= count)
        assert saved(store)[0] == entry or entry in saved(store)
        assert running(store) == []
    assert len(saved(store)) == before + len(tasks)


def test_a_whole_task_in_one_write_is_saved_as_it_was_meant(store: Path, open_desk: Callable[..., Terminal]) -> None:
    run_tasks(open_desk(), store, None)


def test_several_tasks_in_one_write_are_all_saved(store: Path, open_desk: Callable[..., Terminal]) -> None:
    terminal = open_desk()
    write(terminal, [*CALL, *WITH_TICKET, *WHOLE_CALL, *LINE])
    wait_for(terminal, lambda: len(saved(store)) == 3)
    assert sorted(saved(store)) == [("acme", "mouse", ""), ("vivai", "scanner", ""), ("vivai", "toner", "77")]


@pytest.mark.parametrize("seed", range(2))
def test_the_same_tasks_with_random_gaps_give_the_same_entries(
    store: Path, open_desk: Callable[..., Terminal], seed: int
) -> None:
    run_tasks(open_desk(), store, random.Random(seed))
