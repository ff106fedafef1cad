"""A technician's entries of a day against working hours: gaps, overlaps, odd lengths. Pure."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from core.basics.dataclass import dataclass, replace

LEAST_GAP: Final = timedelta(minutes=10)
"""A shorter gap is a pause between two pieces of work."""
LEAST_OVERLAP: Final = timedelta(minutes=1)
"""A shorter overlap is a matter of rounding."""
LONG: Final = timedelta(hours=4)
"""Longer work without a pause is more often a slip."""
SHORT: Final = timedelta(minutes=1)
"""Shorter work is more often a slip."""

Stretch = tuple[datetime, datetime]
"""A begin and an end."""


class Odd(StrEnum):
    """What is odd about an entry."""

    LONG = "long"
    """It lasts over four hours."""
    SHORT = "short"
    """It lasts less than a minute."""
    NO_TIME = "no-time"
    """It has no clock time, so nobody knows where in the day it lies."""


@dataclass(frozen=True)
class Piece:
    """A piece of work."""

    entry_id: str
    """Id of the entry."""
    since: datetime | None
    """Start; `None` where no clock time is known."""
    seconds: int
    """Length in seconds."""
    other_since: datetime | None = None
    """The other instant that the wall clock of the start may mean, in the hour that it shows twice; else `None`."""

    @property
    def stretch(self) -> Stretch | None:
        """Begin and end; `None` where no clock time is known."""
        return (self.since, self.since + timedelta(seconds=self.seconds)) if self.since is not None else None


@dataclass(frozen=True)
class Overlap:
    """Two entries of one person at the same time."""

    first: str
    """Id of the entry that began first."""
    second: str
    """Id of the other one."""
    since: datetime
    """Begin of the common time."""
    until: datetime
    """Its end."""


def placed(pieces: Iterable[Piece]) -> list[Piece]:
    """The pieces, of which one whose start may mean two instants lies at the other where the first is taken.

    A typed time of the hour that the clock shows twice is kept as the first of both, so that two pieces of work in that hour
    would seem to lie at the same time.
    """
    some = list(pieces)
    fixed = [piece for piece in some if piece.other_since is None]
    for piece in sorted((each for each in some if each.other_since is not None), key=_by_start):
        other = replace(piece, since=piece.other_since, other_since=piece.since)
        fixed.append(piece if not _meets(piece, fixed) or _meets(other, fixed) else other)
    by_id = {piece.entry_id: piece for piece in fixed}
    return [by_id[piece.entry_id] for piece in some]


def _by_start(piece: Piece) -> tuple[bool, datetime | None, str]:
    return piece.since is None, piece.since, piece.entry_id


def _meets(piece: Piece, others: Iterable[Piece]) -> bool:
    stretch = piece.stretch
    return stretch is not None and any(
        other.stretch is not None and other.stretch[0] < stretch[1] and stretch[0] < other.stretch[1]
        for other in others
    )


def gaps(working: Iterable[Stretch], busy: Iterable[Stretch], now: datetime) -> list[Stretch]:
    """Working time until now in which nothing is logged, ten minutes or more at a time."""
    taken = sorted(busy)
    found: list[Stretch] = []
    for since, until in working:
        begin, end = since, min(until, now)
        for other_since, other_until in taken:
            if other_until <= begin or other_since >= end:
                continue
            found.append((begin, other_since))
            begin = max(begin, other_until)
        found.append((begin, end))
    return [(since, until) for since, until in found if until - since >= LEAST_GAP]


def overlaps(pieces: Sequence[Piece]) -> list[Overlap]:
    """Each pair of entries that share a minute or more, in the order of time."""
    timed = sorted(
        ((piece.stretch, piece.entry_id) for piece in pieces if piece.stretch is not None),
        key=lambda each: (each[0], each[1]),
    )
    found = []
    for place, ((since, until), entry_id) in enumerate(timed):
        for (other_since, other_until), other_id in timed[place + 1 :]:
            if other_since >= until:
                break
            end = min(until, other_until)
            if end - max(since, other_since) >= LEAST_OVERLAP:
                found.append(Overlap(entry_id, other_id, max(since, other_since), end))
    return found


def odd_of(piece: Piece) -> Odd | None:
    """What is odd about an entry; `None` for nothing."""
    length = timedelta(seconds=piece.seconds)
    if length > LONG:
        return Odd.LONG
    if length < SHORT:
        return Odd.SHORT
    return Odd.NO_TIME if piece.since is None else None
