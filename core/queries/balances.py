"""Reads of an account's balance: what remains, its blocks, its pace."""

from datetime import date, timedelta

from core.basics.errors import MonteoreError
from core.model.terms import Kind
from core.queries.blocks import BlockQueries, block_view
from core.queries.calls import CallQueries
from core.queries.views import BalanceView
from core.rules.renewal import threshold_minutes
from core.session import Session

PACE_DAYS = 56
_CHART_MONTHS = 6


class BalanceQueries(BlockQueries):
    """The reads of balances, with those of blocks and of calls that are going on."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.calls = CallQueries(session, self.client)

    def balance(self, account_id: str, *, pace: bool = True) -> BalanceView:
        """The balance of an account with its blocks, and, unless left out, its pace and the chart of months."""
        session, reads = self.session, self.session.store.reads
        with session.store.reading():
            account = session.account(account_id)
            remaining, overdraft = reads.kept_account(account_id)
            today, terms = session.today_of(account), session.terms_of(account)
            later = account.later_minutes(today)
            status = self._billing(tuple(block.block_id for block in account.blocks))
            blocks = tuple(block_view(block, status.get(block.block_id), today) for block in account.blocks)
            months: tuple[tuple[str, int], ...] = ()
            weeks = None
            if pace:
                first = (today.replace(day=1) - timedelta(days=31 * (_CHART_MONTHS - 1))).replace(day=1)
                months = tuple(reads.charged_by_month(account_id, first))
                recent = sum(minutes for minutes in self._charged_since(account_id, today - timedelta(days=PACE_DAYS)))
                weeks = max(0, remaining - later) * PACE_DAYS // (recent * 7) if recent else None
            return BalanceView(
                client=account.client,
                kind=terms.kind,
                remaining_minutes=remaining - later,
                later_minutes=later,
                overdraft_minutes=overdraft,
                pending_minutes=self._pending_minutes(account_id),
                threshold_minutes=threshold_minutes(terms) if terms.kind is Kind.PREPAID else 0,
                blocks=tuple(sorted(blocks, key=lambda b: (b.expires_on or date.max, b.sold_on, b.block_id))),
                block_minutes=terms.block_minutes,
                renewal_pending=account.pending is not None,
                weeks_left=weeks,
                months=months,
                has_agreement=account.agreement_on(today) is not None,
                waits=self.waits(account_id),
                account=account.card,
            )

    def balance_of_block(self, block_id: str) -> BalanceView:
        """The balance of the account that a block belongs to."""
        block = self.session.store.reads.block(block_id)
        assert block is not None
        return self.balance(block.account_id)

    def balance_of_renewal(self, renewal_id: str) -> BalanceView:
        """The balance of the account that a renewal is or was for."""
        account_id = self.session.store.reads.account_of_renewal(renewal_id)
        assert account_id is not None
        return self.balance(account_id)

    def _charged_since(self, account_id: str, since: date) -> list[int]:
        entries = self.session.store.reads.entries(account_id=account_id, since=since, include_voided=False)
        return [entry.charged_minutes for entry in entries]

    def _pending_minutes(self, account_id: str) -> int:
        session = self.session
        pending = 0
        drafts = self.calls.drafts_of_account(account_id)
        account = session.account(account_id) if drafts else None
        for draft in drafts:
            assert account is not None
            try:
                pending += session.charge(account, draft).minutes
            except MonteoreError:
                continue
        return pending
