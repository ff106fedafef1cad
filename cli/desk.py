"""Opening the desk from the shell: the only place that reaches for the full-screen app, and only when asked."""

import importlib

from cli.shell import Shell, is_interactive
from core.errors import Usage
from core.i18n import _


def open_desk(shell: Shell, *, demo: bool = False) -> int:
    """Run the full-screen desk until it is left; the exit code."""
    if not is_interactive():
        raise Usage(_("the desk needs a terminal; for scripts use a verb, see: monteore --help"))
    ledger = shell.ledger(create=True)
    outcome: int = importlib.import_module("tui.run").run_desk(ledger, demo=demo)
    return outcome
