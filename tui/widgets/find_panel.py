"""The panel of the desk that finds clients: the search box, the list under it, and which client is chosen."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical

from core.basics.dataclass import replace
from core.basics.i18n import _, ngettext
from core.queries.views.clients import ClientRow
from core.queries.views.desk import DeskView
from tui.choice import Choice
from tui.places import key_of
from tui.text import cell, name_panel
from tui.widgets.find_rows import client_columns, client_row, found_rows, is_client_key
from tui.widgets.finding import Finding
from tui.widgets.search_box import SearchBox
from tui.widgets.tables import DiffTable

if TYPE_CHECKING:
    from core.ledger.callers import NewCaller

_FEWEST_ROWS = 24
_MORE_ROWS = 100
_ACTIVE = "-active"
"""The class of the panel while one of its widgets has the focus."""


class FindPanel(Vertical):
    """The panel. The desk reads the store and hands down what was found; it knows no store."""

    def __init__(self) -> None:
        # It has the focus from the first frame on: `:focus-within` would make the styles of its widgets twice for it.
        super().__init__(id="find", classes=_ACTIVE)
        self.choice = Choice()
        self.finding: Finding | None = None
        """What the typed text found; `None` while nothing is typed."""
        self.limit = _FEWEST_ROWS
        """How many rows are read."""
        self._width = 0
        """Columns of the window that the list has its columns for. Rows are made for the same: the app knows a new size before
        its widgets do."""

    def compose(self) -> ComposeResult:
        """The box, then the list."""
        box = SearchBox(placeholder=_("name, code, phone, #ticket"))
        with Horizontal(id="find-box"):
            yield box
        self._width = self.app.size.width
        yield DiffTable(client_columns(self._width), id="clients", marks_chosen=True)

    def on_mount(self) -> None:
        """Say that the list is being read."""
        name_panel(self, _("Find"))
        self.limit = self._first_rows
        self.fit(self.app.size.width)
        columns = self.table.headings
        self.table.show_header = self.table.show_cursor = False
        self.table.show([("", (cell(_("reading…")), *(cell("") for _heading in columns[1:])))])

    @on(events.DescendantFocus)
    @on(events.DescendantBlur)
    def _focus_moved(self) -> None:
        if self.has_focus_within is not self.has_class(_ACTIVE):
            self.set_class(self.has_focus_within, _ACTIVE, update=False)
            # What the rules of this class name: the border, and the highlighted row.
            self.app.stylesheet.update_nodes([self])
            # A desk that closes may have no list any more.
            for table in self.query(DiffTable):
                table.restyle_cursor()

    @property
    def box(self) -> SearchBox:
        """The search box."""
        return self.query_one(SearchBox)

    @property
    def table(self) -> DiffTable:
        """The list of clients."""
        return self.query_one("#clients", DiffTable)

    @property
    def key(self) -> str | None:
        """The client of the highlighted row; `None` for no row, a new caller, or a text."""
        key = self.table.key_at_cursor if self.table.show_cursor else None
        return key if is_client_key(key) else None

    @property
    def is_anybody_chosen(self) -> bool:
        """Whether Enter means somebody: a text was typed, or a client was chosen before."""
        return self.finding is not None or self.choice.is_made

    def fit(self, width: int) -> bool:
        """Make the columns for a window of so many cells; true if they are others, and the rows are to be shown again."""
        columns, self._width = client_columns(width), width
        if columns == self.table.headings:
            return False
        self.table.set_headings(columns)
        return True

    @property
    def _first_rows(self) -> int:
        """How many rows are read at first: those that the window may show, and as many as move into it soon."""
        return max(_FEWEST_ROWS, self.app.size.height)

    def begin_search(self) -> None:
        """Another text is typed: what it finds is shown from its first row on."""
        self.limit = self._first_rows
        self.table.point_at_first()

    def wants_more(self) -> bool:
        """Whether the cursor is near the end of the rows that were read; more are to be read then."""
        table = self.table
        if len(table.keys) < self.limit or table.cursor_row < self.limit - 10:
            return False
        self.limit += _MORE_ROWS
        return True

    def give_up(self) -> None:
        """More rows could not be read: the cursor near the end of those that are shown asks again."""
        self.limit = max(self._first_rows, len(self.table.keys))

    def likely(self, before: DeskView | None) -> "Callable[[str, DeskView, NewCaller | None], str | None]":
        """What tells, for a text and what it found, which client will be highlighted; it may be called in any thread."""
        choice, table, finding = replace(self.choice), self.table, self.finding
        pointed, is_list = table.key_at_cursor, table.has_focus

        def highlighted(typed: str, view: DeskView, new: "NewCaller | None") -> str | None:
            if typed:
                chosen = Finding(typed, view.clients, new=new).opened(finding).chosen
                return chosen if is_client_key(chosen) else None
            kept = choice.rest(view, before)
            stays = (choice.is_made or is_list) and finding is None and is_client_key(pointed)
            return kept or (pointed if stays else None)

        return highlighted

    def show_clients(self, view: DeskView, before: DeskView | None, more: tuple[ClientRow, ...]) -> None:
        """Show the clients while nothing is typed. Of a long list only the beginning is; the chosen one stays in sight."""
        self.finding, table = None, self.table
        kept = self.choice.rest(view, before) or (table.key_at_cursor if self.choice.is_made else None)
        rows = [*view.clients, *(row for row in more if key_of(row) == kept)]
        table.show([client_row(row, self._width) for row in rows])
        if kept:
            table.point_at(kept)
        # A client that another session archived is chosen no longer, and the row that took its place is not.
        self.choice.is_made = kept is not None and table.key_at_cursor == kept
        table.show_cursor = self.choice.is_made or table.has_focus
        count = ngettext("{count} client", "{count} clients", view.client_count).format(count=view.client_count)
        name_panel(self, below=count)

    def show_hits(self, view: DeskView, text: str, new: "NewCaller | None") -> bool:
        """Show what a text found; true if similar spellings are to be looked for."""
        from core.queries.search import SHORTEST_NEAR

        self.choice.search(self.key)
        before = self.finding
        finding = Finding(text, view.clients, (), new, is_complete=bool(view.clients) or len(text) < SHORTEST_NEAR)
        if not finding.is_complete and before is not None and before.text == text and before.is_complete:
            # Another session changed something: what was found for this text stays until it is looked for again.
            finding = replace(finding, perhaps=before.perhaps)
        shown = _("{hits} of {count}").format(hits=len(view.clients), count=view.client_count)
        name_panel(self, below=shown)
        self.show_found(finding.opened(before))
        return not finding.is_complete

    def show_found(self, finding: Finding) -> None:
        """Show what was found; without a choice no row is highlighted."""
        table = self.table
        self.finding = finding
        table.show_cursor = finding.chosen is not None
        table.show(found_rows(finding, self._width))
        if finding.chosen is not None:
            table.point_at(finding.chosen)

    def show_near(self, text: str, near: tuple[ClientRow, ...]) -> None:
        """Show similar spellings, unless another text is typed by now."""
        if self.finding is not None and self.finding.text == text and not self.finding.is_complete:
            self.show_found(replace(self.finding, perhaps=near, is_complete=True))

    def follow_cursor(self) -> None:
        """The cursor of the list moved: a row of a search that can be chosen is chosen."""
        table = self.table
        if self.finding is not None and table.show_cursor and table.key_at_cursor in self.finding.choices:
            self.finding = replace(self.finding, chosen=table.key_at_cursor)

    def show_cursor(self) -> bool:
        """Show the cursor of the list; false if it is shown already. Nobody was chosen: the row at the cursor is now."""
        if self.table.show_cursor:
            return False
        self.table.show_cursor = True
        return True

    def move(self, rows: int) -> None:
        """Move the cursor of the list."""
        self.table.move_by(rows)

    def show_focus(self) -> bool:
        """Say in the border whether the list has the focus: letters act there. True if its cursor appeared by that."""
        table = self.table
        name_panel(self, _("Clients · letters act") if table.has_focus else _("Find"))
        if not (table.has_focus and self.finding is None and self.show_cursor()):
            return False
        self.choice.move()
        return True

    def call_began(self) -> None:
        """Empty the box and focus it, after a call has begun."""
        self.choice.has_moved = False
        self.box.value = ""
        self.box.focus()
