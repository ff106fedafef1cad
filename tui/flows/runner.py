"""Runs flows: asks questions, changes the ledger in a thread, says what came of it.

A flow is a coroutine that takes the runner. Flows catch no errors: an error of a change or of a read that a flow makes
becomes the line of answer here, and what was typed comes back with it.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

from textual.message import Message
from textual.screen import Screen

from core.basics.errors import ClockInDoubt, MonteoreError
from core.basics.i18n import _
from core.queries.views import PreviewView
from tui.attempt import Answer, attempt, attempt_flow
from tui.dialogs.confirm import Confirm
from tui.dialogs.form import Form, Values
from tui.widgets.previews import preview_text

if TYPE_CHECKING:
    from core.business import Business
    from tui.dialogs.log_lines import LogDraft

T = TypeVar("T")
U = TypeVar("U")


class Asker(Protocol):
    """What the runner needs of the desk."""

    def reload(self) -> None:
        """Read again what is shown."""

    def say(self, sentence: str, *, refused: bool = False) -> None:
        """Show one line of answer."""

    def tell(self, message: Message) -> None:
        """Post a message to the pages."""

    def leave(self, code: int = 0) -> None:
        """End the app with an exit code."""

    async def ask(self, question: Screen[T]) -> T | None:
        """Show a question and wait for its answer; None if it was left."""


class Runner:
    """Runs the flows of one desk. Changes run one after another: a second one waits for the first."""

    def __init__(self, business: "Business", reader: "Business", desk: Asker) -> None:
        self.business = business
        """For changes."""
        self.reader = reader
        """For reads: a connection of its own, which never waits for a change."""
        self.logged_lines: list[str] = []
        """Quick-entry lines that were logged in this session, the latest last."""
        self.log_draft: LogDraft | None = None
        """What was typed into quick entry and is not saved; kept for the session."""
        self.mending = ""
        """The keys that change or take back what was saved last, in words."""
        self._desk = desk
        self._turn = asyncio.Lock()
        self._open_question = ""
        self._running: set[str] = set()

    async def run(self, flow: "Callable[[Runner], Awaitable[object]]", *, once: str = "") -> None:
        """Run a flow; an error that ends it is said. With `once`, not while another flow of that name runs."""
        if once and once in self._running:
            return
        self._running.add(once)
        answer = await attempt_flow(flow(self))
        self._running.discard(once)
        if answer.error is not None:
            self.say(answer.trouble, refused=True)

    async def ask(self, question: Screen[T]) -> T | None:
        """Show a question and wait for its answer; a second question of the same kind is not asked meanwhile."""
        name = type(question).__name__
        if self._open_question == name:
            return None
        before, self._open_question = self._open_question, name
        answer = await self._desk.ask(question)
        self._open_question = before
        return answer

    def say(self, sentence: str, *, refused: bool = False) -> None:
        """Show one line of answer."""
        self._desk.say(sentence, refused=refused)

    def tell(self, message: Message) -> None:
        """Post a message to the pages: what happened, for a page that shows it in its own way."""
        self._desk.tell(message)

    def leave(self, code: int) -> None:
        """End the app with an exit code."""
        self._desk.leave(code)

    async def change(self, change: Callable[[], T]) -> T | None:
        """Make a change in a thread and read again what is shown; None if it was refused, which is said."""
        return (await self.changed(change)).value

    async def changed(self, change: Callable[[], T]) -> Answer[T]:
        """The same, with the error of a change that was refused."""
        answer = await self._change(change)
        if await self._is_clock_confirmed(answer.error):
            answer = await self._change(change)
        return answer

    async def _is_clock_confirmed(self, error: MonteoreError | None) -> bool:
        """Where a change was refused because the clock is in doubt: ask, and record the answer yes."""
        if not isinstance(error, ClockInDoubt):
            return False
        question = Confirm(error.question, _("Nothing is changed until then."))
        if not await self.ask(question):
            return False
        return (await self._change(self.business.confirm_clock)).error is None

    async def _change(self, change: Callable[[], T]) -> Answer[T]:
        async with self._turn:
            # In a thread: a busy store makes the change wait, and the event loop must not wait with it.
            answer = await asyncio.to_thread(attempt, change)
        self._desk.reload()
        if answer.error is not None:
            self.say(answer.trouble, refused=True)
        return answer

    async def ask_until_saved(
        self,
        make: Callable[[T | None, str], Screen[T]],
        save: Callable[[T], U],
        doubt: Callable[[T], Confirm | None] | None = None,
        goes_on: Callable[[], bool] | None = None,
    ) -> U | None:
        """Ask until what was typed is saved, or the question is left, which returns None.

        `make` builds the question from what was typed before and the sentence of the error that refused it. `doubt`
        returns the question to confirm first, if one is needed. After a refusal the question is asked again with what
        was typed, unless `goes_on` returns False.
        """
        typed: T | None = None
        trouble = ""
        while True:
            typed = await self.ask(make(typed, trouble))
            if typed is None:
                return None
            trouble = ""
            kept = typed
            confirm = attempt(lambda: doubt(kept) if doubt else None)  # noqa: B023
            if confirm.error is not None:
                trouble = confirm.trouble
                continue
            if confirm.value is not None and not await self.ask(confirm.value):
                continue
            saved = await self._change(lambda: save(kept))  # noqa: B023
            if await self._is_clock_confirmed(saved.error):
                saved = await self._change(lambda: save(kept))  # noqa: B023
            if saved.error is None:
                return saved.value
            if goes_on is not None and not goes_on():
                return None
            trouble = saved.trouble

    async def fill(
        self,
        make_form: Callable[[Values, str], Form],
        save: Callable[[Values], T],
        doubt: Callable[[Values], Confirm | None] | None = None,
    ) -> T | None:
        """Ask with a form until it is saved or left; after a refusal it comes back with every field and its focus."""
        shown: list[Form] = []

        def make(values: Values | None, trouble: str) -> Form:
            form = make_form(values or {}, trouble)
            if shown:
                form.place = shown[-1].place
            shown.append(form)
            return form

        return await self.ask_until_saved(make, save, doubt)


def doubt_of(view: PreviewView) -> Confirm | None:
    """The question before a posting that is more often a slip than meant: a very long call, or several blocks added."""
    if not view.asks_first:
        return None
    return Confirm(_("Is this meant?"), "\n".join([*view.doubts, preview_text(view)]))


class Doubt(Generic[T]):
    """Asks before a posting that is more often a slip than meant; `sure` tells that what is saved now was confirmed."""

    def __init__(self, preview: Callable[[T], PreviewView]) -> None:
        self._preview = preview
        self.sure = False

    def __call__(self, typed: T) -> Confirm | None:
        """The question for what was typed, or `None`."""
        view = self._preview(typed)
        self.sure = view.asks_first
        return doubt_of(view)
