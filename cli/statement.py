"""`monteore statement`: print, write or issue a statement of hours."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cli.shell import Done, Shell, writing_verb
from core.basics.i18n import _

if TYPE_CHECKING:
    from core.business import Business


def _issued_again(shell: Shell, _business: "Business", done: Done) -> None:
    _print(shell, **done.said | {"issue": False, "month": done.id("month")})


@click.command()
@click.argument("who", metavar="CLIENT")
@click.option("--month", metavar="YYYY-MM", help=_("Default: the last full month."))
@click.option(
    "--format", "format_name", type=click.Choice(["text", "md", "html", "pdf", "csv", "xlsx", "json"]), default=None
)
@click.option("--output", metavar="FILE", help=_("Write a file; its ending tells the format."))
@click.option("--force", is_flag=True, help=_("Write over a file that differs."))
@click.option("--issue", is_flag=True, help=_("Give the month out: from now on it prints the same for ever."))
@writing_verb(_issued_again)
def statement(
    shell: Shell, who: str, month: str | None, format_name: str | None, output: str | None, force: bool, issue: bool
) -> None:
    """A month's statement of hours: opening, every entry, blocks, closing."""
    _print(shell, who, month, format_name, output, force, issue)


def _print(
    shell: Shell, who: str, month: str | None, format_name: str | None, output: str | None, force: bool, issue: bool
) -> None:
    from core.basics.errors import Usage
    from core.basics.files import check_target, write_file
    from core.documents.statement import BINARY, FORMATS, render
    from core.ledger.statements import last_full_month

    endings = {"txt": "text", "htm": "html", "markdown": "md"}
    ending = Path(output).suffix.lstrip(".").lower() if output else ""
    chosen = format_name or endings.get(ending, ending) or ("json" if shell.json else "text")
    if chosen not in FORMATS:
        raise Usage(
            _("{ending} is no format of a statement; write one of: {known}").format(
                ending=ending, known=", ".join(FORMATS)
            )
        )
    if shell.json and not output and chosen != "json":
        raise Usage(_("--json prints JSON; add --output FILE for a {format}").format(format=chosen))
    if chosen in BINARY and not output:
        raise Usage(_("a {format} goes into a file; add --output FILE").format(format=chosen))
    business = shell.business(read_only=not issue)
    account = business.queries.resolve_account(who, archived=True).account
    wanted = month or last_full_month(business.queries.today(account.account_id))
    if issue and output and business.statements.read(account.account_id, wanted).issued_at is None:
        # Check the file before the month is issued, because issuing cannot be undone.
        check_target(Path(output).expanduser(), force=force)
    skipped = business.statements.unissued(account.account_id, wanted) if issue else ()
    read = business.statements.issue if issue else business.statements.read
    found = read(account.account_id, wanted)
    content = render(found, chosen)
    if output:
        write_file(Path(output).expanduser(), content, force=force)
        if shell.json:
            import json

            from core.documents.statement import json_document

            click.echo(json.dumps(json_document(found), ensure_ascii=True))
        else:
            shell.say(_("{path}: {month} of {code}").format(path=output, month=wanted, code=account.address))
    else:
        sys.stdout.write(content.decode())
    if skipped:
        shell.warn(
            _("{months}, not issued before, are closed with it; corrections stand on later statements").format(
                months=", ".join(skipped)
            )
        )
    if found.changed_since:
        shell.warn(
            _("what was recorded since the issue touches {month}; it stands on later statements").format(month=wanted)
        )
    elif found.closed_by:
        shell.warn(
            _(
                "{month} was never issued; the issue of {later} closed it, what is recorded since stands on later ones"
            ).format(month=wanted, later=found.closed_by)
        )
    elif found.issued_at is None and not shell.json and chosen != "json":
        shell.warn(
            _("{month} is not issued yet: later records change it; --issue gives it out for ever").format(month=wanted)
        )
