"""The telephone and the desk: whose call it is, what stands where, and what a technician does with it."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from core.basics.clock import FakeClock
from core.basics.errors import NotAllowed, Refused
from core.basics.identity import EVERY_RIGHT, READER
from core.business import Business
from core.ledger.calls import Calls
from core.model.calls import CallEnd, CallWords
from core.model.clients import Client
from core.model.phone import Direction, EventKind, PhoneEvent, PhoneState
from core.model.work import Draft, Span, Work
from core.phone.entry import SaidOfCall
from core.queries.phone import PhoneCallView
from tests.builders import add_client, fake_clock, open_business

NUMBER = "+390212345678"


@pytest.fixture
def clock() -> FakeClock:
    return fake_clock()


@pytest.fixture
def anna(tmp_path: Path, clock: FakeClock) -> Iterator[Business]:
    with open_business(tmp_path, clock) as business:
        client = add_client(business)
        business.clients.edit(client.client_id, phones=["02 12345678"], contacts=["Mario Rossi <347 1234567>"])
        for extension, people in (("201", ["anna"]), ("202", ["bruno"]), ("600", ["anna", "bruno"])):
            business.phone.settings.assign(extension, people)
        yield business


@pytest.fixture
def bruno(tmp_path: Path, clock: FakeClock, anna: Business) -> Iterator[Business]:
    with open_business(tmp_path, clock, "bruno") as business:
        yield business


@pytest.fixture
def carla(tmp_path: Path, clock: FakeClock, anna: Business) -> Iterator[Business]:
    with open_business(tmp_path, clock, "carla") as business:
        yield business


def acme(business: Business) -> Client:
    client = business.queries.client_by_code("acme")
    assert client is not None
    return client


def tell(
    business: Business, kind: str, extension: str = "", *, call: str = "c1", after: float = 0.0, **details: Any
) -> PhoneCallView | None:
    """Move the clock on, record one event, and return the first call that it concerns."""
    clock = business.clock
    assert isinstance(clock, FakeClock)
    clock.advance(timedelta(seconds=after))
    values: dict[str, Any] = {"number": NUMBER if kind == "ring" else "", **details}
    event = PhoneEvent(EventKind(kind), "test", clock.now(), call, extension=extension, at=clock.now(), **values)
    touched = business.phone.record([event])
    return business.phone.one(touched[0]) if touched else None


def rung(business: Business, extension: str = "201", **details: Any) -> PhoneCallView:
    view = tell(business, "ring", extension, **details)
    assert view is not None
    return view


def test_a_ring_shows_the_client_on_the_desk_of_the_extension_and_on_no_other(
    anna: Business, bruno: Business, carla: Business
) -> None:
    rung(anna)
    (view,) = anna.phone.desk().ringing
    assert (view.client and view.client.code, view.number, view.is_exact) == ("acme", NUMBER, True)
    card = anna.phone.card(acme(anna).client_id)
    assert card.balance.remaining_minutes == 600
    assert bruno.phone.desk() == carla.phone.desk()
    assert bruno.phone.desk().ringing == ()


def test_a_ring_group_rings_on_its_desks_one_wins_and_the_other_is_told_who(
    anna: Business, bruno: Business, carla: Business
) -> None:
    rung(anna, "201")
    rung(anna, "202")
    assert [len(each.phone.desk().ringing) for each in (anna, bruno, carla)] == [1, 1, 0]
    tell(anna, "end", "202", after=4)
    tell(anna, "answer", "201")
    assert anna.phone.desk().answered[0].state is PhoneState.ANSWERED
    desk = bruno.phone.desk()
    assert (desk.ringing, desk.missed, [view.answered_by for view in desk.elsewhere]) == ((), (), ["anna"])
    assert carla.phone.desk().elsewhere == ()


def test_a_queue_rings_on_the_desks_of_its_members(anna: Business, bruno: Business) -> None:
    rung(anna, "600")
    assert [len(each.phone.desk().ringing) for each in (anna, bruno)] == [1, 1]
    tell(anna, "answer", "202", after=3)
    assert anna.phone.desk().elsewhere[0].answered_by == "bruno"
    assert bruno.phone.desk().answered[0].extension == "202"


def test_a_contact_is_named_and_a_shared_number_is_a_choice(anna: Business) -> None:
    assert rung(anna, number="347 1234567").contact == "Mario Rossi"
    other = anna.clients.add("beta", "Beta srl", phones=["02 12345678"])
    view = rung(anna, call="c2")
    assert (view.client, [each.code for each in view.candidates]) == (None, ["acme", "beta"])
    with pytest.raises(Refused, match="nobody knows"):
        anna.phone.accept(view.phone_call_id)
    assert anna.phone.accept(view.phone_call_id, other.client_id).client.code == "beta"


def test_a_new_caller_is_added_and_called_in_one_change(anna: Business) -> None:
    view, before = rung(anna, number="+390699999999"), anna.queries.changes()
    assert anna.phone.accept_new(view.phone_call_id, "lombardo").client.code == "lombardo"
    after = anna.queries.changes()
    assert (after.ledger - before.ledger, after.calls - before.calls, after.phone - before.phone) == (1, 0, 0)


def test_a_phone_call_that_cannot_be_taken_leaves_no_new_caller_and_is_nobodys(
    anna: Business, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_arguments: object, **_options: object) -> str:
        raise Refused("the disk is full")

    view, head = rung(anna, number="+390699999999"), anna.head
    with monkeypatch.context() as patch:
        patch.setattr(Calls, "start_in_change", refuse)
        for take in (
            lambda: anna.phone.accept_new(view.phone_call_id, "lombardo"),
            lambda: anna.phone.accept_new(view.phone_call_id, "acme"),
            lambda: anna.phone.accept(view.phone_call_id, acme(anna).client_id),
        ):
            with pytest.raises(Refused, match="disk is full"):
                take()
            assert (anna.head, anna.phone.one(view.phone_call_id).client) == (head, None)


def test_a_phone_call_beside_other_work_of_the_same_person_deserves_a_look(anna: Business, clock: FakeClock) -> None:
    view = rung(anna)
    tell(anna, "answer", "201", after=4)
    tell(anna, "end", "201", after=600)
    assert anna.phone.preview_log(view.phone_call_id).looks == ()
    span = Span(clock.now() - timedelta(minutes=20), 1_200)
    anna.entries.post(Draft(acme(anna).client_id, Work(anna.session.today, 1_200, (span,))))
    (look,) = anna.phone.preview_log(view.phone_call_id).looks
    assert look.startswith("overlaps ") and look.endswith(" acme 0:20")


def test_a_weak_match_is_said_to_be_one_and_a_withheld_number_has_none(anna: Business) -> None:
    assert (rung(anna, number="12345678").is_exact, rung(anna, number="12345678").client) == (False, acme(anna))
    for place, number in enumerate(("anonymous", "", "[Number]", "+266696687")):
        view = rung(anna, number=number, call=f"w{place}")
        assert (view.number, view.client) == ("", None)


def test_a_call_taken_after_the_answer_runs_from_the_answer(anna: Business, clock: FakeClock) -> None:
    rung(anna)
    answered = tell(anna, "answer", "201", after=4)
    answered_at = clock.now()
    clock.advance(timedelta(seconds=20))
    assert answered is not None
    call = anna.phone.accept(answered.phone_call_id)
    assert (call.started_at, call.elapsed_seconds, call.phone) == (answered_at, 20, NUMBER)
    assert [view.call_id for view in anna.phone.desk().taken] == [call.call_id]
    assert anna.phone.desk().answered == ()
    with pytest.raises(Refused, match="taken before"):
        anna.phone.accept(answered.phone_call_id)


def test_a_call_taken_while_it_rings_runs_from_the_answer_once_it_is_known(anna: Business, clock: FakeClock) -> None:
    call = anna.phone.accept(rung(anna).phone_call_id)
    clock.advance(timedelta(seconds=3))
    assert anna.calls.list("anna")[0].elapsed_seconds == 3
    tell(anna, "answer", "201", after=2)
    (running,) = anna.calls.list("anna")
    assert (running.call_id, running.elapsed_seconds) == (call.call_id, 0)
    assert clock.now() - running.started_at <= timedelta(milliseconds=1)


def test_a_call_taken_while_it_rings_that_nobody_answers_is_dropped(anna: Business) -> None:
    anna.phone.accept(rung(anna).phone_call_id)
    view = tell(anna, "end", "201", after=10)
    assert view is not None
    assert (anna.calls.list("anna"), view.state, view.call_id) == ((), PhoneState.MISSED, None)
    assert len(anna.phone.desk().missed) == 1


def test_a_call_with_words_that_the_exchange_never_called_answered_waits_for_its_wrap_up(
    anna: Business, clock: FakeClock
) -> None:
    call = anna.phone.accept(rung(anna).phone_call_id)
    clock.advance(timedelta(seconds=20))
    anna.calls.keep_words(CallWords(note="printer"), call.call_id)
    tell(anna, "end", "201", after=33)
    clock.advance(timedelta(minutes=5))
    desk = anna.phone.desk()
    assert ([view.call_id for view in desk.taken], desk.missed) == ([call.call_id], ())
    posted = anna.calls.stop(CallEnd(note="printer"))
    assert (posted.entry.worked_seconds, posted.entry.note) == (53, "printer")


def test_a_call_whose_wrap_up_is_open_waits_for_it_where_the_exchange_never_called_it_answered(
    anna: Business, clock: FakeClock
) -> None:
    call = anna.phone.accept(rung(anna).phone_call_id)
    clock.advance(timedelta(seconds=20))
    anna.calls.begin_wrap_up(call.call_id, clock.now())
    tell(anna, "end", "201", after=33)
    assert [each.call_id for each in anna.calls.list()] == [call.call_id]


def test_a_running_call_goes_on_hold(anna: Business) -> None:
    other = add_client(anna, "beta")
    held = anna.calls.start(other.client_id)
    anna.phone.accept(rung(anna).phone_call_id)
    states = {call.call_id: call.state.value for call in anna.calls.list("anna")}
    assert states[held.call_id] == "on-hold"
    assert sorted(states.values()) == ["on-hold", "running"]


def test_the_end_of_the_telephone_is_the_end_of_the_entry(anna: Business, clock: FakeClock) -> None:
    call = anna.phone.accept(rung(anna).phone_call_id)
    tell(anna, "answer", "201", after=5)
    tell(anna, "end", "201", after=600)
    clock.advance(timedelta(minutes=7))
    (view,) = anna.phone.desk().taken
    assert (view.call_id, view.state) == (call.call_id, PhoneState.ENDED)
    posted = anna.calls.stop()
    assert posted.entry.worked_seconds == 600
    assert posted.entry.started_at == view.answered_at
    assert anna.phone.one(view.phone_call_id).entry_id == posted.entry.entry_id
    assert anna.phone.desk().taken == ()


def test_what_a_technician_said_of_the_start_is_not_moved_by_the_telephone(anna: Business, clock: FakeClock) -> None:
    from core.model.calls import CallEdit

    call = anna.phone.accept(rung(anna).phone_call_id)
    said = clock.now() - timedelta(minutes=5)
    anna.call_edits.edit(CallEdit(started_at=said), call.call_id)
    tell(anna, "answer", "201", after=5)
    assert anna.calls.list("anna")[0].started_at == said


def test_an_answered_call_that_nobody_took_stands_and_one_step_logs_it(anna: Business) -> None:
    rung(anna)
    tell(anna, "answer", "201", after=5)
    with pytest.raises(Refused, match="goes on"):
        anna.phone.log(anna.phone.desk().answered[0].phone_call_id)
    tell(anna, "end", "201", after=125)
    (view,) = anna.phone.desk().answered
    posted = anna.phone.log(view.phone_call_id, SaidOfCall(note="printer"))
    assert (posted.entry.worked_seconds, posted.entry.started_at) == (125, view.answered_at)
    assert anna.phone.desk().answered == ()
    with pytest.raises(Refused, match="taken before"):
        anna.phone.log(view.phone_call_id)


def test_a_missed_call_stands_until_it_is_dismissed_or_called_back(anna: Business, bruno: Business) -> None:
    rung(anna, "600")
    tell(anna, "end", after=20)
    assert [len(each.phone.desk().missed) for each in (anna, bruno)] == [1, 1]
    anna.phone.dismiss(anna.phone.desk().missed[0].phone_call_id)
    assert [len(each.phone.desk().missed) for each in (anna, bruno)] == [0, 1]
    tell(bruno, "ring", "202", call="back", after=60, number="00390212345678", direction=Direction.OUT)
    tell(bruno, "answer", "202", call="back", after=5)
    assert bruno.phone.desk().missed == ()


def test_a_missed_call_can_be_dismissed_for_everybody_and_stand_on_every_desk(
    anna: Business, bruno: Business, carla: Business
) -> None:
    anna.phone.settings.change(missed_for_all=True)
    rung(anna, "600")
    tell(anna, "end", after=20)
    assert [len(each.phone.desk().missed) for each in (anna, bruno, carla)] == [1, 1, 1]
    anna.phone.dismiss(anna.phone.desk().missed[0].phone_call_id, for_all=True)
    assert [len(each.phone.desk().missed) for each in (anna, bruno, carla)] == [0, 0, 0]


def test_a_missed_call_of_an_unknown_number_stands_on_no_desk(anna: Business) -> None:
    rung(anna, number="+390699999999")
    tell(anna, "end", after=20)
    assert anna.phone.desk().missed == ()
    assert [view.state.value for view in anna.phone.of_day()] == ["missed"]


def test_a_number_said_to_be_a_clients_is_kept_on_its_card(anna: Business) -> None:
    view = rung(anna, number="+390699999999")
    linked = anna.phone.link(view.phone_call_id, acme(anna).client_id, contact="Lia", keeps_number=True)
    assert (linked.client and linked.client.code, linked.contact) == ("acme", "Lia")
    again = rung(anna, number="06 99999999", call="c2")
    assert (again.client and again.client.code, again.contact, again.is_exact) == ("acme", "Lia", True)
    assert acme(anna).contacts == ("Mario Rossi", "Lia")
    assert rung(anna, number="347 1234567", call="c3").contact == "Mario Rossi"


def learnt(business: Business, call: str, number: str, client_id: str, contact: str = "") -> tuple[bool, str]:
    """Take a call of this number for a client and learn from its wrap-up. Returns whether it did, and the row's contact."""
    view = rung(business, number=number, call=call)
    taken = business.phone.accept(view.phone_call_id, client_id)
    learns, is_kept = business.phone.learning(taken.call_id, client_id, contact), False
    if learns is not None:
        with business.session.changing():
            is_kept = learns()
    business.calls.cancel(taken.call_id)
    return is_kept, business.phone.one(view.phone_call_id).contact


