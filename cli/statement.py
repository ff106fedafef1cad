"""`monteore statement`: print, write or issue a statement of hours."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cli import declared
from cli.file_types import OUTPUT, STREAM
from cli.files import check_output, ending_of, write_output
from cli.shell import Done, Shell, writing_verb
from core.basics.dataclass import dataclass
from core.basics.i18n import _, ngettext

if TYPE_CHECKING:
    from core.business import Business
    from core.ledger.statement_views import Statement


@dataclass(frozen=True)
class Wanted:
    """Which statement a line asks for, and how it is to be written."""

    month: str | None = None
    """YYYY-MM; `None`: the last full month."""
    period: str | None = None
    """A quarter or a year in place of a month."""
    block_id: str | None = None
    """A block in place of a month."""
    format_name: str | None = None
    """Name of the format; `None`: by the file's ending."""
    output: str | None = None
    """The file, or the folder for those of all clients."""
    force: bool = False
    """Whether a file that differs is written over."""
    draft: bool = False
    """Whether the title says that it is a draft."""
    issue: bool = False
    """Whether the month is given out."""

    @property
    def is_of_month(self) -> bool:
        """Whether it is one month's."""
        return not (self.period or self.block_id)

    def found(self, business: "Business", account_id: str, month: str) -> "Statement":
        """The statement of an account; a month is read, or given out. Errors: `MonteoreError`."""
        if self.block_id:
            return business.block_statements.read(account_id, self.block_id)
        if self.period:
            return business.statements.read_period(account_id, self.period)
        read = business.statements.issue if self.issue else business.statements.read
        return read(account_id, month)


def _issued_again(shell: Shell, _business: "Business", done: Done) -> None:
    who, format_name, output, force = (done.said[name] for name in ("who", "format_name", "output", "force"))
    if who and not done.said["hold"] and not done.said["release"]:
        _print(shell, who, Wanted(done.id("month"), format_name=format_name, output=output, force=force))


@declared.command()
@declared.argument("who", metavar="[CLIENT]", required=False)
@declared.option("--month", metavar="YYYY-MM", help=_("Default: the last full month."))
@declared.option("--quarter", metavar="2026-Q3", help=_("The months of a quarter in one."))
@declared.option("--year", metavar="2026", help=_("The months of a year in one."))
@declared.option("--block", metavar="ID", help=_("What one block was used for."))
@declared.option("--all", "every", is_flag=True, help=_("All clients at once; --output names a folder."))
@declared.option(
    "--format", "format_name", type=declared.Choice(["text", "md", "html", "pdf", "csv", "xlsx", "json"]), default=None
)
@declared.option(
    "--output", type=OUTPUT, metavar="FILE", help=_("Write a file; its ending tells the format. - is standard output.")
)
@declared.option("--force", is_flag=True, help=_("Write over a file that differs."))
@declared.option("--draft", is_flag=True, help=_("Say in the title that it is a draft."))
@declared.option("--issue", is_flag=True, help=_("Give the month out: from now on it prints the same for ever."))
@declared.option(
    "--hold", is_flag=True, help=_("Let the daily run give none of the client's months out until --release.")
)
@declared.option("--release", is_flag=True, help=_("End the hold."))
@writing_verb(_issued_again)
def statement(
    shell: Shell,
    who: str | None,
    month: str | None,
    quarter: str | None,
    year: str | None,
    block: str | None,
    every: bool,
    format_name: str | None,
    output: str | None,
    force: bool,
    draft: bool,
    issue: bool,
    hold: bool,
    release: bool,
) -> None:
    """A month's statement of hours: opening, every entry, blocks, closing."""
    from core.basics.errors import Usage

    wanted = Wanted(month, quarter or year, block, format_name, output, force, draft, issue)
    if sum(1 for each in (month, quarter, year, block) if each) > 1:
        raise Usage(_("write one of --month, --quarter, --year and --block"))
    if block and every:
        raise Usage(_("a block is one client's; leave --all out"))
    if issue and (draft or not wanted.is_of_month):
        raise Usage(_("months are given out one by one; write --issue with --month only"))
    if every != (who is None):
        raise Usage(_("name one client, or write --all"))
    if hold or release:
        _hold(shell, who, hold=hold, release=release)
    elif every:
        _print_all(shell, wanted)
    elif who is not None:
        _print(shell, who, wanted)


def _hold(shell: Shell, who: str | None, *, hold: bool, release: bool) -> None:
    import json

    from core.basics.errors import Usage

    if who is None or hold == release:
        raise Usage(_("hold or release the statements of one client: monteore statement CLIENT --hold"))
    business = shell.business()
    account = business.queries.resolve_account(who).account
    business.statements.hold(account.account_id, held=hold)
    sentence = _("{code}: the daily run gives no statement out until you write --release")
    if release:
        sentence = _("{code}: the daily run gives statements out again")
    shell.say(sentence.format(code=account.address))
    if shell.json:
        click.echo(json.dumps({"client": account.client.code, "account": account.address, "held": hold}))


