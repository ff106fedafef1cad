"""No output of any verb replaces the store, a file beside it, a copy of it, or a settings file, by any of their names."""

import gc
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from cli.main import run
from core.store.sqlite.engine import sqlite3

SECRET = "secret"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A store with each kind of file beside it, settings, and other names of them."""
    monkeypatch.setenv("MONTEORE_DB", str(tmp_path / "ledger.db"))
    monkeypatch.setenv("MONTEORE_CONFIG", str(tmp_path / "desk.toml"))
    monkeypatch.setenv("MONTEORE_MAIL", str(tmp_path / "mail.toml"))
    for words in (
        ["client", "add", "acme", "Acme"],
        ["agreement", "set", "acme", "--block", "10h", "--threshold", "5h", "--price", "800"],
        ["block", "sell", "acme"],
        ["log", "acme", "30m", "server"],
        ["backup"],
    ):
        assert run(words) == 0
    (tmp_path / "desk.toml").write_text('theme = "dark"\n')
    (tmp_path / "mail.toml").write_text(f'password_file = "{tmp_path / SECRET}"\n')
    (tmp_path / SECRET).write_text("s3cret\n")
    (tmp_path / "bad.csv").write_text("client,date,minutes\nnobody,2026-10-01,15\n")
    (tmp_path / "link").symlink_to("ledger.db")
    (tmp_path / "twin").hardlink_to(tmp_path / "ledger.db")
    (tmp_path / "locktwin").hardlink_to(tmp_path / "ledger.db.lock")
    (tmp_path / "there").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "ahead").symlink_to("ledger.db-journal")
    gc.collect()
    # Open, so that the log and its index stay.
    other = sqlite3.connect(tmp_path / "ledger.db")
    other.execute("SELECT count(*) FROM journal").fetchone()
    yield tmp_path
    other.close()


def _names(folder: Path) -> list[Path]:
    copy = next(folder.glob("backups/*.backup"))
    names = [
        "ledger.db", "LEDGER.DB", "link", "twin", "locktwin", "ahead", "there/ledger.db", "ledger.db-wal", "ledger.db-shm",
        "ledger.db-journal", "Ledger.db-JOURNAL", "ledger.db.lock", "ledger.db.mail.lock", "desk.toml", "Mail.toml", SECRET,
    ]  # fmt: skip
    return [*(folder / name for name in names), copy, copy.with_name(copy.name + ".head")]


def _content(folder: Path) -> dict[str, tuple[int, bytes]]:
    """Every file with its inode; the index in shared memory is made anew by any reader."""
    found = (path for path in folder.rglob("*") if path.is_file() and not path.name.endswith("-shm"))
    return {str(path): (path.stat().st_ino, path.read_bytes()) for path in found}


VERBS = (
    ("export", "--output", "{}", "--force"),
    ("export", "--format", "csv", "--what", "all", "--output", "{}", "--force"),
    ("statement", "acme", "--month", "2026-11", "--format", "text", "--output", "{}", "--force"),
    ("invoice", "export", "--format", "csv", "--output", "{}", "--force"),
    ("import", "entries", "bad.csv", "--skip-bad", "--bad", "{}"),
    ("demo", "--no-ui", "--path", "{}"),
    ("backup", "--to", "{}"),
)


def test_no_verb_writes_over_the_store_or_a_file_of_it(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(folder)
    names, before = _names(folder), _content(folder)
    for words in VERBS:
        for name in names:
            # A relative name, as one would type it.
            typed = os.path.relpath(name, folder)
            capsys.readouterr()
            code = run([word.format(typed) for word in words])
            said = capsys.readouterr().err
            assert code in (1, 3) and len(said.splitlines()) == 1, (words, typed, said)
            assert _content(folder) == before, (words, typed)
    # Another name is as free as ever, also where a file is there.
    (folder / "out").write_text("old")
    assert run(["export", "--output", "out", "--force"]) == 0
    assert (folder / "out").read_bytes().startswith(b"{")


@contextmanager
def _output_into(descriptor: int, path: Path) -> Iterator[None]:
    before = os.dup(descriptor)
    file = os.open(path, os.O_WRONLY | os.O_APPEND)
    os.dup2(file, descriptor)
    os.close(file)
    try:
        yield
    finally:
        os.dup2(before, descriptor)
        os.close(before)


def test_no_output_is_appended_to_the_store(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    before = _content(folder)
    for descriptor in (1, 2):
        for words in (["export"], ["--help"], ["nothing"]):
            capfd.readouterr()
            for name in ("link", "twin", "locktwin", "ledger.db.lock", "mail.toml"):
                with _output_into(descriptor, folder / name):
                    assert run(words) == 1
                assert _content(folder) == before, (descriptor, words, name)
            assert ("nothing is written there" in capfd.readouterr().err) == (descriptor == 1)


def test_no_log_of_a_library_goes_into_the_store(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for variable in ("TEXTUAL_LOG", "SSLKEYLOGFILE", "TEXTUAL_SCREENSHOT_FILENAME"):
        with monkeypatch.context() as changed:
            changed.setenv(variable, str(folder / "twin"))
            assert run(["balance", "acme"]) == 1
            assert "nothing is written there" in capsys.readouterr().err


def test_no_store_is_made_or_restored_at_the_name_of_another_stores_file(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    copy, before = next(folder.glob("backups/*.backup")), _content(folder)
    for name in ("ledger.db-journal", "ledger.db.head", "mail.toml"):
        capsys.readouterr()
        target = str(folder / name)
        if not Path(target).exists():
            assert run(["client", "add", "beta", "Beta", "--db", target]) == 1
        assert run(["restore", str(copy), "--db", target, "--yes"]) == 1
        assert "nothing is written there" in capsys.readouterr().err
        assert _content(folder) == before


def test_the_sample_takes_neither_the_name_of_a_store_to_be_made_nor_that_of_a_link(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for named in ("MONTEORE_DB", "--db"):
        target = str(tmp_path / "ledger.db")
        with monkeypatch.context() as changed:
            if named == "MONTEORE_DB":
                changed.setenv(named, target)
            db = [] if named == "MONTEORE_DB" else ["--db", target]
            assert run([*db, "demo", "--no-ui", "--path", target]) == 1
        sentence = f"monteore: {target} is the name of your store; nothing is written there, name another file\n"
        assert capsys.readouterr().err == sentence
        assert list(tmp_path.iterdir()) == []
    (tmp_path / "link").symlink_to("nothing")
    assert run(["demo", "--no-ui", "--path", str(tmp_path / "link")]) == 1
    assert "exists already; name a file that does not" in capsys.readouterr().err
    assert [each.name for each in tmp_path.iterdir()] == ["link"]
