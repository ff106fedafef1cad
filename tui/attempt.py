"""The only place of the app that catches the errors of business calls: it turns them into values.

Flows, previews and page reads go through `attempt` or `attempt_flow`, so that a rule that refuses, or a store that is busy,
full, unreadable or gone, becomes a sentence on the screen and never ends the app.
"""

from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

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


_ON_THE_DESK = {
    "account adjust": "Adjust hours",
    "account archive": "Archive account",
    "account share": "Share account",
    "agreement set": "Agreement",
    "agreement show": "Agreement",
    "block sell": "Sell a block",
    "call list": "",
    "call start": "Start",
    "call stop": "",
    "client add": "",
    "client archive": "Archive client",
    "invoice mark": "Invoice",
    "invoice unmark": "Take mark back",
    "price set": "",
    "renewal refuse": "Refuse renewal",
}
"""Verbs of the shell that errors name as what to do next, and the label of the command that does it on the desk; an empty
label where the desk shows what the verb lists, or the form is open in which the sentence can be followed."""


def trouble_of(error: MonteoreError) -> str:
    """The sentence of an error as the desk says it: with its own commands where the shell would name a verb."""
    if isinstance(error, UnknownClient) and error.text and not error.suggestions:
        return _("there is no client {text}; type a part of a name, or Ctrl+P: New client").format(text=error.text)
    label = _ON_THE_DESK.get(" ".join(error.step.split()[:2]))
    if not error.step or label == "":
        return error.sentence
    return f"{error.sentence} (Ctrl+P: {_(label)})" if label else str(error)


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
