"""The year that the manual tells is run as it is written: every command, on its day, with its answer."""

import json
import re
import shlex
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from cli.main import run
from core.basics import identity
from core.basics.clock import SystemClock
from core.business import Business
from core.ledger.settings import SettingsChange

PAGE = Path(__file__).parents[1] / "docs" / "year.md"
_DAY = re.compile(r"# (\d{4})-(\d{2})-(\d{2})")
_ID = re.compile(r"\b([a-z])[a-z0-9]{14}\b(  )?")
_PATH = re.compile(r"(?m)^backup made: .*$")
_DIGEST = re.compile(r"\b[0-9a-f]{64}\b")


def shown(answer: str) -> str:
    """An answer as the page shows it: without what differs each time."""
    text = "\n".join(line.rstrip() for line in answer.rstrip().splitlines())
    # An id in a column keeps its width.
    return _ID.sub(
        lambda found: f"{found[1]}…{' ' * 15 if found[2] else ''}", _DIGEST.sub("…", _PATH.sub("backup made: …", text))
    )


def told() -> Iterator[tuple[datetime, str, str]]:
    """Each command of the page with its day and what it answers."""
    day, command, answer = datetime(2026, 1, 1, tzinfo=UTC), "", list[str]()
    for block in re.findall(r"(?ms)^```\n(.*?)^```$", PAGE.read_text(encoding="utf-8")):
        for line in (*block.splitlines(), "$"):
            found = _DAY.fullmatch(line)
            if found or line.startswith("$"):
                if command:
                    yield day, command, "\n".join(answer)
                command, answer = line.removeprefix("$").strip() if not found else "", []
            if found:
                day = datetime(*map(int, found.groups()), 9, 0, tzinfo=UTC)
            elif not line.startswith("$"):
                answer.append(line)


def test_the_year_of_a_client_happens_as_the_manual_tells(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("MONTEORE_DB", str(tmp_path / "year.db"))
    days = [datetime(2026, 1, 1, tzinfo=UTC)]
    monkeypatch.setattr(SystemClock, "now", lambda _clock: days[-1])
    monkeypatch.setattr(identity, "login_name", lambda _uid=None: "anna")
    with Business.open(tmp_path / "year.db", technician="anna", create=True, timezone="Europe/Rome") as business:
        business.settings.change(SettingsChange(name="Studio Rossi"))
    commands = list(told())
    assert len(commands) > 20
    for day, command, answer in commands:
        days.append(day)
        words = shlex.split(command)[1:]
        if "LINE" in words:
            capsys.readouterr()
            assert run(["invoice", "list", "--json"]) == 0
            lines = json.loads(capsys.readouterr().out)["lines"]
            words[words.index("LINE")] = next(line["line_id"] for line in lines if line["status"] == "to-invoice")
        assert run([*words]) == 0, capsys.readouterr().err
        assert shown(capsys.readouterr().out) == answer, command
