"""Splitting a call in two: how long its first part was, and whom the rest is with, a client or a new caller."""

from collections.abc import Mapping
from datetime import datetime

from core.basics.dataclass import dataclass, replace
from core.basics.durations import format_seconds
from core.basics.errors import Refused, UnknownClient, Usage, at
from core.basics.i18n import _
from core.entryline.call_words import call_edit
from core.entryline.doubts import refuse_clock_like, typed_length
from core.forms.fields import FormField
from core.ledger.callers import NewCaller
from core.model.calls import NO_EDIT
from core.model.clients import Client
from core.queries.views.calls import CallView
from tui.attempt import attempt
from tui.dialogs.ask_line import Asked
from tui.dialogs.form import Form, Values
from tui.dialogs.wrap_up import WrapUp
from tui.flows.runner import Runner
from tui.flows.saving import fill_form
from tui.glyphs import NEAR


@dataclass(frozen=True)
class Parted:
    """What became of the question how a call is split."""

    first: CallView | None = None
    """The first part, on hold; `None` if the call was not split."""
    is_parked: bool = False
    """Whether the question was parked: the sheet of the call does not come back by itself."""


async def split(runner: Runner, call: CallView, sheet: WrapUp, pressed_at: datetime | None) -> Parted:
    """Ask how long the first part was and whom the rest is with, and split the call.

    A client that the sheet says instead of the call's own has the first part. A name that is no client's is a new caller's,
    after y.
    """
    reader, business = runner.reader, runner.business
    typed = sheet.kept()
    given, owner = None, call.client
    if typed.client.strip():
        without_time = replace(typed, time="")
        given = await runner.read(lambda: call_edit(reader.queries, call, without_time, pressed_at))
    is_given = given is not None and given != NO_EDIT
    if is_given:
        owner = (await runner.read(lambda: reader.queries.resolve_account(typed.client))).client

    def length(values: Mapping[str, str]) -> int:
        if not values["length"].strip():
            raise Usage(_("how long was the first part? Write a length such as 12m"), about="length")
        at("length", lambda: refuse_clock_like(values["length"]))
        return at("length", lambda: typed_length(values["length"]))

    def rest_to(values: Mapping[str, str]) -> Client | NewCaller:
        """Whom the rest is with."""
        if not values["client"].strip():
            raise Usage(_("whom is the rest with? Write a client, or the name of a new caller"), about="client")
        found = attempt(lambda: reader.queries.resolve_client(values["client"]))
        if found.value is not None:
            return found.value
        if not isinstance(found.error, UnknownClient):
            raise found.error or Usage(values["client"])
        return reader.callers.proposed(values["client"])

    def check(values: Mapping[str, str]) -> list[str]:
        seconds, other = length(values), rest_to(values)
        elapsed = reader.queries.calls.elapsed_seconds(call.call_id, pressed_at)
        rest = elapsed - seconds
        if rest <= 0:
            too_long = _("the call lasted {time}; write a shorter time for its first part")
            raise Refused(too_long.format(time=format_seconds(elapsed)), about="length")
        words = _("{first} stay with {name}, {rest} are with {other}")
        parts = words.format(
            first=format_seconds(seconds), name=owner.name, rest=format_seconds(rest), other=other.name
        )
        return [parts, *(told_of_new(values, other) if isinstance(other, NewCaller) else ())]

    def told_of_new(values: Mapping[str, str], new: NewCaller) -> list[str]:
        near = attempt(lambda: reader.queries.resolve_client(values["client"])).error
        said = [_("new caller {name}, code {code}, card later").format(name=new.name, code=new.code)]
        if new.phone:
            said.append(_("{number} goes on the card").format(number=new.phone))
        if isinstance(near, UnknownClient) and near.suggestions:
            said.append(_("perhaps {codes}").format(codes=f"{NEAR} " + ", ".join(near.suggestions)))
        said += reader.callers.doubts(values["client"])[:-1]
        return said

    def doubt(values: Mapping[str, str]) -> Asked | None:
        other = rest_to(values)
        return Asked(_("Add {name} as a new caller?").format(name=other.name)) if isinstance(other, NewCaller) else None

    def save(values: dict[str, str]) -> tuple[CallView, CallView]:
        seconds, other = length(values), rest_to(values)
        before = given if given is not None and is_given else NO_EDIT
        if isinstance(other, NewCaller):
            return business.callers.split(seconds, values["client"], call.call_id, pressed_at=pressed_at, edit=before)
        return business.call_edits.split(seconds, other.client_id, call.call_id, pressed_at=pressed_at, edit=before)

    fields = (
        FormField("length", _("First part"), example="12m"),
        FormField("client", _("Rest to"), example=_("a client, or a new name")),
    )
    title = _("Split the call · {name}").format(name=owner.name)
    forms = list[Form]()

    def make(values: Values, trouble: str) -> Form:
        forms.append(Form(title, fields, check, values=values, trouble=trouble))
        return forms[-1]

    parts = await fill_form(runner, make, save, doubt, of=call.call_id)
    if parts is None:
        return Parted(is_parked=forms[-1].was_parked)
    if is_given:
        runner.keeper(call.call_id).keep(replace(typed, client=""))
        await runner.keep_words(call.call_id)
    first, second = parts
    said = _("split: {first} with {name} on hold, {rest} with {other}").format(
        first=format_seconds(first.elapsed_seconds),
        name=first.client.name,
        rest=format_seconds(second.elapsed_seconds),
        other=second.client.name,
    )
    runner.say(said)
    return Parted(first)
