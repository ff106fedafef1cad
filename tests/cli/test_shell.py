"""The shell by hand: JSON keys, exit codes, one line on stderr, an unchanged store."""

import json
from pathlib import Path

import pytest

from cli.main import run
from tests.builders import open_business

LOG_KEYS = {
    "entry_id", "client", "worked_seconds", "charged_minutes", "draws", "overdraft_minutes", "renewals",
    "remaining_minutes", "explanation", "ticket", "work_type", "note", "work_date",
}  # fmt: skip
BALANCE_KEYS = {
    "client",
    "kind",
    "remaining_minutes",
    "overdraft_minutes",
    "pending_minutes",
    "threshold_minutes",
    "blocks",
}
BLOCK_KEYS = {"block_id", "size_minutes", "remaining_minutes", "sold_on", "expires_on", "origin", "billing"}
LINE_KEYS = {"line_id", "client", "kind", "minutes", "amount", "currency", "status", "number", "date"}


class Shell:
    def __init__(self, store: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.store = store
        self._capsys = capsys

    def __call__(self, *words: str) -> tuple[int, str, str]:
        code = run(["--db", str(self.store), *words])
        out, error = self._capsys.readouterr()
        return code, out, error

    def json(self, *words: str) -> dict:  # type: ignore[type-arg]
        code, out, error = self(*words, "--json")
        assert code == 0, error
        return json.loads(out)  # type: ignore[no-any-return]


@pytest.fixture
def shell(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Shell:
    return Shell(tmp_path / "ledger.db", capsys)


@pytest.fixture
def acme(shell: Shell) -> Shell:
    shell("client", "add", "acme", "Acme Srl", "--phone", "02 1234567")
    shell("client", "add", "acqua", "Acqua Spa")
    shell("agreement", "set", "acme", "--block", "10h", "--threshold", "5h", "--price", "800.00",
          "--timezone", "Europe/Rome", "--window", "evening mon-fri 18:00-22:00 1.5")  # fmt: skip
    shell("block", "sell", "acme")
    return shell


def test_the_documents_hold_the_keys_that_scripts_rely_on(acme: Shell) -> None:
    logged = acme.json("log", "acme", "17:50-18:20", "@2026-03-02", "#4821", "vpn")
    assert set(logged) >= LOG_KEYS
    assert (logged["charged_minutes"], logged["ticket"], logged["note"]) == (40, "4821", "vpn")
    assert logged["explanation"] == "0:10 + 0:20 × 1.5 evening = 0:40"
    balance = acme.json("balance", "acme")
    assert set(balance) >= BALANCE_KEYS
    assert set(balance["blocks"][0]) >= BLOCK_KEYS
    assert balance["remaining_minutes"] == 560
    assert {row["client"] for row in acme.json("balance")["clients"]} == {"acme", "acqua"}
    (line,) = acme.json("invoice", "list")["lines"]
    assert set(line) >= LINE_KEYS
    assert line["amount"] == "800.00"
    (entry,) = acme.json("entry", "list")["entries"]
    assert set(entry) >= LOG_KEYS | {"voided"}
    assert set(acme.json("verify")) >= {"ok", "rows", "head", "first_bad_row"}
    assert acme.json("client", "list")["clients"][0]["phones"] == ["02 1234567"]
    assert acme.json("entry", "void", logged["entry_id"])["remaining_minutes"] == 600


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("log", "nobody", "15"), 2, "no client nobody"),
        (("log", "ac", "15"), 2, "several clients"),
        (("log", "acme", "-15", "x"), 2, "-15"),
        (("log", "acme", "99h"), 2, "99h"),
        (("log", "acme", "1h90m"), 2, "2h30m"),
        (("log", "acme", "15", "@2026-02-30"), 2, "2026-02-30"),
        (("log", "acme", "2:30-2:50", "@2026-03-29"), 2, "2:30"),
        (("log", "acme", "15", "+gardening"), 2, "gardening"),
        (("log", "acme", "15", "--jsno"), 2, "--jsno"),
        (("entry", "void", "nothing"), 1, "nothing"),
        (("agreement", "set", "acme", "--threshold", "lots"), 2, "--threshold"),
        (("agreement", "set", "acme", "--timezone", "Mars/Base"), 2, "Europe/Rome"),
        (("client", "add", "nc", "Nuova Casa"), 2, "choose another code"),
        (("client", "add", "15m", "Quindici"), 2, "choose another code"),
        (("block", "sell", "acme", "--on", "0206-11-29"), 2, "the year with care"),
        (("nonsense",), 2, "nonsense"),
        (("block", "sell", "acqua"), 2, "--size"),
        (("call", "stop"), 1, "call start"),
    ],
)
def test_bad_input_gets_one_line_its_code_and_changes_nothing(
    acme: Shell, words: tuple[str, ...], code: int, said: str
) -> None:
    head = acme.json("verify")["head"]
    got, out, error = acme(*words)
    assert (got, out) == (code, "")
    assert error.startswith("monteore: ")
    assert error.count("\n") == 1
    assert said in error
    assert acme.json("verify")["head"] == head


