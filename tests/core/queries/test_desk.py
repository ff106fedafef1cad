"""The view of the desk: today, newest saved first; how long hours last; what is known of a caller."""

from datetime import timedelta
from pathlib import Path

import pytest

from core.basics.clock import FakeClock
from core.business import Business
from core.model.terms import RenewalMode
from tests.builders import add_client, days, draft_of, fake_clock, open_business, prepaid_terms


@pytest.fixture
def clock() -> FakeClock:
    return fake_clock()


@pytest.fixture
def business(tmp_path: Path, clock: FakeClock) -> Business:
    return open_business(tmp_path, clock)


def test_what_was_saved_last_is_first_whatever_its_day(business: Business, clock: FakeClock) -> None:
    acme = add_client(business)
    for number, day in enumerate((0, 0, -1)):
        clock.advance(timedelta(minutes=1))
        business.entries.post(draft_of(acme, 10 + number, days(day)))
    view = business.queries.desk()
    assert [entry.charged_minutes for entry in view.entries_today] == [12, 11, 10]
    assert view.last_saved == view.entries_today[0].entry_id
    assert (view.day.entries, view.day.charged_minutes) == (2, 21)
    clock.advance(timedelta(minutes=1))
    business.entries.post(draft_of(acme, 30))
    assert [entry.charged_minutes for entry in business.queries.desk().entries_today] == [30, 11, 10]


def test_nothing_is_marked_that_a_colleague_saved_or_that_was_voided_or_saved_yesterday(
    business: Business, clock: FakeClock, tmp_path: Path
) -> None:
    acme = add_client(business)
    other = open_business(tmp_path, clock, technician="marco")
    other.entries.post(draft_of(acme, 5))
    assert business.queries.desk().last_saved is None
    mine = business.entries.post(draft_of(acme, 10)).entry.entry_id
    assert business.queries.desk().last_saved == mine
    business.entries.void(mine, "wrong")
    assert business.queries.desk().last_saved is None
    business.entries.post(draft_of(acme, 10))
    clock.advance(timedelta(days=1))
    assert business.queries.desk().last_saved is None


def test_the_list_says_how_many_days_the_hours_last_and_what_the_bar_is_measured_by(business: Business) -> None:
    acme = add_client(business, blocks=(600, 300))
    add_client(business, "idle")
    for week in range(8):
        business.entries.post(draft_of(acme, 60, days(-7 * week)))
    rows = {row.client.code: row for row in business.queries.desk().clients}
    assert (rows["acme"].days_left, rows["acme"].live_minutes) == (49, 900)
    assert (rows["idle"].days_left, rows["idle"].live_minutes) == (None, 600)
    balance = business.queries.balance(acme.client_id)
    assert balance.lasting is not None
    assert (balance.lasting.days, balance.scale_minutes) == (49, 900)


def test_hours_below_zero_last_no_day_and_say_since_when(business: Business) -> None:
    acme = add_client(business, terms=prepaid_terms(renewal=RenewalMode.OFF), blocks=(60,))
    business.entries.post(draft_of(acme, 100, days(-3)))
    (row,) = business.queries.desk().clients
    balance = business.queries.balance(acme.client_id)
    assert (row.remaining_minutes, row.days_left) == (-40, 0)
    assert (balance.below_since, balance.lasting) == (days(-3), None)


def test_a_caller_s_last_entries_and_tickets_are_at_hand(business: Business) -> None:
    acme = add_client(business)
    for minutes, ticket, note in ((10, "7", "toner"), (20, "7", "toner again"), (30, "9", "vpn")):
        business.entries.post(draft_of(acme, minutes, ticket=ticket, note=note))
    voided = business.entries.post(draft_of(acme, 5, note="wrong")).entry.entry_id
    business.entries.void(voided, "wrong")
    seen = business.queries.glance(acme.client_id)
    assert "wrong" not in [entry.note for entry in seen.entries]
    assert [(each.ticket, each.note, each.charged_minutes, each.entries) for each in seen.tickets] == [
        ("9", "vpn", 30, 1),
        ("7", "toner again", 30, 2),
    ]


def test_the_next_expiry_is_that_of_a_block_with_hours_that_has_not_expired(business: Business) -> None:
    acme = add_client(business, blocks=())
    business.blocks.sell(acme.client_id, size_minutes=60, expires_on=days(40))
    business.blocks.sell(acme.client_id, size_minutes=120, expires_on=days(20))
    block = business.queries.balance(acme.client_id).next_expiry
    assert block is not None
    assert (block.size_minutes, block.expires_on) == (120, days(20))
