"""FreeSWITCH: the CSV templates of `mod_cdr_csv`, FusionPBX's export, and the XML of `mod_xml_cdr`.

`billsec` above zero means answered; the hangup cause NORMAL_CLEARING does not. A leg with a second leg's id is bridged, so
a person's. `billsec` runs from the answer, which a menu gives too; the XML tells when the bridge began.
"""

import base64
import binascii
import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from functools import partial
from typing import Final
from urllib.parse import unquote, unquote_plus
from xml.etree.ElementTree import Element

from core.basics.dataclass import replace
from core.basics.i18n import _
from core.basics.safe_xml import BrokenXml, parse_xml
from core.model.call_records import Answerer, Disposition
from core.phone.records.legs import (
    BadRow,
    Format,
    Leg,
    Moment,
    direction_of,
    each_row,
    needed,
    outcome_of,
    role_in,
    seconds,
)
from core.phone.records.model import UnreadRow
from core.phone.records.text import Row, Sheet

_CAUSE = re.compile(r"[A-Z][A-Z0-9_]{3,40}", re.ASCII)
_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.IGNORECASE)
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}")
EXAMPLE: Final = (
    (
        "calleridname calleridnumber destinationnumber context startstamp answerstamp endstamp duration billsec hangupcause "
        "uuid blegUuid accountcode readcodec writecodec"
    )
    .lower()
    .split()
)
"""The order of the template `example`."""
ASTERISK: Final = [
    "accountcode",
    "calleridnumber",
    "destinationnumber",
    "context",
    "callerid",
    "channel",
    "dstchannel",
    "lastapp",
    "lastdata",
    "startstamp",
    "answerstamp",
    "endstamp",
    "duration",
    "billsec",
    "hangupcause",
    "amaflags",
    "uuid",
    "userfield",
]
"""The order of the template `asterisk`: as Asterisk's, with a hangup cause for the disposition."""
_LONGEST_XML: Final = 1_000_000
_PREFIX = r"[A-Za-z_][\w.-]{0,40}"
OPENING = re.compile(rf"<(?:(?P<prefix>{_PREFIX}):)?cdr(?![\w.:-])")
CLOSING = re.compile(rf"</(?:{_PREFIX}:)?cdr\s*>")
"""Where a document of XML begins and ends, with or without the prefix of a namespace."""
_IS_POSTED = re.compile(rf"\s*(?:cdr=|%3C(?:{_PREFIX}(?::|%3A))?cdr|PD94bWw|PGNkc)", re.IGNORECASE)


def _is_placed(columns: Sequence[str], sheet: Sheet) -> bool:
    if sheet.columns:
        return False
    start, cause, uuid = columns.index("startstamp"), columns.index("hangupcause"), columns.index("uuid")
    sample = sheet.sample()
    fitting = sum(
        bool(_DATE.match(row.at(start)) and _CAUSE.fullmatch(row.at(cause)) and _UUID.fullmatch(row.at(uuid)))
        for row in sample
    )
    return bool(sample) and fitting * 2 >= len(sample)


def _read_rows(columns: Sequence[str] | None, sheet: Sheet) -> Iterator[Leg | UnreadRow]:
    # Read twice: a second leg may stand before the first, and all legs would fill the memory.
    parents = {leg.leg: leg.call for leg in _legs(columns, sheet) if isinstance(leg, Leg) and leg.leg}
    for leg in _legs(columns, sheet):
        yield _joined(leg, parents) if isinstance(leg, Leg) else leg


def _legs(columns: Sequence[str] | None, sheet: Sheet) -> Iterator[Leg | UnreadRow]:
    return each_row(sheet, lambda row: _leg(_named(row, columns) if columns else row))


def _named(row: Row, columns: Sequence[str]) -> Row:
    return replace(row, named={name: cell for name, cell in zip(columns, row.cells, strict=False) if cell})


