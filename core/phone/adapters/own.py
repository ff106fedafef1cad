"""Monteore's own fields: number, name, to, id, event. Of the shell, of JSON lines, and of `/pop`."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from core.model.phone import Direction, EventKind, PhoneEvent
from core.phone.adapters.request import Answer, BadMessage, Context, Request, TokenOnly, instant_of, text_of

SOURCE = "pop"
EVENTS = tuple(kind.value for kind in EventKind)


class OwnFields(TokenOnly):
    """`/pop`."""

    name = "pop"

    def read(self, request: Request, context: Context) -> Answer:
        """One event."""
        return Answer((event_of(request.fields, request.received_at, context.zone),))


def event_of(fields: Mapping[str, Any], received_at: datetime, zone: ZoneInfo) -> PhoneEvent:
    """The event of a set of fields; `event` is `ring` if it is left out. Errors: `BadMessage`."""
    kind = text_of(fields, "event").lower() or EventKind.RING.value
    if kind not in EVENTS:
        raise BadMessage(f"event is one of {', '.join(EVENTS)}")
    direction = text_of(fields, "direction").lower()
    if direction and direction not in ("in", "out"):
        raise BadMessage("direction is in or out")
    number, call, extension = text_of(fields, "number"), text_of(fields, "id"), text_of(fields, "to")
    if not ("number" in fields or call or extension):
        raise BadMessage("a message needs a number, an id or a to")
    return PhoneEvent(
        kind=EventKind(kind),
        source=SOURCE,
        received_at=received_at,
        call=call,
        leg=text_of(fields, "leg"),
        number=number,
        name=text_of(fields, "name"),
        extension=extension,
        direction=Direction(direction) if direction else None,
        at=instant_of(text_of(fields, "at"), zone),
    )
