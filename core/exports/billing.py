"""Export billable lines for the accounting system: each line once; a run can be repeated byte for byte."""

import hashlib
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

from core.basics.dataclass import dataclass, replace
from core.basics.errors import Refused
from core.basics.i18n import _
from core.basics.identity import Right
from core.basics.spreadsheets import Cell, csv_text, xlsx_bytes
from core.exports.columns import ColumnMap
from core.exports.facts import cell, facts_of
from core.journal.events import LinesExported
from core.model.billing import LineStatus
from core.queries.queries import Queries
from core.queries.views.lines import LineView
from core.session import Session, needs

if TYPE_CHECKING:
    from core.documents.tax_data import Cards, TaxData
    from core.rules.marks import Mark

FORMATS = ("csv", "xlsx", "fatturapa", "easyfatt")


@dataclass(frozen=True)
class ExportRun:
    """One export: its id (empty for a dry run), its file, and the lines in it.

    `left_out` are the clients whose lines stay to invoice, with everything that is missing for each.
    """

    run_id: str
    format: str
    content: bytes
    lines: tuple[LineView, ...]
    left_out: tuple[tuple[str, tuple[str, ...]], ...] = ()


@dataclass(frozen=True)
class RunView:
    """A recorded export: when, which lines, and their sums (minor units by currency)."""

    run_id: str
    format: str
    made_at: datetime
    digest: str
    line_ids: tuple[str, ...]
    totals: tuple[tuple[str, int], ...]


class BillingExport:
    """Exports of billable lines."""

    def __init__(self, session: Session, queries: Queries) -> None:
        self._session = session
        self._queries = queries

    @needs(Right.MANAGE)
    def export(
        self,
        *,
        client_id: str | None = None,
        since: date | None = None,
        until: date | None = None,
        format_name: str = "csv",
        columns: ColumnMap | None = None,
        tax: "TaxData | None" = None,
        first_number: str = "",
        dry_run: bool = False,
    ) -> ExportRun:
        """Export the lines to invoice that no run contains, and record the run with its file. Errors: `Refused` for none.

        A FatturaPA takes the fiscal data of the store; those of a file (`tax`) come first. `first_number` is the number of
        the first invoice, for a business that numbers its invoices itself.
        """
        session = self._session
        wanted = _Wanted(client_id, since, until, format_name, columns or ColumnMap(), tax, first_number)
        if dry_run:
            return replace(self._make(wanted, session.new_id("x")), run_id="")
        with session.changing():
            run = self._make(wanted, session.new_id("x"))
            digest = hashlib.sha256(run.content).hexdigest()
            line_ids = tuple(line.line_id for line in run.lines)
            session.append([LinesExported(run.run_id, format_name, line_ids, digest)])
            session.store.exports.keep(run.run_id, run.content)
        return run

    @needs(Right.READ)
    def runs(self) -> tuple[RunView, ...]:
        """Every run, the latest first."""
        views = []
        for run_id, format_name, made_at, digest in self._session.store.exports.runs():
            lines = self._queries.lines_by_id(self._session.store.exports.lines(run_id))
            ids = tuple(line.line_id for line in lines)
            views.append(RunView(run_id, format_name, made_at, digest, ids, totals_of(lines)))
        return tuple(views)

    @needs(Right.READ)
    def answers(self, data: bytes) -> "list[Mark]":
        """The marks in a CSV of the accounting program; nothing is changed. Errors: those of `marks_of_file`."""
        from core.exports.answers import marks_of_file

        exports = self._session.store.exports
        lines = {run[0]: exports.lines(run[0]) for run in exports.runs()}
        return marks_of_file(self._queries, data, lines, self._session.today)

    @needs(Right.READ)
    def again(self, run_id: str) -> ExportRun:
        """The file of a recorded run. Errors: `Refused` for an unknown run, or bytes that do not match their digest."""
        found = self._session.store.exports.content(run_id)
        if found is None:
            raise Refused(_("there is no export run {id}").format(id=run_id), see="invoice runs")
        format_name, digest, content = found
        if content is None:
            raise Refused(
                _("the file of run {id} is not kept here: the archive this store was made of had none").format(
                    id=run_id
                )
            )
        if hashlib.sha256(content).hexdigest() != digest:
            raise Refused(
                _("the kept file of run {id} is not the one that was recorded; run").format(id=run_id), step="verify"
            )
        lines = self._queries.lines_by_id(self._session.store.exports.lines(run_id))
        return ExportRun(run_id, format_name, content, lines)

    def _make(self, wanted: "_Wanted", run_id: str) -> ExportRun:
        lines = tuple(
            line
            for line in self._queries.lines(LineStatus.TO_INVOICE, wanted.client_id)
            if line.run_id is None and (wanted.since or date.min) <= line.dated <= (wanted.until or date.max)
        )
        if not lines:
            raise Refused(_("nothing new to export; a run is repeated by"), step="invoice export --again RUN")
        cards = self._cards()
        today = self._session.today
        if wanted.format_name == "fatturapa":
            return self._electronic(wanted, run_id, lines, cards)
        facts = facts_of(self._queries, cards, lines, run_id, today, wanted.first_number)
        if wanted.format_name == "easyfatt":
            from core.exports.easyfatt import easyfatt_xml

            return ExportRun(run_id, wanted.format_name, easyfatt_xml(facts, cards, today), lines)
        columns = wanted.columns
        rows: list[Sequence[Cell]] = [tuple(columns.columns)]
        rows += [tuple(cell(fact, source, columns, run_id) for source in columns.columns.values()) for fact in facts]
        if wanted.format_name == "xlsx":
            content = xlsx_bytes(_("Lines"), rows)
        else:
            content = csv_text(rows, delimiter=columns.delimiter, decimal=columns.decimal).encode()
        return ExportRun(run_id, wanted.format_name, content, lines)

    def _electronic(self, wanted: "_Wanted", run_id: str, lines: tuple[LineView, ...], cards: "Cards") -> ExportRun:
        from core.documents.fatturapa import drafts
        from core.documents.lines import details_of

        made = drafts(
            lines,
            details_of(self._queries, lines),
            cards.tax_data(wanted.tax),
            self._session.today,
            wanted.first_number,
        )
        if not made.lines:
            raise Refused(
                _("no client's fiscal data are complete. {reasons}").format(
                    reasons=" ".join(left_out_lines(made.left_out))
                )
            )
        return ExportRun(run_id, wanted.format_name, made.content, made.lines, made.left_out)

    def _cards(self) -> "Cards":
        from core.documents.tax_data import Cards
        from core.ledger.settings import BusinessSettings

        cards = self._queries.fiscal_cards()
        codes = {
            client.client_id: client.code for client in self._session.store.reads.clients() if client.client_id in cards
        }
        return Cards(BusinessSettings(self._session).seller, {codes[each]: card for each, card in cards.items()})


def totals_of(lines: Iterable[LineView]) -> tuple[tuple[str, int], ...]:
    """The sum of lines in minor units, by currency."""
    totals: dict[str, int] = {}
    for line in lines:
        totals[line.currency] = totals.get(line.currency, 0) + line.amount_minor
    return tuple(totals.items())


def left_out_lines(left_out: Sequence[tuple[str, tuple[str, ...]]]) -> list[str]:
    """A sentence for each client that is left out, with everything that is missing."""
    return [
        _("{code} is left out: {reasons}").format(code=code, reasons="; ".join(reasons)) for code, reasons in left_out
    ]


@dataclass(frozen=True)
class _Wanted:
    client_id: str | None
    since: date | None
    until: date | None
    format_name: str
    columns: ColumnMap
    tax: "TaxData | None"
    first_number: str
