"""`monteore demo`: the desk on a throw-away sample business."""

import os
import sys
import tempfile
from pathlib import Path

from click.termui import progressbar

from cli import declared
from cli.file_types import OWN
from cli.shell import Shell, verb
from core.basics.errors import NotAllowed, Refused
from core.basics.i18n import _


@declared.command()
@declared.option(
    "--path", type=OWN, metavar="FILE", help=_("Keep the sample here; default: a file that goes away with the desk.")
)
@declared.option("--no-ui", is_flag=True, help=_("Make the sample only."))
@verb
def demo(shell: Shell, path: str | None, no_ui: bool) -> int:
    """Make a sample business of some 40 clients and a year of work, and open the desk on it."""
    from core.basics.identity import current

    if current() is not None:
        raise NotAllowed(
            _("the sample is no part of the shared store; try it as yourself, without sudo: monteore demo")
        )
    if path or no_ui:
        target = Path(path).expanduser() if path else Path(tempfile.mkdtemp(prefix="monteore-demo-")) / "demo.db"
        return _run(shell, target, no_ui)
    return run_demo(shell)


def run_demo(shell: Shell) -> int:
    """Run the desk on a temporary sample business, which is removed afterwards. Returns the exit code."""
    with tempfile.TemporaryDirectory(prefix="monteore-demo-") as folder:
        return _run(shell, Path(folder) / "demo.db", no_ui=False)


def _run(shell: Shell, target: Path, no_ui: bool) -> int:
    from core.basics.files import check_spared
    from core.demo import make_demo

    check_spared(target)
    if os.path.lexists(target):
        raise Refused(_("{path} exists already; name a file that does not").format(path=target))
    with progressbar(length=100, label=_("making the sample business"), width=0, file=sys.stderr) as bar:

        def progress(done: int, total: int) -> None:
            bar.update(done * 100 // max(1, total) - bar.pos)

        make_demo(target, progress)
    shell.db = str(target)
    if no_ui:
        queries = shell.business(read_only=True).queries
        clients, entries = len(queries.clients()), len(queries.entries())
        shell.say(
            _("{path}: {clients} clients, {entries} entries").format(path=target, clients=clients, entries=entries)
        )
        if shell.json:
            from cli.book_documents import DemoDocument

            shell.document(DemoDocument(path=str(target), clients=clients, entries=entries))
        return 0
    from cli.desk import open_desk

    return open_desk(shell, demo=True)
