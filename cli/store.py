"""`monteore store`: maintenance of the store."""

from collections.abc import Sequence

import click

from cli import declared
from cli.file_types import OWN
from cli.shell import Shell, verb, writing_verb
from core.basics.errors import Usage
from core.basics.i18n import _, ngettext
from core.basics.identity import Right


@declared.group()
def store() -> None:
    """The store: move, rechain, accept, refusals, roles, grant, revoke."""


@store.command()
@declared.option("--yes", is_flag=True, help=_("Do not ask."))
@writing_verb()
def rechain(shell: Shell, yes: bool) -> None:
    """Write the journal anew so that personal texts can be erased; the old head is recorded."""
    business = shell.business(right=Right.MANAGE)
    question = _(
        "Today's head and the digests on issued statements stay provable by verify --head; "
        "other digests do not. Write the whole journal anew?"
    )
    if not shell.ask(question, yes=yes):
        return
    view = business.erasure.rechain()
    if view.row is None:
        shell.say(_("the journal holds no texts in its chain already; nothing was changed"))
    else:
        shell.say(
            _("the new chain begins with row {row}; the old head was {head}").format(row=view.row, head=view.old_head)
        )
    if shell.json:
        from cli.book_documents import RechainDocument

        shell.document(
            RechainDocument(old_head=view.old_head, row=view.row, head=view.head, backups=list(view.backups))
        )


@store.command()
@declared.option("--yes", is_flag=True, help=_("Do not ask."))
@verb
def accept(shell: Shell, yes: bool) -> None:
    """Go on with a store that lacks acknowledged changes: an older copy, or one whose log was lost."""
    import json

    business = shell.business(right=Right.MANAGE)
    missing = business.session.store.taken_back()
    if missing is not None and not shell.ask(
        _("Go on without the changes up to journal row {seq} that this store lacks?").format(seq=missing), yes=yes
    ):
        return
    seq = business.recovery.accept()
    shell.say(_("accepted; rows up to {seq} were acknowledged once and are not in this store").format(seq=seq))
    if shell.json:
        click.echo(json.dumps({"missing_seq": seq, "head": business.head}))


@store.command()
@declared.argument("to", type=OWN, metavar="PLACE")
@declared.option("--yes", is_flag=True, help=_("Do not ask."))
@verb
def move(shell: Shell, to: str, yes: bool) -> None:
    """Move the business to another place, such as a server: everything goes over, and the old store is closed."""
    import json

    from core.basics.files import check_spared
    from core.exports import move as moving
    from core.store.place import Place

    place = Place.parse(to).expanded()
    if place.is_file:
        check_spared(place.path, is_store=True)
    business = shell.business(right=Right.MANAGE)
    question = _("Desks that are open have to be started again there. Move the business from {old} to {new}?")
    if not shell.ask(question.format(old=shell.place, new=place), yes=yes):
        return
    view = moving.move(business.session, place)
    shell.say(
        ngettext(
            "moved to {place}: {rows} row, head {head}", "moved to {place}: {rows} rows, head {head}", view.rows
        ).format(place=place, rows=view.rows, head=view.head)
    )
    shell.say(_("the old store is only kept: {path}; name the new one with --db or MONTEORE_DB").format(path=view.kept))
    if shell.json:
        click.echo(json.dumps({"rows": view.rows, "head": view.head, "place": str(place), "kept": view.kept}))


@store.command()
@declared.option("--dry-run", is_flag=True, help=_("Print the SQL, and change nothing."))
@declared.option("--yes", is_flag=True, help=_("Do not ask."))
@verb
def roles(shell: Shell, dry_run: bool, yes: bool) -> None:
    """Give the tables of a database to roles of their own, so that a login may do only what its role may."""
    import json

    from core.store.engines import database_roles

    with database_roles(shell.place) as found:
        if dry_run:
            sql = found.statements()
            click.echo(json.dumps({"place": str(shell.place), "sql": sql}) if shell.json else sql)
            return
        question = _("Only logins that are given a role can use the tables then. Give the tables of {place} to roles?")
        if not shell.ask(question.format(place=shell.place), yes=yes):
            return
        found.make()
    shell.say(_("the tables have roles now; next: monteore store grant LOGIN manager|technician|reader|service"))
    if shell.json:
        click.echo(json.dumps({"place": str(shell.place)}))


@store.command()
@declared.argument("login", required=False)
@declared.argument("role", required=False)
@verb
def grant(shell: Shell, login: str | None, role: str | None) -> None:
    """Let a login of the database work for the business: as manager, technician, reader or service; alone: list them."""
    from core.store.engines import database_roles

    if login and not role:
        raise Usage(_("say what {login} may do: manager, technician, reader or service").format(login=login))
    with database_roles(shell.place) as found:
        if login and role:
            found.grant(login, role)
        _show_people(shell, [(each.login, each.role) for each in found.people()])


@store.command()
@declared.argument("login")
@verb
def revoke(shell: Shell, login: str) -> None:
    """Take the business from a login of the database."""
    from core.store.engines import database_roles

    with database_roles(shell.place) as found:
        found.revoke(login)
        _show_people(shell, [(each.login, each.role) for each in found.people()])


def _show_people(shell: Shell, people: Sequence[tuple[str, str]]) -> None:
    """Print who works for the business."""
    import json

    for login, role in people:
        shell.say(f"{login}  {role or _('without a role')}")
    if not people:
        shell.say(_("nobody but the owner of the tables works for this business"))
    if shell.json:
        click.echo(json.dumps({"people": [{"login": login, "role": role} for login, role in people]}))


@store.command()
@verb
def refusals(shell: Shell) -> None:
    """What persons were refused: who, what, how often on a day."""
    import json

    business = shell.business(read_only=True)
    found = business.security.refusals()
    for each in found:
        last = each.last_at.astimezone(business.zone).strftime("%Y-%m-%d %H:%M")
        shell.say(f"{last}  {each.technician}  {each.what}  {each.count}")
    if not found:
        shell.say(_("nobody was refused anything"))
    if shell.json:
        rows = [
            {
                "technician": each.technician,
                "what": each.what,
                "count": each.count,
                "first_at": each.first_at.isoformat(),
                "last_at": each.last_at.isoformat(),
            }
            for each in found
        ]
        click.echo(json.dumps({"refusals": rows}))
