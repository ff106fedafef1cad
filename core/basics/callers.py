"""Match a caller's number with the numbers of clients and their contacts. Pure.

The store finds candidates by the keys of `lookup_of`; `match_caller` decides among them. It gives the same answer for
all numbers of the store.
"""

from collections.abc import Iterable
from enum import StrEnum

from core.basics.dataclass import dataclass
from core.basics.numbers import WEAK_DIGITS, Number, NumberKind

_SHORTEST_PREFIX = 5


class Certainty(StrEnum):
    """How a caller's number was recognised, the surest first."""

    EXACT = "exact"
    RANGE = "range"
    WEAK = "weak"
    NONE = "none"


@dataclass(frozen=True)
class Owned:
    """A number of a client, or of one of its contacts."""

    client_id: str
    number: Number
    contact: str = ""


@dataclass(frozen=True)
class CallerMatch:
    """Who may be calling from a number. `owners` are of the best certainty only."""

    number: Number
    certainty: Certainty = Certainty.NONE
    owners: tuple[Owned, ...] = ()

    @property
    def client_ids(self) -> tuple[str, ...]:
        """The clients that own the number, each once."""
        return tuple(dict.fromkeys(owner.client_id for owner in self.owners))

    @property
    def is_exact(self) -> bool:
        """Whether the whole number is known, as one line or within a range of lines."""
        return self.certainty in (Certainty.EXACT, Certainty.RANGE)

    @property
    def is_shared(self) -> bool:
        """Whether several clients own the number, so that a person has to choose."""
        return len(self.client_ids) > 1

    @property
    def client_id(self) -> str | None:
        """The client, where there is just one."""
        return self.client_ids[0] if len(self.client_ids) == 1 else None

    def contact_of(self, client_id: str) -> str:
        """The contact of a client who owns the number; empty if no contact or several do."""
        people = {owner.contact for owner in self.owners if owner.client_id == client_id and owner.contact}
        return people.pop() if len(people) == 1 else ""


@dataclass(frozen=True)
class Lookup:
    """The keys under which every number that can match a caller's number is found."""

    e164: str
    prefixes: tuple[str, ...]
    tail: str


def tail_of(number: Number) -> str:
    """The last seven digits by which weak matches are found; empty where a weak match is not possible."""
    if number.lines is not None or len(number.national) < WEAK_DIGITS:
        return ""
    return number.national[-WEAK_DIGITS:]


def lookup_of(number: Number) -> Lookup:
    """The keys to look a number up by."""
    if number.kind not in (NumberKind.PUBLIC, NumberKind.UNREADABLE):
        return Lookup("", (), "")
    plain = number.e164.removeprefix("+")
    prefixes = tuple(plain[:length] for length in range(_SHORTEST_PREFIX, len(plain)))
    return Lookup(number.e164, prefixes, tail_of(number))


def asked_by_its_end(text: str) -> Number:
    """A text that nobody has read as a number, to look up the stored numbers that end like it."""
    return Number(text, NumberKind.UNREADABLE, national="".join(filter(str.isdecimal, text)))


def read_before(text: str, owned: Iterable[Owned]) -> Number | None:
    """The number that a text is, told by a stored number that was read from it; `None` where only the library can tell.

    A text of nothing but digits and blanks, perhaps after a `+`, says its digits alone: the same digits are the same number.
    The stored numbers are to be read by the same plan, without a prefix for an outside line. `00` is left to the library.
    """
    written = _plain_digits(text)
    for owner in owned:
        number = owner.number
        if written and number.lines is None and number.e164 and written == _plain_digits(number.raw):
            return Number(text, NumberKind.PUBLIC, number.e164, national=number.national)
    return None


def _plain_digits(text: str) -> str:
    """The digits of a text that has nothing else but blanks, after its `+`; empty for any other text and for `00`."""
    joined = text.replace(" ", "")
    digits = joined.removeprefix("+")
    return joined if digits.isascii() and digits.isdigit() and not digits.startswith("00") else ""


def match_caller(number: Number, owned: Iterable[Owned]) -> CallerMatch:
    """The owners of a caller's number: of the same number, else of a range that holds it, else by its last digits.

    A weak match needs at least seven digits, and one of both numbers without country code must end with the whole
    other one.
    """
    keys = lookup_of(number)
    found: dict[Certainty, list[Owned]] = {}
    for owner in owned:
        certainty = _certainty(number, owner.number, keys.tail)
        if certainty is not Certainty.NONE:
            found.setdefault(certainty, []).append(owner)
    for certainty in Certainty:
        if certainty in found:
            return CallerMatch(number, certainty, tuple(dict.fromkeys(found[certainty])))
    return CallerMatch(number)


def _certainty(caller: Number, owned: Number, tail: str) -> Certainty:
    if caller.kind not in (NumberKind.PUBLIC, NumberKind.UNREADABLE):
        return Certainty.NONE
    if owned.lines is not None:
        return Certainty.RANGE if caller.e164 and owned.lines.holds(caller.e164) else Certainty.NONE
    if caller.e164 and caller.e164 == owned.e164:
        return Certainty.EXACT
    if tail and tail == tail_of(owned):
        shorter, longer = sorted((caller.national, owned.national), key=len)
        if longer.endswith(shorter):
            return Certainty.WEAK
    return Certainty.NONE
