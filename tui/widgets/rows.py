"""Columns and rows of the tables. Columns have no padding: a width includes the space to the next column."""

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from core.basics.durations import format_seconds
from core.basics.i18n import _
from core.language.formats import date_text, money_text
from core.language.labels import word_label
from core.model.terms import replaced_by
from core.model.worktypes import label_of
from core.queries.views.balances import BlockView
from core.queries.views.entries import EntryView
from tui.geometry import WIDE
from tui.glyphs import CHOSEN, bar, cut
from tui.text import cell, hours
from tui.widgets.tables import Row

if TYPE_CHECKING:
    from core.queries.pages import ClientPage, TicketRow
    from core.queries.views.lines import LineView

_BAR = 5


def charged_words(entry: EntryView) -> str:
    """The charged time of an entry, or that it waits for an agreement."""
    return _("waits") if entry.waits else hours(entry.charged_minutes)


def entry_row(entry: EntryView, zone: ZoneInfo) -> Row:
    """An entry; the note of a voided one says so."""
    started = entry.started_at.astimezone(zone).strftime("%H:%M") if entry.started_at else ""
    note = f"[{_('voided')}] {entry.note}" if entry.voided else entry.note
    return entry.entry_id, (
        cell(started),
        cell(cut(entry.client.code, 12)),
        cell(f"{to_the_minute(entry.worked_seconds):>7}"),
        cell(f"{charged_words(entry):>7}"),
        cell(cut(f"#{entry.ticket}" if entry.ticket else "", 8)),
        cell(cut(entry.technician, 8)),
        cell(note),
    )


def block_columns(width: int) -> list[tuple[str, int | None]]:
    """The columns of a client's blocks in a window of so many columns; a narrow one has no bars."""
    return [
        (_("sold"), 12),
        (f"{_('left'):>7}", 8),
        (f"{_('of'):>6}", 7),
        *([("", _BAR + 1)] if width >= WIDE else []),
        (_("expires"), 12),
        (_("origin"), 10),
        (f"{_('price'):>10}", 11),
        (_("billing"), None),
    ]


def block_row(block: BlockView, width: int) -> Row:
    """A block, in a wide window with its remaining minutes also as a bar."""
    until = date_text(block.expires_on) if block.expires_on else _("never")
    origin = word_label(block.origin.value)
    billing = _("voided") if block.voided else word_label(block.billing)
    if block.expired and block.remaining_minutes:
        billing = _("expired!") + " " + billing
    if block.forfeited_minutes:
        billing += "  " + _("lost {minutes}").format(minutes=hours(block.forfeited_minutes))
    return block.block_id, (
        cell(date_text(block.sold_on)),
        cell(f"{hours(block.remaining_minutes):>7}"),
        cell(f"{hours(block.size_minutes):>6}"),
        *([cell(bar(block.remaining_minutes, block.size_minutes, _BAR))] if width >= WIDE else []),
        cell(until),
        cell(origin),
        cell(f"{money_text(block.price_minor, block.currency):>10}"),
        cell(billing),
    )


def renewal_columns() -> list[tuple[str, int | None]]:
    """The columns of renewals."""
    return [(_("day"), 13), (f"{_('hours'):>7}", 9), (f"{_('price'):>12}", 14), (_("state"), None)]


def renewal_rows(page: "ClientPage") -> list[Row]:
    """Renewals that wait for the manager first, then the blocks that were added by rule."""
    waiting: list[Row] = [
        (
            pending.renewal_id,
            (
                cell(date_text(pending.asked_at.date())),
                cell(f"{hours(pending.minutes):>7}"),
                cell(f"{money_text(pending.price_minor, pending.currency):>12}"),
                cell(_("waits: y approves, f refuses")),
            ),
        )
        for pending in page.pending
    ]
    added: list[Row] = [
        (
            block.block_id,
            (
                cell(date_text(block.sold_on)),
                cell(f"{hours(block.size_minutes):>7}"),
                cell(f"{money_text(block.price_minor, block.currency):>12}"),
                cell(word_label(block.billing)),
            ),
        )
        for block in page.renewals
    ]
    return waiting + added


