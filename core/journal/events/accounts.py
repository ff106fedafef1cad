"""Events of accounts: added, renamed, shared, chosen, archived."""

from core.basics.dataclass import dataclass
from core.journal.registry import Event, event


@event("account.added", {"name": "erased-{account_id}"})
@dataclass(frozen=True)
class AccountAdded(Event):
    """A client got a named account beside its own, which every client has from the start."""

    account_id: str
    """Id of the account."""
    client_id: str
    """Id of the client that owns it and pays."""
    name: str
    """Name of the account, lower case, unique among the client's accounts."""


@event("account.renamed", {"name": "erased-{account_id}"})
@dataclass(frozen=True)
class AccountRenamed(Event):
    """An account got another name."""

    account_id: str
    """Id of the account; the client's own id for its own account."""
    client_id: str
    """Id of the client that owns it."""
    name: str
    """The new name; empty: the own account has none again."""


@event("account.shared")
@dataclass(frozen=True)
class AccountShared(Event):
    """Work for another client may be charged to an account."""

    account_id: str
    """Id of the account."""
    client_id: str
    """Id of the client that owns it and pays."""
    with_client_id: str
    """Id of the client whose work may be charged to it."""


@event("account.unshared")
@dataclass(frozen=True)
class AccountUnshared(Event):
    """Work for another client is no longer charged to an account; where that client chose it, its own one is back."""

    account_id: str
    """Id of the account."""
    client_id: str
    """Id of the client that owns it."""
    with_client_id: str
    """Id of the client that used it."""


@event("account.chosen")
@dataclass(frozen=True)
class AccountChosen(Event):
    """Which account pays the work for a client where nobody names one: for one work type, or for all others."""

    client_id: str
    """Id of the client that the work is for."""
    account_id: str | None
    """Id of the account; `None`: for all work the client's own one, for a work type that of all other work."""
    work_type: str = ""
    """Code of the work type; empty: all work whose type has no account of its own."""


@event("account.archived")
@dataclass(frozen=True)
class AccountArchived(Event):
    """An account was archived: nothing more is charged to it, no client chooses it, its history stays."""

    account_id: str
    """Id of the account."""
    client_id: str
    """Id of the client that owns it."""


@event("account.brought-back")
@dataclass(frozen=True)
class AccountBroughtBack(Event):
    """An archived account was made active again."""

    account_id: str
    """Id of the account."""
    client_id: str
    """Id of the client that owns it."""
