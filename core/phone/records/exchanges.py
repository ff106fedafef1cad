"""Cisco CUCM and Avaya IP Office: one record a line, times of CUCM in seconds since 1970, those of Avaya local."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final

from core.basics.i18n import _
from core.model.call_records import Answerer, Disposition, RecordDirection
from core.phone.records.legs import BadRow, Format, Leg, each_row, needed, seconds, too_short
from core.phone.records.model import UnreadRow
from core.phone.records.text import Row, Sheet

_TYPES = re.compile(r"(?:INTEGER|UNIQUEIDENTIFIER|BIGINT|VARCHAR\([0-9]+\)).*", re.IGNORECASE)
_PHONE = re.compile(r"(?:SEP|CSF|BOT|TCT|TAB|CIPC)", re.IGNORECASE)
_BUSY_CAUSE, _FAILED_CAUSES = "17", frozenset({"1", "3", "27", "28", "34", "38", "41", "42", "47"})
"""Causes of Q.850: user busy; no such number, no route, out of order, no circuit."""


def _is_cucm(sheet: Sheet) -> bool:
    return sheet.has("globalcallidcallid", "callingpartynumber", "datetimeorigination")


def _cucm_leg(row: Row) -> Leg | None:
    kind = row.get("cdrrecordtype")
    if _TYPES.fullmatch(kind) or kind == "2":
        # The second line of the header, or a record about the quality of a call.
        return None
    connected = _second(row.get("datetimeconnect"))
    ended = _second(row.get("datetimedisconnect"))
    started = _second(needed(row.get("datetimeorigination"), "dateTimeOrigination"))
    if started is None:
        raise BadRow(_("it has no {column}").format(column="dateTimeOrigination"))
    cause = row.get("destcausevalue")
    if connected is not None:
        disposition = Disposition.ANSWERED
    elif cause == _BUSY_CAUSE:
        disposition = Disposition.BUSY
    else:
        disposition = Disposition.FAILED if cause in _FAILED_CAUSES else Disposition.MISSED
    from_phone, to_phone = (bool(_PHONE.match(row.get(name))) for name in ("origdevicename", "destdevicename"))
    if from_phone and to_phone:
        direction = RecordDirection.INTERNAL
    elif from_phone:
        direction = RecordDirection.OUT
    else:
        direction = RecordDirection.IN if to_phone else RecordDirection.UNKNOWN
    caller, callee = row.get("callingpartynumber"), row.get("finalcalledpartynumber")
    ids = ("globalcallidclusterid", "globalcallidcallmanagerid", "globalcallidcallid")
    return Leg(
        line=row.line,
        call="/".join(filter(None, (row.get(name) for name in ids))),
        leg="/".join((row.get("origlegcallidentifier"), row.get("destlegidentifier"))),
        started=started,
        caller=caller,
        callee=row.get("originalcalledpartynumber") if direction is RecordDirection.OUT else callee,
        disposition=disposition,
        answered=connected,
        ended=ended,
        talked=seconds(row.get("duration")),
        answered_by=Answerer.UNKNOWN
        if disposition is not Disposition.ANSWERED
        else _cucm_role(row, to_phone, direction),
        direction=direction,
        extension=caller if direction is RecordDirection.OUT else callee,
        # A call that went to somebody else at first may have waited in a queue of announcements.
        is_exact=row.get("originalcalledpartynumber") in ("", callee),
    )


def _cucm_role(row: Row, to_phone: bool, direction: RecordDirection) -> Answerer:
    device = row.get("destdevicename").casefold()
    if "voicemail" in device or "unity" in device or device.startswith("ciscoum"):
        return Answerer.VOICEMAIL
    if device.startswith(("cti", "ann_", "moh_", "ivr_")) and not to_phone:
        return Answerer.MACHINE
    return Answerer.PERSON if to_phone or direction is RecordDirection.OUT else Answerer.UNKNOWN


def _second(text: str) -> datetime | None:
    if not (text.isascii() and text.isdigit() and len(text) <= len("14979521620")) or not int(text):
        return None
    return datetime.fromtimestamp(int(text), UTC)


CUCM = Format("cucm", "Cisco CUCM", "cucm", _is_cucm, lambda sheet: each_row(sheet, _cucm_leg))

_SMDR_START = re.compile(r"[0-9]{4}[/-][0-9]{2}[/-][0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}", re.ASCII)
_SMDR_CLOCK = re.compile(r"[0-9]{1,3}:[0-9]{2}:[0-9]{2}", re.ASCII)
_SMDR_FEWEST: Final = 15
_SMDR_HEADER: Final = (
    "callstart", "connectedtime", "ringtime", "caller", "direction", "callednumber", "diallednumber", "account",
    "isinternal", "callid", "continuation", "party1device", "party1name", "party2device", "party2name",
)  # fmt: skip
_DEVICE: Final = 1


def _is_smdr(sheet: Sheet) -> bool:
    if sheet.columns:
        # The exchange writes no header, but programs that take its records over the network do.
        return sheet.columns[: len(_SMDR_HEADER)] == _SMDR_HEADER
    sample = sheet.sample()
    fitting = sum(
        bool(_SMDR_START.fullmatch(row.at(0)) and _SMDR_CLOCK.fullmatch(row.at(1)) and row.at(4) in ("I", "O"))
        for row in sample
    )
    return bool(sample) and fitting * 2 >= len(sample)


@dataclass
class _Smdr:
    """Puts the lines of one call together: its id is used again after a restart of the exchange."""

    open: dict[str, str] = field(default_factory=dict)
    """The key of each call that goes on, by its id."""

    def leg(self, row: Row) -> Leg:
        """Errors: `BadRow`."""
        too_short(row, _SMDR_FEWEST)
        start, talked = needed(row.at(0), "Call Start"), seconds(row.at(1))
        if not _SMDR_START.fullmatch(start):
            raise BadRow(_("{text} is no start of a call").format(text=repr(start[:30])))
        # The same call has the same id whoever wrote it down.
        start = start.replace("-", "/")
        number = needed(row.at(9), "Call ID")
        call = self.open.pop(number, "") or f"{number}@{start[:10]}"
        if row.at(10) == "1":
            self.open[number] = call
        caller, called = row.at(3).partition("@")[0], (row.at(5) or row.at(6)).partition("@")[0]
        if row.at(8) == "1":
            direction = RecordDirection.INTERNAL
        else:
            direction = RecordDirection.IN if row.at(4)[:1].upper() == "I" else RecordDirection.OUT
        devices = ((row.at(11), row.at(12)), (row.at(13), row.at(14)))
        own = next(((device[_DEVICE:], name) for device, name in devices if device[:1] == "E"), ("", ""))
        is_mailbox = any(device[:1] == "V" for device, _name in devices)
        ring = seconds(row.at(2)) or 0
        rest = sum(seconds(row.at(place)) or 0 for place in (15, 16))
        disposition = Disposition.ANSWERED if talked else Disposition.MISSED
        return Leg(
            line=row.line,
            call=call,
            leg="|".join((start, devices[0][0], devices[1][0])),
            started=start,
            caller=caller,
            callee=called,
            disposition=disposition,
            lasted=(talked or 0) + ring + rest,
            talked=talked,
            answered_by=(Answerer.VOICEMAIL if is_mailbox else Answerer.PERSON if own[0] else Answerer.UNKNOWN)
            if talked
            else Answerer.UNKNOWN,
            direction=direction,
            extension=own[0] or (called if direction is RecordDirection.IN else caller),
            is_exact=bool(own[0]),
        )


def _read_smdr(sheet: Sheet) -> Iterator[Leg | UnreadRow]:
    return each_row(sheet, _Smdr().leg)


AVAYA = Format("avaya", "Avaya IP Office", "avaya", _is_smdr, _read_smdr)
