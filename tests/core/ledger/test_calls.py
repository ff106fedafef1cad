"""Live calls: no second is lost to a hold, a step of the clock, a reboot or a refusal."""

from datetime import timedelta
from pathlib import Path

import pytest

from core.basics.clock import FakeClock
from core.basics.errors import Refused, Usage
from core.business import Business
from core.model.calls import CallEnd, CallState
from core.model.terms import Overage, RenewalMode
from tests.builders import MORNING, add_client, fake_clock, head_of, open_business, prepaid_terms, remaining


@pytest.fixture
def clock() -> FakeClock:
    return fake_clock()


@pytest.fixture
def business(tmp_path: Path, clock: FakeClock):  # type: ignore[no-untyped-def]
    with open_business(tmp_path, clock) as opened:
        yield opened
        assert opened.verify().ok, opened.verify().problems


def _seconds(business: Business) -> list[tuple[str, str, int]]:
    return [(view.client.code, view.state.value, view.elapsed_seconds) for view in business.calls.list()]


def test_a_stopped_call_is_an_entry_with_its_time(business: Business, clock: FakeClock) -> None:
    client = add_client(business)
    business.calls.start(client.client_id, "+39 02 1234")
    clock.advance(timedelta(minutes=12, seconds=4))
    assert _seconds(business) == [("acme", "running", 724)]
    view = business.calls.stop(CallEnd(ticket="4821", note="vpn"))
    assert (view.entry.worked_seconds, view.entry.charged_minutes, view.entry.ticket) == (724, 13, "4821")
    assert view.entry.started_at == MORNING
    assert business.calls.list() == ()
    with pytest.raises(Refused):
        business.calls.stop()


def test_holding_pauses_and_resuming_goes_on_without_losing_a_second(business: Business, clock: FakeClock) -> None:
    client = add_client(business)
    business.calls.start(client.client_id)
    for _turn in range(10):
        clock.advance(timedelta(milliseconds=1700))
        assert business.calls.hold().state is CallState.ON_HOLD
        clock.advance(timedelta(minutes=3))
        business.calls.resume()
    assert _seconds(business) == [("acme", "running", 17)]
    view = business.calls.stop()
    assert view.entry.worked_seconds == 17


def test_a_second_call_puts_the_first_on_hold_and_each_keeps_its_own_time(business: Business, clock: FakeClock) -> None:
    acme, zeta = add_client(business), add_client(business, "zeta")
    first = business.calls.start(acme.client_id)
    clock.advance(timedelta(minutes=5))
    business.calls.start(zeta.client_id)
    clock.advance(timedelta(minutes=2))
    assert _seconds(business) == [("zeta", "running", 120), ("acme", "on-hold", 300)]
    business.calls.resume(first.call_id)
    clock.advance(timedelta(minutes=1))
    assert _seconds(business) == [("acme", "running", 360), ("zeta", "on-hold", 120)]
    assert business.calls.stop().entry.client.code == "acme"
    assert business.calls.stop().entry.worked_seconds == 120


def test_each_technician_has_a_running_call_and_cannot_touch_anothers(tmp_path: Path, business: Business) -> None:
    client = add_client(business)
    mine = business.calls.start(client.client_id)
    with open_business(tmp_path, business.clock, "bruno") as bruno:
        bruno.calls.start(client.client_id)
        assert len(bruno.calls.list()) == 2
        assert len(bruno.calls.list("bruno")) == 1
        with pytest.raises(Refused):
            bruno.calls.stop(call_id=mine.call_id)
        assert business.calls.list("anna")[0].state is CallState.RUNNING


@pytest.mark.parametrize("step", [timedelta(hours=-3), timedelta(hours=3)])
def test_a_step_of_the_wall_clock_does_not_bend_the_time(business: Business, clock: FakeClock, step: timedelta) -> None:
    client = add_client(business)
    business.calls.start(client.client_id)
    clock.advance(timedelta(minutes=4))
    clock.step_wall(step)
    clock.advance(timedelta(minutes=4))
    assert _seconds(business) == [("acme", "running", 480)]
    business.confirm_clock()
    assert business.calls.stop().entry.worked_seconds == 480


def test_a_call_is_there_after_a_restart_with_the_right_time(tmp_path: Path, clock: FakeClock) -> None:
    with open_business(tmp_path, clock) as business:
        business.calls.start(add_client(business).client_id)
    clock.advance(timedelta(minutes=7))
    with open_business(tmp_path, clock) as business:
        assert _seconds(business) == [("acme", "running", 420)]


def test_after_a_reboot_the_wall_clock_tells_the_time(tmp_path: Path, clock: FakeClock) -> None:
    with open_business(tmp_path, clock) as business:
        business.calls.start(add_client(business).client_id)
    clock.advance(timedelta(minutes=7))
    clock.reboot("boot-2")
    with open_business(tmp_path, clock) as business:
        clock.advance(timedelta(minutes=1))
        assert _seconds(business) == [("acme", "running", 480)]
        assert business.calls.stop().entry.worked_seconds == 480


