"""The fiscal card in the shell: set, shown, doubted, erased; the business's own data; clients left out of a run."""

from pathlib import Path

import pytest

from tests.cli.test_shell import Shell

ADDRESS = ("--street", "Corso Francia", "--zip", "10100", "--city", "Torino")


@pytest.fixture
def shell(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Shell:
    return Shell(tmp_path / "ledger.db", capsys)


def test_a_card_is_written_with_the_client_and_changed_field_by_field(shell: Shell) -> None:
    shell("client", "add", "acme", "Acme srl", "--vat", "09876543217", "--payment", "60d eom", *ADDRESS)
    shell("client", "edit", "acme", "--sdi", "abc1234")
    fiscal = shell.json("client", "show", "acme")["fiscal"]
    assert {name: fiscal[name] for name in ("vat", "sdi", "city", "payment")} == {
        "vat": "IT09876543217", "sdi": "ABC1234", "city": "Torino", "payment": "60d eom",
    }  # fmt: skip
    _code, out, _error = shell("client", "show", "acme")
    assert "VAT number: IT09876543217" in out and "Payment: 60d eom" in out


def test_a_wrong_check_digit_is_kept_with_a_warning_and_a_wrong_word_changes_nothing(shell: Shell) -> None:
    code, _out, error = shell("client", "add", "acme", "Acme srl", "--vat", "09876543210")
    assert code == 0 and "check digit" in error
    head = shell.json("verify")["head"]
    code, _out, error = shell("client", "edit", "acme", "--name", "Other", "--nature", "N9")
    assert code == 2 and "N2.1" in error
    assert shell.json("verify")["head"] == head


def test_an_erased_client_has_no_card_and_the_journal_fits(shell: Shell) -> None:
    shell("client", "add", "acme", "Acme srl", "--vat", "09876543217", *ADDRESS)
    client_id = shell.json("client", "show", "acme")["client_id"]
    shell("client", "erase", "acme", "--yes")
    fiscal = shell.json("client", "show", f"erased-{client_id}")["fiscal"]
    assert not any(fiscal.values())
    assert shell.json("verify")["ok"]
    assert b"Corso Francia" not in shell.store.read_bytes()


def test_the_business_keeps_its_own_data(shell: Shell) -> None:
    shell("client", "add", "acme", "Acme srl")
    shell(
        "business", "Studio Rossi", "--vat", "01234567897", "--iban", "IT60X0542811101000000123456", "--regime", "rf19"
    )
    told = shell.json("business")
    assert told["name"] == "Studio Rossi"
    assert (told["fiscal"]["vat"], told["fiscal"]["regime"]) == ("IT01234567897", "RF19")
    code, _out, error = shell("business", "--iban", "IT60X0542811101000000123457")
    assert code == 2 and "IBAN" in error


def test_clients_left_out_of_a_run_are_told_with_all_that_is_missing(shell: Shell, tmp_path: Path) -> None:
    shell("client", "add", "acme", "Acme srl", "--vat", "09876543217", *ADDRESS)
    shell("client", "add", "bianchi", "Bianchi", "--vat", "12345678901")
    for code in ("acme", "bianchi"):
        shell("agreement", "set", code, "--block", "10h", "--price", "800.00")
        shell("block", "sell", code)
    own = (
        "--invoice-name",
        "Studio",
        "--vat",
        "01234567897",
        "--street",
        "Via Roma",
        "--zip",
        "20100",
        "--city",
        "Milano",
    )
    shell("business", *own)
    told = shell.json("invoice", "export", "--output", str(tmp_path / "run.zip"))
    assert len(told["lines"]) == 1
    ((left_out),) = told["left_out"]
    assert left_out["client"] == "bianchi" and len(left_out["missing"]) == 4
    code, _out, error = shell("invoice", "export", "--output", str(tmp_path / "again.zip"))
    assert code == 1 and "bianchi is left out" in error and "check digit" in error


def test_a_map_of_a_known_program_can_be_saved_and_given_back(shell: Shell, tmp_path: Path) -> None:
    shell("client", "add", "acme", "Acme srl")
    shell("agreement", "set", "acme", "--block", "10h", "--price", "800.00")
    shell("block", "sell", "acme")
    _code, out, _error = shell("invoice", "map", "xero")
    (tmp_path / "xero.toml").write_text(out)
    _code, with_map, _error = shell("invoice", "export", "--map", str(tmp_path / "xero.toml"), "--dry-run")
    assert "*ContactName" in with_map and "10.00,80.00,200" in with_map
    code, _out, error = shell("invoice", "export", "--preset", "xero", "--format", "easyfatt", "--dry-run")
    assert code == 2 and "leave --map and --preset out" in error
