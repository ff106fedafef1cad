"""The desk: one screen reads the views and hands them down; its widgets only draw and speak up."""

from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar, cast

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical
from textual.css.query import NoMatches
from textual.reactive import var
from textual.screen import Screen
from textual.timer import Timer
from textual.widgets import DataTable, Input

from core.basics.errors import MonteoreError
from core.basics.i18n import _
from core.model.calls import CallState
from core.queries.views import CallView, DeskView, EntryView
from tui.commands.bindings import move_bindings
from tui.dialogs.first_run import FirstRun
from tui.flows.flows import Flows
from tui.messages import LedgerChanged, LedgerUnreadable
from tui.pages.page import Page
from tui.text import plain
from tui.watcher import POLL_SECONDS, Watcher
from tui.widgets.balance_panel import BalancePanel
from tui.widgets.call_panel import CallPanel
from tui.widgets.rows import client_columns, client_row, entry_columns, entry_details, entry_row
from tui.widgets.tables import DiffTable

if TYPE_CHECKING:
    from core.business import Business

T = TypeVar("T")

_SEARCH_PAUSE = 0.1
_HEARTBEAT_SECONDS = 60
_FIRST_ROWS = 50
_MORE_ROWS = 100


class SearchBox(Input):
    """Where typing goes; up and down move in the list beneath while the focus stays here."""

    BINDINGS = [
        *move_bindings(
            {
                "down": "screen.move(1)",
                "up": "screen.move(-1)",
                "page_down": "screen.move(10)",
                "page_up": "screen.move(-10)",
            },
            letters=False,
        ),
        Binding("escape", "screen.clear_search", show=False),
    ]


