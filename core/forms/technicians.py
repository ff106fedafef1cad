"""What the business says of a technician as fields of a form: class, and the cost of an hour."""

from collections.abc import Mapping
from datetime import date

from core.basics.dataclass import dataclass
from core.basics.errors import Usage, at
from core.basics.i18n import _
from core.basics.money import format_money, parse_currency, parse_money, precision
from core.entryline.parse import parse_day
from core.forms.fields import FormField
from core.language.formats import money_text, typed_money
from core.language.labels import stored_term
from core.model.technicians import Technicians, TechnicianVersion, cost_currency

_NONE = "none"
"""The stored word for no class."""


@dataclass(frozen=True)
class Said:
    """What a form says of a technician; `None` stays as it is."""

    name: str
    """Login name of the technician."""
    from_date: date | None
    """First day; `None`: since ever."""
    class_name: str | None
    """The class; empty for none."""
    cost_minor: int | None
    """Cost of an hour in minor units of `currency`."""
    currency: str | None
    """ISO 4217 code of the cost."""


def technician_fields(known: Technicians, person: str, usual: str) -> tuple[FormField, ...]:
    """The fields; `person` is whom the form is about at first, `usual` the currency of the business."""
    names = tuple(dict.fromkeys((*known, person)))
    example = f"{typed_money(35 * 10 ** precision(usual), usual)} {usual}"
    return (
        FormField("name", _("Technician"), "", person, offers=names, hint=_("login name")),
        FormField("class", _("Class"), "", "senior", hint=_("as agreements name it; empty: as it is")),
        FormField("cost", _("Cost/h"), "", example, hint=_("of an hour of work; empty: as it is")),
        FormField(
            "from", _("From"), "", "2026-12-01", default=_("the beginning"), hint=_("first day on which it holds")
        ),
    )


def read_technician(values: Mapping[str, str], known: Technicians, today: date, usual: str) -> Said:
    """What the fields say; a cost is in the currency of the one before, or else in the `usual` one.

    Errors: `Usage`, also where nothing is said.
    """
    name, label, cost, day = (values[each].strip() for each in ("name", "class", "cost", "from"))
    if not name:
        raise Usage(_("whose class or cost? Write a login name"), about="name")
    if not label and not cost:
        raise Usage(_("write a class or a cost"), about="class")
    start = at("from", lambda: parse_day(day, today=today)) if day else None
    currency = cost_currency(known, name, start, usual)
    amount, _space, code = cost.partition(" ")
    if code.strip():
        currency = at("cost", lambda: parse_currency(code))
    return Said(
        name,
        start,
        None if not label else "" if stored_term(label, (_NONE,)) == _NONE else label,
        at("cost", lambda: parse_money(amount, currency)) if cost else None,
        currency if cost else None,
    )


def technician_in_words(name: str, version: TechnicianVersion) -> str:
    """What holds of a technician, in one line."""
    parts = [
        _("class {name}").format(name=version.class_name) if version.class_name else _("no class"),
        _("{price} an hour").format(price=money_text(version.cost_minor, version.currency))
        if version.cost_minor
        else _("no cost"),
    ]
    return f"{name}: {', '.join(parts)}"


def example_cost(version: TechnicianVersion) -> str:
    """A cost as it is typed; empty for none."""
    return f"{format_money(version.cost_minor, version.currency)} {version.currency}" if version.cost_minor else ""
