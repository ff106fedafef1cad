"""Marks in the shell: by run, by number, from a file; corrected after a question, and taken back."""

from pathlib import Path

import pytest

from tests.cli.test_shell import Shell


@pytest.fixture
def shell(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Shell:
    made = Shell(tmp_path / "ledger.db", capsys)
    made("client", "add", "acme", "Acme srl")
    made("agreement", "set", "acme", "--kind", "break-fix", "--hourly-rate", "80.00")
    made("log", "acme", "1h", "vpn")
    return made


def lines(shell: Shell) -> list[tuple[str, str, str, str | None]]:
    found = shell.json("invoice", "list")["lines"]
    return [(line["amount"], line["status"], line["number"], line["corrects"]) for line in found]


def test_a_run_is_marked_and_paid_by_its_number(shell: Shell, tmp_path: Path) -> None:
    run = shell.json("invoice", "export", "--output", str(tmp_path / "run.csv"))["run_id"]
    assert shell.json("invoice", "mark", "--run", run, "--number", "12")["lines"][0]["number"] == "12"
    assert shell.json("invoice", "mark", "--number", "12", "--paid")["lines"][0]["status"] == "paid"


def test_another_number_is_asked_about_and_a_mark_taken_back(shell: Shell) -> None:
    line_id = shell.json("invoice", "list")["lines"][0]["line_id"]
    shell("invoice", "mark", line_id, "--number", "12", "--date", "2026-11-02")
    code, _out, error = shell("invoice", "mark", line_id, "--number", "13", "--date", "2026-11-02")
    assert code == 2 and "put it on 13" in error
    assert lines(shell) == [("80.00", "invoiced", "12", None)]
    assert shell("invoice", "mark", line_id, "--number", "13", "--date", "2026-11-02", "--yes")[0] == 0
    assert lines(shell) == [("80.00", "invoiced", "13", None)]
    first = shell.json("invoice", "unmark", line_id, "--reason", "slip", "--key", "k1")
    assert shell.json("invoice", "unmark", line_id, "--reason", "slip", "--key", "k1") == first
    assert lines(shell) == [("80.00", "to-invoice", "", None)]
    code, _out, error = shell("invoice", "unmark", line_id)
    assert code == 1 and "no mark to take back" in error


def test_the_numbers_come_from_a_file(shell: Shell, tmp_path: Path) -> None:
    line_id = shell.json("invoice", "list")["lines"][0]["line_id"]
    file = tmp_path / "answers.csv"
    file.write_text(f"line,number,date,paid\n{line_id},12,2026-11-01,2026-11-02\n", encoding="utf-8")
    marked = shell.json("invoice", "mark", "--file", str(file))["lines"]
    assert [(line["number"], line["paid_on"]) for line in marked] == [("12", "2026-11-02")]


def test_the_void_of_invoiced_work_names_its_credit_line(shell: Shell) -> None:
    line_id = shell.json("invoice", "list")["lines"][0]["line_id"]
    entry_id = shell.json("entry", "list")["entries"][0]["entry_id"]
    shell("invoice", "mark", line_id, "--number", "12")
    code, _out, error = shell("entry", "void", entry_id)
    assert code == 2
    assert error.startswith("monteore: on invoice 12: credit -€80.00\n") and "add --yes to go on" in error
    code, _out, error = shell("entry", "edit", entry_id, "30")
    assert code == 2
    assert error.startswith("monteore: on invoice 12: credit -€80.00, new line €40.00\n")
    voided = shell.json("entry", "void", entry_id, "--yes")
    assert lines(shell)[1:] == [("-80.00", "to-invoice", "", line_id)]
    assert voided["credit_lines"] == [shell.json("invoice", "list")["lines"][1]["line_id"]]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "which lines?"),
        (("--number", "12"), "which lines?"),
        (("l1",), "which invoice?"),
        (("l1", "--run", "x1", "--number", "12"), "in one way"),
        (("--client", "acme", "--number", "12", "--paid"), "add --run RUN"),
        (("--file", "f.csv", "--paid"), "leave --number"),
    ],
)
def test_a_mark_that_says_too_little_or_too_much_is_told_what_to_write(
    shell: Shell, words: tuple[str, ...], said: str
) -> None:
    code, _out, error = shell("invoice", "mark", *words)
    assert code == 2 and said in error
