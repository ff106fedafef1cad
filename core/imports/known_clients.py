"""The clients of the store as a list of clients is compared with them, without all of them in memory."""

from collections.abc import Iterable, Iterator
from typing import Final

from core.imports.rows import ClientRow, folded
from core.imports.spilled import Met
from core.imports.taken_back import taken_back
from core.model.blocks import Block
from core.model.clients import Client
from core.model.fiscal import NO_CARD, FiscalCard
from core.model.terms import Terms
from core.session import Session
from core.store.rows.reads import Reads

_PAGE: Final = 1_000
"""How many names are read at once."""


def names_of(reads: Reads) -> Iterator[tuple[str, str, str, bool]]:
    """Id, code and name of all clients by code, and whether they are archived; a page of them is in memory."""
    code = ""
    while page := reads.client_names(code, _PAGE):
        yield from page
        code = page[-1][1]


class KnownClients:
    """Clients by code and by name, and what they hold.

    Those that the next rows mean are read together. Of the others eight bytes are kept; of those whose code or name stands
    in the file, the id. What the plan gives a client that several rows may mean is kept: a later row is compared with it.
    """

    def __init__(self, session: Session, rows: Iterable[ClientRow]) -> None:
        self._reads = session.store.reads
        self.codes = Met()
        """The codes that are taken, those of merged clients among them."""
        self._of_codes: dict[str, str] = {}
        self._of_names: dict[str, list[str]] = {}
        self._clients: dict[str, Client] = {}
        self._cards: dict[str, FiscalCard] = {}
        self._fiscal: dict[str, FiscalCard] = {}
        self._terms: dict[str, Terms] = {}
        self._with_blocks: set[str] = set()
        self._merged_into: set[str] = set()
        codes, names, has_archived = Met(), Met(), False
        self._rows_of_codes = codes
        self._rows_of_names, self._rows_of_both = Met(), Met()
        """The rows that name no code are found by their name, too, and may count twice."""
        for row in rows:
            name = folded(row.name)
            codes.add(row.code)
            names.add(name)
            if row.is_made:
                self._rows_of_names.add(name)
                self._rows_of_both.add(f"{row.code} {name}")
        for client_id, code, name, archived in names_of(self._reads):
            has_archived = has_archived or archived
            self.codes.add(code)
            if code in codes:
                self._of_codes[code] = client_id
            if (name := folded(name)) in names:
                self._of_names.setdefault(name, []).append(client_id)
        for code, client_id in self._reads.aliases().items():
            self.codes.add(code)
            self._of_codes[code] = client_id
            self._merged_into.add(client_id)
        self.back = taken_back(session) if has_archived else frozenset[str]()
        """Ids of archived clients that the undo of an import archived."""

    def look(self, rows: Iterable[ClientRow]) -> None:
        """Read the clients that some rows may mean, and their fiscal cards if a row has one."""
        ids, has_fiscal = dict[str, None](), False
        for row in rows:
            has_fiscal = has_fiscal or bool(row.fiscal)
            if client_id := self._of_codes.get(row.code):
                ids[client_id] = None
            if row.is_made:
                ids |= dict.fromkeys(self._of_names.get(folded(row.name), [])[:1])
        self._clients = {client.client_id: client for client in self._reads.clients(tuple(ids))} if ids else {}
        self._cards = self._reads.fiscal_cards(tuple(ids)) if ids and has_fiscal else {}

    def _client(self, client_id: str) -> Client | None:
        return self._clients.get(client_id) or self._reads.client(client_id)

    def of_code(self, code: str) -> Client | None:
        """The client of a code in the file; that of a merged one means the client that it was merged into."""
        client_id = self._of_codes.get(code)
        return self._client(client_id) if client_id else None

    def named(self, name: str, most: int) -> list[Client]:
        """The first clients of a name that stands in the file, by code."""
        found = map(self._client, self._of_names.get(folded(name), [])[:most])
        return [client for client in found if client is not None]

    def count_of(self, name: str) -> int:
        """How many clients have a name that stands in the file."""
        return len(self._of_names.get(folded(name), ()))

    def fiscal_of(self, client: Client) -> FiscalCard:
        """The fiscal card that a client has or gets."""
        client_id = client.client_id
        if client_id in self._fiscal:
            return self._fiscal[client_id]
        if client_id in self._clients:
            return self._cards.get(client_id, NO_CARD)
        return self._reads.fiscal_card(client_id)

    def terms_of(self, client: Client) -> Terms | None:
        """The last terms that a client's own account has or gets; `None` for none."""
        account_id = client.account_id
        if account_id in self._terms:
            return self._terms[account_id]
        versions = self._reads.agreements(account_id)
        return versions[-1].terms if versions else None

    def has_block(self, client: Client) -> bool:
        """Whether a client's own account has or gets a block that is not voided."""
        return client.account_id in self._with_blocks or any(map(_stands, self._reads.blocks(client.account_id)))

    def give(self, client: Client, *, fiscal: FiscalCard | None, terms: Terms | None, has_block: bool) -> None:
        """What the plan gives a client that is there."""
        if not self._is_met_again(client):
            return
        if fiscal is not None:
            self._fiscal[client.client_id] = fiscal
        if terms is not None:
            self._terms[client.account_id] = terms
        if has_block:
            self._with_blocks.add(client.account_id)

    def _is_met_again(self, client: Client) -> bool:
        """Whether several rows may mean a client."""
        code, name = client.code, folded(client.name)
        count = self._rows_of_codes.times(code) + self._rows_of_names.times(name)
        return count - self._rows_of_both.times(f"{code} {name}") > 1 or client.client_id in self._merged_into


def _stands(block: Block) -> bool:
    return not block.voided
