"""Find clients by typed text or by a caller's number. What a code that is typed whole does not need is imported later."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from core.basics.dataclass import replace
from core.basics.errors import AmbiguousClient, UnknownClient
from core.basics.i18n import _
from core.basics.text import visible_text
from core.model.accounts import AccountCard
from core.model.clients import Client
from core.queries.views.calls import CallView
from core.queries.views.clients import CallerView, ClientRow, FoundClients
from core.session import Session

if TYPE_CHECKING:
    from core.basics.numbers import NumberPlan
    from core.model.search import Hit
    from core.queries.archived import FoundArchived
    from core.queries.calls import CallQueries

SHORTEST_NEAR = 3
"""Characters from which similar spellings are searched."""
_MOST_NAMED = 9
_MOST_NEAR = 5
"""Of a longer text the search reads so many characters."""
_LONGEST_SHOWN = 60


class ClientSearch:
    """Search over one store. `client`, `rows_of` and `account_rows` read cards and rows."""

    def __init__(
        self,
        session: Session,
        calls: CallQueries,
        client: Callable[[str], Client],
        rows_of: Callable[[Sequence[str]], tuple[ClientRow, ...]],
        account_rows: Callable[[Sequence[tuple[Client, AccountCard]]], tuple[ClientRow, ...]],
    ) -> None:
        self._session = session
        self._calls = calls
        self._client = client
        self._rows_of = rows_of
        self._account_rows = account_rows

    def plan(self) -> NumberPlan:
        """The number plan of the country of the business's time zone."""
        from core.basics.numbers import plan_for

        return plan_for(self._session.zone.key)

    def _plan_of(self, text: str) -> NumberPlan:
        """The plan by which a text is read if it is a number; one with too few digits for a public number needs no country."""
        from core.basics.numbers import NumberPlan, digits

        anywhere = NumberPlan("")
        return self.plan() if len(digits(text)) > anywhere.internal_digits else anywhere

    def resolve(self, text: str, *, archived: bool = False) -> Client:
        """The one client that a text identifies: by its code, or because the search finds only this one.

        Similar spellings and parts of a number or ticket never identify a client; the error lists them. With
        `archived`, the code or whole name of an archived client is accepted too; else the error names it, and what brings
        it back. Errors: `UnknownClient`, `AmbiguousClient`.
        """
        coded = self._session.store.reads.client_by_code(text.strip().casefold())
        if coded is not None and (archived or not coded.archived):
            return coded
        if coded is not None:
            raise _archived(_("{code} is archived; bring it back first"), coded)
        search = self._session.store.search
        clients, hits = self._meant(text)
        shown = visible_text(text[:_LONGEST_SHOWN])
        if len(clients) == 1:
            return clients[0]
        if clients:
            codes = tuple(client.code for client in clients)
            raise AmbiguousClient(
                _("{text} means several clients: {codes}; use one of these codes").format(
                    text=shown, codes=", ".join(codes)
                ),
                codes,
            )
        gone = self.archived(text)
        if archived and len(gone.meant) == 1:
            return gone.meant[0]
        if gone.meant:
            raise _archived(
                _("{text} is {name} ({code}), which is archived; bring it back first"), gone.meant[0], shown
            )
        near_ids = [hit.client_id for hit in hits] or (search.near(text, _MOST_NEAR) if text.strip() else [])
        near = tuple(self._client(client_id).code for client_id in near_ids[:_MOST_NEAR])
        if near:
            sentence = _("there is no client {text}; did you mean {near}?").format(text=shown, near=", ".join(near))
        elif gone.perhaps:
            sentence = _("there is no client {text}; {name} ({code}) is archived: if it is meant, bring it back first")
            raise _archived(sentence, gone.perhaps[0], shown, is_meant=False)
        else:
            sentence = _("there is no client {text}; list them").format(text=shown or "''")
            raise UnknownClient(sentence, text=shown, step="client list")
        raise UnknownClient(sentence, near, shown)

    def archived(self, text: str) -> FoundArchived:
        """The archived clients that a text means, where it means no other one; it reads every archived client."""
        from core.queries.archived import archived_for

        return archived_for(self._session.store.search, self._client, text, self._plan_of(text))

    def one(self, text: str) -> Client | None:
        """The one client that `resolve` finds, or `None` where it refuses; nothing is looked up for its suggestions."""
        coded = self._session.store.reads.client_by_code(text.strip().casefold())
        if coded is not None:
            return None if coded.archived else coded
        clients, _hits = self._meant(text)
        return clients[0] if len(clients) == 1 else None

    def _meant(self, text: str) -> tuple[list[Client], list[Hit]]:
        """The clients that a text identifies, and what else it finds where that is none by its code or whole name."""
        search = self._session.store.search
        ids = search.exact(text)
        hits = [] if ids else search.hits(text, _MOST_NAMED, self._plan_of(text))
        return [self._client(each) for each in ids or [hit.client_id for hit in hits if hit.is_whole]], hits

    def find(self, text: str, limit: int, *, with_near: bool = True) -> FoundClients:
        """Hits, best first, and similar spellings separately; for an empty text every client by code; for `without a card`
        the new callers whose card is still to be written.

        Similar spellings are searched only if there is no hit and at least three characters are typed; the first search
        for them reads every name.
        """
        if not text.strip():
            return FoundClients(self._with_accounts(self._rows_of(self._session.store.listing.client_ids(limit))))
        if asks_for_cards(text):
            return FoundClients(self._rows_of(self._session.store.reads.without_card()))
        search = self._session.store.search
        client_text, slash, name = text.rpartition("/")
        if slash and (named := self._named(client_text, name.strip().casefold(), limit)):
            return FoundClients(named)
        hits = search.hits(text, limit, self._plan_of(text))
        rows = self._rows_of([hit.client_id for hit in hits])
        found = tuple(replace(row, why=hit.why, matched=hit.matched) for row, hit in zip(rows, hits, strict=True))
        found = self._with_accounts(found)
        if found or not with_near or len(text.strip()) < SHORTEST_NEAR:
            return FoundClients(found)
        from core.model.search import Matched

        near = self._rows_of(search.near(text, min(limit, _MOST_NEAR)))
        return FoundClients(
            (),
            tuple(
                replace(row, matched=Matched.SPELLING, is_near=True, why=_person_like(text, row.client)) for row in near
            ),
        )

    def _with_accounts(self, rows: tuple[ClientRow, ...]) -> tuple[ClientRow, ...]:
        """The rows, each followed by those of the client's other accounts."""
        reads = self._session.store.reads
        more = set(reads.with_more_accounts([row.client.client_id for row in rows]))
        # A row may be that of an account which its client chose, beside which the client's own one stands.
        several = [
            row for row in rows if row.client.client_id in more or row.account.account_id != row.client.client_id
        ]
        if not several:
            return rows
        cards = reads.cards_for([row.client.client_id for row in several])
        others = [
            (row.client, card)
            for row in several
            for card in cards[row.client.client_id]
            if card.account_id != row.account.account_id
        ]
        by_client: dict[str, list[ClientRow]] = {}
        for other in self._account_rows(others):
            by_client.setdefault(other.client.client_id, []).append(other)
        return tuple(each for row in rows for each in (row, *by_client.get(row.client.client_id, ())))

    def _named(self, client_text: str, name: str, limit: int) -> tuple[ClientRow, ...]:
        """Rows of the accounts whose name begins so, of the clients that match."""
        rows = self.find(client_text, limit).hits if client_text.strip() else ()
        return tuple(row for row in rows if row.account.typed_name.startswith(name))[:limit]

    def caller(self, raw: str, plan: NumberPlan | None = None) -> CallerView:
        """The owners of a caller's number and how certain that is; no clients for withheld and internal numbers."""
        from core.basics.callers import match_caller
        from core.basics.numbers import read_number
        from core.model.search import Matched

        number = read_number(raw, plan or self.plan())
        match = match_caller(number, self._session.store.search.owned(number))
        rows = self._rows_of(match.client_ids)
        return CallerView(
            number,
            match.certainty,
            tuple(replace(row, why=match.contact_of(row.client.client_id), matched=Matched.PHONE) for row in rows),
        )

    def others_on_the_phone(self, client_id: str) -> tuple[CallView, ...]:
        """Open calls of other technicians with a client, running ones first."""
        session = self._session
        return tuple(
            call
            for call in self._calls.list()
            if call.client.client_id == client_id and call.technician != session.technician
        )


def _archived(sentence: str, client: Client, shown: str = "", *, is_meant: bool = True) -> UnknownClient:
    """The error for an archived client; `is_meant`: the text is its code, its whole name or its number."""
    told = sentence.format(text=shown, name=visible_text(client.name), code=client.code)
    return UnknownClient(
        told, text=shown, step=f"client archive {client.code} --undo", archived=client.code if is_meant else ""
    )


def asks_for_cards(text: str) -> bool:
    """Whether a text asks for the callers without a card, in English or in the user's language."""
    return text.strip().casefold() in {"without a card", _("without a card").casefold()}


def _person_like(text: str, client: Client) -> str:
    """The contact whose name is spelt almost as typed, where neither the client's name nor its code is; empty for none."""
    from core.basics.spelling import likest

    return "" if likest(text, (client.code, client.name)) else likest(text, client.contacts)
