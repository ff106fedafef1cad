"""Grandstream UCM, CDR real-time output as JSON: calls that are over. Source: the vendor's CDR API guide.

A row is a leg; the rows of one call share a session or a unique id. Rows of announcements and queues are no calls.
`billsec` counts from the first answer, of an announcement too: it is at most the time of talk.
"""

from collections.abc import Mapping
from typing import Any

from core.model.phone import Direction, PhoneEvent
from core.phone.adapters.request import (
    Answer,
    BadMessage,
    Context,
    Request,
    TokenOnly,
    finished_call,
    instant_of,
    objects_of,
    seconds_of,
    text_of,
)

LONGEST_EXTENSION = 6
"""Digits of the longest extension of these exchanges."""
_DIRECTIONS = {"inbound": Direction.IN, "outbound": Direction.OUT}


class Grandstream(TokenOnly):
    """`/grandstream`."""

    name = "grandstream"

    def read(self, request: Request, context: Context) -> Answer:
        """The events of all rows."""
        rows = objects_of(request.fields.get("cdr"))
        if not rows:
            raise BadMessage("cdr is missing")
        events: list[PhoneEvent] = []
        for row in rows:
            direction = _direction(row)
            if direction is None or _is_announcement(row):
                continue
            is_out = direction is Direction.OUT
            talk = seconds_of(text_of(row, "billsec")) or 0
            if text_of(row, "disposition").upper() != "ANSWERED":
                talk = 0
            own = text_of(row, "channel_ext", "src") if is_out else text_of(row, "dstchannel_ext", "dst")
            events += finished_call(
                "grandstream",
                request.received_at,
                call=text_of(row, "session", "uniqueid", "AcctId"),
                leg=text_of(row, "AcctId"),
                number=text_of(row, "dst" if is_out else "src"),
                name=text_of(row, "caller_name"),
                extension=own,
                direction=direction,
                started_at=instant_of(text_of(row, "start"), context.zone),
                ended_at=instant_of(text_of(row, "end"), context.zone),
                talk_ms=talk,
            )
        return Answer(tuple(events))


def _direction(row: Mapping[str, Any]) -> Direction | None:
    """Who called whom; `None` for a call within the house. Firmware that does not tell: a long number is outside."""
    told = _DIRECTIONS.get(text_of(row, "userfield").lower())
    if told is not None:
        return told
    source, target = text_of(row, "src"), text_of(row, "dst")
    if len(source) > LONGEST_EXTENSION and len(target) <= LONGEST_EXTENSION:
        return Direction.IN
    if len(target) > LONGEST_EXTENSION and len(source) <= LONGEST_EXTENSION:
        return Direction.OUT
    return None


def _is_announcement(row: Mapping[str, Any]) -> bool:
    """Whether a machine took this leg: an announcement, a mailbox, or a queue before it reached a person."""
    action = text_of(row, "action_type").upper()
    return action.startswith(("IVR", "VM", "QUEUE[")) and not text_of(row, "dstchannel_ext")
