"""Slips that do great harm are asked about before anything is recorded: many blocks, long calls, days far away."""

from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.basics.clock import FakeClock
from core.basics.errors import Refused, Unasked
from core.business import Business
from core.language.formats import money_text
from core.model.calls import CallEdit, CallEnd
from core.model.terms import RenewalMode, Threshold
from core.model.work import Charge, Draft
from core.rules import asking, renewal
from core.rules.posting import MOST_RENEWALS, decide_expiry, decide_posting
from tests.builders import (
    MONDAY,
    account_of,
    add_client,
    block_of,
    context_on,
    days,
    draft_of,
    fake_clock,
    head_of,
    open_business,
    prepaid_terms,
    work_of,
)

TEN_MINUTES = prepaid_terms(block_minutes=10, threshold=Threshold(300))


@pytest.fixture
def clock() -> FakeClock:
    return fake_clock()


@pytest.fixture
def business(tmp_path: Path, clock: FakeClock) -> Business:
    return open_business(tmp_path, clock)


def test_a_call_of_15_minutes_on_a_block_of_10_asks_before_it_adds_31_blocks(business: Business) -> None:
    client = add_client(business, terms=TEN_MINUTES, blocks=(10,))
    before = head_of(business)
    assert business.entries.preview(draft_of(client, 15)).asks_first
    with pytest.raises(Unasked, match=f"31 blocks.*{money_text(31 * 80_000, 'EUR')}"):
        business.entries.post(draft_of(client, 15))
    assert head_of(business) == before
    assert len(business.entries.post(draft_of(client, 15), sure=True).renewals) == 31


def test_three_blocks_are_added_unasked_and_four_are_not(business: Business) -> None:
    client = add_client(business)
    assert len(business.entries.post(draft_of(client, 1440)).renewals) == 2
    other = add_client(business, "other", terms=prepaid_terms(block_minutes=400, threshold=Threshold(300)))
    assert len(business.entries.post(draft_of(other, 1440)).renewals) == 3
    third = add_client(business, "third", terms=prepaid_terms(block_minutes=300, threshold=Threshold(300)))
    with pytest.raises(Unasked, match="4 blocks"):
        business.entries.post(draft_of(third, 1440))


def test_a_correction_asks_before_it_adds_more_than_three_blocks(business: Business) -> None:
    client = add_client(business, terms=prepaid_terms(block_minutes=300))
    entry = business.entries.post(draft_of(client, 10)).entry
    before = head_of(business)
    with pytest.raises(Unasked):
        business.entries.edit(entry.entry_id, draft_of(client, 1440))
    assert head_of(business) == before
    assert business.entries.preview_edit(entry.entry_id, draft_of(client, 1440)).doubts
    assert len(business.entries.edit(entry.entry_id, draft_of(client, 1440), sure=True).renewals) == 4


def test_more_than_200_blocks_in_one_change_are_refused_whoever_is_sure(business: Business) -> None:
    client = add_client(business, terms=prepaid_terms(block_minutes=5, threshold=Threshold(300)), blocks=(300,))
    before = head_of(business)
    with pytest.raises(Refused, match="200 is the most"):
        business.entries.post(draft_of(client, 1440), sure=True)
    assert head_of(business) == before


def test_the_daily_run_adds_200_blocks_and_leaves_the_rest_to_the_manager() -> None:
    terms = prepaid_terms(block_minutes=1, threshold=Threshold(300), expiry_grace_days=0)
    decision = decide_expiry(account_of(block_of("b1", 300, expires_on=MONDAY), terms=terms), days(2), context_on())
    assert decision.renewed_count == MOST_RENEWALS
    assert decision.account.pending is not None


@given(remaining=st.integers(-3000, 600), size=st.integers(1, 700), threshold=st.integers(0, 700))
def test_the_count_of_blocks_is_what_adding_one_after_another_gives(remaining: int, size: int, threshold: int) -> None:
    terms = prepaid_terms(block_minutes=size, threshold=Threshold(threshold))
    count = 0
    while remaining + count * size < threshold:
        count += 1
    assert renewal.decide(remaining, terms, 0) == renewal.RenewalDecision(count)
    asked = renewal.decide(remaining, prepaid_terms(block_minutes=size, threshold=Threshold(threshold),
                                                    max_renewals_per_month=2), 1)  # fmt: skip
    assert asked == renewal.RenewalDecision(min(count, 1), ask=count > 1)


