"""The page that searches the notes of all clients."""

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical

from core.basics.i18n import _, language
from core.entryline.filter import read_filter
from core.queries.views.entries import EntryView
from tui.commands.bindings import page_bindings
from tui.commands.command import Place
from tui.messages import EntryCorrected
from tui.pages.page import Page
from tui.text import plain
from tui.widgets.entry_list import EntryList
from tui.widgets.rows import entry_details
from tui.widgets.tables import DiffTable


class NotesPage(Page):
    """Entries of all clients by words of their notes, by ticket, type, technician and day.

    The letters of the client's page act on the entry at the cursor and on its client.
    """

    PLACE = Place.CLIENT
    BINDINGS = [*page_bindings(Place.CLIENT), Binding("escape", "close", show=False)]
    AUTO_FOCUS = "#filter"

    def compose_body(self) -> ComposeResult:
        """One list over the whole page."""
        session = self.reader.session
        with Vertical(id="body"):
            yield EntryList(
                lambda fitting, limit, take, give_up: self.read_beside(
                    lambda reader: reader.pages.entries(fitting, limit=limit), take, give_up=give_up
                ),
                lambda typed: self.understand(lambda: read_filter(typed, today=session.today, language=language())),
                self.reader.zone,
                id="entries-tab",
                with_clients=True,
                asks_first=True,
            )

    def on_mount(self) -> None:
        """Name the page."""
        self.query_one("#body").border_title = plain(_("Entries of all clients"))
        self.say(_("write words of a note, #ticket, +type, by:name or @day"))
        self.reload()

    def ledger_changed(self) -> None:
        """Read and show the entries again."""
        self._list.reload()

    @property
    def _list(self) -> EntryList:
        return self.query_one(EntryList)

    @on(EntryList.Filtered)
    def _filtered(self, message: EntryList.Filtered) -> None:
        self.explain(message.nothing_fits)

    @on(EntryList.Pointed)
    def _pointed(self, message: EntryList.Pointed) -> None:
        self.explain(entry_details(message.entry))

    @on(DiffTable.RowSelected, "#page-entries")
    def _entry_entered(self) -> None:
        self.attempt("entry.open")

    @on(EntryCorrected)
    def _entry_corrected(self, message: EntryCorrected) -> None:
        """Put the cursor on the entry in the place of the old one."""
        self._list.point_at(message.entry_id)

    def find_here(self) -> None:
        """Focus the filter."""
        self.query_one("#filter").focus()

    def action_to_table(self) -> None:
        """Focus the entries."""
        self.query_one("#page-entries").focus()

    @property
    def client_id(self) -> str | None:
        """The client of the entry at the cursor."""
        entry = self.entry
        return entry.client.client_id if entry else None

    @property
    def entry(self) -> EntryView | None:
        """The entry at the cursor."""
        return self._list.entry
