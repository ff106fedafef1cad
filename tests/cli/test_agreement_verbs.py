"""`monteore agreement`: what is not said stays, what changes is shown and asked about, slips need a word."""

import json
from pathlib import Path

import pytest

from cli import shell as cli_shell
from tests.cli.test_shell import Shell


@pytest.fixture
def shell(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Shell:
    return Shell(tmp_path / "ledger.db", capsys)


@pytest.fixture
def acme(shell: Shell) -> Shell:
    shell("client", "add", "acme", "Acme Srl")
    code, _out, error = shell(
        "agreement", "set", "acme", "--block", "10h", "--threshold", "5h", "--price", "800.00", "--validity", "12mo",
        "--window", "evening mon-fri 18:00-22:00 1.5", "--multiplier", "on-site=1.5", "--increment", "15",
    )  # fmt: skip
    assert (code, error) == (0, "")
    return shell


def answering(monkeypatch: pytest.MonkeyPatch, *answers: str) -> None:
    """Put a person at the terminal who gives these answers."""
    given = iter(answers)
    monkeypatch.setattr(cli_shell, "is_interactive", lambda: True)
    monkeypatch.setattr("click.termui.visible_prompt_func", lambda _prompt: next(given))


def terms_of(shell: Shell) -> dict[str, object]:
    """What the last version of acme's agreement says beyond the defaults."""
    found = shell.json("agreement", "show", "acme")["agreements"][-1]["terms"]
    assert isinstance(found, dict)
    return found


def test_what_is_not_said_stays_as_it_was(acme: Shell) -> None:
    before = terms_of(acme)
    assert acme("agreement", "set", "acme", "--price", "900.00", "--yes")[0] == 0
    assert terms_of(acme) == {**before, "price_minor": 90_000}
    for price in ("910.00", "920.00"):
        acme("agreement", "set", "acme", "--from", "2027-01-01", "--price", price, "--yes")
    shown = acme("agreement", "show", "acme")[1]
    versions = [line for line in shown.splitlines() if line.startswith("from 2027-01-01")]
    assert versions == [
        "from 2027-01-01: prepaid  (replaced: another was recorded for that day later)",
        "from 2027-01-01: prepaid",
    ]


def test_without_a_terminal_the_differences_go_to_stderr_and_nothing_changes(acme: Shell) -> None:
    head = acme.json("verify")["head"]
    code, out, error = acme("agreement", "set", "acme", "--overage-rate", "95", "--expiry-grace", "3d")
    assert (code, out) == (2, "")
    lines = error.splitlines()
    assert all(line.startswith("monteore: ") for line in lines)
    assert "monteore:   overage rate: €0.00 → €95.00" in lines
    assert "monteore:   expiry grace: 7 days → 3 days" in lines
    assert lines[-1] == "monteore: Change it for acme? Nothing was changed; add --yes to go on"
    assert acme.json("verify")["head"] == head


def test_no_difference_writes_nothing_and_asks_nothing(acme: Shell) -> None:
    head = acme.json("verify")["head"]
    code, out, error = acme("agreement", "set", "acme", "--price", "800")
    assert (code, error) == (0, "")
    assert "nothing differs" in out and "nothing was written" in out
    document = acme.json("agreement", "set", "acme", "--price", "800")
    assert (document["written"], document["changes"], document["kind"]) == (False, [], "prepaid")
    assert acme.json("verify")["head"] == head


def test_anew_states_it_whole(acme: Shell) -> None:
    assert acme("agreement", "set", "acme", "--anew", "--block", "10h", "--price", "800", "--yes")[0] == 0
    assert terms_of(acme) == {"block_minutes": 600, "price_minor": 80_000}


def test_a_person_answers_y_or_n_and_enter_asks_again(acme: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    answering(monkeypatch, "perhaps", "n")
    code, out, error = acme("agreement", "set", "acme", "--price", "900")
    assert (code, out) == (0, "")
    assert "price of a block: €800.00 → €900.00" in error and "nothing was changed" in error
    assert terms_of(acme)["price_minor"] == 80_000
    answering(monkeypatch, "y")
    code, out, error = acme("agreement", "set", "acme", "--price", "900", "--json")
    assert json.loads(out)["changes"] == ["price of a block: €800.00 → €900.00"]
    assert terms_of(acme)["price_minor"] == 90_000


def test_named_parts_replace_their_like_and_none_takes_one_away(acme: Shell) -> None:
    code, out, _error = acme(
        "agreement", "set", "acme", "--window", "evening=none", "--window", "night daily 22:00-06:00 2",
        "--multiplier", "remote=2", "--yes",
    )  # fmt: skip
    assert code == 0
    assert "window evening: mon-fri 18:00-22:00 1.5 → none" in out
    terms = terms_of(acme)
    assert terms["multipliers"] == {"on-site": "3/2", "remote": "2"}
    assert [window["label"] for window in terms["windows"]] == ["night"]  # type: ignore[attr-defined]
    code, _out, error = acme("agreement", "set", "acme", "--window", "evening=none", "--yes")
    assert code == 2 and "--window: there is no evening to take away; there are: night" in error


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("agreement", "set", "acme", "--block", "10"),
         "--block: 10 could be 10 minutes or 10 hours: write 10m or 10h"),
        (("agreement", "set", "acme", "--threshold", "5"),
         "--threshold: 5 could be 5 minutes or 5 hours: write 5m or 5h"),
        (("agreement", "move", "acme", "--to", "managed", "--block", "10"), "--block: 10 could be"),
        (("block", "sell", "acme", "--size", "10"), "--size: 10 could be 10 minutes or 10 hours: write 10m or 10h"),
        (("agreement", "set", "acme", "--increment", "0"), "--increment: at least 1 minute"),
        (("agreement", "set", "acme", "--currency", "JPY"), "--currency: an amount stays in its currency"),
        (("agreement", "set", "acme", "--step-grace", "20"), "--step-grace: it must be smaller"),
        (("agreement", "set", "acme", "--max-renewals-per-month", "many"), "--max-renewals-per-month: write a number"),
    ],
)  # fmt: skip
def test_what_cannot_be_meant_names_its_flag_and_changes_nothing(
    acme: Shell, words: tuple[str, ...], said: str
) -> None:
    head = acme.json("verify")["head"]
    code, out, error = acme(*words)
    assert (code, out) == (2, "")
    assert error.startswith(f"monteore: {said}") and error.count("\n") == 1
    assert acme.json("verify")["head"] == head


