"""The desk: reads one view of the store and hands it down to its widgets and to the pages over it."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.message import Message
from textual.reactive import var
from textual.screen import Screen
from textual.timer import Timer
from textual.widgets import DataTable, Input

from core.basics.i18n import _
from core.model.calls import CallState
from core.queries.views import BalanceView, CallView, DeskView
from tui.commands.footer import HELD, IDLE, RUNNING, Wanted
from tui.flows import calls, clients, daily
from tui.flows.runner import Runner
from tui.messages import CallStarted, LedgerChanged, LedgerUnreadable
from tui.pages.host import Under
from tui.pages.page import Page
from tui.places import account_of, client_of
from tui.text import plain
from tui.watcher import POLL_SECONDS, Watcher
from tui.widgets.balance_panel import BalancePanel
from tui.widgets.call_panel import CallPanel
from tui.widgets.rows import client_columns, client_row, entry_columns, entry_details, entry_row
from tui.widgets.search_box import SearchBox
from tui.widgets.tables import DiffTable

if TYPE_CHECKING:
    from core.business import Business

T = TypeVar("T")

_SEARCH_PAUSE = 0.1
"""Seconds without a key after which the search runs."""
_HEARTBEAT_SECONDS = 60
_FIRST_ROWS = 50
_MORE_ROWS = 100


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
        self.runner = Runner(business, self._second, self)
        # The only place that asks the store whether it changed.
        self._watcher = Watcher(self._second.queries.changes, lambda: self._second.today, self.post_message)
        self._search_timer: Timer | None = None
        self._limit = _FIRST_ROWS
        self._shown_client: str | None = None
        self._last_entry: str | None = None
        self._told_entry: str | None = None
        self._was_welcomed = False
        self._read_for: str | None = None
        """The text of the search box that the list was read for."""
        self._has_moved = False
        """Whether the cursor moved in the list since the last call began."""

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
        for trouble in self.host.troubles[:1]:
            self.say(trouble, refused=True)
        self._daily()
        self._beat()

    def on_unmount(self) -> None:
        """Close the second connection."""
        self._second.close()

    def on_screen_resume(self) -> None:
        """Back from a page or a question: select the search text, so that typing replaces it."""
        for box in self.query(SearchBox):
            box.select_all()

    def on_resize(self) -> None:
        """Focus the search box again after the window was too small, which took the focus away."""
        if self.focused is None:
            self.call_after_refresh(self.query_one(SearchBox).focus)

    @property
    def desk(self) -> Under:
        """The desk itself."""
        return self

    @property
    def shown(self) -> DeskView | None:
        """The view that is shown."""
        return self.view

    @property
    def client_id(self) -> str | None:
        """The client at the cursor of the list; while a call runs and nothing is searched for, the client of the call."""
        return client_of(self._shown_client)

    @property
    def account_id(self) -> str | None:
        """The account at the cursor of the list, or of the call; a client alone means its default one."""
        return account_of(self._shown_client) or super().account_id

    @property
    def page_key(self) -> str | None:
        """What opens the page of the client with the account at the cursor."""
        return self._shown_client

    @property
    def account_at_cursor(self) -> str:
        """The account that the row at the cursor names; empty for the client's default one."""
        return account_of(self.query_one("#clients", DiffTable).key_at_cursor)

    @property
    def client_at_cursor(self) -> str | None:
        """The client at the cursor of the list."""
        return client_of(self.query_one("#clients", DiffTable).key_at_cursor)

    @property
    def last_entry_id(self) -> str | None:
        """The technician's last entry that is not voided."""
        return self._last_entry

    def footer(self) -> Sequence[Wanted]:
        """What acts now: it depends on whether a call of mine runs or is held."""
        mine = self.own_calls
        return IDLE if not mine else RUNNING if mine[0].state is CallState.RUNNING else HELD

    # Reading

    def reload(self) -> None:
        """Read again what the desk and the pages over it show; a desk that is closing does not."""
        if not self.is_closing:
            self.read(self._read_anew)

    def _read_anew(self) -> None:
        """Read the view. Errors: `MonteoreError`; what is shown stays."""
        self._watcher.mark()
        text = self.query_one(SearchBox).value
        view = self.reader.queries.desk(None, text, self._limit)
        last = self.reader.queries.my_last_entry()
        self.query_one("#clients", DiffTable).show([client_row(row) for row in view.clients])
        client_id = self._pointed_client(view)
        balance = self._balance_of(client_id) if client_id else None
        self._last_entry = last.entry_id if last else None
        self._shown_client = client_id
        self._read_for = text
        self.view = replace(view, balance=balance)

    def watch_view(self, view: DeskView | None) -> None:
        """Hand the view down, and let the pages over the desk read again."""
        if view is None:
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
        self.host.show_title(title)
        self.show_header()
        self.refresh_bindings()
        for screen in self.app.screen_stack[1:]:
            if isinstance(screen, Page) and screen.is_mounted:
                screen.reload()
        if view.client_count == 0 and not self._was_welcomed:
            self._was_welcomed = True
            self._welcome()

    @property
    def own_calls(self) -> tuple[CallView, ...]:
        """The technician's calls, the running one first."""
        if self.view is None:
            return ()
        return tuple(call for call in self.view.calls if call.technician == self.view.technician)

    def _balance_of(self, key: str) -> BalanceView:
        queries = self.reader.queries
        return queries.balance(account_of(key) or queries.client(str(client_of(key))).account_id)

    def _pointed_client(self, view: DeskView) -> str | None:
        mine = [call for call in view.calls if call.technician == view.technician]
        if mine and not self.query_one(SearchBox).value.strip() and mine[0].state is CallState.RUNNING:
            call = mine[0]
            is_default = call.account.account_id == call.client.account_id
            return call.client.client_id if is_default else f"{call.client.client_id}/{call.account.account_id}"
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
        if not self.settle():
            return
        is_untouched = not self.query_one(SearchBox).value.strip() and not self._has_moved
        if is_untouched and self.query_one("#clients", DiffTable).row_count:
            # One Enter too many must not start a call with the first client of the list.
            self.say(_("type a client, or move to one, then Enter starts the call"), refused=True)
            return
        self._start_at_cursor()

    @on(DataTable.RowSelected, "#clients")
    def _selected(self) -> None:
        self._start_at_cursor()

    def _start_at_cursor(self) -> None:
        client_id = self.client_at_cursor
        if client_id is None:
            self.say(_("no client found: type less, or add one: Ctrl+P, New client"), refused=True)
        elif near := self._near_code(client_id):
            self.say(
                _("no client is called so; if you mean this one, type its code: {code}").format(code=near), refused=True
            )
        else:
            account_id = self.account_at_cursor
            self.carry_out(lambda runner: calls.start(runner, client_id, account_id))

    def _near_code(self, client_id: str) -> str:
        """The code of a client that is only a near miss of what is typed; empty for a hit."""
        rows = self.view.clients if self.view else ()
        return next((row.client.code for row in rows if row.client.client_id == client_id and row.is_near), "")

    @on(DataTable.RowHighlighted, "#clients")
    def _highlighted(self) -> None:
        if self.view is None:
            return
        table = self.query_one("#clients", DiffTable)
        if table.row_count >= self._limit and table.cursor_row >= self._limit - 10:
            self._limit += _MORE_ROWS
            self.reload()
            return
        client_id = self._pointed_client(self.view)
        if client_id and client_id != self._shown_client:
            balance = self.read(lambda: self._balance_of(client_id))
            if balance is None:
                return
            self._shown_client = client_id
            self.query_one(BalancePanel).balance = balance
            self.show_keys()
            self.refresh_bindings()

    @on(DataTable.RowHighlighted, "#entries")
    @on(DataTable.RowSelected, "#entries")
    def _entry_pointed_at(self, event: DataTable.RowHighlighted | DataTable.RowSelected) -> None:
        """Show the whole entry in the line of answer: at 80 columns its note is cut."""
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
        """Empty the search box; with the vim preset, Esc in an empty box focuses the list, where letters act."""
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
        # The next call is usually with another client: typing replaces the search text.
        box.select_all()

    def settle(self) -> bool:
        """Read the list for the typed text if that is not done yet; false if it could not be read, which was said."""
        text = self.query_one(SearchBox).value
        if self._search_timer is not None or self._read_for != text:
            self._search()
        return self._read_for == text

    # Flows

    @work(group="change")
    async def carry_out(self, flow: Callable[[Runner], Awaitable[object]]) -> None:
        """Run a flow in a worker."""
        await self.runner.run(flow)

    @work(group="greeting")
    async def _welcome(self) -> None:
        """Greet an empty store; no key asked for it, so typed keys do not wait for it."""
        await self.runner.run(clients.welcome)

    @work(exclusive=True, group="daily")
    async def _daily(self) -> None:
        await self.runner.run(daily.run)

    @work(group="beat")
    async def _beat(self) -> None:
        await self.runner.run(calls.beat, once="beat")

    @on(CallStarted)
    def _call_started(self) -> None:
        self._has_moved = False
        self.query_one(SearchBox).value = ""
        self.query_one(SearchBox).focus()

    # What the runner needs of the desk

    async def ask(self, question: Screen[T]) -> T | None:
        """Show a question and wait for its answer."""
        return await self.app.push_screen_wait(question)

    def tell(self, message: Message) -> None:
        """Post a message to the desk and to the pages over it."""
        for screen in self.app.screen_stack:
            if isinstance(screen, Page):
                screen.post_message(message)

    def say(self, sentence: str, *, refused: bool = False, stays: bool = False) -> None:
        """Show one line of answer, on the page on top."""
        for screen in reversed(self.app.screen_stack[1:]):
            if isinstance(screen, Page):
                screen.say(sentence, refused=refused, stays=stays)
                return
        super().say(sentence, refused=refused, stays=stays)
