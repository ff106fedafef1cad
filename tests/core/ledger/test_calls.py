"""Live calls: no second is lost to a hold, a step of the clock, a reboot or a refusal."""

from datetime import timedelta
from pathlib import Path

import pytest

from core.basics.clock import FakeClock
from core.basics.errors import Refused, Usage
from core.business import Ledger
from core.model.calls import CallState
from core.model.terms import Overage, RenewalMode
from tests.builders import MORNING, add_client, fake_clock, head_of, open_ledger, prepaid_terms, remaining


@pytest.fixture
def clock() -> FakeClock:
    return fake_clock()


@pytest.fixture
def ledger(tmp_path: Path, clock: FakeClock):  # type: ignore[no-untyped-def]
    with open_ledger(tmp_path, clock) as opened:
        yield opened
        assert opened.verify().ok, opened.verify().problems


def _seconds(ledger: Ledger) -> list[tuple[str, str, int]]:
    return [(view.client.code, view.state.value, view.elapsed_seconds) for view in ledger.calls.list()]


def test_a_stopped_call_is_an_entry_with_its_time(ledger: Ledger, clock: FakeClock) -> None:
    client = add_client(ledger)
    ledger.calls.start(client.client_id, "+39 02 1234")
    clock.advance(timedelta(minutes=12, seconds=4))
    assert _seconds(ledger) == [("acme", "running", 724)]
    view = ledger.calls.stop(ticket="4821", note="vpn")
    assert (view.entry.worked_seconds, view.entry.charged_minutes, view.entry.ticket) == (724, 13, "4821")
    assert view.entry.started_at == MORNING
    assert ledger.calls.list() == ()
    with pytest.raises(Refused):
        ledger.calls.stop()


def test_holding_pauses_and_resuming_goes_on_without_losing_a_second(ledger: Ledger, clock: FakeClock) -> None:
    client = add_client(ledger)
    ledger.calls.start(client.client_id)
    for _turn in range(10):
        clock.advance(timedelta(milliseconds=1700))
        assert ledger.calls.hold().state is CallState.ON_HOLD
        clock.advance(timedelta(minutes=3))
        ledger.calls.resume()
    assert _seconds(ledger) == [("acme", "running", 17)]
    view = ledger.calls.stop()
    assert view.entry.worked_seconds == 17


def test_a_second_call_puts_the_first_on_hold_and_each_keeps_its_own_time(ledger: Ledger, clock: FakeClock) -> None:
    acme, zeta = add_client(ledger), add_client(ledger, "zeta")
    first = ledger.calls.start(acme.client_id)
    clock.advance(timedelta(minutes=5))
    ledger.calls.start(zeta.client_id)
    clock.advance(timedelta(minutes=2))
    assert _seconds(ledger) == [("zeta", "running", 120), ("acme", "on-hold", 300)]
    ledger.calls.resume(first.call_id)
    clock.advance(timedelta(minutes=1))
    assert _seconds(ledger) == [("acme", "running", 360), ("zeta", "on-hold", 120)]
    assert ledger.calls.stop().entry.client.code == "acme"
    assert ledger.calls.stop().entry.worked_seconds == 120


def test_each_technician_has_a_running_call_and_cannot_touch_anothers(tmp_path: Path, ledger: Ledger) -> None:
    client = add_client(ledger)
    mine = ledger.calls.start(client.client_id)
    with open_ledger(tmp_path, ledger.clock, "bruno") as bruno:
        bruno.calls.start(client.client_id)
        assert len(bruno.calls.list()) == 2
        assert len(bruno.calls.list("bruno")) == 1
        with pytest.raises(Refused):
            bruno.calls.stop(call_id=mine.call_id)
        assert ledger.calls.list("anna")[0].state is CallState.RUNNING


@pytest.mark.parametrize("step", [timedelta(hours=-3), timedelta(hours=3)])
def test_a_step_of_the_wall_clock_does_not_bend_the_time(ledger: Ledger, clock: FakeClock, step: timedelta) -> None:
    client = add_client(ledger)
    ledger.calls.start(client.client_id)
    clock.advance(timedelta(minutes=4))
    clock.step_wall(step)
    clock.advance(timedelta(minutes=4))
    assert _seconds(ledger) == [("acme", "running", 480)]
    assert ledger.calls.stop().entry.worked_seconds == 480


def test_a_call_is_there_after_a_restart_with_the_right_time(tmp_path: Path, clock: FakeClock) -> None:
    with open_ledger(tmp_path, clock) as ledger:
        ledger.calls.start(add_client(ledger).client_id)
    clock.advance(timedelta(minutes=7))
    with open_ledger(tmp_path, clock) as ledger:
        assert _seconds(ledger) == [("acme", "running", 420)]


def test_after_a_reboot_the_wall_clock_tells_the_time(tmp_path: Path, clock: FakeClock) -> None:
    with open_ledger(tmp_path, clock) as ledger:
        ledger.calls.start(add_client(ledger).client_id)
    clock.advance(timedelta(minutes=7))
    clock.reboot("boot-2")
    with open_ledger(tmp_path, clock) as ledger:
        clock.advance(timedelta(minutes=1))
        assert _seconds(ledger) == [("acme", "running", 480)]
        assert ledger.calls.stop().entry.worked_seconds == 480


