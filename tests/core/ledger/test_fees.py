"""The recurring fee through a real store: lines, included hours, what is beyond them."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from core.basics.clock import FakeClock
from core.basics.errors import Unasked
from core.business import Business
from core.documents.lines import description_of
from core.model.blocks import Origin
from core.model.terms import Beyond, FeeDue, Kind, RenewalMode, Terms
from tests.builders import MONDAY, add_client, draft_of, fake_clock, open_business, prepaid_terms, remaining

FEE = Terms(kind=Kind.MANAGED, fee_minor=31_000, fee_due=FeeDue.ADVANCE)
WITH_HOURS = Terms(kind=Kind.MANAGED, fee_minor=31_000, fee_due=FeeDue.ADVANCE, included_minutes=300)


@pytest.fixture
def clock() -> FakeClock:
    return fake_clock()


@pytest.fixture
def business(tmp_path: Path, clock: FakeClock) -> Iterator[Business]:
    with open_business(tmp_path, clock) as opened:
        yield opened
        assert opened.verify().ok, opened.verify().problems


def amounts(business: Business) -> list[tuple[str, int, str]]:
    return [(line.kind.value, line.amount_minor, line.dated.isoformat()) for line in business.queries.lines()]


def test_each_month_has_its_line_once_and_missed_runs_are_caught_up(business: Business, clock: FakeClock) -> None:
    client = business.clients.add("acme", "Acme")
    business.agreements.set(client.client_id, FEE, date(2026, 3, 1))
    view = business.daily.run()
    assert [(code, line.amount_minor) for code, line in view.fees] == [("acme", 31_000)]
    assert business.daily.run().fees == ()
    clock.advance(timedelta(days=63))
    business.confirm_clock()
    business.daily.run()
    assert amounts(business) == [
        ("fee", 31_000, "2026-03-01"),
        ("fee", 31_000, "2026-04-01"),
        ("fee", 31_000, "2026-05-01"),
    ]
    assert description_of(business.queries.lines()[0]) == "Fee for 01/03/2026 to 31/03/2026"
    assert business.daily.run().fees == ()


def test_a_fee_of_before_and_an_archived_client_make_no_line(business: Business) -> None:
    before = business.clients.add("old", "Old")
    business.agreements.set(before.client_id, Terms(kind=Kind.MANAGED, fee_minor=31_000))
    gone = business.clients.add("gone", "Gone")
    business.agreements.set(gone.client_id, FEE)
    business.clients.archive(gone.client_id)
    assert business.daily.run().fees == ()


def test_an_archive_with_a_fee_asks_and_so_does_the_return_when_fees_would_be_invoiced(
    business: Business, clock: FakeClock
) -> None:
    client = business.clients.add("acme", "Acme")
    business.agreements.set(client.client_id, replace(WITH_HOURS, fee_due=FeeDue.ARREARS), date(2026, 3, 1))
    site = business.accounts.add(client.client_id, "site").account.account_id
    business.agreements.set(site, FEE, date(2026, 3, 1))
    business.daily.run()
    clock.advance(timedelta(days=8))
    arrears = (
        "acme: its fee of €310.00 is not invoiced any more, and €90.00 of it are not invoiced yet: "
        "end its agreement first to invoice them"
    )
    advance = "acme/site: its fee of €310.00 is not invoiced any more"
    assert business.accounts.preview_archive(site) == (advance, "Archive acme/site all the same?")
    with pytest.raises(Unasked) as asked:
        business.clients.archive(client.client_id, sure=False)
    assert asked.value.questions == ("acme: 5:00 h left", arrears, advance, "Archive acme all the same?")
    business.clients.archive(client.client_id, sure=True)
    assert business.clients.bring_back(client.client_id, sure=False).archived is False
    business.clients.archive(client.client_id, sure=True)
    clock.advance(timedelta(days=60))
    business.confirm_clock()
    view = business.daily.run()
    assert (view.fees, view.included) == ((), ())
    with pytest.raises(Unasked, match=r"acme: fees of €620.00 since 1 Mar 2026 .* Bring acme back all the same\?"):
        business.clients.bring_back(client.client_id, sure=False)


def test_an_agreement_that_ends_within_a_month_gives_the_rest_back(business: Business, clock: FakeClock) -> None:
    client = business.clients.add("acme", "Acme")
    business.agreements.set(client.client_id, FEE, date(2026, 3, 1))
    business.daily.run()
    clock.advance(timedelta(days=20))
    business.agreements.set(client.client_id, Terms(), date(2026, 3, 22))
    business.daily.run()
    assert [(kind, minor) for kind, minor, _day in amounts(business)] == [("fee", 31_000), ("credit", -10_000)]
    assert description_of(business.queries.lines()[1]).startswith("Credit of the fee")


def test_included_hours_are_there_before_the_daily_run_and_what_is_beyond_costs_nothing(
    business: Business, clock: FakeClock
) -> None:
    client = business.clients.add("acme", "Acme")
    business.agreements.set(client.client_id, WITH_HOURS, date(2026, 3, 1))
    view = business.entries.post(draft_of(client, 400))
    assert (sum(draw.minutes for draw in view.entry.draws), view.entry.overdraft_minutes) == (300, 0)
    assert business.daily.run().included == ()
    (block,) = business.queries.balance(client.client_id).blocks or business.queries.blocks(client.client_id)[0][1:]
    assert (block.origin, block.size_minutes, block.billing) == (Origin.INCLUDED, 300, "not-invoiced")
    clock.advance(timedelta(days=30))
    business.daily.run()
    balance = business.queries.balance(client.client_id)
    assert (balance.remaining_minutes, balance.counts_hours) == (300, True)
    statement = business.statements.read(client.client_id, "2026-03").view
    assert (statement.included_minutes, statement.charged_minutes, statement.closing_minutes) == (300, 300, 0)


def test_unused_included_hours_lapse_after_their_period(business: Business, clock: FakeClock) -> None:
    client = business.clients.add("acme", "Acme")
    business.agreements.set(client.client_id, WITH_HOURS, date(2026, 3, 1))
    business.daily.run()
    clock.advance(timedelta(days=31))
    business.daily.run()
    balance = business.queries.balance(client.client_id)
    assert (balance.remaining_minutes, balance.expired_minutes) == (300, 300)
    clock.advance(timedelta(days=7))
    assert [minutes for _code, _block, minutes in business.daily.run().forfeited] == [300]
    assert remaining(business, client) == 300


def test_work_beyond_included_hours_is_invoiced_at_the_overage_rate_or_adds_a_block(business: Business) -> None:
    billed = business.clients.add("billed", "Billed")
    business.agreements.set(
        billed.client_id,
        Terms(
            kind=Kind.MANAGED, fee_minor=1, fee_due=FeeDue.ADVANCE, included_minutes=60, beyond=Beyond.BILL,
            overage_rate_minor=9_000,
        ),
        date(2026, 3, 1),
    )  # fmt: skip
    business.entries.post(draft_of(billed, 100))
    assert [(kind, minor) for kind, minor, _day in amounts(business)] == [("overage", 6_000)]
    blocks = add_client(
        business,
        "blocks",
        terms=Terms(
            kind=Kind.MANAGED, fee_minor=1, fee_due=FeeDue.ADVANCE, included_minutes=60, beyond=Beyond.BLOCK,
            block_minutes=600, price_minor=80_000,
        ),
        blocks=(),
    )  # fmt: skip
    view = business.entries.post(draft_of(blocks, 100, MONDAY))
    assert [renewal.minutes for renewal in view.renewals] == [600]
    assert remaining(business, blocks) == 600 - (100 - 58)


def test_included_hours_end_with_the_agreement_and_come_back_if_it_goes_on_after_all(
    business: Business, clock: FakeClock
) -> None:
    client = business.clients.add("acme", "Acme")
    business.agreements.set(client.client_id, WITH_HOURS, date(2026, 3, 1))
    business.entries.post(draft_of(client, 60))
    clock.advance(timedelta(days=10))
    business.agreements.set(client.client_id, Terms(kind=Kind.BREAK_FIX, hourly_rate_minor=9_000), date(2026, 3, 11))
    balance = business.queries.balance(client.client_id)
    assert (balance.remaining_minutes, balance.expired_minutes) == (0, 240)
    late = business.entries.post(draft_of(client, 30, date(2026, 3, 12)))
    before = business.entries.post(draft_of(client, 30, date(2026, 3, 10)))
    assert (late.entry.draws, sum(draw.minutes for draw in before.entry.draws)) == ((), 30)
    business.agreements.set(client.client_id, WITH_HOURS, date(2026, 3, 11))
    balance = business.queries.balance(client.client_id)
    assert (balance.remaining_minutes, balance.expired_minutes) == (210, 0)


def test_a_planned_end_ends_the_included_hours_on_its_day_and_a_move_keeps_none_of_them(
    business: Business, clock: FakeClock
) -> None:
    client = business.clients.add("acme", "Acme")
    business.agreements.set(client.client_id, WITH_HOURS, date(2026, 3, 1))
    business.daily.run()
    view = business.moves.move(client.client_id, Terms(kind=Kind.BREAK_FIX, hourly_rate_minor=9_000), date(2026, 3, 21))
    assert (view.left_minutes, view.after.uses_hours_left) == (0, False)
    assert remaining(business, client) == 300
    clock.advance(timedelta(days=20))
    business.daily.run()
    balance = business.queries.balance(client.client_id)
    assert (balance.remaining_minutes, balance.expired_minutes) == (0, 300)


def test_included_hours_that_a_void_gives_back_end_with_the_agreement(business: Business, clock: FakeClock) -> None:
    client = business.clients.add("acme", "Acme")
    business.agreements.set(client.client_id, replace(WITH_HOURS, included_roll_months=2), date(2026, 3, 1))
    entry = business.entries.post(draft_of(client, 300)).entry
    clock.advance(timedelta(days=10))
    business.agreements.put(
        client.client_id, lambda _before: prepaid_terms(renewal=RenewalMode.OFF), date(2026, 3, 12), sure=True
    )
    assert business.queries.balance(client.client_id).counts_hours
    clock.advance(timedelta(days=1))
    business.daily.run()
    business.entries.void(entry.entry_id)
    balance = business.queries.balance(client.client_id)
    assert (balance.remaining_minutes, balance.expired_minutes) == (0, 300)
    later = business.entries.post(draft_of(client, 60, date(2026, 3, 13))).entry
    assert (later.draws, later.overdraft_minutes) == ((), 60)


def test_a_client_whose_included_hours_are_used_up_still_counts_hours(business: Business) -> None:
    client = business.clients.add("acme", "Acme")
    business.agreements.set(client.client_id, WITH_HOURS, date(2026, 3, 1))
    business.entries.post(draft_of(client, 300))
    (row,) = business.queries.clients()
    assert (row.remaining_minutes, row.counts_hours) == (0, True)
    assert business.queries.balance(client.client_id).counts_hours


def test_hours_can_be_given_beside_those_of_a_fee_and_serve_after_them(business: Business) -> None:
    client = business.clients.add("acme", "Acme")
    business.agreements.set(client.client_id, replace(WITH_HOURS, beyond=Beyond.BILL), date(2026, 3, 1))
    business.daily.run()
    business.adjustments.adjust(client.client_id, 60, "goodwill")
    entry = business.entries.post(draft_of(client, 360)).entry
    assert (sum(draw.minutes for draw in entry.draws), entry.billed_minutes) == (360, 0)
