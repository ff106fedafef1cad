"""Zoom Phone's webhooks: signed, and validated by a challenge. Source: developers.zoom.us, webhooks and phone events.

Zoom tells of each leg and of each device; an extension is a number in one event and a text in another.
"""

import hashlib
import hmac
import json
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from core.model.phone import Direction, EventKind, PhoneEvent
from core.phone.adapters.request import Answer, BadMessage, Context, Request, instant_of, text_of

_OLDEST = timedelta(minutes=5)
_KINDS = {
    "ringing": (EventKind.RING, "ringing_start_time"),
    "answered": (EventKind.ANSWER, "answer_start_time"),
    "connected": (EventKind.ANSWER, "connected_start_time"),
    "ended": (EventKind.END, "call_end_time"),
    "missed": (EventKind.MISSED, "call_end_time"),
    "rejected": (EventKind.MISSED, "call_end_time"),
}


class Zoom:
    """`/zoom`."""

    name = "zoom"

    def is_signed(self, request: Request, context: Context) -> bool:
        """Whether the body carries Zoom's signature of the last five minutes."""
        stamp = request.headers.get("x-zm-request-timestamp", "")
        if not context.secret or not (stamp.isascii() and stamp.isdigit() and len(stamp) <= 11):
            return False
        if abs(request.received_at.timestamp() - int(stamp)) > _OLDEST.total_seconds():
            return False
        signed = hmac.new(context.secret, f"v0:{stamp}:".encode() + request.body, hashlib.sha256).hexdigest()
        given = request.headers.get("x-zm-signature", "")
        return hmac.compare_digest(f"v0={signed}".encode(), given.encode("utf-8", "replace"))

    def read(self, request: Request, context: Context) -> Answer:
        """One event, or the answer to a challenge."""
        payload = request.fields.get("payload")
        name = request.text("event")
        if not isinstance(payload, dict):
            raise BadMessage("payload is missing")
        if name == "endpoint.url_validation":
            plain = text_of(payload, "plainToken")
            encrypted = hmac.new(context.secret, plain.encode(), hashlib.sha256).hexdigest()
            return Answer((), json.dumps({"plainToken": plain, "encryptedToken": encrypted}), "application/json")
        found = payload.get("object")
        side, _dot, what = name.removeprefix("phone.").partition("_")
        if not isinstance(found, dict) or side not in ("callee", "caller") or what not in _KINDS:
            return Answer()
        return Answer((_event(request, found, side, what, context),))


def _event(request: Request, found: Mapping[str, Any], side: str, what: str, context: Context) -> PhoneEvent:
    kind, instant = _KINDS[what]
    is_out = side == "caller"
    own, outside = (_person(found, side), _person(found, "callee" if is_out else "caller"))
    return PhoneEvent(
        kind,
        "zoom",
        request.received_at,
        call=text_of(found, "call_id"),
        number=text_of(outside, "phone_number", "extension_number"),
        name=text_of(outside, "name"),
        extension=text_of(own, "extension_number", "phone_number"),
        direction=Direction.OUT if is_out else Direction.IN,
        at=instant_of(text_of(found, instant), context.zone),
    )


def _person(found: Mapping[str, Any], side: str) -> Mapping[str, Any]:
    person = found.get(side)
    return person if isinstance(person, dict) else {}
