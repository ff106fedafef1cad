"""Cloud telephony: Microsoft Teams, Zoom Phone, Twilio and RingCentral, as their reports (CSV) or interfaces (JSON) tell.

The column names of the portals' CSV are not documented; several spellings are taken, and other ones by a column map.
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final

from core.basics.dataclass import replace
from core.model.call_records import Answerer, Disposition, RecordDirection
from core.phone.records.legs import Format, Leg, direction_of, each_row, needed, outcome_of, seconds
from core.phone.records.model import UnreadRow
from core.phone.records.named import Cell, Columns, named_format
from core.phone.records.text import Row, Sheet

_TEAMS = Columns(
    {
        Cell.CALL: ("id", "callid", "correlationid"),
        Cell.START: ("startdatetime", "starttime", "startdate", "invitetime"),
        Cell.END: ("enddatetime", "endtime", "enddate"),
        Cell.TALK: ("duration", "durationseconds"),
        Cell.CALLER: ("callernumber", "callerid"),
        Cell.CALLEE: ("calleenumber", "phonenumber", "destinationnumber"),
        Cell.NUMBER: (),
    },
    talk_is_exact=True,
)


def _teams(row: Row, leg: Leg) -> Leg:
    """The type of call says the direction; calls to a queue or an attendant stand on an account of its own, and count."""
    kind = row.get("calltype").casefold().replace(" ", "_")
    told = direction_of(kind)
    is_in = "_in" in kind or kind.endswith("inbound") or told is RecordDirection.IN
    is_out = "_out" in kind or told is RecordDirection.OUT
    direction = RecordDirection.IN if is_in else RecordDirection.OUT if is_out else leg.direction
    user = row.get("userprincipalname", "upn", "user", "userdisplayname", "displayname")
    return replace(
        leg,
        call=row.get("id") or f"{row.get('callid', 'correlationid')}|{leg.started}",
        direction=direction,
        extension=user,
        is_exact=not kind.startswith("ucap") and "forward" not in kind,
    )


TEAMS = named_format(
    "teams",
    "Microsoft Teams",
    _TEAMS,
    lambda sheet: (
        "calltype" in sheet.columns
        and bool({"userprincipalname", "upn", "licensecapability", "inventorytype", "invitetime"} & set(sheet.columns))
    ),
    also=_teams,
)

_ZOOM = Columns(
    {
        Cell.CALL: ("callid", "callhistoryuuid", "callhistoryid", "id", "calllogid"),
        Cell.LEG: ("callelementid", "calllogid"),
        Cell.START: ("datetime", "starttime", "callstarttime", "calltime", "time"),
        Cell.ANSWER: ("answerstarttime", "answertime"),
        Cell.END: ("callendtime", "endtime"),
        Cell.LASTED: ("duration", "callduration", "calldurationinseconds"),
        Cell.TALK: ("talktime", "talkduration"),
        Cell.CALLER: ("callernumber", "callerdidnumber", "callerextnumber", "callerphonenumber", "fromnumber"),
        Cell.CALLEE: ("calleenumber", "calleedidnumber", "calleeextnumber", "calleephonenumber", "tonumber"),
        Cell.CALLER_NAME: ("callername", "fromname"),
        Cell.CALLEE_NAME: ("calleename", "toname"),
        Cell.DIRECTION: ("direction",),
        Cell.OUTCOME: ("result", "callresult"),
        Cell.ROLE: ("path", "ownertype", "calleeexttype"),
        Cell.EXTENSION: ("acceptedbyextensionnumber", "answeredbyext", "ownerextensionnumber", "extension"),
    },
    lasted_is_talk=True,
)


def _zoom(_row: Row, leg: Leg) -> Leg:
    """A queue or a menu before the person is within the answer."""
    is_person = leg.answered_by is Answerer.UNKNOWN and leg.disposition is Disposition.ANSWERED
    return replace(leg, is_exact=is_person and bool(leg.answered) and bool(leg.ended))


ZOOM = named_format(
    "zoom",
    "Zoom Phone",
    _ZOOM,
    lambda sheet: (
        sheet.has("direction")
        and bool({"result", "callresult"} & set(sheet.columns))
        and (
            bool({"callernumber", "callerdidnumber", "callerextnumber"} & set(sheet.columns))
            or sheet.has("fromnumber", "tonumber", "callid")
        )
    ),
    also=_zoom,
)

_TWILIO_CONSOLE = re.compile(r"([0-9:]{8}) UTC ([0-9]{4}-[0-9]{2}-[0-9]{2})", re.ASCII)


def _is_twilio(sheet: Sheet) -> bool:
    return bool({"sid", "callsid"} & set(sheet.columns)) and sheet.has("from", "to", "status")


def _twilio_time(text: str) -> datetime | str | None:
    if not text:
        return None
    if console := _TWILIO_CONSOLE.fullmatch(text):
        return f"{console[2]} {console[1]}+00:00"
    if text[:1].isalpha():
        try:
            found = parsedate_to_datetime(text)
        except (ValueError, TypeError, IndexError):
            return text
        return found if found.tzinfo else found.replace(tzinfo=UTC)
    return text


def _twilio_leg(row: Row) -> Leg:
    sid, parent = row.get("sid", "callsid"), row.get("parentcallsid")
    disposition = outcome_of(row.get("status"))
    # The interface says inbound, the console Incoming.
    is_in = direction_of(row.get("direction")) is RecordDirection.IN
    started = _twilio_time(row.get("starttime", "datecreated", "startdate"))
    return Leg(
        line=row.line,
        call=parent or needed(sid, "Sid"),
        leg=sid if parent else "",
        started=started or needed("", "StartTime"),
        caller=_address(row.get("from")),
        callee=_address(row.get("to")),
        disposition=disposition,
        ended=_twilio_time(row.get("endtime")),
        talked=seconds(row.get("duration")),
        direction=RecordDirection.IN if is_in else RecordDirection.OUT,
        extension=_address(row.get("to")) if is_in or parent else _address(row.get("from")),
        is_exact=not is_in,
    )


def _address(text: str) -> str:
    """A number, or the name of a client: `client:anna` is anna."""
    return re.sub(r"^(?:client|sips?):", "", text).partition("@")[0]


def _read_twilio(sheet: Sheet) -> Iterator[Leg | UnreadRow]:
    # Read twice: a call may stand behind its legs, and all legs would fill the memory.
    firsts, with_second = dict[str, str](), set[str]()
    for leg in each_row(sheet, _twilio_leg):
        if isinstance(leg, Leg) and leg.leg:
            with_second.add(leg.call)
        elif isinstance(leg, Leg) and leg.direction is RecordDirection.IN:
            firsts[leg.call] = leg.caller
        elif isinstance(leg, Leg):
            firsts.pop(leg.call, None)
    for leg in each_row(sheet, _twilio_leg):
        if isinstance(leg, UnreadRow):
            yield leg
        elif leg.leg and (caller := firsts.get(leg.call)) is not None:
            # The leg to the person within a call from outside: its length is the talk.
            yield replace(leg, direction=RecordDirection.IN, caller=caller, is_exact=True)
        elif not leg.leg and leg.call in with_second and leg.disposition is Disposition.ANSWERED:
            yield replace(leg, answered_by=Answerer.MACHINE)
        else:
            yield leg


TWILIO = Format("twilio", "Twilio", "twilio", _is_twilio, _read_twilio)

_RINGCENTRAL = Columns(
    {
        Cell.CALL: ("sessionid", "telephonysessionid", "id"),
        Cell.START: ("starttime", "callstarttime"),
        Cell.DAY: ("date",),
        Cell.CLOCK: ("time",),
        Cell.LASTED: ("duration", "calllength"),
        Cell.TALK: ("handletime",),
        Cell.CALLER: ("fromphonenumber", "from", "fromextensionnumber", "fromnumber"),
        Cell.CALLEE: ("tophonenumber", "to", "toextensionnumber", "tonumber"),
        Cell.NUMBER: ("phonenumber",),
        Cell.NAME: ("name",),
        Cell.CALLER_NAME: ("fromname",),
        Cell.CALLEE_NAME: ("toname",),
        Cell.EXTENSION: ("extension", "extensionnumber", "toextensionnumber"),
        Cell.DIRECTION: ("direction", "calldirection", "type"),
        Cell.OUTCOME: ("result", "actionresult"),
        Cell.ROLE: ("action",),
    },
    lasted_is_talk=True,
)
_NO_CALL: Final = frozenset({"fax", "sms", "text", "message"})


def _ringcentral(row: Row, leg: Leg) -> Leg | None:
    """Faxes and messages are no calls. The length counts from the first ring."""
    return None if row.get("type").casefold() in _NO_CALL else replace(leg, is_exact=False)


RINGCENTRAL = named_format(
    "ringcentral",
    "RingCentral",
    _RINGCENTRAL,
    lambda sheet: (
        sheet.has("actionresult", "duration")
        or sheet.has("sessionid", "result", "starttime")
        # The list of calls of its analytics.
        or sheet.has("sessionid", "result", "callstarttime", "calllength")
    ),
    also=_ringcentral,
)
