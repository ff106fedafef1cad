"""The flow that sells a block. The form shows in words what the sale will do."""

from collections.abc import Mapping
from datetime import date
from types import EllipsisType
from typing import Any

from core.basics.errors import Usage, at
from core.basics.i18n import _
from core.basics.money import parse_money, precision
from core.entryline.parse import parse_day
from core.forms.fields import FormField
from core.forms.hours import as_hours, parse_hours
from core.forms.sales import parse_discount
from core.language.formats import date_text, money_text, typed_money
from core.language.labels import stored_term
from core.mail.words import is_yes
from core.model.terms import Terms
from tui.attempt import attempt
from tui.dialogs.ask_line import Asked
from tui.dialogs.form import Form
from tui.flows.runner import Runner
from tui.flows.saving import fill_form
from tui.text import hours


def _sale(values: Mapping[str, str], terms: Terms, today: date) -> dict[str, Any]:
    minutes = at("size", lambda: parse_hours(as_hours(values["size"]))) if values["size"].strip() else None
    if minutes is not None and minutes <= 0:
        raise Usage(_("the size must be over 0; write 10h"), about="size")
    price, discount = values["price"].strip(), values["discount"]
    expires = values["expires"].strip()
    last_day: date | EllipsisType | None = ...
    if expires:
        is_none = stored_term(expires, ("none",)) == "none"
        last_day = None if is_none else at("expires", lambda: parse_day(expires, today=today))
    return {
        "size_minutes": minutes,
        "price_minor": at("price", lambda: parse_money(price, terms.currency)) if price else None,
        "sold_on": at("on", lambda: parse_day(values["on"], today=today)) if values["on"].strip() else None,
        "expires_on": last_day,
        "discount": at("discount", lambda: parse_discount(discount)) if discount.strip() else None,
        "gift": at("gift", lambda: is_yes(values["gift"])),
    }


async def sell(runner: Runner, account_id: str) -> None:
    """Sell a block."""
    business, reader = runner.business, runner.reader
    queries = reader.queries
    account, terms, today = await runner.read(
        lambda: (queries.card(account_id), queries.terms(account_id), queries.today(account_id))
    )
    agreed = hours(terms.block_minutes) if terms.block_minutes else ""
    example = typed_money(800 * 10 ** precision(terms.currency), terms.currency)
    fields = (
        FormField("size", _("Size"), "", "10h", default=agreed, hint=_("hours of the block")),
        FormField(
            "price",
            _("Price"),
            "",
            example,
            default=typed_money(terms.price_minor, terms.currency),
            hint=_("of the block, before a discount"),
        ),
        FormField("discount", _("Discount"), "", "10%", hint=_("taken off the price, such as 10%")),
        FormField("gift", _("Gift"), _("no"), "", (_("no"), _("yes")), hint=_("free hours: nothing to invoice")),
        FormField("on", _("Sold on"), "", "2026-12-01", default=_("today")),
        FormField("expires", _("Expires"), "", _("2027-12-01, none"), default=_("as agreed")),
    )

    def check(values: Mapping[str, str]) -> list[str]:
        view = reader.blocks.preview(account_id, **_sale(values, terms, today))
        until = _("expires {day}").format(day=date_text(view.expires_on)) if view.expires_on else _("no expiry")
        sold = _("a block of {hours} h for {price}, to invoice; {until}")
        if is_yes(values["gift"]):
            sold = _("a gift of {hours} h, nothing to invoice; {until}")
        lines = [
            sold.format(
                hours=hours(view.size_minutes),
                price=money_text(view.price_minor, view.currency),
                until=until,
            ),
            _("left {before} → {after}").format(
                before=hours(view.remaining_before_minutes), after=hours(view.remaining_after_minutes)
            ),
        ]
        if view.settled_minutes:
            lines.append(_("{minutes} of it pay what is not covered yet").format(minutes=hours(view.settled_minutes)))
        return lines

    def form(values: dict[str, str], trouble: str) -> Form:
        title = _("Sell a block to {name}").format(name=account.title)
        return Form(title, fields, check, values=values, trouble=trouble)

    sure = False

    def doubt(values: dict[str, str]) -> Asked | None:
        nonlocal sure
        questions = reader.blocks.preview(account_id, **_sale(values, terms, today)).doubts
        sure = bool(questions)
        return Asked(_("Is this meant?"), tuple(questions)) if questions else None

    sold = await fill_form(
        runner, form, lambda values: business.blocks.sell(account_id, **_sale(values, terms, today), sure=sure), doubt
    )
    if sold is None:
        return
    # The block is sold even if the balance cannot be read now.
    balance = await runner.read(lambda: attempt(lambda: queries.balance(account_id, pace=False)).value)
    if balance is None:
        runner.say(_("block {block_id} sold to {code}").format(block_id=sold, code=account.address))
    else:
        left = hours(balance.remaining_minutes)
        runner.say(
            _("block {block_id} sold; {code} has {left} left").format(block_id=sold, code=account.address, left=left)
        )
