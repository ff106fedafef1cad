"""`monteore call`: live calls from the shell."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from cli import declared
from cli.asking import confirmed, yes_option
from cli.log import LINE_SETTINGS
from cli.shell import Done, Shell, verb, writing_verb
from cli.writing import call_line, change_line, show_posted, show_posting
from core.basics.dataclass import replace
from core.basics.durations import format_seconds
from core.basics.i18n import _
from core.queries.others import others_on_the_phone
from core.queries.views.calls import CallView

if TYPE_CHECKING:
    from core.business import Business


@declared.group()
def call() -> None:
    """Calls: start, hold, resume, stop, cancel, list; edit, split, note, history."""


def _show(shell: Shell, view: CallView) -> None:
    shell.say(call_line(view))
    if shell.json:
        from cli.live_documents import CallDocument

        shell.document(CallDocument.of(view))


def _call(business: "Business", call_id: str | None) -> CallView:
    """The call of that id, or one's own running or last held one. Errors: `Refused` where there is none."""
    from core.basics.errors import Refused

    if call_id is not None:
        return business.queries.calls.one(call_id)
    own = business.calls.list(business.technician)
    if not own:
        raise Refused(_("no call of yours is running; start one: monteore call start CLIENT"))
    return own[0]


def _clock(business: "Business", instant: datetime) -> str:
    return instant.astimezone(business.session.zone).strftime("%H:%M")


def _warn_of_overlaps(shell: Shell, business: "Business", view: CallView) -> None:
    """Say on stderr which work of its technician shares a call's time, where a person said that time."""
    from core.queries.slips import overlaps_of_call

    for sentence in overlaps_of_call(business.session, business.queries.calls, view.call_id):
        shell.warn(f"{view.client.code}: {sentence}")


def _no_options(words: tuple[str, ...], name: str) -> None:
    """Errors: `Usage` for an unknown option among the words."""
    from core.basics.errors import Usage

    unknown = [word for word in words if word.startswith("--")]
    if unknown:
        raise Usage(_("{word} is no option here; see: monteore call {verb} --help").format(word=unknown[0], verb=name))


def _show_all(shell: Shell, views: Sequence[CallView]) -> None:
    for view in views:
        shell.say(call_line(view))
    if shell.json:
        from cli.live_documents import CallDocument, CallsDocument

        shell.document(CallsDocument(calls=[CallDocument.of(view) for view in views]))


_CHANGES = ("call.started", "call.held", "call.resumed", "call.cancelled", "call.changed", "call.split")


def _again(shell: Shell, business: "Business", done: Done) -> None:
    _show(shell, business.queries.calls.one(done.id(*_CHANGES)))


def _split_again(shell: Shell, business: "Business", done: Done) -> None:
    _show_all(shell, [business.queries.calls.one(done.id(kind)) for kind in ("call.split", "call.started")])


def _stopped_again(shell: Shell, business: "Business", done: Done) -> None:
    show_posted(shell, business, done.id("entry.posted"))


@call.command(context_settings=LINE_SETTINGS)
@declared.argument("who", metavar="CLIENT [@-10m | @11:20]", nargs=-1, type=declared.UNPROCESSED)
@declared.option(
    "--new", "new", metavar="NAME", help=_("A new caller: adds the client of that name, its card comes later.")
)
@declared.option("--phone", default="", metavar="N", help=_("The number that called."))
@yes_option
@writing_verb(_again, asks_clock=False)
def start(shell: Shell, who: tuple[str, ...], new: str | None, phone: str, yes: bool) -> None:
    """Start a call now, or from a time that has passed; a running one goes on hold then."""
    from core.basics.errors import Usage
    from core.basics.text import clean_text
    from core.entryline.call_words import call_start

    _no_options(who, "start")
    business = shell.business()
    words = call_start(business.queries, " ".join(who))
    if bool(words.client_text) == (new is not None):
        raise Usage(_("write a client, or --new NAME for a new caller: monteore call start CLIENT"))
    if new is not None:
        # "Lombardo @-10m" is a name and a start, as in the search box of the desk.
        words = call_start(business.queries, " ".join((new, *who)))
        if not words.client_text:
            raise Usage(_("write a client, or --new NAME for a new caller: monteore call start CLIENT"))
        caller, started_at = words.client_text, words.started_at
        started = confirmed(
            shell,
            yes,
            lambda sure: business.callers.start(caller, clean_text(phone), started_at=started_at, sure=sure),
        )
        if started is None:
            return
        view = started
        shell.say(
            _("added {code}  {name}, without a card; write it later: monteore client edit {code} --phone N").format(
                code=view.client.code, name=view.client.name
            )
        )
    else:
        meant = business.queries.resolve_account(words.client_text)
        view = business.calls.start(
            meant.client.client_id, clean_text(phone), meant.said_account_id, started_at=words.started_at
        )
    _show(shell, view)
    if words.started_at is not None:
        shell.say("  " + _("from {time}").format(time=_clock(business, words.started_at)))
        _warn_of_overlaps(shell, business, view)
    if new is None:
        for sentence in others_on_the_phone(business.queries.others_on_the_phone(view.client.client_id)):
            shell.warn(sentence)


