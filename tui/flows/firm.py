"""Flows of the business itself: its lock date, its price list, its name and fiscal data."""

from collections.abc import Mapping
from datetime import date, timedelta

from core.basics.clock import parse_zone
from core.basics.errors import Usage
from core.basics.i18n import _
from core.basics.money import parse_currency, parse_money
from core.basics.text import clean_text
from core.entryline.parse import parse_day
from core.forms.fields import FormField, told
from core.forms.firm import firm_fields, firm_texts, read_firm
from core.forms.fiscal import doubts_of
from core.forms.hours import as_hours, parse_hours
from core.language.formats import date_text, money_text, typed_money
from core.language.labels import stored_term
from core.ledger.settings import SettingsChange
from core.model.prices import ListedPrice
from tui.dialogs.ask_line import Asked
from tui.dialogs.form import Form
from tui.flows.runner import Runner
from tui.flows.saving import fill_form
from tui.text import hours

_EXAMPLE_MINOR = 80000
_LAST_STATEMENT_DAY = 28
_NONE = "none"
"""The stored word for no lock."""


async def lock(runner: Runner) -> None:
    """Show the lock date, and move it after y: forth by a day alone, back with a reason."""
    business, reader = runner.business, runner.reader
    present, today = await runner.read(lambda: (reader.lock.day, reader.today))
    last_month = today.replace(day=1) - timedelta(days=1)
    fields = (
        FormField(
            "day",
            _("Up to"),
            date_text(last_month),
            date_text(date(2026, 10, 31)),
            hint=_("the last locked day; none lifts it"),
        ),
        FormField("reason", _("Reason"), "", _("an invoice was wrong"), hint=_("needed to open days again")),
    )
    day_field = fields[0]

    def read(values: Mapping[str, str]) -> date | None:
        typed = values["day"].strip()
        if stored_term(typed, (_NONE,)) == _NONE:
            return None
        return told(day_field, lambda: parse_day(typed, today=today, is_past=True))

    def opens(day: date | None) -> bool:
        return present is not None and (day is None or day < present)

    def check(values: Mapping[str, str]) -> list[str]:
        day, reason = read(values), clean_text(values["reason"])
        now = _("now locked up to {day}").format(day=date_text(present)) if present else _("no day is locked now")
        if day == present:
            return [now]
        if day is not None:
            told(day_field, lambda: reader.lock.check_over(day))
        if opens(day) and not reason:
            told(fields[1], _no_reason)
        return [now, *_effect(day, present)]

    def doubt(values: Mapping[str, str]) -> Asked | None:
        day = read(values)
        if day == present:
            return None
        question = _("Open days that were closed?") if opens(day) else _("Lock these days?")
        return Asked(question, tuple(check(values)))

    def form(values: dict[str, str], trouble: str) -> Form:
        return Form(_("Lock the books"), fields, check, values=values, trouble=trouble)

    def save(values: dict[str, str]) -> list[date | None]:
        day = read(values)
        if day == present:
            return [present]
        if day is None or opens(day):
            return [business.lock.reopen(day, clean_text(values["reason"]))]
        return [business.lock.set(day)]

    moved = await fill_form(runner, form, save, doubt)
    if moved is not None:
        day = moved[0]
        runner.say(_("locked up to {day}").format(day=date_text(day)) if day else _("no day is locked any more"))


def _no_reason() -> None:
    raise Usage(_("why are the books opened again?"))


def _effect(day: date | None, present: date | None) -> list[str]:
    if day is None:
        return [_("then no day is locked: work of every day can be posted, corrected and voided")]
    said = _("then nothing dated on or before {day} can be posted, corrected or voided").format(day=date_text(day))
    if present is not None and day < present:
        return [said, _("the days after it are open again")]
    return [said]


