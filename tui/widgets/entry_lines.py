"""Entries as lines of a list: columns that end at the list's right edge, month headings with their sums."""

from collections.abc import Iterable, Sequence
from zoneinfo import ZoneInfo

from rich.text import Text

from core.basics.i18n import _, ngettext
from core.basics.text import visible_text
from core.language.formats import month_text
from core.model.worktypes import label_of
from core.queries.pages import MonthOfEntries
from core.queries.views.entries import EntryView
from tui.geometry import HUGE, WIDE
from tui.glyphs import VOIDED, cells, column, cut, right_column
from tui.text import hours
from tui.widgets.line_table import heading
from tui.widgets.rows import charged_words, to_the_minute
from tui.widgets.tables import Row

_LEAST_TICKET, _MOST_TICKET = 7, 14
_LEAST_BY, _MOST_BY = 8, 12
_CLIENT = 14
_TYPE, _EXPLANATION = 17, 42


class EntryColumns:
    """The widths of one list: they follow from the window, and from the longest ticket and technician listed."""

    def __init__(self, entries: Sequence[EntryView], width: int, window: int, *, with_clients: bool = False) -> None:
        """`width` is that of a line in cells, `window` that of the window."""
        self.is_wide = window >= WIDE
        self.is_huge = window >= HUGE
        self.client = _CLIENT if with_clients else 0
        self.ticket = _fitting(
            (cells(entry.ticket) + 2 for entry in entries if entry.ticket), _LEAST_TICKET, _MOST_TICKET
        )
        self.by = _fitting((cells(entry.technician) for entry in entries), _LEAST_BY, _MOST_BY)
        self.worked = max(7, len(_("worked"))) + 1 if self.is_wide else 0
        self.charged = max(6, len(_("charged")) + 1) if self.is_wide else 6
        fixed = 3 + 7 + self.charged + self.client + self.worked + 2 + self.ticket + 1 + self.by
        self.extra = _TYPE + _EXPLANATION if self.is_huge else 0
        self.note = max(8, width - fixed - self.extra)

    def line(self, entry: EntryView, zone: ZoneInfo) -> Row:
        """An entry; a voided one has `×`, and its note says so."""
        started = entry.started_at.astimezone(zone).strftime("%H:%M") if entry.started_at else ""
        note = visible_text(entry.note)
        if entry.voided:
            word = _("corrected") if entry.replaced_by else void_words(entry, self.note)
            note = f"{note}, {word}" if note else word
            note = note if cells(note) <= self.note else f"{cut(note, self.note - len(word) - 2)}, {word}"
        parts = [
            f"{VOIDED if entry.voided else ' '}{entry.work_date.day:>2}",
            f" {started:<6}",
            column(visible_text(entry.client.code), self.client, gap=1) if self.client else "",
            f"{to_the_minute(entry.worked_seconds):>{self.worked}}" if self.is_wide else "",
            f"{charged_words(entry):>{self.charged}}",
            "  ",
            column(visible_text(f"#{entry.ticket}") if entry.ticket else "", self.ticket, gap=1),
            column(note, self.note),
        ]
        if self.extra:
            parts.append("  " + column(label_of(entry.work_type), _TYPE - 2, gap=1))
            parts.append(column(entry.explanation, _EXPLANATION, gap=1))
        parts.append(" " + right_column(visible_text(entry.technician), self.by))
        line = Text("".join(parts), no_wrap=True)
        if entry.voided:
            line.stylize("dim")
        return entry.entry_id, (line,)

    def head(self) -> Text:
        """The heads of the columns, each where its column stands."""
        parts = [
            # A word of more than three letters would be read as a weekday (gio, of giorno).
            f"{_('day') if len(_('day')) <= 3 else '':<4}",
            f"{cut(_('time'), 5):<6}",
            f"{_('client'):<{self.client}}" if self.client else "",
            f"{_('worked'):>{self.worked}}{_('charged'):>{self.charged}}  ",
            f"{cut(_('ticket'), self.ticket - 1):<{self.ticket}}",
            f"{_('note'):<{self.note}}",
        ]
        if self.extra:
            parts += [f"  {_('type'):<{_TYPE - 2}}", f"{_('charge'):<{_EXPLANATION}}"]
        parts.append(f" {_('by'):>{self.by}}")
        return Text("".join(parts), no_wrap=True)


def entry_lines(
    entries: Sequence[EntryView], months: Sequence[MonthOfEntries], columns: EntryColumns, zone: ZoneInfo
) -> list[Row]:
    """The entries under the headings of their months."""
    sums = {month.month: month for month in months}
    rows: list[Row] = []
    current = ""
    for entry in entries:
        month = entry.work_date.isoformat()[:7]
        if month != current and month in sums:
            current = month
            rows.append(_month_heading(sums[month]))
        rows.append(columns.line(entry, zone))
    return rows


def _month_heading(month: MonthOfEntries) -> Row:
    name = month_text(month.month)
    counted = ngettext("{count} entry", "{count} entries", month.count).format(count=f"{month.count:>3}")
    sums = _("worked {worked}   charged {charged}").format(
        worked=hours(month.worked_seconds // 60), charged=hours(month.charged_minutes)
    )
    return heading(month.month, Text(f"{name[:1].upper()}{name[1:]:<18} {counted}   {sums}", no_wrap=True))


def void_words(entry: EntryView, width: int) -> str:
    """`voided`, with the reason where there is room for it beside the note."""
    voided, reason = _("voided"), visible_text(entry.void_reason)
    words = f"{voided}: {reason}" if reason else voided
    return words if len(words) <= width // 2 else cut(words, max(len(voided), width // 2))


def _fitting(lengths: Iterable[int], least: int, most: int) -> int:
    return min(most, max(least, max(lengths, default=0)))
