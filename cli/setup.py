"""`monteore setup shared`: one store for many people of a host."""

import os
import sys
from pathlib import Path

import click

from cli import declared
from cli.file_types import OWN
from cli.shell import Shell, verb
from core.basics.errors import NotAllowed, Refused, Usage
from core.basics.i18n import _
from core.basics.identity import GROUPS, current


@declared.group()
def setup() -> None:
    """Set up a host: shared."""


@setup.command()
@declared.option("--account", default="monteore", show_default=True, metavar="NAME", help=_("The service account."))
@declared.option("--home", default="/srv/monteore", show_default=True, type=OWN, metavar="FOLDER", help=_("Its home."))
@declared.option("--store", type=OWN, metavar="FILE", help=_("A store that is moved there; the old file is put aside."))
@declared.option("--ssh", "with_ssh", is_flag=True, help=_("Force the program on the groups' SSH logins, too."))
@declared.option("--undo", is_flag=True, help=_("Take the set-up back; the store stays."))
@declared.option("--dry-run", is_flag=True, help=_("Show what it would do and change nothing."))
@declared.option("--yes", is_flag=True, help=_("Do not ask."))
@verb
def shared(
    shell: Shell, account: str, home: str, store: str | None, with_ssh: bool, undo: bool, dry_run: bool, yes: bool
) -> None:
    """A service account that owns the store, and a rule of sudo by which three groups run the program as it."""
    import json

    from cli.shared_setup import Setup, check_program
    from cli.shared_texts import Installed

    if current() is not None:
        raise NotAllowed(_("the set-up of a shared store is root's: sudo monteore setup shared"))
    place = Path(home)
    if not place.is_absolute() or ".." in place.parts or place == Path("/"):
        raise Usage(_("{path} is no home of an account; write a folder from / on").format(path=home))
    if not account.isascii() or not account.replace("-", "").replace("_", "").isalnum() or account.startswith("-"):
        raise Usage(_("{name} is no name of an account; write small letters and digits").format(name=account))
    if not undo:
        check_program(sys.executable, Path(__file__).parent)
    wanted = Setup(Installed(account, place, sys.executable), with_ssh=with_ssh)
    steps = wanted.undoing() if undo else wanted.steps(Path(store).expanduser().absolute() if store else None)
    said = [step.said for step in steps]
    if shell.json:
        click.echo(json.dumps({"steps": said, "done": bool(steps) and not dry_run}))
    if not steps:
        shell.say(_("everything is set up; nothing to do"))
        return
    if dry_run:
        for line in said:
            shell.say(line)
        return
    if os.geteuid() != 0:
        raise Refused(_("only root can do this; run: sudo monteore setup shared, or add --dry-run to see it"))
    question = _("Take it back?") if undo else _("Set it up?")
    if not shell.ask(question, yes=yes, details=said):
        return
    wanted.carry_out(steps)
    if undo:
        shell.say(_("done; the store is where it was, in {home}").format(home=home))
        return
    shell.say(
        _("done; now add people: usermod -aG GROUP NAME, with a group of {groups}").format(
            groups=", ".join(sorted(GROUPS))
        )
    )
    shell.say(_("they run: {command}").format(command=wanted.installed.command))
    if with_ssh:
        shell.say(_("and let sshd read its settings again: systemctl reload ssh"))
