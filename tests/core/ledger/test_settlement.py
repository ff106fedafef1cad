"""Minutes that come back pay open overdrafts in the same change, where their block serves the work."""

from datetime import timedelta
from pathlib import Path

import pytest

from core.basics.durations import Validity
from core.business import Business
from core.model.blocks import Draw
from core.model.terms import ExpiryMode, Overage, RenewalMode
from tests.builders import MONDAY, add_client, block_minutes, days, draft_of, fake_clock, open_business, prepaid_terms

OFF = prepaid_terms(renewal=RenewalMode.OFF)
TWENTY_DAYS = prepaid_terms(renewal=RenewalMode.OFF, validity=Validity(days=20))


def _overdraft(business: Business, client_id: str) -> int:
    return business.queries.balance(client_id, pace=False).overdraft_minutes


@pytest.fixture
def business(tmp_path: Path) -> Business:
    return open_business(tmp_path, fake_clock())


def test_a_correction_from_60_to_15_minutes_pays_the_30_that_were_open(business: Business) -> None:
    client = add_client(business, terms=TWENTY_DAYS, blocks=(60,))
    first = business.entries.post(draft_of(client, 60)).entry
    second = business.entries.post(draft_of(client, 30)).entry
    view = business.entries.edit(first.entry_id, draft_of(client, 15))
    assert _overdraft(business, client.client_id) == 0
    assert list(block_minutes(business, client).values()) == [15]
    assert view.remaining_minutes == 15
    paid = business.queries.entry(second.entry_id)
    assert ([draw.minutes for draw in paid.draws], paid.overdraft_minutes) == ([30], 0)
    assert business.verify().ok


def test_a_void_pays_the_oldest_work_first(business: Business) -> None:
    client = add_client(business, terms=OFF, blocks=(60,))
    first = business.entries.post(draft_of(client, 60)).entry
    newer = business.entries.post(draft_of(client, 40)).entry
    older = business.entries.post(draft_of(client, 40, days(-1))).entry
    business.entries.void(first.entry_id)
    assert business.queries.entry(older.entry_id).overdraft_minutes == 0
    assert business.queries.entry(newer.entry_id).overdraft_minutes == 20
    assert business.verify().ok


def test_an_expired_block_pays_work_of_its_days_while_its_minutes_are_not_forfeited(tmp_path: Path) -> None:
    clock = fake_clock()
    business = open_business(tmp_path, clock)
    client = add_client(business, terms=TWENTY_DAYS, blocks=(60,))
    first = business.entries.post(draft_of(client, 60)).entry
    business.entries.post(draft_of(client, 30))
    clock.advance(timedelta(days=22))
    late = business.entries.post(draft_of(client, 10, days(21))).entry
    business.entries.void(first.entry_id)
    assert list(block_minutes(business, client).values()) == [30]
    assert _overdraft(business, client.client_id) == 10
    assert business.queries.entry(late.entry_id).overdraft_minutes == 10
    clock.advance(timedelta(days=30))
    assert [minutes for _code, _block, minutes in business.daily.run().forfeited] == [30]


def test_the_void_of_a_settled_entry_gives_its_minutes_back_to_the_block(business: Business) -> None:
    client = add_client(business, terms=OFF, blocks=(60,))
    first = business.entries.post(draft_of(client, 60)).entry
    second = business.entries.post(draft_of(client, 30)).entry
    business.entries.void(first.entry_id)
    business.entries.void(second.entry_id)
    assert list(block_minutes(business, client).values()) == [60]
    assert business.verify().ok


def test_minutes_roll_over_into_a_live_block_that_stands_at_zero(tmp_path: Path) -> None:
    clock = fake_clock()
    business = open_business(tmp_path, clock)
    terms = prepaid_terms(
        renewal=RenewalMode.OFF, overage=Overage.REFUSE, validity=Validity(days=5), expiry=ExpiryMode.ROLL_OVER
    )
    client = add_client(business, terms=terms, blocks=(100,))
    later = business.blocks.sell(client.client_id, size_minutes=60, expires_on=days(60))
    clock.advance(timedelta(days=6))
    business.entries.post(draft_of(client, 60, days(6)))
    clock.advance(timedelta(days=8))
    rolled = business.daily.run().rolled
    assert [minutes for _code, _block, minutes in rolled] == [100]
    assert block_minutes(business, client)[later] == 100
    posted = business.entries.post(draft_of(client, 90, days(14)))
    assert posted.entry.draws == (Draw(posted.entry.entry_id, later, 90),)
    assert business.verify().ok


def test_minutes_that_roll_over_pay_the_overdraft_that_their_new_block_serves(tmp_path: Path) -> None:
    clock = fake_clock()
    business = open_business(tmp_path, clock)
    terms = prepaid_terms(renewal=RenewalMode.OFF, validity=Validity(days=5), expiry=ExpiryMode.ROLL_OVER)
    client = add_client(business, terms=terms, blocks=(100,))
    business.blocks.sell(client.client_id, size_minutes=60, expires_on=days(60))
    clock.advance(timedelta(days=6))
    business.entries.post(draft_of(client, 90, days(6)))
    assert _overdraft(business, client.client_id) == 30
    clock.advance(timedelta(days=8))
    business.daily.run()
    assert _overdraft(business, client.client_id) == 0
    assert business.queries.balance(client.client_id).remaining_minutes == 70
    assert business.verify().ok


def test_a_settlement_is_recorded_as_done_by_rule_and_leaves_issued_statements_alone(tmp_path: Path) -> None:
    clock = fake_clock()
    business = open_business(tmp_path, clock)
    client = add_client(business, terms=OFF, blocks=(60,))
    business.entries.post(draft_of(client, 30))
    first = business.entries.post(draft_of(client, 30)).entry
    business.entries.post(draft_of(client, 30))
    clock.advance(timedelta(days=40))
    business.confirm_clock()
    issued = business.statements.issue(client.client_id, f"{MONDAY:%Y-%m}").view
    business.entries.void(first.entry_id)
    rows = [row for row in business.session.store.journal() if row.kind == "overdraft.settled"]
    assert [row.actor for row in rows] == ["system"]
    again = business.statements.read(client.client_id, f"{MONDAY:%Y-%m}")
    assert again.view == issued
    april = business.statements.read(client.client_id, "2026-04").view
    assert (april.opening_minutes, april.closing_minutes) == (-30, 0)


def test_minutes_of_a_forfeiture_taken_back_pay_the_open_work_of_their_days(tmp_path: Path) -> None:
    clock = fake_clock()
    business = open_business(tmp_path, clock)
    client = add_client(business, terms=TWENTY_DAYS, blocks=(60,))
    (block_id,) = block_minutes(business, client)
    clock.advance(timedelta(days=30))
    business.daily.run()
    business.entries.post(draft_of(client, 25, days(3)))
    assert _overdraft(business, client.client_id) == 25
    business.forfeitures.restore(block_id)
    assert _overdraft(business, client.client_id) == 0
    assert list(block_minutes(business, client).values()) == [35]
    assert business.verify().ok
