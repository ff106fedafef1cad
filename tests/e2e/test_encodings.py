"""The desk in a terminal whose encoding lacks lines, arrows and accents."""

from pathlib import Path

import pytest

from tests.e2e.conftest import Open
from tests.e2e.terminal import ENTER, QUIT


@pytest.mark.parametrize(
    ("environment", "is_plain"),
    [
        pytest.param({"LC_ALL": "C"}, False, id="C"),
        pytest.param({"LC_ALL": "it_IT@euro", "PYTHONIOENCODING": "iso-8859-15"}, True, id="latin 9"),
        pytest.param({"LC_ALL": "POSIX", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}, True, id="ascii"),
    ],
)
def test_the_desk_opens_and_draws_borders_with_what_the_encoding_has(
    store: Path, opened: Open, environment: dict[str, str], is_plain: bool
) -> None:
    terminal = opened(store, **environment)
    terminal.until("^P")
    terminal.type("acm" + ENTER)
    terminal.until("IN CORSO" if environment["LC_ALL"].startswith("it") else "RUNNING")
    shown = terminal.wire
    if is_plain:
        assert "─".encode() not in shown and b"\\u25" not in shown
        assert "+-" in terminal.shown()
        assert all(len(line) == 80 for line in terminal.screen.display)
    else:
        assert "─".encode() in shown
    terminal.type(QUIT)
    terminal.until_ended()
