"""Runs flows: asks questions, changes the ledger in a thread, says what came of it.

A flow is a coroutine that takes the runner. Flows catch no errors: an error of a change or of a read that a flow makes
becomes the line of answer here, and what was typed comes back with it.
"""

import asyncio
from collections.abc import Awaitable, Callable, Collection
from contextvars import ContextVar
from typing import TYPE_CHECKING, Protocol, TypeVar, cast

from textual.message import Message
from textual.screen import Screen

from core.basics.errors import ClockInDoubt, MonteoreError
from core.basics.i18n import _
from core.model.calls import CallWords
from tui.attempt import Answer, attempt, attempt_flow
from tui.beside import Beside
from tui.dialogs.question import Question
from tui.flows.unsent import QUICK_ENTRY, UnsentSheets, draft_of, values_of
from tui.flows.words import WordKeeper, WordsAhead

if TYPE_CHECKING:
    from core.business import Business
    from tui.dialogs.log_lines import LogDraft

T = TypeVar("T")
U = TypeVar("U")

STARTED_BY: ContextVar[str] = ContextVar("STARTED_BY", default="")
"""Id of the command that started the flow; a worker inherits it from the key press."""


class Asker(Protocol):
    """What the runner needs of the desk."""

    def reload(self) -> None:
        """Read again what is shown."""

    def say(self, sentence: str, *, refused: bool = False) -> None:
        """Show one line of answer."""

    def refuse(self, sentence: str) -> str:
        """Drop the keys typed ahead of a refusal that a dialog shows itself; the sentence with their number."""

    def spend(self, key: str, sentence: str) -> None:
        """Let a key do nothing for a moment but say a sentence."""

    def tell(self, message: Message) -> None:
        """Post a message to the pages."""

    def leave(self, code: int = 0) -> None:
        """End the app with an exit code."""

    async def ask(self, question: Screen[T]) -> T | None:
        """Show a question and wait for its answer; None if it was left."""

    def say_next(self, sentence: str) -> None:
        """The same once the command that closed a dialog was carried out: it may close the page on top."""

    def text_ahead(self) -> str:
        """The text typed ahead, which waits for the next field."""

    def when_waiting(self, call: Callable[[], None] | None) -> None:
        """Call something after each key that has to wait; `None`: nothing any more."""

    def key_of(self, command_id: str) -> str:
        """The key of a command as it is shown; empty for none."""


