"""The page of phone calls: a day's calls with what came of each, or all that nobody logged; and what is done with one."""

import asyncio
from collections.abc import Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical
from textual.widgets import Input, Static

from core.basics.i18n import _
from core.model.phone import PhoneState
from core.queries.phone import PhoneCallView
from core.queries.phone_day import PhoneDay, PhoneLine
from tui.attempt import advised, attempt
from tui.commands.bindings import page_bindings
from tui.commands.command import Place
from tui.commands.footer import Wanted
from tui.pages.page import Page
from tui.selection import Selection
from tui.text import plain
from tui.widgets.line_table import LineTable
from tui.widgets.phone_lines import phone_details, phone_rows, phone_title, shown_calls
from tui.widgets.tables import DiffTable
from tui.widgets.text_box import TextBox

if TYPE_CHECKING:
    # The reads of what nobody logged are twenty modules, which the calls of a day do without.
    from core.queries.views.entries import EntryView
    from core.queries.views.unlogged import ReconcileView, UnloggedCall

_BESIDE = 4


class PhoneFilter(TextBox):
    """The filter of the calls; it acts with every key."""

    BINDINGS = [
        Binding("escape", "screen.close_filter", show=False),
        Binding("down,tab", "screen.to_table", show=False),
    ]


class PhonePage(Page):
    """The phone calls of a day, the latest first. The reads run beside the screen's thread."""

    PLACE = Place.PHONE
    BINDINGS = [
        *page_bindings(Place.PHONE),
        Binding("escape", "close", show=False),
        Binding("left_square_bracket", "day(-1)", show=False),
        Binding("right_square_bracket", "day(1)", show=False),
    ]
    AUTO_FOCUS = "#phone-calls"

    def __init__(self) -> None:
        super().__init__()
        self._day = Selection[date | None](None)
        """The day; `None`: today, also after midnight."""
        self._shown: PhoneDay | None = None
        self._lines: dict[str, PhoneLine] = {}
        self._told = ""
        self._unlogged = Selection(False)
        """Whether the calls that nobody logged are shown, in place of the day's."""
        self._left: ReconcileView | None = None

    def compose_body(self) -> ComposeResult:
        """One list, and its filter while one is typed."""
        with Vertical(id="body"):
            yield LineTable(id="phone-calls")
            with Horizontal(classes="filter-row", id="phone-filter-row"):
                yield Static("/ ", classes="filter-mark", markup=False)
                box = PhoneFilter(placeholder=_("client, number, technician, missed, not logged"), id="filter")
                yield box

    def on_mount(self) -> None:
        """Read today's calls."""
        self.query_one("#body").border_title = plain(_("Phone"))
        self.query_one("#phone-filter-row").display = False
        self.reload()

    def on_resize(self) -> None:
        """Write the lines for the new window."""
        super().on_resize()
        self._write()

    def footer(self) -> Sequence[Wanted]:
        """The letters of phone calls, where there is one; nothing is to be logged of a call in which nobody talked."""
        call = self.listed_call
        has_call = call is not None or self.unlogged_call is not None
        is_silent = call is not None and call.state in (PhoneState.MISSED, PhoneState.ELSEWHERE)
        other = _("the day") if self._unlogged.shown else _("not logged")
        return (
            *([Wanted("phone.log", key="Enter", word=lambda: _("log it"))] if has_call and not is_silent else []),
            *(Wanted(name, by_letter=True) for name in ("phone.back", "phone.new", "phone.drop") if has_call),
            *([Wanted("phone.correct", by_letter=True)] if self.entry is not None else []),
            Wanted("phone.unlogged", 2, by_letter=True, word=lambda: other),
            Wanted("search", 3, by_letter=True, word=lambda: _("filter")),
            Wanted("phone.other", 4, key="[ ]", word=lambda: _("day")), Wanted("client", 5),
            Wanted("close", 1, key="Esc", word=lambda: _("back")), Wanted("palette", -1),
        )  # fmt: skip

    @property
    def client_id(self) -> str | None:
        """The client of the call at the cursor."""
        call = self.unlogged_call or self.listed_call
        return call.client.client_id if call is not None and call.client is not None else None

    @property
    def listed_call(self) -> PhoneCallView | None:
        """The call at the cursor, of those of the day."""
        if self._unlogged.shown:
            return None
        line = self._lines.get(self.query_one("#phone-calls", LineTable).key_at_cursor or "")
        return line.view if line is not None else None

    @property
    def unlogged_call(self) -> "UnloggedCall | None":
        """The call at the cursor, of those that nobody logged."""
        if not self._unlogged.shown or self._left is None:
            return None
        key = self.query_one("#phone-calls", LineTable).key_at_cursor
        return next((call for call in self._left.unlogged if call.call_id == key), None)

    @property
    def entry(self) -> "EntryView | None":
        """The entry that was perhaps logged for another client than that of the call at the cursor."""
        call = self.unlogged_call
        return call.perhaps if call is not None else None

    def toggle_unlogged(self) -> None:
        """Show the calls of the last month that nobody logged, or those of the day."""
        self._unlogged.wanted = not self._unlogged.shown
        self._read()

    def ledger_changed(self) -> None:
        """Read and show the calls again."""
        self._read()

    def phone_changed(self) -> None:
        """Read and show the calls again, too."""
        super().phone_changed()
        self._read()

    def _read(self) -> None:
        """Read the day, or what nobody logged, in a thread; a later read makes this one worthless."""
        telephone, day = self.desk.telephone, self._day.wanted
        if self._unlogged.wanted:
            self.read_in_thread(
                telephone.unlogged,
                self._take_unlogged,
                give_up=self._give_up,
            )
        else:
            self.read_in_thread(
                lambda: telephone.day(day),
                lambda read: self._take_day(read, day),
                give_up=self._give_up,
            )

    def _give_up(self) -> None:
        self._day.give_up()
        self._unlogged.give_up()

    def _take_day(self, read: PhoneDay, day: date | None) -> None:
        self._day.take(day)
        self._show_other(self._unlogged.take(False))
        self._shown = read
        self._write()

    def _take_unlogged(self, read: "ReconcileView") -> None:
        self._show_other(self._unlogged.take(True))
        self._left = read
        self._write()

    def _show_other(self, is_other: bool) -> None:
        """Forget what was said of the rows of the other list."""
        if is_other:
            self._told = ""
            self.explain("")
            self.query_one("#phone-calls", LineTable).point_at_first()

    def _write(self) -> None:
        day = self._shown
        width = self.app.size.width - _BESIDE
        if self._unlogged.shown:
            self._write_unlogged(width)
            return
        if day is None:
            return
        self._lines = shown_calls(day.lines)
        rows = phone_rows(day, self.reader.zone, width, self.query_one("#filter", Input).value)
        self.query_one("#body").border_title = plain(phone_title(day))
        self.query_one("#body").border_subtitle = plain("" if rows else _("no phone call on this day"))
        self.query_one("#phone-calls", LineTable).show(rows)
        self.show_keys()
        self._tell_details()

    def _write_unlogged(self, width: int) -> None:
        left = self._left
        if left is None:
            return
        from core.queries.reconcile_words import NO_RECORDS_STEP, result_text
        from tui.widgets.unlogged_lines import unlogged_foot, unlogged_rows, unlogged_title

        zone, body = self.reader.zone, self.query_one("#body")
        rows = unlogged_rows(left.unlogged, zone, width, self.query_one("#filter", Input).value)
        body.border_title = plain(unlogged_title(left))
        body.border_subtitle = plain(unlogged_foot(left, zone))
        self.query_one("#phone-calls", LineTable).show(rows)
        if not left.unlogged:
            result = result_text(left.coverage, 0)
            self.explain(result if left.has_records else advised(result, NO_RECORDS_STEP))
        self.show_keys()
        self._tell_details()

    @on(DiffTable.RowHighlighted, "#phone-calls")
    def _pointed_at(self) -> None:
        self._tell_details()

    @on(events.DescendantFocus, "#phone-calls")
    def _entered_list(self) -> None:
        self._tell_details()

    def _tell_details(self) -> None:
        """Say all about the call at the cursor, once for each that it comes to: an answer to a key stays."""
        left = self.unlogged_call
        if left is not None and left.call_id != self._told:
            from tui.widgets.unlogged_lines import unlogged_details

            self._told = left.call_id
            self.show_keys()
            self.explain(unlogged_details(left, self.reader.zone))
        call = self.listed_call
        key = call.phone_call_id if call is not None else ""
        if key == self._told:
            return
        self._told = key
        self.show_keys()
        if call is None:
            self.explain("")
        else:
            self._say_details(call)

    @work(group="phone-details", exclusive=True)
    async def _say_details(self, call: PhoneCallView) -> None:
        card, answers = None, self.answers
        if call.client is not None:
            client_id, telephone = call.client.client_id, self.desk.telephone
            answer = await asyncio.to_thread(attempt, lambda: telephone.reading(lambda phone: phone.card(client_id)))
            card = answer.value
        if not self.is_closing and self._told == call.phone_call_id and self.answers == answers:
            self.explain(phone_details(call, card))

    @on(DiffTable.RowSelected, "#phone-calls")
    def _selected(self) -> None:
        self.attempt("phone.log")

    # Filter and day

    @on(Input.Changed, "#filter")
    def _filtered(self, event: Input.Changed) -> None:
        event.stop()
        self.query_one("#phone-calls", LineTable).point_at_first()
        self._write()

    @on(Input.Submitted, "#filter")
    def _filter_done(self, event: Input.Submitted) -> None:
        event.stop()
        self.action_to_table()

    def find_here(self) -> None:
        """Show and focus the filter."""
        self.query_one("#phone-filter-row").display = True
        self.query_one("#filter").focus()

    def action_to_table(self) -> None:
        """Focus the calls."""
        self.query_one("#phone-calls").focus()

    def action_close_filter(self) -> None:
        """Take the filter away."""
        self.query_one("#filter", Input).value = ""
        self.action_to_table()
        self.query_one("#phone-filter-row").display = False

    def action_close(self) -> None:
        """Take the filter away where one is set; else go back."""
        if self.query_one("#filter", Input).value:
            self.action_close_filter()
        else:
            super().action_close()

    def action_day(self, days: int) -> None:
        """Go to another day; none is after today. The calls that nobody logged are of all days."""
        if self._unlogged.shown:
            return
        today = self.reader.today
        wanted = (self._day.wanted or today) + timedelta(days=days)
        if wanted > today:
            return
        self._day.wanted = None if wanted == today else wanted
        self._read()
