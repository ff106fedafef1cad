"""The page that reviews a day: my entries against working hours, each gap filled by one key."""

from collections.abc import Sequence
from datetime import date, timedelta

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical

from core.basics.i18n import _
from core.queries.my_day import DayView, Gap
from core.queries.views.entries import EntryView
from core.queries.views.unlogged import UnloggedCall
from tui.commands.bindings import page_bindings
from tui.commands.command import Place
from tui.commands.footer import Wanted
from tui.keys import key_word
from tui.pages.page import Page
from tui.selection import Selection
from tui.text import plain
from tui.widgets.day_lines import CALL, ENTRY, GAP, day_foot, day_rows, day_title, doubts_of
from tui.widgets.line_table import LineTable
from tui.widgets.rows import entry_details
from tui.widgets.tables import DiffTable

_BESIDE = 4


class DayPage(Page):
    """One day of the technician, in the order of time; `[` and `]` change it."""

    PLACE = Place.DAY
    BINDINGS = [
        *page_bindings(Place.DAY),
        Binding("escape", "close", show=False),
        Binding("left_square_bracket", "day(-1)", show=False),
        Binding("right_square_bracket", "day(1)", show=False),
    ]
    AUTO_FOCUS = "#my-day"

    def __init__(self) -> None:
        super().__init__()
        self._day = Selection[date | None](None)
        """The day; `None`: today, also after midnight."""
        self._view: DayView | None = None
        self._is_whole = False
        """Whether nothing is left to put right in what is shown."""
        self._told = ""
        """What was said of the entry at the cursor: an answer to a key that comes later stays."""

    def compose_body(self) -> ComposeResult:
        """One list."""
        with Vertical(id="body"):
            yield LineTable(id="my-day")

    def on_mount(self) -> None:
        """Read today."""
        self.query_one("#body").border_title = plain(_("My day"))
        self.reload()

    def on_resize(self) -> None:
        """Write the lines for the new window."""
        super().on_resize()
        self._write()

    def footer(self) -> Sequence[Wanted]:
        """The keys of the review."""
        word = _("show it") if self.entry is not None else _("log it")
        return (
            Wanted("day.fill", -1, key="Enter", word=lambda: word),
            Wanted("day.correct", word=lambda: key_word(_("key: edit")), by_letter=True),
            Wanted("day.void", word=lambda: key_word(_("key: void")), by_letter=True),
            Wanted("day.other", key="[ ]", word=lambda: _("day")), Wanted("client", 2),
            Wanted("close", -1, key="Esc", word=lambda: _("back")), Wanted("help", 1), Wanted("palette", -1),
        )  # fmt: skip

    @property
    def _key(self) -> str:
        return self.query_one("#my-day", LineTable).key_at_cursor or ""

    @property
    def client_id(self) -> str | None:
        """The client of the row at the cursor."""
        of = self.entry or self.unlogged_call
        return of.client.client_id if of is not None and of.client is not None else None

    @property
    def entry(self) -> EntryView | None:
        """The entry at the cursor."""
        entries = self._view.entries if self._view is not None else ()
        return next((entry for entry in entries if self._key == f"{ENTRY}{entry.entry_id}"), None)

    @property
    def gap(self) -> tuple[date, Gap] | None:
        """The gap at the cursor, and its day."""
        if self._view is None:
            return None
        found = (gap for place, gap in enumerate(self._view.gaps) if self._key == f"{GAP}{place}")
        return next(((self._view.day, gap) for gap in found), None)

    @property
    def unlogged_call(self) -> UnloggedCall | None:
        """The call that nobody logged at the cursor."""
        calls = self._view.calls if self._view is not None else ()
        return next((call for call in calls if self._key == f"{CALL}{call.call_id}"), None)

    def ledger_changed(self) -> None:
        """Read and show the day again."""
        day = self._day.wanted
        self.read_beside(
            lambda reader: reader.my_day.view(day), lambda view: self._take(view, day), give_up=self._day.give_up
        )

    def _take(self, view: DayView, day: date | None) -> None:
        self._view = view
        if self._day.take(day):
            self.query_one("#my-day", LineTable).point_at_first()
        self._write()

    def phone_changed(self) -> None:
        """Read and show it again, too."""
        super().phone_changed()
        self.ledger_changed()

    def _write(self) -> None:
        view = self._view
        if view is None:
            return
        rows = day_rows(view, self.reader.zone, self.app.size.width - _BESIDE)
        body = self.query_one("#body")
        body.border_title = plain(day_title(view))
        body.border_subtitle = plain(day_foot(view, self.reader.zone))
        self.query_one("#my-day", LineTable).show(rows)
        self._tell_details()
        was_whole, self._is_whole = self._is_whole, not (view.gaps or view.overlaps or view.odd or view.calls)
        if self._is_whole or was_whole:
            self.explain(_("no gap, no overlap, no odd length") if self._is_whole else "")
        self.show_keys()

    @on(DiffTable.RowHighlighted, "#my-day")
    def _pointed_at(self) -> None:
        self._tell_details()

    def _tell_details(self) -> None:
        """Say what is odd about the entry at the cursor, and all else of it, which its line may have no room for."""
        entry, view = self.entry, self._view
        doubt = doubts_of(view).get(entry.entry_id, "") if entry is not None and view is not None else ""
        told = f"{doubt}  {entry_details(entry)}" if entry is not None and doubt else ""
        if told != self._told:
            self._told = told
            self.explain(told)

    @on(DiffTable.RowSelected, "#my-day")
    def _selected(self) -> None:
        self.attempt("day.fill")

    def action_day(self, days: int) -> None:
        """Go to another day; none is after today."""
        today = self.reader.today
        wanted = (self._day.wanted or today) + timedelta(days=days)
        if wanted > today:
            return
        self._day.wanted = None if wanted == today else wanted
        self.say("")
        self._told = ""
        self.ledger_changed()