def test_work_on_or_before_the_lock_is_refused(acme: Shell) -> None:
    acme("lock", "2026-06-30")
    code, _out, error = acme("log", "acme", "15", "@2026-06-30")
    assert code == 1
    assert "locked" in error


def test_a_verb_that_reads_creates_nothing(shell: Shell) -> None:
    for words in (("balance",), ("client", "list"), ("verify",), ("log", "acme", "15")):
        assert shell(*words)[0] == 3
    assert not shell.store.exists()


def test_a_store_that_is_a_folder_or_no_database_exits_with_three(tmp_path: Path, shell: Shell) -> None:
    shell.store = tmp_path
    assert shell("balance")[0] == 3
    shell.store = tmp_path / "words.db"
    shell.store.write_text("words " * 500)
    assert shell("balance")[0] == 3


def test_the_same_key_changes_nothing_although_time_has_passed(acme: Shell) -> None:
    first = acme.json("log", "acme", "15", "x", "--key", "k1")
    again = acme.json("log", "acme", "15", "x", "--key", "k1")
    assert first["entry_id"] == again["entry_id"]
    assert acme("log", "acme", "16", "x", "--key", "k1")[0] == 1
    assert acme.json("balance", "acme")["remaining_minutes"] == 585


def test_a_bad_row_in_the_middle_is_told_and_nothing_is_imported(acme: Shell, tmp_path: Path) -> None:
    rows = ["client,date,duration,note", "acme,2026-03-02,15,a", "acme,2026-03-02,1h90m,b", "acme,2026-03-02,20,c"]
    path = tmp_path / "entries.csv"
    path.write_text("\n".join(rows))
    code, _out, error = acme("import", "entries", str(path))
    assert code == 1
    assert "row 3, column duration" in error
    assert acme.json("entry", "list")["entries"] == []
    path.write_text("\n".join([*rows[:2], rows[3]]))
    assert acme.json("import", "entries", str(path), "--dry-run")["imported"] == 2
    assert acme.json("import", "entries", str(path), "--yes")["imported"] == 2
    assert acme.json("import", "entries", str(path))["imported"] == 0


def test_a_toggl_export_imports_whole_and_again_is_nothing_new(shell: Shell, tmp_path: Path) -> None:
    path = tmp_path / "toggl.csv"
    path.write_text(
        "\ufeffUser,Email,Client,Project,Task,Description,Billable,Start date,Start time,End date,End time,Duration,"
        "Tags,Amount ()\n"
        "U,,,Guitar,,Work,No,2022-10-28,12:30:00,2022-10-28,13:30:00,01:00:00,,\n"
        "U,,,Guitar,,Work,No,2022-10-28,12:30:00,2022-10-28,13:30:00,01:00:00,,\n"
        "U,,Acme,VPN,,down,No,2022-10-27,23:30:00,2022-10-28,00:15:00,00:45:00,4821,\n",
        encoding="utf-8",
    )
    first = shell.json("import", "entries", str(path))
    assert (first["imported"], first["worked_seconds"], first["new_clients"]) == (3, 9900, 2)
    assert shell.json("import", "entries", str(path))["existing"] == 3
    assert len(shell.json("entry", "list")["entries"]) == 3


