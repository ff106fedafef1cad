"""Calls from the shell: begun in the past, made true, split, with words that are kept until they are posted."""

from pathlib import Path

import pytest

from tests.cli.test_shell import Shell


@pytest.fixture
def shell(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Shell:
    shell = Shell(tmp_path / "ledger.db", capsys)
    shell("client", "add", "acme", "Acme Srl")
    shell("client", "add", "zeta", "Zeta Spa")
    return shell


def calls(shell: Shell) -> list[tuple[str, str, int]]:
    # The boot clock of the machine goes on while a test runs: minutes are compared.
    return [
        (call["client"], call["state"], round(call["elapsed_seconds"] / 60))
        for call in shell.json("call", "list")["calls"]
    ]


@pytest.mark.parametrize("words", [("acme @-10m",), ("acme", "@-10m"), ("acme", "@8:50"), ("acme", "@today", "8:50")])
def test_a_call_begins_in_the_past_and_says_since_when(shell: Shell, words: tuple[str, ...]) -> None:
    code, out, _error = shell("call", "start", *words)
    assert code == 0 and "from 08:50" in out
    assert calls(shell) == [("acme", "running", 10)]


def test_the_words_of_a_start_are_read_in_italian_too(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    assert shell("--lang", "it", "call", "start", "acme @ieri 23:50")[0] == 0
    assert calls(shell) == [("acme", "running", 9 * 60 + 10)]


@pytest.mark.parametrize("words", ["acme @9:30", "acme @soon", "acme @yesterday 8:00"])
def test_a_start_that_cannot_be_starts_nothing(shell: Shell, words: str) -> None:
    code, out, error = shell("call", "start", words)
    assert code in (1, 2) and out == "" and error.startswith("monteore: ")
    assert calls(shell) == []


def test_a_call_ends_when_it_is_said_and_the_answer_says_so(shell: Shell) -> None:
    shell("call", "start", "acme", "@-40m")
    code, out, _error = shell("call", "stop", "@8:45", "printer")
    assert code == 0 and "until 08:45" in out
    entry = shell.json("entry", "list")["entries"][0]
    assert (round(entry["worked_seconds"] / 60), entry["note"]) == (25, "printer")


@pytest.mark.parametrize("words", ["15m printer", "0:15 printer"])
def test_a_length_before_the_note_is_the_time_and_is_said_back(shell: Shell, words: str) -> None:
    shell("call", "start", "acme", "@-40m")
    code, out, _error = shell("call", "stop", words)
    assert code == 0 and "0:15" in out and "measured 0:40" in out
    assert shell.json("entry", "list")["entries"][0]["worked_seconds"] == 900


@pytest.mark.parametrize("words", ["3h printer", "5:30 printer", "5:30", "2:00"])
def test_a_length_with_two_readings_is_refused_with_both(shell: Shell, words: str) -> None:
    shell("call", "start", "acme", "@-40m")
    code, _out, error = shell("call", "stop", words)
    assert code == 2 and words.split()[0] in error
    assert calls(shell)[0][:2] == ("acme", "running")


def test_words_of_a_call_are_kept_until_they_are_posted(shell: Shell) -> None:
    shell("call", "start", "acme", "@-10m")
    shell("call", "note", "printer jams", "#4821")
    assert shell.json("call", "list")["calls"][0]["note"] == "printer jams #4821"
    entry = shell.json("call", "stop", "roller", "changed", "+remote")
    assert (entry["note"], entry["ticket"], entry["work_type"]) == ("printer jams roller changed", "4821", "remote")


def test_client_and_times_of_a_call_are_edited_and_the_history_tells(shell: Shell) -> None:
    call_id = shell.json("call", "start", "acme", "@-40m")["call_id"]
    assert shell("call", "edit", "--client", "zeta", "--start", "-10m")[0] == 0
    assert calls(shell) == [("zeta", "running", 10)]
    code, out, _error = shell("call", "edit", "--end", "8:55")
    assert code == 0 and "until 08:55" in out
    assert calls(shell) == [("zeta", "on-hold", 5)]
    code, out, _error = shell("call", "history")
    assert [line.split("  ")[2].split(":")[0] for line in out.splitlines()] == ["start", "client", "start", "end"]
    assert "acme → zeta" in out
    history = shell.json("call", "history", call_id)
    assert [change["what"] for change in history["changes"]] == ["start", "client", "start", "end"]
    assert history["changes"][0]["technician"]


@pytest.mark.parametrize(
    "options",
    [
        (),
        ("--end", "8:50", "--length", "5m"),
        ("--length", "5:30"),
        ("--start", "9:30"),
        ("--end", "8:10"),
        ("--client", "nobody"),
        ("--length", "soon"),
    ],
)
def test_an_edit_that_cannot_be_changes_nothing(shell: Shell, options: tuple[str, ...]) -> None:
    shell("call", "start", "acme", "@-40m")
    code, out, error = shell("call", "edit", *options)
    assert code in (1, 2) and out == "" and error.startswith("monteore: ")
    assert calls(shell) == [("acme", "running", 40)]


def test_a_call_is_split_over_two_clients(shell: Shell) -> None:
    shell("call", "start", "acme", "@-40m")
    parts = shell.json("call", "split", "12m", "zeta")["calls"]
    assert [(part["client"], part["state"]) for part in parts] == [("acme", "on-hold"), ("zeta", "running")]
    assert calls(shell) == [("zeta", "running", 28), ("acme", "on-hold", 12)]
    assert shell("call", "split", "50m", "acme")[0] == 1


@pytest.mark.parametrize("verb", [("edit", "--start", "-50m"), ("split", "12m", "zeta")])
def test_the_same_change_under_the_same_key_is_made_once(shell: Shell, verb: tuple[str, ...]) -> None:
    shell("call", "start", "acme", "@-40m")
    assert shell("call", *verb, "--key", "k1")[0] == 0
    once = calls(shell)
    assert shell("call", *verb, "--key", "k1")[0] == 0
    assert calls(shell) == once


def test_a_long_call_needs_its_end_its_length_or_a_yes(shell: Shell) -> None:
    shell("call", "start", "acme", "@-5h")
    assert shell("call", "stop")[0] == 2
    assert shell("call", "stop", "--yes")[0] == 0
    shell("call", "start", "acme", "@-5h")
    assert shell("call", "stop", "@8:00")[0] == 0


def test_a_call_of_under_30_seconds_is_posted_and_said(shell: Shell) -> None:
    shell("call", "start", "acme")
    code, out, _error = shell("call", "stop")
    assert code == 0 and "under 30 s" in out


def test_a_call_whose_said_time_overlaps_other_work_says_so(shell: Shell) -> None:
    shell("call", "start", "acme", "@-10m")
    code, _out, error = shell("call", "start", "zeta", "@-30m")
    assert code == 0 and "zeta: overlaps 08:50 acme 0:10" in error
    # The first is on hold until now; from then on they share nothing.
    shell("call", "cancel")
    _code, _out, error = shell("call", "start", "zeta")
    assert "overlaps" not in error
    code, _out, error = shell("call", "edit", "--start", "-20m")
    assert code == 0 and "zeta: overlaps 08:50 acme 0:10" in error


def test_a_call_begun_after_what_was_logged_says_nothing(shell: Shell) -> None:
    shell("log", "acme 8:00-8:30 printer")
    assert "overlaps" not in shell("call", "start", "zeta", "@8:40")[2]
    assert "zeta: overlaps 08:00 acme 0:30" in shell("call", "edit", "--start", "8:20")[2]


def test_what_overlaps_is_a_whole_sentence_in_italian_too(shell: Shell) -> None:
    shell("log", "acme 8:00-8:30 printer")
    assert "l'intervento si sovrappone a 08:00 acme 0:30" in shell("--lang", "it", "log", "zeta 8:20-8:40 vpn")[2]
    assert (
        "zeta: si sovrappone a 08:20 zeta 0:20 e a un'altra"
        in shell("--lang", "it", "call", "start", "zeta", "@8:10")[2]
    )


def test_a_correction_that_moves_an_entry_onto_another_says_so(shell: Shell) -> None:
    shell("log", "acme 8:00-8:30 printer")
    shell("log", "zeta 8:30-8:45 vpn")
    entry_id = shell.json("entry", "list", "zeta")["entries"][0]["entry_id"]
    assert "overlaps" not in "".join(map(str, shell("entry", "edit", entry_id, "#77")))
    entry_id = next(each["entry_id"] for each in shell.json("entry", "list", "zeta")["entries"] if not each["voided"])
    assert "overlaps 08:00 acme 0:30" in "".join(map(str, shell("entry", "edit", entry_id, "8:20-8:40")))


def test_what_stands_in_closed_books_is_put_right_today(shell: Shell) -> None:
    shell("log", "acme 15 @yesterday printer")
    entry_id = shell.json("entry", "list", "acme")["entries"][0]["entry_id"]
    shell("lock", "yesterday")
    for words in (("entry", "void", entry_id, "--yes"), ("entry", "edit", entry_id, "20", "--yes")):
        code, _out, error = shell(*words)
        assert code == 1 and "put it right today: monteore account adjust CLIENT HOURS" in error
    assert "use a later date" in shell("log", "acme 15 @yesterday printer")[2]