@call.command()
@writing_verb(_again, asks_clock=False)
def hold(shell: Shell) -> None:
    """Put the running call on hold."""
    _show(shell, shell.business().calls.hold())


@call.command()
@declared.argument("call_id", metavar="[ID]", required=False)
@writing_verb(_again, asks_clock=False)
def resume(shell: Shell, call_id: str | None) -> None:
    """Resume the call held last, or the one named."""
    _show(shell, shell.business().calls.resume(call_id))


@call.command(context_settings=LINE_SETTINGS)
@declared.argument("words", nargs=-1, type=declared.UNPROCESSED)
@yes_option
@writing_verb(_stopped_again)
def stop(shell: Shell, words: tuple[str, ...], yes: bool) -> None:
    """Stop the call and post it: [15m | @14:00] [NOTE #TICKET +TYPE nc]; words kept with the call come first."""

    from core.entryline.call_words import call_end, call_stop, note_time, with_note, wrapped_up
    from core.entryline.calls import refuse_too_long
    from core.model.calls import CallEdit, CallEnd
    from core.queries.slips import slips_of_entry

    _no_options(words, "stop")
    business = shell.business()
    end = CallEnd()
    own = business.calls.list(business.technician)
    if own:
        time = call_stop(business.queries, own[0], " ".join(words))
        refuse_too_long(time, own[0].elapsed_seconds)
        typed = with_note(own[0].words, time.text)
        if time.ended_at is None and time.seconds is None:
            refuse_too_long(note_time(business.queries, own[0], typed), own[0].elapsed_seconds)
            end = wrapped_up(business.queries, own[0], typed)
        else:
            end = call_end(business.queries, own[0], typed)
            edit = CallEdit(end.edit.client_id, None, time.ended_at, time.seconds, end.edit.account_id)
            end = replace(end, edit=edit)
    also: Callable[[], object] | None = None
    if own and business.queries.changes().phone:
        client_id = end.edit.client_id or own[0].client.client_id
        also = business.phone.learning(own[0].call_id, client_id, end.contact)
    view = confirmed(shell, yes, lambda sure: business.calls.stop(end, sure=sure, also=also))
    if view is not None:
        looks = slips_of_entry(business.session, view.entry.entry_id)
        show_posting(shell, business, replace(view, looks=looks))


