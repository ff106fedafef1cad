"""A CSV of any system whose columns somebody named: `--map start=Inizio --map number=Numero`."""

from collections.abc import Mapping, Sequence

from core.basics.durations import shown_word
from core.basics.errors import Usage
from core.basics.i18n import _
from core.phone.records.legs import Format
from core.phone.records.named import Cell, Columns, named_format
from core.phone.records.text import Sheet, column_name

FIELDS: Mapping[str, Cell] = {
    "id": Cell.CALL,
    "leg": Cell.LEG,
    "start": Cell.START,
    "date": Cell.DAY,
    "time": Cell.CLOCK,
    "answer": Cell.ANSWER,
    "end": Cell.END,
    "duration": Cell.LASTED,
    "ring": Cell.RING,
    "talk": Cell.TALK,
    "caller": Cell.CALLER,
    "called": Cell.CALLEE,
    "number": Cell.NUMBER,
    "name": Cell.NAME,
    "extension": Cell.EXTENSION,
    "direction": Cell.DIRECTION,
    "outcome": Cell.OUTCOME,
}
"""The fields that a column can be mapped to."""

FieldMap = dict[str, str]
"""A field and the column that holds it, the column's name without case and spaces."""

_PLAIN: Mapping[Cell, tuple[str, ...]] = {
    Cell.CALL: ("id", "callid", "uniqueid", "sessionid"),
    Cell.START: ("start", "starttime", "startdate", "datetime", "calltime", "timestamp", "begin"),
    Cell.DAY: ("date", "day", "datum"),
    Cell.CLOCK: ("time", "uhrzeit"),
    Cell.ANSWER: ("answer", "answertime", "answered", "answeredat"),
    Cell.END: ("end", "endtime", "enddate"),
    Cell.LASTED: ("duration", "length", "dauer", "totalduration", "callduration"),
    Cell.RING: ("ring", "ringing", "ringtime", "ringduration", "waittime"),
    Cell.TALK: ("talk", "talking", "talktime", "talkduration", "billsec", "billableseconds"),
    Cell.CALLER: ("caller", "from", "callernumber", "callerid", "source", "src", "calling", "anrufer", "fromnumber"),
    Cell.CALLEE: ("called", "to", "callee", "calleenumber", "destination", "dst", "calledid", "tonumber"),
    Cell.NUMBER: ("number", "phone", "phonenumber", "rufnummer"),
    Cell.NAME: ("name", "contact"),
    Cell.EXTENSION: ("extension", "user", "agent", "nebenstelle"),
    Cell.DIRECTION: ("direction", "type", "calltype", "richtung"),
    Cell.OUTCOME: ("outcome", "status", "result", "disposition", "state"),
}


def read_fields(texts: Sequence[str]) -> FieldMap:
    """The map that `FIELD=COLUMN` texts say. Errors: `Usage`."""
    found: FieldMap = {}
    for text in texts:
        field, equals, column = (part.strip() for part in text.partition("="))
        if not (equals and column_name(column)):
            raise Usage(
                _("{text} maps no column; write FIELD=COLUMN, such as number=Numero").format(
                    text=shown_word(text) or "''"
                )
            )
        if field.casefold() not in FIELDS:
            raise Usage(
                _("there is no field {field} to map a column to; there are {fields}").format(
                    field=shown_word(field), fields=", ".join(FIELDS)
                )
            )
        found[field.casefold()] = column_name(column)
    return found


def mapped_format(fields: FieldMap, sheet: Sheet) -> Format:
    """The format that a map makes. Errors: `Usage` for an unknown column, and where what a call needs is not mapped."""
    for column in fields.values():
        if column not in sheet.columns:
            raise Usage(
                _("the file has no column {column}; its columns are {columns}").format(
                    column=shown_word(column),
                    columns=", ".join(shown_word(name) for name in sheet.heading or sheet.columns if name),
                )
            )
    columns = Columns({FIELDS[field]: (column,) for field, column in fields.items()})
    if not _is_enough(columns.names):
        raise Usage(
            _("a map of calls names start (or date and time), number (or caller and called), and talk, duration or end")
        )
    return named_format("map", _("your map"), columns, lambda _sheet: True, source="pbx")


def _is_enough(names: Mapping[Cell, tuple[str, ...]]) -> bool:
    held = set(names)
    return (
        bool(held & {Cell.START, Cell.DAY})
        and bool(held & {Cell.NUMBER, Cell.CALLER, Cell.CALLEE})
        and bool(held & {Cell.TALK, Cell.LASTED, Cell.END})
    )


def _is_plain(sheet: Sheet) -> bool:
    held = {cell: () for cell, names in _PLAIN.items() if set(names) & set(sheet.columns)}
    return _is_enough(held) and not {"client", "project", "ticket", "note", "description"} & set(sheet.columns)


PLAIN = named_format("csv", "CSV", Columns(_PLAIN), _is_plain, source="pbx")
