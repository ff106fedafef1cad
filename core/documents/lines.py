"""What a billable line is for, as an invoice says it, and what an invoice tells beside its amount."""

from collections.abc import Sequence
from datetime import date

from core.basics.dataclass import dataclass
from core.basics.durations import format_minutes
from core.basics.i18n import _
from core.basics.money import format_money
from core.model.billing import BillingLine
from core.queries.queries import Queries
from core.queries.views.lines import LineView


@dataclass(frozen=True)
class Detail:
    """What a line's entry tells, and the invoice that a credit line refers to."""

    ticket: str = ""
    """Ticket of the entry; empty for none."""
    note: str = ""
    """Note of the entry; empty for none."""
    refers_to: str = ""
    """Number of the invoice that a credit line corrects; empty for none."""
    refers_on: date | None = None
    """Date of that invoice."""


def description_of(line: LineView) -> str:
    """What a line is for, as an invoice says it."""
    sentences = {
        "block": _("Block of {hours} h of support"),
        "break-fix": _("Support, {hours} h"),
        "overage": _("Support beyond the prepaid hours, {hours} h"),
        "credit": _("Credit of {hours} h not used"),
    }
    if line.corrects is not None and line.corrects.block_id is None:
        return _("Credit of {hours} h of support").format(hours=format_minutes(line.minutes))
    if line.period is not None:
        sentence = (
            _("Fee for {since} to {until}") if line.amount_minor >= 0 else _("Credit of the fee for {since} to {until}")
        )
        return sentence.format(since=f"{line.period.since:%d/%m/%Y}", until=f"{line.period.until:%d/%m/%Y}")
    told = sentences[line.kind.value].format(hours=format_minutes(line.minutes))
    if line.list_minor is not None:
        told += ", " + _("list price {price}, discount {discount}").format(
            price=format_money(line.list_minor, line.currency),
            discount=format_money(line.list_minor - line.amount_minor, line.currency),
        )
    return told


def words_of(line: LineView, detail: Detail) -> str:
    """The whole text of a line: what it is for, ticket, note and day."""
    told = [
        description_of(line),
        " ".join(part for part in (f"#{detail.ticket}" * bool(detail.ticket), detail.note) if part),
    ]
    return ", ".join([*(part for part in told if part), f"{line.dated:%d/%m/%Y}"])


def details_of(queries: Queries, lines: Sequence[LineView]) -> dict[str, Detail]:
    """The details of lines by their ids."""
    of_entry = {line.line_id: line.entry_id or (line.corrects.entry_id if line.corrects else None) for line in lines}
    entry_ids = sorted({entry_id for entry_id in of_entry.values() if entry_id})
    entries = {entry.entry_id: entry for entry in queries.entries_by_id(entry_ids)}
    invoiced: dict[tuple[str | None, str | None], LineView] = {}
    # Credits of before name no line: theirs is the invoiced one of the same block.
    unnamed = [line for line in lines if line.amount_minor < 0 and line.corrects is None]
    for client_id in sorted({line.client.client_id for line in unnamed}):
        for line in queries.lines(client_id=client_id):
            if line.number and line.amount_minor > 0:
                invoiced.setdefault((line.entry_id, line.block_id), line)
    credited = queries.credited_blocks([line.line_id for line in unnamed if not line.block_id])
    found = {}
    for line in lines:
        entry = entries.get(of_entry[line.line_id] or "")
        block_id = line.block_id or credited.get(line.line_id)
        source: LineView | BillingLine | None = line.corrects
        if source is None and line.amount_minor < 0:
            source = invoiced.get((line.entry_id, block_id))
        found[line.line_id] = Detail(
            entry.ticket if entry else "",
            entry.note if entry else "",
            source.number if source else "",
            source.invoiced_on if source else None,
        )
    return found
