"""The result of a search for clients."""

from dataclasses import dataclass
from enum import StrEnum


class Matched(StrEnum):
    """The part of a client that matches the typed text."""

    CODE = "code"
    NAME = "name"
    CONTACT = "contact"
    PHONE = "phone"
    TICKET = "ticket"
    SPELLING = "spelling"


@dataclass(frozen=True, slots=True)
class Hit:
    """A client that matches, the part that matches, and the matching contact, phone or ticket (`why`).

    `is_whole`: a number or ticket was typed whole (a number: at least its last seven digits), not only a part of it.
    Always true for code, name and contact.
    """

    client_id: str
    matched: Matched
    why: str = ""
    is_whole: bool = True
