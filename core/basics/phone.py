"""A telephone number as a client's card keeps it. Apart from `numbers`, which reads such texts and takes longer to import."""

from core.basics.dataclass import dataclass


@dataclass(frozen=True)
class Phone:
    """A telephone number as typed, its E.164 form (empty if unreadable), and the contact who owns it."""

    raw: str
    e164: str = ""
    contact: str = ""
