"""Reads of accounts: their cards, who may use them, and the state that the rules decide on. SQL only."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from core.model.accounts import Account, AccountCard
from core.model.blocks import OpenOverdraft
from core.model.terms import Agreement
from core.store.sql.agreements import AGREEMENT, AgreementReads, agreement_from
from core.store.sql.billing import BillingReads
from core.store.sql.blocks import BlockReads
from core.store.sql.clients import CLIENT, ClientReads, client_from
from core.store.sql.session import Row, Session, among, marks

_CARD = f"{CLIENT}, account.account_id, account.name, account.archived, remaining_minutes, overdraft_minutes"
_CARDS = (
    f"SELECT {_CARD} FROM account JOIN client USING (business_id, client_id) WHERE account.business_id = :business AND"
)
# A card, and whether the account ever had a renewal that a manager was asked about.
_STATES = (
    f"SELECT {_CARD}, EXISTS (SELECT 1 FROM renewal WHERE renewal.business_id = :business "
    "AND renewal.account_id = account.account_id) "
    "FROM account JOIN client USING (business_id, client_id) WHERE account.business_id = :business AND"
)
_IN_ORDER = "ORDER BY client.code, account.account_id <> account.client_id, account.name"
# The account that pays work of a type for a client; its values are the client, the work type, and the client twice.
_PAYING = (
    "coalesce((SELECT account_id FROM account_choice WHERE business_id = :business AND client_id = ? AND work_type = ?), "
    "(SELECT account_id FROM account_choice WHERE business_id = :business AND client_id = ? AND work_type = ''), ?)"
)


def _card(row: tuple[Any, ...]) -> AccountCard:
    return AccountCard(row[9], client_from(row), row[10], bool(row[11]))


class AccountReads(ClientReads, AgreementReads, BlockReads, BillingReads):
    """Accounts."""

    def account(self, account_id: str, also_blocks: tuple[str, ...] = ()) -> Account | None:
        """What the rules need of one account: open blocks (and named ones), open overdrafts, terms; no history."""
        row = self._row(f"{_STATES} account.account_id = ?", (account_id,))
        return self._account(row, also_blocks) if row else None

    def paying_account(self, client_id: str, work_type: str) -> Account | None:
        """The account that pays work of a type for a client, where nobody names one. `None`: unknown client."""
        row = self._row(f"{_STATES} account.account_id = {_PAYING}", (client_id, work_type, client_id, client_id))
        return self._account(row, ()) if row else None

    def paying_agreements(self, client_id: str, work_type: str) -> list[Agreement]:
        """The agreement versions of that account, in the order they were recorded."""
        rows = self._rows(
            f"SELECT {AGREEMENT} FROM agreement WHERE business_id = :business AND account_id = {_PAYING} ORDER BY seq",
            (client_id, work_type, client_id, client_id),
        )
        return [agreement_from(row) for row in rows]

    def _account(self, row: tuple[Any, ...], also_blocks: tuple[str, ...]) -> Account:
        card, has_overdraft, had_renewal = _card(row), bool(row[13]), bool(row[14])

        def ask(session: Session) -> None:
            asked = AccountReads(session)
            asked.agreements(card.account_id)
            asked.open_blocks(card.account_id, also_blocks)
            asked.renewals_by_month(card.account_id)
            asked.included_minutes(card.account_id)
            if has_overdraft:
                asked._overdrafts(card.account_id)
            if had_renewal:
                asked.pending(card.account_id)
                asked.refused_renewal(card.account_id)

        self._ahead(ask)
        overdrafts = self._overdrafts(card.account_id) if has_overdraft else []
        versions = tuple(self.agreements(card.account_id))
        has_included = any(version.terms.included_minutes for version in versions)
        has_limit = any(version.terms.max_renewals_per_month is not None for version in versions)
        return Account(
            card.client,
            versions,
            tuple(self.open_blocks(card.account_id, also_blocks)),
            tuple(OpenOverdraft(row[0], date.fromisoformat(row[1]), row[2], row[3]) for row in overdrafts),
            next(iter(self.pending(card.account_id)), None) if had_renewal else None,
            self.renewals_by_month(card.account_id) if has_limit else {},
            self.refused_renewal(card.account_id) if had_renewal else None,
            card,
            self.included_minutes(card.account_id) if has_included else {},
        )

    def _overdrafts(self, account_id: str) -> list[Row]:
        return self._rows(
            "SELECT entry_id, work_date, seq, overdraft_minutes FROM entry WHERE business_id = :business "
            "AND account_id = ? AND overdraft_minutes > 0",
            (account_id,),
        )

    def card(self, account_id: str) -> AccountCard | None:
        """An account without its hours."""
        row = self._row(f"{_CARDS} account.account_id = ?", (account_id,))
        return _card(row) if row else None

    def paying_card(self, client_id: str, work_type: str) -> AccountCard | None:
        """The card of the account that pays work of a type for a client, where nobody names one."""
        row = self._row(f"{_CARDS} account.account_id = {_PAYING}", (client_id, work_type, client_id, client_id))
        return _card(row) if row else None

    def kept_card(self, account_id: str) -> tuple[AccountCard, int, int] | None:
        """An account with its kept remaining and overdraft minutes."""
        row = self._row(f"{_CARDS} account.account_id = ?", (account_id,))
        return (_card(row), int(row[12]), int(row[13])) if row else None

    def cards(self) -> list[AccountCard]:
        """Every account, archived ones too, by the code of the client that owns it; the client's own one first."""
        return [_card(row) for row in self._rows(f"{_CARDS} TRUE {_IN_ORDER}")]

    def kept_cards(self, account_ids: Sequence[str] | None = None) -> list[tuple[AccountCard, int]]:
        """Accounts, some or all, in the same order, each with its kept remaining minutes."""
        where, values = among("account.account_id", account_ids)
        return [(_card(row), int(row[12])) for row in self._rows(f"{_CARDS} TRUE {where} {_IN_ORDER}", values)]

    def cards_for(self, client_ids: Sequence[str]) -> dict[str, list[AccountCard]]:
        """By client, the accounts that its work may be charged to: its own ones, then those shared with it."""
        found: dict[str, list[AccountCard]] = {client_id: [] for client_id in client_ids}
        for start in range(0, len(client_ids), 400):
            part = tuple(client_ids[start : start + 400])
            named = marks(len(part))
            owned = f"{_CARDS} account.archived = 0 AND account.client_id IN ({named}) {_IN_ORDER}"
            for row in self._rows(owned, part):
                found[row[0]].append(_card(row))
            shared = (
                f"SELECT {_CARD}, share.client_id FROM account_share AS share JOIN account "
                "ON account.business_id = share.business_id AND account.account_id = share.account_id "
                "JOIN client ON client.business_id = account.business_id AND client.client_id = account.client_id "
                f"WHERE share.business_id = :business AND share.client_id IN ({named}) {_IN_ORDER}"
            )
            for row in self._rows(shared, part):
                found[row[14]].append(_card(row))
        return found

    def with_more_accounts(self, client_ids: Sequence[str]) -> list[str]:
        """Those of some clients whose work may be charged to another account than the one under the client's own id."""
        if not client_ids:
            return []
        where, values = among("client_id", client_ids)
        rows = self._rows(
            "SELECT client_id FROM account WHERE business_id = :business AND account_id <> client_id "
            f"AND archived = 0 {where} UNION SELECT client_id FROM account_share WHERE business_id = :business {where}",
            values * 2,
        )
        return [row[0] for row in rows]

    def users_of(self, account_id: str) -> list[str]:
        """Ids of the clients that an account is shared with, its owner left out."""
        rows = self._rows(
            "SELECT client_id FROM account_share JOIN client USING (business_id, client_id) "
            "WHERE business_id = :business AND account_id = ? ORDER BY code",
            (account_id,),
        )
        return [row[0] for row in rows]

    def is_shared(self, account_id: str, client_id: str) -> bool:
        """Whether an account is shared with a client that does not own it."""
        row = self._row(
            "SELECT 1 FROM account_share WHERE business_id = :business AND account_id = ? AND client_id = ?",
            (account_id, client_id),
        )
        return row is not None

    def choices(self, client_id: str) -> dict[str, str]:
        """Which account a client chose, by work type; the empty one stands for all other work."""
        rows = self._rows(
            "SELECT work_type, account_id FROM account_choice WHERE business_id = :business AND client_id = ? "
            "ORDER BY work_type",
            (client_id,),
        )
        return dict(rows)

    def choosers_of(self, account_id: str) -> list[tuple[str, str]]:
        """Client id and work type of every choice of an account; the empty work type stands for all other work."""
        rows = self._rows(
            "SELECT client_id, work_type FROM account_choice WHERE business_id = :business AND account_id = ? "
            "ORDER BY client_id, work_type",
            (account_id,),
        )
        return [(row[0], row[1]) for row in rows]
