"""Formats whose columns have names: a table says which names mean what, the rest is the same for all of them."""

import re
from collections.abc import Callable, Mapping
from enum import Enum, auto

from core.basics.dataclass import dataclass, replace
from core.basics.i18n import _
from core.model.call_records import Answerer, Disposition, RecordDirection
from core.phone.records.legs import (
    BadRow,
    Format,
    Leg,
    direction_of,
    each_row,
    epoch_in,
    name_and_number,
    needed,
    outcome_of,
    role_in,
    seconds,
    shown,
)
from core.phone.records.text import Row, Sheet


class Cell(Enum):
    """What a column holds."""

    CALL = auto()
    LEG = auto()
    DAY = auto()
    CLOCK = auto()
    START = auto()
    ANSWER = auto()
    END = auto()
    LASTED = auto()
    RING = auto()
    TALK = auto()
    CALLER = auto()
    CALLEE = auto()
    NUMBER = auto()
    NAME = auto()
    CALLER_NAME = auto()
    CALLEE_NAME = auto()
    EXTENSION = auto()
    DIRECTION = auto()
    OUTCOME = auto()
    ROLE = auto()


_MINUTES = ("min", "mins", "minutes", "minuti", "minuten")
"""How the names of columns end that hold minutes: `Durata (min)`."""
_BARE = re.compile(r"[0-9]{1,4}(?:[.,][0-9]{1,6})?", re.ASCII)

Names = Mapping[Cell, tuple[str, ...]]
"""The names of the columns without case and spaces, the preferred first."""


@dataclass(frozen=True)
class Columns:
    """How a format's columns become a leg."""

    names: Names
    """What the columns are called."""
    talk_is_exact: bool = False
    """Whether the seconds of talk begin with a person: where the system counts neither queue nor announcement."""
    lasted_is_talk: bool = False
    """Whether the only length of an answered call counts its talk."""

    def get(self, row: Row, cell: Cell) -> str:
        """The first cell among the columns of one meaning that holds something."""
        return row.get(*self.names.get(cell, ()))

    def leg(self, row: Row) -> Leg:
        """The leg of a row. Errors: `BadRow`."""
        caller_name, caller = self._party(row, Cell.CALLER, Cell.CALLER_NAME)
        callee_name, callee = self._party(row, Cell.CALLEE, Cell.CALLEE_NAME)
        direction = direction_of(self.get(row, Cell.DIRECTION))
        number, extension = self.get(row, Cell.NUMBER), self.get(row, Cell.EXTENSION)
        if number:
            name = self.get(row, Cell.NAME)
            is_out = direction is RecordDirection.OUT
            caller, callee = (extension, number) if is_out else (number, extension)
            caller_name, callee_name = ("", name) if is_out else (name, "")
        if direction is RecordDirection.UNKNOWN and self.get(row, Cell.OUTCOME):
            direction = direction_of(self.get(row, Cell.OUTCOME))
        lasted, talked, ring = (self._seconds(row, cell) for cell in (Cell.LASTED, Cell.TALK, Cell.RING))
        has_answer = bool(self.get(row, Cell.ANSWER))
        if has_answer and self.lasted_is_talk and self.get(row, Cell.END):
            lasted = None
        is_length_talk = talked is None and lasted is not None and (self.lasted_is_talk or not has_answer)
        if is_length_talk and (self.lasted_is_talk or ring is None):
            lasted, talked = (lasted or 0) + (ring or 0), lasted
        elif talked is None and lasted is not None and ring is not None:
            talked = max(0, lasted - ring)
        if lasted is None and talked is not None and ring is not None:
            lasted = talked + ring
        disposition = self._disposition(row, talked)
        is_answered = disposition is Disposition.ANSWERED
        answered_by = self._role(row, caller_name, callee_name, direction) if is_answered else Answerer.UNKNOWN
        call = self.get(row, Cell.CALL)
        return Leg(
            line=row.line,
            call=call,
            leg=self.get(row, Cell.LEG),
            started=self._start(row),
            caller=caller,
            callee=callee,
            disposition=disposition,
            answered=self.get(row, Cell.ANSWER) or None,
            ended=self.get(row, Cell.END) or None,
            lasted=lasted,
            talked=talked,
            answered_by=answered_by,
            direction=direction,
            caller_name=caller_name,
            callee_name=callee_name,
            extension=extension,
            is_exact=self.talk_is_exact and not is_length_talk and answered_by is not Answerer.QUEUE,
            epoch=epoch_in(call),
        )

    def _party(self, row: Row, number: Cell, name: Cell) -> tuple[str, str]:
        said, found = name_and_number(self.get(row, number))
        return self.get(row, name) or said, found

    def _seconds(self, row: Row, cell: Cell) -> int | None:
        """A length of time; a bare number under a column of minutes counts minutes."""
        name = next((each for each in self.names.get(cell, ()) if row.get(each)), "")
        text = row.get(name)
        if name.endswith(_MINUTES) and (found := _BARE.fullmatch(text)):
            return round(float(found[0].replace(",", ".")) * 60)
        found_seconds = seconds(text)
        if found_seconds is None and any(map(str.isalnum, text)) and cell is Cell.TALK:
            raise BadRow(_("{text} is no length of a call").format(text=shown(text)))
        return found_seconds

    def _start(self, row: Row) -> str:
        start, day, clock = (self.get(row, cell) for cell in (Cell.START, Cell.DAY, Cell.CLOCK))
        if not start:
            # A column of times may hold days, too.
            start = f"{day} {clock}".strip()
        return needed(start, "start")

    def _disposition(self, row: Row, talked: int | None) -> Disposition:
        word = self.get(row, Cell.OUTCOME)
        found = outcome_of(word)
        if found is Disposition.UNKNOWN and (talked is not None or self.get(row, Cell.ANSWER)):
            return (
                Disposition.ANSWERED if talked or (talked is None and self.get(row, Cell.END)) else Disposition.MISSED
            )
        return found

    def _role(self, row: Row, caller: str, callee: str, direction: RecordDirection) -> Answerer:
        for text in (
            self.get(row, Cell.OUTCOME),
            self.get(row, Cell.ROLE),
            "" if direction is RecordDirection.OUT else callee,
        ):
            if (found := role_in(text)) is not Answerer.UNKNOWN:
                return found
        return Answerer.UNKNOWN


def named_format(
    key: str,
    program: str,
    columns: Columns,
    claims: Callable[[Sheet], bool],
    *,
    source: str = "",
    also: Callable[[Row, Leg], Leg | None] | None = None,
) -> Format:
    """A format of named columns; `also` says what the table cannot, and `None` of a row that is no call."""

    def leg_of(row: Row) -> Leg | None:
        leg = columns.leg(row)
        return also(row, leg) if also else leg

    return Format(key, program, source or key, claims, lambda sheet: each_row(sheet, leg_of))


def is_exact(leg: Leg, value: bool) -> Leg:
    """The leg with its talk exact or at most."""
    return replace(leg, is_exact=value)