def test_who_may_not_end_a_call_is_refused_its_end_not_what_it_would_teach(anna: Business) -> None:
    view, client_id = rung(anna, number="+390699999999"), acme(anna).client_id
    taken = anna.phone.accept(view.phone_call_id, client_id)
    anna.session.rights = READER
    learns = anna.phone.learning(taken.call_id, client_id)
    assert learns is not None
    with pytest.raises(NotAllowed):
        anna.calls.stop(also=learns)
    anna.session.rights = EVERY_RIGHT
    assert [(each.technician, each.what) for each in anna.security.refusals()] == [("anna", "call stop")]


def cards(business: Business) -> dict[str, list[tuple[str, str]]]:
    """By code, the numbers of each client with their contacts."""
    return {
        each.code: [(phone.raw, phone.contact) for phone in each.phones]
        for each in (business.queries.resolve_client(code) for code in ("acme", "beta"))
    }


def test_a_wrap_up_gives_a_contact_to_a_number_without_one_and_leaves_every_other_number(anna: Business) -> None:
    cell = "02 5550001 / 02 5550002"
    own, other = acme(anna), anna.clients.add("beta", "Beta srl", phones=["06 5550000", cell, "02 7654 xx"])
    number, beta = ("02 12345678", "Lia"), [("06 5550000", ""), (cell, ""), ("02 7654 xx", "")]
    mario = ("347 1234567", "Mario Rossi")
    assert learnt(anna, "c1", NUMBER, own.client_id) == (False, "")
    assert cards(anna) == {"acme": [("02 12345678", ""), mario], "beta": beta}
    assert learnt(anna, "c2", NUMBER, own.client_id, "Lia") == (True, "Lia")
    assert cards(anna)["acme"] == [number, mario]
    assert acme(anna).contacts == ("Mario Rossi", "Lia")
    # A number with a contact keeps it, and a number of another client is not taken over.
    assert learnt(anna, "c3", NUMBER, own.client_id, "Ugo")[0] is False
    assert learnt(anna, "c4", "06 5550000", own.client_id, "Ugo")[0] is False
    assert cards(anna) == {"acme": [number, mario], "beta": beta}
    # A contact may have several numbers; its name is known however it is written.
    assert learnt(anna, "c5", "+390699999999", own.client_id, "mario ROSSI")[0] is True
    assert cards(anna)["acme"] == [number, mario, ("+390699999999", "Mario Rossi")]
    assert acme(anna).contacts == ("Mario Rossi", "Lia")
    # One number of a cell or of a range of lines becomes the contact's; the others do not.
    for call, line in (("c6", "+39025550002"), ("c7", "+3902765412")):
        assert anna.phone.caller(line).is_exact
        assert learnt(anna, call, line, other.client_id, "Eva <eva>")[0] is True
        assert cards(anna)["beta"][-1] == (line, "Eva eva")
        assert rung(anna, call=f"{call}-again", number=line).contact == "Eva eva"
    assert cards(anna)["beta"][:3] == beta


