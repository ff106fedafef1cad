"""What a machine's clock that may be wrong can do, and what it cannot."""

from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from core.basics.clock import FakeClock
from core.basics.durations import Validity
from core.basics.errors import ClockInDoubt, Refused
from core.basics.identity import Right
from core.business import Business
from core.journal.codec import instant_from
from core.ledger.settings import SettingsChange
from core.model.calls import CallEnd
from core.model.mail import MailSwitches
from core.model.terms import Kind, RenewalMode, Terms
from core.session import Session
from tests.builders import (
    MONDAY,
    MORNING,
    add_client,
    days,
    draft_of,
    fake_clock,
    head_of,
    open_business,
    prepaid_terms,
    remaining,
)


@pytest.fixture
def clock() -> FakeClock:
    return fake_clock()


@pytest.fixture
def business(tmp_path: Path, clock: FakeClock) -> Iterator[Business]:
    with open_business(tmp_path, clock) as opened:
        yield opened
        assert opened.verify().ok, opened.verify().problems


@pytest.mark.parametrize("step", [timedelta(days=36), timedelta(minutes=-6)])
def test_a_clock_in_doubt_records_nothing_until_it_is_confirmed(
    business: Business, clock: FakeClock, step: timedelta
) -> None:
    client = add_client(business, terms=prepaid_terms(validity=Validity(days=1), renewal=RenewalMode.ASK))
    entry = business.entries.post(draft_of(client, 15)).entry
    line = business.queries.lines()[0].line_id
    proposal = business.proposals.add(client.client_id, "Patches")
    clock.step_wall(step)
    before = head_of(business)
    for change in (
        lambda: business.clients.add("other", "Other"),
        lambda: business.clients.edit(client.client_id, name="Other"),
        lambda: business.clients.archive(client.client_id),
        lambda: business.agreements.set(client.client_id, prepaid_terms(block_minutes=60)),
        lambda: business.moves.move(client.client_id, Terms(kind=Kind.BREAK_FIX), None),
        lambda: business.blocks.sell(client.client_id),
        lambda: business.invoices.mark([line], "1", MONDAY),
        lambda: business.lock.set(days(-90)),
        lambda: business.entries.void(entry.entry_id),
        lambda: business.proposals.add(client.client_id, "Disks"),
        lambda: business.proposals.accept(proposal.proposal_id),
        lambda: business.proposals.set_item("Disks"),
        lambda: business.settings.change(SettingsChange(name="Rete snc")),
        lambda: business.mail.switch(client.client_id, MailSwitches(to="a@example.org", statement=True)),
        lambda: business.entries.post(draft_of(client, 15)),
        lambda: business.entries.post_all([draft_of(client, 15)]),
        lambda: business.entries.edit(entry.entry_id, draft_of(client, 20)),
        business.daily.run,
        lambda: business.daily.run(MONDAY),
    ):
        with pytest.raises(ClockInDoubt, match="Is the clock right"):
            change()
    assert head_of(business) == before
    assert business.queries.desk().is_clock_in_doubt
    business.confirm_clock()
    business.entries.post(draft_of(client, 15))
    business.daily.run()
    assert not business.clock_question()


@pytest.mark.parametrize("step", [timedelta(days=36), timedelta(minutes=-6)])
def test_a_clock_in_doubt_holds_up_no_call_before_it_is_posted(
    business: Business, clock: FakeClock, step: timedelta
) -> None:
    client = add_client(business)
    clock.step_wall(step)
    assert business.clock_question()
    first = business.calls.start(client.client_id)
    business.calls.hold(first.call_id)
    business.calls.resume(first.call_id)
    second = business.callers.start("Lombardo")
    business.calls.cancel(second.call_id)
    assert [call.call_id for call in business.calls.list()] == [first.call_id]


def test_what_was_done_under_a_key_is_told_again_by_a_clock_in_doubt(business: Business, clock: FakeClock) -> None:
    draft = replace(draft_of(add_client(business), 15), key="K")
    entry = business.entries.post(draft).entry
    clock.step_wall(timedelta(days=40))
    again = business.entries.post(draft)
    assert (again.existed, again.entry.entry_id) == (True, entry.entry_id)


