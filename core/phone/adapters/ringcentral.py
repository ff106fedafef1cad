"""RingCentral's telephony sessions. Source: developers.ringcentral.com, account telephony sessions.

The subscription is confirmed by sending back the `Validation-Token` header.
"""

from collections.abc import Mapping
from typing import Any

from core.model.phone import Direction, EventKind, PhoneEvent
from core.phone.adapters.request import Answer, BadMessage, Context, Request, TokenOnly, instant_of, objects_of, text_of

_KINDS = {
    "setup": EventKind.RING,
    "proceeding": EventKind.RING,
    "answered": EventKind.ANSWER,
    "disconnected": EventKind.END,
    "gone": EventKind.END,
    "voicemail": EventKind.MISSED,
}
_LONGEST_TOKEN = 200


class RingCentral(TokenOnly):
    """`/ringcentral`."""

    name = "ringcentral"

    def read(self, request: Request, context: Context) -> Answer:
        """The events of a session's parties."""
        validation = request.headers.get("validation-token", "")
        if validation:
            return Answer(headers=(("Validation-Token", validation[:_LONGEST_TOKEN]),))
        body = request.fields.get("body")
        if not isinstance(body, dict):
            raise BadMessage("body is missing")
        parties = objects_of(body.get("parties"))
        return Answer(tuple(event for party in parties if (event := _event(request, body, party, context)) is not None))


def _event(request: Request, body: Mapping[str, Any], party: Mapping[str, Any], context: Context) -> PhoneEvent | None:
    status = _object(party, "status")
    kind = _KINDS.get(text_of(status, "code").lower())
    if kind is None:
        return None
    is_out = text_of(party, "direction").lower() == "outbound"
    own, outside = ("from", "to") if is_out else ("to", "from")
    return PhoneEvent(
        kind,
        "ringcentral",
        request.received_at,
        call=text_of(body, "telephonySessionId"),
        leg=text_of(party, "id"),
        number=text_of(_object(party, outside), "phoneNumber"),
        name=text_of(_object(party, outside), "name"),
        extension=text_of(_object(party, own), "extensionNumber", "extensionId", "phoneNumber"),
        direction=Direction.OUT if is_out else Direction.IN,
        at=instant_of(text_of(body, "eventTime"), context.zone),
        is_elsewhere=text_of(status, "reason").lower() == "answeredelsewhere",
    )


def _object(party: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    value = party.get(name)
    return value if isinstance(value, dict) else {}
