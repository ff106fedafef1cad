"""The shell in Italian, each time in a process of its own, as help is translated when a verb is loaded."""

import gettext
import os
import subprocess
import sys
from pathlib import Path

import click
import pytest

from cli.main import run

ROOT = Path(__file__).parents[2]
SPEECH = ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG", "MONTEORE_LANG")


def monteore(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    clean = {name: value for name, value in os.environ.items() if name not in SPEECH}
    command = [sys.executable, "-m", "cli", *words]
    clean |= {"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", **environment}
    return subprocess.run(command, cwd=ROOT, env=clean, capture_output=True, text=True, check=False)


def test_a_verbs_help_is_italian_whole() -> None:
    help_ = monteore("--lang", "it", "client", "add", "--help").stdout
    assert "Uso: monteore client add [OPZIONI]" in help_
    assert "Aggiunge un cliente" in help_
    assert "Stampa su stdout un solo documento JSON" in help_
    assert "Mostra questo messaggio ed esce." in help_
    assert not {"Usage", "Options", "Show", "Print", "Add"} & set(help_.replace(":", " ").split())


def test_the_list_of_verbs_is_italian_by_the_environment() -> None:
    help_ = monteore("--help", LANG="it_IT.UTF-8").stdout
    assert "Cronometra le chiamate" in help_
    assert "Rinnovi: list, approve, refuse." in help_


def test_clicks_own_refusals_are_italian() -> None:
    told = monteore("--lang=it", "client", "add")
    assert (told.returncode, told.stderr) == (
        2,
        "monteore: manca l'argomento 'CODE'; vedi: monteore client add --help\n",
    )


def test_an_unknown_language_is_english_and_no_error() -> None:
    told = monteore("--lang", "xx", "--help", LANG="it_IT.UTF-8")
    assert told.returncode == 0
    assert "Show this message and exit." in told.stdout


def test_a_refusal_of_the_rules_is_italian_and_json_keeps_its_words(tmp_path: Path) -> None:
    db = str(tmp_path / "books.db")
    assert monteore("--db", db, "--lang", "it", "client", "add", "acme", "Acme").stdout == "aggiunto acme  Acme\n"
    assert monteore("agreement", "set", "acme", "--block", "10h", "--db", db).returncode == 0
    shown = monteore("balance", "acme", "--db", db, MONTEORE_LANG="it").stdout
    assert "(prepagato)" in shown
    assert "residuo 0:00" in shown
    assert '"kind": "prepaid"' in monteore("--lang", "it", "balance", "acme", "--db", db, "--json").stdout
    refused = monteore("--lang", "it", "log", "acme", "1h90m", "--db", db)
    assert refused.stderr.startswith("monteore: Colonna 6: '1h90m' ha più di 59 minuti")


def test_day_words_are_those_of_the_language(tmp_path: Path) -> None:
    db = str(tmp_path / "books.db")
    monteore("client", "add", "acme", "Acme", "--db", db)
    line = ("log", "acme", "15", "@ieri", "--db", db)
    assert monteore(*line).returncode == 2
    assert monteore(*line, LANG="it_IT.UTF-8").returncode == 0


def test_clicks_own_words_in_a_question_are_italian(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert run(["--db", str(tmp_path / "books.db"), "client", "add", "acme", "Acme"]) == 0
    asked: list[tuple[str, str, str]] = []

    def prompt(question: str, **_words: object) -> bool:
        asked.append((gettext.textdomain(), os.environ["LANGUAGE"], question.rpartition(" ")[2]))
        return False

    monkeypatch.setattr(click, "prompt", prompt)
    monkeypatch.setattr("cli.shell.is_interactive", lambda: True)
    assert run(["--db", str(tmp_path / "books.db"), "--lang", "it", "store", "rechain"]) == 0
    assert asked == [("click", "it", "[s/n]")]
