"""A forfeiture taken back: the minutes return, serve until the day that is said, and the next statement tells it."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from core.basics.clock import FakeClock
from core.basics.durations import Validity
from core.basics.errors import Refused, Usage
from core.business import Business
from core.model.clients import Client
from core.model.terms import RenewalMode
from tests.builders import add_client, days, draft_of, fake_clock, head_of, open_business, prepaid_terms, remaining


@pytest.fixture
def clock() -> FakeClock:
    return fake_clock()


@pytest.fixture
def business(tmp_path: Path, clock: FakeClock) -> Iterator[Business]:
    with open_business(tmp_path, clock) as opened:
        yield opened
        assert opened.verify().ok, opened.verify().problems


@pytest.fixture
def client(business: Business, clock: FakeClock) -> Client:
    """Its 10 h of 2 March expired on 12 March, all but 1 h, and the run of 20 March took 9 h."""
    client = add_client(business, terms=prepaid_terms(validity=Validity(days=10), renewal=RenewalMode.OFF))
    business.entries.post(draft_of(client, 60))
    clock.advance(timedelta(days=18))
    business.daily.run()
    assert remaining(business, client) == 0
    return client


def block_id(business: Business, client: Client) -> str:
    return business.queries.blocks(client.client_id)[0][1].block_id


def test_the_minutes_return_and_serve_until_the_day_that_is_said(
    business: Business, clock: FakeClock, client: Client
) -> None:
    balance = business.forfeitures.restore(block_id(business, client), days(30), "we forgot a visit")
    assert balance.remaining_minutes == 540
    business.entries.post(draft_of(client, 40, days(18)))
    assert remaining(business, client) == 500
    business.daily.run()
    clock.advance(timedelta(days=20))
    business.confirm_clock()
    assert business.daily.run().forfeited[0][2] == 500


def test_without_a_day_they_serve_today_and_the_grace(business: Business, client: Client) -> None:
    business.forfeitures.restore(block_id(business, client))
    (view,) = [view for _client, view in business.queries.blocks(client.client_id)]
    assert (view.expires_on, view.forfeited_minutes, view.remaining_minutes) == (days(18 + 7), 0, 540)


def test_what_was_not_forfeited_is_not_restored(business: Business, client: Client) -> None:
    block = block_id(business, client)
    with pytest.raises(Usage, match="has passed"):
        business.forfeitures.restore(block, days(17))
    business.forfeitures.restore(block)
    before = head_of(business)
    with pytest.raises(Refused, match="nothing of block"):
        business.forfeitures.restore(block)
    with pytest.raises(Refused, match="no block"):
        business.forfeitures.restore("b0")
    assert head_of(business) == before


def test_a_month_that_is_not_issued_counts_neither_and_an_issued_one_stays(
    business: Business, clock: FakeClock, client: Client
) -> None:
    clock.advance(timedelta(days=13))
    march = business.statements.issue(client.client_id, "2026-03").view
    assert (march.forfeited_minutes, march.closing_minutes) == (540, 0)
    business.forfeitures.restore(block_id(business, client))
    assert business.statements.read(client.client_id, "2026-03").view == march
    april = business.statements.read(client.client_id, "2026-04").view
    assert (april.opening_minutes, april.forfeited_minutes, april.closing_minutes) == (0, -540, 540)
    assert [(block.kind, block.minutes, block.correction) for block in april.blocks] == [("forfeited", -540, True)]


def test_a_restored_forfeiture_of_the_same_month_leaves_nothing_lost(business: Business, client: Client) -> None:
    business.forfeitures.restore(block_id(business, client))
    march = business.statements.read(client.client_id, "2026-03").view
    assert (march.forfeited_minutes, march.closing_minutes) == (0, 540)


def test_a_forfeiture_of_a_locked_day_is_restored_today(business: Business, clock: FakeClock, client: Client) -> None:
    clock.advance(timedelta(days=13))
    business.lock.set(date(2026, 3, 31))
    business.forfeitures.restore(block_id(business, client))
    assert business.statements.read(client.client_id, "2026-04").view.forfeited_minutes == -540
