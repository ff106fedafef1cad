"""The clients of the store as a list of clients is compared with them, without all of them in memory."""

from collections.abc import Iterable, Iterator
from typing import Final

from core.imports.rows import ClientRow, folded
from core.imports.spilled import Met
from core.imports.taken_back import taken_back
from core.model.blocks import Block
from core.model.clients import Client
from core.model.fiscal import FiscalCard
from core.model.terms import Terms
from core.session import Session

_PAGE: Final = 1_000
"""How many names are read at once."""


class KnownClients:
    """Clients by code and by name, and what they hold.

    Each is read when a row means it. Of the others eight bytes are kept; of those whose name stands in the file, the id.
    What the plan gives a client is kept, so that a later row of the same client is compared with it.
    """

    def __init__(self, session: Session, rows: Iterable[ClientRow]) -> None:
        self._reads = session.store.reads
        self.codes = Met()
        """The codes that are taken, those of merged clients among them."""
        self._ids: dict[str, list[str]] = {}
        self._fiscal: dict[str, FiscalCard] = {}
        self._terms: dict[str, Terms] = {}
        self._with_blocks: set[str] = set()
        in_file, has_archived = Met(), False
        for row in rows:
            in_file.add(folded(row.name))
        for client_id, code, name, archived in self._names():
            has_archived = has_archived or archived
            self.codes.add(code)
            if (name := folded(name)) in in_file:
                self._ids.setdefault(name, []).append(client_id)
        for code in self._reads.aliases():
            self.codes.add(code)
        self.back = taken_back(session) if has_archived else frozenset[str]()
        """Ids of archived clients that the undo of an import archived."""

    def _names(self) -> Iterator[tuple[str, str, str, bool]]:
        code = ""
        while page := self._reads.client_names(code, _PAGE):
            yield from page
            code = page[-1][1]

    def of_code(self, code: str) -> Client | None:
        """The client of a code; that of a merged one means the client that it was merged into."""
        return self._reads.client_by_code(code) if code in self.codes else None

    def named(self, name: str, most: int) -> list[Client]:
        """The first clients of a name that stands in the file, by code."""
        found = map(self._reads.client, self._ids.get(folded(name), [])[:most])
        return [client for client in found if client is not None]

    def count_of(self, name: str) -> int:
        """How many clients have a name that stands in the file."""
        return len(self._ids.get(folded(name), ()))

    def fiscal_of(self, client: Client) -> FiscalCard:
        """The fiscal card that a client has or gets."""
        return self._fiscal.get(client.client_id) or self._reads.fiscal_card(client.client_id)

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
        if fiscal is not None:
            self._fiscal[client.client_id] = fiscal
        if terms is not None:
            self._terms[client.account_id] = terms
        if has_block:
            self._with_blocks.add(client.account_id)


def _stands(block: Block) -> bool:
    return not block.voided
