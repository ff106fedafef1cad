"""Terms changed for the past: what is charged otherwise is told, and recharged by linked corrections."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from fractions import Fraction
from pathlib import Path

import pytest

from core.basics.clock import FakeClock
from core.basics.errors import Refused, Unasked
from core.business import Business
from core.ledger.recharge import kept_in_words, left_in_words, recharged_in_words
from core.model.billing import LineStatus
from core.model.clients import Client
from core.model.terms import Kind, Overage, RenewalMode, Terms
from core.rules import recharge as rule
from tests.builders import MONDAY, add_client, days, draft_of, fake_clock, head_of, open_business, prepaid_terms

QUIET = prepaid_terms(renewal=RenewalMode.OFF)


@pytest.fixture
def clock() -> FakeClock:
    return fake_clock()


@pytest.fixture
def business(tmp_path: Path, clock: FakeClock) -> Iterator[Business]:
    with open_business(tmp_path, clock) as opened:
        yield opened


def steps_of_30(before: Terms) -> Terms:
    return replace(before, increment_minutes=30)


def standing(business: Business, client: Client) -> list[tuple[int, str]]:
    found = business.queries.entries(client_id=client.client_id, include_voided=False)
    return sorted((entry.charged_minutes, entry.note) for entry in found)


def test_the_answer_lists_the_entries_before_and_after_and_recharges_them_linked(
    business: Business, clock: FakeClock
) -> None:
    client = add_client(business, terms=QUIET)
    business.entries.post(draft_of(client, 20, days(0), note="vpn", ticket="12"))
    business.entries.post(draft_of(client, 60, days(0), note="server"))
    clock.advance(timedelta(days=5))
    before = head_of(business)
    view = business.agreements.preview(client.client_id, steps_of_30, MONDAY)
    (entry,) = view.recharged.entries
    assert (entry.before_minutes, entry.after_minutes, entry.note) == (20, 30, "vpn")
    assert recharged_in_words(view.recharged) == [
        "1 entry is charged otherwise: 0:20 → 0:30 h",
        "  2026-03-02  0:20 → 0:30  #12  vpn",
    ]
    with pytest.raises(Unasked):
        business.agreements.put(client.client_id, steps_of_30, MONDAY)
    assert head_of(business) == before
    business.agreements.put(client.client_id, steps_of_30, MONDAY, sure=True)
    assert standing(business, client) == [(30, "vpn"), (60, "server")]
    old = business.queries.entry(entry.entry_id)
    assert old.voided
    assert old.replaced_by is not None
    new = business.queries.entry(old.replaced_by)
    assert (new.replaces, new.technician, new.ticket, new.work_date) == (old.entry_id, "anna", "12", MONDAY)
    assert business.queries.remaining_minutes(client.client_id) == 600 - 90
    assert business.verify().problems == ()
    assert business.agreements.preview(client.client_id, steps_of_30, MONDAY).recharged.entries == ()


def test_work_before_the_day_and_terms_from_today_change_nothing_of_the_past(
    business: Business, clock: FakeClock
) -> None:
    client = add_client(business, terms=QUIET)
    business.entries.post(draft_of(client, 20, days(0)))
    clock.advance(timedelta(days=5))
    assert business.agreements.preview(client.client_id, steps_of_30, days(1)).recharged.entries == ()
    assert business.agreements.preview(client.client_id, steps_of_30, None).recharged.entries == ()
    business.agreements.put(client.client_id, steps_of_30, None)
    assert standing(business, client) == [(20, "")]


def test_work_of_today_stays_as_it_was_charged_before_terms_from_today_and_that_is_told(business: Business) -> None:
    client = add_client(business, terms=QUIET)
    business.entries.post(draft_of(client, 20, days(0)))
    business.entries.post(draft_of(client, 60, days(0)))
    for start in (None, MONDAY):
        view = business.agreements.preview(client.client_id, steps_of_30, start)
        assert view.recharged.entries == ()
        assert view.kept_entries == 1
        assert kept_in_words(view.kept_entries) == [
            "1 entry of today stays as it was charged; void it and log it again to charge it by these terms"
        ]
    assert business.agreements.preview(client.client_id, steps_of_30, days(1)).kept_entries == 0
    assert business.agreements.preview(client.client_id, lambda before: before, None).kept_entries == 0
    assert kept_in_words(0) == []


def test_what_is_invoiced_gets_a_credit_and_a_new_line(business: Business, clock: FakeClock) -> None:
    hourly = Terms(kind=Kind.BREAK_FIX, currency="EUR", hourly_rate_minor=8_000)
    client = add_client(business, terms=hourly, blocks=())
    business.entries.post(draft_of(client, 60))
    business.invoices.mark([business.queries.lines()[0].line_id], "7", MONDAY)
    clock.advance(timedelta(days=5))

    def dearer(before: Terms) -> Terms:
        return replace(before, hourly_rate_minor=9_000)

    view = business.agreements.preview(client.client_id, dearer, MONDAY)
    said = recharged_in_words(view.recharged)
    assert "€80.00 → €90.00" in said[1]
    assert "it gets a credit line and a new one" in said[2]
    business.agreements.put(client.client_id, dearer, MONDAY, sure=True)
    assert [(line.amount_minor, line.status) for line in business.queries.lines()] == [
        (8_000, LineStatus.INVOICED),
        (-8_000, LineStatus.TO_INVOICE),
        (9_000, LineStatus.TO_INVOICE),
    ]
    assert business.verify().problems == ()


def test_an_issued_statement_stays_and_the_next_one_tells(business: Business, clock: FakeClock) -> None:
    client = add_client(business, terms=QUIET)
    business.entries.post(draft_of(client, 20, days(0), note="vpn"))
    clock.advance(timedelta(days=35))
    business.confirm_clock()
    issued = business.statements.issue(client.client_id, "2026-03").view
    view = business.agreements.preview(client.client_id, steps_of_30, MONDAY)
    assert "statements that are issued stay as they are; the next one tells" in recharged_in_words(view.recharged)
    business.agreements.put(client.client_id, steps_of_30, MONDAY, sure=True)
    assert business.statements.read(client.client_id, "2026-03").view == issued
    april = business.statements.read(client.client_id, "2026-04").view
    assert (april.opening_minutes, april.charged_minutes, april.closing_minutes) == (580, 10, 570)


def test_a_locked_day_is_refused(business: Business, clock: FakeClock) -> None:
    client = add_client(business, terms=QUIET)
    business.entries.post(draft_of(client, 20, days(0)))
    clock.advance(timedelta(days=5))
    business.lock.set(days(1))
    with pytest.raises(Refused, match="is locked"):
        business.agreements.put(client.client_id, steps_of_30, MONDAY, sure=True)
    assert standing(business, client) == [(20, "")]


def test_many_entries_are_recharged_in_parts_and_a_refusing_agreement_leaves_overdraft(
    business: Business, clock: FakeClock
) -> None:
    client = add_client(business, terms=prepaid_terms(renewal=RenewalMode.OFF, overage=Overage.REFUSE), blocks=(600,))
    business.entries.post_all([draft_of(client, 4, days(0)) for _each in range(150)])
    clock.advance(timedelta(days=5))

    def steps_of_5(before: Terms) -> Terms:
        return replace(before, increment_minutes=5)

    view = business.agreements.put(client.client_id, steps_of_5, MONDAY, sure=True)
    assert len(view.recharged.entries) == 150
    assert {minutes for minutes, _note in standing(business, client)} == {5}
    balance = business.queries.balance(client.client_id)
    assert balance.overdraft_minutes == 150
    assert business.verify().problems == ()


def test_a_kind_changed_for_the_past_is_paid_by_the_new_kind(business: Business, clock: FakeClock) -> None:
    client = add_client(business, terms=Terms(kind=Kind.BREAK_FIX, currency="EUR", hourly_rate_minor=8_000), blocks=())
    business.entries.post(draft_of(client, 60))
    clock.advance(timedelta(days=5))
    business.agreements.put(client.client_id, lambda _before: QUIET, MONDAY, sure=True)
    assert business.queries.lines() == ()
    assert business.queries.balance(client.client_id).overdraft_minutes == 60
    business.blocks.sell(client.client_id)
    assert business.queries.remaining_minutes(client.client_id) == 540


def test_a_change_recharges_only_what_it_concerns_and_the_same_without_a_change_what_was_left(
    business: Business, clock: FakeClock
) -> None:
    client = add_client(business, terms=QUIET)
    business.entries.post(draft_of(client, 20, days(0), note="left"))
    business.entries.post(draft_of(client, 30, days(0), note="update", work_type="update"))
    clock.advance(timedelta(days=5))
    business.agreements.set(client.client_id, steps_of_30(QUIET), MONDAY)

    def dearer_updates(before: Terms) -> Terms:
        return replace(before, multipliers={"update": Fraction(2)}, price_minor=90_000)

    view = business.agreements.preview(client.client_id, dearer_updates, MONDAY)
    assert ([entry.note for entry in view.recharged.entries], view.recharged.left) == (["update"], 1)
    assert left_in_words(view.recharged, "monteore agreement set acme --from 2026-03-02") == [
        "1 more entry stands otherwise than its terms say, by an earlier change; to charge it by them: "
        "monteore agreement set acme --from 2026-03-02"
    ]
    business.agreements.put(client.client_id, dearer_updates, MONDAY, sure=True)
    assert standing(business, client) == [(20, "left"), (60, "update")]
    business.agreements.put(client.client_id, lambda before: before, MONDAY, sure=True)
    assert standing(business, client) == [(30, "left"), (60, "update")]


@pytest.mark.parametrize(
    ("before", "after", "is_paid_otherwise"),
    [
        (QUIET, replace(QUIET, block_minutes=60, price_minor=1), False),
        (QUIET, replace(QUIET, hourly_rate_minor=9), False),
        (QUIET, replace(QUIET, overage=Overage.REFUSE), False),
        (QUIET, replace(QUIET, overage=Overage.BILL), True),
        (QUIET, replace(QUIET, currency="USD"), True),
        (Terms(kind=Kind.BREAK_FIX), Terms(kind=Kind.BREAK_FIX, hourly_rate_minor=9), True),
        (Terms(kind=Kind.MANAGED), Terms(kind=Kind.MANAGED, fee_minor=9, overage_rate_minor=9), False),
        (Terms(kind=Kind.MANAGED), Terms(kind=Kind.MANAGED, included_minutes=9), True),
    ],
)
def test_what_of_terms_pays_a_charge(before: Terms, after: Terms, *, is_paid_otherwise: bool) -> None:
    assert rule.is_paid_otherwise(before, after) is is_paid_otherwise


def test_a_question_says_what_overage_would_be_invoiced_though_a_used_up_block_pays_a_part(
    business: Business, clock: FakeClock
) -> None:
    bills = replace(QUIET, overage=Overage.BILL, overage_rate_minor=10_000)
    client = add_client(business, terms=bills, blocks=(120,))
    business.entries.post(draft_of(client, 180, note="big"))
    business.entries.post(draft_of(client, 30, note="small"))
    clock.advance(timedelta(days=5))

    def dearer(before: Terms) -> Terms:
        return replace(before, overage_rate_minor=12_000)

    def stepped(before: Terms) -> Terms:
        return replace(before, overage_rate_minor=12_000, increment_minutes=120)

    asked = business.agreements.preview(client.client_id, dearer, MONDAY).recharged
    assert [(each.before_minor, each.after_minor) for each in asked.entries] == [(10_000, 12_000), (5_000, 6_000)]
    asked = business.agreements.preview(client.client_id, stepped, MONDAY).recharged
    business.agreements.put(client.client_id, stepped, MONDAY, sure=True)
    billed = [line.amount_minor for line in business.queries.lines() if line.entry_id and line.status.value != "void"]
    assert [each.after_minor for each in asked.entries] == billed == [24_000, 24_000]
