"""The state machine: the events of one call as what each extension shows of it. Pure.

The state is computed from all events of a call, not from one state to the next. So repeated events change nothing, and
events in another order give the same calls. Events that tell when they happened are ordered by that instant, others by
their arrival.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from core.basics.dataclass import dataclass, field, replace
from core.model.phone import Direction, EventKind, Party, PhoneEvent, PhoneState

NEARLY_AT_ONCE = timedelta(seconds=2)
"""Within this time the end of one phone and the answer of another are one act, in whatever order they are told."""
ONE_SECOND = timedelta(seconds=1)

_RANKS = {EventKind.RING: 0, EventKind.ANSWER: 1, EventKind.END: 2, EventKind.MISSED: 3}


def same_event(event: PhoneEvent) -> PhoneEvent:
    """The event without its arrival: two events that are equal in this form are one event that was told twice."""
    return replace(event, received_at=datetime.min)


def parties_of(events: Iterable[PhoneEvent]) -> tuple[Party, ...]:
    """What each extension shows of one call, by extension; an extension of which only an end is known shows nothing."""
    ordered = _once(events)
    by_leg = {event.leg: event.extension for event in ordered if event.leg and event.extension}
    named = {event.extension for event in ordered if event.extension}
    only = next(iter(named)) if len(named) == 1 else ""
    sides: dict[str, _Side] = {}
    whole: list[PhoneEvent] = []
    unknown_answers: list[PhoneEvent] = []
    for event in ordered:
        extension = event.extension or by_leg.get(event.leg, "")
        is_over = event.kind in (EventKind.END, EventKind.MISSED)
        if not extension and is_over and (not event.leg or len(named) <= 1):
            whole.append(event)
        elif extension or not named or only:
            sides.setdefault(extension or only, _Side()).add(event)
        elif event.kind is EventKind.ANSWER:
            unknown_answers.append(event)
    if not sides and any(event.kind is EventKind.MISSED for event in whole):
        sides[""] = _Side()
    talks = {extension: side.talk(whole) for extension, side in sides.items()}
    for answer in unknown_answers:
        talks.setdefault("", _Talk(answer.instant, None))
    found = [
        party
        for extension, side in sorted(sides.items())
        if (party := _party(extension, side, whole, talks, ordered)) is not None
    ]
    return tuple(found)


def _once(events: Iterable[PhoneEvent]) -> list[PhoneEvent]:
    """The events in order, each once: of the same event the one that arrived first."""
    first: dict[PhoneEvent, PhoneEvent] = {}
    for event in events:
        known = first.get(same_event(event))
        if known is None or event.received_at < known.received_at:
            first[same_event(event)] = event
    return sorted(
        first.values(),
        key=lambda event: (event.instant, _RANKS[event.kind], event.leg, event.extension, event.number, event.name),
    )


@dataclass(frozen=True)
class _Talk:
    """When an extension talked; `ended_at` is `None` while it does."""

    answered_at: datetime
    ended_at: datetime | None


@dataclass
class _Side:
    """The events of one extension."""

    events: list[PhoneEvent] = field(default_factory=list)

    def add(self, event: PhoneEvent) -> None:
        self.events.append(event)

    def of(self, *kinds: EventKind) -> list[PhoneEvent]:
        return [event for event in self.events if event.kind in kinds]

    def talk(self, whole: Sequence[PhoneEvent]) -> _Talk | None:
        """When this extension talked; `None` if it did not answer."""
        answers = self.of(EventKind.ANSWER)
        if not answers:
            return None
        answered_at = min(event.instant for event in [each for each in answers if each.is_bridge] or answers)
        legs = {event.leg for event in answers}
        own = [
            event
            for event in self.of(EventKind.END, EventKind.MISSED)
            if not event.is_elsewhere and (event.leg in legs or not event.leg or legs == {""})
        ]
        later = [event.instant for event in own if event.instant >= answered_at]
        if not later:
            later = [event.instant for event in whole if event.instant >= answered_at]
        if later:
            return _Talk(answered_at, max(later))
        # An end that is told before its own answer is an end all the same; that of another phone of this extension is not.
        is_over = any(event.leg and event.leg in legs for event in own) or any(
            answered_at - event.instant > NEARLY_AT_ONCE for event in own
        )
        return _Talk(answered_at, answered_at if is_over or whole else None)


def _party(
    extension: str, side: _Side, whole: Sequence[PhoneEvent], talks: dict[str, _Talk | None], call: Sequence[PhoneEvent]
) -> Party | None:
    rings = side.of(EventKind.RING)
    missed = [event for event in (*side.events, *whole) if event.kind is EventKind.MISSED]
    told = rings or side.of(EventKind.ANSWER) or missed
    if not told:
        return None
    about = [*side.events, *(event for event in call if event not in side.events)]
    direction = next((event.direction for event in about if event.direction), Direction.IN)
    party = Party(
        extension,
        PhoneState.RINGING,
        direction,
        _longest_number(side.events) or _longest_number(call),
        next((event.name for event in about if event.name), ""),
        min(event.instant for event in told),
    )
    talk = talks.get(extension)
    if talk is not None:
        return _answered(party, talk, [*side.events, *whole])
    ends = [event for event in side.events if event.kind is EventKind.END] + [*missed]
    ends += [event for event in whole if event.kind is EventKind.END]
    is_open = any(not _is_ended(ring, ends) for ring in rings)
    ended_at = None if is_open or not ends else max(event.instant for event in ends)
    others = {name: other for name, other in talks.items() if name != extension and other is not None}
    winner = _winner(others, party.rang_at, ended_at)
    if winner is not None or any(event.is_elsewhere for event in ends):
        by = winner if winner is not None else next(iter(others), "")
        at = ended_at or (others[by].answered_at if by in others else None)
        return replace(party, state=PhoneState.ELSEWHERE, ended_at=at, answered_by=by)
    if is_open:
        return party
    is_refused = (
        direction is Direction.IN
        and not missed
        and not others
        and ended_at is not None
        and timedelta(0) <= ended_at - party.rang_at < ONE_SECOND
    )
    return replace(party, state=PhoneState.BLOCKED if is_refused else PhoneState.MISSED, ended_at=ended_at)


def _answered(party: Party, talk: _Talk, events: Sequence[PhoneEvent]) -> Party:
    answered = replace(
        party,
        state=PhoneState.ANSWERED,
        rang_at=min(party.rang_at, talk.answered_at),
        answered_at=talk.answered_at,
    )
    if talk.ended_at is None:
        return answered
    measured = (talk.ended_at - talk.answered_at) // timedelta(milliseconds=1)
    told = [event.talk_ms for event in events if event.talk_ms is not None]
    return replace(answered, state=PhoneState.ENDED, ended_at=talk.ended_at, talk_ms=max(told) if told else measured)


def _is_ended(ring: PhoneEvent, ends: Iterable[PhoneEvent]) -> bool:
    """Whether an end belongs to a ring: of its leg or of no leg, and later; one without instants may have overtaken it."""
    for end in ends:
        slack = NEARLY_AT_ONCE if ring.at is None and end.at is None else timedelta(0)
        if (not end.leg or not ring.leg or end.leg == ring.leg) and end.instant >= ring.instant - slack:
            return True
    return False


def _winner(talks: dict[str, _Talk], rang_at: datetime, ended_at: datetime | None) -> str | None:
    """The extension whose answer is why this one is not missed: it answered after the ring, or still talked at its end.

    After a transfer the first extension answered before the ring and no longer talks, so that the second can be missed.
    """
    took = [
        (talk.answered_at, extension)
        for extension, talk in talks.items()
        if talk.answered_at >= rang_at - NEARLY_AT_ONCE
        or (ended_at is not None and (talk.ended_at is None or talk.ended_at >= ended_at - NEARLY_AT_ONCE))
    ]
    return min(took)[1] if took else None


def _longest_number(events: Iterable[PhoneEvent]) -> str:
    """The number with the most digits: a transferred call shows the colleague's extension first, then the caller."""
    numbers = [event.number for event in events if event.number]
    return max(numbers, key=lambda number: sum(character.isdigit() for character in number), default="")
