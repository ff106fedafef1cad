"""The row of a refusal in the system's log."""

import os
import syslog
from pathlib import Path

import pytest

from core.basics.identity import Frame, framed
from core.basics.security import tell_system


def test_a_refusal_on_a_shared_host_is_one_row_of_the_systems_log_whatever_it_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows: list[tuple[int, str]] = []
    opened: list[tuple[object, ...]] = []
    monkeypatch.setattr(syslog, "openlog", lambda *words: opened.append(words))
    monkeypatch.setattr(syslog, "syslog", lambda priority, text: rows.append((priority, text)))
    tell_system("anna", "outside of a frame")
    with framed(Frame("monteore", os.getuid(), tmp_path, "anna")):
        tell_system("anna", "blocks.sell\n\x1b[31mforged: " + "x" * 500)
    ((priority, text),) = rows
    assert priority == syslog.LOG_WARNING and opened == [("monteore", syslog.LOG_PID, syslog.LOG_AUTHPRIV)]
    assert text.startswith("refused: anna: blocks.sell") and text.isprintable() and len(text) == 400
