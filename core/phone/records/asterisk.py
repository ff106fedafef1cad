"""Rows of Asterisk's call records, whoever wrote the file: `cdr_csv`, `cdr_custom`, FreePBX, NethVoice, Grandstream UCM.

The disposition decides what was answered: a row of a phone that only rang can carry an answer time and a billsec. A leg is
a person's if a second channel was there and the last application connects people. `billsec` runs from the answer of the
calling channel, so an announcement or a queue before the person is within it.
"""

import re
from typing import Final

from core.model.call_records import Answerer, Disposition, RecordDirection
from core.phone.records.legs import Leg, direction_of, epoch_in, name_and_number, needed, outcome_of, seconds
from core.phone.records.text import Row

CSV_COLUMNS: Final = [
    "accountcode",
    "src",
    "dst",
    "dcontext",
    "clid",
    "channel",
    "dstchannel",
    "lastapp",
    "lastdata",
    "start",
    "answer",
    "end",
    "duration",
    "billsec",
    "disposition",
    "amaflags",
    "uniqueid",
    "userfield",
    "peeraccount",
    "linkedid",
    "sequence",
]
"""The order of `cdr_csv`; the last five are optional."""
CUSTOM_COLUMNS: Final = [
    "clid",
    "src",
    "dst",
    "dcontext",
    "channel",
    "dstchannel",
    "lastapp",
    "lastdata",
    "start",
    "answer",
    "end",
    "duration",
    "billsec",
    "disposition",
    "amaflags",
    "accountcode",
    "uniqueid",
    "userfield",
    "sequence",
]
"""The order of `cdr_custom`."""
FREEPBX_COLUMNS: Final = [
    "calldate",
    "clid",
    "src",
    "dst",
    "dcontext",
    "channel",
    "dstchannel",
    "lastapp",
    "lastdata",
    "duration",
    "billsec",
    "disposition",
    "amaflags",
    "accountcode",
    "uniqueid",
    "userfield",
    "did",
    "cnum",
    "cnam",
    "outboundcnum",
    "outboundcnam",
    "dstcnam",
    "recordingfile",
    "linkedid",
    "peeraccount",
    "sequence",
]
"""The order of FreePBX's table and report; older ones end after `userfield`."""

WORDS: Final = frozenset({"ANSWERED", "NO ANSWER", "BUSY", "FAILED", "CONGESTION", "CANCEL", "UNKNOWN"})
"""Asterisk's dispositions."""

_VOICEMAIL = frozenset({"voicemail", "voicemailmain", "minivmrecord", "minivmgreet", "vmauthenticate"})
_CONNECTS = frozenset({"dial", "queue", "followme", "bridge", "retrydial", "appdial", "pickup", "page", "parkedcall"})
_CONFERENCES = frozenset({"confbridge", "meetme", "conference"})
_VOICEMAIL_NUMBER = re.compile(r"(?:vm[bsui]?[0-9]+|\*9[78][0-9]*)", re.ASCII)
_INCOMING = ("from-trunk", "from-pstn", "from-did", "ext-did", "from-outside", "from-zaptel", "from-dahdi", "incoming",
             "inbound", "from-sip-external", "from-external")  # fmt: skip
_DEVICE = re.compile(
    r"^(?:local|[a-z0-9]+)/(?P<name>[^@/;]+?)(?:@[^/;]*?)?(?:-[0-9a-f]{4,})?(?:;[12])?$", re.IGNORECASE
)
_LONGEST_EXTENSION = 8
_HIDDEN = "NOT_AVAILABLE"
_PLUMBING = "local/"


def device_of(channel: str) -> str:
    """The extension in the name of a channel, `201` of `PJSIP/201-00000001`; empty for a trunk's."""
    found = _DEVICE.match(channel[:200])
    name = found["name"] if found else ""
    return name if name.isascii() and name.isdigit() and len(name) <= _LONGEST_EXTENSION else ""


def leg_of(row: Row) -> Leg:
    """The leg of a row whose cells have Asterisk's names. Errors: `BadRow`."""
    word = needed(row.get("disposition"), "disposition")
    start = needed(row.get("start", "calldate", "starttime"), "start")
    disposition = outcome_of(word)
    shown_name, shown_number = name_and_number(row.get("clid", "calleridnumber"))
    # A changed caller id stands in the number, the line that dialled in the channel.
    src = row.get("src", "callernumber") or shown_number
    dst = row.get("dst", "calleenumber")
    channel, other = row.get("channel", "sourcechannel"), row.get("dstchannel", "destchannel")
    direction = _direction_of(row)
    answered_by = _answered_by(row, other) if disposition is Disposition.ANSWERED else Answerer.UNKNOWN
    unique = row.get("uniqueid")
    return Leg(
        line=row.line,
        call=row.get("linkedid") or row.get("session") or unique,
        leg="|".join(filter(None, (unique, row.get("sequence") or f"{other}|{start}|{word}"))),
        started=start,
        caller=src,
        callee=dst,
        disposition=disposition,
        answered=row.get("answer", "answertime") or None,
        ended=row.get("end", "endtime") or None,
        lasted=seconds(row.get("duration", "calltime")),
        talked=seconds(row.get("billsec", "talktime")),
        answered_by=answered_by,
        direction=direction,
        caller_name=row.get("callername", "cnam") or shown_name,
        callee_name=row.get("dstcnam"),
        caller_device=device_of(channel) or row.get("channelext"),
        callee_device=device_of(other) or row.get("destchannelextension", "dstchannelext"),
        may_be_exact=True,
        is_plumbing=other.casefold().startswith(_PLUMBING),
        epoch=epoch_in(unique),
    )


def _direction_of(row: Row) -> RecordDirection:
    """Who called whom, where a cell says it; unknown where only the numbers can tell."""
    if (said := direction_of(row.get("userfield", "loguserfield"))) is not RecordDirection.UNKNOWN:
        return said
    context = row.get("dcontext", "context").casefold()
    return RecordDirection.IN if row.get("did") or context.startswith(_INCOMING) else RecordDirection.UNKNOWN


def _answered_by(row: Row, other: str) -> Answerer:
    app, action = row.get("lastapp").casefold(), row.get("actiontype").casefold()
    dst = row.get("dst", "calleenumber").casefold()
    if app in _VOICEMAIL or action.startswith(("vm", "voicemail")) or _VOICEMAIL_NUMBER.fullmatch(dst):
        return Answerer.VOICEMAIL
    if action.startswith(("ivr", "announce", "playback", "fax")):
        return Answerer.MACHINE
    is_queue = app == "queue" or action.startswith("queue")
    if app in _CONFERENCES:
        # Each party stands alone with the conference.
        return Answerer.PERSON
    if not other:
        return Answerer.QUEUE if is_queue else Answerer.MACHINE
    # An author who hides the channels' names leaves only the application to tell.
    return Answerer.PERSON if app in _CONNECTS or other != _HIDDEN else Answerer.MACHINE
