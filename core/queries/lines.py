"""Reads of billable lines."""

from collections.abc import Sequence

from core.model.billing import BillingLine, LineStatus
from core.queries.clients import ClientQueries
from core.queries.views import LineView


class LineQueries(ClientQueries):
    """The reads of billable lines."""

    def lines(self, status: LineStatus | None = None, client_id: str | None = None) -> tuple[LineView, ...]:
        """Billable lines, the oldest first; void ones only if asked for."""
        lines = self.session.store.reads.lines(status, client_id)
        return tuple(
            self._line_view(line) for line in lines if status is LineStatus.VOID or line.status is not LineStatus.VOID
        )

    def lines_by_id(self, line_ids: Sequence[str]) -> tuple[LineView, ...]:
        """These lines, in this order."""
        found = [self.session.store.reads.line(line_id) for line_id in line_ids]
        return tuple(self._line_view(line) for line in found if line is not None)

    def credited_blocks(self, line_ids: Sequence[str]) -> dict[str, str]:
        """The blocks whose hours left credit lines give back, by line id."""
        return self.session.store.reads.credited_blocks(tuple(line_ids))

    def _line_view(self, line: BillingLine) -> LineView:
        card = self.card(line.account_id)
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
            account=card,
        )
