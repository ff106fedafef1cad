"""Clients."""

from core.basics.dataclass import dataclass
from core.basics.phone import Phone


@dataclass(frozen=True)
class Client:
    """A client: the firm or person that work is done for."""

    client_id: str
    """Id of the client; never changes."""
    code: str
    """Code that people type: lower case, unique in the store."""
    name: str
    """Name as people read it."""
    phones: tuple[Phone, ...] = ()
    """Telephone numbers of the client and of its contacts."""
    contacts: tuple[str, ...] = ()
    """Names of the client's people."""
    email: str = ""
    """E-mail address; empty for none."""
    archived: bool = False
    """Whether lists and searches leave the client out."""
    without_card: bool = False
    """Whether it was added as a new caller, and nobody has written its card yet: a phone, a contact, or "complete"."""
    default_account_id: str = ""
    """Id of the account that pays its work where nobody names one; empty: its own."""

    @property
    def account_id(self) -> str:
        """Id of the account that its code means."""
        return self.default_account_id or self.client_id