@pytest.mark.parametrize(
    ("choice", "state", "seconds"), [("keep", "running", 2400), ("drop", "running", 600), ("stop", "on-hold", 600)]
)
def test_after_a_gap_all_is_kept_or_the_gap_is_dropped_or_the_call_stops_there(
    business: Business, clock: FakeClock, choice: str, state: str, seconds: int
) -> None:
    call = business.calls.start(add_client(business).client_id)
    clock.advance(timedelta(minutes=10))
    business.calls.heartbeat()
    clock.advance(timedelta(minutes=30))
    (view,) = business.calls.list()
    assert view.gap_seconds == 1800
    assert view.elapsed_seconds == 2400
    resolved = business.calls.resolve_gap(call.call_id, choice)  # type: ignore[arg-type]
    assert resolved.gap_seconds == 0
    assert _seconds(business) == [("acme", state, seconds)]
    clock.advance(timedelta(minutes=1))
    assert _seconds(business)[0][2] == (seconds + 60 if state == "running" else seconds)


def test_a_step_of_the_wall_clock_is_no_gap_and_hides_none(business: Business, clock: FakeClock) -> None:
    call = business.calls.start(add_client(business).client_id)
    clock.advance(timedelta(minutes=10))
    business.calls.heartbeat()
    clock.step_wall(timedelta(hours=1))
    clock.advance(timedelta(seconds=5))
    assert business.calls.list()[0].gap_seconds == 0
    clock.step_wall(timedelta(hours=-9))
    clock.advance(timedelta(minutes=10))
    assert business.calls.list()[0].gap_seconds == 605
    assert business.calls.resolve_gap(call.call_id, "drop").elapsed_seconds == 600


def test_a_gap_that_spans_a_reboot_is_told_by_the_wall_clock(business: Business, clock: FakeClock) -> None:
    call = business.calls.start(add_client(business).client_id)
    clock.advance(timedelta(minutes=10))
    business.calls.heartbeat()
    clock.advance(timedelta(minutes=50))
    clock.reboot("boot-2")
    assert business.calls.list()[0].gap_seconds == 3000
    assert business.calls.resolve_gap(call.call_id, "stop").elapsed_seconds == 600


def test_a_short_silence_is_no_gap(business: Business, clock: FakeClock) -> None:
    business.calls.start(add_client(business).client_id)
    business.calls.heartbeat()
    clock.advance(timedelta(seconds=299))
    assert business.calls.list()[0].gap_seconds == 0
    clock.advance(timedelta(seconds=1))
    assert business.calls.list()[0].gap_seconds == 300


def test_a_refused_stop_leaves_the_call_on_hold_with_its_time(business: Business, clock: FakeClock) -> None:
    client = add_client(business, terms=prepaid_terms(overage=Overage.REFUSE, renewal=RenewalMode.OFF), blocks=(10,))
    business.calls.start(client.client_id)
    clock.advance(timedelta(minutes=11))
    with pytest.raises(Refused, match="on hold with its time"):
        business.calls.stop()
    clock.advance(timedelta(minutes=30))
    assert _seconds(business) == [("acme", "on-hold", 660)]
    assert remaining(business, client) == 10
    business.blocks.sell(client.client_id)
    assert business.calls.stop().entry.worked_seconds == 660


def test_a_wrong_work_type_leaves_the_call_running(business: Business, clock: FakeClock) -> None:
    business.calls.start(add_client(business).client_id)
    clock.advance(timedelta(minutes=1))
    with pytest.raises(Usage):
        business.calls.stop(CallEnd(work_type="juggling"))
    assert _seconds(business) == [("acme", "running", 60)]


def test_wrap_up_time_is_not_charged_where_the_stop_is_told(business: Business, clock: FakeClock) -> None:
    business.calls.start(add_client(business).client_id)
    clock.advance(timedelta(minutes=5))
    stopped_at = clock.now()
    clock.advance(timedelta(minutes=2))
    assert business.calls.preview_stop(CallEnd(pressed_at=stopped_at)).charge.minutes == 5
    assert _seconds(business) == [("acme", "running", 420)]
    assert business.calls.stop(CallEnd(pressed_at=stopped_at)).entry.worked_seconds == 300


def test_a_cancelled_call_leaves_no_entry(business: Business, clock: FakeClock) -> None:
    client = add_client(business)
    business.calls.start(client.client_id)
    clock.advance(timedelta(minutes=5))
    before = head_of(business)
    business.calls.cancel()
    assert business.calls.list() == ()
    assert head_of(business) == before


def test_the_balance_tells_what_the_running_calls_would_cost(business: Business, clock: FakeClock) -> None:
    client = add_client(business, terms=prepaid_terms(increment_minutes=15))
    business.calls.start(client.client_id)
    clock.advance(timedelta(minutes=16))
    balance = business.queries.balance(client.client_id)
    assert (balance.pending_minutes, balance.remaining_minutes) == (30, 600)
    assert balance.others_pending_minutes == 0
    with Business.open(business.session.store.place, technician="giulia", clock=clock) as giulia:
        of_a_colleague = giulia.queries.balance(client.client_id)
    assert (of_a_colleague.pending_minutes, of_a_colleague.others_pending_minutes) == (30, 30)


def test_a_call_that_never_ran_a_second_can_still_be_stopped(business: Business) -> None:
    business.calls.start(add_client(business).client_id)
    assert business.calls.stop().entry.worked_seconds == 1


def test_without_a_call_hold_resume_and_stop_say_what_to_do(business: Business) -> None:
    for verb in (business.calls.hold, business.calls.resume, business.calls.stop, business.calls.cancel):
        with pytest.raises(Refused, match="monteore call"):
            verb()
