"""A call is made true until it is posted: start, client, end, length, two parts; its words are kept with it."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from core.basics.clock import FakeClock
from core.basics.errors import Refused
from core.basics.identity import Right
from core.business import Business
from core.entryline.call_words import wrapped_up
from core.journal.chain import event_of
from core.journal.codec import instant_text
from core.journal.events import EntryPosted
from core.model.calls import CallChange, CallEdit, CallEnd, CallState, CallWords
from core.queries.views.calls import CallView
from core.store.sqlite.engine import has_reset_bug, sqlite3
from core.store.sqlite.locks import QueueLock
from tests.builders import MORNING, add_client, fake_clock, open_business


@pytest.fixture
def clock() -> FakeClock:
    return fake_clock()


@pytest.fixture
def business(tmp_path: Path, clock: FakeClock) -> Iterator[Business]:
    with open_business(tmp_path, clock) as opened:
        yield opened
        assert opened.verify().ok, opened.verify().problems


def minutes(count: float) -> timedelta:
    return timedelta(minutes=count)


def at(count: float) -> datetime:
    return MORNING + minutes(count)


def elapsed(business: Business) -> list[tuple[str, str, int]]:
    return [(view.client.code, view.state.value, view.elapsed_seconds) for view in business.calls.list()]


def posted(business: Business) -> EntryPosted:
    events = [event_of(row) for row in business.session.store.journal()]
    return [event for event in events if isinstance(event, EntryPosted)][-1]


def running(business: Business, clock: FakeClock, *, for_minutes: float = 40) -> CallView:
    call = business.calls.start(add_client(business).client_id)
    clock.advance(minutes(for_minutes))
    return call


# A start in the past


def test_a_call_can_begin_in_the_past_and_its_time_runs_from_then(business: Business, clock: FakeClock) -> None:
    acme = add_client(business)
    call = business.calls.start(acme.client_id, started_at=at(-10))
    assert (call.started_at, call.elapsed_seconds) == (at(-10), 600)
    clock.advance(minutes(5))
    clock.step_wall(timedelta(hours=3))
    assert elapsed(business) == [("acme", "running", 900)]


def test_a_call_from_before_the_boot_of_the_machine_keeps_its_length_over_hold_and_resume(
    business: Business, clock: FakeClock
) -> None:
    clock.reboot("boot-2")
    business.calls.start(add_client(business).client_id, started_at=at(-120))
    clock.advance(minutes(1))
    business.calls.hold()
    clock.advance(minutes(7))
    business.calls.resume()
    clock.advance(minutes(1))
    assert elapsed(business) == [("acme", "running", 122 * 60)]


def test_the_running_call_goes_on_hold_when_a_call_from_the_past_began(business: Business, clock: FakeClock) -> None:
    zeta = add_client(business, "zeta")
    first = running(business, clock)
    business.calls.start(zeta.client_id, started_at=at(30))
    assert elapsed(business) == [("zeta", "running", 600), ("acme", "on-hold", 1800)]
    assert [row.change.what for row in business.calls.history(first.call_id)] == ["end"]


def test_a_call_from_before_the_running_one_takes_no_second_of_it(business: Business, clock: FakeClock) -> None:
    zeta = add_client(business, "zeta")
    running(business, clock, for_minutes=5)
    business.calls.start(zeta.client_id, started_at=at(-10))
    assert elapsed(business) == [("zeta", "running", 900), ("acme", "on-hold", 300)]


@pytest.mark.parametrize("start", [minutes(1), -timedelta(hours=25)])
def test_a_start_in_the_future_or_over_a_day_ago_is_refused(
    business: Business, clock: FakeClock, start: timedelta
) -> None:
    acme = add_client(business)
    with pytest.raises(Refused):
        business.calls.start(acme.client_id, started_at=clock.now() + start)
    assert business.calls.list() == ()


# Corrections


def test_another_start_of_a_running_call_lasts_over_hold_resume_and_a_step_of_the_clock(
    business: Business, clock: FakeClock
) -> None:
    call = running(business, clock)
    assert business.call_edits.edit(CallEdit(started_at=at(-20))).elapsed_seconds == 3600
    business.calls.hold()
    clock.advance(minutes(10))
    business.calls.resume(call.call_id)
    clock.step_wall(-timedelta(hours=2))
    clock.advance(minutes(1))
    assert elapsed(business) == [("acme", "running", 61 * 60)]
    assert business.calls.list()[0].started_at == at(-20)


def test_a_later_start_cuts_what_lies_before_it_also_over_a_pause(business: Business, clock: FakeClock) -> None:
    call = running(business, clock, for_minutes=10)
    business.calls.hold()
    clock.advance(minutes(10))
    business.calls.resume(call.call_id)
    clock.advance(minutes(10))
    assert business.call_edits.edit(CallEdit(started_at=at(5))).elapsed_seconds == 15 * 60
    assert business.call_edits.edit(CallEdit(started_at=at(25))).elapsed_seconds == 5 * 60


def test_a_start_said_after_a_step_of_the_clock_is_of_the_clock_as_it_is_now(
    business: Business, clock: FakeClock
) -> None:
    running(business, clock, for_minutes=10)
    clock.step_wall(timedelta(hours=3))
    assert business.call_edits.edit(CallEdit(started_at=clock.now() - minutes(12))).elapsed_seconds == 12 * 60


@pytest.mark.parametrize(
    ("edit", "seconds"),
    [(CallEdit(ended_at=at(15)), 900), (CallEdit(seconds=720), 720), (CallEdit(seconds=3000), 3000)],
)
def test_a_call_whose_end_or_length_is_said_goes_on_hold_with_it(
    business: Business, clock: FakeClock, edit: CallEdit, seconds: int
) -> None:
    running(business, clock)
    assert business.call_edits.edit(edit).state is CallState.ON_HOLD
    clock.advance(minutes(30))
    assert elapsed(business) == [("acme", "on-hold", seconds)]
    assert business.calls.stop().entry.worked_seconds == seconds


@pytest.mark.parametrize(("paused", "ended"), [(False, 40), (True, 10)])
def test_a_length_over_the_call_s_own_keeps_its_end_and_lets_it_begin_earlier(
    business: Business, clock: FakeClock, paused: bool, ended: int
) -> None:
    """The end is the one that the wrap-up shows: of a call that was held, the hold."""
    running(business, clock, for_minutes=10 if paused else 40)
    if paused:
        business.calls.hold()
        clock.advance(minutes(40))
    entry = business.calls.stop(CallEnd(edit=CallEdit(seconds=50 * 60))).entry
    assert (entry.started_at, entry.worked_seconds) == (at(ended - 50), 50 * 60)


@pytest.mark.parametrize(
    ("note", "minutes_", "left"), [("@-5m toner", 35, "toner"), ("@anna toner", 40, "@anna toner")]
)
def test_an_end_at_the_start_of_a_wrap_up_s_note_is_the_call_s_end(
    business: Business, clock: FakeClock, note: str, minutes_: int, left: str
) -> None:
    call = running(business, clock)
    entry = business.calls.stop(wrapped_up(business.queries, call, CallWords(note))).entry
    assert (entry.worked_seconds, entry.note) == (minutes_ * 60, left)


def test_an_end_after_the_hold_makes_the_last_stretch_longer(business: Business, clock: FakeClock) -> None:
    running(business, clock, for_minutes=10)
    business.calls.hold()
    clock.advance(minutes(10))
    assert business.calls.stop(CallEnd(edit=CallEdit(ended_at=at(15)))).entry.worked_seconds == 900


@pytest.mark.parametrize(
    "edit",
    [
        CallEdit(ended_at=at(45)),
        CallEdit(ended_at=at(0)),
        CallEdit(ended_at=at(-5)),
        CallEdit(started_at=at(41)),
        CallEdit(seconds=0),
        CallEdit(client_id="nobody"),
    ],
)
def test_a_correction_that_cannot_be_leaves_the_call_as_it_is(
    business: Business, clock: FakeClock, edit: CallEdit
) -> None:
    call = running(business, clock)
    with pytest.raises(Refused):
        business.call_edits.edit(edit)
    assert elapsed(business) == [("acme", "running", 2400)]
    assert business.calls.history(call.call_id) == ()


def test_the_history_says_who_changed_what_and_the_entry_tells_it_once(business: Business, clock: FakeClock) -> None:
    zeta = add_client(business, "zeta")
    call = running(business, clock)
    for start in (-5, -10):
        business.call_edits.edit(CallEdit(started_at=at(start)))
    business.call_edits.edit(CallEdit(client_id=zeta.client_id))
    rows = business.calls.history(call.call_id)
    assert [(row.technician, row.changed_at, row.change.what) for row in rows] == [
        ("anna", at(40), what) for what in ("start", "start", "client")
    ]
    view = business.calls.stop(CallEnd(edit=CallEdit(seconds=1200)))
    assert (view.entry.client.code, view.entry.worked_seconds, view.entry.started_at) == ("zeta", 1200, at(-10))
    assert posted(business).call_changes == (
        CallChange("start", instant_text(at(0)), instant_text(at(-10))),
        CallChange("client", call.client.client_id, zeta.client_id),
        CallChange("length", "3000", "1200"),
    )
    assert "call_changes" in json.loads(list(business.session.store.journal())[-1].body)


def test_what_was_changed_and_changed_back_is_not_told(business: Business, clock: FakeClock) -> None:
    call = running(business, clock)
    business.call_edits.edit(CallEdit(started_at=at(-5)))
    business.call_edits.edit(CallEdit(started_at=at(0)))
    business.calls.stop()
    assert posted(business).call_changes == ()
    assert len(business.calls.history(call.call_id)) == 2


def test_the_call_of_another_is_made_true_only_with_the_right_to_manage(
    tmp_path: Path, business: Business, clock: FakeClock
) -> None:
    call = running(business, clock)
    with open_business(tmp_path, clock, "bruno") as bruno:
        bruno.session.rights = frozenset({Right.READ, Right.WORK})
        with pytest.raises(Refused, match="manager"):
            bruno.call_edits.edit(CallEdit(started_at=at(-5)), call.call_id)
        bruno.session.rights = frozenset({Right.READ, Right.WORK, Right.MANAGE})
        assert bruno.call_edits.edit(CallEdit(started_at=at(-5)), call.call_id).technician == "anna"
    assert [row.technician for row in business.calls.history(call.call_id)] == ["bruno"]


# Two parts


def test_a_running_call_is_split_and_its_rest_runs_on_with_another_client(business: Business, clock: FakeClock) -> None:
    zeta = add_client(business, "zeta")
    call = running(business, clock)
    first, second = business.call_edits.split(12 * 60, zeta.client_id)
    assert (first.call_id, first.elapsed_seconds, second.elapsed_seconds) == (call.call_id, 720, 28 * 60)
    clock.advance(minutes(2))
    assert elapsed(business) == [("zeta", "running", 1800), ("acme", "on-hold", 720)]
    assert business.calls.stop().entry.started_at == at(12)
    assert business.calls.stop().entry.worked_seconds == 720


def test_a_split_counts_the_pauses_out_and_a_held_call_stays_held(business: Business, clock: FakeClock) -> None:
    zeta = add_client(business, "zeta")
    call = running(business, clock, for_minutes=10)
    business.calls.hold()
    clock.advance(minutes(30))
    business.calls.resume(call.call_id)
    clock.advance(minutes(10))
    business.calls.hold()
    first, second = business.call_edits.split(15 * 60, zeta.client_id)
    assert (first.elapsed_seconds, second.elapsed_seconds, second.started_at) == (900, 300, at(45))
    assert {first.state, second.state} == {CallState.ON_HOLD}


@pytest.mark.parametrize("seconds", [0, 2400, 5000])
def test_a_split_that_leaves_nothing_for_one_part_is_refused(
    business: Business, clock: FakeClock, seconds: int
) -> None:
    zeta = add_client(business, "zeta")
    running(business, clock)
    with pytest.raises(Refused, match="lasted 0:40"):
        business.call_edits.split(seconds, zeta.client_id)
    assert elapsed(business) == [("acme", "running", 2400)]


# Words and the instant of the wrap-up

WORDS = CallWords("printer #49 +rem", "4900", "remote", "Lucia", "zeta", "15m")


def test_words_are_kept_with_the_call_as_typed_and_wake_no_other_desk(
    tmp_path: Path, business: Business, clock: FakeClock
) -> None:
    call = running(business, clock)
    with open_business(tmp_path, clock, "marco") as marco:
        seen = marco.queries.changes()
        business.calls.keep_words(WORDS)
        business.calls.begin_wrap_up(call.call_id, clock.now())
        assert marco.queries.changes() == seen
    business.calls.hold()
    business.calls.start(add_client(business, "zeta").client_id)
    with open_business(tmp_path, clock) as again:
        held = next(view for view in again.calls.list() if view.call_id == call.call_id)
        assert held.words == WORDS
    business.calls.cancel(call.call_id)
    assert business.session.store.calls.any_call(call.call_id).words == CallWords()  # type: ignore[union-attr]


@pytest.mark.skipif(
    has_reset_bug(sqlite3.sqlite_version_info), reason="with this SQLite every change waits in the queue"
)
def test_words_do_not_wait_for_the_queue_of_the_ledger(tmp_path: Path, business: Business, clock: FakeClock) -> None:
    running(business, clock)
    with QueueLock(tmp_path / "ledger.db"):
        business.calls.keep_words(WORDS)
    assert business.calls.list()[0].words == WORDS


def test_the_instant_of_the_wrap_up_ends_the_call_whatever_happens_until_it_is_saved(
    tmp_path: Path, business: Business, clock: FakeClock
) -> None:
    zeta = add_client(business, "zeta")
    call = running(business, clock, for_minutes=12)
    business.calls.heartbeat()
    business.calls.begin_wrap_up(call.call_id, clock.now())
    clock.step_wall(timedelta(hours=-1))
    clock.advance(minutes(30))
    business.calls.begin_wrap_up(call.call_id, clock.now())
    assert business.calls.list()[0].gap_seconds == 0
    business.calls.start(zeta.client_id)
    assert ("acme", "on-hold", 720) in elapsed(business)
    business.confirm_clock()
    assert business.calls.stop(call_id=call.call_id).entry.worked_seconds == 720


def test_a_call_that_one_went_back_to_runs_on_and_ends_at_the_next_wrap_up(
    business: Business, clock: FakeClock
) -> None:
    call = running(business, clock, for_minutes=12)
    business.calls.begin_wrap_up(call.call_id, clock.now())
    business.calls.leave_wrap_up(call.call_id)
    ending = business.calls.list()[0].ending
    assert ending is not None and ending.is_left and ending.at == at(12)
    clock.advance(minutes(8))
    business.calls.begin_wrap_up(call.call_id, clock.now())
    clock.advance(minutes(5))
    assert business.calls.stop().entry.worked_seconds == 1200


def test_another_start_of_a_call_that_is_stopping_moves_its_length_with_it(
    business: Business, clock: FakeClock
) -> None:
    call = running(business, clock, for_minutes=12)
    business.calls.begin_wrap_up(call.call_id, clock.now())
    clock.advance(minutes(3))
    business.call_edits.edit(CallEdit(started_at=at(-3)))
    clock.advance(minutes(3))
    assert business.calls.stop().entry.worked_seconds == 900


def test_a_call_of_under_30_seconds_is_posted_and_says_so(business: Business, clock: FakeClock) -> None:
    running(business, clock, for_minutes=0.4)
    assert business.calls.preview_stop().is_short
    assert any("30 s" in warning for warning in business.calls.stop().warnings)
