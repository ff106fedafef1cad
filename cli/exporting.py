"""`monteore export`: everything, to keep or to take elsewhere."""

from pathlib import Path

import click

from cli.shell import Shell, verb
from core.i18n import _


@click.command()
@click.option(
    "--format",
    "format_name",
    type=click.Choice(["jsonl", "csv", "timewarrior", "toggl"]),
    default="jsonl",
    show_default=True,
)
@click.option("--client", "who", metavar="CLIENT", help=_("Only this client's entries (not for jsonl)."))
@click.option("--since", metavar="DATE")
@click.option("--until", metavar="DATE")
@click.option("--output", metavar="FILE")
@click.option("--force", is_flag=True, help=_("Write over a file that differs."))
@verb
def export(
    shell: Shell,
    format_name: str,
    who: str | None,
    since: str | None,
    until: str | None,
    output: str | None,
    force: bool,
) -> None:
    """The whole journal (jsonl, which `import journal` takes back), or entries for other programs."""
    import json

    from core.archive import archive_lines
    from core.quickentry import parse_day
    from core.writing_files import write_file

    ledger = shell.ledger(read_only=True)
    if format_name == "jsonl":
        with ledger.store.reading():
            text = "\n".join(archive_lines(ledger)) + "\n"
    else:
        from core.entry_export import entries_text

        entries = ledger.queries.entries(
            client_id=ledger.queries.resolve_client(who).client_id if who else None,
            since=parse_day(since, today=ledger.today) if since else None,
            until=parse_day(until, today=ledger.today) if until else None,
            include_voided=False,
        )
        text = entries_text(format_name, tuple(reversed(entries)), ledger.zone)
    if output:
        write_file(Path(output).expanduser(), text.encode(), force=force)
        head = ledger.store.head()
        shell.say(_("written: {path}").format(path=output))
        if shell.json:
            click.echo(json.dumps({"output": output, "format": format_name, "head": head.digest if head else ""}))
    else:
        click.echo(text, nl=False)
