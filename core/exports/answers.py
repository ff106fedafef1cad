"""The accounting program's answer as a CSV: which invoice each exported line, or each invoice key of a run, became."""

from collections.abc import Mapping, Sequence
from datetime import date

from core.basics.errors import Refused, Usage
from core.basics.i18n import _, ngettext
from core.basics.text import clean_text
from core.entryline.parse import parse_day
from core.imports.cells import quoted
from core.imports.source import Source
from core.imports.tables import Table, TableRow
from core.model.billing import LineStatus
from core.queries.queries import Queries
from core.queries.views.lines import LineView
from core.rules.marks import Mark

LINE = ("line", "line_id", "line id", "riga", "id riga")
KEY = ("invoice", "key", "invoice key", "reference", "fattura", "chiave", "riferimento")
NUMBER = ("number", "invoice number", "invoice no", "numero", "numero fattura", "n. fattura")
DATE = ("date", "invoice date", "data", "data fattura")
PAID = ("paid", "paid on", "payment date", "pagata il", "saldata il", "data pagamento", "data saldo")
_MOST_FAULTS = 5


def marks_of_file(queries: Queries, data: bytes, run_lines: Mapping[str, Sequence[str]], today: date) -> list[Mark]:
    """The marks that a file tells. `run_lines` are the lines of each export run.

    A row names a line by its id, or all lines of an invoice by the key that the export gave it. Errors: `Usage` for a file
    without these columns, `Refused` with the rows that cannot be read; then nothing of the file counts.
    """
    table = Table.in_lines(Source(data).lines)
    if not (_has(table, LINE) or _has(table, KEY)) or not (_has(table, NUMBER) or _has(table, PAID)):
        raise Usage(_("the file needs a column line or invoice, and number with date, or paid; see: docs/billing.md"))
    marks, faults, rows = dict[str, Mark](), list[str](), dict[str, int]()
    for row in table.rows():
        try:
            for mark in _marks_of(queries, row, run_lines, today):
                if mark.line_id in marks and marks[mark.line_id] != mark:
                    raise Refused(
                        _("line {line_id} stands in row {row} too, with another answer").format(
                            line_id=mark.line_id, row=rows[mark.line_id]
                        )
                    )
                marks[mark.line_id], rows[mark.line_id] = mark, row.number
        except (Refused, Usage) as error:
            faults.append(_("row {row}: {reason}").format(row=row.number, reason=error))
    if faults:
        more = len(faults) - _MOST_FAULTS
        said = "; ".join(faults[:_MOST_FAULTS])
        if more > 0:
            said += "; " + ngettext("and {count} more row", "and {count} more rows", more).format(count=more)
        raise Refused(_("{faults}; nothing was changed").format(faults=said))
    if not marks:
        raise Refused(_("the file tells nothing that is not recorded already; nothing was changed"))
    return list(marks.values())


def _has(table: Table, names: tuple[str, ...]) -> bool:
    return any(name in table.header for name in names)


def _marks_of(queries: Queries, row: TableRow, run_lines: Mapping[str, Sequence[str]], today: date) -> list[Mark]:
    if row.fault:
        raise Refused(row.fault)
    number, day, paid = clean_text(row.first(*NUMBER)), row.first(*DATE), row.first(*PAID)
    if not number and not paid:
        # A row without an answer: the program has not made this invoice yet.
        return []
    if number and not day:
        raise Refused(_("invoice {number} has no date").format(number=number))
    invoiced_on = parse_day(day, today=today) if number else None
    paid_on = parse_day(paid, today=today) if paid else None
    marks = [_unlike(line, number, invoiced_on, paid_on) for line in _lines_of(queries, row, run_lines)]
    return [mark for mark in marks if mark.number or mark.paid_on]


def _unlike(line: LineView, number: str, invoiced_on: date | None, paid_on: date | None) -> Mark:
    """The mark of a line, without what is recorded already: a file can be read again as it grows."""
    if (line.number, line.invoiced_on) == (number, invoiced_on):
        number, invoiced_on = "", None
    return Mark(line.line_id, number, invoiced_on, None if line.paid_on == paid_on else paid_on)


def _lines_of(queries: Queries, row: TableRow, run_lines: Mapping[str, Sequence[str]]) -> tuple[LineView, ...]:
    line_id = row.first(*LINE)
    if line_id:
        found = queries.lines_by_id([line_id])
        if not found:
            raise Refused(_("there is no line {line_id}").format(line_id=quoted(line_id)))
        return found
    key = row.first(*KEY)
    code, _dash, rest = key.rpartition("-")[0].rpartition("-")
    lines = tuple(
        line
        for line in queries.lines_by_id(run_lines.get(key.rpartition("-")[2], ()))
        if (line.client.code, line.currency) == (code, rest) and line.status is not LineStatus.VOID
    )
    if not lines:
        raise Refused(_("{key} is the key of no exported invoice").format(key=quoted(key)))
    return lines
