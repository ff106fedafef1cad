"""Calls of telephone systems and of listeners by one kind of reference: a source and the id of the call in it."""

from collections.abc import Collection, Mapping, Sequence
from typing import Final

from core.basics.sha256 import sha256
from core.model.call_records import Answerer, CallRecord, Disposition, RecordDirection
from core.model.phone import Direction, PhoneCallRow, PhoneState
from core.rules.call_parts import whole_of
from core.rules.talked_calls import Ref, TalkedCall

LIVE: Final = "live-"
"""Begins the name of the source of calls that a listener saw; the listener's name follows."""
_ID_DIGITS = 10


def whole_ref(ref: Ref) -> Ref:
    """The call that a part is of; a whole call is itself."""
    return ref[0], whole_of(ref[1])


def seen_of(
    call: TalkedCall, rows: Mapping[Ref, Sequence[PhoneCallRow]], people: Collection[str]
) -> list[PhoneCallRow]:
    """What listeners saw of a call; of a part, what they saw of its people."""
    return [
        row
        for ref in call.refs
        for row in rows.get(whole_ref(ref), ())
        if whole_ref(ref) == ref or not row.technician or row.technician in people
    ]


def id_of(ref: Ref) -> str:
    """The id of a call for people: short, and the same each time."""
    return "u" + sha256("\0".join(ref).encode()).hexdigest()[:_ID_DIGITS]


def ref_of(row: PhoneCallRow) -> Ref:
    """A phone call that a listener saw, as a call of a source of its own."""
    source, _colon, call = row.call_ref.partition(":")
    return LIVE + source, f"{call}/{row.generation}"


def leg_of(row: PhoneCallRow) -> CallRecord:
    """A phone call of one technician as a leg."""
    source, call = ref_of(row)
    talked = row.talk_seconds or 0 if row.state is PhoneState.ENDED else 0
    return CallRecord(
        source=source,
        call=call,
        leg=row.phone_call_id,
        direction=RecordDirection.IN if row.direction is Direction.IN else RecordDirection.OUT,
        number=row.number,
        name=row.name,
        extension=f"@{row.technician}" if row.technician else row.extension,
        started_at=row.rang_at,
        answered_at=row.answered_at,
        ended_at=row.ended_at,
        talk_seconds=talked,
        is_exact=True,
        disposition=Disposition.ANSWERED if talked else Disposition.MISSED,
        answered_by=Answerer.PERSON if talked else Answerer.UNKNOWN,
    )
