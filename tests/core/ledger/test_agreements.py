"""Versions of an agreement: changes over what is in force, planned ones, and leaving prepaid hours with an overdraft."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from core.basics.clock import FakeClock
from core.basics.errors import Refused, Usage
from core.business import Business
from core.documents.content import content_of
from core.forms.agreement import read_terms
from core.model.clients import Client
from core.model.terms import Kind, RenewalMode, Terms
from core.rules.moving import Overdraft
from tests.builders import MORNING, add_client, days, draft_of, head_of, open_business, prepaid_terms, remaining

HOURLY = Terms(kind=Kind.BREAK_FIX, hourly_rate_minor=6_000)


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock(MORNING)


@pytest.fixture
def business(tmp_path: Path, clock: FakeClock) -> Business:
    return open_business(tmp_path, clock)


def saying(**texts: str) -> Callable[[Terms], Terms]:
    """A change that says these fields."""
    return lambda before: read_terms(texts, before)


def overdrawn(business: Business, minutes: int = 20, **terms: int) -> Client:
    """A client without renewal who worked so many minutes more than the block of 30 held."""
    client = add_client(business, terms=prepaid_terms(renewal=RenewalMode.OFF, **terms), blocks=(30,))
    business.entries.post(draft_of(client, 30 + minutes))
    return client


def test_a_change_is_laid_over_the_version_in_force_on_its_day(business: Business) -> None:
    client = add_client(business)
    business.agreements.put(client.client_id, saying(block="20h"), days(10))
    view = business.agreements.put(client.client_id, saying(price="900"), days(12))
    assert (view.before or Terms()).block_minutes == 1200
    assert view.version.terms == prepaid_terms(block_minutes=1200, price_minor=90_000)
    assert business.queries.terms(client.client_id, days(11)) == prepaid_terms(block_minutes=1200)
    assert business.queries.terms(client.client_id) == prepaid_terms()


def test_a_change_that_changes_nothing_writes_nothing(business: Business) -> None:
    client = add_client(business)
    head = head_of(business)
    view = business.agreements.put(client.client_id, saying(price="800"), None)
    assert not view.is_change
    assert head_of(business) == head


def test_two_managers_who_change_different_fields_at_once_both_win(business: Business, tmp_path: Path) -> None:
    client = add_client(business)
    other = open_business(tmp_path)
    change = saying(kind="managed", fee="400")
    assert business.moves.preview(client.client_id, change, None).after.reference == ""
    other.agreements.put(client.client_id, saying(reference="12/2026"), None)
    business.moves.move(client.client_id, change, None)
    terms = business.queries.terms(client.client_id)
    assert (terms.kind, terms.fee_minor, terms.reference) == (Kind.MANAGED, 40_000, "12/2026")


def test_a_planned_version_that_undoes_a_change_is_named(business: Business) -> None:
    client = add_client(business)
    business.agreements.put(client.client_id, saying(increment="30"), days(30))
    later = business.queries.agreements(client.client_id)[-1]
    assert business.agreements.preview(client.client_id, saying(price="900"), None).undone_by == later
    assert business.moves.preview(client.client_id, HOURLY, None).undone_by == later
    assert business.agreements.preview(client.client_id, saying(increment="30"), None).undone_by is None
    assert business.agreements.preview(client.client_id, saying(price="900"), days(40)).undone_by is None


def test_a_planned_version_is_withdrawn_and_the_one_before_goes_on(business: Business, clock: FakeClock) -> None:
    client = add_client(business)
    business.agreements.put(client.client_id, saying(price="900"), days(30))
    business.agreements.put(client.client_id, saying(price="950"), days(30))
    withdrawn = business.agreements.withdraw(client.client_id, days(30))
    assert [version.terms.price_minor for version in withdrawn] == [90_000, 95_000]
    assert len(business.queries.agreements(client.client_id)) == 1
    clock.advance(timedelta(days=40))
    assert business.queries.terms(client.client_id).price_minor == 80_000
    assert business.verify().ok


def test_only_what_has_not_come_into_force_is_withdrawn(business: Business, clock: FakeClock) -> None:
    client = add_client(business)
    business.agreements.put(client.client_id, saying(price="900"), days(3))
    with pytest.raises(Refused, match="has no agreement from 2026-03-04 on"):
        business.agreements.withdraw(client.client_id, days(2))
    clock.advance(timedelta(days=3))
    with pytest.raises(Refused, match="has come into force"):
        business.agreements.withdraw(client.client_id, days(3))
    assert business.queries.terms(client.client_id).price_minor == 90_000


def test_a_change_from_a_locked_day_is_refused(business: Business) -> None:
    client = add_client(business)
    business.lock.set(days(-2))
    with pytest.raises(Refused, match="is locked"):
        business.agreements.put(client.client_id, saying(price="900"), days(-3))
    assert business.queries.terms(client.client_id) == prepaid_terms()


@pytest.mark.parametrize("by_move", [True, False])
def test_who_leaves_prepaid_hours_with_an_overdraft_says_what_becomes_of_it(business: Business, by_move: bool) -> None:
    client = overdrawn(business)
    head = head_of(business)
    with pytest.raises(Refused, match=r"0:20 h that no block covers.*--overdraft bill\|write-off"):
        if by_move:
            business.moves.move(client.client_id, HOURLY, None)
        else:
            business.agreements.set(client.client_id, HOURLY)
    with pytest.raises(Usage, match="today"):
        business.agreements.put(client.client_id, lambda _terms: HOURLY, days(3), overdraft=Overdraft.BILL)
    assert head_of(business) == head


def test_an_overdraft_is_billed_in_one_line_at_the_agreed_rate(business: Business) -> None:
    client = overdrawn(business, minutes=20, overage_rate_minor=9_000)
    business.moves.move(client.client_id, HOURLY, None, overdraft=Overdraft.BILL)
    line = business.queries.lines(client_id=client.client_id)[-1]
    assert (line.kind.value, line.minutes, line.amount_minor, line.status.value) == ("overage", 20, 3_000, "to-invoice")
    assert remaining(business, client) == 0
    assert business.queries.balance(client.client_id).overdraft_minutes == 0
    assert business.verify().ok


def test_an_overdraft_without_any_rate_is_not_billed(business: Business) -> None:
    client = overdrawn(business)
    with pytest.raises(Usage, match="--overage-rate or --hourly-rate"):
        business.agreements.put(
            client.client_id, lambda _terms: replace(HOURLY, hourly_rate_minor=0), None, overdraft=Overdraft.BILL
        )
    business.agreements.put(client.client_id, lambda _terms: HOURLY, None, overdraft=Overdraft.BILL)
    assert business.queries.lines(client_id=client.client_id)[-1].amount_minor == 2_000


def test_an_overdraft_is_written_off_and_the_statement_says_so(business: Business) -> None:
    client = overdrawn(business)
    business.agreements.put(client.client_id, lambda _terms: HOURLY, None, overdraft=Overdraft.WRITE_OFF)
    assert remaining(business, client) == 0
    assert {line.amount_minor for line in business.queries.lines(client_id=client.client_id)} == {4_000, 0}
    view = business.statements.read(client.client_id, "2026-03").view
    assert (view.sold_minutes, view.adjusted_minutes, view.charged_minutes, view.closing_minutes) == (30, 20, 50, 0)
    assert ("Overdraft written off", "+0:20") in content_of(view).totals
    assert business.verify().ok


def test_a_first_agreement_asks_nothing_of_an_overdraft(business: Business) -> None:
    client = business.clients.add("nuovo", "Nuovo srl")
    business.entries.post(draft_of(client, 20))
    view = business.agreements.put(client.client_id, lambda _terms: HOURLY, None)
    assert (view.is_first, view.version.from_date) == (True, None)
