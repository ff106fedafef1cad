"""Which client a row means, and which names of a foreign export become clients."""

from core.basics.dataclass import replace
from core.basics.i18n import _
from core.imports.rows import CellError, EntryRow, folded
from core.imports.taken_back import taken_back
from core.ledger.clients import Clients, free_code
from core.model.clients import Client
from core.session import Session

NEW = "new:"
"""What the id of a client that the import has still to add begins with; its code follows."""


class Finder:
    """Clients by code or whole name; new ones from the names of a foreign export. It only reads."""

    def __init__(self, session: Session, clients: Clients, only: Client | None, create: bool | None) -> None:
        self._session = session
        self._only = only
        self._create = create
        self._clients = clients
        self._known: dict[str, Client] = {}
        self._namesakes: dict[str, list[str]] = {}
        every = session.store.reads.clients()
        self.back = taken_back(session) if any(client.archived for client in every) else frozenset()
        """Ids of archived clients that the undo of an import archived; a row makes one active again."""
        # Clients that are active come first: a name is theirs.
        alive = [client for client in every if not client.archived]
        alive += [client for client in every if client.archived and client.client_id in self.back]
        for client in alive:
            name = folded(client.name)
            self._known.setdefault(name, client)
            self._namesakes.setdefault(name, []).append(client.code)
        codes = {client.code: client for client in alive}
        by_id = {client.client_id: client for client in alive}
        aliases = session.store.reads.aliases().items()
        codes |= {code: by_id[client_id] for code, client_id in aliases if client_id in by_id}
        self._known |= codes
        self._namesakes = {
            name: found for name, found in self._namesakes.items() if len(found) > 1 and name not in codes
        }

    def split(self, row: EntryRow) -> tuple[EntryRow, str]:
        """A row with its client alone, and the name of the account: of its own column, or after a slash (`acme/servers`)."""
        if row.account_text:
            return row, row.account_text
        head, slash, name = row.client_text.rpartition("/")
        if slash and folded(row.client_text) not in self._known and folded(head) in self._known:
            return replace(row, client_text=head), name.strip()
        return row, ""

    def client_of(self, row: EntryRow) -> Client:
        """The client of a row; one whose id begins with `NEW` is still to be added. Errors: `CellError`, `MonteoreError`."""
        if self._only is not None:
            return self._only
        wanted = folded(row.client_text)
        if wanted in self._namesakes:
            raise CellError(
                "client",
                _("{name} is the name of several clients: {codes}; write one of these codes").format(
                    name=row.client_text, codes=", ".join(self._namesakes[wanted])
                ),
            )
        if wanted in self._known:
            return self._known[wanted]
        foreign = not row.key_material.startswith("csv|")
        if not (foreign if self._create is None else self._create):
            raise CellError(
                "client",
                _("there is no client {name}; add it first").format(name=row.client_text),
            )
        event = self._clients.drafted(free_code(row.client_text, self._is_taken), row.client_text)
        client = Client(NEW + event.code, event.code, event.name)
        self._known[wanted] = self._known[client.code] = client
        return client

    def _is_taken(self, code: str) -> bool:
        return code in self._known or self._session.store.reads.client_by_code(code) is not None
