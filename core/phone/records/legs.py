"""What a reader makes of a row: a leg with both parties and times as the file writes them, or why there is none.

Words of outcomes and directions, and lengths of time, are written by few habits that many systems share.
"""

import re
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Final

from core.basics.dataclass import dataclass
from core.basics.i18n import _
from core.basics.text import visible_text
from core.imports.totals import says_total
from core.model.call_records import Answerer, Disposition, RecordDirection
from core.phone.records.model import UnreadRow
from core.phone.records.text import Row, Sheet, column_name

Moment = str | datetime
"""A time as the file writes it, without a zone, or an instant."""

LONGEST_CALL: Final = 48 * 3600
"""Seconds; a longer call is a fault of the record."""
_SHOWN = 40


@dataclass(frozen=True)
class Leg:
    """One leg as a row tells it. Empty texts and `None` are what the row does not tell."""

    line: int
    """Number of the row's first line."""
    call: str
    """Id of the call, or empty: then caller, called number and start make one."""
    started: Moment
    """When it began."""
    caller: str
    """Who called, as written."""
    callee: str
    """Who was called, as written."""
    disposition: Disposition
    """How it ended."""
    leg: str = ""
    """Id of the leg within the call."""
    answered: Moment | None = None
    """When it was answered."""
    ended: Moment | None = None
    """When it ended."""
    lasted: int | None = None
    """Seconds from its start to its end."""
    talked: int | None = None
    """Seconds from its answer to its end."""
    answered_by: Answerer = Answerer.UNKNOWN
    """What answered."""
    direction: RecordDirection = RecordDirection.UNKNOWN
    """Who called whom."""
    caller_name: str = ""
    """Name of who called."""
    callee_name: str = ""
    """Name of who was called."""
    extension: str = ""
    """The own device that talked or rang, where it is known without the direction."""
    caller_device: str = ""
    """The extension of the device that called; empty for a trunk."""
    callee_device: str = ""
    """The extension of the device that was called; empty for a trunk."""
    is_exact: bool = False
    """Whether the seconds of talk hold no announcement and no queue."""
    may_be_exact: bool = False
    """Whether the other legs of the call may show that the talk is exact after all (Asterisk)."""
    is_plumbing: bool = False
    """Whether it only passes the call on, so that another leg holds the same talk."""
    epoch: int | None = None
    """Second since 1970 that stands in the call's id: when the call came into being."""


class BadRow(ValueError):
    """A row of which no leg can be made; its text says why."""


Read = Callable[[Sheet], Iterator[Leg | UnreadRow]]


@dataclass(frozen=True)
class Format:
    """One format of call records."""

    key: str
    """Its name in `--format`."""
    program: str
    """The telephone system, as its users call it."""
    source: str
    """The name under which its records are kept where nobody chose another."""
    claims: Callable[[Sheet], bool]
    """Whether a file is of this format."""
    read: Read
    """The legs of a file."""


def each_row(sheet: Sheet, leg_of: Callable[[Row], Leg | None]) -> Iterator[Leg | UnreadRow]:
    """The legs of all rows; a row that gives `None` is none of a call, nor is one of totals below the others."""
    for row in sheet.rows():
        if row.is_mended and sheet.is_json:
            broken = _("the document is broken from here on; export it again")
            yield UnreadRow(row.line, broken if sheet.is_document else _("this line is no JSON"))
            continue
        try:
            leg = leg_of(row)
        except BadRow as error:
            if not says_total(next(filter(None, row.cells), "")):
                yield UnreadRow(row.line, str(error))
        else:
            if leg is not None and not (isinstance(leg.started, str) and says_total(leg.started)):
                yield leg


def shown(text: str) -> str:
    """A cell as a sentence may show it."""
    return repr(visible_text(text[:_SHOWN]))


def needed(text: str, name: str) -> str:
    """A cell that a leg cannot do without. Errors: `BadRow`."""
    if not text:
        raise BadRow(_("it has no {column}").format(column=name))
    return text


def too_short(row: Row, least: int) -> None:
    """Refuse a row with too few cells. Errors: `BadRow`."""
    if len(row.cells) < least:
        raise BadRow(
            _("it has {count} cells and needs {least}; the line may be cut").format(count=len(row.cells), least=least)
        )


_CLOCK = re.compile(r"(?:([0-9]{1,3}):)?([0-9]{1,4}):([0-9]{2})(?:[.,][0-9]{1,9})?", re.ASCII)
_NUMBER = re.compile(r"([0-9]{1,7})(?:[.,][0-9]{1,9})?(?:\s*s(?:ec(?:onds?)?|ek)?\.?)?", re.ASCII | re.IGNORECASE)
_WORDS = re.compile(
    r"(?:PT)?(?:([0-9]{1,3})\s*h(?:ours?|rs?)?)?\s*(?:([0-9]{1,4})\s*(?:m(?:in(?:utes?|uti)?)?\.?|['′]))?"
    r"\s*(?:([0-9]{1,5})\s*(?:s(?:ec(?:onds?|ondi)?)?\.?|\"|''|″)?)?",
    re.ASCII | re.IGNORECASE,
)


