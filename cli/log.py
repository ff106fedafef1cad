"""`monteore log`: post the entry of one line of text."""

from cli import declared
from cli.asking import confirmed, yes_option
from cli.clock import is_clock_right
from cli.shell import Shell, verb
from cli.writing import show_posting
from core.basics import ending
from core.basics.errors import Usage
from core.basics.i18n import _

LINE_SETTINGS = {"ignore_unknown_options": True}


def joined(words: tuple[str, ...]) -> str:
    """The arguments as one line. A first argument with spaces was quoted in the shell and names the client."""
    for word in words:
        if word.startswith("--"):
            raise Usage(_("{word} is no option here; see: monteore log --help").format(word=word))
    first, *rest = words
    if rest and any(character.isspace() for character in first):
        first = f'"{first}"'
    return " ".join([first, *rest])


@declared.command(context_settings=LINE_SETTINGS)
@declared.argument("line", nargs=-1, required=True, type=declared.UNPROCESSED)
@declared.option("--key", metavar="K", help=_("Posting the same key again changes nothing."))
@yes_option
@verb
def log(shell: Shell, line: tuple[str, ...], key: str | None, yes: bool) -> None:
    """Log work: CLIENT DURATION|RANGE [@day|@time] [#ticket] [+type] [nc] note."""

    ending.tell_first()
    business = shell.business()
    if not is_clock_right(shell, business, yes=yes):
        return
    view = confirmed(shell, yes, lambda sure: business.lines.post(joined(line), key=key or None, sure=sure))
    if view is not None:
        show_posting(shell, business, view)