def _print_all(shell: Shell, wanted: Wanted) -> None:
    """One file for each account with movements or hours, named by account and period; a refusal does not stop the rest."""
    import json

    from core.basics.errors import MonteoreError, Usage
    from core.basics.files import write_file
    from core.basics.spreadsheets import zip_bytes
    from core.documents.statement import render
    from core.rules.statement import last_full_month

    output, format_name = wanted.output, wanted.format_name or "pdf"
    folder = Path(output).expanduser() if output and output != STREAM else None
    if output != STREAM and (folder is None or not folder.is_dir()):
        raise Usage(_("--all writes one file a client; name a folder that exists: --output FOLDER"))
    if output == STREAM:
        check_output(shell, output)
    files: dict[str, bytes] = {}
    business = shell.business(read_only=not wanted.issue)
    ending = "txt" if format_name == "text" else format_name
    written, refused = [], []
    rows = business.queries.accounts()
    with click.progressbar(rows, label=_("statements"), file=sys.stderr, hidden=not sys.stderr.isatty()) as shown:
        for row in shown:
            account = row.account
            month = wanted.month or last_full_month(business.queries.today(account.account_id))
            try:
                found = wanted.found(business, account.account_id, month)
                view = found.view
                if not (view.entries or view.blocks or view.opening_minutes or view.closing_minutes):
                    continue
                name = f"{account.address.replace('/', '-')}-{wanted.period or month}.{ending}"
                content = render(found, format_name, is_draft=wanted.draft)
                if folder is None:
                    files[name] = content
                else:
                    write_file(folder / name, content, force=wanted.force)
                written.append(name)
            except MonteoreError as error:
                refused.append(f"{account.address}: {error}")
    for line in refused:
        shell.warn(line)
    if folder is None:
        write_output(shell, STREAM, zip_bytes(files))
    elif shell.json:
        click.echo(json.dumps({"files": written, "refused": refused}))
    else:
        count = len(written)
        shell.say(
            ngettext(
                "{count} statement written into {folder}", "{count} statements written into {folder}", count
            ).format(count=count, folder=output)
        )
    if refused:
        raise declared.Exit(1)


def _print(shell: Shell, who: str, wanted: Wanted) -> None:
    """Print or write one client's statement."""
    from core.documents.statement import render
    from core.rules.statement import last_full_month

    chosen, output = _format_of(shell, wanted), wanted.output
    business = shell.business(read_only=not wanted.issue)
    account = business.queries.resolve_account(who, archived=True).account
    month = wanted.month or last_full_month(business.queries.today(account.account_id))
    if wanted.issue and output and business.statements.read(account.account_id, month).issued_at is None:
        # Check the file before the month is issued, because issuing cannot be undone.
        check_output(shell, output, force=wanted.force)
    skipped = business.statements.unissued(account.account_id, month) if wanted.issue else ()
    found = wanted.found(business, account.account_id, month)
    name = wanted.block_id or wanted.period or month
    content = render(found, chosen, is_draft=wanted.draft)
    if output:
        write_output(shell, output, content, force=wanted.force)
        if shell.json:
            import json

            from core.documents.statement import json_document

            click.echo(json.dumps(json_document(found), ensure_ascii=True))
        elif output != STREAM:
            shell.say(_("{path}: {month} of {code}").format(path=output, month=name, code=account.address))
    else:
        sys.stdout.write(content.decode())
    if skipped:
        shell.warn(
            _("{months}, not issued before, are closed with it; corrections stand on later statements").format(
                months=", ".join(skipped)
            )
        )
    may_change = wanted.is_of_month and not wanted.draft and not shell.json and chosen != "json"
    _warn_of_later(shell, found, name, may_change=may_change)


def _format_of(shell: Shell, wanted: Wanted) -> str:
    """The format that is said, or that of the file's ending. Errors: `Usage` for none, or one that needs a file."""
    from core.basics.errors import Usage
    from core.documents.statement import BINARY, FORMATS

    endings = {"txt": "text", "htm": "html", "markdown": "md"}
    ending = ending_of(wanted.output)
    chosen = wanted.format_name or endings.get(ending, ending) or ("json" if shell.json else "text")
    if chosen not in FORMATS:
        raise Usage(
            _("{ending} is no format of a statement; write one of: {known}").format(
                ending=ending, known=", ".join(FORMATS)
            )
        )
    if shell.json and not wanted.output and chosen != "json":
        raise Usage(_("--json prints JSON; add --output FILE for a {format}").format(format=chosen))
    if chosen in BINARY and not wanted.output:
        raise Usage(_("a {format} goes into a file; add --output FILE").format(format=chosen))
    return chosen


def _warn_of_later(shell: Shell, found: "Statement", name: str, *, may_change: bool) -> None:
    """Warn that records stand on later statements, or (`may_change`) that a month is not given out yet."""
    if found.changed_since:
        shell.warn(
            _("what was recorded since the issue touches {month}; it stands on later statements").format(month=name)
        )
    elif found.closed_by:
        shell.warn(
            _(
                "{month} was never issued; the issue of {later} closed it, what is recorded since stands on later ones"
            ).format(month=name, later=found.closed_by)
        )
    elif found.issued_at is None and may_change:
        shell.warn(
            _("{month} is not issued yet: later records change it; --issue gives it out for ever").format(month=name)
        )