def seconds(text: str) -> int | None:
    """Whole seconds of `524`, `12.7`, `0:05:24`, `05:24`, `5m 24s`; `None` for an empty or unreadable text."""
    wanted = text.strip()[:_SHOWN]
    if not wanted:
        return None
    if found := _NUMBER.fullmatch(wanted):
        total = int(found[1])
    elif found := _CLOCK.fullmatch(wanted):
        total = int(found[1] or 0) * 3600 + int(found[2]) * 60 + int(found[3])
    elif (found := _WORDS.fullmatch(wanted)) and any(found.groups()):
        total = int(found[1] or 0) * 3600 + int(found[2] or 0) * 60 + int(found[3] or 0)
    else:
        return None
    return total if total <= LONGEST_CALL else None


_OUTCOMES: Final = {
    word: disposition
    for disposition, words in {
        Disposition.ANSWERED: "answered answerd answer completed complete connected accepted callconnected success ok "
        "normalclearing inprogress recorded autorecorded voicemail risposta risposto conrisposta completata angenommen "
        "answeredbyother forwarded transferred parked talked",
        Disposition.MISSED: "noanswer noanswered notanswered unanswered missed abandoned cancel canceled cancelled "
        "callcancel rejected declined ringtimeout timeout nonrisposta nonrisposto senzarisposta nessunarisposta mancata persa "
        "perse abbandonata rifiutata verpasst abgewiesen abgelehnt unallocated hangup answeredelsewhere redirected waiting "
        "originatorcancel nouserresponse calledaccepted unknown1 notallowed blocked",
        Disposition.BUSY: "busy userbusy linebusy occupato besetzt",
        Disposition.FAILED: "failed fail callfailed congestion chanunavail error fallita fallito errore fehlgeschlagen "
        "wrongnumber unallocatednumber normaltemporaryfailure recoveryontimerexpire invalidnumberformat stopped",
    }.items()
    for word in words.split()
}


def outcome_of(text: str) -> Disposition:
    """How a call ended, by a word of any of the systems."""
    return _OUTCOMES.get(column_name(text[:_SHOWN]), Disposition.UNKNOWN)


_DIRECTIONS: Final = {
    word: direction
    for direction, words in {
        RecordDirection.IN: "in inbound incoming i received inboundcall incomingcall entrata inentrata entrante ingresso "
        "iningresso ricevuta eingehend ankommend entrant entrante inboundqueue byotin byotinusertransfer byotinuserforwarding",
        RecordDirection.OUT: "out outbound outgoing o placed made dialed uscita inuscita uscente "
        "effettuata ausgehend abgehend sortant saliente outboundapi outbounddial outboundcall "
        "outgoingdial outgoingapi outgoingcall byotout byotoutconferencing byotoutuserforwarding byotoutusertransfer",
        RecordDirection.INTERNAL: "internal local interna interno intern station extension ext",
    }.items()
    for word in words.split()
}


def direction_of(text: str) -> RecordDirection:
    """Who called whom, by a word of any of the systems."""
    return _DIRECTIONS.get(column_name(text[:_SHOWN]), RecordDirection.UNKNOWN)


_EPOCH = re.compile(r"(?:^|[^0-9])(1[0-9]{9})\.[0-9]{1,9}$", re.ASCII)


def epoch_in(text: str) -> int | None:
    """The second since 1970 at which a channel of Asterisk came into being, as its id says (`pbx-1497952162.0`)."""
    found = _EPOCH.search(text[-_SHOWN:])
    return int(found[1]) if found else None


_NAMED_NUMBER = re.compile(r'^\s*"?(?P<name>[^"<(]*?)"*\s*[<(](?P<number>[^>)]*)[>)]\s*$')


def name_and_number(text: str) -> tuple[str, str]:
    """The parts of `"Mario Rossi" <0212345678>` and `Mario Rossi (201)`; a text without brackets is the number."""
    found = _NAMED_NUMBER.match(text[:200])
    return (found["name"].strip(' "'), found["number"].strip()) if found else ("", text.strip().strip('"'))


_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_ROLES: Final = (
    (
        Answerer.VOICEMAIL,
        re.compile(r"voice ?mail|casella vocale|segreteria telefonica|anrufbeantworter|mailbox|answering machine"),
    ),
    (
        Answerer.MACHINE,
        re.compile(
            r"(?:auto|digital|virtual) ?(?:receptionist|attendant)|ivr(?: ?menu)?|announcement|annuncio|risponditore"
            r"|call ?flow|script|playback|menu|company directory"
        ),
    ),
    (Answerer.QUEUE, re.compile(r"(?:call ?)?queue|coda|warteschlange|ring ?group")),
)


def role_in(text: str) -> Answerer:
    """What a party is by whole words of its name (`callQueue`, `Voice mail of Anna`); unknown for a name of a person."""
    words = " ".join(re.findall(r"[^\W\d_]+", _CAMEL.sub(" ", text[:200]))).casefold()
    return next(
        (role for role, named in _ROLES if re.search(rf"(?<!\S)(?:{named.pattern})(?!\S)", words)), Answerer.UNKNOWN
    )