def test_a_call_that_is_logged_without_being_taken_teaches_number_and_contact_too(anna: Business) -> None:
    for call, number in (("c1", "+390699999999"), ("c2", NUMBER)):
        view = rung(anna, number=number, call=call)
        tell(anna, "answer", "201", call=call, after=3)
        tell(anna, "end", "201", call=call, after=60)
        anna.phone.log(view.phone_call_id, SaidOfCall(acme(anna).client_id, contact="Lia"))
        again = rung(anna, number=number, call=f"{call}-again")
        assert (again.client, again.contact, again.is_exact) == (acme(anna), "Lia", True)


def test_a_call_starts_by_itself_only_for_whom_the_settings_name(anna: Business, bruno: Business) -> None:
    anna.phone.settings.change(starts_by_itself=("anna",))
    for extension, call in (("201", "c1"), ("202", "c2")):
        rung(anna, extension, call=call)
        tell(anna, "answer", extension, call=call, after=3)
    assert [len(anna.calls.list(who)) for who in ("anna", "bruno")] == [1, 0]
    rung(anna, call="c3", number="12345678")
    tell(anna, "answer", "201", call="c3", after=3)
    assert [call.phone for call in anna.calls.list("anna")] == [NUMBER], "a weak match starts nothing"


def test_the_same_event_again_changes_nothing(anna: Business) -> None:
    ring = PhoneEvent(EventKind.RING, "test", anna.clock.now(), "c1", number=NUMBER, extension="201")
    anna.phone.record([ring, ring])
    before = anna.phone.of_day()
    anna.phone.record([ring])
    assert anna.phone.of_day() == before
    assert len(before) == 1


