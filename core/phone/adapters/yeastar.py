"""Yeastar P series: call status (30011), incoming requests (30016) and records (30012), as POST of JSON.

`msg` is JSON inside a JSON string; the vendor's examples also show it as an object. An empty value is one blank.
Source: help.yeastar.com, P-series developer guide.
"""

import json
from collections.abc import Mapping
from typing import Any

from core.model.phone import Direction, EventKind, PhoneEvent
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

_KINDS = {
    "ring": EventKind.RING,
    "alert": EventKind.RING,
    "answer": EventKind.ANSWER,
    "answered": EventKind.ANSWER,
    "bye": EventKind.END,
}
_ANSWERED = frozenset({"answered", "answerd"})


class Yeastar(TokenOnly):
    """`/yeastar`."""

    name = "yeastar"

    def read(self, request: Request, context: Context) -> Answer:
        """The events of one report."""
        report = request.text("type")
        message = _message(request.fields.get("msg"))
        if report == "30012":
            return Answer(_record(request, message, context))
        if report not in ("30011", "30016"):
            return Answer()
        return Answer(_status(request, message))


def _message(value: object) -> Mapping[str, Any]:
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except (ValueError, RecursionError):
            raise BadMessage("msg is no JSON") from None
    if not isinstance(value, dict):
        raise BadMessage("msg is missing")
    return value


def _status(request: Request, message: Mapping[str, Any]) -> tuple[PhoneEvent, ...]:
    members = objects_of(message.get("members"))
    trunk = next((part for each in members for part in _parts(each, "inbound", "outbound")), {})
    is_out = any("outbound" in each for each in members)
    number = text_of(trunk, "to" if is_out else "from")
    events = []
    for member in members:
        for part in _parts(member, "extension"):
            kind = _KINDS.get(text_of(part, "member_status").lower())
            if kind is not None:
                events.append(_event(request, message, part, kind, number, text_of(part, "number"), is_out=is_out))
    if not events and trunk:
        kind = _KINDS.get(text_of(trunk, "member_status").lower())
        own = text_of(trunk, "from" if is_out else "to")
        if kind is not None:
            events.append(
                _event(request, message, {}, kind, number, own if kind is EventKind.RING else "", is_out=is_out)
            )
    return tuple(events)


def _event(
    request: Request,
    message: Mapping[str, Any],
    part: Mapping[str, Any],
    kind: EventKind,
    number: str,
    extension: str,
    *,
    is_out: bool,
) -> PhoneEvent:
    return PhoneEvent(
        kind,
        "yeastar",
        request.received_at,
        call=text_of(message, "call_id", "callid"),
        leg=text_of(part, "channel_id"),
        number=number,
        extension=extension,
        direction=Direction.OUT if is_out else Direction.IN,
    )


def _parts(member: Mapping[str, Any], *names: str) -> list[Mapping[str, Any]]:
    return [part for name in names for part in objects_of(member.get(name))]


def _record(request: Request, message: Mapping[str, Any], context: Context) -> tuple[PhoneEvent, ...]:
    kind = text_of(message, "type").lower()
    if kind not in ("inbound", "outbound"):
        return ()
    is_out = kind == "outbound"
    start = instant_of(text_of(message, "time_start"), context.zone)
    talk = seconds_of(text_of(message, "talk_duration", "talkduration", "talkduraction")) or 0
    if text_of(message, "status").lower() not in _ANSWERED:
        talk = 0
    own, outside = ("call_from", "call_to") if is_out else ("call_to", "call_from")
    return finished_call(
        "yeastar",
        request.received_at,
        call=text_of(message, "call_id", "callid"),
        number=text_of(message, outside),
        extension=text_of(message, own),
        direction=Direction.OUT if is_out else Direction.IN,
        started_at=start,
        ended_at=None,
        talk_ms=talk,
    )
