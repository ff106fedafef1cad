"""Record what the accounting system did with billable lines: invoiced with number and date, then paid."""

from collections.abc import Sequence
from datetime import date

from core.basics.errors import Refused
from core.basics.i18n import _
from core.basics.identity import Right
from core.journal.events import LineMarked
from core.language.labels import word_label
from core.model.billing import LineStatus
from core.queries.queries import Queries
from core.queries.views import LineView
from core.session import Session, needs


class Invoices:
    """Changes of billable lines."""

    def __init__(self, session: Session, queries: Queries) -> None:
        self._session = session
        self._queries = queries

    @needs(Right.MANAGE)
    def mark(
        self, line_ids: Sequence[str], number: str, dated: date, status: LineStatus = LineStatus.INVOICED
    ) -> tuple[LineView, ...]:
        """Mark lines as invoiced or paid. Errors: `Refused` for a line whose status does not allow it."""
        with self._session.changing():
            for line_id in line_ids:
                line = self._session.store.reads.line(line_id)
                if line is None:
                    raise Refused(_("there is no line {line_id}; see: monteore invoice list").format(line_id=line_id))
                allowed = {LineStatus.INVOICED: (LineStatus.TO_INVOICE,), LineStatus.PAID: (LineStatus.INVOICED,)}
                # An exported line that was voided later may have been invoiced all the same: accept it.
                went_out = line.run_id and line.status is LineStatus.VOID and status is LineStatus.INVOICED
                if line.status is LineStatus.TO_INVOICE and status is LineStatus.PAID:
                    raise Refused(
                        _(
                            "line {line_id} is on no invoice yet, so it cannot be paid; "
                            "first: monteore invoice mark {line_id} --number N"
                        ).format(line_id=line_id)
                    )
                if line.status not in allowed.get(status, ()) and not went_out:
                    raise Refused(
                        _("line {line_id} is {status} already; nothing was changed").format(
                            line_id=line_id, status=word_label(line.status.value)
                        )
                    )
                if status is LineStatus.PAID and line.invoiced_on is not None and dated < line.invoiced_on:
                    raise Refused(
                        _(
                            "line {line_id} was invoiced on {invoiced}, so it cannot be paid on {paid}; "
                            "write the day of the payment with --date"
                        ).format(line_id=line_id, invoiced=line.invoiced_on.isoformat(), paid=dated.isoformat())
                    )
                self._session.append([LineMarked(line_id, line.client_id, status, number or line.number, dated)])
        return self._queries.lines_by_id(line_ids)
