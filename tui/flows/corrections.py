"""Flows that correct hours with a reason: adjust an account, transfer to another one, credit a block."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from types import EllipsisType
from typing import Any

from core.basics.errors import Refused, at
from core.basics.i18n import _, ngettext
from core.basics.text import clean_text
from core.entryline.parse import parse_day
from core.forms.fields import FormField
from core.forms.hours import as_hours, parse_change, parse_hours
from core.language.formats import date_text, money_text
from core.language.labels import stored_term
from core.ledger.adjustments import ChangeView
from core.queries.views.balances import BlockView
from tui.dialogs.ask_line import Asked
from tui.dialogs.form import Form
from tui.flows.runner import Runner
from tui.flows.saving import fill_form
from tui.text import hours

Values = Mapping[str, str]


async def adjust(runner: Runner, account_id: str) -> None:
    """Give or take hours with a reason."""
    reader, changes = runner.reader, runner.business.adjustments
    card = await runner.read(lambda: reader.queries.card(account_id))
    today = await runner.read(lambda: reader.queries.today(account_id))
    fields = (
        FormField("hours", _("Hours"), "", "+2h, -1h30"),
        FormField("reason", _("Reason"), "", _("goodwill: the server was down")),
        FormField("on", _("On"), "", "2026-12-01", default=_("today")),
        FormField("expires", _("Expires"), "", _("2027-12-01, none"), default=_("as agreed")),
    )

    def read(values: Values) -> dict[str, Any]:
        expires = values["expires"].strip()
        wanted: date | EllipsisType | None = ...
        if expires:
            is_none = stored_term(expires, ("none",)) == "none"
            wanted = None if is_none else at("expires", lambda: parse_day(expires, today=today))
        return {
            "minutes": at("hours", lambda: parse_change(as_hours(values["hours"]))),
            "reason": clean_text(values["reason"]),
            "day": at("on", lambda: parse_day(values["on"], today=today)) if values["on"].strip() else None,
            "expires_on": wanted,
        }

    await _fill(
        runner,
        _("Adjust the hours of {name}").format(name=card.title),
        fields,
        lambda values: [reader.adjustments.preview_adjust(account_id, **read(values))],
        lambda values, sure: changes.adjust(account_id, **read(values), sure=sure),
    )


async def transfer(runner: Runner, account_id: str) -> None:
    """Move hours to another account."""
    reader, changes = runner.reader, runner.business.adjustments
    card = await runner.read(lambda: reader.queries.card(account_id))
    accounts = await runner.read(lambda: reader.queries.accounts_of(card.client.client_id))
    others = [each.address for each in accounts if each != card]
    fields = (
        FormField("to", _("To"), others[0] if others else "", "acme/servers", offers=tuple(others)),
        FormField("hours", _("Hours"), "", "2h"),
        FormField("reason", _("Reason"), "", _("the servers need more")),
    )

    def read(values: Values) -> tuple[str, int, str]:
        if not values["to"].strip():
            raise Refused(_("to which account? Write a client, or CLIENT/ACCOUNT"), about="to")
        to_id = at("to", lambda: reader.queries.resolve_account(values["to"].strip())).account_id
        return to_id, at("hours", lambda: parse_hours(as_hours(values["hours"]))), clean_text(values["reason"])

    await _fill(
        runner,
        _("Transfer hours of {name}").format(name=card.title),
        fields,
        lambda values: reader.adjustments.preview_transfer(account_id, *read(values)),
        lambda values, sure: changes.transfer(account_id, *read(values), sure=sure),
    )


async def credit(runner: Runner, block: BlockView) -> None:
    """Credit hours left in a block."""
    reader, changes = runner.reader, runner.business.adjustments
    fields = (
        FormField("minutes", _("Hours"), "", "1h30", default=hours(block.remaining_minutes)),
        FormField("reason", _("Reason"), "", _("the client was not content")),
    )

    def read(values: Values) -> tuple[str, int | None, str]:
        typed = values["minutes"]
        minutes = at("minutes", lambda: parse_hours(as_hours(typed))) if typed.strip() else None
        return block.block_id, minutes, clean_text(values["reason"])

    sold = date_text(block.sold_on)
    await _fill(
        runner,
        _("Credit the block of {day}: {left} h left").format(day=sold, left=hours(block.remaining_minutes)),
        fields,
        lambda values: [reader.adjustments.preview_credit(*read(values))],
        lambda values, sure: changes.credit(*read(values), sure=sure),
    )


async def _fill(
    runner: Runner,
    title: str,
    fields: Sequence[FormField],
    preview: Callable[[Values], Sequence[ChangeView]],
    save: Callable[[Values, bool], object],
) -> None:
    said: list[str] = []
    sure = False

    def check(values: Values) -> list[str]:
        return [line for view in preview(values) for line in _in_words(view)]

    def doubt(values: dict[str, str]) -> Asked | None:
        nonlocal sure
        said[:] = check(values)
        questions = [question for view in preview(values) for question in view.doubts]
        sure = bool(questions)
        return Asked(_("Is this meant?"), tuple(questions)) if questions else None

    def form(values: dict[str, str], trouble: str) -> Form:
        return Form(title, fields, check, values=values, trouble=trouble)

    if await fill_form(runner, form, lambda values: save(values, sure), doubt) is not None:
        runner.say("  ".join(said))


def _in_words(view: ChangeView) -> list[str]:
    said = [
        _("{account}: left {before} → {after}").format(
            account=view.account, before=hours(view.before_minutes), after=hours(view.after_minutes)
        )
    ]
    if view.currency:
        said.append(_("a credit line of {amount}").format(amount=money_text(-view.credit_minor, view.currency)))
    if view.renewals:
        sentence = ngettext("this adds {count} block by rule", "this adds {count} blocks by rule", view.renewals)
        said.append(sentence.format(count=view.renewals))
    return said
