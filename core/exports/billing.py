"""Export billable lines for the accounting system: each line once; a run can be repeated byte for byte."""

import hashlib
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from core.basics.errors import Refused, Usage
from core.basics.i18n import _
from core.basics.identity import Right
from core.basics.money import format_money
from core.basics.spreadsheets import Cell, csv_text, xlsx_bytes
from core.documents.lines import description_of
from core.journal.events import LinesExported
from core.model.billing import LineStatus
from core.queries.queries import Queries
from core.queries.views import LineView
from core.session import Session, needs

if TYPE_CHECKING:
    from core.documents.fatturapa import TaxData

FORMATS = ("csv", "xlsx", "fatturapa")
_FIELDS = ("line", "client", "name", "kind", "description", "date", "minutes", "hours", "amount", "currency")


@dataclass(frozen=True, slots=True)
class ColumnMap:
    """The columns that the accounting system reads: their names in order, each with one of our fields or a fixed text."""

    columns: Mapping[str, str] = field(default_factory=lambda: {name: name for name in _FIELDS})
    delimiter: str = ","
    decimal: str = "."
    date_format: str = "%Y-%m-%d"


@dataclass(frozen=True, slots=True)
class ExportRun:
    """One export: its id (empty for a dry run), its file, and the lines in it."""

    run_id: str
    format: str
    content: bytes
    lines: tuple[LineView, ...]


@dataclass(frozen=True, slots=True)
class RunView:
    """A recorded export: when, which lines, and their sums (minor units by currency)."""

    run_id: str
    format: str
    made_at: datetime
    digest: str
    line_ids: tuple[str, ...]
    totals: tuple[tuple[str, int], ...]


def read_map(text: str) -> ColumnMap:
    """Read a column map in TOML. Errors: `Usage` that names what is wrong."""
    try:
        written = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise Usage(
            _("the column map is no TOML ({reason}); mend it").format(reason=" ".join(str(error).split()))
        ) from None
    columns = written.get("columns")
    if not isinstance(columns, dict) or not columns or not all(isinstance(value, str) for value in columns.values()):
        raise Usage(_('the column map needs a table [columns], such as Importo = "amount"'))
    for target, source in columns.items():
        if source not in _FIELDS and not source.startswith("="):
            raise Usage(
                _("{target} = {source}: write one of {known}, or = and a fixed text").format(
                    target=target, source=source, known=", ".join(_FIELDS)
                )
            )
    settings: dict[str, Any] = {name: written.get(name) for name in ("delimiter", "decimal", "date_format")}
    for name, value in settings.items():
        if value is not None and (
            not isinstance(value, str) or not value or (name != "date_format" and len(value) != 1)
        ):
            raise Usage(_("in the column map {name} must be one character, or a date format").format(name=name))
    return ColumnMap(columns, **{name: value for name, value in settings.items() if value is not None})


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
        dry_run: bool = False,
    ) -> ExportRun:
        """Export the lines to invoice that no run contains, and record the run with its file. Errors: `Refused` for none."""
        if dry_run:
            return self._make(client_id, since, until, format_name, columns or ColumnMap(), tax)
        session = self._session
        with session.changing():
            made = self._make(client_id, since, until, format_name, columns or ColumnMap(), tax)
            run_id = session.new_id("x")
            digest = hashlib.sha256(made.content).hexdigest()
            session.append([LinesExported(run_id, format_name, tuple(line.line_id for line in made.lines), digest)])
            session.store.exports.keep(run_id, made.content)
        return ExportRun(run_id, format_name, made.content, made.lines)

    @needs(Right.READ)
    def runs(self) -> tuple[RunView, ...]:
        """Every run, the latest first."""
        views = []
        for run_id, format_name, made_at, digest in self._session.store.exports.runs():
            lines = self._queries.lines_by_id(self._session.store.exports.lines(run_id))
            totals: dict[str, int] = {}
            for line in lines:
                totals[line.currency] = totals.get(line.currency, 0) + line.amount_minor
            ids = tuple(line.line_id for line in lines)
            views.append(RunView(run_id, format_name, made_at, digest, ids, tuple(totals.items())))
        return tuple(views)

    @needs(Right.READ)
    def again(self, run_id: str) -> ExportRun:
        """The file of a recorded run. Errors: `Refused` for an unknown run, or bytes that do not match their digest."""
        found = self._session.store.exports.content(run_id)
        if found is None:
            raise Refused(_("there is no export run {id}; see: monteore invoice runs").format(id=run_id))
        format_name, digest, content = found
        if content is None:
            raise Refused(
                _("the file of run {id} is not kept here: the archive this store was made of had none").format(
                    id=run_id
                )
            )
        if hashlib.sha256(content).hexdigest() != digest:
            raise Refused(
                _("the kept file of run {id} is not the one that was recorded; run: monteore verify").format(id=run_id)
            )
        lines = self._queries.lines_by_id(self._session.store.exports.lines(run_id))
        return ExportRun(run_id, format_name, content, lines)

    def _make(
        self,
        client_id: str | None,
        since: date | None,
        until: date | None,
        format_name: str,
        columns: ColumnMap,
        tax: "TaxData | None",
    ) -> ExportRun:

        lines = tuple(
            line
            for line in self._queries.lines(LineStatus.TO_INVOICE, client_id)
            if line.run_id is None and (since or date.min) <= line.dated <= (until or date.max)
        )
        if not lines:
            raise Refused(_("nothing new to export; a run is repeated by: monteore invoice export --again RUN"))
        if format_name == "fatturapa":
            from core.documents.fatturapa import drafts

            if tax is None:
                raise Usage(_("a FatturaPA needs the tax data; add --tax FILE"))
            return ExportRun("", format_name, drafts(lines, tax, self._session.today), lines)
        rows: list[Sequence[Cell]] = [tuple(columns.columns)]
        rows += [tuple(_cell(line, source, columns) for source in columns.columns.values()) for line in lines]
        if format_name == "xlsx":
            content = xlsx_bytes(_("Lines"), rows)
        else:
            content = csv_text(rows, delimiter=columns.delimiter, decimal=columns.decimal).encode()
        return ExportRun("", format_name, content, lines)


def _cell(line: LineView, source: str, columns: ColumnMap) -> Cell:
    if source.startswith("="):
        return source[1:]
    values: dict[str, Cell] = {
        "line": line.line_id,
        "client": line.client.code,
        "name": line.client.name,
        "kind": line.kind.value,
        "description": description_of(line),
        "date": line.dated if columns.date_format == "%Y-%m-%d" else line.dated.strftime(columns.date_format),
        "minutes": line.minutes,
        "hours": (Decimal(line.minutes) / 60).quantize(Decimal("0.01")),
        "amount": Decimal(format_money(line.amount_minor, line.currency)),
        "currency": line.currency,
    }
    return values[source]
