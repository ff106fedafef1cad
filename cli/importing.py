"""`monteore import`: clients, entries and call records from files, checked whole before anything is written."""

from typing import TYPE_CHECKING

import click

from cli import declared
from cli.clock import is_clock_right
from cli.file_types import INPUT
from cli.import_bad import check_bad_target, skips_bad, tell_bad, write_bad
from cli.import_calls import calls
from cli.import_files import open_source, open_store, read_file
from cli.progress import bar
from cli.shell import Shell, table, verb, writing_verb
from core.basics.dataclass import replace
from core.basics.durations import format_seconds
from core.basics.errors import Refused
from core.basics.i18n import _, ngettext
from core.basics.money import format_money
from core.language.formats import money_text

if TYPE_CHECKING:
    from core.imports.run import ImportView


_MOST_NAMES = 10
_MOST_CODES = 20
_MOST_WARNINGS = 100


@declared.group("import")
def import_() -> None:
    """Import clients, entries or call records from a file."""


import_.add_command(calls)


def _tell(
    shell: Shell, view: "ImportView", *, of_clients: bool, on_stderr: bool = False, is_update: bool = False
) -> int:
    """Say what an import did, on standard output, or on stderr where that carries the bad rows."""
    say = shell.warn if on_stderr else shell.say
    refused = bool(view.bad) and not view.skipped
    if shell.json:
        from cli.book_documents import BadRowDocument, ImportDocument
        from cli.call_documents import AmountDocument

        shell.document(
            ImportDocument(
                rows=view.rows,
                imported=0 if refused else view.imported,
                existing=view.existing,
                new_clients=0 if refused else len(view.new_clients),
                worked_seconds=view.worked_seconds,
                renewals=0 if refused else view.renewals,
                dry_run=view.dry_run,
                bad_rows=[
                    BadRowDocument(row=row.row_number, column=row.column, reason=row.sentence) for row in view.bad
                ],
                run_id=view.run_id,
                questions=list(view.questions),
                program=view.program,
                not_carried_over=list(view.dropped),
                skipped=len(view.bad) if view.skipped else 0,
                changed=0 if refused else view.changed,
                agreements=0 if refused else view.agreements,
                blocks=0 if refused else view.blocks,
                opening_balances=0 if refused else view.openings,
                to_invoice=[]
                if refused
                else [
                    AmountDocument(amount=format_money(minor, currency), currency=currency)
                    for currency, minor in view.to_invoice
                ],
                differences=list(view.differences),
                warnings=list(view.warnings),
                of_other_exports=view.twins,
                unknown_persons=list(view.unknown_persons),
            )
        )
    for warning in view.warnings[:_MOST_WARNINGS]:
        shell.warn(warning)
    if (rest := len(view.warnings) - _MOST_WARNINGS) > 0:
        shell.warn(ngettext("{count} more warning", "{count} more warnings", rest).format(count=rest))
    if view.bad:
        tell_bad(shell, view.bad, skipped=view.skipped, program=view.program)
        if not view.skipped:
            return 1
    say(_done_words(view, of_clients=of_clients))
    if view.twins:
        say(
            ngettext(
                "  {count} of them is the same work in another export that was imported",
                "  {count} of them are the same work in another export that was imported",
                view.twins,
            ).format(count=view.twins)
        )
    if view.program:
        say(_("  read as an export of {program}").format(program=view.program))
    if view.unknown_persons:
        say(
            _("  nobody here is {names}; whose work it is says: --person 'NAME=LOGIN'").format(
                names=", ".join(view.unknown_persons[:_MOST_NAMES])
            )
        )
    if view.dropped:
        say(_("  not carried over: {columns}").format(columns=", ".join(view.dropped)))
    if view.changed:
        say(
            ngettext(
                "  {count} client that was there is changed",
                "  {count} clients that were there are changed",
                view.changed,
            ).format(count=view.changed)
        )
    if hours := _hours_words(view):
        say(f"  {hours}")
    if view.dry_run:
        for line in view.preview:
            say(f"  {line}")
    if view.differences and not is_update:
        say(_("  these differ, and --update changes them:"))
        for difference in view.differences:
            say(f"  {difference}")
    if view.worked_seconds:
        say(_("  worked {time}").format(time=format_seconds(view.worked_seconds)))
    if view.new_clients and not of_clients:
        codes, more = list(view.new_clients[:_MOST_CODES]), len(view.new_clients) - _MOST_CODES
        if more > 0:
            codes.append(ngettext("and {count} more", "and {count} more", more).format(count=more))
        say(_("  new clients: {codes}").format(codes=", ".join(codes)))
    if view.renewals:
        say(ngettext("  {count} block renewed", "  {count} blocks renewed", view.renewals).format(count=view.renewals))
    if view.run_id:
        say(_("  to take it back: monteore import undo {run_id}").format(run_id=view.run_id))
    if view.dry_run:
        for question in view.questions:
            say(_("  it would ask: {question}").format(question=question))
    return 0


