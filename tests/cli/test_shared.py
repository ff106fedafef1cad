"""In the frame of a shared store a caller names no file: everything goes through standard input and output."""

import io
import json
import os
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import click
import pytest

from cli import main
from cli.clicked import KindType
from cli.file_types import InputFile, OutputFile, OwnPlace
from core.basics import identity as frame
from core.basics.identity import MANAGER, READER, SYSTEM_RIGHTS, TECHNICIAN, Frame, Right

_FILES = ("FILE", "PATH", "FOLDER")


def _commands(group: click.Group, names: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        if isinstance(command, click.Group):
            yield from _commands(command, (*names, name))
        yield (*names, name), command


def test_every_option_that_names_a_file_has_a_type_that_knows_the_frame() -> None:
    found: dict[str, click.Parameter] = {}
    for names, command in [((), main.root()), *_commands(main.root())]:
        for each in command.params:
            label = each.metavar or (each.name or "").upper()
            if any(word in label for word in _FILES) or (each.name or "").endswith(("file", "path", "output")):
                found[" ".join((*names, each.opts[0]))] = each
    assert len(found) > 60
    kinds = {name: each.type.kind if isinstance(each.type, KindType) else None for name, each in found.items()}
    free = [name for name, kind in kinds.items() if not isinstance(kind, InputFile | OutputFile | OwnPlace)]
    assert free == []


@pytest.fixture
def enter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A store whose owner is this user, who is taken for a service account that works for carla."""
    home = tmp_path / "home"
    home.mkdir()
    for words in (
        ["client", "add", "acme", "Acme"],
        ["agreement", "set", "acme", "--block", "10h", "--price", "800"],
        ["block", "sell", "acme"],
        ["log", "acme", "30m", "server"],
    ):
        assert main.run(["--db", str(home / "ledger.db"), *words]) == 0
    _work_as(monkeypatch, home, "carla", MANAGER)
    yield home


def _work_as(monkeypatch: pytest.MonkeyPatch, home: Path, person: str, rights: frozenset[Right]) -> None:
    monkeypatch.setattr(main, "find_frame", lambda: Frame("monteore", os.getuid(), home, person, rights))


def _head(capsys: pytest.CaptureFixture[str]) -> str:
    capsys.readouterr()
    assert main.run(["verify", "--json"]) == 0
    return str(json.loads(capsys.readouterr().out)["head"])


def test_in_the_frame_no_verb_opens_a_file_that_the_caller_names(
    enter: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    own = tmp_path / "own"
    own.write_text("code,name\nbeta,Beta\n")
    monkeypatch.setenv("MONTEORE_DB", str(own))
    before, head = own.read_text(), _head(capsys)
    for words in (
        ["balance", "--db", str(own)],
        ["--db", str(enter / "../own"), "balance"],
        ["export", "--output", str(own), "--force"],
        ["export", "--output", "ledger.db", "--force"],
        ["statement", "acme", "--month", "2026-10", "--output", "/dev/stdout"],
        ["invoice", "export", "--output", str(own)],
        ["invoice", "export", "--map", str(own), "--output", "-"],
        ["import", "clients", str(own)],
        ["import", "clients", "-", "--skip-bad", "--bad", str(own)],
        ["import", "calls", "-", str(own)],
        ["import", "journal", "/dev/stdin"],
        ["business", "--logo", str(own)],
        ["backup", "--to", str(tmp_path)],
        ["restore", str(own), "--yes"],
        ["store", "move", str(own), "--yes"],
        ["store", "move", "postgresql://host/db?business=acme", "--yes"],
        ["mail", "send", "--config", str(own)],
        ["phone", "listen", "http", "--token-file", str(own)],
        ["demo", "--no-ui"],
        ["demo", "--path", str(own)],
    ):
        capsys.readouterr()
        assert main.run(words) == 1, words
        said = capsys.readouterr()
        assert len(said.err.splitlines()) == 1 and "shared" in said.err and not said.out, said
    assert (own.read_text(), _head(capsys)) == (before, head)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["home", "own"]
    assert main.run(["store", "refusals", "--json"]) == 0
    kept = {each["what"]: each["count"] for each in json.loads(capsys.readouterr().out)["refusals"]}
    assert kept["balance"] == 2 and kept["demo"] == 2 and kept["import clients"] == 2 and len(kept) > 10
    # Its own store's path is the one that may be named, for people whose habit it is.
    assert main.run(["balance", "--db", str(enter / "ledger.db")]) == 0


def test_in_the_frame_documents_come_out_and_imports_go_in_by_the_streams(
    enter: Path, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    for words, begins in (
        (["statement", "acme", "--month", "2026-11", "--format", "pdf", "--output", "-"], b"%PDF"),
        (["statement", "acme", "--month", "2026-11", "--format", "xlsx", "--output", "-"], b"PK"),
        (["statement", "--all", "--month", "2026-11", "--format", "csv", "--output", "-"], b"PK"),
        (["export", "--format", "csv", "--what", "all", "--output", "-"], b"PK"),
        (["agreement", "sheet", "acme", "--output", "-"], b"%PDF"),
        (["invoice", "export", "--dry-run", "--format", "csv"], b"line"),
        (["export"], b"{"),
    ):
        capfdbinary.readouterr()
        assert main.run(words) == 0, (words, capfdbinary.readouterr())
        assert capfdbinary.readouterr().out.startswith(begins), words
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"code,name\nbeta,Beta\n")))
    assert main.run(["import", "clients", "-"]) == 0
    assert main.run(["balance", "beta"]) == 0


def test_the_account_itself_runs_what_needs_no_person(
    enter: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    _work_as(monkeypatch, enter, "", SYSTEM_RIGHTS)
    for words in (["backup"], ["daily"], ["verify"], ["doctor"]):
        assert main.run(words) in (0, 1), capsys.readouterr()
        assert "is no person" not in capsys.readouterr().err
    for words in (["balance"], ["export"], ["client", "add", "x", "X"], ["log", "acme", "5m", "x"], ["mail", "list"]):
        assert main.run(words) == 1
        assert "is no person" in capsys.readouterr().err


def test_a_frame_leaves_nothing_behind_it(enter: Path) -> None:
    assert main.run(["balance"]) == 0
    assert frame.current() is None


def test_readers_and_technicians_do_what_is_theirs(
    enter: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    reading = (["balance"], ["statement", "acme", "--month", "2026-11"], ["entry", "list"], ["daily"], ["report"])
    working = (["log", "acme", "15m", "own", "--yes"], ["client", "add", "beta", "Beta"], ["call", "start", "acme"])
    managing = (
        ["block", "sell", "acme"], ["agreement", "set", "acme", "--block", "20h", "--price", "900", "--yes"], ["export"],
        ["lock", "2026-10-31"],
        ["mail", "test", "x@example.org"], ["import", "clients", "-"], ["backup"], ["business", "Mine"], ["store", "refusals"],
        ["account", "adjust", "acme", "+2h", "--reason", "gift"], ["invoice", "export"],
    )  # fmt: skip
    for person, rights, allowed, refused in (
        ("anna", READER, reading, (*working, *managing)),
        ("bruno", TECHNICIAN, (*reading, *working), managing),
    ):
        _work_as(monkeypatch, enter, person, rights)
        for words in allowed:
            assert main.run(words) == 0, (person, words, capsys.readouterr())
        for words in refused:
            monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"code,name\nbeta,Beta\n")))
            capsys.readouterr()
            assert main.run(words) == 1, (person, words)
            said = capsys.readouterr()
            assert said.err.startswith(f"monteore: {person} may ") and len(said.err.splitlines()) == 1, (words, said)


def test_who_lacks_the_right_is_refused_before_anything_is_asked(
    enter: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("cli.shell.is_interactive", lambda: True)

    def asked(*_words: object, **_options: object) -> None:
        raise AssertionError("a question was asked")

    monkeypatch.setattr(click, "prompt", asked)
    monkeypatch.setattr(click, "confirm", asked)
    _work_as(monkeypatch, enter, "bruno", TECHNICIAN)
    for line in (
        "agreement set acme --block 20h --price 900", "agreement set acme --renewal ask",
        "agreement withdraw acme --from 2099-01-01",
        "agreement move acme --to break-fix", "account replay acme --apply", "account archive acme", "client archive acme",
        "account adjust acme +2h --reason gift", "client erase acme", "block sell acme --on 2099-01-01",
        "store rechain", "store accept", "import entries -", "invoice mark x --number 1",
    ):  # fmt: skip
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"client,date,duration\nacme,2026-03-02,15m\n")))
        capsys.readouterr()
        assert main.run(line.split()) == 1, line
        said = capsys.readouterr().err
        assert "bruno may not do this; ask a manager" in said, (line, said)


def test_a_clock_in_doubt_is_asked_of_a_manager_alone(
    enter: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("core.basics.clock.SystemClock.now", lambda _self: datetime(2020, 1, 1, tzinfo=UTC))
    for person, rights in (("bruno", TECHNICIAN), ("", SYSTEM_RIGHTS)):
        _work_as(monkeypatch, enter, person, rights)
        for words in (["log", "acme", "5m", "x"], ["daily"], ["daily", "--yes"])[not person :]:
            capsys.readouterr()
            assert main.run(words) == 1
            assert "A manager has to say so: monteore daily --yes" in capsys.readouterr().err
    _work_as(monkeypatch, enter, "carla", MANAGER)
    assert main.run(["daily"]) == 2
    assert main.run(["daily", "--yes"]) == 0


def test_each_person_of_a_shared_store_can_have_settings_of_his_own(
    enter: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def take(person: str, content: bytes) -> int:
        _work_as(monkeypatch, enter, person, READER)
        monkeypatch.setattr("cli.keys.read_input", lambda _name: content)
        capsys.readouterr()
        return main.run(["keys", "--mine", "-", "--json"])

    def key_of_stop() -> list[str]:
        assert main.run(["keys", "--json"]) == 0
        keys = json.loads(capsys.readouterr().out)["keys"]
        return next(each["keys"] for each in keys if each["command"] == "stop")

    (enter / "config.toml").write_text('[keys]\n"stop" = "f16"\n')
    for content in (b'[keys]\n"stop" = "f14"\n', b'[keys]\n"stop" = "f15"\n'):
        assert take("anna", content) == 0
    capsys.readouterr()
    assert key_of_stop() == ["f15"]
    assert (enter / "people/anna.config.toml").stat().st_mode & 0o777 == 0o600
    _work_as(monkeypatch, enter, "bruno", READER)
    assert key_of_stop() == ["f16"]
    for person, content in (("anna", b"theme = 5"), ("anna", b"x" * 70_000), ("../up", b""), ("", b"")):
        assert take(person, content) in (1, 2), person
    assert [path.name for path in (enter / "people").iterdir()] == ["anna.config.toml"]
