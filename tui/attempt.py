"""The only place of the app that catches the errors of business calls: it turns them into values.

Flows, previews and page reads go through `attempt` or `attempt_flow`, so that a rule that refuses, or a store that is busy,
full, unreadable or gone, becomes a sentence on the screen and never ends the app.
"""

from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar, cast

from core.basics.dataclass import dataclass
from core.basics.errors import MonteoreError, UnknownClient
from core.basics.i18n import _

T = TypeVar("T")


@dataclass(frozen=True)
class Answer(Generic[T]):
    """What a business call returned, or the error that it raised."""

    value: T | None
    error: MonteoreError | None = None

    @property
    def trouble(self) -> str:
        """The sentence of the error; empty if there was none."""
        return trouble_of(self.error) if self.error else ""

    def result(self) -> T:
        """What the call returned. Errors: the one that it raised."""
        if self.error is not None:
            raise self.error
        return cast("T", self.value)


def on_the_desk() -> dict[str, str]:
    """Verbs of the shell that errors name as what to do next, and the label of the command that does it on the desk.

    An empty label: the desk shows what the verb lists, or the form is open in which the sentence can be followed.
    """
    return {
        "account adjust": _("Adjust hours"),
        "account archive": _("Archive account"),
        "account share": _("Share account"),
        "agreement set": _("Agreement"),
        "agreement show": _("Agreement"),
        "block credit": _("Credit block"),
        "block sell": _("Sell a block"),
        "business --timezone": _("The business"),
        "business NAME": _("The business"),
        "call list": "",
        "call start": _("Start"),
        "call stop": "",
        "client add": "",
        "client archive": _("Archive client"),
        "client edit": _("Edit client"),
        "client list": "",
        "import calls": _("Import a file"),
        "import clients": "",
        "import entries": "",
        "import undo": _("Take an import back"),
        "invoice mark": _("Invoice"),
        "invoice unmark": _("Take mark back"),
        "mail set": _("Mail"),
        "price set": "",
        "reconcile": _("Not logged"),
        "renewal refuse": _("Refuse renewal"),
    }


def trouble_of(error: MonteoreError) -> str:
    """The sentence of an error as the desk says it: with its own commands where the shell would name a verb."""
    if error.step.startswith("client archive ") and error.step.endswith(" --undo"):
        return _("{sentence}: type its name in the search").format(sentence=error.sentence)
    if isinstance(error, UnknownClient) and error.text and not error.suggestions:
        return _("there is no client {text}; type a part of a name, or Ctrl+P: New client").format(text=error.text)
    return advised(error.sentence, error.step) or str(error)


def advised(sentence: str, step: str) -> str:
    """A sentence with the command of the desk that does a step; empty where the desk has none for it."""
    label = on_the_desk().get(" ".join(step.split()[:2]))
    if not step or label == "":
        return sentence
    return f"{sentence} (Ctrl+P: {label})" if label else ""


def attempt(call: Callable[[], T]) -> Answer[T]:
    """Call the business; an error that the user can act on becomes part of the answer."""
    try:
        return Answer(call())
    except MonteoreError as error:
        return Answer(None, error)


async def attempt_flow(flow: Awaitable[T]) -> Answer[T]:
    """Await a flow in the same way."""
    try:
        return Answer(await flow)
    except MonteoreError as error:
        return Answer(None, error)