def _hours_words(view: "ImportView") -> str:
    """`2 agreements, 1 first block, €800.00 to invoice, 1 opening balance`; empty where there is none of them."""
    parts = []
    if view.agreements:
        parts.append(ngettext("{count} agreement", "{count} agreements", view.agreements).format(count=view.agreements))
    if view.agreements or view.blocks:
        blocks = ngettext("{count} first block", "{count} first blocks", view.blocks).format(count=view.blocks)
        money = ", ".join(money_text(minor, currency) for currency, minor in view.to_invoice)
        parts.append(_("{blocks}, {money} to invoice").format(blocks=blocks, money=money) if money else blocks)
    if view.openings:
        parts.append(
            ngettext("{count} opening balance", "{count} opening balances", view.openings).format(count=view.openings)
        )
    return ", ".join(parts)


def _done_words(view: "ImportView", *, of_clients: bool) -> str:
    """`imported 812 entries of 813 rows, 0 were there before`."""
    if of_clients:
        done = (
            ngettext("would import {count} client", "would import {count} clients", view.imported)
            if view.dry_run
            else ngettext("imported {count} client", "imported {count} clients", view.imported)
        )
    else:
        done = (
            ngettext("would import {count} entry", "would import {count} entries", view.imported)
            if view.dry_run
            else ngettext("imported {count} entry", "imported {count} entries", view.imported)
        )
    rows = ngettext("of {count} row", "of {count} rows", view.rows)
    before = ngettext("{count} was there before", "{count} were there before", view.existing)
    return f"{done.format(count=view.imported)} {rows.format(count=view.rows)}, {before.format(count=view.existing)}"


@import_.command()
@declared.argument("file", type=INPUT)
@declared.option("--dry-run", is_flag=True, help=_("Show what it would do and change nothing."))
@declared.option(
    "--map",
    "maps",
    multiple=True,
    metavar="FIELD=COLUMN",
    help=_("Read a column as a field, such as name=Denominazione; kept for the next import. none forgets it."),
)
@declared.option("--update", is_flag=True, help=_("Change what differs in clients that are there, too."))
@skips_bad
@declared.option("--yes", is_flag=True, help=_("Answer yes to what it would ask."))
@writing_verb()
def clients(
    shell: Shell,
    file: str,
    dry_run: bool,
    maps: tuple[str, ...],
    update: bool,
    skip_bad: bool,
    bad: str | None,
    yes: bool,
) -> int:
    """Clients from a CSV with a header, an address book or another program's list, or vCards."""
    from core.imports.column_map import read_map
    from core.imports.run import clients_view

    check_bad_target(shell, bad, skip_bad=skip_bad)
    data, column_map = open_source(file), read_map(maps) if maps else None
    business = open_store(shell, dry_run=dry_run)
    plan = business.imports.plan_clients(data, file, column_map=column_map, update=update)
    view = clients_view(plan, dry_run=dry_run)
    is_refused = bool(plan.bad) and not skip_bad
    if dry_run or is_refused:
        return _tell(shell, replace(view, skipped=skip_bad and bool(plan.bad)), of_clients=True)
    details = [*view.preview] if column_map else []
    details += view.differences if update else ()
    details += view.questions
    if details and yes and bad == "-":
        for line in details:
            shell.warn(line)
    elif details and not shell.ask(_("Import these clients?"), yes=yes, details=details):
        return 1
    with bar(_("importing")) as progress:
        view = business.imports.carry_out_clients(
            plan, skip_bad=skip_bad, column_map=column_map, progress=progress, sure=bool(details)
        )
    code = _tell(shell, view, of_clients=True, on_stderr=bad == "-", is_update=update)
    write_bad(shell, bad, data, plan.bad)
    return code


