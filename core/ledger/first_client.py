"""A client, its prepaid agreement and its first block, in one change: what a new business begins with."""

from core.basics.dataclass import dataclass
from core.basics.errors import Usage
from core.basics.i18n import _
from core.basics.identity import Right
from core.ledger.agreements import Agreements
from core.ledger.blocks import Blocks
from core.ledger.clients import Clients, check_reachable, clean_code, free_code
from core.model.clients import Client
from core.model.terms import Kind, RenewalMode, Terms, Threshold
from core.queries.price_list import listed_price
from core.session import Session, needs


@dataclass(frozen=True)
class FirstClient:
    """What is written down of a client at once."""

    name: str
    """Name of the client."""
    code: str = ""
    """Code; empty: the one that `proposed_code` gives."""
    phone: str = ""
    """Telephone number; empty for none."""
    block_minutes: int = 0
    """Minutes of a block of the agreement, and of the block that is sold today; 0: neither."""
    price_minor: int = 0
    """Price of a block in minor units of `currency`; 0: what the price list says."""
    currency: str = "EUR"
    """ISO 4217 code of the price."""
    renewal: RenewalMode = RenewalMode.AUTO
    """What happens under the threshold."""
    threshold_minutes: int = 0
    """Minutes under which a block follows."""


class FirstClients:
    """Adds clients with all that they need to be worked for."""

    def __init__(self, session: Session, clients: Clients, agreements: Agreements, blocks: Blocks) -> None:
        self._session = session
        self._clients = clients
        self._agreements = agreements
        self._blocks = blocks

    @needs(Right.READ)
    def proposed_code(self, name: str) -> str:
        """A free code for a name: its first word, if it has one."""
        reads = self._session.store.reads
        first = next(iter(name.split()), "")
        return free_code(first, lambda wanted: reads.client_by_code(wanted) is not None)

    @needs(Right.READ)
    def check(self, first: FirstClient) -> str:
        """The code that the client will have. Errors: `Usage` for what cannot be written down."""
        if not first.name.strip():
            raise Usage(_("a client needs a name"), about="name")
        check_reachable([first.phone] if first.phone else [], [], "")
        if first.threshold_minutes and not first.block_minutes:
            raise Usage(_("without a block there is no threshold; write the hours of a block"), about="block")
        if first.block_minutes and not self.price_of(first):
            raise Usage(_("a block needs a price; write it, or leave the hours of the block empty"), about="price")
        return clean_code(first.code) if first.code.strip() else self.proposed_code(first.name)

    @needs(Right.READ)
    def price_of(self, first: FirstClient) -> int:
        """What the block costs in minor units: as said, else what the price list says; 0 for neither."""
        return first.price_minor or listed_price(self._session, first.block_minutes, first.currency) or 0

    @needs(Right.READ)
    def terms_of(self, first: FirstClient) -> Terms:
        """The agreement of a client with a block."""
        return Terms(
            kind=Kind.PREPAID,
            block_minutes=first.block_minutes,
            price_minor=self.price_of(first),
            currency=first.currency,
            renewal=first.renewal,
            threshold=Threshold(first.threshold_minutes),
        )

    @needs(Right.MANAGE)
    def add(self, first: FirstClient) -> Client:
        """Write all of it down in one change. Errors: those of `check`, and `Refused` for a code in use."""
        with self._session.changing():
            code = self.check(first)
            phones = [first.phone] if first.phone else []
            client = self._clients.add_in_change(code, first.name.strip(), phones=phones)
            if first.block_minutes:
                terms = self.terms_of(first)
                self._agreements.put_in_change(client.account_id, lambda _before: terms, None)
                self._blocks.sell_in_change(client.account_id)
        return client
