"""What a search for clients finds."""

from dataclasses import dataclass
from enum import StrEnum


class Matched(StrEnum):
    """What of a client matches the words typed."""

    CODE = "code"
    NAME = "name"
    CONTACT = "contact"
    PHONE = "phone"
    TICKET = "ticket"
    SPELLING = "spelling"


@dataclass(frozen=True, slots=True)
class Hit:
    """A client that matches, what of it does, and the contact, phone or ticket in question.

    `is_whole`: a number or ticket was typed whole (a number: at least its last seven digits), not only a part of it.
    Always true for code, name and contact.
    """

    client_id: str
    matched: Matched
    why: str = ""
    is_whole: bool = True
