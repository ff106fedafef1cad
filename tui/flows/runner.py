"""Runs flows: asks questions, changes the ledger in a thread, says what came of it.

A flow is a coroutine that takes the runner. Flows catch no errors: an error of a change or of a read that a flow makes
becomes the line of answer here, and what was typed comes back with it.
"""

import asyncio
from collections.abc import Awaitable, Callable, Collection
from contextvars import ContextVar
from functools import partial
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar, cast

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
    from core.queries.views.postings import PreviewView
    from tui.dialogs.ask_line import Asked
    from tui.dialogs.confirm import Confirm
    from tui.dialogs.form import Form, Values
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
        self._unsent = UnsentSheets(business)
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
        self._unsent.keep(name, typed)

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
        self._unsent.write_now()
        # A store in trouble is told at its next change; the app ends all the same.
        attempt(self.business.session.leave)

    async def read_unsent(self) -> None:
        """Read what an earlier session kept of forms and quick entry, and say that a line is there."""
        await self.read(self._unsent.read)
        kept, reader = self._unsent.of(QUICK_ENTRY), self.reader
        if self.log_draft is None and isinstance(kept, dict):
            self.log_draft = await self.read(lambda: draft_of(reader, kept))
        if self.log_draft is not None:
            key = self._desk.key_of("log")
            self.say(_("a line that was not saved is kept; {key} goes on with it").format(key=key))

    def keep_log(self) -> None:
        """Keep the lines of quick entry as they are now."""
        self._unsent.keep(QUICK_ENTRY, values_of(self.log_draft) if self.log_draft is not None else {})

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

    async def ask_until_saved(
        self,
        make: Callable[[T | None, str], Screen[T]],
        save: Callable[[T], U],
        doubt: "Callable[[T], Confirm | None] | None" = None,
        goes_on: Callable[[], bool] | None = None,
        *,
        draft: str = "",
    ) -> U | None:
        """Ask until what was typed is saved, or the question is left, which returns None.

        `make` builds the question from what was typed before and the sentence of the error that refused it. `doubt`
        returns the question to confirm first, if one is needed. After a refusal the question is asked again with what
        was typed, unless `goes_on` returns False. What was typed and not sent is kept under the name `draft`, if given,
        and the next question of that name begins with it.
        """
        typed = cast("T | None", self._unsent.of(draft) if draft else None)
        trouble = ""
        is_back = typed is not None
        while True:
            question = make(typed, trouble)
            if is_back:
                self._say_back(question)
            is_back = False
            if isinstance(question, Question):
                question.was_typed = partial(self._keep_unsent, draft, question)
            typed = await self.ask(question)
            if typed is None:
                self._keep(draft, question)
                return None
            trouble = ""
            kept = typed
            confirm = await self.read(lambda: attempt(lambda: doubt(kept) if doubt else None))  # noqa: B023
            if confirm.error is not None:
                if goes_on is not None and not await self.read(goes_on):
                    return None
                trouble = confirm.trouble
                continue
            if confirm.value is not None:
                is_meant = await self.ask(confirm.value)
                if is_meant is None:
                    self._keep_typed(draft, kept)
                    return None
                if not is_meant:
                    continue
            # The question says itself why it was refused.
            saved = await self.changed(lambda: save(kept), is_told=False)  # noqa: B023
            if saved.error is None:
                self._unsent.forget(draft)
                return saved.value
            if goes_on is not None and not await self.read(goes_on):
                self.say(saved.trouble, refused=True)
                return None
            trouble = self.refuse(saved.trouble)

    async def fill(
        self,
        make_form: "Callable[[Values, str], Form]",
        save: "Callable[[Values], T]",
        doubt: "Callable[[Values], Asked | None] | None" = None,
        *,
        of: str = "",
    ) -> T | None:
        """Ask with a form until it is saved or left; after a refusal it comes back with every field, and the
        focus on the one that is wrong, if the refusal names one, else where it was.

        `doubt` returns what the form asks before it saves, if anything. What was typed and not saved comes back with the
        form of the same title; `of` is the id of what it is about, where the title does not tell that apart.
        """
        shown: list[Form] = []
        wrong = ""

        def make(values: "Values | None", trouble: str) -> "Form":
            form = make_form(values or {}, trouble)
            form.doubt = doubt
            if shown:
                form.place = wrong if form.has_field(wrong) else shown[-1].place
            shown.append(form)
            return form

        def save_or_note(values: "Values") -> T:
            """Save; a refusal names the field that has the focus when the form is back."""
            nonlocal wrong
            saved = attempt(lambda: save(values))
            wrong = saved.error.about if saved.error is not None else ""
            return saved.result()

        first = make_form({}, "")
        name = f"{STARTED_BY.get()} {first.title_of_sheet()}"
        return await self.ask_until_saved(make, save_or_note, draft=f"{name} {of}" if of else name)

    def _say_back(self, question: Screen[T]) -> None:
        from tui.dialogs.form import Form

        if isinstance(question, Form):
            self.say(_("what was typed here before and not saved is here again"))

    def _keep_typed(self, name: str, typed: object) -> None:
        """Keep what was typed, if it has a name, when the question about it is parked."""
        if name:
            self._unsent.keep(name, typed)
            self.say_kept(STARTED_BY.get())

    def _keep(self, name: str, question: Screen[T]) -> None:
        """Keep what was typed into a question that was left."""
        if not name or not isinstance(question, Question):
            return
        if self._keep_unsent(name, question) and question.was_parked:
            self.say_kept(STARTED_BY.get())

    def _keep_unsent(self, name: str, question: Question[T]) -> bool:
        """Keep what is typed into a question now; false if there is nothing."""
        typed = question.unsent()
        if typed is not None:
            self._unsent.keep(name, typed)
        return bool(typed)


def doubt_of(view: "PreviewView") -> "Confirm | None":
    """The question before a posting that is more often a slip than meant: a very long call, or several blocks added."""
    from tui.dialogs.confirm import Confirm

    asked = asked_of(view)
    return Confirm(asked.question, "\n".join(asked.lines)) if asked is not None else None


def asked_of(view: "PreviewView") -> "Asked | None":
    """The same for a form, which asks in its last row."""
    from tui.dialogs.ask_line import Asked
    from tui.widgets.previews import preview_text

    if not view.asks_first:
        return None
    return Asked(_("Is this meant?"), (*view.doubts, *preview_text(view).split("\n")))


class Doubt(Generic[T]):
    """Asks before a posting that is more often a slip than meant; `sure` tells that what is saved now was confirmed."""

    def __init__(self, preview: "Callable[[T], PreviewView]") -> None:
        self._preview = preview
        self.sure = False

    def __call__(self, typed: T) -> "Confirm | None":
        """The question for what was typed, or `None`."""
        return doubt_of(self._looked_at(typed))

    def asked(self, typed: T) -> "Asked | None":
        """The same for a form."""
        return asked_of(self._looked_at(typed))

    def _looked_at(self, typed: T) -> "PreviewView":
        view = self._preview(typed)
        self.sure = view.asks_first
        return view
