"""Twilio's status callbacks: a form by POST. Source: twilio.com/docs, voice webhooks."""

from core.model.phone import Direction, EventKind, PhoneEvent
from core.phone.adapters.request import Answer, BadMessage, Context, Request, TokenOnly, instant_of, seconds_of

_KINDS = {
    "queued": EventKind.RING,
    "initiated": EventKind.RING,
    "ringing": EventKind.RING,
    "in-progress": EventKind.ANSWER,
    "answered": EventKind.ANSWER,
    "completed": EventKind.END,
    "busy": EventKind.MISSED,
    "no-answer": EventKind.MISSED,
    "canceled": EventKind.MISSED,
    "failed": EventKind.MISSED,
}
_EMPTY_ANSWER = '<?xml version="1.0" encoding="UTF-8"?><Response/>'


class Twilio(TokenOnly):
    """`/twilio`."""

    name = "twilio"

    def read(self, request: Request, context: Context) -> Answer:
        """One event."""
        kind = _KINDS.get(request.text("CallStatus").lower())
        call = request.text("ParentCallSid", "CallSid")
        if kind is None or not call:
            raise BadMessage("CallSid or CallStatus is missing")
        is_out = request.text("Direction").lower().startswith("outbound") and not request.text("ParentCallSid")
        own, outside = ("From", "To") if is_out else ("To", "From")
        event = PhoneEvent(
            kind,
            "twilio",
            request.received_at,
            call=call,
            leg=request.text("CallSid"),
            number=request.text(outside),
            name=request.text("CallerName"),
            extension=request.text(own).removeprefix("client:"),
            direction=Direction.OUT if is_out else Direction.IN,
            at=instant_of(request.text("Timestamp"), context.zone),
            talk_ms=seconds_of(request.text("CallDuration")) if kind is EventKind.END else None,
        )
        return Answer((event,), _EMPTY_ANSWER, "application/xml")
