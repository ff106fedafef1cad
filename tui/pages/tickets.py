"""Tickets: minutes by ticket, and the entries of the one at the cursor over time."""

from collections.abc import Sequence

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical
from textual.widgets import Input

from core.basics.i18n import _
from core.model.entry_filter import EntryFilter
from core.queries.pages import EntriesPage, TicketRow
from core.queries.views.entries import EntryView
from tui.commands.bindings import page_bindings
from tui.commands.command import Place
from tui.glyphs import AROUND_TITLE, cells, cut
from tui.pages.page import Page
from tui.text import hours, plain
from tui.widgets.moving import move_bindings
from tui.widgets.rows import entry_details, ticket_columns, ticket_entry_columns, ticket_entry_row, ticket_row
from tui.widgets.tables import DiffTable
from tui.widgets.text_box import TextBox

_FIRST_ROWS = 60
_MORE_ROWS = 100
_MOST_ENTRIES = 300


class TicketBox(TextBox):
    """The field for a number; up and down move in the list while the focus stays here."""

    REPLACES_READS = True

    BINDINGS = [
        *move_bindings({"down": "screen.move(1)", "up": "screen.move(-1)"}, letters=False),
        Binding("escape", "screen.leave_box", show=False),
    ]


class TicketEntries(DiffTable):
    """The entries of a ticket; the cursor is seen only while they have the focus: one row is highlighted at a time."""

    def __init__(self) -> None:
        super().__init__(ticket_entry_columns(), id="ticket-entries", marks_chosen=True)
        self.show_cursor = False

    def on_focus(self) -> None:
        """Show the cursor."""
        self.show_cursor = True

    def on_blur(self) -> None:
        """Hide the cursor."""
        self.show_cursor = False


class Tickets(Page):
    """The page of tickets; a number narrows the list, and Enter focuses the entries."""

    PLACE = Place.TICKETS
    BINDINGS = [*page_bindings(Place.TICKETS), Binding("escape", "close", show=False)]
    AUTO_FOCUS = "TicketBox"

    def __init__(self) -> None:
        super().__init__()
        self._rows: dict[str, TicketRow] = {}
        self._entries: dict[str, EntryView] = {}
        self._limit = self._read_limit = _FIRST_ROWS

    def compose_body(self) -> ComposeResult:
        """The tickets at the left, the entries of one at the right."""
        with Horizontal(id="body"):
            with Vertical(id="left"):
                box = TicketBox(placeholder=_("ticket number"))
                yield box
                yield DiffTable(ticket_columns(), id="tickets", marks_chosen=True)
            with Vertical(id="side"):
                yield TicketEntries()

    def on_mount(self) -> None:
        """Read the latest tickets."""
        self.query_one("#left").border_title = plain(_("Tickets"))
        self.reload()

    @on(events.DescendantFocus)
    def _focus_moved(self) -> None:
        # In the field letters are typed: its panel names none.
        is_typing = isinstance(self.focused, TicketBox)
        self.query_one("#left").border_subtitle = plain("" if is_typing else self.letters_in_words())

    @property
    def client_id(self) -> str | None:
        """The client of the ticket at the cursor."""
        row = self._rows.get(self.query_one("#tickets", DiffTable).key_at_cursor or "")
        return row.client.client_id if row else None

    def ledger_changed(self) -> None:
        """Read and show the list again."""
        typed, limit = self.query_one(TicketBox).value, self._limit
        self.read_beside(
            lambda reader: reader.pages.tickets(typed, limit),
            lambda rows: self._take(rows, limit),
            give_up=self._give_up,
        )

    def _give_up(self) -> None:
        """More rows could not be read: the cursor near the end of those that are shown asks again."""
        self._limit = self._read_limit

    def _take(self, rows: Sequence[TicketRow], limit: int) -> None:
        self._read_limit = limit
        self._rows = {row.ticket: row for row in rows}
        self.query_one("#tickets", DiffTable).show([ticket_row(row) for row in rows])
        self._show_entries()

    def _show_entries(self) -> None:
        number = self.query_one("#tickets", DiffTable).key_at_cursor
        row = self._rows.get(number or "")
        side = self.query_one("#side")
        table = self.query_one("#ticket-entries", DiffTable)
        if row is None:
            side.border_title = plain(_("no ticket of that number"))
            table.show([])
            return
        of = EntryFilter(ticket=row.ticket)
        self.read_beside(
            lambda reader: reader.pages.entries(of, limit=_MOST_ENTRIES),
            lambda page: self._take_entries(row, page),
            group="about",
        )

    def _take_entries(self, row: TicketRow, page: EntriesPage) -> None:
        side, table = self.query_one("#side"), self.query_one("#ticket-entries", DiffTable)
        side.border_title = plain(_title_of(row, side.outer_size.width - AROUND_TITLE))
        # The oldest first.
        self._entries = {entry.entry_id: entry for entry in reversed(page.entries)}
        table.show([ticket_entry_row(entry, self.reader.zone) for entry in self._entries.values()])
        self.show_keys()

    @on(Input.Changed, "TicketBox")
    def _typed(self) -> None:
        self._limit = _FIRST_ROWS
        self.query_one("#tickets", DiffTable).point_at_first()
        self.ledger_changed()

    @on(Input.Submitted, "TicketBox")
    @on(DiffTable.RowSelected, "#tickets")
    def _entered(self) -> None:
        self.query_one("#ticket-entries").focus()

    @on(DiffTable.RowHighlighted, "#tickets")
    def _highlighted(self) -> None:
        table = self.query_one("#tickets", DiffTable)
        if len(table.keys) == self._limit == self._read_limit and table.cursor_row >= self._limit - 10:
            self._limit += _MORE_ROWS
            self.ledger_changed()
        else:
            self._show_entries()

    @on(DiffTable.RowHighlighted, "#ticket-entries")
    def _entry_pointed_at(self) -> None:
        table = self.query_one("#ticket-entries", DiffTable)
        if table.has_focus and table.key_at_cursor in self._entries:
            self.say(entry_details(self._entries[table.key_at_cursor]), stays=True)

    def action_move(self, rows: int) -> None:
        """Move in the list while the focus stays in the box."""
        self.query_one("#tickets", DiffTable).move_by(rows)

    def action_leave_box(self) -> None:
        """Empty the field; if it is empty, close the page."""
        box = self.query_one(TicketBox)
        if box.value:
            box.value = ""
        else:
            self.action_close()

    def find_here(self) -> None:
        """Focus the field for a number."""
        self.query_one(TicketBox).focus()


def _title_of(row: TicketRow, width: int) -> str:
    """The ticket with its sums, which stay where the client's name must be cut."""
    title = _("#{ticket}  {client}  worked {worked}  charged {charged}")
    figures = {
        "ticket": row.ticket, "worked": hours(row.worked_seconds // 60), "charged": hours(row.charged_minutes),
    }  # fmt: skip
    room = width - cells(title.format(client="", **figures))
    return title.format(client=cut(row.client.name, max(1, room)), **figures)
