"""The question of a change that gets a date, or of a daily run, where the machine's clock may be wrong."""

from typing import TYPE_CHECKING, Protocol

from core.basics import ending
from core.basics.identity import Right

if TYPE_CHECKING:
    from core.business import Business


class Asks(Protocol):
    """What can ask a person: the shell."""

    def ask(self, question: str, *, yes: bool) -> bool:
        """Whether the answer is yes. Errors: `Usage` where nobody can answer."""
        ...


def is_clock_right(shell: Asks, business: "Business", *, yes: bool) -> bool:
    """Whether to go on: asks about a clock in doubt, and records the answer yes.

    Errors: `Usage` where nobody can answer, `Refused` for who may not say so.
    """
    question = business.clock_question()
    if not question:
        return True
    if Right.MANAGE not in business.session.rights:
        business.session.check_clock()
    if not shell.ask(question, yes=yes):
        return False
    business.confirm_clock()
    # The answer of the verb is not about this change; what follows may ask again.
    ending.let_go()
    return True
