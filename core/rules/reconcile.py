"""Hold answered calls of the telephone against entries: which calls nobody logged, and which entries no call explains. Pure.

Each entry explains at most one call, and each call is explained by at most one entry.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final, NamedTuple

from core.basics.dataclass import dataclass

TOLERANCE: Final = timedelta(minutes=5)
"""How far apart a call and its entry may lie."""
_LIKELY: Final = 0.5
"""Least closeness of a call and an entry of another client that may be its own."""


@dataclass(frozen=True)
class Side:
    """A call as the pairing sees it."""

    client_ids: frozenset[str]
    """The clients that own the number; empty for an unknown or withheld one."""
    technicians: frozenset[str]
    """Who may have talked; empty where nobody knows, so that everybody may."""
    since: datetime
    """When the talk began."""
    until: datetime
    """When it ended."""
    day: date
    """Day of the talk."""
    known: str = ""
    """Id of the entry that a person made of it; empty for none."""
    is_closed: bool = False
    """Whether nothing may come of it: it was dismissed, or goes on as a live call."""
    whole: str = ""
    """Id of the call of which this is a part; empty for a whole call."""


@dataclass(frozen=True)
class Work:
    """An entry as the pairing sees it."""

    entry_id: str
    """Id of the entry."""
    client_id: str
    """Id of the client."""
    technician: str
    """Who did the work."""
    day: date
    """Day of the work."""
    since: datetime | None
    """Start; `None` where no clock time is known."""
    seconds: int
    """Worked seconds."""
    other_since: datetime | None = None
    """The other instant that the wall clock of the start may mean, in the hour that it shows twice; else `None`."""
    is_call: bool = True
    """Whether its type says that it is work on the telephone."""

    @property
    def until(self) -> datetime | None:
        """End; `None` where no clock time is known."""
        return self.since + timedelta(seconds=self.seconds) if self.since is not None else None

    @property
    def stretches(self) -> list[tuple[datetime, datetime]]:
        """Begin and end for each instant that the start may mean; none where no clock time is known."""
        length = timedelta(seconds=self.seconds)
        return [(each, each + length) for each in (self.since, self.other_since) if each is not None]


class Reason(StrEnum):
    """Why an entry is held for that of a call."""

    KNOWN = "known"
    """A person made it of the call."""
    TIME = "time"
    """Client, person and time agree."""
    DAY = "day"
    """Client, person and day agree; the entry has no clock time."""
    WHOLE = "whole"
    """It is the entry of another part of the call, and lasts over this one too."""


@dataclass(frozen=True)
class Pairing:
    """Which entry explains which call. Places are those of the calls that were given."""

    pairs: Mapping[int, tuple[str, Reason]]
    """By the place of a call, its entry and why."""
    also: frozenset[str]
    """Entries of further people of a paired call, and entries beside a call of an unknown number."""
    calls_left: tuple[int, ...]
    """Places of the calls of known clients that no entry explains, and that are not closed."""
    entries_left: tuple[str, ...]
    """Entries that no call explains."""
    perhaps: Mapping[int, str]
    """By the place of a call that is left, an entry that is left: of the same person and time, but of another client.

    They stay among what is left, because only a person can tell whether the client is wrong.
    """


def pair(sides: Sequence[Side], works: Sequence[Work], tolerance: timedelta = TOLERANCE) -> Pairing:
    """Pair calls and entries: known pairs, then the best overlap of client, person and time, then entries without a time.

    Overlap is measured with both sides made wider by the tolerance. Where a best pair leaves a call and an entry over that
    another choice would pair, the other choice is taken.
    """
    by_id = {work.entry_id: work for work in works}
    pairs: dict[int, tuple[str, Reason]] = {}
    used: set[str] = set()
    for place, side in enumerate(sides):
        if side.known and side.known not in used:
            pairs[place] = (side.known, Reason.KNOWN)
            used.add(side.known)
    open_places = [
        place
        for place, side in enumerate(sides)
        if place not in pairs and side.client_ids and not side.is_closed and not side.known
    ]
    timed = [work for work in works if work.since is not None and work.entry_id not in used]
    for place, entry_id in _matched(sides, open_places, timed, lambda side, work: _fit(side, work, tolerance)):
        pairs[place] = (entry_id, Reason.TIME)
        used.add(entry_id)
    untimed = [work for work in works if work.since is None and work.entry_id not in used]
    still_open = [place for place in open_places if place not in pairs]
    for place, entry_id in _matched(sides, still_open, untimed, _likeness):
        pairs[place] = (entry_id, Reason.DAY)
        used.add(entry_id)
    for place in open_places:
        if place not in pairs and sides[place].whole and (entry_id := _whole(place, sides, pairs, by_id)):
            pairs[place] = (entry_id, Reason.WHOLE)
    rest = [work for work in works if work.entry_id not in used]
    near: dict[date, list[int]] = defaultdict(list)
    for place, side in enumerate(sides):
        near[side.day].append(place)
    also = {work.entry_id for work in rest if _is_beside(work, sides, near, pairs, by_id)}
    left = tuple(
        place
        for place, side in enumerate(sides)
        if place not in pairs and side.client_ids and not side.is_closed and not side.known
    )
    alone = [work for work in rest if work.entry_id not in also]
    perhaps = dict(
        _matched(
            sides, left, [work for work in alone if work.is_call],
            lambda side, work: _slip_of_client(side, work, tolerance), _BY_PERSON,
        )
    )  # fmt: skip
    return Pairing(pairs, frozenset(also), left, tuple(work.entry_id for work in alone), perhaps)


def _whole(
    place: int,
    sides: Sequence[Side],
    pairs: Mapping[int, tuple[str, Reason]],
    by_id: Mapping[str, Work],
) -> str:
    """The entry of another part of the same call that lasts over half of a part; empty for none."""
    side = sides[place]
    for other, (entry_id, _reason) in sorted(pairs.items()):
        work = by_id.get(entry_id)
        if sides[other].whole != side.whole or work is None:
            continue
        common = _common(side, work)
        if common and common * 2 >= side.until - side.since:
            return entry_id
    return ""


def _may_be(side: Side, work: Work) -> bool:
    return work.client_id in side.client_ids and (not side.technicians or work.technician in side.technicians)


def _common(side: Side, work: Work) -> timedelta:
    """How long call and entry last at the same time; 0 where they lie apart, and for an entry without a clock time."""
    shared = [min(side.until, until) - max(side.since, since) for since, until in work.stretches]
    return max([timedelta(), *shared])


def _closeness(side: Side, work: Work, tolerance: timedelta) -> float:
    """The common part of both sides, each made wider, of the time that they take together; 0 where they lie apart.

    Of two instants that a start may mean, the nearer one counts.
    """
    found = 0.0
    for since, until in work.stretches:
        if since - side.until > tolerance or side.since - until > tolerance:
            continue
        common = min(side.until, until) - max(side.since, since) + 2 * tolerance
        together = max(side.until, until) - min(side.since, since) + 2 * tolerance
        # The ends may lie exactly the tolerance apart, which is still a match.
        found = max(found, common / together, 1e-9)
    return found


def _fit(side: Side, work: Work, tolerance: timedelta) -> float:
    """The closeness of an entry of the call's client and person; 0 for any other."""
    return _closeness(side, work, tolerance) if _may_be(side, work) else 0.0


