"""What tests of the telephone on the desk tell it with."""

from datetime import timedelta
from typing import Any

from textual.pilot import Pilot

from core.basics.clock import FakeClock
from core.business import Business
from core.model.clients import Client
from core.model.phone import EventKind, PhoneEvent
from tests.builders import BLOCK, prepaid_terms
from tests.tui.driving import desk_of
from tui.widgets.answer_line import AnswerLine
from tui.widgets.ring_banner import RingBanner

NUMBER = "+390382490768"
UNKNOWN = "+390255512233"


def client_with_number(business: Business, code: str = "farmacia", name: str = "Farmacia Centrale") -> Client:
    """A prepaid client with a contact who owns `NUMBER`, and 10 hours."""
    client = business.clients.add(code, name, contacts=[f"Lucia Bruni <{NUMBER}>"])
    business.agreements.set(client.client_id, prepaid_terms(), None)
    business.blocks.sell(client.client_id, size_minutes=BLOCK)
    return client


def tell(
    business: Business,
    kind: str = "ring",
    *,
    number: str = NUMBER,
    call: str = "c1",
    to: str = "@anna",
    after: int = 0,
    name: str = "",
) -> str:
    """Let `after` seconds pass, then tell an event as a listener does. Returns the id of the last phone call concerned."""
    clock = business.clock
    assert isinstance(clock, FakeClock)
    if after:
        clock.advance(timedelta(seconds=after))
    event = PhoneEvent(
        kind=EventKind(kind), received_at=clock.now(), source="own", call=call, leg=to, number=number, name=name,
        extension=to,
    )  # fmt: skip
    return business.phone.record([event])[-1]


def banner_of(pilot: Pilot[Any]) -> str:
    """The banner's borders and lines; empty while it is not shown."""
    banner = desk_of(pilot).query_one(RingBanner)
    if not banner.has_class("-on"):
        return ""
    return "\n".join((str(banner.border_title), str(banner.render()), str(banner.border_subtitle)))


def line_of(pilot: Pilot[Any]) -> AnswerLine:
    """The line above the keys of the desk."""
    return desk_of(pilot).query_one("#status", AnswerLine)


def said_by(pilot: Pilot[Any]) -> str:
    """What that line shows."""
    return str(line_of(pilot).render()).strip()