def test_an_id_that_is_used_again_the_next_day_is_another_call(anna: Business, clock: FakeClock) -> None:
    rung(anna)
    tell(anna, "end", after=10)
    clock.advance(timedelta(days=1))
    rung(anna)
    assert [len(anna.phone.of_day(day)) for day in (anna.today, anna.today - timedelta(days=1))] == [1, 1]


def test_events_without_an_id_belong_to_the_call_that_is_open(anna: Business, clock: FakeClock) -> None:
    def untold(kind: str, after: float, number: str = "", extension: str = "") -> None:
        clock.advance(timedelta(seconds=after))
        anna.phone.record([PhoneEvent(EventKind(kind), "pop", clock.now(), number=number, extension=extension)])

    untold("ring", 0, NUMBER, "201")
    untold("answer", 5, NUMBER)
    untold("end", 65, extension="201")
    (view,) = anna.phone.of_day()
    assert (view.state, view.talk_ms) == (PhoneState.ENDED, 65_000)
    untold("ring", 10, NUMBER, "201")
    assert [each.state.value for each in anna.phone.of_day()] == ["ended", "ringing"]


def test_an_extension_of_nobody_is_listed_and_stands_on_no_desk_until_it_is_given_to_somebody(anna: Business) -> None:
    assert rung(anna, "299").technician == ""
    assert anna.phone.desk().ringing == ()
    anna.phone.settings.assign("*", ["anna"])
    tell(anna, "answer", "299", after=3)
    assert [view.technician for view in anna.phone.of_day()] == ["anna"]


