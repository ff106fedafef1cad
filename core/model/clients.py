"""Who buys hours."""

from dataclasses import dataclass

from core.basics.numbers import Phone


@dataclass(frozen=True, slots=True)
class Client:
    """Who buys hours."""

    client_id: str
    code: str
    name: str
    phones: tuple[Phone, ...] = ()
    contacts: tuple[str, ...] = ()
    email: str = ""
    archived: bool = False