def _leg(row: Row) -> Leg:
    start: Moment = row.get("startstamp")
    if not start:
        start = _epoch(needed(row.get("startepoch"), "start_stamp"))
    billsec, bridged = seconds(row.get("billsec")), row.get("bleguuid", "bridgeuuid")
    disposition = _disposition(row.get("hangupcause", "status"), billsec)
    if disposition is not Disposition.ANSWERED:
        answered_by = Answerer.UNKNOWN
    elif bridged:
        answered_by = Answerer.PERSON
    else:
        answered_by = role_in(row.get("lastapp"))
    direction = direction_of(row.get("direction"))
    return Leg(
        line=row.line,
        # The second leg has a row of its own where both are written; `_joined` puts it to the first.
        call=row.get("uuid", "xmlcdruuid"),
        leg=bridged,
        started=start,
        caller=row.get("calleridnumber", "sipfromuser"),
        callee=row.get("destinationnumber", "callerdestination"),
        disposition=disposition,
        answered=row.get("answerstamp") or None,
        ended=row.get("endstamp") or None,
        lasted=seconds(row.get("duration")),
        talked=billsec,
        answered_by=answered_by,
        direction=direction,
        caller_name=row.get("calleridname"),
        extension=row.get("extension"),
        may_be_exact=True,
    )


def _joined(leg: Leg, parents: dict[str, str]) -> Leg:
    """A leg under its call: a second leg belongs to the call of the first and holds the same talk."""
    if leg.call in parents and parents[leg.call] != leg.call:
        return replace(leg, call=parents[leg.call], leg=leg.call, is_plumbing=True)
    # Without a second leg, an answered call of a file that names second legs was a menu's.
    is_alone = not leg.leg and bool(parents) and leg.answered_by is Answerer.UNKNOWN
    is_answered = leg.disposition is Disposition.ANSWERED
    return replace(leg, leg="", answered_by=Answerer.MACHINE if is_alone and is_answered else leg.answered_by)


def _disposition(cause: str, billsec: int | None) -> Disposition:
    if billsec:
        return Disposition.ANSWERED
    found = outcome_of(cause)
    return Disposition.MISSED if found in (Disposition.ANSWERED, Disposition.UNKNOWN) else found


