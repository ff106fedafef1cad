"""The dialect of Zammad's generic CTI and of sipgate.io: newCall, answer, hangup. Fields: docs.zammad.org, generic CTI.

`user` are names of those who ring; `to` is the number that was called. Whoever is named is the extension.
"""

from core.model.phone import Direction, EventKind, PhoneEvent
from core.phone.adapters.request import Answer, BadMessage, Context, Request, TokenOnly, texts_of

_KINDS = {"newcall": EventKind.RING, "answer": EventKind.ANSWER, "hangup": EventKind.END}
_MISSED = frozenset({"cancel", "noanswer", "busy", "notfound"})


class Zammad(TokenOnly):
    """`/zammad`, and `/sipgate`, which speaks the same."""

    def __init__(self, name: str = "zammad") -> None:
        self.name = name

    def read(self, request: Request, _context: Context) -> Answer:
        """The events: one for each user who rings."""
        kind = _KINDS.get(request.text("event").lower())
        if kind is None:
            raise BadMessage("event is newCall, answer or hangup")
        is_out = request.text("direction").lower() == "out"
        own, outside = ("from", "to") if is_out else ("to", "from")
        people = texts_of(request.fields, "user[]", "user")
        if kind is EventKind.RING:
            extensions = people or [request.text(own)]
        elif kind is EventKind.ANSWER:
            extensions = [request.text("answeringNumber") or (people[0] if people else "")]
        else:
            extensions = [""]
            if request.text("cause").lower() in _MISSED:
                kind = EventKind.MISSED
        return Answer(
            tuple(
                PhoneEvent(
                    kind,
                    "zammad",
                    request.received_at,
                    call=request.text("callId", "callid", "call_id"),
                    number=request.text(outside),
                    extension=extension,
                    direction=Direction.OUT if is_out else Direction.IN,
                )
                for extension in extensions
            )
        )
