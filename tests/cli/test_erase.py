"""`client erase` and `store rechain` by hand: they ask, they refuse, and their JSON is one document."""

import gzip
import json
from contextlib import closing
from pathlib import Path

import pytest

from cli.main import run
from core.store.sql.forms import part_of_number
from core.store.sqlite.engine import sqlite3
from tests.cli.test_shell import Shell

OLD = Path(__file__).parents[1] / "core" / "store" / "data" / "version4.db.gz"


@pytest.fixture
def shell(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Shell:
    return Shell(tmp_path / "ledger.db", capsys)


@pytest.fixture
def old(shell: Shell) -> Shell:
    shell.store.write_bytes(gzip.decompress(OLD.read_bytes()))
    return shell


def test_without_a_terminal_and_without_yes_nothing_is_erased(shell: Shell) -> None:
    shell("client", "add", "acme", "Acme srl", "--phone", "02 1234567")
    head = shell.json("verify")["head"]
    code, out, error = shell("client", "erase", "acme")
    assert (code, out) == (2, "")
    assert error.startswith("monteore: Erase name")
    assert error.rstrip().endswith("--yes to go on")
    assert shell.json("verify")["head"] == head
    code, _out, error = shell("client", "erase", "nobody", "--yes")
    assert code == 2


def test_an_erased_client_shows_as_such(shell: Shell) -> None:
    shell("client", "add", "acme", "Acme srl", "--phone", "02 1234567")
    shell("log", "acme", "15", "a", "secret", "note")
    assert part_of_number("1234567").encode() in shell.store.read_bytes()
    shell.store.with_name("ledger.db.v4.backup").write_bytes(b"an old one")
    code, out, error = shell("client", "erase", "acme", "--yes", "--json")
    assert code == 0
    document = json.loads(out)
    assert document["client"] == f"erased-{document['client_id']}"
    assert (document["rows"], document["purged"]) == (2, True)
    assert document["backups"] == [str(shell.store) + ".v4.backup"]
    assert "v4.backup still holds the texts" in error
    assert shell("client", "show", "acme")[0] == 2
    assert "(erased)" in shell("client", "show", document["client"])[1]
    (entry,) = shell.json("entry", "list")["entries"]
    assert (entry["note"], entry["worked_seconds"]) == ("(erased)", 900)
    assert shell.json("verify")["ok"]
    assert part_of_number("1234567").encode() not in shell.store.read_bytes()
    with closing(sqlite3.connect(shell.store)) as raw:
        raw.execute("CREATE VIRTUAL TABLE temp.word USING fts5vocab ('main', 'client_search_fts', 'row')")
        assert (
            raw.execute("SELECT term FROM word WHERE term IN (?, ?)", part_of_number("1234").split()).fetchall() == []
        )


def test_a_wrong_code_typed_changes_nothing(
    shell: Shell, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    shell("client", "add", "acme", "Acme srl")
    monkeypatch.setattr("cli.client.is_interactive", lambda: True)
    for typed, expected, name in (("acne", 1, "Acme srl"), ("acme", 0, "(erased)")):
        monkeypatch.setattr("click.termui.visible_prompt_func", lambda _prompt, answer=typed: answer)
        assert run(["--db", str(shell.store), "client", "erase", "acme"]) == expected
        capsys.readouterr()
        assert [row["name"] for row in shell.json("client", "list", "--all")["clients"]] == [name]


def test_an_old_journal_is_written_anew_before_anybody_is_erased(old: Shell) -> None:
    code, _out, error = old("client", "erase", "acme", "--yes")
    assert (code, "monteore store rechain" in error) == (1, True)
    old_head = old.json("verify")["head"]
    assert old("store", "rechain")[0] == 2
    assert old.json("verify")["head"] == old_head
    document = old.json("store", "rechain", "--yes")
    assert document["old_head"] == old_head
    found = old.json("verify", "--head", old_head)
    assert (found["ok"], found["rechained_at"], found["rows"]) == (True, document["row"], document["row"])
    assert f"begins with row {document['row']}" in old("verify", "--head", old_head)[1]
    assert old.json("store", "rechain", "--yes")["row"] is None
    assert old("client", "erase", "acme", "--yes")[0] == 0
    assert old.json("verify", "--head", old_head)["ok"]


def test_verify_names_what_no_event_makes_and_checks_its_form(shell: Shell) -> None:
    from sqlite_utils.utils import sqlite3  # type: ignore[attr-defined]

    shell("client", "add", "acme", "Acme srl")
    shell("call", "start", "acme")
    assert shell.json("verify")["not_from_journal"] == [
        "call",
        "call_span",
        "call_words",
        "call_change",
        "change_count",
        "mail",
        "phone_call",
        "phone_event",
        "call_record",
        "call_record_file",
        "call_verdict",
        "refusal",
        "unsent",
        "export_run.content",
    ]
    raw = sqlite3.connect(shell.store, isolation_level=None)
    raw.execute("UPDATE call SET started_at = 'yesterday'")
    raw.close()
    code, out, error = shell("verify")
    assert (code, out) == (1, "")
    assert "call" in error
    assert "form" in error


def test_a_time_zone_changed_by_hand_is_told_in_one_line(shell: Shell) -> None:
    from sqlite_utils.utils import sqlite3  # type: ignore[attr-defined]

    shell("client", "add", "acme", "Acme srl")
    raw = sqlite3.connect(shell.store, isolation_level=None)
    raw.execute("UPDATE setting SET value = 'Middle/Earth' WHERE name = 'timezone'")
    raw.close()
    code, _out, error = shell("balance", "acme")
    assert (code, error.count("\n")) == (3, 1)
    assert "monteore verify" in error
    code, _out, error = shell("verify")
    assert code == 1
    assert "setting timezone: value is Middle/Earth" in error


def test_a_store_whose_clients_are_all_gone_does_not_say_that_it_never_had_one(shell: Shell) -> None:
    shell("client", "add", "acme", "Acme srl")
    shell("client", "archive", "acme")
    assert shell("client", "list")[1] == "every client is archived or erased; list them: monteore client list --all\n"
    assert "acme" in shell("client", "list", "--all")[1]
