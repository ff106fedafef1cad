"""`monteore backup`, `restore` and `doctor`."""

from typing import TYPE_CHECKING

import click

from cli import declared
from cli.file_types import OWN
from cli.shell import Shell, verb
from core.basics.i18n import _, ngettext

if TYPE_CHECKING:
    from core.model.backups import Backup


def _document(backup: "Backup") -> dict[str, object]:
    row, _space, digest = backup.head.partition(" ")
    return {
        "path": backup.path,
        "made_at": backup.made_at.isoformat(),
        "size": backup.size,
        "rows": int(row) if row else None,
        "head": digest,
    }


@declared.command()
@declared.option("--to", "folder", type=OWN, metavar="FOLDER", help=_("Another folder than that of the settings."))
@declared.option("--remember", is_flag=True, help=_("Use this folder from now on."))
@declared.option("--list", "is_list", is_flag=True, help=_("Show the backups there are."))
@verb
def backup(shell: Shell, folder: str | None, remember: bool, is_list: bool) -> None:
    """Copy the store, check the copy, and rotate older ones; the daily run makes one by itself."""
    import json
    from pathlib import Path

    from core.basics.errors import Usage

    if remember and folder is None:
        raise Usage(_("which folder? Add --to FOLDER"))
    if is_list and (remember or folder):
        raise Usage(_("--list shows the backups of the settings' folder; leave the rest out"))
    business = shell.business(read_only=not remember)
    if is_list:
        found = business.recovery.backups()
        if shell.json:
            click.echo(json.dumps({"backups": [_document(each) for each in found]}))
        for each in found:
            when = each.made_at.astimezone(business.zone).strftime("%Y-%m-%d %H:%M")
            shell.say(_("{when}  {path}  head {head}").format(when=when, path=each.path, head=each.head))
        if not found:
            shell.say(_("no backup yet; make one: monteore backup"))
        return
    target = str(Path(folder).expanduser().absolute()) if folder else None
    if remember and target:
        business.recovery.set_folder(target)
    made = business.recovery.back_up(target)
    shell.say(
        _("backup {path}: {size} bytes, checked; head {head}").format(path=made.path, size=made.size, head=made.head)
    )
    if shell.json:
        click.echo(json.dumps(_document(made)))


@declared.command()
@declared.argument("file", type=OWN)
@declared.option("--yes", is_flag=True, help=_("Do not ask."))
@verb
def restore(shell: Shell, file: str, yes: bool) -> None:
    """Put a backup in the place of the store; the old one is kept aside, and nothing is mailed twice."""
    import json
    from pathlib import Path

    from core.basics.clock import SystemClock
    from core.exports.recovery import restore_backup

    place = shell.place
    question = _("Put {file} in the place of {store}?").format(file=file, store=place.words)
    if not shell.ask(question, yes=yes):
        return
    view = restore_backup(place, str(Path(file).expanduser()), SystemClock())
    shell.say(
        ngettext("restored: {rows} row, head {head}", "restored: {rows} rows, head {head}", view.rows).format(
            rows=view.rows, head=view.head
        )
    )
    if view.old_path:
        shell.say(_("the store of before is kept as {path}").format(path=view.old_path))
    if view.lost_rows:
        shell.warn(
            ngettext(
                "{count} later change of the old store is not in this one; desks that are open have to be started again",
                "{count} later changes of the old store are not in this one; desks that are open have to be started again",
                view.lost_rows,
            ).format(count=view.lost_rows)
        )
    if shell.json:
        document = {"rows": view.rows, "head": view.head, "old_path": view.old_path, "lost_rows": view.lost_rows}
        click.echo(json.dumps(document))


@declared.command()
@verb
def doctor(shell: Shell) -> int:
    """Look at store, folder, disk, log, journal, clock, backups, mail, terminal and versions; what to do for each finding."""
    import json

    from core.audit.doctor import findings
    from core.model.health import Health

    business = shell.business(read_only=True)
    found = tuple(findings(business.session, business.recovery.folder))
    marks = {Health.GOOD: "ok", Health.LOOK: "!", Health.BAD: "!!"}
    for each in found:
        shell.say(f"{marks[each.health]:<3} {each.about}: {each.told}")
    is_bad = any(each.health is Health.BAD for each in found)
    if shell.json:
        rows = [{"health": each.health.value, "about": each.about, "told": each.told} for each in found]
        click.echo(json.dumps({"ok": not is_bad, "findings": rows}))
    return 1 if is_bad else 0
