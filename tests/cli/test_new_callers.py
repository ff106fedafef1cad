"""New callers in the shell: `call start --new`, the list of clients without a card, and colleagues on the phone."""

from pathlib import Path

import pytest

from core.business import Business
from tests.cli.test_shell import Shell


@pytest.fixture
def acme(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Shell:
    shell = Shell(tmp_path / "ledger.db", capsys)
    shell("client", "add", "acme", "Acme Srl")
    return shell


def test_a_new_caller_is_added_and_called_at_once_and_listed_until_its_card_is_written(acme: Shell) -> None:
    code, out, _error = acme("call", "start", "--new", "lombardo", "--phone", "0382 555123")
    assert code == 0
    assert "added lombardo  Lombardo, without a card" in out
    assert "RUNNING" in out
    listed = acme.json("client", "list", "--without-card")["clients"]
    assert [(each["client"], each["phones"], each["without_card"]) for each in listed] == [
        ("lombardo", ["0382 555123"], True)
    ]
    acme("client", "edit", "lombardo", "--contact", "Ugo Lombardo")
    assert acme.json("client", "list", "--without-card")["clients"] == []
    assert acme("client", "list", "--without-card")[1] == "every client has a card\n"


def test_the_name_of_a_new_caller_can_hold_the_start_as_on_the_desk(acme: Shell) -> None:
    for words in (["Lombardo @-10m"], ["Bruni", "@-10m"]):
        assert "from " in acme("call", "start", "--new", *words)[1]
    assert acme("call", "start", "--new", "@-10m")[0] == 2
    names = [each["name"] for each in acme.json("client", "list", "--without-card")["clients"]]
    assert names == ["Bruni", "Lombardo"]


def test_a_card_can_be_said_to_be_complete(acme: Shell) -> None:
    acme("call", "start", "--new", "lombardo")
    acme("client", "edit", "lombardo", "--card-done")
    assert not acme.json("client", "show", "lombardo")["without_card"]


def test_the_same_key_starts_one_call_and_adds_one_client(acme: Shell) -> None:
    first = acme.json("call", "start", "--new", "Lombardo", "--key", "k1")
    again = acme.json("call", "start", "--new", "Lombardo", "--key", "k1")
    assert first["call_id"] == again["call_id"]
    assert [each["client"] for each in acme.json("client", "list")["clients"]] == ["acme", "lombardo"]


@pytest.mark.parametrize("words", [(), ("acme", "--new", "Lombardo")])
def test_a_call_is_with_a_client_or_with_a_new_caller(acme: Shell, words: tuple[str, ...]) -> None:
    code, _out, error = acme("call", "start", *words)
    assert code == 2
    assert "--new NAME" in error
    assert acme.json("call", "list")["calls"] == []


def test_a_name_without_letters_is_refused_and_nothing_changes(acme: Shell) -> None:
    code, _out, error = acme("call", "start", "--new", "#4821")
    assert code == 2
    assert "needs a name" in error
    assert len(acme.json("client", "list")["clients"]) == 1


def test_a_colleague_on_the_phone_with_the_client_is_told_on_stderr(acme: Shell, tmp_path: Path) -> None:
    with Business.open(tmp_path / "ledger.db", technician="giulia") as giulia:
        giulia.calls.start(giulia.queries.resolve_client("acme").client_id)
    code, out, error = acme("call", "start", "acme")
    assert code == 0
    assert "RUNNING" in out
    assert error == "monteore: giulia is on the phone with Acme Srl too\n"
