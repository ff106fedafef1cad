"""The parts of a call that was transferred: who talked one after another has work of his own. Pure."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Final

from core.model.call_records import CallRecord

HAND_OVER: Final = timedelta(minutes=2)
"""A shorter part is no work of its own: who took the call passed it on."""
_MARK: Final = "#"
_MOST: Final = 9
"""Parts of one call; what comes after belongs to the last."""

PersonsOf = Callable[[str], frozenset[str]]
"""The persons whose an own side of a call is; empty for nobody's."""


def nobodys(_extension: str) -> frozenset[str]:
    """Nobody, whatever the extension."""
    return frozenset()


def part_ref(call: str, number: int) -> str:
    """The id of a part of a call; parts are counted from 1."""
    return f"{call}{_MARK}{number}"


def whole_of(call: str) -> str:
    """The id of the call that a part is of; that of a whole call is itself."""
    return call[:-2] if len(call) > len(_MARK) + 1 and call[-2] == _MARK and call[-1].isdigit() else call


def parts_of(legs: Sequence[CallRecord], persons_of: PersonsOf) -> list[list[CallRecord]]:
    """The legs on which people talked, by part in the order of time; one part for a call that nobody passed on.

    Legs at the same time are one part, and so are legs of one person. A part of an extension of nobody, or one shorter than
    `HAND_OVER`, belongs to the part after it, or before it where it is the last.
    """
    parts = list[_Part]()
    for leg in sorted(legs, key=lambda each: (each.talked_from, each.leg)):
        part = _Part([leg], persons_of(leg.extension), leg.talked_from, leg.talked_until)
        if parts and part.since < parts[-1].until:
            parts[-1].join(part)
        else:
            parts.append(part)
    parts = _joined(parts, lambda one, other: bool(one.persons & other.persons))
    place = 0
    while len(parts) > 1 and place < len(parts):
        if parts[place].is_own_work and len(parts) <= _MOST:
            place += 1
            continue
        other = place if place + 1 < len(parts) else place - 1
        parts[other].join(parts.pop(other + 1))
        place = max(0, other)
    return [part.legs for part in _joined(parts, lambda one, other: bool(one.persons & other.persons))]


class _Part:
    def __init__(self, legs: list[CallRecord], persons: frozenset[str], since: datetime, until: datetime) -> None:
        self.legs = legs
        self.persons = persons
        self.since = since
        self.until = until

    @property
    def is_own_work(self) -> bool:
        return bool(self.persons) and self.until - self.since >= HAND_OVER

    def join(self, other: "_Part") -> None:
        self.legs += other.legs
        self.persons |= other.persons
        self.since, self.until = min(self.since, other.since), max(self.until, other.until)


def _joined(parts: Sequence[_Part], is_one: Callable[[_Part, _Part], bool]) -> list[_Part]:
    """Neighbours that are one part put together."""
    found = list[_Part]()
    for part in parts:
        if found and is_one(found[-1], part):
            found[-1].join(part)
        else:
            found.append(part)
    return found
