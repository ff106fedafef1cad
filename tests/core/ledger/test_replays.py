"""`account replay`: the difference that late work made, shown and applied in one change."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from core.basics.clock import FakeClock
from core.basics.errors import Refused
from core.business import Business
from core.exports.archive import archive_lines, restore
from core.model.clients import Client
from core.model.terms import RenewalMode
from tests.builders import add_client, block_minutes, days, draft_of, fake_clock, head_of, open_business, prepaid_terms


@pytest.fixture
def clock() -> FakeClock:
    return fake_clock()


@pytest.fixture
def business(tmp_path: Path, clock: FakeClock) -> Iterator[Business]:
    with open_business(tmp_path, clock) as opened:
        yield opened


@pytest.fixture
def client(business: Business, clock: FakeClock) -> Client:
    """One hour is sold and used on Friday, ten more on Saturday; the work of Tuesday is written down on Sunday."""
    made = add_client(business, terms=prepaid_terms(renewal=RenewalMode.OFF), blocks=(60,))
    clock.advance(timedelta(days=4))
    business.entries.post(draft_of(made, 60, days(4), note="friday"))
    clock.advance(timedelta(days=1))
    business.blocks.sell(made.client_id)
    clock.advance(timedelta(days=1))
    business.entries.post(draft_of(made, 45, days(1), note="tuesday"))
    return made


def test_late_work_is_shown_with_the_blocks_of_its_day(business: Business, client: Client) -> None:
    before = head_of(business)
    view = business.replays.preview(client.client_id)
    first, second = sorted(block_minutes(business, client), key=lambda each: each)
    assert [(each.entry.note, each.change.now.by_block(), each.change.then.by_block()) for each in view.entries] == [
        ("tuesday", {second: 45}, {first: 45}),
        ("friday", {first: 60}, {first: 15, second: 45}),
    ]
    assert head_of(business) == before


def test_the_draws_are_moved_and_nothing_else(business: Business, client: Client, tmp_path: Path) -> None:
    held, left = block_minutes(business, client), business.queries.remaining_minutes(client.client_id)
    assert business.replays.apply(client.client_id).applied
    assert block_minutes(business, client) == held
    assert business.queries.remaining_minutes(client.client_id) == left
    assert business.replays.preview(client.client_id).entries == ()
    assert business.verify().problems == ()
    head = head_of(business)
    assert not business.replays.apply(client.client_id).applied
    assert head_of(business) == head
    copy = tmp_path / "copy.db"
    restore(copy, "\n".join(archive_lines(business.session)))
    with Business.open(copy, clock=fake_clock(), technician="anna") as restored:
        assert restored.verify().problems == ()
        assert restored.replays.preview(client.client_id).entries == ()


def test_a_moved_entry_is_voided_into_the_blocks_that_pay_it_now(business: Business, client: Client) -> None:
    business.replays.apply(client.client_id)
    friday = next(e for e in business.queries.entries(client_id=client.client_id) if e.note == "friday")
    business.entries.void(friday.entry_id)
    assert sorted(block_minutes(business, client).values()) == [15, 600]
    assert business.verify().problems == ()


def test_locked_work_is_shown_and_not_moved(business: Business, client: Client) -> None:
    business.lock.set(days(2))
    before = head_of(business)
    assert business.replays.preview(client.client_id).entries[0].held_by == "its day is locked"
    with pytest.raises(Refused, match="its day is locked; nothing was changed"):
        business.replays.apply(client.client_id)
    assert head_of(business) == before


def test_an_overdraft_is_paid_by_the_same_minutes_in_all(tmp_path: Path, clock: FakeClock) -> None:
    with open_business(tmp_path, clock) as business:
        client = add_client(business, terms=prepaid_terms(renewal=RenewalMode.OFF), blocks=(60,))
        clock.advance(timedelta(days=4))
        business.entries.post(draft_of(client, 90, days(4)))
        business.entries.post(draft_of(client, 45, days(1)))
        overdraft = business.queries.balance(client.client_id).overdraft_minutes
        business.replays.apply(client.client_id)
        assert business.queries.balance(client.client_id).overdraft_minutes == overdraft == 75
        assert business.replays.preview(client.client_id).entries == ()
        assert business.verify().problems == ()
