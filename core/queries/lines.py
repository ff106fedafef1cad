"""Reads of billable lines."""

from collections.abc import Sequence

from core.model.accounts import AccountCard
from core.model.billing import BillingLine, LineStatus
from core.queries.clients import ClientQueries
from core.queries.dues import Dues, Unpaid
from core.queries.views.lines import LineView


class LineQueries(ClientQueries):
    """The reads of billable lines."""

    def lines(
        self, status: LineStatus | None = None, client_id: str | None = None, *, overdue: bool = False
    ) -> tuple[LineView, ...]:
        """Billable lines, the oldest first; void ones only if asked for. With `overdue`, only those that are overdue today."""
        lines, dues = self.session.store.reads.lines(status, client_id), Dues(self.session)
        today, cards = self.session.today, dict[str, AccountCard]()
        if overdue:
            lines = [line for line in lines if dues.is_overdue(line, today)]
        return tuple(
            self._line_view(line, dues, cards)
            for line in lines
            if status is LineStatus.VOID or line.status is not LineStatus.VOID
        )

    def lines_by_id(self, line_ids: Sequence[str]) -> tuple[LineView, ...]:
        """These lines, in this order."""
        found = [self.session.store.reads.line(line_id) for line_id in line_ids]
        dues, cards = Dues(self.session), dict[str, AccountCard]()
        return tuple(self._line_view(line, dues, cards) for line in found if line is not None)

    def credited_blocks(self, line_ids: Sequence[str]) -> dict[str, str]:
        """The blocks whose hours left credit lines give back, by line id."""
        return self.session.store.reads.credited_blocks(tuple(line_ids))

    def unpaid(self, client_id: str | None = None) -> tuple[Unpaid, ...]:
        """What is overdue today, of one client or of all, the longest due first."""
        return Dues(self.session).unpaid(self.session.today, client_id)

    def _line_view(self, line: BillingLine, dues: Dues, cards: dict[str, AccountCard]) -> LineView:
        """The view of a line; `cards` keeps the accounts that lines before it named."""
        if line.account_id not in cards:
            cards[line.account_id] = self.card(line.account_id)
        card = cards[line.account_id]
        return LineView(
            line.line_id,
            card.client,
            line.kind,
            line.minutes,
            line.amount_minor,
            line.currency,
            line.status,
            line.number,
            line.dated,
            line.invoiced_on,
            line.paid_on,
            line.run_id,
            line.entry_id,
            line.block_id,
            self.session.store.reads.line(line.corrects) if line.corrects else None,
            period=line.period,
            list_minor=line.list_minor,
            due_on=dues.due_on(line),
            is_overdue=dues.is_overdue(line, self.session.today),
            account=card,
        )
