"""`monteore entry`: work entries; a correction is a void, and an edit is a void with a new entry."""

from typing import TYPE_CHECKING

import click

from cli import declared
from cli.asking import confirmed, yes_option
from cli.log import LINE_SETTINGS, joined
from cli.sheets import force_option, output_option
from cli.shell import Done, Shell, table, verb, writing_verb
from cli.writing import entry_row, show_posted, show_posting, show_void
from core.basics.i18n import _

if TYPE_CHECKING:
    from core.business import Business


@declared.group()
def entry() -> None:
    """Entries: list, edit, void."""


@entry.command("list")
@declared.argument("who", metavar="[CLIENT]", required=False)
@declared.option("--since", metavar="DATE")
@declared.option("--until", metavar="DATE")
@declared.option("--ticket", metavar="N")
@declared.option("--technician", metavar="NAME")
@declared.option("--type", "work_type", metavar="TYPE")
@declared.option(
    "--words", default="", metavar="TEXT", help=_("Words of note, ticket or contact, from their beginning.")
)
@declared.option("--limit", type=declared.IntRange(min=1))
@verb
def list_(
    shell: Shell,
    who: str | None,
    since: str | None,
    until: str | None,
    ticket: str | None,
    technician: str | None,
    work_type: str | None,
    words: str,
    limit: int | None,
) -> None:
    """Entries, the latest first, voided ones too."""
    from core.entryline.filter import parse_since, parse_until
    from core.model.worktypes import code_of

    business = shell.business(read_only=True)
    meant = business.queries.resolve_account(who, archived=True) if who else None
    today = business.queries.today(meant.account_id) if meant else business.today
    views = business.queries.entries(
        client_id=meant.client.client_id if meant and not meant.is_named else None,
        account_id=meant.account_id if meant and meant.is_named else None,
        since=parse_since(since, today=today) if since else None,
        until=parse_until(until, today=today) if until else None,
        ticket=ticket.lstrip("#") if ticket else None,
        technician=technician,
        work_type=code_of(work_type) if work_type else None,
        words=words,
        limit=limit,
    )
    if shell.json:
        from cli.documents import EntriesDocument, EntryDocument

        found = {view.account.account_id for view in views}
        remaining = {each: business.queries.remaining_minutes(each) for each in found}
        shell.document(
            EntriesDocument(entries=[EntryDocument.of(view, remaining[view.account.account_id]) for view in views])
        )
        return
    head = (
        _("id"), _("day"), _("time"), _("client"), _("charged"), _("type"), _("ticket"), _("technician"), _("note"),
    )  # fmt: skip
    rows = [entry_row(view, business.zone) for view in views]
    shell.say(table([head, *rows], right=frozenset({4})) if views else _("no entries"))


def _voided_again(shell: Shell, business: "Business", done: Done) -> None:
    show_void(shell, business, business.entries.posted_view(done.id("entry.voided"), None))


def _edited_again(shell: Shell, business: "Business", done: Done) -> None:
    show_posted(shell, business, done.id("entry.posted"))


@entry.command()
@declared.argument("entry_id", metavar="ID")
@declared.option("--reason", default="", metavar="T")
@yes_option
@writing_verb(_voided_again)
def void(shell: Shell, entry_id: str, reason: str, yes: bool) -> None:
    """Reverse an entry; its minutes go back into the same blocks."""
    from core.basics.text import clean_text

    business = shell.business()
    view = confirmed(shell, yes, lambda sure: business.entries.void(entry_id, clean_text(reason), sure=sure))
    if view is not None:
        show_void(shell, business, view)


@entry.command(context_settings=LINE_SETTINGS)
@declared.argument("entry_id", metavar="ID")
@declared.argument("line", nargs=-1, required=True, type=declared.UNPROCESSED)
@yes_option
@writing_verb(_edited_again)
def edit(shell: Shell, entry_id: str, line: tuple[str, ...], yes: bool) -> None:
    """Void an entry and log LINE in its place, in one change; what LINE does not say stays."""
    from core.basics.dataclass import replace
    from core.entryline.understand import correction
    from core.queries.slips import slips_of_correction

    business = shell.business()
    draft = correction(business.queries, business.queries.entry(entry_id), joined(line))
    view = confirmed(shell, yes, lambda sure: business.entries.edit(entry_id, draft, sure=sure))
    if view is not None:
        looks = slips_of_correction(business.session, entry_id, view.entry.entry_id)
        show_posting(shell, business, replace(view, looks=looks))


@entry.command()
@declared.argument("entry_id", metavar="ID")
@output_option
@force_option
@verb
def sheet(shell: Shell, entry_id: str, output: str, force: bool) -> None:
    """Write the report of one visit or piece of work as a PDF for the client to sign."""
    from cli.sheets import sender_of, write_sheet
    from core.documents.visit_sheet import visit_sheet

    business = shell.business(read_only=True)
    queries = business.queries
    found = queries.entry(entry_id)
    terms = queries.terms(found.account.account_id, found.work_date)
    card, today = queries.fiscal_card(found.client.client_id), queries.today(found.account.account_id)
    zone = business.session.zone_for(terms)
    write_sheet(shell, visit_sheet(found, card, sender_of(business), zone, today), output, force=force)


def _contested_again(shell: Shell, business: "Business", done: Done) -> None:
    _tell_contest(shell, business, done.said["entry_id"])


def _tell_contest(shell: Shell, business: "Business", entry_id: str) -> None:
    import json

    found = business.queries.entry(entry_id)
    answer = business.contests.answer(found.entry_id) or ""
    shell.say(
        _("{entry_id} is contested; {answer}").format(
            entry_id=found.entry_id,
            answer=_("the answer: {text}").format(text=answer) if answer else _("no answer yet"),
        )
    )
    if shell.json:
        click.echo(
            json.dumps({"entry_id": found.entry_id, "client": found.client.code, "contested": True, "answer": answer})
        )


@entry.command()
@declared.argument("entry_id", metavar="ID")
@declared.option("--answer", default="", metavar="TEXT", help=_("The answer given; the next statement tells it."))
@writing_verb(_contested_again)
def contest(shell: Shell, entry_id: str, answer: str) -> None:
    """Mark an entry as contested by the client, or write down the answer given."""
    business = shell.business()
    business.contests.contest(entry_id, answer)
    _tell_contest(shell, business, entry_id)