def _slip_of_client(side: Side, work: Work, tolerance: timedelta) -> float:
    """How well an entry of another client fits a call of its person; 0 where half of the time of both is not common."""
    if work.client_id in side.client_ids or not _common(side, work):
        return 0.0
    found = _closeness(side, work, tolerance)
    return found if found >= _LIKELY else 0.0


def _likeness(side: Side, work: Work) -> float:
    """How near the lengths are, of a call and an entry without a time on its day."""
    if side.day != work.day or not _may_be(side, work):
        return 0.0
    apart = abs((side.until - side.since).total_seconds() - work.seconds)
    return 1 / (1 + apart)


Score = Callable[[Side, Work], float]


class _Key(NamedTuple):
    """By what calls and entries that may belong together are found."""

    of_side: Callable[[Side], frozenset[str]]
    of_work: Callable[[Work], str]


_BY_CLIENT: Final = _Key(lambda side: side.client_ids, lambda work: work.client_id)
_BY_PERSON: Final = _Key(lambda side: side.technicians, lambda work: work.technician)


def _matched(
    sides: Sequence[Side], places: Sequence[int], works: Sequence[Work], score: Score, key: _Key = _BY_CLIENT
) -> list[tuple[int, str]]:
    """One to one, the best score first; then a call that was left over takes an entry whose own call has another one."""
    by_key: dict[tuple[str, date], list[Work]] = defaultdict(list)
    for work in works:
        for day in {work.day, *((work.since.date(),) if work.since else ())}:
            by_key[key.of_work(work), day].append(work)
    edges: dict[int, list[tuple[float, str]]] = {}
    for place in places:
        side = sides[place]
        near: dict[str, Work] = {}
        for each in key.of_side(side):
            for days in (-1, 0, 1):
                for work in by_key.get((each, side.day + timedelta(days=days)), ()):
                    near[work.entry_id] = work
        scored = ((score(side, work), work.entry_id) for work in near.values())
        edges[place] = sorted((each for each in scored if each[0] > 0), key=lambda each: (-each[0], each[1]))
    call_of: dict[str, int] = {}
    entry_of: dict[int, str] = {}
    ranked = sorted(
        ((value, place, entry_id) for place, some in edges.items() for value, entry_id in some),
        key=lambda edge: (-edge[0], edge[1], edge[2]),
    )
    for _value, place, entry_id in ranked:
        if place not in entry_of and entry_id not in call_of:
            entry_of[place], call_of[entry_id] = entry_id, place
    for place in places:
        if place not in entry_of:
            _augment(place, edges, call_of, entry_of)
    return sorted(entry_of.items())


