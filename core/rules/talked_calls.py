"""The calls on which a person talked, made of what telephone systems told of their legs. Pure.

A call has one unit, however many legs and telephone systems told of it.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from functools import reduce
from typing import Final

from core.basics.dataclass import dataclass, replace
from core.model.call_records import CallRecord, RecordDirection
from core.rules.call_parts import PersonsOf, nobodys, part_ref, parts_of

SAME_CALL: Final = timedelta(minutes=1)
"""How far apart two telephone systems may tell the start of one call."""

Ref = tuple[str, str]
"""A telephone system and the id of a call in it."""


@dataclass(frozen=True)
class TalkedCall:
    """A call with the outside on which a person talked."""

    refs: tuple[Ref, ...]
    """The call in each telephone system that told of it, in the order of their names."""
    direction: RecordDirection
    """Who called whom."""
    number: str
    """Number of the outside party as kept; empty for a withheld one."""
    name: str
    """Name of the outside party; empty for none."""
    extensions: tuple[str, ...]
    """Own sides that talked, the longest talk first."""
    began_at: datetime
    """When the first leg began."""
    since: datetime
    """When the talk began."""
    until: datetime
    """When the talk ended."""
    seconds: int
    """Seconds of talk; what two legs tell at the same time counts once."""
    is_exact: bool
    """Whether the seconds hold no announcement and no queue; `False`: at most."""


def calls_of(records: Iterable[CallRecord], persons_of: PersonsOf = nobodys) -> list[TalkedCall]:
    """The calls on which a person talked, in the order of their starts; those within the house are none.

    A call that was passed on is one for each part, where `persons_of` tells whose the own sides are.
    """
    legs: dict[Ref, list[CallRecord]] = defaultdict(list)
    for record in records:
        legs[record.source, record.call].append(record)
    found = []
    for ref, some in legs.items():
        talks = [leg for leg in some if leg.is_talk and leg.direction is not RecordDirection.INTERNAL]
        if talks:
            found += _parts(ref, some, talks, persons_of)
    found.sort(key=lambda call: (call.began_at, call.refs))
    return found


def _parts(ref: Ref, legs: Sequence[CallRecord], talks: list[CallRecord], persons_of: PersonsOf) -> list[TalkedCall]:
    exact = [leg for leg in talks if leg.is_exact]
    # An exact leg tells what a leg around it, with its announcement or queue, tells at most.
    counted = [leg for leg in talks if leg.is_exact or not any(_holds(leg, each) for each in exact)]
    parts = parts_of(counted, persons_of)
    if len(parts) == 1:
        return [_call(ref, legs, counted)]
    source, call = ref
    found = [_call((source, part_ref(call, number)), legs, part) for number, part in enumerate(parts, 1)]
    return [found[0], *(replace(part, began_at=part.since) for part in found[1:])]


def _call(ref: Ref, legs: Sequence[CallRecord], counted: list[CallRecord]) -> TalkedCall:
    """One call, or one part of it, of the legs that count."""
    counted.sort(key=lambda leg: (-leg.talk_seconds, leg.leg))
    longest = counted[0]
    number = next((leg.number for leg in (*counted, *legs) if leg.number), "")
    return TalkedCall(
        refs=(ref,),
        direction=longest.direction,
        number=number,
        name=next((leg.name for leg in (*counted, *legs) if leg.name), ""),
        extensions=tuple(dict.fromkeys(leg.extension for leg in counted if leg.extension)),
        began_at=min(leg.started_at for leg in legs),
        since=min(leg.talked_from for leg in counted),
        until=max(leg.talked_until for leg in counted),
        seconds=_union([(leg.talked_from, leg.talked_until) for leg in counted]),
        is_exact=all(leg.is_exact for leg in counted),
    )


def _holds(around: CallRecord, leg: CallRecord) -> bool:
    return around.talked_from <= leg.talked_from and leg.talked_until <= around.talked_until


def _union(spans: list[tuple[datetime, datetime]]) -> int:
    """Seconds that lie in at least one span."""
    total, last = timedelta(), None
    for since, until in sorted(spans):
        begin = since if last is None else max(since, last)
        if until > begin:
            total += until - begin
        last = until if last is None else max(last, until)
    return total // timedelta(seconds=1)


def merged(calls: Iterable[TalkedCall]) -> list[TalkedCall]:
    """The calls, each once: two telephone systems told of one if the number is the same and it starts within a minute.

    Of several that may be meant, those whose talks agree best are one.
    """
    some = sorted(calls, key=lambda call: (call.began_at, call.refs))
    edges: list[tuple[timedelta, int, int]] = []
    by_number: dict[str, list[int]] = defaultdict(list)
    for place, call in enumerate(some):
        if not call.number:
            continue
        for other in reversed(by_number[call.number]):
            if call.began_at - some[other].began_at > SAME_CALL:
                break
            if some[other].refs[0][0] != call.refs[0][0]:
                edges.append((_apart(call, some[other]), other, place))
        by_number[call.number].append(place)
    parts = {place: [place] for place in range(len(some))}
    for _apart_by, left, right in sorted(edges):
        joined = [*parts[left], *parts[right]]
        if parts[left] is not parts[right] and len({some[each].refs[0][0] for each in joined}) == len(joined):
            for each in joined:
                parts[each] = joined
    found = [reduce(_one, (some[each] for each in part)) for place, part in parts.items() if min(part) == place]
    found.sort(key=lambda call: (call.began_at, call.refs))
    return found


def _apart(left: TalkedCall, right: TalkedCall) -> timedelta:
    return abs(left.since - right.since) + abs(left.until - right.until)


def _one(left: TalkedCall, right: TalkedCall) -> TalkedCall:
    """One call that two systems told of, with the talk of the one that knows it exactly, else of the shorter one."""
    best = min((left, right), key=lambda call: (not call.is_exact, call.seconds))
    return replace(
        best,
        refs=tuple(sorted((*left.refs, *right.refs))),
        direction=best.direction if best.direction is not RecordDirection.UNKNOWN else right.direction,
        name=left.name or right.name,
        extensions=tuple(dict.fromkeys((*best.extensions, *left.extensions, *right.extensions))),
        began_at=min(left.began_at, right.began_at),
    )
