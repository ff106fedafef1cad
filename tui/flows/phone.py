"""Flows of the telephone: take a phone call, log one that is over, take one off the desk."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from typing import TypeVar

from core.basics.durations import format_seconds
from core.basics.errors import Refused
from core.basics.i18n import _
from core.basics.numbers import spaced
from core.entryline.labels import read_wrap_up
from core.forms.fields import FormField
from core.model.clients import Client
from core.model.worktypes import DEFAULT_WORK_TYPE, known_work_types
from core.phone import out
from core.phone.entry import SaidOfCall
from core.queries.phone import PhoneCallView
from core.queries.views.calls import CallView
from core.queries.views.postings import PostingView, PreviewView
from tui.dialogs.ask_line import Asked
from tui.dialogs.choose import Choose
from tui.dialogs.form import Form
from tui.flows.calls import with_heartbeat
from tui.flows.doubt import Doubt
from tui.flows.entries import say_posted, with_looks
from tui.flows.runner import Runner
from tui.flows.saving import fill_form
from tui.messages import CallStarted
from tui.text import hours
from tui.widgets.previews import preview_text
from tui.widgets.ring_lines import caller_name, number_of

T = TypeVar("T")


async def take(runner: Runner, call: PhoneCallView, pressed_at: datetime) -> None:
    """Make a live call of a phone call; one that is over is logged. `pressed_at` (UTC) is the time of the key."""
    if call.ended_at is not None:
        await log(runner, call)
        return
    phone = runner.business.phone
    if call.client is None and not call.candidates:
        await _take_new(runner, call, pressed_at)
        return
    client_id = await _whose(runner, call)
    if client_id is not None:
        taken = await runner.change(
            with_heartbeat(runner, lambda: phone.accept(call.phone_call_id, client_id, pressed_at=pressed_at))
        )
        await _say_taken(runner, taken)


Ring = Callable[[], Awaitable[PhoneCallView | None]]
"""Waits for the call that rings; `None` if none does in time."""


async def take_next(runner: Runner, ring: Ring, pressed_at: datetime) -> None:
    """Take the call that rings in a moment: its key was pressed before the screen knew of it."""
    call = await _rung(ring)
    await take(runner, call, max(pressed_at, call.rang_at))


async def dismiss_next(runner: Runner, ring: Ring) -> None:
    """Take the call that rings in a moment off the desk."""
    await dismiss(runner, await _rung(ring))


async def _rung(ring: Ring) -> PhoneCallView:
    call = await ring()
    if call is None:
        raise Refused(_("no phone rings for you, and no phone call waits to be logged"))
    return call


async def _take_new(runner: Runner, call: PhoneCallView, pressed_at: datetime) -> None:
    """Ask who calls, and take the call: it runs from the key or the answer."""
    phone = runner.business.phone
    taken = await _ask_who(
        runner,
        call,
        lambda text: with_heartbeat(
            runner, lambda: phone.accept_new(call.phone_call_id, text, pressed_at=pressed_at)
        )(),
    )
    await _say_taken(runner, taken)


async def identify(runner: Runner, call: PhoneCallView) -> PhoneCallView | None:
    """Ask whose number it is, and keep it; `None` if the question was left."""
    known = await _ask_who(runner, call, lambda text: runner.business.phone.identify(call.phone_call_id, text))
    if known is not None and known.client is not None:
        runner.say(_("the call is with {name}").format(name=known.client.name))
    return known


async def _ask_who(runner: Runner, call: PhoneCallView, save: Callable[[str], T]) -> T | None:
    """Ask for a client, whose number this becomes, or a new name."""
    callers = runner.reader.callers

    def check(values: Mapping[str, str]) -> list[str]:
        client = callers.known(values["who"])
        if client is not None:
            lines = [_("the call is with {name}").format(name=client.name)]
        else:
            new = callers.proposed(values["who"], call.number)
            lines = [_("new caller {name}, code {code}, card later").format(name=new.name, code=new.code)]
            lines += callers.doubts(values["who"], call.number)[:-1]
        if call.number:
            lines.append(_("{number} goes on the card").format(number=number_of(call)))
        return lines

    def doubt(values: Mapping[str, str]) -> Asked | None:
        doubts = () if callers.known(values["who"]) else callers.doubts(values["who"], call.number)
        return Asked(doubts[-1]) if doubts else None

    title = _("Who calls? · {number}").format(number=number_of(call))
    queries, name = runner.reader.queries, call.name
    if call.number and not name:
        archived = await runner.read(lambda: queries.archived_namesakes(call.number))
        name = archived[0].name if archived else ""
    fields = (FormField("who", _("Caller"), value=name, example=_("a client's code, or a new name")),)
    return await fill_form(
        runner,
        lambda values, trouble: Form(title, fields, check, values=values, trouble=trouble),
        lambda values: save(values["who"]),
        doubt,
        of=call.phone_call_id,
    )


async def _say_taken(runner: Runner, taken: CallView | None) -> None:
    if taken is None:
        return
    runner.tell(CallStarted())
    session = runner.reader.session
    zone = await runner.read(lambda: session.zone)
    since = f"{taken.started_at.astimezone(zone):%H:%M}"
    said = _("call with {name} taken, since {time}").format(name=taken.client.name, time=since)
    runner.say(said)


async def _whose(runner: Runner, call: PhoneCallView) -> str | None:
    """The client of a call; asked for where several or none have its number. `None` if the question was left."""
    if call.client is not None:
        return call.client.client_id
    if not call.candidates:
        known = await identify(runner, call)
        return known.client.client_id if known is not None and known.client is not None else None
    return await choose_owner(runner, call.candidates, number_of(call))


async def choose_owner(runner: Runner, clients: Sequence[Client], number: str) -> str | None:
    """Ask which of the clients that own a number it was; `None` if the question was left."""
    queries = runner.reader.queries
    balances = await runner.read(lambda: [queries.balance(client.account_id) for client in clients])
    offers = [
        (client.client_id, client.name, hours(balance.remaining_minutes) if balance.counts_hours else "")
        for client, balance in zip(clients, balances, strict=True)
    ]
    return await runner.ask(Choose(_("Who calls? · {number}").format(number=number), offers))


async def dismiss(runner: Runner, call: PhoneCallView, *, for_all: bool = False) -> None:
    """Take a phone call off the desk, or off everybody's."""
    dismissed = await runner.change(lambda: runner.business.phone.dismiss(call.phone_call_id, for_all=for_all))
    if dismissed is not None:
        words = _("taken off every desk: {who}") if for_all else _("taken off your desk: {who}")
        runner.say(words.format(who=caller_name(dismissed)))