def _epoch(text: str) -> datetime:
    """An instant of seconds or, with 16 digits, microseconds since 1970. Errors: `BadRow`."""
    number = text.partition(".")[0]
    if not (number.isascii() and number.isdigit() and len(number) <= len("1497952162000000")):
        raise BadRow(_("{text} is no second since 1970").format(text=repr(text[:20])))
    count = int(number)
    return datetime.fromtimestamp(count // 1_000_000 if len(number) > len("14979521620") else count, UTC)


def is_xml(sheet: Sheet) -> bool:
    """Whether a file holds documents of `mod_xml_cdr`, plain or as they are posted."""
    return bool(OPENING.search(sheet.head) or _IS_POSTED.match(sheet.head))


def read_xml(sheet: Sheet) -> Iterator[Leg | UnreadRow]:
    """The leg of each document."""
    for line, document in _documents(sheet):
        try:
            yield _xml_leg(line, document)
        except BadRow as error:
            yield UnreadRow(line, str(error))


def _documents(sheet: Sheet) -> Iterator[tuple[int, str]]:
    """The documents of a file, one at a time, each with the number of its first line; one that never ends, cut."""
    is_plain = OPENING.search(sheet.head) is not None
    waiting, began, size = list[str](), 0, 0
    for number, text in sheet.lines():
        line = text if is_plain else _posted(text)
        while line:
            if not waiting:
                found = OPENING.search(line)
                if found is None:
                    break
                line, began, size = line[found.start() :], number, 0
            end = CLOSING.search(line)
            part = line[: end.end()] if end else line
            # What is longer than a document that is read is not kept.
            waiting.append(part[: max(0, _LONGEST_XML + 1 - size)])
            size += len(part)
            line = line[len(part) :]
            if end:
                yield began, "\n".join(waiting)
                waiting.clear()
    if waiting:
        yield began, "\n".join(waiting)


def _posted(line: str) -> str:
    """The document of a line that is URL-encoded or in base64, as it is posted; empty for none."""
    posted = line.strip().removeprefix("cdr=")
    body = unquote_plus(posted)
    if OPENING.search(body):
        return body.replace("\n", " ")
    try:
        return base64.b64decode(unquote(posted), validate=True).decode("utf-8", "replace").replace("\n", " ")
    except (binascii.Error, ValueError):
        return ""


def _xml_leg(line: int, document: str) -> Leg:
    root = _root(document)
    said = {each.tag: unquote_plus(each.text or "") for each in root.findall("variables/*")}
    profile = root.find("callflow/caller_profile")
    caller = {each.tag: (each.text or "").strip() for each in profile} if profile is not None else {}
    times = root.find("callflow/times")
    clock = {each.tag: (each.text or "").strip() for each in times} if times is not None else {}
    billsec = seconds(said.get("billsec", ""))
    disposition = _disposition(said.get("hangup_cause", ""), billsec)
    started = _epoch(needed(said.get("start_epoch", "") or clock.get("created_time", ""), "start_epoch"))
    ended = _since(said.get("end_epoch", "") or clock.get("hangup_time", ""))
    bridged = _since(clock.get("bridged_time", ""))
    answered = bridged or _since(said.get("answer_epoch", ""))
    if bridged is not None and ended is not None:
        billsec = max(0, int((ended - bridged).total_seconds()))
    is_bridged = bridged is not None or any(said.get(name) for name in ("bridge_uuid", "signal_bond", "bridge_channel"))
    answered_by = Answerer.PERSON if is_bridged else role_in(said.get("last_app", ""))
    if not is_bridged and answered_by is Answerer.UNKNOWN and said.get("last_app"):
        answered_by = Answerer.MACHINE
    uuid, parent = said.get("uuid", ""), said.get("originator", "") or said.get("originating_leg_uuid", "")
    is_second = bool(parent) and parent != uuid
    return Leg(
        line=line,
        call=parent if is_second else uuid,
        leg=uuid if is_second else "",
        started=started,
        caller=caller.get("caller_id_number") or said.get("caller_id_number", ""),
        callee=caller.get("destination_number") or said.get("destination_number", ""),
        disposition=disposition,
        answered=answered,
        ended=ended,
        lasted=seconds(said.get("duration", "")),
        talked=billsec,
        answered_by=answered_by if disposition is Disposition.ANSWERED else Answerer.UNKNOWN,
        # `direction` is that of the channel: a call that a phone of the house makes comes in to FreeSWITCH.
        direction=direction_of(said.get("call_direction", "")),
        caller_name=caller.get("caller_id_name", ""),
        is_exact=bridged is not None,
        may_be_exact=True,
        is_plumbing=is_second,
    )


def _root(document: str) -> Element:
    """The root of a document, its elements without their namespaces. Errors: `BadRow`."""
    opening = OPENING.match(document)
    prefix = opening["prefix"] if opening else None
    if opening and prefix and f"xmlns:{prefix}=" not in document[: document.find(">")]:
        # The element around the documents may declare the prefix.
        document = f'{opening[0]} xmlns:{prefix}="cdr"{document[opening.end() :]}'
    try:
        root = parse_xml(document, _LONGEST_XML)
    except BrokenXml:
        raise BadRow(_("its XML is broken")) from None
    except ValueError:
        raise BadRow(_("this is no document of mod_xml_cdr")) from None
    if root.tag.startswith("{"):
        for each in root.iter():
            each.tag = each.tag.rpartition("}")[2]
    return root


def _since(text: str) -> datetime | None:
    return _epoch(text) if text and text != "0" and text.isdigit() else None


CSV_EXAMPLE = Format(
    "freeswitch", "FreeSWITCH", "freeswitch", partial(_is_placed, EXAMPLE), partial(_read_rows, EXAMPLE)
)
CSV_ASTERISK = Format(
    "freeswitch-asterisk", "FreeSWITCH", "freeswitch", partial(_is_placed, ASTERISK), partial(_read_rows, ASTERISK)
)
FUSIONPBX = Format(
    "fusionpbx",
    "FusionPBX",
    "freeswitch",
    lambda sheet: sheet.has("billsec", "hangupcause") or sheet.has("calleridnumber", "destinationnumber", "startstamp"),
    partial(_read_rows, None),
)
XML = Format("freeswitch-xml", "FreeSWITCH", "freeswitch", is_xml, read_xml)
