"""Which client a row means, and which names of a foreign export become clients."""

from collections.abc import Collection, Iterable

from core.basics.i18n import _
from core.imports.known_clients import names_of
from core.imports.rows import CellError, EntryRow, folded
from core.imports.spilled import Met
from core.imports.taken_back import taken_back
from core.ledger.clients import Clients, free_code
from core.model.clients import Client
from core.session import Session

NEW = "new:"
"""What the id of a client that the import has still to add begins with; its code follows."""
_TOGETHER = 500
"""How many clients are read at once."""


class Finder:
    """Clients by code or whole name; new ones from the names of a foreign export. It only reads.

    Of the clients in the store it keeps those that the rows mean.
    """

    def __init__(
        self,
        session: Session,
        clients: Clients,
        only: Client | None,
        create: bool | None,
        texts: Collection[str],
    ) -> None:
        """`texts` is what the rows say of their clients."""
        self._session = session
        self._reads = session.store.reads
        self._only = only
        self._create = create
        self._clients = clients
        self._known: dict[str, Client] = {}
        self._namesakes: dict[str, list[str]] = {}
        self._names = Met()
        """Names of all clients that a row can mean: no new code is one, or rows with that name would mean the new client."""
        self.unknown = 0
        """How many rows were refused because there is no client of the name that they give."""
        self.back = frozenset[str]()
        """Ids of archived clients that the undo of an import archived; a row makes one active again."""
        wanted = {folded(text) for text in texts}
        of_codes = self._reads.ids_by_code(wanted)
        by_id = self._read(of_codes.values())
        if by_id.keys() == set(of_codes.values()) and of_codes.keys() == wanted:
            self._known = {code: by_id[client_id] for code, client_id in of_codes.items()}
        else:
            self._look_for(wanted | {folded(text.rpartition("/")[0]) for text in texts if "/" in text})

    def _look_for(self, wanted: Collection[str]) -> None:
        """Find the clients of some folded codes and names."""
        of_codes, of_names, archived = dict[str, str](), dict[str, list[str]](), list[tuple[str, str, str]]()

        def meet(client_id: str, code: str, name: str) -> None:
            self._names.add(name)
            if code in wanted:
                of_codes[code] = client_id
            if name in wanted:
                of_names.setdefault(name, []).append(client_id)

        for client_id, code, name, is_archived in names_of(self._reads):
            if is_archived:
                archived.append((client_id, code, folded(name)))
            else:
                meet(client_id, code, folded(name))
        # Clients that are active come first: a name is theirs.
        self.back = taken_back(self._session) if archived else frozenset()
        for client_id, code, name in archived:
            if client_id in self.back:
                meet(client_id, code, name)
        of_codes |= {code: client_id for code, client_id in self._reads.aliases().items() if code in wanted}
        by_id = self._read((*of_codes.values(), *(each for found in of_names.values() for each in found)))
        alive = {client_id for client_id, client in by_id.items() if not client.archived or client_id in self.back}
        self._known = {name: by_id[found[0]] for name, found in of_names.items()}
        codes = {code: by_id[client_id] for code, client_id in of_codes.items() if client_id in alive}
        self._known |= codes
        self._namesakes = {
            name: [by_id[each].code for each in found]
            for name, found in of_names.items()
            if len(found) > 1 and name not in codes
        }

    def _read(self, client_ids: Iterable[str]) -> dict[str, Client]:
        ids, found = list(dict.fromkeys(client_ids)), dict[str, Client]()
        for first in range(0, len(ids), _TOGETHER):
            found |= {each.client_id: each for each in self._reads.clients(ids[first : first + _TOGETHER])}
        return found

    def split(self, row: EntryRow) -> tuple[EntryRow, str]:
        """A row with its client alone, and the name of the account: of its own column, or after a slash (`acme/servers`)."""
        if row.account_text:
            return row, row.account_text
        head, slash, name = row.client_text.rpartition("/")
        if slash and folded(row.client_text) not in self._known and folded(head) in self._known:
            return row._replace(client_text=head), name.strip()
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
            self.unknown += 1
            raise CellError(
                "client",
                _("there is no client {name}; add it first").format(name=row.client_text),
            )
        event = self._clients.drafted(free_code(row.client_text, self._is_taken), row.client_text)
        client = Client(NEW + event.code, event.code, event.name)
        self._known[wanted] = self._known[client.code] = client
        return client

    def _is_taken(self, code: str) -> bool:
        return code in self._known or code in self._names or self._reads.client_by_code(code) is not None