async def set_prices(runner: Runner) -> None:
    """Show the price list; say what a block of one size costs, or take a size off the list."""
    business, reader = runner.business, runner.reader
    listed, usual = await runner.read(lambda: (reader.price_list.all(), reader.price_list.usual_currency()))
    known = ", ".join(f"{hours(each.size_minutes)} {money_text(each.price_minor, each.currency)}" for each in listed)
    fields = (
        FormField("size", _("Size"), "", "10h", hint=_("hours of one block")),
        FormField(
            "price",
            _("Price"),
            "",
            typed_money(_EXAMPLE_MINOR, usual),
            hint=_("of the whole block; empty: off the list"),
        ),
        FormField("currency", _("Currency"), usual, "EUR"),
    )

    def read(values: Mapping[str, str]) -> ListedPrice:
        size, price = values["size"].strip(), values["price"].strip()
        if not size:
            raise Usage(_("a price is of a size: write its hours"), about="size")
        currency = told(fields[2], lambda: parse_currency(values["currency"].strip() or usual))
        minutes = told(fields[0], lambda: parse_hours(as_hours(size)))
        return ListedPrice(minutes, told(fields[1], lambda: parse_money(price, currency)) if price else 0, currency)

    def check(values: Mapping[str, str]) -> list[str]:
        if not values["size"].strip() and not values["price"].strip():
            return [_("on the list: {prices}").format(prices=known) if known else _("nothing is listed yet")]
        said = read(values)
        was = next((each for each in listed if _is_of(each, said)), None)
        if not said.price_minor and was is None:
            raise Usage(
                _("{size} h is not on the list; write its price").format(size=hours(said.size_minutes)), about="price"
            )
        if said == was:
            raise Usage(_("nothing is changed yet"))
        before = money_text(was.price_minor, was.currency) if was is not None else _("not on the list")
        after = money_text(said.price_minor, said.currency) if said.price_minor else _("not on the list")
        change = f"{hours(said.size_minutes)} h: {before} → {after}"
        if said.price_minor:
            hourly = money_text(said.hour_minor, said.currency)
            change += "   " + _("{price} an hour").format(price=hourly)
        return [change, _("blocks already sold keep their price")]

    def form(values: dict[str, str], trouble: str) -> Form:
        return Form(_("Price list"), fields, check, values=values, trouble=trouble)

    def save(values: dict[str, str]) -> str:
        said = read(values)
        if not said.price_minor:
            business.price_list.drop(said.size_minutes, said.currency)
            return _("{size} h is off the price list").format(size=hours(said.size_minutes))
        business.price_list.set(said)
        price = money_text(said.price_minor, said.currency)
        return _("{size} h for {price} on the price list").format(size=hours(said.size_minutes), price=price)

    def doubt(values: Mapping[str, str]) -> Asked | None:
        said = read(values)
        return None if said.price_minor else Asked(_("Take this size off the list?"), tuple(check(values)))

    words = await fill_form(runner, form, save, doubt)
    if words is not None:
        runner.say(words)


def _is_of(listed: ListedPrice, said: ListedPrice) -> bool:
    return (listed.size_minutes, listed.currency) == (said.size_minutes, said.currency)


async def set_business(runner: Runner) -> None:
    """Say the name, the fiscal data, the day of statements and the time zone of the business."""
    business, reader = runner.business, runner.reader
    settings = reader.settings
    firm, name, day, zone = await runner.read(
        lambda: (settings.firm, settings.name, settings.statement_day, reader.session.zone.key)
    )
    fields = (
        FormField("business", _("Name"), name, hint=_("as statements and mail show it")),
        FormField(
            "statement_day",
            _("Statements"),
            str(day),
            "1",
            hint=_("day of the month that gives them out, 1-28"),
        ),
        FormField(
            "timezone",
            _("Time zone"),
            zone,
            "Europe/Rome",
            hint=_("for its days, and the country of numbers"),
        ),
        *firm_fields(firm),
    )
    first = {field.name: field.value for field in fields}

    def day_of(values: Mapping[str, str]) -> int:
        typed = values["statement_day"].strip()
        if not (typed.isdecimal() and typed.isascii() and 1 <= int(typed) <= _LAST_STATEMENT_DAY):
            told(fields[1], _no_statement_day)
        return int(typed)

    def zone_of(values: Mapping[str, str]) -> str:
        return told(fields[2], lambda: parse_zone(values["timezone"].strip()))

    def changed(values: Mapping[str, str]) -> dict[str, str]:
        return firm_texts({each: text for each, text in values.items() if text.strip() != first[each]})

    def check(values: Mapping[str, str]) -> list[str]:
        wanted = read_firm(changed(values), firm)
        lines = [
            _("{label}: {before} → {after}").format(label=label, before=before or "-", after=after or "-")
            for label, before, after in _compared(fields, first, values)
        ]
        if not lines:
            raise Usage(_("nothing is changed yet"))
        day_of(values)
        if zone_of(values) != zone:
            lines.append(_("what is recorded keeps its days and charges"))
        warning = _("! {doubt}; it is kept, but an electronic invoice would be refused")
        return [*lines, *(warning.format(doubt=doubt) for doubt in doubts_of(wanted.card))]

    def form(values: dict[str, str], trouble: str) -> Form:
        return Form(_("The business"), fields, check, values=values, trouble=trouble)

    def save(values: dict[str, str]) -> bool:
        # Only what was changed in this form: another session may have changed the rest meanwhile.
        texts = changed(values)
        wanted = SettingsChange(
            name=values["business"] if values["business"].strip() != name else None,
            firm=read_firm(texts, business.settings.firm) if texts else None,
            statement_day=day_of(values) if day_of(values) != day else None,
            timezone=zone_of(values) if zone_of(values) != zone else None,
        )
        business.settings.change(wanted)
        return True

    if await fill_form(runner, form, save):
        runner.say(_("the business is changed; monteore business --logo FILE in a shell sets its logo"))


def _no_statement_day() -> None:
    raise Usage(_("write a day from 1 to {last}").format(last=_LAST_STATEMENT_DAY))


def _compared(
    fields: tuple[FormField, ...], first: Mapping[str, str], values: Mapping[str, str]
) -> list[tuple[str, str, str]]:
    return [
        (field.label, first[field.name], values[field.name].strip())
        for field in fields
        if values[field.name].strip() != first[field.name]
    ]