def test_a_call_that_meets_a_clock_in_doubt_waits_on_hold_with_its_time(business: Business, clock: FakeClock) -> None:
    client = add_client(business)
    business.calls.start(client.client_id)
    clock.advance(timedelta(minutes=10))
    clock.step_wall(timedelta(days=40))
    with pytest.raises(ClockInDoubt):
        business.calls.stop()
    business.confirm_clock()
    assert business.calls.stop().entry.worked_seconds >= 600


def test_a_clock_that_was_ahead_does_not_date_later_rows(business: Business, clock: FakeClock) -> None:
    client = add_client(business)
    clock.step_wall(timedelta(days=400))
    business.confirm_clock()
    business.entries.post(draft_of(client, 15, business.today))
    clock.step_wall(timedelta(days=-400))
    with pytest.raises(ClockInDoubt):
        business.entries.post(draft_of(client, 15))
    business.confirm_clock()
    entry = business.entries.post(draft_of(client, 15)).entry
    assert abs(entry.recorded_at - clock.now()) < timedelta(seconds=1)
    head = business.session.store.head()
    assert head is not None
    assert abs(instant_from(head.recorded_at) - clock.now()) < timedelta(seconds=1)


def test_only_a_manager_confirms_the_clock_and_a_right_clock_is_not_recorded(
    business: Business, clock: FakeClock
) -> None:
    add_client(business)
    before = head_of(business)
    business.confirm_clock()
    assert head_of(business) == before
    clock.step_wall(timedelta(days=40))
    technician = Session(business.session.store, clock, "bruno", rights=frozenset({Right.READ, Right.WORK}))
    with pytest.raises(Refused, match="ask a manager"):
        technician.confirm_clock()


def test_the_daily_run_is_for_no_day_to_come(business: Business) -> None:
    client = add_client(business, terms=prepaid_terms(validity=Validity(days=1)))
    before = head_of(business)
    with pytest.raises(Refused, match="2026-12-31 has not come yet"):
        business.daily.run(MONDAY.replace(month=12, day=31))
    assert head_of(business) == before
    assert remaining(business, client) == 600
    business.daily.run(days(0))


@pytest.mark.parametrize(
    ("step", "is_doubted", "doubts_others"),
    [
        (-240, False, False),
        (-10_800, True, False),
        (240, False, False),
        (10_800, False, True),
        (60 * 86_400, True, False),
    ],
)
def test_a_step_of_one_hosts_clock_bends_no_call_and_leaves_the_journal_in_order(
    tmp_path: Path, step: int, is_doubted: bool, doubts_others: bool
) -> None:
    here, there = FakeClock(MORNING, 1_000_000), FakeClock(MORNING, 2_000_000, "boot-2")
    with open_business(tmp_path, here) as anna, open_business(tmp_path, there, "bruno") as bruno:
        client = add_client(anna)
        bruno.calls.start(client.client_id)
        for clock in (here, there):
            clock.advance(timedelta(minutes=30))
        anna.entries.post(draft_of(client, 10))
        there.step_wall(timedelta(seconds=step))
        assert [call.elapsed_seconds for call in bruno.calls.list()] == [1800]
        with pytest.raises(ClockInDoubt) if is_doubted else nullcontext():
            bruno.calls.stop(CallEnd(note="from there"))
        # A clock that was ahead dated a row: the right clock is the one that is asked about, until a manager says so.
        with pytest.raises(ClockInDoubt) if doubts_others else nullcontext():
            anna.entries.post(draft_of(client, 5, note="from here"))
        anna.confirm_clock()
        anna.entries.post(draft_of(client, 5, note="from here, sure"))
        there.step_wall(timedelta(seconds=-step))
        bruno.entries.post(draft_of(client, 5, note="right again", technician="bruno"))
        rows = [row.recorded_at for row in anna.session.store.journal() if row.kind != "clock.confirmed"]
        assert len(set(rows)) == len(rows) and anna.verify().ok
        # Nothing that was refused is there, and nothing that was not is missing.
        notes = {entry.note for entry in anna.queries.entries()} - {""}
        assert ("from there" in notes) is not is_doubted and ("from here" in notes) is not doubts_others
        assert {"from here, sure", "right again"} <= notes
