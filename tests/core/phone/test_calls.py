"""The state machine: whatever a telephone system tells, in whatever order, makes the same calls."""

import random
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.model.phone import Direction, Party, PhoneEvent, PhoneState
from core.phone.calls import parties_of
from tests.core.phone.events import NUMBER, arrived, event, seconds

DIRECT = (event("ring", 0, "201"), event("answer", 4, "201"), event("end", 64, "201"))
GROUP = (
    event("ring", 0, "201", leg="a"),
    event("ring", 0.1, "202", leg="b"),
    event("end", 3.9, "202", leg="b"),
    event("answer", 4, "201", leg="a"),
    event("end", 64, "201", leg="a"),
)
BLIND = (
    event("ring", 0, "201"),
    event("answer", 4, "201"),
    event("end", 30, "201"),
    event("ring", 30.1, "202"),
    event("answer", 35, "202"),
    event("end", 90, "202"),
    event("end", 90),
)
ATTENDED = (
    event("ring", 0, "201", leg="a"),
    event("answer", 4, "201", leg="a"),
    event("ring", 20, "202", leg="b", number="201"),
    event("answer", 40, "202", leg="b", number=NUMBER),
    event("end", 40, "201", leg="a"),
    event("end", 100, "202", leg="b"),
)
CALLS = {"direct": DIRECT, "ring group": GROUP, "blind transfer": BLIND, "attended transfer": ATTENDED}


def by_extension(events: Sequence[PhoneEvent]) -> dict[str, Party]:
    return {party.extension: party for party in parties_of(events)}


def states(events: Sequence[PhoneEvent]) -> dict[str, str]:
    return {name: party.state.value for name, party in by_extension(events).items()}


def test_a_call_rings_is_answered_and_ends() -> None:
    assert [states(DIRECT[:count]) for count in (1, 2, 3)] == [
        {"201": "ringing"},
        {"201": "answered"},
        {"201": "ended"},
    ]
    (party,) = parties_of(DIRECT)
    assert (party.rang_at, party.answered_at, party.ended_at) == (seconds(0), seconds(4), seconds(64))
    assert (party.talk_ms, party.number, party.direction) == (60_000, NUMBER, Direction.IN)


def test_of_a_ring_group_one_wins_and_the_others_are_answered_elsewhere_not_missed() -> None:
    # The second phone stops to ring before the answer of the first is told.
    assert states(GROUP[:3]) == {"201": "ringing", "202": "missed"}
    assert states(GROUP[:4]) == {"201": "answered", "202": "elsewhere"}
    assert states(GROUP) == {"201": "ended", "202": "elsewhere"}
    assert by_extension(GROUP)["202"].answered_by == "201"


def test_a_phone_of_a_group_whose_end_is_lost_stops_to_ring_with_the_answer_of_another() -> None:
    assert states([each for each in GROUP if each.leg != "b" or each.kind == "ring"]) == {
        "201": "ended",
        "202": "elsewhere",
    }


def test_a_group_that_nobody_answers_is_missed_by_all() -> None:
    rings = [event("ring", 0, "201"), event("ring", 0, "202")]
    assert states([*rings, event("end", 20)]) == {"201": "missed", "202": "missed"}
    assert states([*rings, event("missed", 20)]) == {"201": "missed", "202": "missed"}


def test_a_queue_that_rings_one_after_the_other_misses_nothing_once_one_answers() -> None:
    first = [event("ring", 0, "201", leg="a"), event("end", 15, "201", leg="a"), event("ring", 20, "202", leg="b")]
    assert states(first) == {"201": "missed", "202": "ringing"}
    assert states([*first, event("answer", 25, "202", leg="b")]) == {"201": "elsewhere", "202": "answered"}


def test_a_blind_transfer_is_two_talks() -> None:
    found = by_extension(BLIND)
    assert {name: party.talk_ms for name, party in found.items()} == {"201": 26_000, "202": 55_000}


def test_a_transfer_that_nobody_takes_is_missed_by_the_second_only() -> None:
    assert states([*BLIND[:4], event("end", 60)]) == {"201": "ended", "202": "missed"}


def test_an_attended_transfer_shows_the_caller_and_counts_from_the_transfer() -> None:
    found = by_extension(ATTENDED)
    assert (found["202"].number, found["202"].talk_ms) == (NUMBER, 60_000)
    assert found["201"].talk_ms == 36_000


def test_two_phones_of_one_extension_are_one_call() -> None:
    both = [event("ring", 0, "201", leg="desk"), event("ring", 0.1, "201", leg="soft")]
    answered = [*both, event("answer", 4, "201", leg="soft"), event("end", 4.1, "201", leg="desk")]
    assert states(answered) == {"201": "answered"}
    (party,) = parties_of([*answered, event("end", 64, "201", leg="soft")])
    assert (party.state, party.talk_ms) == (PhoneState.ENDED, 60_000)


