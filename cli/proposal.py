"""`monteore proposal`: proactive work proposed to clients, and the catalogue."""

import json
from typing import TYPE_CHECKING

import click

from cli import declared
from cli.asking import confirmed, yes_option
from cli.shell import Done, Shell, table, verb, writing_verb
from core.basics.durations import format_minutes
from core.basics.i18n import _

if TYPE_CHECKING:
    from core.business import Business
    from core.model.clients import Client
    from core.model.proposals import CatalogueItem, Proposal


@declared.group()
def proposal() -> None:
    """Proposals: add, list, accept, done, drop, suggest, catalogue."""


def _minutes(typed: str) -> int:
    from core.basics.durations import parse_option_duration, whole_minutes

    return whole_minutes(parse_option_duration(typed))


def _document(found: "Proposal", client: "Client") -> dict[str, object]:
    return {
        "proposal_id": found.proposal_id,
        "client": client.code,
        "title": found.title,
        "estimate_minutes": found.estimate_minutes,
        "work_type": found.work_type,
        "due_on": found.due_on.isoformat() if found.due_on else None,
        "recurrence": found.recurrence,
        "status": found.status.value,
        "entry_id": found.entry_id,
        "reason": found.reason,
    }


def _tell(shell: Shell, found: "Proposal", client: "Client") -> None:
    _tell_line(shell, found, client)
    if shell.json:
        click.echo(json.dumps(_document(found, client)))


def _tell_line(shell: Shell, found: "Proposal", client: "Client") -> None:
    from core.language.labels import word_label

    due = found.due_on.isoformat() if found.due_on else _("no date")
    shell.say(
        _("{id}  {code}  {title}  {hours} h  {due}  {status}").format(
            id=found.proposal_id,
            code=client.code,
            title=found.title,
            hours=format_minutes(found.estimate_minutes),
            due=due,
            status=word_label(found.status.value),
        )
    )


def _again(shell: Shell, business: "Business", done: Done) -> None:
    found = business.proposals.one(done.id("proposal.added", "proposal.changed"))
    _tell(shell, found, business.queries.client(found.client_id))


def _done_again(shell: Shell, business: "Business", done: Done) -> None:
    from cli.writing import show_posted

    show_posted(shell, business, done.id("entry.posted"))


@proposal.command()
@declared.argument("who", metavar="CLIENT")
@declared.argument("title", nargs=-1)
@declared.option("--estimate", default="1h", show_default=True, metavar="2h")
@declared.option("--due", metavar="DATE")
@declared.option("--every", default="", metavar="monthly|RRULE")
@declared.option("--type", "work_type", default="maintenance", show_default=True, metavar="TYPE")
@declared.option("--from", "from_item", metavar="ITEM", help=_("Take it from the catalogue."))
@writing_verb(_again)
def add(
    shell: Shell,
    who: str,
    title: tuple[str, ...],
    estimate: str,
    due: str | None,
    every: str,
    work_type: str,
    from_item: str | None,
) -> None:
    """Suggest work to a client."""
    from core.entryline.parse import parse_day

    business = shell.business()
    client = business.queries.resolve_client(who)
    due_on = parse_day(due, today=business.queries.today(client.account_id)) if due else None
    if from_item:
        made = business.proposals.add_from(client.client_id, from_item, due_on)
    else:
        made = business.proposals.add(
            client.client_id,
            " ".join(title),
            estimate_minutes=_minutes(estimate),
            due_on=due_on,
            every=every,
            work_type=work_type.casefold(),
        )
    _tell(shell, made, client)


@proposal.command("list")
@declared.argument("who", metavar="[CLIENT]", required=False)
@declared.option("--due", "only_due", is_flag=True, help=_("Only what is due."))
@declared.option("--all", "everything", is_flag=True, help=_("Done and dropped ones too."))
@verb
def list_(shell: Shell, who: str | None, only_due: bool, everything: bool) -> None:
    """What waits, the earliest due first."""
    from core.language.labels import word_label

    business = shell.business(read_only=True)
    client_id = business.queries.resolve_client(who, archived=True).client_id if who else None
    views = [v for v in business.proposals.list(client_id, everything=everything) if v.due or not only_due]
    if shell.json:
        click.echo(json.dumps({"proposals": [_document(view.proposal, view.client) for view in views]}))
        return
    head = (_("id"), _("client"), _("title"), _("hours"), _("due"), _("again"), _("status"))
    rows = [
        (
            view.proposal.proposal_id,
            view.client.code,
            view.proposal.title,
            format_minutes(view.proposal.estimate_minutes),
            (view.proposal.due_on.isoformat() if view.proposal.due_on else "") + ("!" if view.overdue else ""),
            view.recurrence,
            word_label(view.proposal.status.value),
        )
        for view in views
    ]
    nothing = _("nothing waits; suggest something: monteore proposal suggest")
    shell.say(table([head, *rows], right=frozenset({3})) if rows else nothing)


@proposal.command()
@declared.argument("proposal_id", metavar="ID")
@writing_verb(_again)
def accept(shell: Shell, proposal_id: str) -> None:
    """The client said yes."""
    business = shell.business()
    found = business.proposals.accept(proposal_id)
    _tell(shell, found, business.queries.client(found.client_id))


@proposal.command()
@declared.argument("proposal_id", metavar="ID")
@declared.argument("line", nargs=-1)
@yes_option
@writing_verb(_done_again)
def done(shell: Shell, proposal_id: str, line: tuple[str, ...], yes: bool) -> None:
    """Log the work and close it; LINE is a quick entry without the client, such as: 45m checked disks #12 @yesterday."""
    from cli.writing import show_posting

    business = shell.business()
    typed = " ".join(line)
    view = confirmed(shell, yes, lambda sure: business.lines.done(business.proposals, proposal_id, typed, sure=sure))
    if view is not None:
        show_posting(shell, business, view)


