"""A list of entries under its filter: months with sums, the total of what is listed, jumps by month."""

from collections.abc import Callable
from zoneinfo import ZoneInfo

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical
from textual.message import Message
from textual.widgets import Input, Static

from core.basics.i18n import _, language, ngettext
from core.entryline.filter import meant_instead
from core.model.entry_filter import EntryFilter
from core.queries.pages import EntriesPage
from core.queries.views.entries import EntryView
from tui.geometry import WIDE
from tui.text import hours, plain
from tui.widgets.entry_lines import EntryColumns, entry_lines
from tui.widgets.line_table import LineTable
from tui.widgets.tables import DiffTable
from tui.widgets.text_box import TextBox

_FIRST_ROWS = 60
_MORE_ROWS = 200
_BESIDE = 4
"""Cells at the right of a line: the scrollbar and its distance."""


class FilterBox(TextBox):
    """The filter of the entries; it acts with every key."""

    REPLACES_READS = True

    BINDINGS = [Binding("escape,down,tab", "screen.to_table", show=False)]


class EntryList(Vertical):
    """Filter, total and entries. The page gives it the reads, and says what a filter that cannot be read wants."""

    BINDINGS = [
        Binding("left_square_bracket", "month(1)", show=False),
        Binding("right_square_bracket", "month(-1)", show=False),
    ]

    class Pointed(Message):
        """The user moved the cursor to an entry."""

        def __init__(self, entry: EntryView) -> None:
            super().__init__()
            self.entry = entry

    class Filtered(Message):
        """Another filter is in force; `nothing_fits` is what to say where it holds words and no entry matches, else empty."""

        def __init__(self, nothing_fits: str) -> None:
            super().__init__()
            self.nothing_fits = nothing_fits

    def __init__(
        self,
        read: Callable[[EntryFilter, int, Callable[[EntriesPage], object], Callable[[], object]], object],
        understand: Callable[[str], EntryFilter | None],
        zone: ZoneInfo,
        *,
        id: str,
        with_clients: bool = False,
        asks_first: bool = False,
    ) -> None:
        """`read` hands the first entries that match to its third argument, later, or calls the fourth where they cannot be
        read; `understand` reads a filter line, None where it says nothing.

        With `asks_first` nothing is listed before a filter is typed.
        """
        super().__init__(id=id)
        self._read = read
        self._understand = understand
        self._zone = zone
        self._with_clients = with_clients
        self._asks_first = asks_first
        self._filter = EntryFilter()
        self._limit = self._read_limit = _FIRST_ROWS
        self._told: str | None = None
        self._meant: str | None = None
        """The entry to put the cursor on when it is read."""
        self.page: EntriesPage | None = None

    def compose(self) -> ComposeResult:
        """The filter and the total in one row, the lines under it."""
        with Horizontal(classes="filter-row"):
            yield Static("/ ", classes="filter-mark", markup=False)
            box = FilterBox(placeholder=_("words #4821 +remote by:anna"), id="filter")
            yield box
            yield Static("", classes="filter-total", markup=False)
        yield LineTable(id="page-entries")

    @property
    def table(self) -> LineTable:
        """The lines."""
        return self.query_one(LineTable)

    @property
    def entry(self) -> EntryView | None:
        """The entry at the cursor."""
        key = self.table.key_at_cursor
        return next((entry for entry in self.page.entries if entry.entry_id == key), None) if self.page else None

    def on_resize(self) -> None:
        """Write the lines for the new width."""
        self._write()

    def reload(self, *, is_paging: bool = False, then: Callable[[], object] | None = None) -> None:
        """Read and show the entries again, and call `then`; with `is_paging` the user moved the cursor to where more are
        wanted."""
        limit = self._limit

        def take(page: EntriesPage) -> None:
            self.page, self._read_limit = page, limit
            self._write()
            if not is_paging:
                # The user did not move the cursor: an answer stays, and is not replaced by the details of this entry.
                self._told = self.table.key_at_cursor
            if self._meant in self.table.keys:
                self.point_at(str(self._meant))
            if then is not None:
                then()

        if self._asks_first and self._filter.is_open:
            take(EntriesPage((), (), has_more=False))
        else:
            self._read(self._filter, limit, take, self._give_up)

    def _give_up(self) -> None:
        """More entries could not be read: the cursor near the end of those that are shown asks again."""
        self._limit = self._read_limit

    def _write(self) -> None:
        if self.page is None or not self.size.width:
            return
        page, table = self.page, self.table
        window = self.app.size.width
        columns = EntryColumns(page.entries, self.size.width - _BESIDE, window, with_clients=self._with_clients)
        table.show_head(columns.head() if window >= WIDE else None)
        is_first = table.row_count == 0
        table.show(entry_lines(page.entries, page.months, columns, self._zone))
        count = ngettext("{count} entry", "{count} entries", page.count).format(count=page.count)
        total = f"{count}  {hours(page.worked_seconds // 60)} → {hours(page.charged_minutes)}"
        if is_first and not self._asks_first and (entry := self.entry) is not None:
            self._told = entry.entry_id
            self.post_message(self.Pointed(entry))
        self.query_one(".filter-total", Static).update(plain(f"{total}  {_('[ ] month')}"), layout=False)

    def point_at(self, entry_id: str) -> None:
        """Put the cursor on an entry, without telling its details; on one that is not read yet, once it is."""
        self._meant = None if entry_id in self.table.keys else entry_id
        self.table.point_at(entry_id)
        self._told = self.table.key_at_cursor

    @on(Input.Changed, "#filter")
    def _filter_changed(self, event: Input.Changed) -> None:
        event.stop()
        wanted = self._understand(event.value)
        if wanted is None:
            return
        self._filter = wanted
        self._limit = _FIRST_ROWS
        self.table.point_at_first()
        self.reload(then=lambda: self._tell_of_filter(event.value))

    def _tell_of_filter(self, typed: str) -> None:
        nothing = bool(typed.strip() and self.page is not None and not self.page.entries)
        self.post_message(self.Filtered(_nothing_fits(typed) if nothing else ""))

    @on(Input.Submitted, "#filter")
    def _filter_done(self, event: Input.Submitted) -> None:
        event.stop()
        self.table.focus()

    @on(DiffTable.RowHighlighted, "#page-entries")
    def _moved(self) -> None:
        table = self.table
        if self.page is None or not table.has_focus:
            return
        is_asked = self._limit != self._read_limit
        if self.page.has_more and table.cursor_row >= len(table.keys) - 10 and not is_asked:
            self._limit += _MORE_ROWS
            self.reload(is_paging=True)
        # A change moves rows under the cursor: the same entry must not replace the answer to that change.
        if table.key_at_cursor != self._told and (entry := self.entry) is not None:
            self._told = entry.entry_id
            self.post_message(self.Pointed(entry))

    def action_month(self, back: int) -> None:
        """Go to the first entry of the month before the one at the cursor, or after it with a negative number."""
        entry, page = self.entry, self.page
        if entry is None or page is None:
            return
        names = [month.month for month in page.months]
        month = entry.work_date.isoformat()[:7]
        place = names.index(month) + back if month in names else -1
        if not 0 <= place < len(names):
            return
        wanted = sum(each.listed for each in page.months[: place + 1])
        if wanted > len(page.entries) and page.has_more:
            self._limit = wanted + _FIRST_ROWS
            self.reload(is_paging=True, then=lambda: self._show_month(names[place]))
        else:
            self._show_month(names[place])

    def _show_month(self, month: str) -> None:
        for each in self.page.entries if self.page else ():
            if each.work_date.isoformat()[:7] == month:
                self.table.show_row(each.entry_id)
                return


def _nothing_fits(typed: str) -> str:
    """What to say where no entry fits a filter: the word that may be meant, if there is one."""
    meant = meant_instead(typed, language=language())
    if meant:
        return _("no entry fits this; write {word} for those days or that type").format(word=meant)
    return _("no entry fits this; type less")