def test_own_numbers_are_extensions_however_they_are_written(anna: Business) -> None:
    anna.phone.settings.assign("02 9876543", ["anna"])
    assert rung(anna, "+39029876543").technician == "anna"
    assert rung(anna, "sip:201@pbx.example", call="c2").technician == "anna"


def test_lost_ends_do_not_ring_or_talk_for_ever(anna: Business, clock: FakeClock) -> None:
    rung(anna)
    clock.advance(timedelta(minutes=6))
    assert (anna.phone.desk().ringing, len(anna.phone.desk().missed)) == ((), 1)
    rung(anna, call="c2")
    tell(anna, "answer", "201", call="c2", after=3)
    clock.advance(timedelta(hours=13))
    assert anna.phone.one(anna.phone.desk().answered[0].phone_call_id).state is PhoneState.ENDED


def test_old_calls_go_after_their_days(anna: Business, clock: FakeClock) -> None:
    anna.phone.settings.change(keep_days=30)
    rung(anna)
    day = anna.today
    clock.advance(timedelta(days=31))
    rung(anna, call="c2")
    assert (anna.phone.of_day(day), len(anna.phone.of_day())) == ((), 1)


def test_an_erased_client_leaves_no_number_and_no_name(anna: Business) -> None:
    rung(anna, name="Mario Rossi")
    anna.erasure.erase(acme(anna).client_id)
    (view,) = anna.phone.of_day()
    assert (view.number, view.name, view.contact) == ("", "", "")
    assert anna.verify().problems == ()
    place = anna.session.store.place
    # Only a file can be read as bytes here; a server's rows are emptied by the same statements.
    assert not place.is_file or b"Mario" not in place.path.read_bytes()


