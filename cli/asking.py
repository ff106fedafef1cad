"""Changes that a person should confirm first: asked on a terminal, answered by --yes, refused where nobody can answer."""

from collections.abc import Callable
from typing import TypeVar

from cli import declared
from cli.shell import Shell
from core.basics.errors import Unasked
from core.basics.i18n import _

T = TypeVar("T")

yes_option = declared.option("--yes", is_flag=True, help=_("Go on with what would be asked."))


def confirmed(shell: Shell, yes: bool, change: Callable[[bool], T]) -> T | None:
    """Make a change, which gets whether a person is sure; `None` where the person said no.

    Errors: `Usage`, exit code 2, with the question where nobody can answer it.
    """
    try:
        return change(yes)
    except Unasked as doubt:
        *details, question = doubt.questions
        return change(True) if shell.ask(question, yes=yes, details=details) else None
