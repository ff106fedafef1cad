"""`monteore phone take`, `dismiss` and `log`."""

from pathlib import Path

import pytest

from tests.cli.test_shell import Shell

NUMBER, UNKNOWN = "+390212345678", "+390255512233"


@pytest.fixture
def shell(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Shell:
    made = Shell(tmp_path / "ledger.db", capsys)
    made("client", "add", "acme", "Acme Srl", "--phone", NUMBER)
    made("agreement", "set", "acme", "--block", "10h", "--price", "800.00", "--timezone", "Europe/Rome")
    return made


def rung(shell: Shell, number: str = NUMBER, *events: str) -> str:
    """A phone call of one's own, with these events after its ring; its id."""
    for event in ("ring", *events):
        (row,) = shell.json("phone", "pop", number, "--id", "c1", "--event", event)["calls"]
    return str(row["phone_call_id"])


def test_a_ring_is_taken_and_becomes_the_running_call(shell: Shell) -> None:
    taken = shell.json("phone", "take", rung(shell))
    assert (taken["client"], taken["state"]) == ("acme", "running")
    assert shell.json("phone", "list")["calls"][0]["call_id"] == taken["call_id"]


def test_the_same_key_takes_a_call_once(shell: Shell) -> None:
    phone_call_id = rung(shell)
    first = shell.json("phone", "take", phone_call_id, "--key", "k")
    assert shell.json("phone", "take", phone_call_id, "--key", "k") == first
    assert len(shell.json("call", "list")["calls"]) == 1


def test_an_unknown_number_needs_a_client_or_a_new_caller_and_goes_on_the_card(shell: Shell) -> None:
    phone_call_id = rung(shell, UNKNOWN)
    code, _said, told = shell("phone", "take", phone_call_id)
    assert code == 1 and "say the client first" in told
    assert shell.json("phone", "take", phone_call_id, "--new", "lombardo")["client"] == "lombardo"
    (row,) = shell.json("phone", "list")["calls"]
    assert (row["client"], row["is_exact"]) == ("lombardo", True)
    assert [each["phones"] for each in shell.json("client", "list")["clients"] if each["client"] == "lombardo"] == [
        [UNKNOWN]
    ]


def test_a_new_name_that_is_a_clients_adds_nobody(shell: Shell) -> None:
    assert shell.json("phone", "take", rung(shell, UNKNOWN), "--new", "acme")["client"] == "acme"
    assert len(shell.json("client", "list")["clients"]) == 1


def test_a_dismissed_call_cannot_be_missed(shell: Shell) -> None:
    (row,) = shell.json("phone", "dismiss", rung(shell), "--all")["calls"]
    assert row["state"] == "ringing"
    code, _said, told = shell("phone", "dismiss", "t0")
    assert code == 1 and "there is no phone call t0" in told


def test_a_call_that_goes_on_is_not_logged(shell: Shell) -> None:
    code, _said, told = shell("phone", "log", rung(shell, NUMBER, "answer"))
    assert code == 1 and "no time to log" in told


def test_a_call_that_is_over_is_logged_with_its_words(shell: Shell) -> None:
    phone_call_id = rung(shell, NUMBER, "answer", "end")
    entry = shell.json("phone", "log", phone_call_id, "mail", "#77", "nc", "--contact", "Mario Rossi", "--key", "k")
    assert (entry["note"], entry["ticket"], entry["contact"]) == ("mail", "77", "Mario Rossi")
    again = shell.json("phone", "log", phone_call_id, "mail", "#77", "nc", "--contact", "Mario Rossi", "--key", "k")
    assert again["entry_id"] == entry["entry_id"]
    assert shell.json("phone", "list")["calls"][0]["entry_id"] == entry["entry_id"]
    code, _said, told = shell("phone", "log", phone_call_id)
    assert code == 1 and "taken before" in told


def test_an_unknown_option_of_a_note_is_refused(shell: Shell) -> None:
    code, _said, told = shell("phone", "log", rung(shell, NUMBER, "answer", "end"), "--ticket", "5")
    assert code == 2 and "--ticket is no option here" in told
