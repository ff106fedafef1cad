"""Open the desk from the shell. The only file of `cli` that imports the full-screen app, and only when it is opened."""

import importlib
import os

from cli.shell import Shell, is_interactive
from core.basics.errors import Usage
from core.basics.i18n import _


def open_desk(shell: Shell, *, demo: bool = False) -> int:
    """Run the full-screen desk until it is closed. Returns the exit code."""
    if not is_interactive():
        raise Usage(_("the desk needs a terminal; for scripts use a verb, see: monteore --help"))
    from tui.typing.early_keys import kept_for_the_desk

    # As early as can be: most of a start is before the first frame.
    with kept_for_the_desk():
        return _open(shell, demo=demo)


def _open(shell: Shell, *, demo: bool) -> int:
    from core.basics.i18n import use_language
    from tui.settings import wanted_language

    wanted = wanted_language()
    if wanted and not shell.language and not os.environ.get("MONTEORE_LANG"):
        use_language(wanted)
    business = shell.business(create=True)
    run = importlib.import_module("tui.run")
    outcome: int = run.run_desk(business, demo=demo)
    if outcome == run.TRY_DEMO:
        business.close()
    return outcome
