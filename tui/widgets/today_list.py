"""The list of today's entries: newest saved first, the last saved one marked; always at its top unless it has the focus."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from rich.text import Text

from core.basics.clock import local_date
from core.basics.i18n import _, ngettext
from core.language.formats import DateStyle, date_text
from core.model.worktypes import label_of
from core.queries.views.desk import DaySums
from core.queries.views.entries import EntryView
from tui.geometry import HUGE, WIDE
from tui.glyphs import SAVED, VOIDED, cut, right_column
from tui.text import cell, hours
from tui.widgets.rows import charged_words
from tui.widgets.tables import DiffTable, Row

EXPLAINED = 140
"""Columns of a window from which type and explanation of the charge have columns of their own."""
_FIXED = 35
"""Columns of mark, time, client, charge and ticket."""
_BY = 8
_DAYS_BY_NAME = 6
"""So many days back the name of the weekday says which day it was."""
_AROUND = 4
"""Columns of borders and of the blanks beside them."""


class TodayList(DiffTable):
    """Shows entries; the cursor is seen only while the list has the focus."""

    def __init__(self, zone: ZoneInfo) -> None:
        super().__init__([], id="entries")
        self.show_cursor = False
        self._zone = zone
        self._entries: Sequence[EntryView] = ()
        self._last_saved: str | None = None
        self._width = 0
        self._told: str | None = None
        """The entry that `pointed_at_anew` told last."""
        self.is_covered = False
        """Whether the banner of a ring stands over the list: nothing acts on an entry that is not seen."""

    def cover(self, *, is_covered: bool) -> None:
        """Say whether the banner stands over the list. It keeps the focus that it has, and gets none meanwhile."""
        self.is_covered = is_covered
        self.can_focus = self.has_focus or not is_covered

    def on_mount(self) -> None:
        """Make the columns for the window."""
        self._fit()

    def on_resize(self) -> None:
        """Make the columns for the new window."""
        self._fit()

    def on_focus(self) -> None:
        """Show the cursor."""
        self.show_cursor = True

    def on_blur(self) -> None:
        """Go back to the top, where the newest stands."""
        self.show_cursor = False
        self.can_focus = not self.is_covered
        self._to_the_top()

    @property
    def entry(self) -> EntryView | None:
        """The entry at the cursor, while the list has the focus and is seen."""
        return self._entry_at_cursor if self.has_focus and not self.is_covered else None

    def pointed_at_anew(self) -> EntryView | None:
        """The entry at the cursor, while the list has the focus; `None` if it is the one that was told last."""
        if not self.has_focus or self.key_at_cursor == self._told:
            return None
        self._told = self.key_at_cursor
        return self._entry_at_cursor

    @property
    def _entry_at_cursor(self) -> EntryView | None:
        return next((entry for entry in self._entries if entry.entry_id == self.key_at_cursor), None)

    def show_entries(self, entries: Sequence[EntryView], last_saved: str | None) -> None:
        """Show these entries, newest saved first; `last_saved` is the one to mark."""
        self._entries, self._last_saved = entries, last_saved
        rows = [entry_line(entry, self._zone, self._width, is_saved=entry.entry_id == last_saved) for entry in entries]
        self.show(rows)
        if not self.has_focus:
            self._to_the_top()

    def _to_the_top(self) -> None:
        if self.row_count:
            self.move_cursor(row=0)
        self.scroll_home(animate=False)

    def _fit(self) -> None:
        width = self.app.size.width
        if width != self._width:
            self._width = width
            self.show_header = width >= WIDE
            self.set_headings(columns_for(width))
            self.show_entries(self._entries, self._last_saved)


def day_title(day: DaySums) -> str:
    """The sums of the day, of everybody."""
    entries = ngettext("{count} entry", "{count} entries", day.entries).format(count=day.entries)
    worked = _("worked {hours}").format(hours=hours(day.worked_seconds // 60))
    charged = _("charged {hours}").format(hours=hours(day.charged_minutes))
    return " · ".join((_("Today"), entries, worked, charged))


def columns_for(width: int) -> list[tuple[str, int | None]]:
    """The columns for a window of so many columns; each width includes the blanks to the next one."""
    columns: list[tuple[str, int | None]] = [
        ("", 2), (_("time"), 6), (_("client"), 13), (f"{_('hours'):>5}", 7), (_("ticket"), 7),
        (_("note"), note_width(width)),
    ]  # fmt: skip
    if width >= EXPLAINED:
        columns += [(_("type"), _type_width(width)), (_("explanation"), _explanation_width(width))]
    return [*columns, (f"{_('by'):>8}", _BY)]


def _type_width(width: int) -> int:
    return 16 if width >= HUGE else 10


def _explanation_width(width: int) -> int:
    return 60 if width >= HUGE else 22


def note_width(width: int) -> int:
    """Columns of the note with the blank behind it: what the others leave."""
    return (
        width
        - _AROUND
        - _FIXED
        - _BY
        - 1
        - (_type_width(width) + _explanation_width(width) if width >= EXPLAINED else 0)
    )


def entry_line(entry: EntryView, zone: ZoneInfo, width: int, *, is_saved: bool) -> Row:
    """An entry as a row. A voided one is muted and has its mark; the last saved one is bold and has its own."""
    mark = VOIDED if entry.voided else SAVED if is_saved else ""
    cells = [
        cell(mark),
        cell(_when(entry, zone)),
        cell(cut(entry.client.code, 12)),
        cell(f"{charged_words(entry):>5}"),
        cell(cut(f"#{entry.ticket}" if entry.ticket else "", 6)),
        cell(cut(entry.note, note_width(width) - 1)),
    ]
    if width >= EXPLAINED:
        cells += [
            cell(cut(label_of(entry.work_type), _type_width(width) - 1)),
            cell(cut(entry.explanation, _explanation_width(width) - 1)),
        ]
    cells.append(cell(right_column(entry.technician, _BY)))
    _stylize(cells, is_voided=entry.voided, is_saved=is_saved)
    return entry.entry_id, tuple(cells)


def _when(entry: EntryView, zone: ZoneInfo) -> str:
    """The start; for work of another day than it was saved the day, as a weekday up to six days back. Five cells."""
    days = (local_date(entry.recorded_at, zone) - entry.work_date).days
    if days:
        weekday = date_text(entry.work_date, DateStyle.WEEKDAY).split()[0]
        return weekday if 0 < days <= _DAYS_BY_NAME else date_text(entry.work_date, DateStyle.DAY).replace(" ", "")
    return entry.started_at.astimezone(zone).strftime("%H:%M") if entry.started_at else ""


def _stylize(cells: list[Text], *, is_voided: bool, is_saved: bool) -> None:
    if is_voided:
        for each in cells:
            each.stylize("muted")
        return
    for each in (cells[1], cells[4], *cells[6:]):
        each.stylize("muted")
    if is_saved:
        cells[0].stylize("ok")
        for each in (cells[2], cells[3], cells[5]):
            each.stylize("bold")
