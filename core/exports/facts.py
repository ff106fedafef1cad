"""What an accounting file tells of each line: its invoice, due date, VAT, quantity, price, ticket, reference."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from core.basics.dataclass import dataclass
from core.basics.money import format_money
from core.basics.spreadsheets import Cell
from core.documents.fatturapa import Numbers
from core.documents.lines import Detail, description_of, details_of
from core.documents.quantities import Quantity, quantity_of
from core.documents.tax_data import Cards, Treatment, treatment_for
from core.exports.columns import ColumnMap, fields_in
from core.model.fiscal import NO_CARD, PLAIN_TERMS, FiscalCard
from core.queries.queries import Queries
from core.queries.views.lines import LineView


@dataclass(frozen=True)
class Facts:
    """One line with all that a file may tell of it."""

    line: LineView
    detail: Detail
    card: FiscalCard
    treatment: Treatment
    quantity: Quantity
    invoice: str
    is_numbered: bool
    invoice_date: date
    """The day of the invoice, from which its due date counts."""
    due_on: date
    reference: str


def facts_of(
    queries: Queries, cards: Cards, lines: Sequence[LineView], run_id: str, day: date, first_number: str = ""
) -> tuple[Facts, ...]:
    """The facts of lines. One invoice per client and currency: numbered from `first_number`, else keyed by client and run."""
    details = details_of(queries, lines)
    numbers, is_numbered = Numbers(first_number), bool(first_number)
    invoices: dict[tuple[str, str], str] = {}
    for key in sorted({(line.client.code, line.currency) for line in lines}):
        invoices[key] = numbers.current if is_numbered else "-".join((key[0], key[1], run_id))
        numbers.advance()
    found = []
    for line in lines:
        card = cards.clients.get(line.client.code, NO_CARD)
        terms = card.payment or cards.firm.card.payment or PLAIN_TERMS
        found.append(
            Facts(
                line,
                details[line.line_id],
                card,
                treatment_for(cards.firm, card),
                quantity_of(line.kind, line.minutes, line.amount_minor, line.currency),
                invoices[line.client.code, line.currency],
                is_numbered,
                day,
                terms.due_on(day),
                queries.terms(line.client.client_id, line.dated).reference,
            )
        )
    return tuple(found)


def cell(facts: Facts, source: str, columns: ColumnMap, run_id: str) -> Cell:
    """One cell: a field keeps its type, a fixed text or a template is text."""
    values = _values(facts, columns, run_id)
    if source in values:
        return values[source]
    texts = {name: "" if values[name] is None else str(values[name]) for name in fields_in(source)}
    return source.removeprefix("=").format_map(texts)


def _values(facts: Facts, columns: ColumnMap, run_id: str) -> Mapping[str, Cell]:
    line = facts.line

    def day(value: date) -> Cell:
        return value if columns.date_format == "%Y-%m-%d" else value.strftime(columns.date_format)

    return {
        "line": line.line_id,
        "client": line.client.code,
        "name": facts.card.name or line.client.name,
        "kind": line.kind.value,
        "description": description_of(line),
        "date": day(line.dated),
        "minutes": line.minutes,
        "hours": (Decimal(line.minutes) / 60).quantize(Decimal("0.01")),
        "amount": Decimal(format_money(line.amount_minor, line.currency)),
        "currency": line.currency,
        "due": day(facts.due_on),
        "invoice_date": day(facts.invoice_date),
        "invoice": facts.invoice,
        "run": run_id,
        "email": line.client.email,
        "vat": facts.card.vat,
        "vat_rate": f"{facts.treatment.rate.normalize():f}",
        "quantity": facts.quantity.number,
        "unit_price": facts.quantity.unit_price,
        "ticket": facts.detail.ticket,
        "note": facts.detail.note,
        "reference": facts.reference,
    }
