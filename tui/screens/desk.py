"""The desk: one screen reads the views and hands them down; its widgets only draw and speak up."""

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical
from textual.reactive import var
from textual.screen import Screen
from textual.timer import Timer
from textual.widgets import DataTable, Footer, Input, Static

from core.errors import MonteoreError
from core.i18n import _
from core.models import CallState
from core.views import CallView, DeskView, EntryView
from tui.commands import Command, Situation, bindings, command_for_key, commands, why_not
from tui.flows import Flows
from tui.messages import LedgerChanged, LedgerUnreadable
from tui.screens.help import Help
from tui.text import plain
from tui.watcher import POLL_SECONDS, Watcher
from tui.widgets.balance_panel import BalancePanel
from tui.widgets.call_panel import CallPanel
from tui.widgets.header_line import HeaderLine
from tui.widgets.rows import client_columns, client_row, entry_columns, entry_details, entry_row
from tui.widgets.tables import DiffTable

if TYPE_CHECKING:
    from core.ledger import Ledger

T = TypeVar("T")

_SEARCH_PAUSE = 0.1
_HEARTBEAT_SECONDS = 60


class SearchBox(Input):
    """Where typing goes; up and down move in the list beneath while the focus stays here."""

    BINDINGS = [
        Binding("up", "screen.move(-1)", show=False),
        Binding("down", "screen.move(1)", show=False),
        Binding("pageup", "screen.move(-10)", show=False),
        Binding("pagedown", "screen.move(10)", show=False),
        Binding("escape", "screen.clear_search", show=False),
    ]


