"""`monteore import`: clients and entries from files, all or nothing."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from cli.shell import Shell, verb, writing_verb
from core.basics.durations import format_seconds
from core.basics.errors import Refused
from core.basics.i18n import _, ngettext

if TYPE_CHECKING:
    from core.business import Business
    from core.imports.run import ImportView


@click.group("import")
def import_() -> None:
    """Import clients or entries from a file."""


def _read(file: str) -> bytes:
    path = Path(file)
    if path.is_dir():
        raise Refused(_("{path} is a folder; name a file").format(path=path))
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise Refused(_("there is no file {path}; check its name").format(path=path)) from None
    except OSError as error:
        raise Refused(_("{path} cannot be read ({reason})").format(path=path, reason=error.strerror)) from None


def _open(shell: Shell, *, dry_run: bool) -> "Business":
    """The store, made where there is none; a dry run without a store works on one that goes away."""
    if dry_run and not shell.path.exists():
        import atexit
        import tempfile

        from core.business import Business

        folder = tempfile.TemporaryDirectory(prefix="monteore-")
        atexit.register(folder.cleanup)
        return Business.open(Path(folder.name) / "dry-run.db", create=True)
    shell.in_parts = True
    return shell.business(create=True)


def _tell(shell: Shell, view: "ImportView", counted: str) -> int:
    if shell.json:
        from cli.book_documents import BadRowDocument, ImportDocument

        shell.document(
            ImportDocument(
                rows=view.rows,
                imported=0 if view.bad else view.imported,
                existing=view.existing,
                new_clients=0 if view.bad else len(view.new_clients),
                worked_seconds=view.worked_seconds,
                renewals=0 if view.bad else view.renewals,
                dry_run=view.dry_run,
                bad_rows=[
                    BadRowDocument(row=row.row_number, column=row.column, reason=row.sentence) for row in view.bad
                ],
            )
        )
    if view.bad:
        for row in view.bad:
            sentence = _("row {row}, column {column}: {reason}")
            shell.warn(sentence.format(row=row.row_number, column=row.column, reason=row.sentence))
        count = len(view.bad)
        shell.warn(
            ngettext(
                "{count} row cannot be imported, so nothing was; mend it and import again",
                "{count} rows cannot be imported, so nothing was; mend them and import again",
                count,
            ).format(count=count)
        )
        return 1
    start = _("would import") if view.dry_run else _("imported")
    shell.say(
        _("{start} {imported} {counted} of {rows} rows, {existing} were there before").format(
            start=start, imported=view.imported, counted=counted, rows=view.rows, existing=view.existing
        )
    )
    if view.worked_seconds:
        shell.say(_("  worked {time}").format(time=format_seconds(view.worked_seconds)))
    if view.new_clients and counted != _("clients"):
        shell.say(_("  new clients: {codes}").format(codes=", ".join(view.new_clients)))
    if view.renewals:
        shell.say(
            ngettext("  {count} block renewed", "  {count} blocks renewed", view.renewals).format(count=view.renewals)
        )
    return 0


@import_.command()
@click.argument("file")
@click.option("--dry-run", is_flag=True, help=_("Show what it would do and change nothing."))
@writing_verb()
def clients(shell: Shell, file: str, dry_run: bool) -> int:
    """Clients from a CSV with a header, or a vCard file."""
    data = _read(file)
    return _tell(shell, _open(shell, dry_run=dry_run).imports.clients(data, file, dry_run=dry_run), _("clients"))


@import_.command()
@click.argument("file")
@click.option("--dry-run", is_flag=True, help=_("Show what it would do and change nothing."))
@click.option("--client", "who", metavar="CLIENT", help=_("Every row is for this client."))
@click.option(
    "--create-clients/--no-create-clients",
    default=None,
    help=_(
        "Whether unknown names become clients; by default those of Toggl and timewarrior do, those of a CSV do not."
    ),
)
@writing_verb()
def entries(shell: Shell, file: str, dry_run: bool, who: str | None, create_clients: bool | None) -> int:
    """Entries from a CSV with a header, Toggl Track's detailed export, or timewarrior's JSON export."""

    data = _read(file)
    business = _open(shell, dry_run=dry_run)
    client = business.queries.resolve_client(who) if who else None
    view = business.imports.entries(data, file, dry_run=dry_run, client=client, create_clients=create_clients)
    return _tell(shell, view, _("entries"))


@import_.command()
@click.argument("file", metavar="FILE")
@verb
def journal(shell: Shell, file: str) -> None:
    """Make a store from `monteore export`: the same rows, the same head. The store must not exist yet."""
    import json

    from core.basics.text import visible_text
    from core.exports.archive import restore

    try:
        text = _read(file).decode("utf-8")
    except UnicodeDecodeError:
        raise Refused(_("{path} is no text file").format(path=visible_text(file))) from None
    rows, head = restore(shell.path, text, is_default=shell.is_default_path)
    shell.say(_("{path}: {rows} rows, head {head}").format(path=shell.path, rows=rows, head=head))
    if shell.json:
        click.echo(json.dumps({"rows": rows, "head": head, "path": str(shell.path)}))
