"""The time zone of the business tells the country of its telephone numbers and holidays; it can be set later."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from cli.main import run
from core.audit.doctor import findings
from core.basics.callers import Certainty
from core.basics.clock import FakeClock
from core.basics.dataclass import replace
from core.basics.errors import NotAllowed, Usage
from core.basics.identity import Right
from core.business import Business
from core.forms.technicians import read_technician, technician_fields
from core.ledger.settings import SettingsChange
from core.model.fiscal import NO_CARD
from core.model.health import Health
from core.model.prices import ListedPrice
from core.model.terms import Kind
from tests.builders import place_in
from tui.flows.agreements import AgreementForm
from tui.flows.clients import _check_card

LATE = datetime(2026, 3, 2, 23, 30, tzinfo=UTC)
"""Half past eleven in UTC, which is the next day in Rome."""


def _open(folder: Path, zone: str) -> Business:
    return Business.open(place_in(folder), clock=FakeClock(LATE), technician="anna", create=True, timezone=zone)


@pytest.fixture
def nowhere(tmp_path: Path) -> Iterator[Business]:
    """A store made on a machine whose time zone is UTC, with a client whose number has no country code."""
    with _open(tmp_path, "UTC") as business:
        business.clients.add("acme", "Acme", phones=["02 1234567", "+39 02 7654321"])
        yield business


def test_without_a_country_a_number_without_its_code_is_said_to_be_kept_as_typed(nowhere: Business) -> None:
    acme = nowhere.queries.resolve_client("acme")
    (said,) = nowhere.queries.numbers_in_words(acme.phones)
    assert "02 1234567 is kept as typed" in said and "(UTC)" in said and "monteore" not in said
    assert nowhere.queries.numbers_in_words(acme.phones[1:]) == ()
    told = {each.about: each for each in findings(nowhere.session, nowhere.recovery.folder)}
    assert told["country"].health is Health.LOOK and "--timezone Europe/Rome" in told["country"].told
    assert nowhere.hours.holidays() == ""


def test_a_zone_that_is_set_later_tells_numbers_days_and_holidays_of_every_open_session(nowhere: Business) -> None:
    other, before = nowhere.second(), nowhere.queries.caller("021234567")
    assert (other.session.days().business, nowhere.today) == (date(2026, 3, 2), date(2026, 3, 2))
    nowhere.settings.change(SettingsChange(timezone="Europe/Rome"))
    acme = nowhere.queries.resolve_client("acme")
    assert (nowhere.today, nowhere.session.country, nowhere.hours.holidays()) == (date(2026, 3, 3), "IT", "IT")
    assert (other.session.days().business, other.today, other.session.country) == (
        date(2026, 3, 3),
        date(2026, 3, 3),
        "IT",
    )
    assert (before.certainty, nowhere.queries.caller("021234567").certainty) == (Certainty.WEAK, Certainty.EXACT)
    assert nowhere.queries.numbers_in_words(acme.phones) == ()
    assert "country" not in {each.about for each in findings(nowhere.session, nowhere.recovery.folder)}
    assert nowhere.verify(None).problems == ()


def test_a_zone_is_checked_and_needs_a_manager(nowhere: Business) -> None:
    rows = nowhere.session.store.listing.last_seq()
    for text in ("Rome", "", "../etc", "Europe/Rome\0"):
        with pytest.raises(Usage):
            nowhere.settings.change(SettingsChange(timezone=text))
    nowhere.settings.change(SettingsChange(timezone="UTC"))
    assert nowhere.session.store.listing.last_seq() == rows
    nowhere.session.rights = frozenset({Right.READ, Right.WORK})
    with pytest.raises(NotAllowed):
        nowhere.settings.change(SettingsChange(timezone="Europe/Rome"))


@pytest.mark.parametrize(
    ("zone", "typed_number", "shown"),
    [
        ("Europe/Rome", "02 1234567", "+39021234567"),
        ("Europe/Berlin", "030 1234567", "+49301234567"),
        ("UTC", "02 1234567", "02 1234567"),
    ],
)
def test_the_form_of_a_client_shows_a_number_as_it_will_be_kept(
    tmp_path: Path, zone: str, typed_number: str, shown: str
) -> None:
    typed = {"code": "acme", "name": "Acme", "phones": typed_number, "contacts": "", "email": ""}
    with _open(tmp_path, zone) as business:
        lines = _check_card(business, typed, None, NO_CARD)
        client = business.clients.add("acme", "Acme", phones=[typed_number])
    assert f"  {shown}" in lines and (client.phones[0].e164 or client.phones[0].raw) == shown
    assert any(line.startswith("! ") for line in lines) == (zone == "UTC")


@pytest.mark.parametrize("typed", ["030 1234567", "Zentrale 030 1234567", "030 1234567 int. 12", "tel. 030/1234567"])
def test_a_number_typed_with_words_is_read_by_the_country_of_the_business(tmp_path: Path, typed: str) -> None:
    with _open(tmp_path, "Europe/Berlin") as business:
        berlin = business.clients.add("berlin", "Spree GmbH", phones=["+49 30 1234567"])
        italian = business.clients.add("roma", "Roma srl", phones=["+39 030 1234567"])
        for client in (berlin, italian):
            business.clients.archive(client.client_id)
        assert [client.code for client in business.queries.archived_namesakes(typed)] == ["berlin"]


def test_the_shell_warns_of_such_a_number_and_sets_the_zone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("MONTEORE_DB", str(tmp_path / "ledger.db"))
    Business.open(tmp_path / "ledger.db", create=True, timezone="UTC").close()
    assert run(["client", "add", "acme", "Acme", "--phone", "02 1234567"]) == 0
    told = capsys.readouterr().err
    assert (
        "monteore: 02 1234567 is kept as typed" in told
        and "of the business: monteore business --timezone Europe/Rome" in told
    )
    assert run(["business", "--timezone", "Europe/Rom"]) == 2
    assert "Europe/Rom is not an IANA time zone" in capsys.readouterr().err
    assert run(["business", "--timezone", "Europe/Rome"]) == 0
    assert "Time zone: Europe/Rome" in capsys.readouterr().out
    assert run(["client", "edit", "acme", "--phone", "02 1234567"]) == 0
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize(
    ("zone", "listed", "currency"),
    [
        ("Europe/Rome", (), "EUR"),
        ("Europe/Zurich", (), "CHF"),
        ("Europe/Zurich", ("EUR",), "EUR"),
        ("Europe/Zurich", ("CHF", "EUR"), "CHF"),
        ("America/New_York", (), "USD"),
        ("UTC", (), "EUR"),
    ],
)
def test_a_price_that_says_no_currency_is_in_that_of_the_country_or_of_the_list(
    tmp_path: Path, zone: str, listed: tuple[str, ...], currency: str
) -> None:
    with _open(tmp_path, zone) as business:
        for each in listed:
            business.price_list.set(ListedPrice(600, 80_000, each))
        assert business.price_list.usual_currency() == currency
        client = business.clients.add("acme", "Acme")
        first = business.agreements.put(client.account_id, lambda before: replace(before, kind=Kind.BREAK_FIX), None)
        assert first.version.terms.currency == currency


def test_terms_before_a_planned_agreement_begin_in_the_currency_of_the_country(tmp_path: Path) -> None:
    with _open(tmp_path, "Europe/Zurich") as business:
        client = business.clients.add("acme", "Acme")
        business.agreements.put(client.account_id, lambda before: replace(before, kind=Kind.MANAGED), date(2026, 6, 1))
        earlier = business.agreements.put(
            client.account_id, lambda before: replace(before, kind=Kind.BREAK_FIX), date(2026, 3, 1)
        )
        assert earlier.version.terms.currency == "CHF"


@pytest.mark.parametrize("currency", ["CHF", "EUR"])
def test_the_form_of_a_first_agreement_saves_the_currency_that_stands_in_it(tmp_path: Path, currency: str) -> None:
    with _open(tmp_path, "Europe/Zurich") as business:
        client = business.clients.add("acme", "Acme")
        form = AgreementForm(business, business, client.account_id)
        values = {field.name: field.value for field in form._fields}
        assert values["currency"] == "CHF"
        form.save({**values, "kind": "break-fix", "currency": currency})
        assert business.queries.agreements(client.account_id)[0].terms.currency == currency


def test_the_price_list_in_the_shell_takes_the_currency_of_the_country(tmp_path: Path) -> None:
    store = str(tmp_path / "ledger.db")
    with Business.open(store, technician="anna", create=True, timezone="Europe/Zurich"):
        pass
    assert run(["--db", store, "price", "set", "5h", "500.00"]) == 0
    assert run(["--db", store, "technician", "set", "anna", "--cost", "40"]) == 0
    with Business.open(store, technician="anna") as business:
        assert business.price_list.all() == (ListedPrice(300, 50_000, "CHF"),)
        assert [each.currency for versions in business.technicians.all().values() for each in versions] == ["CHF"]


def test_a_technicians_cost_without_a_currency_keeps_that_of_the_cost_before(tmp_path: Path) -> None:
    store = str(tmp_path / "ledger.db")
    with Business.open(store, technician="anna", create=True, timezone="Europe/Zurich"):
        pass
    shell = ["--db", store, "technician", "set", "anna"]
    assert run([*shell, "--class", "senior"]) == 0
    assert run([*shell, "--cost", "40", "--from", "2026-02-01"]) == 0
    assert run([*shell, "--cost", "35", "--currency", "EUR", "--from", "2026-03-01"]) == 0
    assert run([*shell, "--cost", "36", "--from", "2026-04-01"]) == 0
    with Business.open(store, technician="anna") as business:
        costs = [(each.cost_minor, each.currency) for each in business.technicians.all()["anna"]]
        # The class alone has no cost, and so no currency that a later cost would keep.
        assert costs[1:] == [(4_000, "CHF"), (3_500, "EUR"), (3_600, "EUR")]


def test_a_technicians_cost_in_the_form_is_in_the_currency_of_the_cost_before_or_of_the_country(tmp_path: Path) -> None:
    with _open(tmp_path, "Europe/Zurich") as business:
        business.technicians.set("anna", None, cost_minor=3_500, currency="EUR")
        known, usual = business.technicians.all(), business.price_list.usual_currency()
        fields = {each.name: each for each in technician_fields(known, "luca", usual)}
        assert fields["cost"].example == "35.00 CHF"
        typed = {"class": "", "cost": "40", "from": ""}
        for name, currency in (("luca", "CHF"), ("anna", "EUR")):
            assert read_technician({"name": name, **typed}, known, business.today, usual).currency == currency


def test_terms_of_an_import_without_a_currency_are_in_that_of_the_country(tmp_path: Path) -> None:
    store, table = str(tmp_path / "ledger.db"), tmp_path / "clients.csv"
    with Business.open(store, technician="anna", create=True, timezone="Europe/Zurich"):
        pass
    table.write_text("code,name,kind,hourly_rate,currency\nacme,Acme,break-fix,80.00,\nbeta,Beta,break-fix,80.00,EUR\n")
    assert run(["--db", store, "import", "clients", str(table), "--yes"]) == 0
    with Business.open(store, technician="anna") as business:
        found = {
            row.client.code: business.queries.terms(row.client.client_id).currency for row in business.queries.clients()
        }
        assert found == {"acme": "CHF", "beta": "EUR"}
