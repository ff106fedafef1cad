"""Events of a telephone system, made short for tests."""

from datetime import UTC, datetime, timedelta
from typing import Any

from core.model.phone import EventKind, PhoneEvent

RANG = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
NUMBER = "+390212345678"


def event(kind: str, after: float | None, extension: str = "", *, leg: str = "", **details: Any) -> PhoneEvent:
    """An event so many seconds after the first ring; `None`: it tells no instant."""
    at = None if after is None else RANG + timedelta(seconds=after)
    values: dict[str, Any] = {"source": "test", "call": "c1", "received_at": at or RANG, **details}
    number = values.pop("number", NUMBER if kind == "ring" else "")
    return PhoneEvent(kind=EventKind(kind), leg=leg, extension=extension, number=number, at=at, **values)


def arrived(kind: str, after: float, extension: str = "", **details: Any) -> PhoneEvent:
    """An event without an instant that arrived so many seconds after the first ring."""
    return event(kind, None, extension, received_at=RANG + timedelta(seconds=after), **details)


def seconds(after: float) -> datetime:
    """The instant so many seconds after the first ring."""
    return RANG + timedelta(seconds=after)
