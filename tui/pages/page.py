"""What every page shares: header, line of answer, key line, and the commands that act everywhere."""

from collections.abc import Awaitable, Callable, Collection
from typing import TYPE_CHECKING, Any, cast

from textual import events, on
from textual.app import ComposeResult
from textual.screen import Screen
from textual.timer import Timer
from textual.widgets import DataTable, Input, Static

from core.basics.i18n import _
from tui.commands.bindings import Situation, elsewhere, page_bindings, why_not
from tui.commands.keymap import Command, Keymap, Place, command, commands, shown_keys
from tui.flows import proposals as proposal_flows
from tui.text import plain
from tui.widgets.header_line import HeaderLine
from tui.widgets.key_line import KeyLine

if TYPE_CHECKING:
    from core.business import Business
    from tui.flows.flows import Flows
    from tui.pages.desk import Desk


_ANSWER_SECONDS = 30


class Page(Screen[None]):
    """A full screen. Subclasses compose their body; the desk lies under all pages and carries the commands out."""

    BINDINGS = page_bindings()
    PLACE = Place.EVERYWHERE

    _forget: Timer | None = None

    def compose(self) -> ComposeResult:
        """Header, body, answer, keys; a plain notice where the window is too small."""
        yield HeaderLine(markup=False)
        yield from self.compose_body()
        yield Static("", id="status", markup=False)
        yield KeyLine(self.keymap)
        too_small = _("Monteore needs 80 columns and 24 lines; make this window larger.")
        yield Static(plain(too_small), id="tiny", markup=False)

    def compose_body(self) -> ComposeResult:
        """What stands between header and answer."""
        yield from ()

    @property
    def desk(self) -> "Desk":
        """The desk under all pages."""
        return cast("Desk", self.app.screen_stack[0])

    @property
    def keymap(self) -> Keymap:
        """The keys in force."""
        return cast(Keymap, cast(Any, self.app).settings.keymap)

    @property
    def reader(self) -> "Business":
        """The door for reads, which never wait for a change."""
        return self.desk.reader

    @property
    def client_id(self) -> str | None:
        """The client that commands mean here."""
        return None

    def ledger_changed(self) -> None:
        """Read again what is shown; called after every change of this session or another."""

    @on(DataTable.RowHighlighted)
    @on(events.DescendantFocus)
    def _meant(self) -> None:
        """Another row may mean another client, or none."""
        if self.is_mounted:
            self.show_keys()

    def show_header(self) -> None:
        """Header and key line as the desk knows them."""
        self.query_one(HeaderLine).demo = self.desk.is_demo
        self.query_one(HeaderLine).view = self.desk.view
        self.show_keys()

    def show_keys(self) -> None:
        """Dim in the key line what cannot act."""
        self.query_one(KeyLine).show(frozenset(each.id for each in commands() if self.why_not(each.id)))

    def say(self, sentence: str, *, refused: bool = False, stays: bool = False) -> None:
        """One line of answer over the keys, gone after a while unless it is about what is pointed at (`stays`).

        An app that is closing has no such line any more.
        """
        if refused:
            sentence = self.app.typed.refuse(sentence)  # type: ignore[attr-defined]
        for status in self.query("#status").results(Static):
            status.set_class(refused, "refused")
            status.update(plain(f"! {sentence}" if refused else sentence))
        if self._forget is not None:
            self._forget.stop()
        # What was true a while ago must not stand there as if it were true now.
        self._forget = self.set_timer(_ANSWER_SECONDS, lambda: self.say("")) if sentence and not stays else None

    def letters_in_words(self, *first: str, without: Collection[str] = ()) -> str:
        """The page's own letters and what they do, for the lower border of its table; those named come first."""
        own = [each.id for each in commands() if each.place is self.PLACE]
        named = [command(command_id) for command_id in dict.fromkeys((*first, *own)) if command_id not in without]
        lettered = [(shown_keys(self.keymap.letters_of(each.id)[:1]), each.label) for each in named]
        return "  ".join(f"{letter} {label}" for letter, label in lettered if letter)

    # Commands: whether they can act now, and how they act

    def why_not(self, command_id: str) -> str:
        """Why a command cannot act now; empty where it can."""
        desk = self.desk
        page = elsewhere(command_id, self.PLACE)
        if page:
            key = shown_keys(self.keymap.keys_of(page))
            return _("open the page where it acts first: {page} ({key})").format(page=command(page).label, key=key)
        return why_not(command_id, Situation(desk.own_calls, self.client_id is not None, desk.has_own_entry))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A command that cannot act lets its key through to `on_key`, which says why."""
        known = {each.action: each.id for each in commands()}
        return None if action in known and self.why_not(known[action]) else True

    def runner(self, wanted: Command) -> Callable[[], None]:
        """What the palette runs for a command."""
        return lambda: self.attempt(wanted.id)

    def attempt(self, command_id: str) -> None:
        """Carry a command out, or say why not."""
        why = self.why_not(command_id)
        if why:
            self.say(why, refused=True)
        else:
            getattr(self, f"action_{command(command_id).action}")()

    def on_key(self, event: events.Key) -> None:
        """A key of a command that cannot act comes through to here: say why."""
        wanted = self.keymap.command_for(event.key, in_list=not isinstance(self.focused, Input))
        if wanted is not None and (why := self.why_not(wanted.id)):
            event.stop()
            self.say(why, refused=True)

    def action_help(self) -> None:
        """Show the help sheet."""
        from tui.dialogs.help import Help

        self.app.push_screen(Help(self.keymap, self.PLACE))

    def action_palette(self) -> None:
        """Open the command palette."""
        self.app.action_command_palette()

    def action_leave(self) -> None:
        """Leave; nothing is lost."""
        self.app.exit(0)

    def action_search(self) -> None:
        """Back to the desk and its search box."""
        self.desk.come_back()

    def action_find_here(self) -> None:
        """The page's own field to look for something; where it has none, the desk's."""
        self.action_search()

    def action_refresh(self) -> None:
        """Read everything again."""
        self.desk.reload()
        self.say(_("read again"))

    def action_log(self) -> None:
        """Log finished work in one line; on a client's page the line begins with that client."""
        self.desk.log_work(None)

    def action_start(self) -> None:
        """Start a call with the client that is meant here."""
        if self.client_id:
            self.desk.start_call(self.client_id)

    def action_hold(self) -> None:
        """Hold the running call, or resume the held one."""
        self.desk.hold_call()

    def action_switch(self) -> None:
        """Run the call that was held last; the running one goes on hold."""
        self.desk.switch_calls()

    def action_stop(self) -> None:
        """Ask for the wrap-up; the call's time ends at this key press if it is saved."""
        self.desk.stop_call()

    def action_cancel(self) -> None:
        """Drop my call without an entry, after y."""
        self.desk.cancel_call()

    def action_undo(self) -> None:
        """Void my last entry, after y."""
        self.desk.undo_last()

    def action_client(self) -> None:
        """Open the page of the client that is meant here."""
        from tui.pages.client import ClientScreen

        if self.client_id:
            self.open_page(ClientScreen(self.client_id))

    def action_board(self) -> None:
        """Open the board."""
        from tui.pages.board import Board

        self.open_page(Board())

    def action_reports(self) -> None:
        """Open the reports."""
        from tui.pages.reports import Reports

        self.open_page(Reports())

    def action_proposals(self) -> None:
        """Open the proposals."""
        from tui.pages.proposals import ProposalsPage

        self.open_page(ProposalsPage())

    def action_ticket(self) -> None:
        """Open the tickets."""
        from tui.pages.tickets import Tickets

        self.open_page(Tickets())

    def action_client_add(self) -> None:
        """Write down a new client."""
        self.desk.carry_out(lambda flows: flows.add_client())

    def action_client_import(self) -> None:
        """Take clients from a file."""
        self.desk.carry_out(lambda flows: flows.import_clients())

    def action_client_propose(self) -> None:
        """Propose proactive work to the client."""
        client_id = self.client_id
        self.desk.carry_out(lambda flows: proposal_flows.add(flows, client_id))

    # What is done to the client that is meant here

    def _for_client(self, flow: "Callable[[Flows, str], Awaitable[object]]") -> None:
        client_id = self.client_id
        if client_id is not None:
            self.desk.carry_out(lambda flows: flow(flows, client_id))

    def action_client_sell(self) -> None:
        """Sell a block."""
        self._for_client(lambda flows, client_id: flows.sell_block(client_id))

    def action_client_edit(self) -> None:
        """Edit the card."""
        self._for_client(lambda flows, client_id: flows.edit_client(client_id))

    def action_client_agreement(self) -> None:
        """Put a new version of the agreement in force."""
        self._for_client(lambda flows, client_id: flows.set_agreement(client_id))

    def action_client_statement(self) -> None:
        """Write a month's statement to a file."""
        self._for_client(lambda flows, client_id: flows.write_statement(client_id))

    def action_client_mail(self) -> None:
        """Say which mail the client receives."""
        self._for_client(lambda flows, client_id: flows.set_mail(client_id))

    def action_renewal_approve(self) -> None:
        """Add the block that waits, after y."""
        self._for_client(lambda flows, client_id: flows.answer_renewal(client_id, approve=True))

    def action_renewal_refuse(self) -> None:
        """Close the renewal that waits, after y."""
        self._for_client(lambda flows, client_id: flows.answer_renewal(client_id, approve=False))

    def open_page(self, page: "Screen[None]") -> None:
        """Lay a page on the desk; its own key again closes it, and no two of a kind lie on one another."""
        stack = self.app.screen_stack
        if type(stack[-1]) is type(page) and len(stack) > 1:
            self.app.pop_screen()
            return
        self.app.push_screen(page)

    def action_close(self) -> None:
        """Back to what lies beneath."""
        if len(self.app.screen_stack) > 1:
            self.app.pop_screen()
