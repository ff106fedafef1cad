"""3CX's CRM template: it asks who owns a number when it rings, and reports a call when it is over.

The template of docs/phone.md sends these fields. Variables that 3CX did not fill arrive as they are written (`[Agent]`).
"""

import json

from core.model.phone import Direction, EventKind, PhoneEvent
from core.phone.adapters.request import Answer, Context, Request, TokenOnly, finished_call, instant_of, seconds_of

_UNANSWERED = frozenset({"missed", "notanswered", "unanswered"})


class ThreeCx(TokenOnly):
    """`/3cx` for the lookup, `/3cx/report` for the end."""

    name = "3cx"

    def read(self, request: Request, context: Context) -> Answer:
        """A ring with the client as the answer, or the events of a call that is over."""
        if "report" in request.path:
            return Answer(_report(request, context))
        number = request.text("number")
        extension = request.text("to", "agent")
        ring = PhoneEvent(
            EventKind.RING, "3cx", request.received_at, number=number, extension=extension, direction=Direction.IN
        )
        # Without an extension nobody's desk is meant: the lookup alone is answered.
        return Answer((ring,) if extension else (), _client(number, context), "application/json")


def _client(number: str, context: Context) -> str:
    found = context.lookup(number)
    client = found.client if found.is_exact else None
    if client is None:
        return json.dumps({"contacts": []})
    return json.dumps(
        {
            "contacts": [
                {
                    "id": client.code,
                    "company": client.name,
                    "name": found.contact,
                    "phone": found.number.e164 or number,
                    "email": client.email,
                }
            ]
        }
    )


def _report(request: Request, context: Context) -> tuple[PhoneEvent, ...]:
    kind = request.text("type", "calltype").lower()
    is_out = kind == "outbound"
    talk = 0 if kind in _UNANSWERED else seconds_of(request.text("duration")) or 0
    return finished_call(
        "3cx",
        request.received_at,
        call=request.text("id"),
        number=request.text("number"),
        name=request.text("name"),
        extension=request.text("to", "agent"),
        direction=Direction.OUT if is_out else Direction.IN,
        started_at=instant_of(request.text("start"), context.zone),
        ended_at=instant_of(request.text("end"), context.zone),
        talk_ms=talk,
    )
