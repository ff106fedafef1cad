"""The read that the rules decide on: one client's account. SQL only."""

from datetime import date

from core.model.accounts import Account
from core.model.blocks import OpenOverdraft
from core.store.sql.agreements import AgreementReads
from core.store.sql.billing import BillingReads
from core.store.sql.blocks import BlockReads
from core.store.sql.clients import ClientReads


class AccountReads(ClientReads, AgreementReads, BlockReads, BillingReads):
    """Accounts."""

    def account(self, client_id: str, also_blocks: tuple[str, ...] = ()) -> Account | None:
        """What the rules need of one client: open blocks (and named ones), open overdrafts, terms; no history."""
        client = self.client(client_id)
        if client is None:
            return None
        overdrafts = self._rows(
            "SELECT entry_id, work_date, seq, overdraft_minutes FROM entry WHERE client_id = ? AND overdraft_minutes > 0",
            (client_id,),
        )
        return Account(
            client,
            tuple(self.agreements(client_id)),
            tuple(self.open_blocks(client_id, also_blocks)),
            tuple(OpenOverdraft(row[0], date.fromisoformat(row[1]), row[2], row[3]) for row in overdrafts),
            next(iter(self.pending(client_id)), None),
            self.renewals_by_month(client_id),
            self.refused_renewal(client_id),
        )