def test_names_are_shown_without_what_a_terminal_would_obey(anna: Business) -> None:
    view = rung(anna, name="Mario\x1b[2J\x1b]0;owned\x07\u202eissoR" + "x" * 10_000, number="9" * 10_000)
    assert "\x1b" not in view.name and "\u202e" not in view.name
    assert len(view.name) <= 80
    assert len(view.number) <= 80


def test_a_call_with_events_without_end_keeps_a_bounded_number(anna: Business, clock: FakeClock) -> None:
    from core.phone.recorder import MOST_EVENTS

    def at(second: int) -> PhoneEvent:
        now = clock.now() + timedelta(seconds=second)
        return PhoneEvent(EventKind.RING, "test", now, "c1", number=NUMBER, extension="201", at=now)

    anna.phone.record([at(second) for second in range(MOST_EVENTS + 50)])
    assert len(anna.session.store.phone.events("test:c1", 0)) == MOST_EVENTS


def test_a_colleague_who_calls_from_within_the_house_is_listed_and_does_not_pop(anna: Business) -> None:
    rung(anna, number="202")
    assert anna.phone.desk().ringing == ()
    assert [view.number for view in anna.phone.of_day()] == ["202"]


def test_two_desks_of_one_technician_take_a_call_once(anna: Business) -> None:
    view = rung(anna)
    with anna.second() as other:
        other.phone.accept(view.phone_call_id)
        with pytest.raises(Refused, match="taken before"):
            anna.phone.accept(view.phone_call_id)
    assert len(anna.calls.list("anna")) == 1


def test_an_unknown_call_stands_on_the_desk_after_its_end_until_it_is_logged_or_dismissed(
    anna: Business, clock: FakeClock
) -> None:
    rung(anna, number="02 55512233")
    tell(anna, "answer", "201", after=3)
    tell(anna, "end", "201", after=60)
    (view,) = anna.phone.desk().unknown
    assert (view.state, view.is_unlogged) == (PhoneState.ENDED, False)
    anna.phone.dismiss(view.phone_call_id)
    assert anna.phone.desk().unknown == ()
    rung(anna, number="02 55512233", call="c9")
    tell(anna, "answer", "201", call="c9")
    tell(anna, "end", "201", call="c9", after=60)
    assert len(anna.phone.desk().unknown) == 1
    clock.advance(timedelta(days=1))
    assert anna.phone.desk().unknown == ()
