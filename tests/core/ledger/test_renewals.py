"""Renewals that wait for the manager, and blocks that wait for their day."""

from datetime import timedelta
from pathlib import Path

import pytest

from core.basics.durations import Validity
from core.business import Business
from core.model.terms import RenewalMode, Threshold
from tests.builders import (
    BLOCK,
    add_client,
    block_minutes,
    days,
    draft_of,
    fake_clock,
    open_business,
    prepaid_terms,
)

ASK = prepaid_terms(renewal=RenewalMode.ASK)


@pytest.fixture
def business(tmp_path: Path) -> Business:
    return open_business(tmp_path, fake_clock())


def test_a_block_of_next_month_is_not_left_but_counts_against_renewal(business: Business) -> None:
    client = add_client(business, blocks=(320,))
    business.blocks.sell(client.client_id, sold_on=days(30))
    balance = business.queries.balance(client.client_id)
    assert (balance.remaining_minutes, balance.later_minutes, balance.under_threshold) == (320, 600, False)
    (row,) = business.queries.clients()
    assert (row.remaining_minutes, row.later_minutes, row.under_threshold) == (320, 600, False)
    preview = business.entries.preview(draft_of(client, 30))
    view = business.entries.post(draft_of(client, 30))
    assert view.renewals == ()
    assert view.remaining_minutes == preview.remaining_after_minutes == 290
    assert not business.queries.balance(client.client_id).under_threshold


def test_the_sale_of_a_block_of_next_month_leaves_what_is_left_as_it_was(business: Business) -> None:
    client = add_client(business, blocks=(320,))
    sale = business.blocks.preview(client.client_id, sold_on=days(30))
    assert (sale.remaining_before_minutes, sale.remaining_after_minutes) == (320, 320)


def test_a_refused_renewal_is_not_asked_again_until_the_client_was_above_the_threshold(business: Business) -> None:
    client = add_client(business, terms=ASK, blocks=(310,))
    assert business.entries.post(draft_of(client, 20)).pending_renewal
    (pending,) = business.queries.pending_renewals()
    business.renewals.refuse(pending.renewal_id)
    assert not business.entries.post(draft_of(client, 20)).pending_renewal
    business.blocks.sell(client.client_id, size_minutes=60)
    assert business.entries.post(draft_of(client, 40)).pending_renewal
    assert business.verify().ok


def test_a_waiting_renewal_is_closed_when_renewal_is_switched_off(business: Business) -> None:
    client = add_client(business, terms=ASK, blocks=(310,))
    business.entries.post(draft_of(client, 20))
    business.agreements.set(client.client_id, prepaid_terms(renewal=RenewalMode.OFF))
    assert business.queries.pending_renewals() == ()
    assert business.verify().ok


def test_a_waiting_renewal_takes_the_size_and_price_of_the_day_it_is_approved(business: Business) -> None:
    client = add_client(business, terms=ASK, blocks=(310,))
    business.entries.post(draft_of(client, 20))
    dearer = prepaid_terms(renewal=RenewalMode.ASK, block_minutes=480, threshold=Threshold(300), price_minor=90_000)
    business.agreements.set(client.client_id, dearer)
    (pending,) = business.queries.pending_renewals()
    assert (pending.minutes, pending.price_minor) == (480, 90_000)
    business.renewals.approve(pending.renewal_id)
    block = business.queries.balance(client.client_id).blocks[-1]
    assert (block.size_minutes, block.price_minor) == (480, 90_000)
    assert business.verify().ok


def test_a_client_without_an_agreement_has_no_threshold_and_no_alert(business: Business) -> None:
    client = business.clients.add("new", "New Srl")
    business.entries.post(draft_of(client, 20))
    assert not business.queries.balance(client.client_id).under_threshold
    (row,) = business.queries.clients()
    assert not row.under_threshold
    assert business.queries.desk().under_threshold == 0


def test_what_was_asked_is_withdrawn_when_a_move_switches_renewal_off(business: Business) -> None:
    client = add_client(business, terms=ASK, blocks=(310,))
    business.entries.post(draft_of(client, 20))
    business.moves.move(client.client_id, prepaid_terms(renewal=RenewalMode.OFF), None)
    assert business.queries.pending_renewals() == ()


def test_expired_hours_are_not_left_and_the_first_run_after_their_day_renews(tmp_path: Path) -> None:
    clock = fake_clock()
    with open_business(tmp_path, clock) as business:
        client = add_client(business, terms=prepaid_terms(validity=Validity(days=10)), blocks=())
        block_id = business.blocks.sell(client.client_id, size_minutes=360)
        clock.advance(timedelta(days=10))
        assert business.daily.run().renewals == ()
        assert business.queries.balance(client.client_id).remaining_minutes == 360
        clock.advance(timedelta(days=1))
        balance = business.queries.balance(client.client_id)
        assert (balance.remaining_minutes, balance.expired_minutes, balance.under_threshold) == (0, 360, True)
        assert balance.expired_days == ((days(10), 360),)
        (row,) = business.queries.clients()
        assert (row.remaining_minutes, row.expired_minutes, row.under_threshold) == (0, 360, True)
        assert business.queries.remaining_minutes(client.client_id) == 0
        assert business.queries.desk().under_threshold == 1
        view = business.daily.run()
        assert (view.forfeited, [minutes for _code, _block, minutes in view.renewals]) == ((), [BLOCK])
        balance = business.queries.balance(client.client_id)
        assert (balance.remaining_minutes, balance.expired_minutes) == (BLOCK, 360)
        # Work up to the expiry still draws on the expired block; the minutes of today stay.
        business.entries.post(draft_of(client, 60, days(10)))
        assert block_minutes(business, client)[block_id] == 300
        assert business.queries.balance(client.client_id).remaining_minutes == BLOCK
        assert business.daily.run().renewals == ()
        clock.advance(timedelta(days=7))
        view = business.daily.run()
        assert [minutes for _code, _block, minutes in view.forfeited] == [300]
        assert view.renewals == ()
        statement = business.statements.read(client.client_id, "2026-03").view
        assert statement.closing_minutes == business.queries.balance(client.client_id).remaining_minutes == BLOCK
        assert business.verify().ok


def test_a_renewal_that_was_refused_is_not_asked_for_again_by_the_expiry(tmp_path: Path) -> None:
    clock = fake_clock()
    with open_business(tmp_path, clock) as business:
        client = add_client(
            business, terms=prepaid_terms(renewal=RenewalMode.ASK, validity=Validity(days=10)), blocks=(360,)
        )
        clock.advance(timedelta(days=11))
        business.daily.run()
        (pending,) = business.queries.pending_renewals()
        business.renewals.refuse(pending.renewal_id)
        clock.advance(timedelta(days=1))
        business.daily.run()
        assert business.queries.pending_renewals() == ()
        assert business.queries.balance(client.client_id).remaining_minutes == 0
        assert business.verify().ok
