"""What every page shares: header, line of answer, key line, and how it carries commands out."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Collection, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, TypeVar, cast

from textual import events, on
from textual.app import ComposeResult
from textual.geometry import Size
from textual.timer import Timer
from textual.widgets import Input, Static

from core.basics.i18n import _
from core.basics.identity import Right
from core.queries.phone import PhoneCallView
from core.queries.views.calls import CallView
from tui.attempt import attempt
from tui.commands.bindings import COMMAND, page_bindings
from tui.commands.command import Place
from tui.commands.footer import ANYWHERE, Wanted, hints, in_words
from tui.commands.listing import command, command_for, commands, elsewhere
from tui.commands.rights import why_not_allowed
from tui.dialogs.question import Question
from tui.flows.runner import STARTED_BY, Runner
from tui.geometry import HUGE_CLOCK, LARGE_CLOCK, SMALL_CLOCK, Geometry
from tui.keys import Keymap, short_key, shown_keys
from tui.newest import Newest
from tui.nothing_here import NothingHere
from tui.pages.host import Host, Under
from tui.text import plain
from tui.widgets.answer_line import AnswerLine
from tui.widgets.header_line import HeaderLine
from tui.widgets.key_line import KeyLine
from tui.widgets.ring_lines import RingKeys, one_line
from tui.widgets.tables import DiffTable
from tui.workers import begin

if TYPE_CHECKING:
    from core.business import Business

T = TypeVar("T")

_ANSWER_SECONDS = 30
_BESIDE_HELP = 4
"""Cells beside a line of the help sheet: its border and a blank at each end."""
_ACTS_ON_NOTHING = frozenset({"help", "leave"})
"""Ids of commands that wait for nothing to be read."""


class Page(NothingHere):
    """A full screen over the desk, or the desk itself. Subclasses compose their body.

    A page is what a command sees of the app: it is a `tui.commands.command.Here`.
    """

    BINDINGS = page_bindings()
    PLACE = Place.EVERYWHERE

    _forget: Timer | None = None
    _answered_at = float("-inf")
    """When something was answered last, in seconds of the monotonic clock."""
    answers = 0
    """How many sentences stood in the line of answer: what was read for an older key must not replace a later answer."""

    def __init__(self) -> None:
        super().__init__()
        self._newest: dict[str, Newest] = {}
        """What is read, by group."""

    def compose(self) -> ComposeResult:
        """Header, body, answer, keys; a plain notice if the window is too small."""
        self.fit(self.app.size)
        yield HeaderLine(self.reader.clock, self.reader.zone)
        yield from self.compose_body()
        yield AnswerLine(id="status")
        yield KeyLine()
        if not Geometry(*self.app.size).is_usable:
            yield _too_small()

    def compose_body(self) -> ComposeResult:
        """The widgets between header and line of answer."""
        yield from ()

    # What it reads and shows

    @property
    def host(self) -> Host:
        """The app."""
        return cast(Host, self.app)

    @property
    def desk(self) -> Under:
        """The desk under all pages."""
        return cast(Under, self.app.screen_stack[0])

    @property
    def keymap(self) -> Keymap:
        """The keys in force."""
        return self.host.settings.keymap

    @property
    def reader(self) -> "Business":
        """The connection for reads, which never wait for a change."""
        return self.desk.runner.reader

    def read(self, call: Callable[[], T]) -> T | None:
        """Read from the store; if that fails, say why and return None."""
        answer = attempt(call)
        if answer.error is not None:
            self.say(answer.trouble, refused=True)
        return answer.value

    def read_beside(
        self,
        read: "Callable[[Business], T]",
        take: Callable[[T], object],
        *,
        group: str = "read",
        give_up: Callable[[], object] = lambda: None,
    ) -> None:
        """Read in a thread: a slow disk stalls no key. If it fails, say why, and call `give_up`.

        `take` gets what was read, unless the same group was asked for something else meanwhile. Keys that may act on what
        is read wait for it.
        """
        beside = self.desk.runner.beside
        self.read_in_thread(lambda: beside.reading(read), take, group=group, give_up=give_up)

    def read_in_thread(
        self,
        read: Callable[[], T | None],
        take: Callable[[T], object],
        *,
        group: str = "read",
        give_up: Callable[[], object] = lambda: None,
    ) -> None:
        """As `read_beside`, by any connection that a thread may use."""
        newest = self._newest.setdefault(group, Newest())

        async def in_thread() -> None:
            answer = await newest.read(read)
            if answer is None or self.is_closing:
                return
            if answer.error is not None:
                give_up()
                self.say(answer.trouble, refused=True)
            elif answer.value is not None:
                take(answer.value)

        begin(self, in_thread, group=group)

    def understand(self, call: Callable[[], T]) -> T | None:
        """Read what is typed so far; say why it is not understood yet, and let the keys typed ahead go on with it."""
        answer = attempt(call)
        if answer.error is not None:
            self._answer(answer.trouble, refused=True)
        return answer.value

    def reload(self) -> None:
        """Read again what is shown, after a change of this session or another; a page that is closing does not."""
        if not self.is_closing:
            self.show_header()
            self.ledger_changed()

    def ledger_changed(self) -> None:
        """Read and show the body again; if the store cannot be read, what is shown stays."""

    def show_header(self) -> None:
        """Show the header and the key line as the desk's view has them."""
        self.query_one(HeaderLine).view = self.desk.view
        self.query_one("#status", AnswerLine).mark(self.corner())
        self.show_phone()
        self.show_keys()

    def second_passed(self) -> None:
        """Count on the times that are shown; the desk calls it once a second, so that they are painted at once."""
        self.query_one(HeaderLine).tick()

    def show_phone(self) -> None:
        """Say in the line of answer what the telephone tells."""
        telephone = self.desk.telephone
        for status in self.query("#status").results(AnswerLine):
            width = self.app.size.width - 2
            status.tell_of_phone(*one_line(telephone.rings, self.ring_keys(), telephone.now, width))

    def phone_changed(self) -> None:
        """Show what the telephone tells, after a call of it changed."""
        self.show_phone()

    def ring_keys(self) -> RingKeys:
        """The keys that act on a phone call, as they are shown."""
        names = ("phone.take", "phone.dismiss", "stop")
        return RingKeys(*(short_key(keys[0]) if (keys := self.keymap.keys_of(name)) else "" for name in names))

    def corner(self) -> str:
        """What stands at the right end of the line of answer."""
        view = self.desk.view
        if view is None:
            return _("reading…")
        parts = (_("! check the clock") if view.is_clock_in_doubt else "", _("DEMO") if self.desk.is_demo else "")
        return "  ".join(part for part in parts if part)

    def fit(self, size: Size) -> None:
        """Set the classes that the style sheet sizes the panels by, before the first paint and with every new window."""
        sizes = Geometry(size.width, size.height)
        own = [f"-clock-{rows}" for rows in (SMALL_CLOCK, LARGE_CLOCK, HUGE_CLOCK)]
        self.take_size_classes(
            size,
            [*own, "-unusable"],
            f"-clock-{sizes.clock_rows}",
            *(() if sizes.is_usable else ("-unusable",)),
        )
        if self.is_mounted and not sizes.is_usable and not self.query("#tiny"):
            self.mount(_too_small())

    def on_resize(self) -> None:
        """Size the panels for the new window."""
        self.fit(self.app.size)

    def footer(self) -> Sequence[Wanted]:
        """The commands that the key line names now, most wanted first."""
        return ANYWHERE

    def show_keys(self) -> None:
        """Name the keys that act here and now; dim those that cannot act."""
        wanted = self.footer()
        known = {each.id for each in commands()}
        dim = frozenset(each.id for each in wanted if each.id in known and self.why_not(each.id))
        self.query_one(KeyLine).show(hints(wanted, self.keymap, dim))

    @on(DiffTable.RowHighlighted)
    @on(events.DescendantFocus)
    def _meant(self) -> None:
        """Update the key line: another row may be of another client, or of none, and another list may act."""
        self.show_keys()

    def say(self, sentence: str, *, refused: bool = False, stays: bool = False) -> None:
        """Show one line of answer over the keys for a while; with `stays`, until the next one.

        The keys typed ahead of a refusal counted on what was refused, unless its command stands alone.
        """
        if refused and not _stands_alone(STARTED_BY.get()):
            sentence = self.host.typed.refuse(sentence)
        self._answer(sentence, refused=refused, stays=stays)

    def explain(self, sentence: str) -> None:
        """Say what stands at the cursor, in place of anything but the answer to the last key."""
        is_answered = any(status.sentence for status in self.query("#status").results(AnswerLine))
        if not (is_answered and self._answered_at > self.host.typed.acted_at):
            self.say(sentence, stays=bool(sentence))

    def _answer(self, sentence: str, *, refused: bool = False, stays: bool = False) -> None:
        for status in self.query("#status").results(AnswerLine):
            status.say(sentence, refused=refused, stays=stays)
        self.answers += bool(sentence)
        if sentence and not stays:
            self._answered_at = time.monotonic()
        if self._forget is not None:
            self._forget.stop()
        self._forget = self.set_timer(_ANSWER_SECONDS, self._forget_answer) if sentence and not stays else None

    def _forget_answer(self) -> None:
        """Take the answer away. While the store cannot be read that is told instead: what is shown may be old."""
        trouble = "" if self.is_closing else self.desk.unreadable
        self._answer(trouble, refused=bool(trouble))

    def letters_in_words(self, *first: str, without: Collection[str] = ()) -> str:
        """The page's own letters and what they do, for the lower border of its table; those named come first."""
        own = [each.id for each in commands() if each.place is self.PLACE]
        named = [command(command_id) for command_id in dict.fromkeys((*first, *own)) if command_id not in without]
        lettered = [(shown_keys(self.keymap.letters_of(each.id)[:1]), each.label) for each in named]
        return "  ".join(f"{letter} {label}" for letter, label in lettered if letter)

    # Commands

    def why_not(self, command_id: str) -> str:
        """Why a command cannot act now, as a sentence; empty if it can."""
        page = elsewhere(command_id, self.PLACE)
        if page:
            key = shown_keys(self.keymap.keys_of(page))
            return _("{page} ({key}) first: it acts there").format(page=command(page).label, key=key)
        return why_not_allowed(command_id, self) or command(command_id).why_not(self)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A command that cannot act lets its key through to `on_key`, which says why."""
        if action == COMMAND and self.why_not(str(parameters[0])):
            return None
        return True

    def action_command(self, command_id: str, by_letter: bool = False) -> None:
        """Carry out the command whose key was pressed."""
        self.attempt(command_id, by_letter=by_letter)

    def attempt(self, command_id: str, *, by_letter: bool = False) -> None:
        """Carry a command out, or say why it cannot act, once the page shows what the command acts on."""
        if command_id in _ACTS_ON_NOTHING:
            self._attempt(command_id, by_letter=by_letter)
        else:
            self.once_settled(lambda: self._attempt(command_id, by_letter=by_letter))

    def _attempt(self, command_id: str, *, by_letter: bool) -> None:
        why = self.why_not(command_id)
        wanted = command(command_id)
        run = wanted.run_letter if by_letter and wanted.run_letter else wanted.run
        started_by = STARTED_BY.set(command_id)
        if why:
            self.say(why, refused=True)
        elif run is not None:
            run(self)
        STARTED_BY.reset(started_by)

    def once_settled(self, act: Callable[[], object]) -> None:
        """Act, once what is still pending from earlier keys is done; not if that fails, which is said."""
        act()

    def on_key(self, event: events.Key) -> None:
        """Say why a command cannot act: its key comes through to here. What was pending may let it act after all."""
        is_list = not isinstance(self.focused, Input)
        wanted = command_for(self.keymap, event.key, self.PLACE, in_list=is_list)
        if wanted is not None and self.why_not(wanted.id):
            event.stop()
            self.attempt(wanted.id, by_letter=is_list and event.key in self.keymap.letters_of(wanted.id))

    def key_of(self, command_id: str) -> str:
        """The key of a command as it is shown, or its letter; empty for none."""
        if command_id not in {each.id for each in commands()}:
            return ""
        keys = self.keymap.keys_of(command_id) or self.keymap.letters_of(command_id)
        return shown_keys(keys[:1])

    # What commands see of a page; see `Here`

    @property
    def phone_call(self) -> PhoneCallView | None:
        """The phone call that rings, or else the one that was answered and not taken."""
        return self.desk.telephone.rings.meant

    async def ring_soon(self) -> PhoneCallView | None:
        """The phone call that rings, waited for a second if there is none."""
        return await self.desk.telephone.ring_soon()

    @property
    def account_id(self) -> str | None:
        """The account that the page points at; `None`: commands mean the default one of the client."""
        return None

    @property
    def own_calls(self) -> tuple[CallView, ...]:
        """The technician's calls, the running one first."""
        return self.desk.own_calls

    @property
    def last_entry_id(self) -> str | None:
        """The technician's last entry that is not voided."""
        return self.desk.last_entry_id

    @property
    def technician(self) -> str:
        """The name of the person at work."""
        return self.reader.technician

    @property
    def rights(self) -> frozenset[Right]:
        """The person's rights."""
        return self.reader.rights

    @property
    def now(self) -> datetime:
        """The time, UTC."""
        return self.reader.clock.now()

    def carry_out(self, flow: Callable[[Runner], Awaitable[object]]) -> object:
        """Run a flow in a worker of the desk."""
        return self.desk.carry_out(flow)

    def carry_out_beside(self, flow: Callable[[Runner], Awaitable[object]]) -> object:
        """Run a flow in a worker of the desk for which keys do not wait."""
        return self.desk.carry_out_beside(flow)

    def copy(self, text: str) -> None:
        """Put a text into the terminal's clipboard."""
        self.app.copy_to_clipboard(text)

    def open_page(self, name: str, client_id: str | None = None) -> None:
        """Open a page by name; the same command again closes it."""
        self.host.open_page(name, client_id)

    def come_back(self) -> None:
        """Close all pages over the desk and focus the search box."""
        self.desk.come_back()

    def find_here(self) -> None:
        """Focus the page's own search field; this page has none, so the desk's."""
        self.come_back()

    def replaces_reads(self, key: str) -> bool:
        """Esc goes back to the page beneath, whatever this one reads."""
        return key == "escape"

    def read_again(self) -> None:
        """Read everything again and say so."""
        self.desk.reload()
        self.say(_("read again"))

    def show_next_account(self) -> None:
        """Show the client's next account; only the page of a client shows one."""
        self.say(_("open the client's page first"), refused=True)

    def show_help(self) -> None:
        """Open the help sheet: first the keys of the sheet on top, or of what has the focus, then all others."""
        from tui.commands.help_sheet import help_lines
        from tui.dialogs.help import Help

        sheet, room = self.app.screen, self.app.size.width - _BESIDE_HELP
        if isinstance(sheet, Question):
            lines = help_lines(self.keymap, self.PLACE, sheet.keys_in_words(), sheet.title_of_sheet(), room)
        else:
            lines = help_lines(self.keymap, self.PLACE, in_words(self.footer(), self.keymap), room=room)
        self.app.push_screen(Help(lines))

    def open_palette(self) -> None:
        """Open the command palette; the command chosen acts on what the page shows then."""
        begin(self, self._open_palette, group="palette", exclusive=True)

    async def _open_palette(self) -> None:
        from tui.commands.offers import offers_of
        from tui.dialogs.palette import Palette

        client_id, reader = self.client_id, self.reader
        client = None
        if client_id is not None:
            client = await asyncio.to_thread(lambda: attempt(lambda: reader.queries.client(client_id)).value)
        if not self.is_closing:
            offers = offers_of(self, client.name if client is not None else "")
            self.app.push_screen(Palette(offers), self._palette_answered)

    def _palette_answered(self, command_id: str | None) -> None:
        from tui.commands.offers import THEME

        if command_id == THEME:
            self.app.search_themes()
        elif command_id is not None:
            self.attempt(command_id)

    def leave(self, code: int = 0) -> None:
        """End the app with an exit code."""
        self.app.exit(code)

    def action_close(self) -> None:
        """Go back to the page beneath."""
        if len(self.app.screen_stack) > 1:
            self.app.pop_screen()


def _too_small() -> Static:
    """What is shown in place of all else in a window that is too small."""
    too_small = _("Monteore needs 80 columns and 24 lines; make this window larger")
    return Static(plain(too_small), id="tiny", markup=False)


def _stands_alone(command_id: str) -> bool:
    """Whether keys mean the same after a command that was refused; empty: no command has begun what is refused."""
    return bool(command_id) and command(command_id).stands_alone
