"""What a message over HTTP consists of, and how adapters read it."""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Protocol
from zoneinfo import ZoneInfo

from core.basics.dataclass import dataclass, field
from core.model.phone import Direction, EventKind, PhoneEvent

if TYPE_CHECKING:
    from core.queries.views.clients import CallerView

LONGEST_VALUE = 500
_MOST_PARTS = 50


class BadMessage(ValueError):
    """A message that its adapter cannot read; the sentence goes back to the sender."""


@dataclass(frozen=True)
class Request:
    """One message. `fields` are those of the query and of the body; a field that is repeated has a list."""

    received_at: datetime
    """UTC instant of its arrival."""
    fields: Mapping[str, Any] = field(default_factory=dict)
    """Fields of the query, of a form, or of a JSON object."""
    headers: Mapping[str, str] = field(default_factory=dict)
    """Headers, their names in small letters."""
    body: bytes = b""
    """The body as it came, for signatures."""
    path: tuple[str, ...] = ()
    """Parts of the path after the adapter's name, without the token."""

    def text(self, *names: str) -> str:
        """The first field of these names that is not empty, as text."""
        return text_of(self.fields, *names)


@dataclass(frozen=True)
class Answer:
    """What an adapter made of a message: events, and what the sender gets."""

    events: tuple[PhoneEvent, ...] = ()
    """The events, in the order of the message."""
    body: str = ""
    """The answer's text; empty for none."""
    content_type: str = "text/plain; charset=utf-8"
    """Type of the answer's text."""
    headers: tuple[tuple[str, str], ...] = ()
    """More headers."""


@dataclass(frozen=True)
class Context:
    """What adapters may ask for."""

    zone: ZoneInfo
    """Zone of instants that are told without one: the business's."""
    lookup: "Callable[[str], CallerView]"
    """The owners of a number."""
    secret: bytes = b""
    """Shared secret for signatures (Zoom); empty: none was given."""


class Adapter(Protocol):
    """One dialect. Errors of `read`: `BadMessage`."""

    name: str
    """First part of the path."""

    def read(self, request: Request, context: Context) -> Answer:
        """The events of a message."""
        ...

    def is_signed(self, request: Request, context: Context) -> bool:
        """Whether a signature proves the sender, so that no token is needed."""
        ...


class TokenOnly:
    """An adapter without signatures."""

    def is_signed(self, _request: Request, _context: Context) -> bool:
        """Never."""
        return False


def text_of(fields: Mapping[str, Any], *names: str) -> str:
    """The first field of these names that is not empty, as text of a bounded length; a list counts by its first value."""
    for name in names:
        value = fields.get(name)
        if isinstance(value, list):
            value = value[0] if value else None
        if isinstance(value, str | int | float) and not isinstance(value, bool) and str(value).strip():
            return str(value)[:LONGEST_VALUE].strip()
    return ""


def texts_of(fields: Mapping[str, Any], *names: str) -> list[str]:
    """All values of the first field of these names that is there; at most 50."""
    for name in names:
        value = fields.get(name)
        if value:
            values = value if isinstance(value, list) else [value]
            return [str(each)[:LONGEST_VALUE].strip() for each in values[:_MOST_PARTS] if str(each).strip()]
    return []


def objects_of(value: object) -> list[Mapping[str, Any]]:
    """The objects of a JSON list, at most 50; an object alone counts as a list of one."""
    values = value if isinstance(value, list) else [value]
    return [each for each in values[:_MOST_PARTS] if isinstance(each, dict)]


def instant_of(text: str, zone: ZoneInfo) -> datetime | None:
    """An instant as ISO 8601, RFC 2822, or local `2026-11-28 19:38:05`; `None` where it cannot be read."""
    if not text:
        return None
    try:
        read = datetime.fromisoformat(re.sub(r"[/]", "-", text))
    except ValueError:
        try:
            from email.utils import parsedate_to_datetime

            read = parsedate_to_datetime(text)
        except ValueError:
            return None
    try:
        return (read if read.tzinfo else read.replace(tzinfo=zone)).astimezone(UTC)
    except OverflowError:
        return None


def seconds_of(text: str) -> int | None:
    """A length as `15` or `00:00:15`, in milliseconds; `None` where it cannot be read."""
    if re.fullmatch(r"\d{1,6}(\.\d+)?", text, re.ASCII):
        return int(float(text) * 1000)
    match = re.fullmatch(r"(\d{1,3}):(\d{2}):(\d{2})", text, re.ASCII)
    if match is None:
        return None
    hours, minutes, seconds = (int(part) for part in match.groups())
    return (hours * 3600 + minutes * 60 + seconds) * 1000


def finished_call(
    source: str,
    received_at: datetime,
    *,
    call: str,
    number: str,
    extension: str,
    direction: Direction,
    started_at: datetime | None,
    ended_at: datetime | None,
    talk_ms: int,
    name: str = "",
    leg: str = "",
) -> tuple[PhoneEvent, ...]:
    """The events of a call that a system reports only when it is over; answered if there was talk."""
    end = ended_at or received_at
    start = min(started_at or end - timedelta(milliseconds=talk_ms), end)

    def event(kind: EventKind, at: datetime, talk: int | None = None) -> PhoneEvent:
        return PhoneEvent(kind, source, received_at, call, leg, number, name, extension, direction, at, talk)

    if talk_ms <= 0:
        return event(EventKind.RING, start), event(EventKind.MISSED, end)
    answered = end - timedelta(milliseconds=talk_ms)
    return (
        event(EventKind.RING, min(start, answered)),
        event(EventKind.ANSWER, answered),
        event(EventKind.END, end, talk_ms),
    )