def test_nought_is_not_ambiguous(acme: Shell) -> None:
    assert acme("agreement", "set", "acme", "--threshold", "0", "--yes")[0] == 0
    assert "threshold" not in terms_of(acme)


@pytest.mark.parametrize(
    ("flags", "said"),
    [
        (("--block", "5h", "--threshold", "10h"), "threshold of 10:00 h is above the block of 5:00 h"),
        (("--multiplier", "onsite=1.5"), "onsite is nearly on-site"),
        (("--minimum", "patch=30"), "patch is nearly patching"),
    ],
)
def test_a_probable_slip_in_a_first_agreement_needs_yes(shell: Shell, flags: tuple[str, ...], said: str) -> None:
    shell("client", "add", "acme", "Acme Srl")
    code, _out, error = shell("agreement", "set", "acme", *flags)
    assert code == 2 and said in error
    assert shell.json("agreement", "show", "acme")["agreements"] == []
    assert shell("agreement", "set", "acme", *flags, "--yes")[0] == 0
    assert len(shell.json("agreement", "show", "acme")["agreements"]) == 1


def test_leaving_prepaid_hours_with_an_overdraft_is_refused_until_it_is_said_what_becomes_of_it(acme: Shell) -> None:
    acme("agreement", "set", "acme", "--renewal", "off", "--yes")
    acme("log", "acme", "1h", "vpn")
    code, _out, error = acme("agreement", "set", "acme", "--kind", "break-fix", "--hourly-rate", "80", "--yes")
    assert code == 1 and "--overdraft bill|write-off" in error
    for verb in (("set", "acme", "--kind", "break-fix"), ("move", "acme", "--to", "break-fix")):
        assert acme("agreement", *verb, "--hourly-rate", "80", "--overdraft", "bill", "--yes")[0] == 0
    line = acme.json("invoice", "list")["lines"][-1]
    assert (line["kind"], line["minutes"], line["amount"]) == ("overage", 60, "80.00")
    assert acme.json("balance", "acme")["overdraft_minutes"] == 0


def test_a_planned_version_that_undoes_a_change_is_told_and_can_be_withdrawn(acme: Shell) -> None:
    assert acme("agreement", "set", "acme", "--price", "900", "--from", "2027-01-01", "--yes")[0] == 0
    for words in (("set", "acme", "--price", "850", "--yes"), ("move", "acme", "--to", "managed", "--dry-run")):
        out = acme("agreement", *words)[1]
        assert "from 2027-01-01 on another version holds, and undoes it" in out
        assert "monteore agreement withdraw acme --from 2027-01-01" in out
    code, out, error = acme("agreement", "withdraw", "acme", "--from", "2027-01-01")
    assert (code, error) == (0, "")
    assert "the prepaid agreement before it goes on" in out
    assert terms_of(acme)["price_minor"] == 85_000
    assert acme("agreement", "withdraw", "acme", "--from", "2027-01-01")[0] == 1
    assert acme.json("verify")["ok"] is True


def test_a_move_without_a_terminal_asks_and_changes_nothing(acme: Shell) -> None:
    head = acme.json("verify")["head"]
    code, out, error = acme("agreement", "move", "acme", "--to", "managed", "--fee", "400")
    assert (code, out) == (2, "")
    assert "fee: €0.00 → €400.00" in error and error.splitlines()[-1].startswith("monteore: Move acme?")
    assert acme.json("verify")["head"] == head


def test_the_set_document_keeps_its_keys(acme: Shell) -> None:
    document = acme.json("agreement", "set", "acme", "--fee", "5", "--yes")
    assert set(document) >= {"client", "agreement_id", "from_date", "kind", "terms", "changes", "written"}
    assert set(acme.json("agreement", "show", "acme")["agreements"][0]) == {
        "client", "account", "agreement_id", "from_date", "kind", "terms",
    }  # fmt: skip