def _augment(
    place: int, edges: Mapping[int, list[tuple[float, str]]], call_of: dict[str, int], entry_of: dict[int, str]
) -> None:
    """Pair a call that was left over, along the shortest chain of changed pairs that ends at an entry left over."""
    came_from: dict[str, int] = {}
    waiting = [place]
    while waiting:
        following: list[int] = []
        for each in waiting:
            for _value, entry_id in edges[each]:
                if entry_id in came_from:
                    continue
                came_from[entry_id] = each
                if entry_id not in call_of:
                    _turn(entry_id, came_from, call_of, entry_of)
                    return
                following.append(call_of[entry_id])
        waiting = following


def _turn(entry_id: str, came_from: Mapping[str, int], call_of: dict[str, int], entry_of: dict[int, str]) -> None:
    wanted: str | None = entry_id
    while wanted is not None:
        place = came_from[wanted]
        before = entry_of.get(place)
        entry_of[place], call_of[wanted] = wanted, place
        wanted = before


def _is_beside(
    work: Work,
    sides: Sequence[Side],
    near: Mapping[date, list[int]],
    pairs: Mapping[int, tuple[str, Reason]],
    by_id: Mapping[str, Work],
) -> bool:
    """Whether a call explains an entry that is not its own: another person's of the same call, or one of no known number."""
    for place in (place for days in (-1, 0, 1) for place in near.get(work.day + timedelta(days=days), ())):
        side = sides[place]
        if not _common(side, work):
            continue
        if place in pairs and _may_be(side, work):
            own = by_id.get(pairs[place][0])
            if own is not None and own.technician != work.technician:
                return True
        if not side.client_ids and work.technician in side.technicians:
            return True
    return False