class Desk(Page):
    """Search and clients, the call, the balance, today's entries."""

    AUTO_FOCUS = "SearchBox"

    view: var[DeskView | None] = var(None, always_update=True)
    """What is shown now."""

    def __init__(self, business: "Business", *, demo: bool = False) -> None:
        super().__init__()
        self.business = business
        self.is_demo = demo
        self._second = business.second()
        self.flows = Flows(business, self._second, self)
        self._watcher = Watcher(self._second.queries.data_version, lambda: self._second.today, self.post_message)
        self._search_timer: Timer | None = None
        self._limit = _FIRST_ROWS
        self._shown_client: str | None = None
        self._last_entry: str | None = None
        self._told_entry: str | None = None
        self._question: str = ""
        self._was_greeted = False
        self._read_for: str | None = None
        """The text of the search box that the list was read for."""
        self._has_moved = False
        """Whether a client of the list was pointed at since the last call began."""

    def compose_body(self) -> ComposeResult:
        """The panels."""
        with Horizontal(id="body"):
            with Vertical(id="left"):
                box = SearchBox(placeholder=_("name, code, phone, #ticket"))
                box.cursor_blink = False
                yield box
                yield DiffTable(client_columns(), id="clients")
            with Horizontal(id="side"):
                yield CallPanel(self.business.clock, self.business.zone, self.keymap)
                yield BalancePanel()
        yield DiffTable(entry_columns(), id="entries")

    def on_mount(self) -> None:
        """Read, then watch for other sessions' changes twice a second."""
        self.query_one("#left").border_title = plain(_("Clients"))
        self.query_one("#entries").border_title = plain(_("Today"))
        self.set_interval(POLL_SECONDS, self._watcher.poll)
        self.set_interval(_HEARTBEAT_SECONDS, self._beat)
        self.call_after_refresh(self._first_look)

    def _first_look(self) -> None:
        self.reload()
        for trouble in cast(tuple[str, ...], self.app.troubles)[:1]:  # type: ignore[attr-defined]
            self.say(trouble, refused=True)
        self._daily()
        self._beat()

    def on_unmount(self) -> None:
        """Let the second connection go."""
        self._second.close()

    def on_screen_resume(self) -> None:
        """Back from a page or a question: what is typed next takes the place of what was looked for."""
        for box in self.query(SearchBox):
            box.select_all()

    def on_resize(self) -> None:
        """A window that was too small for a while took the focus away."""
        if self.focused is None:
            self.call_after_refresh(self.query_one(SearchBox).focus)

    @property
    def desk(self) -> "Desk":
        """The desk itself."""
        return self

    @property
    def reader(self) -> "Business":
        """The door for reads."""
        return self._second

    @property
    def client_id(self) -> str | None:
        """The client at the cursor of the list; F6 means the calling client while nothing is searched for."""
        return self._shown_client

    @property
    def has_own_entry(self) -> bool:
        """Whether there is something to undo."""
        return self._last_entry is not None

    # Reading

    def reload(self) -> None:
        """Read everything that is shown; a store that cannot be read says so and the old picture stays."""
        # A change may come back while the app closes, widget by widget: there is nothing left to show it on.
        with suppress(NoMatches):
            self._read_anew()

    def _read_anew(self) -> None:
        try:
            self._watcher.mark()
            text = self.query_one(SearchBox).value
            view = self._second.queries.desk(None, text, self._limit)
            last = self._second.store.reads.last_entry_of(self._second.technician)
            self.query_one("#clients", DiffTable).show([client_row(row) for row in view.clients])
            client_id = self._pointed_client(view)
            balance = self._second.queries.balance(client_id) if client_id else None
        except MonteoreError as error:
            self.say(str(error), refused=True)
            return
        self._last_entry = last.entry_id if last else None
        self._shown_client = client_id
        self._read_for = text
        self.view = replace(view, balance=balance)

    def watch_view(self, view: DeskView | None) -> None:
        """Hand the view down, and let the pages above read again."""
        if view is None or not self.is_mounted:
            return
        self.query_one("#entries", DiffTable).show(
            [entry_row(entry, self.business.zone) for entry in view.entries_today]
        )
        panel = self.query_one(CallPanel)
        panel.colleagues = tuple(call for call in view.calls if call.technician != view.technician)
        panel.calls = self.own_calls
        self.query_one(BalancePanel).balance = view.balance
        running = [call for call in self.own_calls if call.state is CallState.RUNNING]
        title = f"{_('on the phone')}: {running[0].client.code} - Monteore" if running else "Monteore"
        show_title = getattr(self.app, "show_title", None)
        if show_title:
            show_title(title)
        self.show_header()
        self.refresh_bindings()
        for screen in self.app.screen_stack[1:]:
            if isinstance(screen, Page) and screen.is_mounted:
                screen.show_header()
                screen.ledger_changed()
        if view.client_count == 0 and not self._was_greeted:
            self._was_greeted = True
            self._greet()

    @property
    def own_calls(self) -> tuple[CallView, ...]:
        """The technician's calls, the running one first."""
        if self.view is None:
            return ()
        return tuple(call for call in self.view.calls if call.technician == self.view.technician)

    def _pointed_client(self, view: DeskView) -> str | None:
        mine = [call for call in view.calls if call.technician == view.technician]
        if mine and not self.query_one(SearchBox).value.strip() and mine[0].state is CallState.RUNNING:
            return mine[0].client.client_id
        return self.query_one("#clients", DiffTable).key_at_cursor

    @on(LedgerChanged)
    def _ledger_changed(self, message: LedgerChanged) -> None:
        self.reload()
        if message.new_day:
            self._daily()

    @on(LedgerUnreadable)
    def _ledger_unreadable(self, message: LedgerUnreadable) -> None:
        self.say(message.sentence, refused=True)

    # Search

    @on(Input.Changed, "SearchBox")
    def _typed(self) -> None:
        if self._search_timer is not None:
            self._search_timer.stop()
        self._search_timer = self.set_timer(_SEARCH_PAUSE, self._search)

    def _search(self) -> None:
        if self._search_timer is not None:
            self._search_timer.stop()
            self._search_timer = None
        self._limit = _FIRST_ROWS
        self.query_one("#clients", DiffTable).point_at_first()
        self.reload()

    @on(Input.Submitted, "SearchBox")
    def _entered(self) -> None:
        if not self._catch_up():
            return
        is_untouched = not self.query_one(SearchBox).value.strip() and not self._has_moved
        if is_untouched and self.query_one("#clients", DiffTable).row_count:
            # An Enter too many must not ring up whoever stands first.
            self.say(_("type a client, or move to one, then Enter starts the call"), refused=True)
            return
        self._start_at_cursor()

    @on(DataTable.RowSelected, "#clients")
    def _selected(self) -> None:
        self._start_at_cursor()

    def _start_at_cursor(self) -> None:
        client_id = self.query_one("#clients", DiffTable).key_at_cursor
        if client_id is None:
            self.say(_("no client found: type less, or add one: Ctrl+P, New client"), refused=True)
        else:
            self.start_call(client_id)

    @on(DataTable.RowHighlighted, "#clients")
    def _highlighted(self) -> None:
        if self.view is None:
            return
        table = self.query_one("#clients", DiffTable)
        if table.row_count == self._limit and table.cursor_row >= self._limit - 10:
            self._limit += _MORE_ROWS
            self.reload()
            return
        client_id = self._pointed_client(self.view)
        if client_id and client_id != self._shown_client:
            try:
                balance = self._second.queries.balance(client_id)
            except MonteoreError as error:
                self.say(str(error), refused=True)
                return
            self._shown_client = client_id
            self.query_one(BalancePanel).balance = balance
            self.show_keys()
            self.refresh_bindings()

    @on(DataTable.RowHighlighted, "#entries")
    @on(DataTable.RowSelected, "#entries")
    def _entry_pointed_at(self, event: DataTable.RowHighlighted | DataTable.RowSelected) -> None:
        """The whole entry in the status line: at 80 columns its note is cut."""
        table = self.query_one("#entries", DiffTable)
        if self.view is None or not table.has_focus or table.key_at_cursor == self._told_entry:
            return
        self._told_entry = table.key_at_cursor
        for entry in self.view.entries_today:
            if entry.entry_id == table.key_at_cursor:
                self.say(entry_details(entry), stays=True)

    def action_move(self, rows: int) -> None:
        """Move in the client list while the focus stays in the search box."""
        self._has_moved = True
        table = self.query_one("#clients", DiffTable)
        table.move_cursor(row=max(0, min(table.row_count - 1, table.cursor_row + rows)), animate=False)

    def action_clear_search(self) -> None:
        """Empty the search box; under the vim preset a second Esc goes to the list, where letters act."""
        box = self.query_one(SearchBox)
        if not box.value and self.keymap.preset == "vim":
            self.query_one("#clients", DiffTable).focus()
        box.value = ""
        self._has_moved = False

    def come_back(self) -> None:
        """Close every page and focus the search box."""
        while len(self.app.screen_stack) > 1:
            self.app.pop_screen()
        box = self.query_one(SearchBox)
        box.focus()
        # The next ring is another client: what is typed takes the place of what was.
        box.select_all()

    def action_client(self) -> None:
        """Open the page of the client at the cursor; while a call runs and nothing is searched for, the caller's."""
        if self._catch_up():
            super().action_client()

    def action_start(self) -> None:
        """Start a call with the client at the cursor of the list."""
        if self._catch_up():
            self._start_at_cursor()

    def _catch_up(self) -> bool:
        """Read the list for what is typed if that is not done yet; false if it could not be read, which was said."""
        text = self.query_one(SearchBox).value
        if self._search_timer is not None or self._read_for != text:
            self._search()
        return self._read_for == text

    # What the commands carry out

    @work(group="change")
    async def carry_out(self, flow: Callable[[Flows], Awaitable[object]]) -> None:
        """Run a flow: it asks, changes, and says what came of it."""
        await flow(self.flows)

    @work(group="change")
    async def start_call(self, client_id: str) -> None:
        """Start a call; a running one goes on hold."""
        if await self.flows.start(client_id):
            self._has_moved = False
            self.query_one(SearchBox).value = ""
            self.query_one(SearchBox).focus()

    @work(group="change")
    async def hold_call(self) -> None:
        """Hold the running call, or resume the held one."""
        await self.flows.hold(self.own_calls[0])

    @work(group="change")
    async def switch_calls(self) -> None:
        """Run the call that was held last; the running one goes on hold."""
        held = next((call for call in self.own_calls if call.state is CallState.ON_HOLD), None)
        if held is not None:
            await self.flows.resume(held)

    @work(group="change")
    async def stop_call(self) -> None:
        """Ask for the wrap-up; the call's time ends at this key press if it is saved."""
        pressed_at = self.business.clock.now()
        await self.flows.stop(self.own_calls[0], pressed_at)

    @work(group="change")
    async def cancel_call(self) -> None:
        """Drop my call without an entry, after y."""
        await self.flows.cancel(self.own_calls[0])

    @work(group="change")
    async def log_work(self, client_code: str | None) -> None:
        """Log finished work in one line."""
        await self.flows.log(f"{client_code} " if client_code else "")

    @work(group="change")
    async def undo_last(self) -> None:
        """Void my last entry, after y."""
        try:
            last: EntryView = self._second.queries.entry(self._last_entry or "")
        except MonteoreError as error:
            self.say(str(error), refused=True)
        else:
            await self.flows.undo(last)

    @work(group="greeting")
    async def _greet(self) -> None:
        choice = await self.ask(FirstRun())
        if choice == "import":
            await self.flows.import_clients()
        elif choice == "add":
            await self.flows.add_client()
        elif choice == "demo":
            from tui.run import TRY_DEMO

            self.app.exit(TRY_DEMO)
        else:
            self.say(_("type to find a client; Ctrl+P lists every command, among them New client"))

    @work(exclusive=True, group="daily")
    async def _daily(self) -> None:
        await self.flows.daily()

    @work(group="beat")
    async def _beat(self) -> None:
        await self.flows.beat()

    # What the flows ask of the desk

    async def ask(self, question: Screen[T]) -> T | None:
        """Show a question and wait for its answer; while one is open a second is not asked."""
        name = type(question).__name__
        if self._question == name:
            return None
        self._question = name
        try:
            return await self.app.push_screen_wait(question)
        finally:
            self._question = ""

    def say(self, sentence: str, *, refused: bool = False, stays: bool = False) -> None:
        """One line of answer, on the page that is looked at."""
        for screen in reversed(self.app.screen_stack[1:]):
            if isinstance(screen, Page):
                screen.say(sentence, refused=refused, stays=stays)
                return
        super().say(sentence, refused=refused, stays=stays)