def test_hostile_text_is_harmless_in_the_shell(acme: Shell) -> None:
    acme("client", "add", "evil", "[red]x[/] \x1b]52;c;aGk=\x07")
    acme("log", "evil", "5", "[bold]note[/] \x1b[31m\x9b31m\u202e")
    for words in (("client", "list"), ("entry", "list"), ("balance",), ("balance", "evil")):
        out = acme(*words)[1]
        assert not set(out) & {"\x1b", "\x07", "\x9b", "\u202e"}
    assert "[red]x[/]" in acme("client", "list")[1]


def test_a_call_is_started_held_resumed_and_stopped(acme: Shell) -> None:
    assert acme.json("call", "start", "acme")["state"] == "running"
    assert acme.json("call", "hold")["state"] == "on-hold"
    assert acme.json("call", "resume")["state"] == "running"
    done = acme.json("call", "stop", "printer", "jams", "#4821", "+remote")
    assert (done["ticket"], done["work_type"], done["note"]) == ("4821", "remote", "printer jams")
    assert acme.json("call", "list")["calls"] == []


def test_the_builders_store_is_read_by_the_shell(tmp_path: Path, shell: Shell) -> None:
    open_business(tmp_path).close()
    assert shell.json("verify")["rows"] == 1


def test_a_move_keeps_what_is_not_said(acme: Shell) -> None:
    acme("agreement", "set", "acme", "--price", "800.00", "--currency", "CHF", "--increment", "15m", "--yes")
    code, out, _error = acme("agreement", "move", "acme", "--to", "managed", "--fee", "400", "--dry-run")
    assert code == 0
    assert "CHF" in out and "step" not in out and "evening" not in out
    assert acme("agreement", "move", "acme", "--to", "managed", "--fee", "400", "--yes")[0] == 0
    shown = acme("agreement", "show", "acme")[1].rpartition("from 2026-11-02")[2]
    assert "evening mon-fri 18:00-22:00 × 1.5" in shown and "charged in steps of 0:15" in shown


def test_an_agreement_that_strands_hours_says_how_to_settle_them(acme: Shell) -> None:
    code, _out, error = acme("agreement", "set", "acme", "--kind", "managed", "--fee", "300", "--yes")
    assert code == 0
    assert "10:00 h are left" in error and "agreement move acme --to managed --hours" in error


def test_what_cannot_be_reached_is_told_when_it_is_typed(acme: Shell) -> None:
    for words, said in (
        (("client", "edit", "acme", "--email", "nomail"), "no e-mail address"),
        (("client", "add", "zeta", "Zeta", "--phone", "abc"), "is no phone number"),
    ):
        code, _out, error = acme(*words)
        assert (code, said in error, error.count("\n")) == (2, True, 1)


def test_entry_list_finds_words_of_notes_over_all_clients(acme: Shell) -> None:
    acme("client", "add", "bianchi", "Bianchi")
    acme("log", "acme", "15", "vpn", "Perché", "è", "giù")
    acme("log", "bianchi", "10", "vpn", "lenta", "+remote")
    acme("log", "bianchi", "5", "printer")
    found = acme.json("entry", "list", "--words", "VPN")["entries"]
    assert [entry["client"] for entry in found] == ["bianchi", "acme"]
    assert [entry["client"] for entry in acme.json("entry", "list", "--words", "perche vp")["entries"]] == ["acme"]
    found = acme.json("entry", "list", "--words", "vpn", "--type", "remote")["entries"]
    assert [entry["note"] for entry in found] == ["vpn lenta"]
