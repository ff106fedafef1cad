"""What the desk reads of the store, in threads and on connections of its own: a slow disk stalls no key."""

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, TypeVar

from core.basics.dataclass import dataclass, replace
from core.basics.i18n import _
from core.queries.views.clients import ClientRow
from core.queries.views.desk import DeskView
from core.store.scope import ChangeToken
from tui.attempt import attempt
from tui.beside import Beside
from tui.places import account_of, client_of, key_of
from tui.widgets.side_panel import About

if TYPE_CHECKING:
    from core.business import Business
    from core.ledger.callers import NewCaller
    from core.queries.queries import Queries

T = TypeVar("T")


@dataclass(frozen=True)
class DeskRead:
    """One read of the desk."""

    seen: ChangeToken
    """The change token before the read."""
    typed: str
    """What was searched for: the text of the search box without a start such as `@-10m`."""
    view: DeskView
    """The view; its clients are those that were found."""
    new: "NewCaller | None"
    """The client that a call with a new caller would add; `None` where the text is no name."""
    last_entry_id: str | None
    """The technician's last entry that is not voided."""
    about: About
    """What to say about the row that is likely to be highlighted."""
    more: tuple[ClientRow, ...] = ()
    """The row that is likely to be highlighted, where it is none of the list's."""


@dataclass(frozen=True)
class Asked:
    """What the desk wants to read."""

    text: str
    """The text of the search box."""
    limit: int
    """The most rows of the list."""
    with_glance: bool
    """Whether the window has room for the panel of last entries."""
    highlighted: "Callable[[str, DeskView, NewCaller | None], str | None]"
    """The key of the row that will be highlighted, for what was typed and found; it is called in the thread."""


class DeskReader:
    """Reads for one desk. Any thread may call it; of reads that wait only the newest is made."""

    def __init__(self, business: "Business") -> None:
        self._quick = Beside(business)
        self._slow = Beside(business)
        """For what may take long: near misses and the counts of all accounts."""
        self._newest: Asked | None = None

    def ask(self, asked: Asked) -> Asked:
        """Make this what is wanted: an older read that waits is not made any more."""
        self._newest = asked
        return asked

    def is_newest(self, asked: Asked) -> bool:
        """Whether nothing else was asked for since."""
        return asked is self._newest

    def read(self, asked: Asked) -> DeskRead | None:
        """The desk; `None` if something newer was asked for. Errors: `MonteoreError`."""
        return self._quick.reading(lambda reader: self._read(reader, asked) if self.is_newest(asked) else None)

    def about(self, key: str | None, *, with_glance: bool) -> About:
        """What to say about a client and account. Errors: `MonteoreError`."""
        return self._quick.reading(lambda reader: _about(reader.queries, key, with_glance=with_glance))

    def near(self, text: str) -> tuple[ClientRow, ...]:
        """Clients whose spelling is only similar, and archived ones that are meant, these first. Errors: `MonteoreError`."""
        return self._slow.reading(lambda reader: _near(reader.queries, text))

    def counts(self) -> tuple[int, int]:
        """How many accounts are under their threshold, and how many invoices are overdue. Errors: `MonteoreError`."""
        return self._slow.reading(lambda reader: reader.queries.counts())

    def close(self) -> None:
        """Close the connections."""
        self._quick.close()
        self._slow.close()

    def _read(self, reader: "Business", asked: Asked) -> DeskRead:
        from core.queries.search import asks_for_cards

        queries = reader.queries
        seen = queries.changes()
        typed, _start = typed_words(queries, asked.text)
        # The counts of all accounts are those of before: `counts` brings them up to date, which takes longer.
        view = queries.desk(None, typed, asked.limit, with_near=False, with_counts=False)
        last, wanted = queries.my_last_entry(), typed.strip()
        is_name = bool(wanted) and not asks_for_cards(wanted)
        new = attempt(lambda: reader.callers.proposed(wanted)).value if is_name else None
        key = asked.highlighted(wanted, view, new)
        client_id, more = client_of(key), tuple[ClientRow, ...]()
        if client_id and not wanted and all(key_of(row) != key for row in view.clients):
            more = tuple(row for row in queries.client_rows_of([client_id]) if not row.client.archived)
        about = _about(queries, key, with_glance=asked.with_glance)
        return DeskRead(seen, typed, view, new, last.entry_id if last else None, about, more)


def _near(queries: "Queries", text: str) -> tuple[ClientRow, ...]:
    archived = tuple(
        replace(row, why=_("archived: {code}").format(code=row.client.code)) for row in queries.archived_clients(text)
    )
    return (*archived, *queries.near_clients(text))


def typed_words(queries: "Queries", text: str) -> tuple[str, datetime | None]:
    """What is searched for, and the start that is typed behind it (`acme @-10m`)."""
    if "@" not in text:
        return text, None
    from core.entryline.call_words import call_start, client_words

    words = attempt(lambda: call_start(queries, text)).value
    if words is None:
        # An instant that cannot be a start, or is not typed to its end: Enter says why.
        return client_words(text), None
    return words.client_text, words.started_at


def _about(queries: "Queries", key: str | None, *, with_glance: bool) -> About:
    client_id = client_of(key)
    if not client_id:
        return About(key)
    client = queries.client(client_id)
    # Another client may own the account.
    balance = replace(queries.balance(account_of(key) or client.account_id), client=client)
    glance = queries.glance(client_id) if with_glance else None
    return About(key, balance, queries.others_on_the_phone(client_id), glance)
