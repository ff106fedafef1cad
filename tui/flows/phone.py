"""Flows of the telephone: take a phone call, log one that is over, take one off the desk."""

from collections.abc import Mapping
from datetime import datetime
from typing import TypedDict

from core.basics.durations import format_seconds
from core.basics.i18n import _
from core.entryline.labels import read_wrap_up
from core.forms.fields import FormField
from core.model.worktypes import DEFAULT_WORK_TYPE, known_work_types
from core.queries.phone import PhoneCallView
from core.queries.views import CallView, PostingView, PreviewView
from tui.dialogs.choose import Choose
from tui.dialogs.form import Form, Values
from tui.flows.calls import with_heartbeat
from tui.flows.entries import say_posted
from tui.flows.runner import Doubt, Runner
from tui.text import hours
from tui.widgets.previews import preview_text
from tui.widgets.ring_lines import number_of


class LogWords(TypedDict):
    """What the log of a phone call says of the entry."""

    client_id: str
    ticket: str
    work_type: str
    note: str
    contact: str
    no_charge: bool


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
        _say_taken(runner, taken)


async def _take_new(runner: Runner, call: PhoneCallView, pressed_at: datetime) -> None:
    """Ask who calls: a client, whose number this becomes, or a new one. The call runs from the key or the answer."""
    reader, phone = runner.reader, runner.business.phone

    def check(values: Mapping[str, str]) -> list[str]:
        client = reader.callers.known(values["who"])
        if client is not None:
            lines = [_("the call is with {name}").format(name=client.name)]
        else:
            new = reader.callers.proposed(values["who"], call.number)
            lines = [_("new caller {name}, code {code}, card later").format(name=new.name, code=new.code)]
        if call.number:
            lines.append(_("{number} goes on the card").format(number=number_of(call)))
        return lines

    def save(values: Values) -> CallView:
        client = reader.callers.known(values["who"])
        if client is None:
            return phone.accept_new(call.phone_call_id, values["who"], pressed_at=pressed_at)
        taken = phone.accept(call.phone_call_id, client.client_id, pressed_at=pressed_at)
        if call.number:
            phone.link(call.phone_call_id, client.client_id, keeps_number=True)
        return taken

    title = _("Who calls? · {number}").format(number=number_of(call))
    fields = (FormField("who", _("Caller"), value=call.name, example=_("a client's code, or a new name")),)
    taken = await runner.fill(
        lambda values, trouble: Form(title, fields, check, values=values, trouble=trouble),
        lambda values: with_heartbeat(runner, lambda: save(values))(),
    )
    _say_taken(runner, taken)


def _say_taken(runner: Runner, taken: CallView | None) -> None:
    if taken is None:
        return
    since = f"{taken.started_at.astimezone(runner.reader.session.zone):%H:%M}"
    runner.say(_("call with {name} taken, since {time}").format(name=taken.client.name, time=since))


async def _whose(runner: Runner, call: PhoneCallView) -> str | None:
    """The client of a call; asked for where several have its number. `None` if the question was left."""
    if call.client is not None:
        return call.client.client_id
    offers = [
        (client.client_id, client.name, hours(runner.reader.queries.balance(client.account_id).remaining_minutes))
        for client in call.candidates
    ]
    return await runner.ask(Choose(_("Who calls? · {number}").format(number=number_of(call)), offers))


async def dismiss(runner: Runner, call: PhoneCallView) -> None:
    """Take a phone call off the desk."""
    dismissed = await runner.change(lambda: runner.business.phone.dismiss(call.phone_call_id))
    if dismissed is not None:
        runner.say(_("taken off your desk: {number}").format(number=number_of(dismissed)))


async def log(runner: Runner, call: PhoneCallView) -> None:
    """Log a phone call that is over and was not taken, with the telephone's times."""
    client_id = await _whose(runner, call)
    if client_id is None:
        return
    reader, business = runner.reader, runner.business
    client = reader.queries.client(client_id)
    known = known_work_types(reader.queries.terms(client.account_id))

    def words_of(values: Mapping[str, str]) -> LogWords:
        said = read_wrap_up(values["note"], known_work_types=known)
        return {
            "client_id": client_id,
            "ticket": said.ticket,
            "work_type": said.work_type or DEFAULT_WORK_TYPE,
            "note": said.note,
            "contact": values["contact"].strip(),
            "no_charge": said.no_charge,
        }

    def preview(values: Mapping[str, str]) -> PreviewView:
        return reader.phone.preview_log(call.phone_call_id, **words_of(values))

    def save(values: Values) -> PostingView:
        return business.phone.log(call.phone_call_id, **words_of(values), sure=doubt.sure)

    doubt = Doubt(preview)
    time = format_seconds((call.talk_ms or 0) // 1000)
    title = _("Log the phone call · {name} · {time}").format(name=client.name, time=time)
    fields = (
        FormField("note", _("Note"), example=_("printer jams #4821 +remote")),
        FormField("contact", _("Contact"), value=call.contact, offers=client.contacts),
    )
    saved = await runner.fill(
        lambda values, trouble: Form(
            title, fields, lambda typed: [preview_text(preview(typed))], values=values, trouble=trouble
        ),
        save,
        doubt,
    )
    if saved is not None:
        say_posted(runner, saved)
