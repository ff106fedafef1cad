"""The FRITZ!Box call monitor (TCP 1012): one line an event, ended by `\\n`.

    28.08.10 10:21:37;RING;0;040123456;123456;SIP0;
    28.08.10 10:21:40;CONNECT;0;4;040123456;
    28.08.10 10:22:01;DISCONNECT;0;21;

The number of the connection is used again for later calls. Some firmware leaves the last `;` out. The box's clock has no
zone and may be wrong, so the arrival is the instant; only ring and end within one of its seconds are told apart by it.
"""

from datetime import datetime

from core.basics.dataclass import dataclass
from core.model.phone import Direction, EventKind, PhoneEvent

SOURCE = "fritzbox"
_LARGEST_LINE = 4096
_FEWEST_FIELDS = 3


@dataclass(frozen=True)
class _Call:
    call: str
    number: str
    extension: str
    direction: Direction


class FritzBox:
    """Bytes to events."""

    def __init__(self) -> None:
        self._rest = b""
        self._calls: dict[str, _Call] = {}

    def feed(self, chunk: bytes, now: datetime) -> list[PhoneEvent]:
        """The events of the lines that are complete now."""
        *lines, self._rest = (self._rest + chunk).split(b"\n")
        self._rest = self._rest[-_LARGEST_LINE:]
        return [event for line in lines if (event := self._line(line, now)) is not None]

    def _line(self, line: bytes, now: datetime) -> PhoneEvent | None:
        fields = line.decode("utf-8", "replace").strip().split(";")
        if len(fields) < _FEWEST_FIELDS:
            return None
        stamp, kind, connection, *rest = fields
        rest += [""] * 4
        if kind == "RING":
            self._calls[connection] = _Call(f"{stamp} {connection}", rest[0], rest[1], Direction.IN)
            return self._event(EventKind.RING, connection, now)
        if kind == "CALL":
            self._calls[connection] = _Call(f"{stamp} {connection}", rest[2], rest[1], Direction.OUT)
            return self._event(EventKind.RING, connection, now)
        if connection not in self._calls:
            return None
        if kind == "CONNECT":
            return self._event(EventKind.ANSWER, connection, now)
        if kind == "DISCONNECT":
            event = self._event(EventKind.END, connection, now)
            del self._calls[connection]
            return event
        return None

    def _event(self, kind: EventKind, connection: str, now: datetime) -> PhoneEvent:
        call = self._calls[connection]
        return PhoneEvent(
            kind,
            SOURCE,
            now,
            call.call,
            number=call.number,
            extension=call.extension,
            direction=call.direction,
            at=now,
        )
