"""The result of a search for clients."""

from enum import StrEnum

from core.basics.dataclass import dataclass


class Matched(StrEnum):
    """The part of a client that matches the typed text."""

    CODE = "code"
    NAME = "name"
    CONTACT = "contact"
    PHONE = "phone"
    TICKET = "ticket"
    SPELLING = "spelling"


@dataclass(frozen=True)
class Hit:
    """A client that matches, the part that matches, and the matching contact, phone or ticket (`why`).

    `is_whole`: a number or ticket was typed whole (a number: at least its last seven digits), not only a part of it.
    Always true for code, name and contact.
    """

    client_id: str
    """Id of the client."""
    matched: Matched
    """The part of the client that matches."""
    why: str = ""
    """The matching contact, phone or ticket; empty for a match of code, name or spelling."""
    is_whole: bool = True
    """Whether the typed number or ticket is whole, not a part; true for every other kind of match."""