class Runner:
    """Runs the flows of one desk. Changes run one after another: a second one waits for the first."""

    def __init__(self, business: "Business", reader: "Business", desk: Asker) -> None:
        self.business = business
        """For changes."""
        self.reader = reader
        """For reads: a connection of its own, which never waits for a change."""
        self.beside = Beside(business)
        """For reads in threads that take long, such as what an export would write."""
        self.logged_lines: list[str] = []
        """Quick-entry lines that were logged in this session, the latest last."""
        self.log_draft: LogDraft | None = None
        """What was typed into quick entry and is not saved; kept for the session."""
        self.mending = ""
        """The keys that change or take back what was saved last, in words."""
        self._desk = desk
        self._turn = asyncio.Lock()
        self._open_questions: set[str] = set()
        self.unsent = UnsentSheets(business)
        """What was typed into questions and not saved."""
        self._keepers: dict[str, WordKeeper] = {}
        self._running: set[str] = set()
        self._sheets: dict[str, Question[object]] = {}

    async def run(self, flow: "Callable[[Runner], Awaitable[object]]", *, once: str = "") -> None:
        """Run a flow; an error that ends it is said. With `once`, not while another flow of that name runs."""
        if once and once in self._running:
            return
        self._running.add(once)
        answer = await attempt_flow(self._begun(flow))
        self._running.discard(once)
        if answer.error is not None:
            self.say(answer.trouble, refused=True)

    async def _begun(self, flow: "Callable[[Runner], Awaitable[object]]") -> object:
        """Begin a flow inside a coroutine: what it reads before its first wait may fail too."""
        return await flow(self)

    async def ask(self, question: Screen[T]) -> T | None:
        """Show a question and wait for its answer; a second question of the same kind is not asked meanwhile."""
        name = type(question).__name__
        if name in self._open_questions:
            return None
        self._open_questions.add(name)
        answer = await self._desk.ask(question)
        self._open_questions.discard(name)
        return answer

    def sheet_of(self, call_id: str, sheet: Question[T]) -> None:
        """A sheet about a call is about to be shown: it is told when the call is over."""
        self._sheets[call_id] = cast("Question[object]", sheet)

    def tell_sheets(self, open_calls: Collection[str]) -> None:
        """Say in the sheets of calls that are over now that they are: saved or dropped in another session, or by a hang-up."""
        for call_id in self._sheets.keys() - set(open_calls):
            sheet = self._sheets.pop(call_id)
            if sheet.is_open:
                sheet.tell(
                    _("! the call is over: it was saved or dropped elsewhere; Enter keeps your words"), stays=True
                )

    def words_ahead(self, keeper: WordKeeper, words: CallWords, is_in_note: Callable[[], bool]) -> WordsAhead:
        """In a `with` block: keeps the words of a call with the text that waits for its note."""
        return WordsAhead(keeper, words, self._desk.text_ahead, self._desk.when_waiting, is_in_note)

    def keep_typed(self, name: str, typed: str) -> None:
        """Keep a text as what was typed into a sheet."""
        self.unsent.keep(name, typed)

    def keeper(self, call_id: str) -> WordKeeper:
        """What keeps the words of a call."""
        if call_id not in self._keepers:
            self._keepers[call_id] = WordKeeper(self.business, call_id, self._say_unkept)
        return self._keepers[call_id]

    async def keep_words(self, call_id: str) -> bool:
        """Wait until what was typed for a call is in the store; if it cannot be written, say so and return false."""
        keeper = self.keeper(call_id)
        await keeper.flush()
        if keeper.trouble:
            self._say_unkept(keeper.trouble)
        return not keeper.trouble

    def _say_unkept(self, reason: str) -> None:
        self.say(_("not kept yet: {reason}").format(reason=reason), refused=True)

    def write_words(self) -> None:
        """Keep at once what is typed and not kept yet: the app ends."""
        for keeper in self._keepers.values():
            keeper.write_now()
        self.unsent.write_now()
        # A store in trouble is told at its next change; the app ends all the same.
        attempt(self.business.session.leave)

    async def read_unsent(self) -> None:
        """Read what an earlier session kept of forms and quick entry, and say that a line is there."""
        await self.read(self.unsent.read)
        kept, reader = self.unsent.of(QUICK_ENTRY), self.reader
        if self.log_draft is None and isinstance(kept, dict):
            self.log_draft = await self.read(lambda: draft_of(reader, kept))
        if self.log_draft is not None:
            key = self._desk.key_of("log")
            self.say(_("a line that was not saved is kept; {key} goes on with it").format(key=key))

    def keep_log(self) -> None:
        """Keep the lines of quick entry as they are now."""
        self.unsent.keep(QUICK_ENTRY, values_of(self.log_draft) if self.log_draft is not None else {})

    def spend(self, key: str, sentence: str) -> None:
        """Let the key that was pressed for what is done now do nothing else for a moment; the sentence says why."""
        self._desk.spend(key, sentence)

    def reload(self) -> None:
        """Read again what is shown: words of a call tell no other session, nor this one."""
        self._desk.reload()

    def key_of(self, command_id: str) -> str:
        """The key of a command as it is shown; empty for none."""
        return self._desk.key_of(command_id)

    def say_kept(self, command_id: str) -> None:
        """Say that what was typed is kept, and which key goes on with it."""
        key = self._desk.key_of(command_id) or self._desk.key_of("palette")
        self._desk.say_next(_("kept; {key} goes on with it").format(key=key) if key else _("kept"))

    def say(self, sentence: str, *, refused: bool = False) -> None:
        """Show one line of answer."""
        self._desk.say(sentence, refused=refused)

    def tell(self, message: Message) -> None:
        """Post a message to the pages: what happened, for a page that shows it in its own way."""
        self._desk.tell(message)

    def leave(self, code: int) -> None:
        """End the app with an exit code."""
        self._desk.leave(code)

    async def read(self, read: Callable[[], T]) -> T:
        """Read in a thread: the event loop must not wait for a disk. Errors: those of `read`."""
        return await asyncio.to_thread(read)

    async def change(self, change: Callable[[], T]) -> T | None:
        """Make a change in a thread and read again what is shown; None if it was refused, which is said."""
        return (await self.changed(change)).value

    async def change_unasked(self, change: Callable[[], T]) -> T | None:
        """The same for a change that no key asked for and that mostly changes nothing.

        Nothing is read again for it: if it did change the store, the watcher sees that, as it sees other sessions' changes.
        """
        return (await self.changed(change, reads_again=False)).value

    async def changed(self, change: Callable[[], T], *, reads_again: bool = True, is_told: bool = True) -> Answer[T]:
        """The same as `change`, with the error of a change that was refused; without `is_told` who calls says it."""
        answer = await self._change(change, reads_again=reads_again, is_told=is_told)
        if await self._is_clock_confirmed(answer.error):
            answer = await self._change(change, reads_again=reads_again, is_told=is_told)
        return answer

    def refuse(self, sentence: str) -> str:
        """Drop the keys typed ahead of a refusal that a dialog shows itself; the sentence with their number."""
        return self._desk.refuse(sentence)

    async def _is_clock_confirmed(self, error: MonteoreError | None) -> bool:
        """Where a change was refused because the clock is in doubt: ask, and record the answer yes."""
        if not isinstance(error, ClockInDoubt):
            return False
        from tui.dialogs.confirm import Confirm

        question = Confirm(error.question, _("nothing is changed until then"))
        if not await self.ask(question):
            return False
        return (await self._change(self.business.confirm_clock)).error is None

    async def _change(self, change: Callable[[], T], *, reads_again: bool = True, is_told: bool = True) -> Answer[T]:
        async with self._turn:
            loop = asyncio.get_running_loop()
            self.business.session.tell = lambda said: loop.call_soon_threadsafe(self.say, said)
            # In a thread: a busy store makes the change wait, and the event loop must not wait with it.
            answer = await asyncio.to_thread(attempt, change)
        if reads_again:
            self._desk.reload()
        if answer.error is not None and is_told:
            self.say(answer.trouble, refused=True)
        return answer
