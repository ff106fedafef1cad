"""`monteore export`: the journal, tables and entries as files."""

import click

from cli import declared
from cli.file_types import OUTPUT
from cli.files import write_output
from cli.shell import Shell, verb
from core.basics.i18n import _
from core.basics.identity import Right


@declared.command()
@declared.option(
    "--format",
    "format_name",
    type=declared.Choice(["jsonl", "csv", "timewarrior", "toggl"]),
    default="jsonl",
    show_default=True,
)
@declared.option(
    "--what",
    type=declared.Choice(
        ["entries", "clients", "agreements", "blocks", "lines", "corrections", "proposals", "charges", "draws", "all"]
    ),
    default="entries",
    show_default=True,
    help=_("The table of a csv; all: every table in one ZIP."),
)
@declared.option("--client", "who", metavar="CLIENT", help=_("Only this client's entries (not for jsonl)."))
@declared.option("--since", metavar="DATE")
@declared.option("--until", metavar="DATE")
@declared.option("--output", type=OUTPUT, metavar="FILE", help=_("The file; - for standard output."))
@declared.option("--force", is_flag=True, help=_("Write over a file that differs."))
@verb
def export(
    shell: Shell,
    format_name: str,
    what: str,
    who: str | None,
    since: str | None,
    until: str | None,
    output: str | None,
    force: bool,
) -> None:
    """The whole journal (jsonl, which `import journal` takes back), tables, or entries for other programs."""
    import json

    from core.basics.errors import Usage
    from core.entryline.filter import parse_since, parse_until
    from core.exports.archive import archive_lines

    if what != "entries" and format_name != "csv":
        raise Usage(_("only a csv has tables; add --format csv"))
    if what != "entries" and (since or until):
        raise Usage(_("this table has no period; leave --since and --until out"))
    if format_name == "jsonl" and (who or since or until):
        raise Usage(_("the journal is whole or nothing; for one client or period add --format csv"))
    if shell.json and output is None:
        raise Usage(_("--json tells of a file; add --output FILE"))
    if what == "all" and (output is None or who):
        raise Usage(_("every table of everybody goes into a ZIP; add --output FILE, without --client"))
    business = shell.business(read_only=True)
    business.session.check(Right.MANAGE)
    if format_name == "jsonl":
        with business.reading():
            content = ("\n".join(archive_lines(business.session)) + "\n").encode()
    elif what != "entries":
        from core.exports.tables import ALL, every_table, table_csv

        client_id = business.queries.resolve_client(who, archived=True).client_id if who else None
        with business.reading():
            content = (
                every_table(business.queries) if what == ALL else table_csv(business.queries, what, client_id).encode()
            )
    else:
        from core.exports.tables import standing_entries

        client_id = business.queries.resolve_client(who, archived=True).client_id if who else None
        today = business.queries.today(client_id) if client_id else business.today
        content = standing_entries(
            business.queries,
            format_name,
            client_id,
            parse_since(since, today=today) if since else None,
            parse_until(until, today=today) if until else None,
        ).encode()
    if output:
        write_output(shell, output, content, _("written: {path}").format(path=output), force=force)
        if shell.json:
            click.echo(json.dumps({"output": output, "format": format_name, "head": business.head}))
    else:
        click.echo(content.decode(), nl=False)