@proposal.command()
@declared.argument("proposal_id", metavar="ID")
@declared.option("--reason", default="", metavar="T")
@writing_verb(_again)
def drop(shell: Shell, proposal_id: str, reason: str) -> None:
    """It will not be done."""
    business = shell.business()
    found = business.proposals.drop(proposal_id, reason)
    _tell(shell, found, business.queries.client(found.client_id))


def _suggested_again(shell: Shell, business: "Business", done: Done) -> None:
    views = [business.proposals.one(each) for each in done.ids("proposal.added")]
    for view in views:
        _tell_line(shell, view, business.queries.client(view.client_id))
    if shell.json:
        found = [
            {
                "client": business.queries.client(view.client_id).code,
                "title": view.title,
                "item_id": view.item_id,
                "estimate_minutes": view.estimate_minutes,
                "unused_minutes": None,
                "expires_on": None,
                "last_done": None,
            }
            for view in views
        ]
        click.echo(json.dumps({"suggestions": found}))


@proposal.command()
@declared.argument("who", metavar="[CLIENT]", required=False)
@declared.option("--days", type=declared.IntRange(min=1), default=60, show_default=True)
@declared.option("--add", "add_them", is_flag=True, help=_("Add them all as proposals, due today."))
@writing_verb(_suggested_again)
def suggest(shell: Shell, who: str | None, days: int, add_them: bool) -> None:
    """What to offer to clients whose hours expire unused."""
    business = shell.business(read_only=not add_them)
    client_id = business.queries.resolve_client(who, archived=True).client_id if who else None
    views = business.proposals.suggest(client_id, days)
    if add_them:
        views = business.proposals.add_suggested(views, days)
    for view in views:
        shell.say(
            _("{code}: {title}, {estimate} h; {unused} h expire from {day}").format(
                code=view.client.code,
                title=view.item.title,
                estimate=format_minutes(view.item.estimate_minutes),
                unused=format_minutes(view.unused_minutes),
                day=view.expires_on.isoformat(),
            )
        )
    if not views:
        shell.say(_("nothing to suggest: no unused hours expire soon, or the catalogue has nothing that fits"))
    if shell.json:
        found = [
            {
                "client": view.client.code,
                "title": view.item.title,
                "item_id": view.item.item_id,
                "estimate_minutes": view.item.estimate_minutes,
                "unused_minutes": view.unused_minutes,
                "expires_on": view.expires_on.isoformat(),
                "last_done": view.last_done.isoformat() if view.last_done else None,
            }
            for view in views
        ]
        click.echo(json.dumps({"suggestions": found}))


@proposal.group()
def catalogue() -> None:
    """The kinds of proactive work that are offered: list, set, drop."""


def _item_document(item: "CatalogueItem") -> dict[str, object]:
    return {
        "item_id": item.item_id,
        "title": item.title,
        "estimate_minutes": item.estimate_minutes,
        "work_type": item.work_type,
        "recurrence": item.recurrence,
    }


@catalogue.command("list")
@verb
def catalogue_list(shell: Shell) -> None:
    """What is offered."""
    from core.rules.proposals import recurrence_words

    items = shell.business(read_only=True).proposals.catalogue()
    rows = [
        (i.item_id, i.title, format_minutes(i.estimate_minutes), i.work_type, recurrence_words(i.recurrence))
        for i in items
    ]
    head = (_("id"), _("title"), _("hours"), _("type"), _("again"))
    empty = _("the catalogue is empty; add to it: monteore proposal catalogue set TITLE --estimate 1h")
    shell.say(table([head, *rows], right=frozenset({2})) if rows else empty)
    if shell.json:
        click.echo(json.dumps({"items": [_item_document(item) for item in items]}))


def _set_again(shell: Shell, business: "Business", done: Done) -> None:
    item = business.proposals.any_item(done.id("catalogue.set"))
    shell.say(f"{item.item_id}  {item.title}")
    if shell.json:
        click.echo(json.dumps(_item_document(item)))


def _dropped_again(shell: Shell, business: "Business", done: Done) -> None:
    item = business.proposals.any_item(done.id("catalogue.dropped"))
    shell.say(_("dropped {title}").format(title=item.title))
    if shell.json:
        click.echo(json.dumps(_item_document(item)))


@catalogue.command("set")
@declared.argument("title", nargs=-1, required=True)
@declared.option("--estimate", default="1h", show_default=True, metavar="2h")
@declared.option("--every", default="", metavar="monthly|RRULE")
@declared.option("--type", "work_type", default="maintenance", show_default=True, metavar="TYPE")
@writing_verb(_set_again)
def catalogue_set(shell: Shell, title: tuple[str, ...], estimate: str, every: str, work_type: str) -> None:
    """Offer a kind of work; the same title again changes it."""
    item = shell.business().proposals.set_item(
        " ".join(title), estimate_minutes=_minutes(estimate), every=every, work_type=work_type.casefold()
    )
    shell.say(f"{item.item_id}  {item.title}")
    if shell.json:
        click.echo(json.dumps(_item_document(item)))


@catalogue.command("drop")
@declared.argument("wanted", metavar="ITEM")
@writing_verb(_dropped_again)
def catalogue_drop(shell: Shell, wanted: str) -> None:
    """Offer it no more."""
    item = shell.business().proposals.drop_item(wanted)
    shell.say(_("dropped {title}").format(title=item.title))
    if shell.json:
        click.echo(json.dumps(_item_document(item)))
