"""The question of a change that gets a date, or of a daily run, where the machine's clock may be wrong."""

from typing import TYPE_CHECKING

from cli.shell import Shell

if TYPE_CHECKING:
    from core.business import Business


def is_clock_right(shell: Shell, business: "Business", *, yes: bool) -> bool:
    """Whether to go on: asks about a clock in doubt, and records the answer yes. Errors: `Usage` where nobody can answer."""
    question = business.clock_question()
    if not question:
        return True
    if not shell.ask(question, yes=yes):
        return False
    business.confirm_clock()
    return True
