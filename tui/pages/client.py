"""The client's page: card at the left; entries, blocks, renewals, billing and agreement at the right."""

from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical
from textual.widgets import DataTable, Input

from core.basics.errors import MonteoreError
from core.basics.i18n import _, language, ngettext
from core.entryline.filter import read_filter
from core.queries.pages import ClientPage, EntriesPage
from core.queries.views import EntryFilter, EntryView
from tui.commands.bindings import page_bindings
from tui.commands.keymap import Place
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

if TYPE_CHECKING:
    from tui.flows.flows import Flows

_FIRST_ROWS = 60
_MORE_ROWS = 200
_TABS = ("entries", "blocks", "renewals", "billing", "agreement")


class FilterBox(Input):
    """Narrows the entries while one types."""

    BINDINGS = [
        Binding("escape,down,tab", "screen.to_table", show=False),
    ]


class ClientScreen(Page):
    """One client whole; its letters sell, edit, and set the agreement."""

    PLACE = Place.CLIENT
    BINDINGS = [
        *page_bindings(Place.CLIENT),
        Binding("escape", "close", show=False),
        # Before the table, which would scroll sideways where the window is narrow.
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
        """Read and show the entries first."""
        self.show_header()
        self.action_show_tab(0)
        self.ledger_changed()

    @property
    def client_id(self) -> str | None:
        """Whose page it is."""
        return self._client_id

    def ledger_changed(self) -> None:
        """Read the client again; a store that cannot be read says so and the old picture stays."""
        try:
            page = self.reader.pages.client(self._client_id)
        except MonteoreError as error:
            self.say(str(error), refused=True)
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
        try:
            entries = self.reader.pages.entries(self._filter, client_id=self._client_id, limit=self._limit)
        except MonteoreError as error:
            self.say(str(error), refused=True)
            return
        self._entries = entries
        zone = self.reader.zone
        table = self.query_one("#page-entries", DiffTable)
        table.show([page_entry_row(entry, zone) for entry in entries.entries])
        if not is_paging:
            # What moved under the cursor by itself was not pointed at: an answer stands in the line meanwhile.
            self._told_entry = table.key_at_cursor
        count = ngettext("{count} entry", "{count} entries", entries.count).format(count=entries.count)
        sums = _("{entries}, worked {worked}, charged {charged}").format(
            entries=count, worked=hours(entries.worked_seconds // 60), charged=hours(entries.charged_minutes)
        )
        self.query_one(TabLine).note = sums

    @on(Input.Changed, "#filter")
    def _filtered(self, event: Input.Changed) -> None:
        try:
            self._filter = read_filter(event.value, today=self.reader.today, language=language())
        except MonteoreError as error:
            self.say(str(error), refused=True)
            return
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
        # A change moves rows under the cursor: its answer must not be wiped by the same entry again.
        if table.key_at_cursor == self._told_entry:
            return
        self._told_entry = table.key_at_cursor
        for entry in self._entries.entries:
            if entry.entry_id == table.key_at_cursor:
                self.say(entry_details(entry), stays=True)

    def action_tab(self, step: int) -> None:
        """The next table to the left or right; in the filter, a step of the cursor."""
        if isinstance(self.focused, Input):
            self.focused.action_cursor_left() if step < 0 else self.focused.action_cursor_right()
            return
        self.action_show_tab((self._tab + step) % len(_TABS))

    def action_show_tab(self, number: int) -> None:
        """One of the tables, by its place."""
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
        """What the letters do here: to an entry only where entries are, to a renewal only where one waits."""
        entry, renewal = ("client.correct", "client.void"), ("renewal.approve", "renewal.refuse")
        waits = bool(self._page and self._page.pending)
        first = entry if self._tab == 0 else renewal if waits else ()
        without = {*(() if self._tab == 0 else entry), *(() if waits else renewal)}
        self.query_one("#tabs").border_subtitle = plain(self.letters_in_words(*first, without=without))

    def action_find_here(self) -> None:
        """The filter over the entries."""
        self.action_show_tab(0)
        self.query_one("#filter").focus()

    def action_to_table(self) -> None:
        """From the filter to the entries."""
        self.query_one("#page-entries").focus()

    def action_log(self) -> None:
        """Log work of this client: the line begins with its code."""
        self.desk.log_work(self._page.client.code if self._page else None)

    def action_client_correct(self) -> None:
        """Log the entry at the cursor anew, in the place of the old one."""
        entry = self._entry_at_cursor()
        if entry is not None:
            self.desk.carry_out(lambda flows: self._correct(flows, entry))

    async def _correct(self, flows: "Flows", entry: EntryView) -> None:
        corrected = await flows.correct(entry)
        if corrected is not None and self.is_mounted:
            table = self.query_one("#page-entries", DiffTable)
            table.point_at(corrected)
            self._told_entry = table.key_at_cursor

    def action_client_void(self) -> None:
        """Void the entry at the cursor, after y."""
        entry = self._entry_at_cursor()
        if entry is not None:
            self.desk.carry_out(lambda flows: flows.undo(entry))

    def _entry_at_cursor(self) -> EntryView | None:
        """The entry that is meant; where there is none that stands, it is said."""
        key = self.query_one("#page-entries", DiffTable).key_at_cursor
        entry = next((e for e in self._entries.entries if e.entry_id == key), None) if self._entries else None
        if entry is None or self._tab != 0:
            self.say(_("put the cursor on an entry"), refused=True)
            return None
        if entry.voided:
            self.say(_("this entry is voided already"), refused=True)
            return None
        return entry
