"""Events of clients: the record, its archiving and erasure, the mail that a client receives."""

from core.basics.dataclass import dataclass
from core.basics.phone import Phone
from core.journal.registry import ERASED, ERASED_CODE, Event, TextTree, event
from core.model.fiscal import FiscalCard
from core.model.mail import MailSwitches

_CARD: TextTree = {"code": ERASED_CODE, "name": ERASED, "phones": (), "contacts": (), "email": ""}
_FISCAL: TextTree = {
    "card": {
        name: ""
        for name in (
            "name", "vat", "tax_code", "street", "number", "zip", "city", "province", "sdi", "pec", "contract", "cig", "cup",
        )
    }
}  # fmt: skip


@event("client.added", _CARD)
@dataclass(frozen=True)
class ClientAdded(Event):
    """A client was added."""

    client_id: str
    """Id of the client."""
    code: str
    """Code of the client, lower case, unique in the store."""
    name: str
    """Name of the client as people read it."""
    phones: tuple[Phone, ...] = ()
    """Telephone numbers of the client and of its contacts, with the contact's name where one owns the number."""
    contacts: tuple[str, ...] = ()
    """Names of the client's people."""
    email: str = ""
    """E-mail address; empty for none."""


@event("client.edited", _CARD)
@dataclass(frozen=True)
class ClientEdited(Event):
    """A client was edited; the event holds every field, changed or not."""

    client_id: str
    """Id of the client."""
    code: str
    """Code of the client, lower case, unique in the store."""
    name: str
    """Name of the client as people read it."""
    phones: tuple[Phone, ...] = ()
    """Telephone numbers of the client and of its contacts, with the contact's name where one owns the number."""
    contacts: tuple[str, ...] = ()
    """Names of the client's people."""
    email: str = ""
    """E-mail address; empty for none."""


@event("client.fiscal-set", _FISCAL)
@dataclass(frozen=True)
class FiscalSet(Event):
    """A client's fiscal card was set; the event holds every field, changed or not."""

    client_id: str
    """Id of the client."""
    card: FiscalCard
    """The whole card."""


@event("client.archived")
@dataclass(frozen=True)
class ClientArchived(Event):
    """A client was archived: lists and searches leave it out, its history stays."""

    client_id: str
    """Id of the archived client."""


@event("client.brought-back")
@dataclass(frozen=True)
class ClientBroughtBack(Event):
    """An archived client was made active again."""

    client_id: str
    """Id of the client that is active again."""


@event("client.card-missing")
@dataclass(frozen=True)
class CardMissing(Event):
    """A client was added as a new caller: only a name is known, the card is still to be written."""

    client_id: str
    """Id of the client without a card."""


@event("client.card-given")
@dataclass(frozen=True)
class CardGiven(Event):
    """A client that was without a card got a phone or a contact, or a person said that the card is complete."""

    client_id: str
    """Id of the client whose card is written."""


@event("client.erased")
@dataclass(frozen=True)
class ClientErased(Event):
    """A client's personal texts were erased: those of every earlier journal row and those of the client's own record."""

    client_id: str
    """Id of the client whose texts were erased."""


@event("client.merged", {"account_name": "erased-{client_id}"})
@dataclass(frozen=True)
class ClientMerged(Event):
    """A client turned out to be another one: all that it has belongs to that one, which its code means from now on."""

    client_id: str
    """Id of the client that is no more."""
    into_client_id: str
    """Id of the client that has all of it now."""
    account_name: str
    """Name of its own account among those of the other client, lower case."""
    waiting_account_id: str | None = None
    """Id of the account to which its work that waits for an agreement goes; `None`: it stays where it is."""


@event("mail.switched", {"switches": {"to": ""}})
@dataclass(frozen=True)
class MailSwitched(Event):
    """The mail that a client receives was set; the event holds every switch."""

    client_id: str
    """Id of the client."""
    switches: MailSwitches
    """The whole switches; a change takes nothing from the ones before."""
