"""Reads of an account's balance: what remains, its blocks, its pace."""

from collections.abc import Mapping
from datetime import date, timedelta

from core.basics.errors import MonteoreError
from core.model.terms import Kind
from core.queries.blocks import BlockQueries, block_view
from core.queries.calls import CallQueries
from core.queries.dues import Dues
from core.queries.views.balances import BalanceView
from core.rules.block_order import in_drawing_order
from core.rules.pace import Pace, first_day_of_pace, lasting, pace_of
from core.rules.renewal import threshold_minutes
from core.session import Session

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
            later, expired = account.later_minutes(today), account.expired_minutes(today)
            left = remaining - later - expired
            status = self._billing(tuple(block.block_id for block in account.blocks))
            ordered = in_drawing_order(account.blocks)
            blocks = tuple(block_view(block, status.get(block.block_id), today) for block in ordered)
            months: tuple[tuple[str, int], ...] = ()
            speed, renewed = None, None
            if pace:
                first = (today.replace(day=1) - timedelta(days=31 * (_CHART_MONTHS - 1))).replace(day=1)
                months = tuple(reads.charged_by_month(account_id, first))
                speed = self.pace(account_id, today)
                renewed = self._renewed_on(account_id)
            own, others = self._pending_minutes(account_id)
            return BalanceView(
                client=account.client,
                kind=terms.kind,
                remaining_minutes=left,
                later_minutes=later,
                expired_minutes=expired,
                expired_days=account.expired_days(today),
                later_days=account.later_days(today),
                held=account.held_minutes(today),
                overdraft_minutes=overdraft,
                pending_minutes=own + others,
                others_pending_minutes=others,
                threshold_minutes=threshold_minutes(terms) if terms.kind is Kind.PREPAID else 0,
                blocks=blocks,
                block_minutes=terms.block_minutes,
                renewal_pending=account.pending is not None,
                weeks_left=int(max(0, left) // speed.mean) if speed else None,
                months=months,
                has_agreement=account.agreement_on(today) is not None,
                waits=self.waits(account_id),
                lasting=lasting(left, speed, today),
                below_since=min((over.work_date for over in account.overdrafts), default=None),
                renewal=terms.renewal,
                price_minor=terms.price_minor,
                currency=terms.currency,
                step_minutes=terms.increment_minutes,
                renewed_on=renewed,
                unpaid=tuple(
                    each
                    for each in Dues(session).unpaid(session.today, account.client.client_id)
                    if each.account_id == account_id
                ),
                included_minutes=terms.included_minutes if terms.includes_hours else 0,
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

    def pace(self, account_id: str, today: date) -> Pace | None:
        """The pace at which an account uses its hours; `None` for one that used none lately."""
        return self.paces({account_id: today}).get(account_id)

    def paces(self, todays: Mapping[str, date]) -> dict[str, Pace]:
        """The pace of each account that used hours lately; accounts are given with today in their own calendar."""
        figures, charged = self.session.store.figures, dict[str, list[tuple[date, int]]]()
        for today in set(todays.values()):
            ids = [account_id for account_id, day in todays.items() if day == today]
            for account_id, day, minutes in figures.charged_by_day_of(first_day_of_pace(today), today, ids):
                charged.setdefault(account_id, []).append((date.fromisoformat(day), minutes))
        known = figures.first_days_of(list(charged)) if charged else {}
        paces = {
            account_id: pace_of(
                days, todays[account_id], date.fromisoformat(known[account_id]) if account_id in known else None
            )
            for account_id, days in charged.items()
        }
        return {account_id: pace for account_id, pace in paces.items() if pace is not None}

    def _renewed_on(self, account_id: str) -> date | None:
        for block_id in self.session.store.listing.last_renewals(1, account_id):
            block = self.session.store.reads.block(block_id)
            return block.sold_on if block else None
        return None

    def _pending_minutes(self, account_id: str) -> tuple[int, int]:
        """What open calls would charge if they ended now: the reader's own, and those of others."""
        session = self.session
        own = others = 0
        drafts = self.calls.drafts_of_account(account_id)
        account = session.account(account_id) if drafts else None
        for draft in drafts:
            assert account is not None
            try:
                minutes = session.charging.of(account, draft).minutes
            except MonteoreError:
                continue
            if draft.technician == session.technician:
                own += minutes
            else:
                others += minutes
        return own, others