def line_columns() -> list[tuple[str, int | None]]:
    """The columns of billable lines."""
    return [
        (_("dated"), 13),
        (_("for"), 11),
        (f"{_('hours'):>7}", 9),
        (f"{_('amount'):>12}", 14),
        (_("state"), 12),
        (_("number"), None),
    ]


def line_row(line: "LineView") -> Row:
    """A billable line."""
    return line.line_id, (
        cell(date_text(line.dated)),
        cell(word_label(line.kind.value)),
        cell(f"{hours(line.minutes):>7}"),
        cell(f"{money_text(line.amount_minor, line.currency):>12}"),
        cell(word_label(line.status.value)),
        cell(line.number),
    )


def agreement_columns() -> list[tuple[str, int | None]]:
    """The columns of an agreement's versions."""
    return [(_("from"), 16), (_("terms"), None)]


def agreement_rows(page: "ClientPage") -> list[Row]:
    """One row for each sentence of each version, the latest version first, the one in force marked `►`."""
    from core.forms.agreement_words import terms_in_words

    rows: list[Row] = []
    for version in reversed(page.agreements):
        since = date_text(version.from_date) if version.from_date else _("ever since")
        mark = CHOSEN if page.in_force and version.agreement_id == page.in_force.agreement_id else " "
        sentences = list(terms_in_words(version.terms))
        if replaced_by(page.agreements, version) is not None:
            sentences.insert(0, _("(replaced: another was recorded for that day later)"))
        for number, sentence in enumerate(sentences):
            first = f"{mark}{since}" if number == 0 else ""
            rows.append((f"{version.agreement_id}-{number}", (cell(first), cell(sentence))))
    return rows


def ticket_columns() -> list[tuple[str, int | None]]:
    """The columns of tickets."""
    return [(_("ticket"), 10), (f"{_('charged'):>7}", 9), (_("last"), 13), (_("client"), None)]


def ticket_row(row: "TicketRow") -> Row:
    """A ticket and the minutes charged so far."""
    return row.ticket, (
        cell(cut(f"#{row.ticket}", 9)),
        cell(f"{hours(row.charged_minutes):>7}"),
        cell(date_text(row.last_day)),
        cell(row.client.name),
    )


def ticket_entry_columns() -> list[tuple[str, int | None]]:
    """The columns of a ticket's entries."""
    return [
        (_("day"), 13),
        (_("time"), 6),
        (f"{_('worked'):>7}", 8),
        (f"{_('charged'):>7}", 9),
        (_("by"), 9),
        (_("note"), None),
    ]


def ticket_entry_row(entry: EntryView, zone: ZoneInfo) -> Row:
    """An entry of a ticket."""
    time, _client, worked, charged, _ticket, by, note = entry_row(entry, zone)[1]
    return entry.entry_id, (cell(date_text(entry.work_date)), time, worked, charged, by, note)


def entry_details(entry: EntryView, *, with_client: bool = True) -> str:
    """All about one entry in one line, for the line of answer: note, explanation of the charge, type, contact."""
    state = (_("corrected") if entry.replaced_by else _("voided")) if entry.voided else ""
    ticket = f"#{entry.ticket}" if entry.ticket and with_client else ""
    client = entry.client.name if with_client else ""
    parts = (state, entry.note, ticket, entry.explanation, label_of(entry.work_type), entry.contact, client)
    return "  ".join(part for part in parts if part)


def to_the_minute(seconds: int) -> str:
    """Worked time as h:mm; under a minute with seconds."""
    shown = format_seconds(seconds)
    return shown if shown.count(":") == 1 or shown.startswith("0:00:") else shown.rpartition(":")[0]