class Desk(Screen[None]):
    """Search and clients, the call, the balance, today's entries."""

    BINDINGS = bindings()
    AUTO_FOCUS = "SearchBox"

    view: var[DeskView | None] = var(None)
    """What is shown now."""

    def __init__(self, ledger: "Ledger", *, demo: bool = False) -> None:
        super().__init__()
        self._ledger = ledger
        self._reader = ledger.second()
        self._flows = Flows(ledger, self._reader, self)
        self._watcher = Watcher(self._reader.queries.data_version, lambda: self._reader.today, self.post_message)
        self._demo = demo
        self._search_timer: Timer | None = None
        self._shown_client: str | None = None
        self._last_entry: str | None = None
        self._question: str = ""

    def compose(self) -> ComposeResult:
        """The panels."""
        yield HeaderLine(markup=False)
        with Horizontal(id="body"):
            with Vertical(id="left"):
                box = SearchBox(placeholder=_("name, code, phone, #ticket"))
                box.cursor_blink = False
                yield box
                yield DiffTable(client_columns(), id="clients")
            with Horizontal(id="side"):
                yield CallPanel(self._ledger.clock, self._ledger.zone)
                yield BalancePanel()
        yield DiffTable(entry_columns(), id="entries")
        yield Static("", id="status", markup=False)
        yield Static(
            plain(_("Monteore needs 80 columns and 24 lines; make this window larger.")), id="tiny", markup=False
        )
        yield Footer(compact=True, show_command_palette=False)

    def on_mount(self) -> None:
        """Read, then watch for other sessions' changes twice a second."""
        self.query_one(HeaderLine).demo = self._demo
        self.query_one("#left").border_title = plain(_("Clients"))
        self.query_one("#entries").border_title = plain(_("Today"))
        self.set_interval(POLL_SECONDS, self._watcher.poll)
        self.set_interval(_HEARTBEAT_SECONDS, self._beat)
        self.call_after_refresh(self._first_look)

    def _first_look(self) -> None:
        self.reload()
        self._daily()
        self._beat()

    def on_unmount(self) -> None:
        """Let the second connection go."""
        self._reader.close()

    def on_resize(self) -> None:
        """A window that was too small for a while took the focus away."""
        if self.focused is None:
            self.call_after_refresh(self.query_one(SearchBox).focus)

    # Reading

    def reload(self) -> None:
        """Read everything that is shown; a store that cannot be read says so and the old picture stays."""
        try:
            self._watcher.mark()
            view = self._reader.queries.desk(None, self.query_one(SearchBox).value)
            last = self._reader.store.reads.last_entry_of(self._reader.technician)
            self.query_one("#clients", DiffTable).show([client_row(row) for row in view.clients])
            client_id = self._pointed_client(view)
            balance = self._reader.queries.balance(client_id) if client_id else None
        except MonteoreError as error:
            self.say(str(error), refused=True)
            return
        self._last_entry = last.entry_id if last else None
        self._shown_client = client_id
        self.view = replace(view, balance=balance)

    def watch_view(self, view: DeskView | None) -> None:
        """Hand the view down."""
        if view is None or not self.is_mounted:
            return
        self.query_one(HeaderLine).view = view
        self.query_one("#entries", DiffTable).show(
            [entry_row(entry, self._ledger.zone) for entry in view.entries_today]
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
        if view.client_count == 0:
            self.say(_("no client yet: leave with Ctrl+Q and run monteore import clients FILE, client add, or demo"))
        self.refresh_bindings()

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
        self.query_one("#clients", DiffTable).point_at_first()
        self.reload()

    @on(Input.Submitted, "SearchBox")
    def _entered(self) -> None:
        if self._search_timer is not None:
            self._search()
        self._try("start")

    @on(DataTable.RowSelected, "#clients")
    def _selected(self) -> None:
        self._try("start")

    @on(DataTable.RowHighlighted, "#clients")
    def _highlighted(self) -> None:
        if self.view is None:
            return
        client_id = self._pointed_client(self.view)
        if client_id and client_id != self._shown_client:
            try:
                balance = self._reader.queries.balance(client_id)
            except MonteoreError as error:
                self.say(str(error), refused=True)
                return
            self._shown_client = client_id
            self.query_one(BalancePanel).balance = balance
            self.refresh_bindings()

    @on(DataTable.RowHighlighted, "#entries")
    @on(DataTable.RowSelected, "#entries")
    def _entry_pointed_at(self, event: DataTable.RowHighlighted | DataTable.RowSelected) -> None:
        """The whole entry in the status line: at 80 columns its note is cut."""
        table = self.query_one("#entries", DiffTable)
        if self.view is None or not table.has_focus:
            return
        for entry in self.view.entries_today:
            if entry.entry_id == table.key_at_cursor:
                self.say(entry_details(entry))

    def action_move(self, rows: int) -> None:
        """Move in the client list while the focus stays in the search box."""
        table = self.query_one("#clients", DiffTable)
        table.move_cursor(row=max(0, min(table.row_count - 1, table.cursor_row + rows)), animate=False)

    def action_clear_search(self) -> None:
        """Empty the search box."""
        self.query_one(SearchBox).value = ""

    # Commands: whether they can act now, and how they act

    def why_not(self, command_id: str) -> str:
        """Why a command cannot act now; empty where it can."""
        has_client = self.view is not None and bool(self.view.clients)
        return why_not(command_id, Situation(self.own_calls, has_client, self._last_entry is not None))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Dim in the footer what cannot act now."""
        known = {command.action: command.id for command in commands()}
        return None if action in known and self.why_not(known[action]) else True

    def runner(self, command: Command) -> Callable[[], None]:
        """What the palette runs for a command."""
        return lambda: self._try(command.id)

    def _try(self, command_id: str) -> None:
        why = self.why_not(command_id)
        if why:
            self.say(why, refused=True)
        else:
            command = next(command for command in commands() if command.id == command_id)
            getattr(self, f"action_{command.action}")()

    def on_key(self, event: events.Key) -> None:
        """A key of a command that cannot act comes through to here: say why."""
        command = command_for_key(event.key, in_list=isinstance(self.focused, DataTable))
        if command is not None and (why := self.why_not(command.id)):
            event.stop()
            self.say(why, refused=True)

    def action_start(self) -> None:
        """Start a call with the highlighted client; a running one goes on hold."""
        client_id = self.query_one("#clients", DiffTable).key_at_cursor
        if client_id is not None:
            self._start(client_id)

    @work(group="change")
    async def _start(self, client_id: str) -> None:
        if await self._flows.start(client_id):
            self.query_one(SearchBox).value = ""
            self.query_one(SearchBox).focus()

    def action_hold(self) -> None:
        """Hold the running call, or resume the held one."""
        self._hold(self.own_calls[0])

    @work(group="change")
    async def _hold(self, call: CallView) -> None:
        await self._flows.hold(call)

    def action_switch(self) -> None:
        """Run the call that was held last; the running one goes on hold."""
        held = next((call for call in self.own_calls if call.state is CallState.ON_HOLD), None)
        if held is not None:
            self._resume(held)

    @work(group="change")
    async def _resume(self, call: CallView) -> None:
        await self._flows.resume(call)

    def action_stop(self) -> None:
        """Ask for the wrap-up; the call's time ends at this key press if it is saved."""
        self._stop_call(self.own_calls[0])

    @work(group="change")
    async def _stop_call(self, call: CallView) -> None:
        await self._flows.stop(call, self._ledger.clock.now())

    @work(group="change")
    async def action_quick_entry(self) -> None:
        """Log finished work in one line."""
        await self._flows.quick_entry()

    def action_undo(self) -> None:
        """Void my last entry, after y."""
        try:
            last = self._reader.queries.entry(self._last_entry or "")
        except MonteoreError as error:
            self.say(str(error), refused=True)
        else:
            self._undo(last)

    @work(group="change")
    async def _undo(self, entry: EntryView) -> None:
        await self._flows.undo(entry)

    def action_search(self) -> None:
        """Focus the search box."""
        self.query_one(SearchBox).focus()

    def action_refresh(self) -> None:
        """Read everything again."""
        self.reload()
        self.say(_("read again"))

    def action_help(self) -> None:
        """Show the help sheet."""
        self.app.push_screen(Help())

    def action_palette(self) -> None:
        """Open the command palette."""
        self.app.action_command_palette()

    def action_leave(self) -> None:
        """Leave; nothing is lost."""
        self.app.exit(0)

    @work(exclusive=True, group="daily")
    async def _daily(self) -> None:
        await self._flows.daily()

    @work(group="beat")
    async def _beat(self) -> None:
        await self._flows.beat()

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

    def say(self, sentence: str, *, refused: bool = False) -> None:
        """One line of answer over the footer."""
        status = self.query_one("#status", Static)
        status.set_class(refused, "refused")
        status.update(plain(f"! {sentence}" if refused else sentence))