@import_.command()
@declared.argument("file", type=INPUT)
@declared.option("--dry-run", is_flag=True, help=_("Show what it would do and change nothing."))
@declared.option("--client", "who", metavar="CLIENT", help=_("Every row is for this client."))
@declared.option(
    "--create-clients/--no-create-clients",
    default=None,
    help=_(
        "Whether unknown names become clients; by default those of other programs' exports do, those of a CSV do not."
    ),
)
@declared.option("--again", is_flag=True, help=_("Import rows whose entries were voided, too."))
@declared.option(
    "--dates",
    "order",
    type=declared.Choice(["dmy", "mdy", "ymd"]),
    help=_("The order of day, month and year, where the file does not show it."),
)
@declared.option(
    "--person",
    "persons",
    multiple=True,
    metavar="NAME=LOGIN",
    help=_("Whose work a name or mail address of the file is; LOGIN alone: that of every row. Kept; none forgets it."),
)
@skips_bad
@declared.option("--yes", is_flag=True, help=_("Answer yes to what it would ask."))
@writing_verb(asks_clock=False)
def entries(
    shell: Shell,
    file: str,
    dry_run: bool,
    who: str | None,
    create_clients: bool | None,
    again: bool,
    order: str | None,
    persons: tuple[str, ...],
    skip_bad: bool,
    bad: str | None,
    yes: bool,
) -> int:
    """Entries from a CSV with a header, or an export of another program; docs/imports.md names them."""
    from core.imports.dates import DateOrder
    from core.imports.persons import read_persons
    from core.imports.run import planned_view

    check_bad_target(shell, bad, skip_bad=skip_bad)
    source = open_source(file)
    business = open_store(shell, dry_run=dry_run)
    client = business.queries.resolve_client(who) if who else None
    with bar(_("checking")) as progress:
        plan = business.imports.plan(
            source,
            file,
            client=client,
            create_clients=create_clients,
            again=again,
            dates=DateOrder(order) if order else None,
            persons=read_persons(persons),
            progress=progress,
        )
    is_refused = bool(plan.bad) and not skip_bad
    for look in () if is_refused else plan.looks:
        shell.warn(_("look: {look}").format(look=look))
    if dry_run or is_refused:
        view = replace(planned_view(plan, dry_run=dry_run), skipped=skip_bad and bool(plan.bad))
        return _tell(shell, view, of_clients=False)
    if plan.rows and not is_clock_right(shell, business, yes=yes):
        return 1
    if yes and bad == "-":
        # Standard output carries the bad rows and nothing else.
        for question in plan.questions:
            shell.warn(question)
    elif plan.questions and not shell.ask(_("Import all the same?"), yes=yes, details=plan.questions):
        return 1
    try:
        with bar(_("importing")) as progress:
            view = business.imports.carry_out(plan, yes=bool(plan.questions), skip_bad=skip_bad, progress=progress)
    except KeyboardInterrupt:
        shell.warn(_("stopped; the rows that are in stay, and the same command goes on with the rest"))
        raise
    code = _tell(shell, view, of_clients=False, on_stderr=bad == "-")
    write_bad(shell, bad, source, plan.bad)
    return code


@import_.command()
@verb
def runs(shell: Shell) -> None:
    """List the imports of entries and clients, the latest first."""
    found = shell.business(read_only=True).imports.runs()
    if shell.json:
        from cli.book_documents import ImportRunDocument, ImportRunsDocument

        shell.document(
            ImportRunsDocument(
                runs=[
                    ImportRunDocument(
                        run_id=run.run_id,
                        technician=run.technician,
                        started_at=run.started_at.isoformat(),
                        finished_at=run.finished_at.isoformat() if run.finished_at else None,
                        undone_at=run.undone_at.isoformat() if run.undone_at else None,
                        entries=run.entries,
                        standing=run.standing,
                        first_day=run.first_day,
                        last_day=run.last_day,
                        clients=run.clients,
                    )
                    for run in found
                ]
            )
        )
        return
    if not found:
        shell.say(_("nothing was imported yet"))
        return
    head = (
        _("import"), _("started"), _("technician"), _("entries"), _("standing"), _("clients"), _("from"), _("to"), _("state"),
    )  # fmt: skip
    rows = [
        (
            run.run_id,
            f"{run.started_at.astimezone():%Y-%m-%d %H:%M}",
            run.technician,
            str(run.entries),
            str(run.standing),
            str(run.clients) if run.clients else "",
            run.first_day,
            run.last_day,
            _("undone") if run.undone_at else _("finished") if run.finished_at else _("not finished"),
        )
        for run in found
    ]
    shell.say(table([head, *rows], right=frozenset({3, 4, 5})))


@import_.command()
@declared.argument("run", metavar="RUN")
@declared.option("--yes", is_flag=True, help=_("The machine's clock is right."))
@verb
def undo(shell: Shell, run: str, yes: bool) -> None:
    """Void the entries of an import, and archive the clients that it added; its file can be imported again."""
    business = shell.business()
    if not is_clock_right(shell, business, yes=yes):
        return
    with bar(_("undoing")) as progress:
        view = business.imports.undo(run, progress)
    for warning in view.warnings:
        shell.warn(warning)
    if shell.json:
        from cli.book_documents import ImportUndoDocument

        document = ImportUndoDocument(
            run_id=view.run_id,
            voided=view.voided,
            voided_before=view.before,
            edited=view.edited,
            clients_archived=view.archived,
            clients_changed_back=view.changed_back,
            kept=list(view.kept),
        )
        shell.document(document)
    for line in view.lines:
        shell.say(line)


@import_.command()
@declared.argument("file", type=INPUT, metavar="FILE")
@verb
def journal(shell: Shell, file: str) -> None:
    """Make a store from `monteore export`: the same rows, the same head. The store must not exist yet."""
    import json

    from core.basics.text import visible_text
    from core.exports.archive import restore

    try:
        text = read_file(file).decode("utf-8")
    except UnicodeDecodeError:
        raise Refused(_("{path} is no text file").format(path=visible_text(file))) from None
    rows, head = restore(shell.place, text, is_default=shell.is_default_path)
    shell.say(_("{path}: {rows} rows, head {head}").format(path=shell.place, rows=rows, head=head))
    if shell.json:
        click.echo(json.dumps({"rows": rows, "head": head, "path": str(shell.place)}))