@pytest.mark.parametrize(
    ("choice", "state", "seconds"), [("keep", "running", 2400), ("drop", "running", 600), ("stop", "on-hold", 600)]
)
def test_after_a_gap_all_is_kept_or_the_gap_is_dropped_or_the_call_stops_there(
    ledger: Ledger, clock: FakeClock, choice: str, state: str, seconds: int
) -> None:
    call = ledger.calls.start(add_client(ledger).client_id)
    clock.advance(timedelta(minutes=10))
    ledger.calls.heartbeat()
    clock.advance(timedelta(minutes=30))
    (view,) = ledger.calls.list()
    assert view.gap_seconds == 1800
    assert view.elapsed_seconds == 2400
    resolved = ledger.calls.resolve_gap(call.call_id, choice)  # type: ignore[arg-type]
    assert resolved.gap_seconds == 0
    assert _seconds(ledger) == [("acme", state, seconds)]
    clock.advance(timedelta(minutes=1))
    assert _seconds(ledger)[0][2] == (seconds + 60 if state == "running" else seconds)


def test_a_step_of_the_wall_clock_is_no_gap_and_hides_none(ledger: Ledger, clock: FakeClock) -> None:
    call = ledger.calls.start(add_client(ledger).client_id)
    clock.advance(timedelta(minutes=10))
    ledger.calls.heartbeat()
    clock.step_wall(timedelta(hours=1))
    clock.advance(timedelta(seconds=5))
    assert ledger.calls.list()[0].gap_seconds == 0
    clock.step_wall(timedelta(hours=-9))
    clock.advance(timedelta(minutes=10))
    assert ledger.calls.list()[0].gap_seconds == 605
    assert ledger.calls.resolve_gap(call.call_id, "drop").elapsed_seconds == 600


def test_a_gap_that_spans_a_reboot_is_told_by_the_wall_clock(ledger: Ledger, clock: FakeClock) -> None:
    call = ledger.calls.start(add_client(ledger).client_id)
    clock.advance(timedelta(minutes=10))
    ledger.calls.heartbeat()
    clock.advance(timedelta(minutes=50))
    clock.reboot("boot-2")
    assert ledger.calls.list()[0].gap_seconds == 3000
    assert ledger.calls.resolve_gap(call.call_id, "stop").elapsed_seconds == 600


def test_a_short_silence_is_no_gap(ledger: Ledger, clock: FakeClock) -> None:
    ledger.calls.start(add_client(ledger).client_id)
    ledger.calls.heartbeat()
    clock.advance(timedelta(seconds=299))
    assert ledger.calls.list()[0].gap_seconds == 0
    clock.advance(timedelta(seconds=1))
    assert ledger.calls.list()[0].gap_seconds == 300


def test_a_refused_stop_leaves_the_call_on_hold_with_its_time(ledger: Ledger, clock: FakeClock) -> None:
    client = add_client(ledger, terms=prepaid_terms(overage=Overage.REFUSE, renewal=RenewalMode.OFF), blocks=(10,))
    ledger.calls.start(client.client_id)
    clock.advance(timedelta(minutes=11))
    with pytest.raises(Refused, match="on hold with its time"):
        ledger.calls.stop()
    clock.advance(timedelta(minutes=30))
    assert _seconds(ledger) == [("acme", "on-hold", 660)]
    assert remaining(ledger, client) == 10
    ledger.sell_block(client.client_id)
    assert ledger.calls.stop().entry.worked_seconds == 660


def test_a_wrong_work_type_leaves_the_call_running(ledger: Ledger, clock: FakeClock) -> None:
    ledger.calls.start(add_client(ledger).client_id)
    clock.advance(timedelta(minutes=1))
    with pytest.raises(Usage):
        ledger.calls.stop(work_type="juggling")
    assert _seconds(ledger) == [("acme", "running", 60)]


def test_wrap_up_time_is_not_charged_where_the_stop_is_told(ledger: Ledger, clock: FakeClock) -> None:
    ledger.calls.start(add_client(ledger).client_id)
    clock.advance(timedelta(minutes=5))
    stopped_at = clock.now()
    clock.advance(timedelta(minutes=2))
    assert ledger.calls.preview_stop(stopped_at=stopped_at).charge.minutes == 5
    assert _seconds(ledger) == [("acme", "running", 420)]
    assert ledger.calls.stop(stopped_at=stopped_at).entry.worked_seconds == 300


def test_a_cancelled_call_leaves_no_entry(ledger: Ledger, clock: FakeClock) -> None:
    client = add_client(ledger)
    ledger.calls.start(client.client_id)
    clock.advance(timedelta(minutes=5))
    before = head_of(ledger)
    ledger.calls.cancel()
    assert ledger.calls.list() == ()
    assert head_of(ledger) == before


def test_the_balance_tells_what_the_running_calls_would_cost(ledger: Ledger, clock: FakeClock) -> None:
    client = add_client(ledger, terms=prepaid_terms(increment_minutes=15))
    ledger.calls.start(client.client_id)
    clock.advance(timedelta(minutes=16))
    balance = ledger.queries.balance(client.client_id)
    assert (balance.pending_minutes, balance.remaining_minutes) == (30, 600)


def test_a_call_that_never_ran_a_second_can_still_be_stopped(ledger: Ledger) -> None:
    ledger.calls.start(add_client(ledger).client_id)
    assert ledger.calls.stop().entry.worked_seconds == 1


def test_without_a_call_hold_resume_and_stop_say_what_to_do(ledger: Ledger) -> None:
    for verb in (ledger.calls.hold, ledger.calls.resume, ledger.calls.stop, ledger.calls.cancel):
        with pytest.raises(Refused, match="monteore call"):
            verb()
