"""`monteore phone take`, `dismiss` and `log`: what the desk does with a phone call."""

from typing import TYPE_CHECKING

import click

from cli.asking import confirmed, yes_option
from cli.log import LINE_SETTINGS
from cli.phone_calls import show_calls
from cli.shell import Done, Shell, writing_verb
from cli.writing import call_line, show_posted, show_posting
from core.basics.i18n import _

if TYPE_CHECKING:
    from core.business import Business


def _taken_again(shell: Shell, business: "Business", done: Done) -> None:
    _show_taken(shell, business, done.said["phone_call_id"])


def _show_taken(shell: Shell, business: "Business", phone_call_id: str) -> None:
    """The live call of a phone call; once that is wrapped up or dropped, its last state."""
    from core.basics.errors import Refused

    call_id = business.phone.one(phone_call_id).call_id
    if call_id is None:
        raise Refused(_("no call of {id} goes on; see: monteore phone list").format(id=phone_call_id))
    view = business.queries.calls.one(call_id)
    shell.say(call_line(view))
    if shell.json:
        from cli.documents import CallDocument

        shell.document(CallDocument.of(view))


@click.command()
@click.argument("phone_call_id", metavar="ID")
@click.option("--client", metavar="CLIENT", help=_("Whose call it is, where the number does not say."))
@click.option("--new", metavar="NAME", help=_("A new caller: adds the client of that name with the number."))
@writing_verb(_taken_again, asks_clock=False)
def take(shell: Shell, phone_call_id: str, client: str | None, new: str | None) -> None:
    """Take a phone call of yours: a live call that runs from the answer; a running one goes on hold."""
    from core.basics.errors import Usage

    if client is not None and new is not None:
        raise Usage(_("write --client or --new, not both"))
    business = shell.business()
    if new is not None:
        business.phone.accept_new(phone_call_id, new)
    else:
        client_id = business.queries.resolve_client(client).client_id if client is not None else None
        business.phone.accept(phone_call_id, client_id)
    _show_taken(shell, business, phone_call_id)


def _dismissed_again(shell: Shell, business: "Business", done: Done) -> None:
    show_calls(shell, (business.phone.one(done.said["phone_call_id"]),))


@click.command()
@click.argument("phone_call_id", metavar="ID")
@click.option("--all", "for_all", is_flag=True, help=_("Off everybody's desk."))
@writing_verb(_dismissed_again, asks_clock=False)
def dismiss(shell: Shell, phone_call_id: str, for_all: bool) -> None:
    """Take a phone call off your desk; one that rang for others only, off theirs."""
    show_calls(shell, (shell.business().phone.dismiss(phone_call_id, for_all=for_all),))


def _logged_again(shell: Shell, business: "Business", done: Done) -> None:
    show_posted(shell, business, done.id("entry.posted"))


@click.command(context_settings=LINE_SETTINGS)
@click.argument("phone_call_id", metavar="ID")
@click.argument("words", metavar="[NOTE #TICKET +TYPE nc]", nargs=-1, type=click.UNPROCESSED)
@click.option("--client", metavar="CLIENT", help=_("Whose call it is, where the number does not say."))
@click.option("--contact", default="", metavar="NAME", help=_("The contact who called."))
@yes_option
@writing_verb(_logged_again)
def log(shell: Shell, phone_call_id: str, words: tuple[str, ...], client: str | None, contact: str, yes: bool) -> None:
    """Log a phone call of yours that is over and was not taken, with the telephone's times."""
    from core.basics.errors import Usage
    from core.entryline.labels import read_wrap_up
    from core.model.worktypes import DEFAULT_WORK_TYPE, known_work_types

    unknown = next((word for word in words if word.startswith("--")), None)
    if unknown:
        raise Usage(_("{word} is no option here; see: monteore phone log --help").format(word=unknown))
    business = shell.business()
    meant = business.queries.resolve_client(client) if client is not None else business.phone.one(phone_call_id).client
    known = known_work_types(business.queries.terms(meant.account_id)) if meant is not None else frozenset()
    said = read_wrap_up(" ".join(words), known_work_types=known)
    view = confirmed(
        shell,
        yes,
        lambda sure: business.phone.log(
            phone_call_id,
            client_id=meant.client_id if meant is not None else None,
            ticket=said.ticket,
            work_type=said.work_type or DEFAULT_WORK_TYPE,
            note=said.note,
            contact=contact.strip(),
            no_charge=said.no_charge,
            sure=sure,
        ),
    )
    if view is not None:
        show_posting(shell, business, view)
