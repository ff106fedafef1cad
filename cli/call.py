"""`monteore call`: live calls from the shell."""

from typing import TYPE_CHECKING

import click

from cli.asking import confirmed, yes_option
from cli.log import LINE_SETTINGS
from cli.shell import Done, Shell, verb, writing_verb
from cli.writing import call_line, show_posted, show_posting
from core.basics.i18n import _
from core.queries.others import others_on_the_phone
from core.queries.views import CallView

if TYPE_CHECKING:
    from core.business import Business


@click.group()
def call() -> None:
    """Calls: start, hold, resume, stop, cancel, list."""


def _show(shell: Shell, view: CallView) -> None:
    shell.say(call_line(view))
    if shell.json:
        from cli.documents import CallDocument

        shell.document(CallDocument.of(view))


def _again(shell: Shell, business: "Business", done: Done) -> None:
    _show(shell, business.queries.calls.one(done.id("call.started", "call.held", "call.resumed", "call.cancelled")))


def _stopped_again(shell: Shell, business: "Business", done: Done) -> None:
    show_posted(shell, business, done.id("entry.posted"))


@call.command()
@click.argument("who", metavar="CLIENT", required=False)
@click.option(
    "--new", "new", metavar="NAME", help=_("A new caller: adds the client of that name, its card comes later.")
)
@click.option("--phone", default="", metavar="N", help=_("The number that called."))
@writing_verb(_again, asks_clock=False)
def start(shell: Shell, who: str | None, new: str | None, phone: str) -> None:
    """Start a call now; a running one goes on hold."""
    from core.basics.errors import Usage
    from core.basics.text import clean_text

    if (who is None) == (new is None):
        raise Usage(_("write a client, or --new NAME for a new caller: monteore call start CLIENT"))
    business = shell.business()
    if new is not None:
        view = business.callers.start(new, clean_text(phone))
        shell.say(
            _("added {code}  {name}, without a card; write it later: monteore client edit {code} --phone N").format(
                code=view.client.code, name=view.client.name
            )
        )
        _show(shell, view)
        return
    meant = business.queries.resolve_account(str(who))
    client_id = meant.client.client_id
    view = business.calls.start(client_id, clean_text(phone), meant.said_account_id)
    _show(shell, view)
    for sentence in others_on_the_phone(business.queries.others_on_the_phone(client_id)):
        shell.warn(sentence)


@call.command()
@writing_verb(_again, asks_clock=False)
def hold(shell: Shell) -> None:
    """Put the running call on hold."""
    _show(shell, shell.business().calls.hold())


@call.command()
@click.argument("call_id", metavar="[ID]", required=False)
@writing_verb(_again, asks_clock=False)
def resume(shell: Shell, call_id: str | None) -> None:
    """Resume the call held last, or the one named."""
    _show(shell, shell.business().calls.resume(call_id))


@call.command(context_settings=LINE_SETTINGS)
@click.argument("words", nargs=-1, type=click.UNPROCESSED)
@yes_option
@writing_verb(_stopped_again)
def stop(shell: Shell, words: tuple[str, ...], yes: bool) -> None:
    """Stop the call and post it: [15m | @14:00] [NOTE #TICKET +TYPE nc]."""
    from core.basics.errors import Usage
    from core.basics.i18n import language
    from core.entryline.calls import StopWords, read_stop, refuse_too_long
    from core.entryline.parse import DAY_WORDS_BY_LANGUAGE, read_wrap_up
    from core.model.worktypes import DEFAULT_WORK_TYPE, known_work_types

    unknown = [word for word in words if word.startswith("--")]
    if unknown:
        raise Usage(_("{word} is no option here; see: monteore call stop --help").format(word=unknown[0]))
    business = shell.business()
    own = business.calls.list(business.technician)
    terms = business.queries.terms(own[0].account.account_id) if own else None
    time = StopWords(" ".join(words))
    if own and terms:
        time = read_stop(
            time.text,
            started_at=own[0].started_at,
            elapsed_seconds=own[0].elapsed_seconds,
            now=business.session.clock.now(),
            zone=business.session.zone_for(terms),
            day_words=DAY_WORDS_BY_LANGUAGE.get(language()),
        )
        refuse_too_long(time, own[0].elapsed_seconds)
    said = read_wrap_up(time.text, known_work_types=known_work_types(terms) if terms else ())
    view = confirmed(
        shell,
        yes,
        lambda sure: business.calls.stop(
            ticket=said.ticket,
            work_type=said.work_type or DEFAULT_WORK_TYPE,
            note=said.note,
            no_charge=said.no_charge,
            stopped_at=time.ended_at,
            worked_seconds=time.seconds,
            end_said=time.ended_at is not None,
            sure=sure,
        ),
    )
    if view is not None:
        show_posting(shell, business, view)


@call.command()
@writing_verb(_again, asks_clock=False)
def cancel(shell: Shell) -> None:
    """Drop the call without an entry."""
    _show(shell, shell.business().calls.cancel())


@call.command("list")
@verb
def list_(shell: Shell) -> None:
    """Everybody's running and held calls."""
    views = shell.business(read_only=True).calls.list()
    for view in views:
        shell.say(call_line(view))
    if not views:
        shell.say(_("no call is running"))
    if shell.json:
        from cli.documents import CallDocument, CallsDocument

        shell.document(CallsDocument(calls=[CallDocument.of(view) for view in views]))
