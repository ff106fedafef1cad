"""`monteore phone take`, `dismiss` and `log`: what the desk does with a phone call."""

from typing import TYPE_CHECKING

from cli import declared
from cli.asking import confirmed, yes_option
from cli.log import LINE_SETTINGS
from cli.phone_calls import show_calls
from cli.shell import Done, Shell, table, writing_verb
from cli.writing import call_line, show_posted, show_posting
from core.basics.i18n import _

if TYPE_CHECKING:
    from core.business import Business
    from core.queries.views.unlogged import UnloggedCall


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
        from cli.live_documents import CallDocument

        shell.document(CallDocument.of(view))


@declared.command()
@declared.argument("phone_call_id", metavar="ID")
@declared.option("--client", metavar="CLIENT", help=_("Whose call it is, where the number does not say."))
@declared.option("--new", metavar="NAME", help=_("A new caller: adds the client of that name with the number."))
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


def _of_records(call_id: str) -> bool:
    """Whether an id is one of `monteore reconcile`."""
    return call_id.startswith("u")


def _dismissed_again(shell: Shell, business: "Business", done: Done) -> None:
    call_id: str = done.said["phone_call_id"]
    if done.said["reason"] is None:
        show_calls(shell, (business.phone.one(call_id),))
        return
    reconciliation = business.phone.reconciliation
    own_id = call_id if _of_records(call_id) else reconciliation.id_of_phone_call(call_id)
    _show_dismissed(shell, business, reconciliation.call(own_id))


def _show_dismissed(shell: Shell, business: "Business", call: "UnloggedCall") -> None:
    from cli.reconcile import call_rows

    shell.say(table(call_rows([call], business.zone)))
    if shell.json:
        from cli.call_documents import UnloggedCallDocument, UnloggedCallsDocument

        shell.document(UnloggedCallsDocument(calls=[UnloggedCallDocument.of(call)]))


@declared.command()
@declared.argument("phone_call_id", metavar="ID")
@declared.option("--all", "for_all", is_flag=True, help=_("Off everybody's desk."))
@declared.option(
    "--reason", metavar="WHY", help=_("It is no work, for good: it is not told as a call that nobody logged.")
)
@writing_verb(_dismissed_again, asks_clock=False)
def dismiss(shell: Shell, phone_call_id: str, for_all: bool, reason: str | None) -> None:
    """Take a phone call off your desk; one that rang for others only, off theirs. With --reason: for good."""
    from core.basics.errors import Usage

    if reason is None and not _of_records(phone_call_id):
        show_calls(shell, (shell.business().phone.dismiss(phone_call_id, for_all=for_all),))
        return
    if reason is None:
        raise Usage(_("say why the call is no work: monteore phone dismiss {id} --reason WHY").format(id=phone_call_id))
    business = shell.business()
    reconciliation = business.phone.reconciliation
    call_id = phone_call_id if _of_records(phone_call_id) else reconciliation.id_of_phone_call(phone_call_id)
    _show_dismissed(shell, business, reconciliation.dismiss(call_id, reason))


def _logged_again(shell: Shell, business: "Business", done: Done) -> None:
    show_posted(shell, business, done.id("entry.posted"))


@declared.command(context_settings=LINE_SETTINGS)
@declared.argument("phone_call_id", metavar="ID")
@declared.argument("words", metavar="[NOTE #TICKET +TYPE nc]", nargs=-1, type=declared.UNPROCESSED)
@declared.option("--client", metavar="CLIENT", help=_("Whose call it is, where the number does not say."))
@declared.option("--contact", default="", metavar="NAME", help=_("The contact who called."))
@yes_option
@writing_verb(_logged_again)
def log(shell: Shell, phone_call_id: str, words: tuple[str, ...], client: str | None, contact: str, yes: bool) -> None:
    """Log a phone call of yours that is over and was not taken, or one of reconcile, with the telephone's times."""
    from core.basics.errors import Usage
    from core.entryline.labels import read_wrap_up
    from core.model.worktypes import DEFAULT_WORK_TYPE, known_work_types
    from core.phone.entry import SaidOfCall

    unknown = next((word for word in words if word.startswith("--")), None)
    if unknown:
        raise Usage(_("{word} is no option here; see: monteore phone log --help").format(word=unknown))
    business = shell.business()
    phone = business.phone
    is_of_records = _of_records(phone_call_id)
    found = phone.reconciliation.call(phone_call_id) if is_of_records else phone.one(phone_call_id)
    meant = business.queries.resolve_client(client) if client is not None else found.client
    known = known_work_types(business.queries.terms(meant.account_id)) if meant is not None else frozenset()
    said = read_wrap_up(" ".join(words), known_work_types=known)
    about = SaidOfCall(
        client_id=meant.client_id if meant is not None else None,
        ticket=said.ticket,
        work_type=said.work_type or DEFAULT_WORK_TYPE,
        note=said.note,
        contact=contact.strip(),
        no_charge=said.no_charge,
    )
    view = confirmed(
        shell,
        yes,
        lambda sure: (phone.reconciliation if is_of_records else phone).log(phone_call_id, about, sure=sure),
    )
    if view is not None:
        show_posting(shell, business, view)
