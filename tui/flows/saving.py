"""Asks until what was typed is saved or left: a refusal brings the question back, and what is not saved is kept."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Generic, TypeVar, cast

from textual.screen import Screen

from core.basics.i18n import _
from tui.attempt import Answer, attempt
from tui.dialogs.question import Question
from tui.flows.runner import STARTED_BY, Runner

if TYPE_CHECKING:
    from tui.dialogs.ask_line import Asked
    from tui.dialogs.confirm import Confirm
    from tui.dialogs.form import Form, Values

T = TypeVar("T")
U = TypeVar("U")


async def ask_until_saved(
    runner: Runner,
    make: Callable[[T | None, str], Screen[T]],
    save: Callable[[T], U],
    doubt: "Callable[[T], Confirm | None] | None" = None,
    goes_on: Callable[[], bool] | None = None,
    *,
    draft: str = "",
) -> U | None:
    """Ask until what was typed is saved, or the question is left, which returns `None`.

    `make` builds the question from what was typed before and the sentence of the error that refused it. `doubt` returns the
    question to confirm first, if one is needed. After a refusal the question is asked again with what was typed, unless
    `goes_on` returns False. What was typed and not sent is kept under the name `draft`, if given, and the next question of
    that name begins with it.
    """
    return await _Saving(runner, make, save, doubt, goes_on, draft).run()


class _Saving(Generic[T, U]):
    """Asks one question, again after each refusal."""

    def __init__(
        self,
        runner: Runner,
        make: Callable[[T | None, str], Screen[T]],
        save: Callable[[T], U],
        doubt: "Callable[[T], Confirm | None] | None",
        goes_on: Callable[[], bool] | None,
        draft: str,
    ) -> None:
        self._runner = runner
        self._unsent = runner.unsent
        self._make = make
        self._save = save
        self._doubt = doubt
        self._goes_on = goes_on
        self._draft = draft
        self._trouble = ""
        """The sentence of the error that refused what was typed last."""
        self._is_over = False
        """Whether the question is not asked again, although nothing was saved."""

    async def run(self) -> U | None:
        """What saving returned; `None` if the question was left."""
        typed = cast("T | None", self._unsent.of(self._draft) if self._draft else None)
        is_back = typed is not None
        while not self._is_over:
            question = self._make(typed, self._trouble)
            if is_back:
                self._say_back(question)
            is_back = False
            if isinstance(question, Question):
                question.was_typed = partial(self._keep_unsent, question)
            typed = await self._runner.ask(question)
            if typed is None:
                self._keep(question)
                return None
            self._trouble = ""
            saved = await self._saved(typed) if await self._is_meant(typed) else None
            if saved is not None:
                return saved.value
        return None

    def _say_back(self, question: Screen[T]) -> None:
        from tui.dialogs.form import Form

        if isinstance(question, Form):
            self._runner.say(_("what was typed here before and not saved is here again"))

    async def _is_meant(self, typed: T) -> bool:
        """Whether nothing about what was typed is doubtful, or a person confirmed it."""
        doubt = self._doubt
        confirm = await self._runner.read(lambda: attempt(lambda: doubt(typed) if doubt else None))
        if confirm.error is not None:
            self._trouble = confirm.trouble
            self._is_over = not await self._can_go_on()
            return False
        if confirm.value is None:
            return True
        is_meant = await self._runner.ask(confirm.value)
        if is_meant is None:
            self._keep_typed(typed)
            self._is_over = True
        return bool(is_meant)

    async def _saved(self, typed: T) -> Answer[U] | None:
        """What saving returned; `None` if it was refused."""
        # The question says itself why it was refused.
        saved = await self._runner.changed(lambda: self._save(typed), is_told=False)
        if saved.error is None:
            self._unsent.forget(self._draft)
            return saved
        if await self._can_go_on():
            self._trouble = self._runner.refuse(saved.trouble)
        else:
            self._runner.say(saved.trouble, refused=True)
            self._is_over = True
        return None

    async def _can_go_on(self) -> bool:
        return self._goes_on is None or await self._runner.read(self._goes_on)

    def _keep_typed(self, typed: T) -> None:
        """Keep what was typed, if it has a name, when the question about it is parked."""
        if self._draft:
            self._unsent.keep(self._draft, typed)
            self._runner.say_kept(STARTED_BY.get())

    def _keep(self, question: Screen[T]) -> None:
        """Keep what was typed into a question that was left."""
        if not self._draft or not isinstance(question, Question):
            return
        if self._keep_unsent(question) and question.was_parked:
            self._runner.say_kept(STARTED_BY.get())

    def _keep_unsent(self, question: Question[T]) -> bool:
        """Keep what is typed into a question now; false if there is nothing."""
        typed = question.unsent()
        if typed is not None:
            self._unsent.keep(self._draft, typed)
        return bool(typed)


async def fill_form(
    runner: Runner,
    make_form: "Callable[[Values, str], Form]",
    save: "Callable[[Values], T]",
    doubt: "Callable[[Values], Asked | None] | None" = None,
    *,
    of: str = "",
) -> T | None:
    """Ask with a form until it is saved or left.

    After a refusal the form comes back with every field, and the focus on the one that is wrong, if the refusal names one,
    else where it was. `doubt` returns what the form asks before it saves, if anything. What was typed and not saved comes
    back with the form of the same title; `of` is the id of what it is about, where the title does not tell that apart.
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
    return await ask_until_saved(runner, make, save_or_note, draft=f"{name} {of}" if of else name)