def test_the_other_phone_of_an_extension_that_stops_before_the_answer_does_not_end_the_call() -> None:
    both = [event("ring", 0, "201", leg="desk"), event("ring", 0, "201", leg="soft")]
    early = [*both, event("end", 3.9, "201", leg="desk"), event("answer", 4, "201", leg="soft")]
    assert states(early) == {"201": "answered"}


@pytest.mark.parametrize(("after", "state"), [(0.4, "blocked"), (1.0, "missed"), (20.0, "missed")])
def test_a_ring_that_ends_within_its_second_was_blocked(after: float, state: str) -> None:
    assert states([event("ring", 0, "201"), event("end", after, "201")]) == {"201": state}
    assert states([event("ring", 0, "201"), event("missed", after, "201")]) == {"201": "missed"}


def test_an_end_that_overtakes_its_answer_is_still_an_end() -> None:
    told = [arrived("ring", 0, "201"), arrived("end", 30, "201", leg="a"), arrived("answer", 30.2, "201", leg="a")]
    (party,) = parties_of(told)
    assert party.state is PhoneState.ENDED
    assert party.talk_ms == 0


def test_a_ring_that_is_told_after_its_end_does_not_ring() -> None:
    assert states([arrived("end", 0, "201"), arrived("ring", 0.5, "201")]) == {"201": "missed"}


def test_an_end_of_a_call_that_nobody_saw_begin_is_no_call() -> None:
    assert parties_of([event("end", 5, "201")]) == ()
    assert parties_of([event("end", 5)]) == ()
    assert [party.state.value for party in parties_of([event("missed", 5)])] == ["missed"]


def test_an_answer_without_an_extension_is_of_the_one_that_rings_and_of_nobody_in_a_group() -> None:
    assert states([event("ring", 0, "201"), event("answer", 4)]) == {"201": "answered"}
    group = [event("ring", 0, "201"), event("ring", 0, "202"), event("answer", 4)]
    assert states(group) == {"201": "elsewhere", "202": "elsewhere"}


def test_a_telephone_that_tells_no_extension_makes_one_call() -> None:
    assert states([event("ring", 0), event("answer", 4), event("end", 64)]) == {"": "ended"}


def test_the_bridge_says_when_they_talked_not_the_announcement() -> None:
    told = [
        event("ring", 0, "201"),
        event("answer", 1, "201"),
        event("answer", 4, "201", is_bridge=True),
        event("end", 64, "201", talk_ms=59_500),
    ]
    (party,) = parties_of(told)
    assert (party.answered_at, party.talk_ms) == (seconds(4), 59_500)


def test_an_outgoing_call_without_an_answer_is_not_blocked() -> None:
    told = [event("ring", 0, "201", direction=Direction.OUT), event("end", 0.5, "201")]
    (party,) = parties_of(told)
    assert (party.state, party.direction) == (PhoneState.MISSED, Direction.OUT)


@given(st.sampled_from(sorted(CALLS)), st.randoms(use_true_random=False), st.integers(0, 5))
def test_events_in_any_order_and_told_again_give_the_same_calls(name: str, chance: random.Random, again: int) -> None:
    told = [*CALLS[name], *(chance.choice(CALLS[name]) for _number in range(again))]
    chance.shuffle(told)
    assert parties_of(told) == parties_of(CALLS[name])


@given(st.sampled_from(sorted(CALLS)), st.randoms(use_true_random=False), st.integers(1, 3))
def test_events_that_are_lost_never_make_a_longer_talk_or_a_second_row(
    name: str, chance: random.Random, lost: int
) -> None:
    told = list(CALLS[name])
    for _number in range(lost):
        told.remove(chance.choice(told))
    whole = by_extension(CALLS[name])
    for extension, party in by_extension(told).items():
        assert extension in whole
        assert party.ended_at is None or party.ended_at >= party.rang_at
        if party.talk_ms is not None:
            assert 0 <= party.talk_ms <= 100_000


KINDS = st.sampled_from(["ring", "answer", "end", "missed"])
ANY_EVENT = st.tuples(KINDS, st.floats(0, 100), st.sampled_from(["", "201", "202"]), st.sampled_from(["", "a", "b"]))


@given(st.lists(ANY_EVENT, max_size=8))
def test_no_sequence_of_events_fails_or_depends_on_its_order(told: list[tuple[str, float, str, str]]) -> None:
    events = [event(kind, round(after, 3), extension, leg=leg) for kind, after, extension, leg in told]
    found = parties_of(events)
    assert found == parties_of(list(reversed(events)))
    assert len({party.extension for party in found}) == len(found)
    for party in found:
        assert (party.answered_at is None) == (party.state not in (PhoneState.ANSWERED, PhoneState.ENDED))
        assert party.talk_ms is None or party.talk_ms >= 0