@given(minutes=st.integers(1, 5000), held=st.integers(0, 600), size=st.integers(1, 700), threshold=st.integers(0, 700))
def test_no_posting_makes_more_than_three_blocks_unasked(minutes: int, held: int, size: int, threshold: int) -> None:
    terms = prepaid_terms(block_minutes=size, threshold=Threshold(threshold))
    try:
        decision = decide_posting(
            account_of(block_of("b1", held), terms=terms),
            Draft("k1", work_of(minutes)),
            Charge(minutes, minutes * 60),
            context_on(),
            entry_id="e1",
        )
        asking.check(asking.of_blocks(decision.events), sure=False)
    except (Refused, Unasked):
        return
    assert decision.renewed_count <= 3


def test_work_by_hand_more_than_a_year_old_asks_and_its_correction_on_the_same_day_does_not(
    business: Business,
) -> None:
    client = add_client(business)
    old = days(-367)
    with pytest.raises(Unasked, match=old.isoformat()):
        business.entries.post(draft_of(client, 15, old))
    entry = business.entries.post(draft_of(client, 15, old), sure=True).entry
    assert business.entries.edit(entry.entry_id, draft_of(client, 20, old)).entry.charged_minutes == 20
    assert business.entries.post(draft_of(client, 15, days(-366))).entry.charged_minutes == 15
    assert business.entries.post_all([draft_of(client, 15, days(-900))]).posted == 1


def test_a_key_that_was_posted_before_asks_nothing(business: Business) -> None:
    client = add_client(business)
    draft = draft_of(client, 15, days(-400), key="k")
    business.entries.post(draft, sure=True)
    assert business.entries.post(draft).existed


def test_a_sale_more_than_a_year_ahead_asks(business: Business) -> None:
    client = add_client(business)
    assert business.blocks.preview(client.client_id, sold_on=days(367)).doubts
    with pytest.raises(Unasked, match=days(367).isoformat()):
        business.blocks.sell(client.client_id, sold_on=days(367))
    business.blocks.sell(client.client_id, sold_on=days(366))
    business.blocks.sell(client.client_id, sold_on=days(367), sure=True)


def test_a_call_over_four_hours_asks_unless_its_end_or_length_is_said(business: Business, clock: FakeClock) -> None:
    client = add_client(business)
    started = clock.now()
    business.calls.start(client.client_id)
    clock.advance(timedelta(hours=4))
    assert not business.calls.preview_stop().doubts
    clock.advance(timedelta(minutes=1))
    before = head_of(business)
    assert business.calls.preview_stop().asks_first
    with pytest.raises(Unasked, match="4h1m"):
        business.calls.stop()
    assert head_of(business) == before
    assert [call.state.value for call in business.calls.list()] == ["running"]
    view = business.calls.stop(CallEnd(edit=CallEdit(ended_at=started + timedelta(minutes=20))))
    assert view.entry.worked_seconds == 1200


def test_a_call_over_24_hours_is_posted_only_with_its_end_or_length_said(business: Business, clock: FakeClock) -> None:
    client = add_client(business, terms=prepaid_terms(renewal=RenewalMode.OFF))
    business.calls.start(client.client_id)
    clock.advance(timedelta(hours=63))
    assert "24 hours" in business.calls.preview_stop().refusal
    with pytest.raises(Refused, match="over 24 hours"):
        business.calls.stop(sure=True)
    view = business.calls.stop(CallEnd(edit=CallEdit(seconds=900)))
    assert (view.entry.worked_seconds, view.entry.charged_minutes) == (900, 15)


def test_an_end_that_was_said_cuts_the_stretches_of_a_held_call(business: Business, clock: FakeClock) -> None:
    client = add_client(business)
    started = clock.now()
    business.calls.start(client.client_id)
    clock.advance(timedelta(minutes=30))
    business.calls.hold()
    clock.advance(timedelta(minutes=30))
    view = business.calls.stop(CallEnd(edit=CallEdit(ended_at=started + timedelta(minutes=10))))
    assert view.entry.worked_seconds == 600


def test_a_length_that_was_said_goes_over_the_stretches_from_the_first(business: Business, clock: FakeClock) -> None:
    client = add_client(business)
    business.calls.start(client.client_id)
    clock.advance(timedelta(minutes=10))
    business.calls.hold()
    clock.advance(timedelta(minutes=30))
    business.calls.resume()
    clock.advance(timedelta(minutes=10))
    view = business.calls.stop(CallEnd(edit=CallEdit(seconds=15 * 60)))
    assert view.entry.worked_seconds == 15 * 60
