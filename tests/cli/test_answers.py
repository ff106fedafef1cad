"""Answers in every encoding, into every output: nothing fails once the change is made."""

import io
import os
import subprocess
import sys
from pathlib import Path

import pytest

from cli.main import run
from core.basics.encodings import DESK_ERRORS, fitting
from core.business import Business

NAME = "Caffè Über → Žižek… 日本"
LOCALES = [
    {"LC_ALL": "C"},
    {"LC_ALL": "POSIX"},
    {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    {"LC_ALL": "it_IT@euro", "PYTHONIOENCODING": "iso-8859-15"},
    {"PYTHONIOENCODING": "ascii"},
]


def _monteore(
    store: Path, *words: str, say: dict[str, str] | None = None, **options: object
) -> "subprocess.CompletedProcess[bytes]":
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("LC_", "LANG", "PYTHONIO"))}
    command = [sys.executable, "-m", "cli", "--db", str(store), *words]
    options = {"stdout": subprocess.PIPE, **options}
    return subprocess.run(command, env=kept | (say or {}), stderr=subprocess.PIPE, timeout=60, **options)  # type: ignore[call-overload,no-any-return]


@pytest.fixture
def store(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    path = tmp_path / "m.db"
    for words in (
        ["client", "add", "acme", NAME],
        ["agreement", "set", "acme", "--block", "10h", "--price", "800"],
        ["block", "sell", "acme"],
    ):
        assert run(["--db", str(path), *words]) == 0
    capsys.readouterr()
    return path


def _rows(store: Path) -> int:
    with Business.open(store, read_only=True) as business:
        return sum(1 for _row in business.session.store.journal())


@pytest.mark.parametrize("say", LOCALES, ids=str)
def test_the_shell_reads_and_writes_in_every_encoding(store: Path, say: dict[str, str]) -> None:
    for words in (["client", "list"], ["log", "acme", "15", "toner"], ["statement", "acme"], ["--lang", "it", "--help"],
                  ["--lang", "it", "balance", "acme"], ["report", "--help"]):  # fmt: skip
        done = _monteore(store, *words, say=say)
        assert done.returncode == 0, done.stderr
        assert b"Traceback" not in done.stderr
        encoding = say.get("PYTHONIOENCODING") or ("ascii" if "PYTHONUTF8" in say else "utf-8")
        done.stdout.decode(encoding)


def test_what_an_encoding_lacks_gets_its_nearest_form() -> None:
    assert fitting(NAME, "utf-8") == NAME
    assert fitting(NAME, "ascii") == "Caffe Uber -> Zizek... ??"
    assert fitting("€1,250.00 → è", "ascii") == "EUR1,250.00 -> e"
    assert fitting("€ è → ─│┌█", "iso-8859-15") == "€ è -> -|+#"
    assert fitting("x", "no-such-encoding") == "x"


def test_on_a_screen_each_character_keeps_its_cells() -> None:
    assert "╭──╮│é…→€日e\u0301█".encode("ascii", DESK_ERRORS) == b"+--+|e~>E??e#"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_an_output_that_fails_after_the_change_leaves_exit_0_and_the_id_on_stderr(store: Path) -> None:
    before = _rows(store)
    with open("/dev/full", "wb") as full:
        done = _monteore(store, "log", "acme", "15", "toner", stdout=full)
    assert done.returncode == 0
    assert _rows(store) > before
    with Business.open(store, read_only=True) as business:
        assert business.queries.entries()[0].entry_id.encode() in done.stderr
    assert b"half-done" not in done.stderr
    assert done.stderr.count(b"\n") == 1


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_an_output_that_fails_where_nothing_was_changed_is_a_failure(store: Path) -> None:
    with open("/dev/full", "wb") as full:
        done = _monteore(store, "client", "list", stdout=full)
    assert done.returncode == 3
    assert done.stderr.startswith(b"monteore: ")


def test_a_closed_output_is_refused_before_the_change(store: Path) -> None:
    before = _rows(store)
    for how in ("exec >&-", "exec 1</dev/null"):
        command = f'{how}; exec "{sys.executable}" -m cli --db "{store}" log acme 15 toner'
        done = subprocess.run(["sh", "-c", command], stderr=subprocess.PIPE, timeout=60)
        assert done.returncode == 1, done.stderr
        assert b"nothing was changed" in done.stderr
    assert _rows(store) == before


def test_an_output_file_that_cannot_be_written_is_refused_before_the_change(
    store: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = _rows(store)
    for name in ("x" * 250, "missing/lines.csv"):
        assert run(["--db", str(store), "invoice", "export", "--output", str(store.parent / name)]) == 1
        assert capsys.readouterr().err.startswith("monteore: ")
    assert _rows(store) == before


@pytest.mark.parametrize(
    "words",
    ["client list", "block list", "entry list", "invoice list", "invoice runs", "mail list", "mail switches",
     "proposal list", "proposal catalogue list", "renewal list", "call list", "report recovered", "export", "log acme 15 x"],
)  # fmt: skip
def test_a_reader_that_goes_away_is_no_failure(store: Path, words: str) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    try:
        done = _monteore(store, *words.split(), stdout=writing)
    finally:
        os.close(writing)
    assert done.returncode == 0
    assert b"Traceback" not in done.stderr
    assert b"Exception ignored" not in done.stderr
    if not words.startswith("log"):
        assert done.stderr == b""


def test_an_unforeseen_failure_after_the_change_says_that_it_is_recorded(
    store: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_arguments: object) -> str:
        raise RuntimeError("broken")

    monkeypatch.setattr("cli.writing.posting_lines", broken)
    before = _rows(store)
    assert run(["--db", str(store), "log", "acme", "15", "toner"]) == 0
    assert _rows(store) > before
    said = capsys.readouterr().err
    assert "it is recorded" in said and "half-done" not in said


def test_the_desk_draws_its_frame_with_what_the_encoding_has() -> None:
    screen = io.TextIOWrapper(io.BytesIO(), encoding="iso-8859-15", errors="backslashreplace")
    screen.reconfigure(errors=DESK_ERRORS)
    screen.write("╭─ Acmè ─╮")
    screen.flush()
    assert screen.buffer.getvalue().decode("iso-8859-15") == "+- Acmè -+"  # type: ignore[attr-defined]
