"""3CX: `cdr.log` of v15 to v18 in the order that 3CX proposes, and the reports of v20.

`duration` of `cdr.log` is talk. Parties of the house are `Ext.201`. In which zone its times are is not documented.
"""

import re
from collections.abc import Iterator
from typing import Final

from core.basics.dataclass import replace
from core.model.call_records import Answerer, Disposition, RecordDirection
from core.phone.records.legs import Format, Leg, each_row, needed, seconds, too_short
from core.phone.records.model import UnreadRow
from core.phone.records.named import Cell, Columns, named_format
from core.phone.records.text import Row, Sheet

LOG_COLUMNS: Final = [
    "historyid",
    "callid",
    "duration",
    "time-start",
    "time-answered",
    "time-end",
    "reason-terminated",
    "from-no",
    "to-no",
    "from-dn",
    "to-dn",
    "dial-no",
    "reason-changed",
    "final-number",
    "final-dn",
    "bill-code",
    "bill-rate",
    "bill-cost",
    "bill-name",
    "chain",
    "from-type",
    "to-type",
    "final-type",
    "from-dispname",
    "to-dispname",
    "final-dispname",
    "missed-queue-calls",
]
_FEWEST: Final = 11
_ID = re.compile(r"(?:Call|CallDetail) [0-9]+", re.IGNORECASE)
_EXTENSION = re.compile(r"^Ext\.", re.IGNORECASE)
_KINDS: Final = {
    "queue": Answerer.QUEUE,
    "ringgroup": Answerer.QUEUE,
    "ivr": Answerer.MACHINE,
    "script": Answerer.MACHINE,
    "digitalreceptionist": Answerer.MACHINE,
    "parking": Answerer.MACHINE,
    "voicemail": Answerer.VOICEMAIL,
    "specialmenu": Answerer.VOICEMAIL,
    "extension": Answerer.PERSON,
}
_LINES = frozenset({"line", "externalline", "provider", "bridge", "outsideline"})


def _is_log(sheet: Sheet) -> bool:
    return bool(_ID.match(sheet.head.lstrip('\ufeff \r\n"')[:40]))


def _read_log(sheet: Sheet) -> Iterator[Leg | UnreadRow]:
    bare = sheet.bare()
    return each_row(bare, _log_leg)


def _log_leg(row: Row) -> Leg:
    too_short(row, _FEWEST)
    said = dict(zip(LOG_COLUMNS, row.cells, strict=False))
    answered, end = said["time-answered"], said["time-end"]
    kind_from, kind_to = said.get("from-type", "").casefold(), said.get("to-type", "").casefold()
    kind_final = said.get("final-type", "").casefold() or kind_to
    caller, callee = _plain(said["from-no"]), _plain(said["to-no"])
    from_own = kind_from == "extension" or bool(_EXTENSION.match(said["from-no"]))
    to_outside = kind_to in _LINES or (not kind_to and not _EXTENSION.match(said["to-no"]))
    direction = (RecordDirection.OUT if to_outside else RecordDirection.INTERNAL) if from_own else RecordDirection.IN
    if answered:
        disposition = Disposition.ANSWERED
    else:
        disposition = Disposition.BUSY if "busy" in said["reason-terminated"].casefold() else Disposition.MISSED
    is_out = direction is RecordDirection.OUT
    final = _plain(said.get("final-number", "")) or said.get("final-dn", "")
    answered_by = Answerer.PERSON if is_out else _KINDS.get(kind_final, Answerer.UNKNOWN)
    by_way = {kind_to} | {word for word in ("queue", "ivr") if word in said.get("chain", "").casefold()}
    return Leg(
        line=row.line,
        call=needed(said["historyid"], "historyid").split()[-1],
        leg=said["callid"],
        started=needed(said["time-start"] or answered or end, "time-start"),
        caller=caller,
        callee=callee,
        disposition=disposition,
        answered=answered or None,
        ended=end or None,
        talked=seconds(said["duration"]) if answered else None,
        answered_by=answered_by if answered else Answerer.UNKNOWN,
        direction=direction,
        caller_name="" if from_own else said.get("from-dispname", ""),
        callee_name=said.get("to-dispname", ""),
        extension=said["from-dn"] or caller if from_own else final or callee,
        is_exact=is_out or not any(_KINDS.get(word) in (Answerer.QUEUE, Answerer.MACHINE) for word in by_way),
    )


def _plain(text: str) -> str:
    return _EXTENSION.sub("", text)


LOG = Format("3cx-log", "3CX", "3cx", _is_log, _read_log)

_LONGEST_EXTENSION: Final = 5
_REPORT = Columns(
    {
        Cell.CALL: ("callid",),
        Cell.START: ("calltime",),
        Cell.CALLER: ("from", "callerid"),
        Cell.CALLEE: ("to", "destination"),
        Cell.DIRECTION: ("direction", "calltype"),
        Cell.OUTCOME: ("status",),
        Cell.RING: ("ringing",),
        Cell.TALK: ("talking",),
    },
    talk_is_exact=True,
)


def _segment(row: Row, leg: Leg) -> Leg:
    """One row a segment; the inbound report has no id and only calls from outside."""
    is_report = not row.get("from", "direction") and leg.direction is RecordDirection.UNKNOWN
    # The call log of v18 has the same columns and calls in both directions: an extension as the caller is the house.
    is_inside = leg.caller.isdigit() and len(leg.caller) <= _LONGEST_EXTENSION
    direction = RecordDirection.IN if is_report and not is_inside else leg.direction
    if "queue" in row.get("direction").casefold() and leg.disposition is Disposition.ANSWERED:
        # The queue has a segment of its own before that of the person.
        leg = replace(leg, answered_by=Answerer.QUEUE, is_exact=False)
    return replace(leg, direction=direction, leg=f"{leg.callee}|{row.get('calltime')}")


REPORT = named_format(
    "3cx-report",
    "3CX",
    _REPORT,
    lambda sheet: sheet.has("calltime", "status", "talking") and bool({"from", "callerid"} & set(sheet.columns)),
    source="3cx",
    also=_segment,
)
