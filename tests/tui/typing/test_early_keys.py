"""The terminal while the desk is being opened, before Textual takes it."""

import os
import pty
import sys
import termios
from collections.abc import Iterator
from io import TextIOWrapper
from typing import Any

import pytest

from cli import desk
from core.basics.errors import Refused

INPUT = termios.IXON | termios.ICRNL
LOCAL = termios.ECHO | termios.ICANON | termios.ISIG


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> Iterator[TextIOWrapper]:
    """A terminal as a shell leaves it, as standard input."""
    here, there = pty.openpty()
    with os.fdopen(there) as opened:
        monkeypatch.setattr(sys, "__stdin__", opened)
        yield opened
    os.close(here)


def modes_of(terminal: TextIOWrapper) -> tuple[int, int]:
    found = termios.tcgetattr(terminal.fileno())
    return found[0] & INPUT, found[3] & LOCAL


def test_the_terminal_keeps_every_key_before_the_store_is_opened_and_has_its_modes_again_where_that_fails(
    terminal: TextIOWrapper, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = list[tuple[int, int]]()

    class Shell:
        language = "en"

        def business(self, **_options: object) -> object:
            found.append(modes_of(terminal))
            raise Refused("no store")

    shell: Any = Shell()
    monkeypatch.setattr(desk, "is_interactive", lambda: True)
    assert modes_of(terminal) == (INPUT, LOCAL)
    with pytest.raises(Refused):
        desk.open_desk(shell)
    # Ctrl+C still ends what is being opened.
    assert found == [(0, termios.ISIG)]
    assert modes_of(terminal) == (INPUT, LOCAL)


def test_without_a_terminal_nothing_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    from tui.typing.early_keys import kept_for_the_desk

    here, there = os.pipe()
    with os.fdopen(here) as piped:
        monkeypatch.setattr(sys, "__stdin__", piped)
        with kept_for_the_desk():
            pass
    os.close(there)
