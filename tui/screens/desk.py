"""The desk: one screen reads the views and calls the ledger; its widgets only draw and speak up."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, TypeVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical
from textual.reactive import var
from textual.screen import Screen
from textual.timer import Timer
from textual.widgets import DataTable, Footer, Input, Static

from core.errors import MonteoreError
from core.i18n import _
from core.logline import post_line, preview_line
from core.models import CallState
from core.views import CallView, DeskView, EntryView, PostingView
from core.worktypes import known_work_types
from tui.commands import Command, bindings, commands
from tui.screens.confirm import Confirm, Gap
from tui.screens.help import Help
from tui.screens.quick_entry import QuickEntry
from tui.screens.wrap_up import WrapUp, WrapUpWords
from tui.text import hours, plain
from tui.widgets.balance_panel import BalancePanel
from tui.widgets.call_panel import CallPanel
from tui.widgets.header_line import HeaderLine
from tui.widgets.rows import client_columns, client_row, entry_columns, entry_row
from tui.widgets.tables import DiffTable

if TYPE_CHECKING:
    from core.ledger import Ledger

T = TypeVar("T")


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
        self._demo = demo
        self._version = -1
        self._day: date | None = None
        self._search_timer: Timer | None = None
        self._shown_client: str | None = None

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
                yield CallPanel(self._ledger.clock)
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
        self.query_one("#left").border_title = _("Clients")
        self.query_one("#entries").border_title = _("Today")
        self.set_interval(0.5, self._watch)
        self.set_interval(60, self._beat)
        self.call_after_refresh(self._first_look)

    def _first_look(self) -> None:
        self.reload()
        self._daily()
        self._ask_about_gap()

    def on_unmount(self) -> None:
        """Let the second connection go."""
        self._reader.close()

    # Reading

    def reload(self) -> None:
        """Read everything that is shown; a store that cannot be read says so and the old picture stays."""
        query = self.query_one(SearchBox).value
        try:
            self._version = self._reader.queries.data_version()
            view = self._reader.queries.desk(None, query)
            self._day = view.today
            self.query_one("#clients", DiffTable).show([client_row(row) for row in view.clients])
            client_id = self._pointed_client(view)
            balance = self._reader.queries.balance(client_id) if client_id else None
        except MonteoreError as error:
            self.say(str(error), refused=True)
            return
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
        self.query_one(CallPanel).calls = self.own_calls
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

    def _watch(self) -> None:
        try:
            changed = self._reader.queries.data_version() != self._version
        except MonteoreError as error:
            self.say(str(error), refused=True)
            return
        if self._day is not None and self._reader.today != self._day:
            self._daily()
            changed = True
        if changed:
            self.reload()

    # Search

    @on(Input.Changed, "SearchBox")
    def _typed(self) -> None:
        if self._search_timer is not None:
            self._search_timer.stop()
        self._search_timer = self.set_timer(0.08, self._search)

    def _search(self) -> None:
        if self._search_timer is not None:
            self._search_timer.stop()
            self._search_timer = None
        self.reload()
        self.query_one("#clients", DiffTable).move_cursor(row=0, animate=False)

    @on(Input.Submitted, "SearchBox")
    def _entered(self) -> None:
        if self._search_timer is not None:
            self._search()
        self.action_start()

    @on(DataTable.RowSelected, "#clients")
    def _selected(self) -> None:
        self.action_start()

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

    def action_move(self, rows: int) -> None:
        """Move in the client list while the focus stays in the search box."""
        table = self.query_one("#clients", DiffTable)
        table.move_cursor(row=max(0, min(table.row_count - 1, table.cursor_row + rows)), animate=False)

    def action_clear_search(self) -> None:
        """Empty the search box."""
        self.query_one(SearchBox).value = ""

    # Commands: whether they can act now, and how they act

    def offered_commands(self) -> tuple[Command, ...]:
        """The commands that the palette lists."""
        return tuple(command for command in commands() if command.id != "palette")

    def runner(self, command: Command) -> Callable[[], None]:
        """What the palette runs for a command."""

        def run() -> None:
            why = self.why_not(command.id)
            if why:
                self.say(why, refused=True)
            else:
                getattr(self, f"action_{command.action}")()

        return run

    def why_not(self, command_id: str) -> str:
        """Why a command cannot act now; empty where it can."""
        own = self.own_calls
        if command_id in ("hold", "stop") and not own:
            return _("no call is running: type a client and press Enter")
        if command_id == "switch" and len(own) < 2:
            return _("there are not two calls to switch between")
        if command_id == "start" and (self.view is None or not self.view.clients):
            return _("no client is highlighted")
        if command_id == "undo" and self.view is not None and not self._undoable():
            return _("no entry of yours today to undo")
        return ""

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Dim in the footer what cannot act now."""
        known = {command.action: command.id for command in commands()}
        if action in known and self.why_not(known[action]):
            return None
        return True

    def action_start(self) -> None:
        """Start a call with the highlighted client; a running one goes on hold."""
        client_id = self.query_one("#clients", DiffTable).key_at_cursor
        if client_id is None:
            self.say(_("no client found: type less, or add one with monteore client add"), refused=True)
            return
        self._start(client_id)

    @work(exclusive=True, group="change")
    async def _start(self, client_id: str) -> None:
        call = await self._change(lambda: self._ledger.calls.start(client_id))
        if call is not None:
            self.query_one(SearchBox).value = ""
            self.query_one(SearchBox).focus()
            self.say(_("call with {name} started").format(name=call.client.name))

    @work(exclusive=True, group="change")
    async def action_hold(self) -> None:
        """Hold the running call, or resume the held one."""
        own = self.own_calls
        running = bool(own) and own[0].state is CallState.RUNNING
        await self._change(self._ledger.calls.hold if running else self._ledger.calls.resume)

    @work(exclusive=True, group="change")
    async def action_switch(self) -> None:
        """Run the call that was held last; the running one goes on hold."""
        await self._change(self._ledger.calls.resume)

    @work(exclusive=True, group="change")
    async def action_stop(self) -> None:
        """Ask for the wrap-up; the call's time ends at this key press if it is saved."""
        own = self.own_calls
        if not own:
            return
        call, stopped_at = own[0], self._ledger.clock.now()
        at = stopped_at if call.state is CallState.RUNNING else None

        def options(words: WrapUpWords) -> dict[str, object]:
            return {
                "call_id": call.call_id,
                "ticket": words.ticket,
                "work_type": words.work_type,
                "note": words.note,
                "contact": words.contact,
                "no_charge": words.no_charge,
                "stopped_at": at,
            }

        try:
            terms = self._reader.queries.terms(call.client.client_id)
            form = WrapUp(
                _("Wrap up the call with {name}").format(name=call.client.name),
                lambda words: self._reader.calls.preview_stop(**options(words)),  # type: ignore[arg-type]
                sorted(known_work_types(terms)),
                self._reader.queries.tickets(call.client.client_id),
                call.client.contacts,
            )
        except MonteoreError as error:
            self.say(str(error), refused=True)
            return
        words = await self.app.push_screen_wait(form)
        if words is not None:
            self._posted(await self._change(lambda: self._ledger.calls.stop(**options(words))))  # type: ignore[arg-type]

    @work(exclusive=True, group="change")
    async def action_quick_entry(self) -> None:
        """Log finished work in one line."""
        line = await self.app.push_screen_wait(QuickEntry(lambda typed: preview_line(self._reader, typed)))
        if line is not None:
            self._posted(await self._change(lambda: post_line(self._ledger, line)))

    @work(exclusive=True, group="change")
    async def action_undo(self) -> None:
        """Void my last entry, after y."""
        last = self._undoable()
        if last is None:
            return
        details = _("{client}  {minutes}  {note}").format(
            client=last.client.name, minutes=hours(last.charged_minutes), note=last.note
        )
        if await self.app.push_screen_wait(Confirm(_("Void your last entry?"), details)):
            view = await self._change(lambda: self._ledger.void_entry(last.entry_id, _("undone")))
            if view is not None:
                left = _("voided; {code} has {left} left").format(
                    code=view.entry.client.code, left=hours(view.remaining_minutes)
                )
                self.say("  ".join([left, *view.warnings]))

    def action_search(self) -> None:
        """Focus the search box."""
        self.query_one(SearchBox).focus()

    def action_refresh(self) -> None:
        """Read everything again."""
        self.reload()

    def action_help(self) -> None:
        """Show the help sheet."""
        self.app.push_screen(Help())

    def action_palette(self) -> None:
        """Open the command palette."""
        self.app.action_command_palette()

    def action_leave(self) -> None:
        """Leave; nothing is lost."""
        self.app.exit(0)

    # Changes run in a thread: waiting for the store must not freeze the clock

    async def _change(self, change: Callable[[], T]) -> T | None:
        try:
            done = await asyncio.to_thread(change)
        except MonteoreError as error:
            self.reload()
            self.say(str(error), refused=True)
            return None
        self.reload()
        return done

    def _posted(self, view: PostingView | None) -> None:
        if view is None:
            return
        parts = [
            _("saved: {code} {explanation}, {left} left").format(
                code=view.entry.client.code, explanation=view.entry.explanation, left=hours(view.remaining_minutes)
            )
        ]
        parts += [_("renewed {hours} h").format(hours=hours(renewal.minutes)) for renewal in view.renewals]
        if view.pending_renewal:
            parts.append(_("a renewal waits for the manager"))
        self.say("  ".join(parts))
        self.query_one(SearchBox).focus()

    def _undoable(self) -> EntryView | None:
        if self.view is None:
            return None
        mine = [e for e in self.view.entries_today if e.technician == self.view.technician and not e.voided]
        return max(mine, key=lambda entry: entry.recorded_at, default=None)

    @work(exclusive=True, group="daily")
    async def _daily(self) -> None:
        await self._change(self._ledger.daily)

    @work(exclusive=True, group="beat")
    async def _beat(self) -> None:
        if any(call.state is CallState.RUNNING for call in self.own_calls):
            await self._change(self._ledger.calls.heartbeat)

    @work(exclusive=True, group="gap")
    async def _ask_about_gap(self) -> None:
        for call in self.own_calls:
            if call.gap_seconds:
                sentence = _("{name}: nobody watched this call for {minutes}").format(
                    name=call.client.name, minutes=hours(call.gap_seconds // 60)
                )
                choice = await self.app.push_screen_wait(Gap(sentence))
                await self._change(lambda: self._ledger.calls.resolve_gap(call.call_id, choice))  # type: ignore[arg-type] # noqa: B023
        await self._beat_now()

    async def _beat_now(self) -> None:
        if any(call.state is CallState.RUNNING for call in self.own_calls):
            await self._change(self._ledger.calls.heartbeat)

    def say(self, sentence: str, *, refused: bool = False) -> None:
        """One line of answer over the footer."""
        status = self.query_one("#status", Static)
        status.set_class(refused, "refused")
        status.update(plain(f"! {sentence}" if refused else sentence))