async def dial(runner: Runner, number: str) -> None:
    """Dial a number that was copied, where the settings say how; it says which of the two was done."""
    phone = runner.reader.phone

    def ring() -> bool:
        settings = phone.settings
        dialling = out.read_dialling(out.dialling_path())
        if not dialling.is_set:
            return False
        out.dial(out.dialled(number, settings.plan), settings.own_extension, dialling)
        return True

    is_dialled = await asyncio.to_thread(ring)
    said = _("dialling {number}") if is_dialled else _("copied {number}")
    runner.say(said.format(number=number))


async def dial_client(runner: Runner, client_id: str, copy: Callable[[str], None]) -> None:
    """Copy and dial the number of a client; asked for where the client has several."""
    queries = runner.reader.queries
    client = await runner.read(lambda: queries.client(client_id))
    phones = [phone for phone in client.phones if phone.e164]
    if not phones:
        raise Refused(_("{name} has no number; write one on its card").format(name=client.name))
    number: str | None = phones[0].e164
    if len(phones) > 1:
        offers = [(phone.e164, spaced(phone.e164), phone.contact) for phone in phones]
        number = await runner.ask(Choose(_("Call {name}").format(name=client.name), offers))
    if number is not None:
        copy(number)
        await dial(runner, number)


async def log(runner: Runner, call: PhoneCallView) -> None:
    """Log a phone call that is over and was not taken, with the telephone's times."""
    if call.technician != runner.reader.technician:
        raise Refused(_("this phone call rang for {technician}").format(technician=call.technician))
    client_id = await _whose(runner, call)
    if client_id is None:
        return
    phone, call_id = runner.business.phone, call.phone_call_id
    await ask_log(
        runner,
        call_id,
        client_id,
        call.contact,
        (call.talk_ms or 0) // 1000,
        lambda words: runner.reader.phone.preview_log(call_id, words),
        lambda words, sure: phone.log(call_id, words, sure=sure),
    )


async def ask_log(
    runner: Runner,
    call_id: str,
    client_id: str,
    contact: str,
    seconds: int,
    preview_of: Callable[[SaidOfCall], PreviewView],
    post: Callable[[SaidOfCall, bool], PostingView],
) -> None:
    """Ask for note and contact of a call of a client that is over, and post it."""
    reader = runner.reader
    client = await runner.read(lambda: reader.queries.client(client_id))
    known = known_work_types(await runner.read(lambda: reader.queries.terms(client.account_id)))

    def words_of(values: Mapping[str, str]) -> SaidOfCall:
        said = read_wrap_up(values["note"], known_work_types=known)
        return SaidOfCall(
            client_id=client_id,
            ticket=said.ticket,
            work_type=said.work_type or DEFAULT_WORK_TYPE,
            note=said.note,
            contact=values["contact"].strip(),
            no_charge=said.no_charge,
        )

    def preview(values: Mapping[str, str]) -> PreviewView:
        return preview_of(words_of(values))

    doubt = Doubt(preview)
    title = _("Log the phone call · {name} · {time}").format(name=client.name, time=format_seconds(seconds))
    fields = (
        FormField("note", _("Note"), example=_("printer jams #4821 +remote")),
        FormField("contact", _("Contact"), value=contact, offers=client.contacts),
    )
    saved = await fill_form(
        runner,
        lambda values, trouble: Form(
            title, fields, lambda typed: [preview_text(preview(typed))], values=values, trouble=trouble
        ),
        lambda values: post(words_of(values), doubt.sure),
        doubt.asked,
        of=call_id,
    )
    if saved is not None:
        await say_posted(runner, await with_looks(runner, saved))
