"""Reads of clients and their kept balances. SQL only."""

import json
from collections.abc import Collection, Sequence
from functools import lru_cache
from typing import Any

from core.basics.phone import Phone
from core.journal.codec import revive
from core.model.clients import Client
from core.model.fiscal import NO_CARD, FiscalCard
from core.store.sql.session import Reader, among

_CODES_AT_ONCE = 500

# The client's row, and the account that it chose for all its work.
CLIENT = (
    "client.client_id, code, client.name, phones, contacts, email, client.archived, without_card, "
    "(SELECT account_id FROM account_choice AS choice WHERE choice.business_id = :business "
    "AND choice.client_id = client.client_id AND choice.work_type = '')"
)


@lru_cache(maxsize=512)
def _phones(text: str) -> tuple[Phone, ...]:
    return tuple(Phone(**phone) for phone in json.loads(text))


@lru_cache(maxsize=512)
def _contacts(text: str) -> tuple[str, ...]:
    return tuple(json.loads(text))


def client_from(row: tuple[Any, ...]) -> Client:
    """A client from the columns of `CLIENT`."""
    return Client(
        row[0],
        row[1],
        row[2],
        _phones(row[3]),
        _contacts(row[4]),
        row[5],
        bool(row[6]),
        bool(row[7]),
        row[8] or "",
    )


class ClientReads(Reader):
    """Clients and what remains for them."""

    def client(self, client_id: str) -> Client | None:
        """A client by id; that of a merged one means the client that it was merged into."""
        return self._client("client_id", client_id)

    def client_by_code(self, code: str) -> Client | None:
        """A client by its code; that of a merged one means the client that it was merged into."""
        return self._client("code", code)

    def _client(self, column: str, value: str) -> Client | None:
        row = self._row(
            f"SELECT {CLIENT} FROM client WHERE business_id = :business AND client_id = (SELECT "
            f"coalesce(merged_into, client_id) FROM client WHERE business_id = :business AND {column} = ?)",
            (value,),
        )
        return client_from(row) if row else None

    def merged_ids(self, client_id: str) -> list[str]:
        """Ids of the clients that were merged into a client."""
        rows = self._rows(
            "SELECT client_id FROM client WHERE business_id = :business AND merged_into = ? ORDER BY seq", (client_id,)
        )
        return [row[0] for row in rows]

    def aliases(self) -> dict[str, str]:
        """The codes of merged clients, each with the id of the client that it means."""
        return dict(
            self._rows("SELECT code, merged_into FROM client WHERE business_id = :business AND merged_into IS NOT NULL")
        )

    def clients(self, client_ids: Sequence[str] | None = None) -> list[Client]:
        """Clients, some or all, archived ones too, by code; merged ones are no clients any more."""
        where, values = among("client_id", client_ids)
        rows = self._rows(
            f"SELECT {CLIENT} FROM client WHERE business_id = :business AND merged_into IS NULL {where} ORDER BY code",
            values,
        )
        return list(map(client_from, rows))

    def ids_by_code(self, codes: Collection[str]) -> dict[str, str]:
        """Ids of the clients with these codes that are not archived, by code."""
        wanted, found = list(codes), dict[str, str]()
        for first in range(0, len(wanted), _CODES_AT_ONCE):
            where, values = among("code", wanted[first : first + _CODES_AT_ONCE])
            sql = f"SELECT code, client_id FROM client WHERE business_id = :business AND archived = 0 {where}"
            found |= dict(self._rows(sql, values))
        return found

    def client_names(self, after: str, count: int) -> list[tuple[str, str, str, bool]]:
        """Id, code and name of the next clients after a code, so many of them, and whether they are archived."""
        rows = self._rows(
            "SELECT client_id, code, name, archived FROM client WHERE business_id = :business AND merged_into IS NULL "
            "AND code > ? ORDER BY code LIMIT ?",
            (after, count),
        )
        return [(client_id, code, name, bool(archived)) for client_id, code, name, archived in rows]

    def has_clients(self) -> bool:
        """Whether there is a client that is not archived."""
        row = self._row("SELECT EXISTS (SELECT 1 FROM client WHERE business_id = :business AND archived = 0)", ())
        return bool(row and row[0])

    def fiscal_card(self, client_id: str) -> FiscalCard:
        """The fiscal card of a client; `NO_CARD` if none is set."""
        row = self._row("SELECT card FROM client_fiscal WHERE business_id = :business AND client_id = ?", (client_id,))
        return self._card(row[0]) if row else NO_CARD

    def fiscal_cards(self, client_ids: Sequence[str] | None = None) -> dict[str, FiscalCard]:
        """The fiscal cards that are set, of some clients or of all, by client id."""
        where, values = among("client_id", client_ids)
        rows = self._rows(f"SELECT client_id, card FROM client_fiscal WHERE business_id = :business {where}", values)
        return {client_id: self._card(text) for client_id, text in rows}

    @staticmethod
    def _card(text: str) -> FiscalCard:
        card: FiscalCard = revive(FiscalCard, json.loads(text))
        return card

    def without_card(self) -> list[str]:
        """Ids of the clients without a card that are not archived, the latest added first."""
        rows = self._rows(
            "SELECT client_id FROM client WHERE business_id = :business AND without_card = 1 AND archived = 0 "
            "ORDER BY seq DESC"
        )
        return [row[0] for row in rows]

    def balances(self) -> dict[str, int]:
        """The kept remaining minutes by account: one row read each, however long the history."""
        return dict(self._rows("SELECT account_id, remaining_minutes FROM account WHERE business_id = :business"))

    def overdrafts(self) -> dict[str, int]:
        """The kept overdraft by account."""
        return dict(self._rows("SELECT account_id, overdraft_minutes FROM account WHERE business_id = :business"))

    def kept_account(self, account_id: str) -> tuple[int, int]:
        """The kept remaining and overdraft minutes of an account."""
        row = self._row(
            "SELECT remaining_minutes, overdraft_minutes FROM account WHERE business_id = :business AND account_id = ?",
            (account_id,),
        )
        return (int(row[0]), int(row[1])) if row else (0, 0)
