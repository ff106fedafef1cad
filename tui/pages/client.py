"""The client's page: card at the left; entries, blocks, renewals, billing and agreement at the right."""

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical
from textual.widgets import DataTable, Input

from core.basics.i18n import _, language, ngettext
from core.entryline.filter import read_filter
from core.queries.pages import ClientPage, EntriesPage
from core.queries.views import EntryFilter, EntryView
from tui.commands.bindings import page_bindings
from tui.commands.command import Place
from tui.messages import EntryCorrected
from tui.pages.page import Page
from tui.text import hours, plain
from tui.widgets.card import Card
from tui.widgets.rows import (
    agreement_columns,
    agreement_rows,
    block_columns,
    block_row,
    entry_details,
    line_columns,
    line_row,
    page_entry_columns,
    page_entry_row,
    renewal_columns,
    renewal_rows,
)
from tui.widgets.tables import DiffTable
from tui.widgets.tabs import TabLine

_FIRST_ROWS = 60
_MORE_ROWS = 200
_TABS = ("entries", "blocks", "renewals", "billing", "agreement")


class FilterBox(Input):
    """The filter of the entries; it acts with every key."""

    BINDINGS = [
        Binding("escape,down,tab", "screen.to_table", show=False),
    ]


class ClientScreen(Page):
    """Everything about one client; its letters sell, edit, and set the agreement."""

    PLACE = Place.CLIENT
    BINDINGS = [
        *page_bindings(Place.CLIENT),
        Binding("escape", "close", show=False),
        # With priority: the table would scroll sideways in a narrow window.
        Binding("left", "tab(-1)", show=False, priority=True),
        Binding("right", "tab(1)", show=False, priority=True),
        *(Binding(str(number + 1), f"show_tab({number})", show=False) for number in range(len(_TABS))),
    ]
    AUTO_FOCUS = "#page-entries"

    def __init__(self, client_id: str) -> None:
        super().__init__()
        self._client_id = client_id
        self._page: ClientPage | None = None
        self._entries: EntriesPage | None = None
        self._filter = EntryFilter()
        self._limit = _FIRST_ROWS
        self._tab = 0
        self._told_entry: str | None = None

    def compose_body(self) -> ComposeResult:
        """The card and the tabs."""
        with Horizontal(id="body"):
            yield Card()
            with Vertical(id="tabs"):
                names = (_("Entries"), _("Blocks"), _("Renewals"), _("Billing"), _("Agreement"))
                yield TabLine(names)
                box = FilterBox(placeholder=_("/ filters: words #4821 +remote by:anna @2026-10"), id="filter")
                box.cursor_blink = False
                yield box
                yield DiffTable(page_entry_columns(), id="page-entries")
                yield DiffTable(block_columns(), id="page-blocks")
                yield DiffTable(renewal_columns(), id="page-renewals")
                yield DiffTable(line_columns(), id="page-billing")
                yield DiffTable(agreement_columns(), id="page-agreement")

    def on_mount(self) -> None:
        """Read, and show the entries first."""
        self.action_show_tab(0)
        self.reload()

    @property
    def client_id(self) -> str | None:
        """The client shown."""
        return self._client_id

    def ledger_changed(self) -> None:
        """Read and show the client again."""
        page = self.read(lambda: self.reader.pages.client(self._client_id))
        if page is None:
            return
        in_force = self._page.in_force if self._page else None
        self._page = page
        self.query_one(Card).page = page
        self.query_one("#page-blocks", DiffTable).show([block_row(block) for block in page.blocks])
        self.query_one("#page-renewals", DiffTable).show(renewal_rows(page))
        self.query_one("#page-billing", DiffTable).show([line_row(line) for line in page.lines])
        versions = self.query_one("#page-agreement", DiffTable)
        versions.show(agreement_rows(page))
        if page.in_force is not None and page.in_force != in_force:
            versions.point_at(f"{page.in_force.agreement_id}-0")
        self._show_letters()
        self._read_entries()

    def _read_entries(self, *, is_paging: bool = False) -> None:
        entries = self.read(
            lambda: self.reader.pages.entries(self._filter, client_id=self._client_id, limit=self._limit)
        )
        if entries is None:
            return
        self._entries = entries
        zone = self.reader.zone
        table = self.query_one("#page-entries", DiffTable)
        table.show([page_entry_row(entry, zone) for entry in entries.entries])
        if not is_paging:
            # The user did not move the cursor: do not replace the line of answer by the details of this entry.
            self._told_entry = table.key_at_cursor
        count = ngettext("{count} entry", "{count} entries", entries.count).format(count=entries.count)
        sums = _("{entries}, worked {worked}, charged {charged}").format(
            entries=count, worked=hours(entries.worked_seconds // 60), charged=hours(entries.charged_minutes)
        )
        self.query_one(TabLine).note = sums

    @on(Input.Changed, "#filter")
    def _filtered(self, event: Input.Changed) -> None:
        wanted = self.read(
            lambda: read_filter(event.value, today=self.reader.queries.today(self._client_id), language=language())
        )
        if wanted is None:
            return
        self._filter = wanted
        self.say("")
        self._limit = _FIRST_ROWS
        self.query_one("#page-entries", DiffTable).point_at_first()
        self._read_entries()
        if event.value.strip() and self._entries is not None and not self._entries.count:
            self.say(_("no entry fits this; type less"))

    @on(Input.Submitted, "#filter")
    def _filter_done(self) -> None:
        self.action_to_table()

    @on(DataTable.RowHighlighted, "#page-entries")
    def _entry_pointed_at(self) -> None:
        table = self.query_one("#page-entries", DiffTable)
        if self._entries is None or not table.has_focus:
            return
        if self._entries.has_more and table.cursor_row >= table.row_count - 10:
            self._limit += _MORE_ROWS
            self._read_entries(is_paging=True)
        # A change moves rows under the cursor: the same entry must not replace the answer to that change.
        if table.key_at_cursor == self._told_entry:
            return
        self._told_entry = table.key_at_cursor
        for entry in self._entries.entries:
            if entry.entry_id == table.key_at_cursor:
                self.say(entry_details(entry), stays=True)

    def action_tab(self, step: int) -> None:
        """Show the next table to the left or right; in the filter, move the text cursor."""
        if isinstance(self.focused, Input):
            self.focused.action_cursor_left() if step < 0 else self.focused.action_cursor_right()
            return
        self.action_show_tab((self._tab + step) % len(_TABS))

    def action_show_tab(self, number: int) -> None:
        """Show one of the tables, by its place counted from 0."""
        if number != self._tab:
            self.say("")
        self._tab = number
        self.query_one(TabLine).chosen = number
        for place, name in enumerate(_TABS):
            table = self.query_one(f"#page-{name}", DiffTable)
            table.display = place == number
            if place == number:
                table.focus()
                if table.cursor_row == 0:
                    table.scroll_to(y=0, animate=False)
        self.query_one("#filter").display = number == 0
        self._show_letters()

    def _show_letters(self) -> None:
        """Show what the letters do here: those of entries on their tab, those of renewals while one waits."""
        entry, renewal = ("client.correct", "client.void"), ("renewal.approve", "renewal.refuse")
        waits = bool(self._page and self._page.pending)
        first = entry if self._tab == 0 else renewal if waits else ()
        without = {*(() if self._tab == 0 else entry), *(() if waits else renewal)}
        self.query_one("#tabs").border_subtitle = plain(self.letters_in_words(*first, without=without))

    def find_here(self) -> None:
        """Focus the filter over the entries."""
        self.action_show_tab(0)
        self.query_one("#filter").focus()

    def action_to_table(self) -> None:
        """Focus the entries."""
        self.query_one("#page-entries").focus()

    @property
    def entry(self) -> EntryView | None:
        """The entry at the cursor, while the entries are shown."""
        if self._tab != 0 or self._entries is None:
            return None
        key = self.query_one("#page-entries", DiffTable).key_at_cursor
        return next((entry for entry in self._entries.entries if entry.entry_id == key), None)

    @on(EntryCorrected)
    def _entry_corrected(self, message: EntryCorrected) -> None:
        """Put the cursor on the entry in the place of the old one."""
        table = self.query_one("#page-entries", DiffTable)
        table.point_at(message.entry_id)
        self._told_entry = table.key_at_cursor
