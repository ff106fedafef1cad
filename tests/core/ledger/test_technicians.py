"""Classes and costs of technicians: charged by the agreement, dated, and the margin beside the revenue."""

from collections.abc import Iterator
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path

import pytest

from core.basics.errors import Refused, Usage
from core.business import Business
from core.model.terms import Kind, Terms
from core.reports import make_report
from core.reports.table import ReportOptions
from core.rules.charge import explain
from tests.builders import BLOCK, MONDAY, add_client, draft_of, open_business, prepaid_terms, remaining


@pytest.fixture
def business(tmp_path: Path) -> Iterator[Business]:
    with open_business(tmp_path) as opened:
        opened.technicians.set("luca", None, class_name="senior", cost_minor=4_000, currency="EUR")
        yield opened
        assert opened.verify().ok, opened.verify().problems


SENIOR = prepaid_terms(classes={"senior": Fraction(3, 2)})


def test_work_of_a_class_counts_by_its_multiplier_and_says_so(business: Business) -> None:
    client = add_client(business, terms=SENIOR)
    junior = business.entries.post(draft_of(client, 60))
    senior = business.entries.post(draft_of(client, 60, technician="luca"))
    assert (junior.entry.charged_minutes, senior.entry.charged_minutes) == (60, 90)
    assert explain(senior.entry.charge) == "1:00 × 1.5 senior = 1:30"
    assert remaining(business, client) == BLOCK - 150
    edited = business.entries.edit(senior.entry.entry_id, draft_of(client, 40, technician="luca"))
    assert edited.entry.charged_minutes == 60


def test_a_class_holds_from_its_day_and_waiting_work_is_charged_by_who_did_it(business: Business) -> None:
    business.technicians.set("anna", MONDAY, class_name="senior")
    waits = business.clients.add("waits", "Waits")
    for day, who in ((MONDAY, ""), (MONDAY - timedelta(days=1), ""), (MONDAY, "marco")):
        business.entries.post(draft_of(waits, 60, day, technician=who))
    business.agreements.put(waits.client_id, lambda _before: SENIOR, None, sure=True)
    assert [entry.charged_minutes for entry in business.queries.entries(client_id=waits.client_id)] == [60, 90, 60]


def test_terms_changed_for_the_past_charge_each_entry_by_the_class_of_its_technician(business: Business) -> None:
    client = add_client(business, terms=prepaid_terms())
    for who in ("luca", "marco"):
        business.entries.post(draft_of(client, 60, technician=who))
    view = business.agreements.put(client.client_id, lambda _before: SENIOR, MONDAY - timedelta(days=1), sure=True)
    assert [(each.before_minutes, each.after_minutes) for each in view.recharged.entries] == [(60, 90)]


def test_the_margin_stands_beside_the_revenue_once_a_cost_is_said(business: Business) -> None:
    business.technicians.set("luca", date(2026, 3, 3), cost_minor=6_000)
    client = add_client(business, terms=Terms(kind=Kind.BREAK_FIX, hourly_rate_minor=9_000), blocks=())
    business.entries.post(draft_of(client, 60, technician="luca"))
    table = make_report(business.queries, "profitability", ReportOptions(until=MONDAY))
    assert [column.name for column in table.columns][-3:] == ["cost", "margin", "currency"]
    assert table.rows == (("acme", "break-fix", 60, 9_000, 9_000, 4_000, 5_000, "EUR"),)


def test_what_cannot_be_said_of_a_technician_is_refused(business: Business) -> None:
    for name, words in (("", {}), ("two words", {}), ("luca", {"class_name": "very senior"})):
        with pytest.raises(Usage):
            business.technicians.set(name, None, **words)
    with pytest.raises(Refused, match="stays in its currency"):
        business.technicians.set("luca", None, class_name="x", currency="CHF")
