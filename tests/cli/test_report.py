"""`monteore report`: words first, one document, cells that run nowhere."""

import csv
import io
import json
from pathlib import Path

import pytest

from cli.main import run
from core.basics.clock import FakeClock
from core.business import Business
from core.reports import report_names
from tests.builders import MORNING, add_client, draft_of


@pytest.fixture
def store(tmp_path: Path) -> str:
    path = tmp_path / "ledger.db"
    with Business.open(
        path, clock=FakeClock(MORNING), technician="=anna", create=True, timezone="Europe/Rome"
    ) as business:
        business.entries.post(draft_of(add_client(business), 45, ticket="=1+1"))
    return str(path)


def test_every_report_prints_words_json_and_csv(store: str, capsys: pytest.CaptureFixture[str]) -> None:
    for name in report_names():
        words = ["report", name, "--since", "2026-01-01", "--until", "2026-03-31", "--db", store]
        assert run(words) == 0
        assert capsys.readouterr().out
        assert run([*words, "--json"]) == 0
        found = json.loads(capsys.readouterr().out)
        assert found["report"] == name
        assert all(set(row) == {column["name"] for column in found["columns"]} for row in found["rows"])
        assert run([*words, "--csv"]) == 0
        rows = list(csv.reader(io.StringIO(capsys.readouterr().out)))
        assert not any(cell.startswith(("=", "@")) for row in rows for cell in row)


def test_the_list_and_an_unknown_name(store: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["report", "--db", store]) == 0
    assert "recovered" in capsys.readouterr().out
    assert run(["report", "gold", "--db", store]) == 2
    assert "write one of: recovered" in capsys.readouterr().err
