"""Action URLs of desk phones (Yealink, Snom, others) and of VOIspeed: a GET at each step of a call.

The recipes of docs/phone.md give the variables. The names that these systems use themselves are read, too.
"""

from core.model.phone import Direction, EventKind, PhoneEvent
from core.phone.adapters.request import Answer, BadMessage, Context, Request, TokenOnly

_RING, _ANSWER, _END, _MISSED = EventKind.RING, EventKind.ANSWER, EventKind.END, EventKind.MISSED
_KINDS = {
    "ring": _RING,
    "ringing": _RING,
    "incoming": _RING,
    "call_in": _RING,
    "outgoing": _RING,
    "call_out": _RING,
    "answer": _ANSWER,
    "answered": _ANSWER,
    "established": _ANSWER,
    "connected": _ANSWER,
    "call_accept": _ANSWER,
    "accept": _ANSWER,
    "end": _END,
    "terminated": _END,
    "disconnected": _END,
    "hangup": _END,
    "call_close": _END,
    "close": _END,
    "missed": _MISSED,
}
_OUT = frozenset({"outgoing", "call_out"})


class ActionUrl(TokenOnly):
    """`/action`, with `event`, `remote`, `ext`, `call_id` and their like."""

    name = "action"

    def read(self, request: Request, _context: Context) -> Answer:
        """One event."""
        said = request.text("event", "action").lower()
        if said not in _KINDS:
            raise BadMessage(f"event is one of {', '.join(_KINDS)}")
        event = PhoneEvent(
            _KINDS[said],
            "action",
            request.received_at,
            call=request.text("call_id", "call-id", "id"),
            leg=request.text("mac"),
            number=request.text("remote", "number", "num"),
            name=request.text("dr", "display_remote", "name"),
            extension=request.text("ext", "to", "active_user", "local"),
            direction=Direction.OUT if said in _OUT else None,
        )
        return Answer((event,))