@call.command()
@declared.argument("call_id", metavar="[ID]", required=False)
@declared.option("--client", metavar="CLIENT", help=_("The client it is with."))
@declared.option("--start", metavar="TIME", help=_("When it began: 13:50, -10m, 'yesterday 23:50'."))
@declared.option("--end", metavar="TIME", help=_("When it ended; it goes on hold."))
@declared.option("--length", metavar="DURATION", help=_("How long it lasted; it goes on hold."))
@writing_verb(_again, asks_clock=False)
def edit(
    shell: Shell, call_id: str | None, client: str | None, start: str | None, end: str | None, length: str | None
) -> None:
    """Make an open call true until it is posted: its client, start, end or length; without ID the running one."""
    from core.basics.errors import Usage
    from core.entryline.call_words import instant_of
    from core.entryline.doubts import refuse_clock_like, typed_length
    from core.model.calls import CallEdit

    if not any((client, start, end, length)):
        raise Usage(_("write what to change: --client, --start, --end or --length"))
    if end and length:
        raise Usage(_("--end and --length both say how long it was; write one of the two"))
    business = shell.business()
    queries, call = business.queries, _call(business, call_id)
    seconds = None
    if length:
        refuse_clock_like(length)
        seconds = typed_length(length)
    meant = queries.resolve_account(client) if client else None
    change = CallEdit(
        meant.client.client_id if meant else None,
        instant_of(queries, call, start) if start else None,
        instant_of(queries, call, end) if end else None,
        seconds,
        meant.said_account_id if meant else None,
    )
    view = business.call_edits.edit(change, call.call_id)
    _show(shell, view)
    if change.started_at is not None:
        shell.say("  " + _("from {time}").format(time=_clock(business, view.started_at)))
    if change.ended_at is not None:
        shell.say("  " + _("until {time}").format(time=_clock(business, change.ended_at)))
    if any((change.started_at, change.ended_at, change.seconds)):
        _warn_of_overlaps(shell, business, view)


@call.command()
@declared.argument("length", metavar="DURATION")
@declared.argument("client", metavar="CLIENT")
@declared.option("--call", "call_id", metavar="ID", help=_("The call; default: the running one."))
@writing_verb(_split_again, asks_clock=False)
def split(shell: Shell, length: str, client: str, call_id: str | None) -> None:
    """Split a call over two clients: its first DURATION stays, on hold; the rest is a call with CLIENT."""
    from core.entryline.doubts import refuse_clock_like, typed_length

    business = shell.business()
    call = _call(business, call_id)
    refuse_clock_like(length)
    other = business.queries.resolve_account(client)
    parts = business.call_edits.split(
        typed_length(length),
        other.client.client_id,
        call.call_id,
        account_id=other.said_account_id,
    )
    _show_all(shell, parts)


@call.command(context_settings=LINE_SETTINGS)
@declared.argument("words", nargs=-1, required=True, type=declared.UNPROCESSED)
@verb
def note(shell: Shell, words: tuple[str, ...]) -> None:
    """Keep words with the running call, after those kept already; `call stop` posts them."""
    from core.basics.text import clean_text
    from core.entryline.call_words import with_note

    _no_options(words, "note")
    business = shell.business()
    call = _call(business, None)
    kept = with_note(call.words, clean_text(" ".join(words)))
    business.calls.keep_words(kept, call.call_id)
    shell.say(_("kept with the call: {words}").format(words=kept.note))
    if shell.json:
        _show(shell, business.queries.calls.one(call.call_id))


@call.command()
@declared.argument("call_id", metavar="[ID]", required=False)
@verb
def history(shell: Shell, call_id: str | None) -> None:
    """What was changed of a call: when, by whom, from what to what; without ID the running one."""
    business = shell.business(read_only=True)
    call_id = call_id or _call(business, None).call_id
    rows = business.calls.history(call_id)
    for row in rows:
        shell.say(change_line(business, row))
    if not rows:
        shell.say(_("nothing was changed of this call"))
    if shell.json:
        from cli.live_documents import CallHistoryDocument

        shell.document(CallHistoryDocument.of(call_id, rows))


@call.command()
@writing_verb(_again, asks_clock=False)
def cancel(shell: Shell) -> None:
    """Drop the call without an entry."""
    view = shell.business().calls.cancel()
    elapsed = format_seconds(view.elapsed_seconds)
    shell.say(
        _("dropped the call with {code}, {elapsed} without an entry").format(code=view.client.code, elapsed=elapsed)
    )
    if shell.json:
        from cli.live_documents import CallDocument

        shell.document(CallDocument.of(view))


@call.command("list")
@verb
def list_(shell: Shell) -> None:
    """Everybody's running and held calls."""
    views = shell.business(read_only=True).calls.list()
    if not views:
        shell.say(_("no call is running"))
    _show_all(shell, views)
