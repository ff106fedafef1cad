"""The fields of a keyboard form, and an agreement as such fields."""

from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

from core.basics.dataclass import dataclass, replace
from core.basics.durations import Validity, format_minutes
from core.basics.errors import MonteoreError, StoreUnavailable, Usage
from core.basics.i18n import _, ngettext
from core.basics.money import precision
from core.forms.window_words import window_text
from core.language.formats import in_own_marks, typed_money
from core.language.labels import term_label, term_labels
from core.model.terms import Beyond, ExpiryMode, FeeDue, FeePeriod, Kind, Overage, RenewalMode, Rounding, Serves, Terms
from core.model.worktypes import typed_name
from core.rules.windows import format_multiplier

T = TypeVar("T")


@dataclass(frozen=True)
class FormField:
    """A field: its name, label, value, an example, and the words that it accepts (none: any text).

    `default` is the value of an empty field, if it has one; `offers` are completions.
    """

    name: str
    label: str
    value: str = ""
    example: str = ""
    choices: tuple[str, ...] = ()
    default: str = ""
    offers: tuple[str, ...] = ()
    group: str = ""
    """Name of the group under whose heading it stands; empty for the fields before the first heading."""
    hint: str = ""
    """What it takes or means, in a few words that stand after it."""


class FieldError(Usage):
    """A field that cannot be read: `field` is its name in the texts; the sentence begins with the caller's label for it."""

    def __init__(self, field: str, word: str, sentence: str, *, step: str = "") -> None:
        super().__init__(f"{word}: {sentence}", step=step, about=field)
        self.field = field


def told(field: FormField, read: Callable[[], T]) -> T:
    """What a field's reading returns. Errors: `FieldError` in place of any that it raises but those of the store."""
    try:
        return read()
    except (FieldError, StoreUnavailable):
        raise
    except MonteoreError as error:
        raise FieldError(field.name, field.label, error.sentence or str(error), step=error.step) from None


def fields_of(terms: Terms) -> tuple[FormField, ...]:
    """The terms as fields."""

    def amount(minor: int) -> str:
        return typed_money(minor, terms.currency) if minor else ""

    def example(units: int) -> str:
        return typed_money(units * 10 ** precision(terms.currency), terms.currency)

    percent = terms.threshold.percent
    return (
        FormField("from", _("From"), "", "2026-12-01", default=_("today"), hint=_("first day on which it holds")),
        FormField("kind", _("Kind"), term_label(terms.kind), "", term_labels(Kind)),
        FormField("block", _("Block"), _minutes_text(terms.block_minutes), "10h", hint=_("hours of one block")),
        FormField("price", _("Price"), amount(terms.price_minor), example(800), hint=_("of one block")),
        FormField(
            "threshold",
            _("Threshold"),
            f"{format_multiplier(percent)}%" if percent is not None else _minutes_text(terms.threshold.minutes),
            "5h, 50%",
            hint=_("or a percentage of the block"),
        ),
        FormField("renewal", _("Renewal"), term_label(terms.renewal), "", term_labels(RenewalMode)),
        FormField(
            "max_renewals_per_month",
            _("Most/month"),
            "" if terms.max_renewals_per_month is None else str(terms.max_renewals_per_month),
            "2",
            hint=_("renewals a month at most"),
        ),
        FormField("serves", _("Serves"), term_label(terms.serves), "", term_labels(Serves)),
        FormField(
            "validity", _("Validity"), _validity_text(terms.validity), _("12mo, 90d, none"), hint=_("from its sale")
        ),
        FormField("expiry", _("Expiry"), term_label(terms.expiry), "", term_labels(ExpiryMode)),
        FormField(
            "expiry_grace",
            _("Grace"),
            days_text(terms.expiry_grace_days),
            days_text(7),
            hint=_("before unused hours are taken"),
        ),
        FormField("overage", _("Overage"), term_label(terms.overage), "", term_labels(Overage)),
        FormField(
            "overage_rate",
            _("Overage/h"),
            amount(terms.overage_rate_minor),
            example(95),
            hint=_("for an hour that no block covers"),
        ),
        FormField(
            "hourly_rate", _("Rate/h"), amount(terms.hourly_rate_minor), example(80), hint=_("for an hour of work")
        ),
        FormField("fee", _("Fee"), amount(terms.fee_minor), example(300), hint=_("for each period")),
        FormField("fee_period", _("Fee period"), term_label(terms.fee_period), "", term_labels(FeePeriod)),
        FormField(
            "fee_due",
            _("Fee due"),
            term_label(terms.fee_due) if terms.fee_minor or terms.fee_due is not FeeDue.NONE else "",
            "",
            term_labels(FeeDue),
        ),
        FormField(
            "included", _("Included"), _minutes_text(terms.included_minutes), "5h", hint=_("hours that the fee covers")
        ),
        FormField(
            "included_roll",
            _("Roll for"),
            months_text(terms.included_roll_months) if terms.included_roll_months else "",
            months_text(2),
            hint=_("so long unused hours go on"),
        ),
        FormField("beyond", _("Beyond"), term_label(terms.beyond), "", term_labels(Beyond)),
        FormField("currency", _("Currency"), terms.currency, "EUR", hint=_("of every amount")),
        FormField(
            "increment",
            _("Step"),
            _by_type_text(terms.increment_minutes, terms.type_increments),
            _("15m, on-site=1h"),
            hint=_("charged in whole steps; more by type"),
        ),
        FormField(
            "minimum",
            _("Minimum"),
            _by_type_text(terms.minimum_minutes, terms.type_minimums),
            _("15m, on-site=1h"),
            hint=_("charged at least; more by type"),
        ),
        FormField(
            "step_grace",
            _("Step grace"),
            _minutes_text(terms.step_grace_minutes),
            "10m",
            hint=_("over a step, not charged"),
        ),
        FormField(
            "free",
            _("Free time"),
            f"{terms.free_seconds}s" if terms.free_seconds else "",
            "30s",
            hint=_("calls up to so long cost nothing"),
        ),
        FormField("rounding", _("Rounding"), term_label(terms.rounding), "", term_labels(Rounding)),
        FormField(
            "surcharge", _("Surcharge"), _pairs_text(terms.surcharges), _("on-site=30m"), hint=_("added once, by type")
        ),
        FormField(
            "multiplier",
            _("Multiplier"),
            ", ".join(f"{typed_name(name)}={format_multiplier(value)}" for name, value in terms.multipliers.items()),
            _("on-site=1.5"),
            hint=_("so many times the minutes, by type"),
        ),
        FormField(
            "class",
            _("Classes"),
            ", ".join(f"{name}={format_multiplier(value)}" for name, value in terms.classes.items()),
            _("senior=1.5"),
            hint=_("so many times the minutes, by technician"),
        ),
        FormField(
            "window",
            _("Windows"),
            "; ".join(window_text(window) for window in terms.windows),
            _("evening mon-fri 18:00-22:00 1.5"),
        ),
        FormField("holidays", _("Holidays"), terms.holidays, "IT", hint=_("country whose holidays count")),
        FormField(
            "holiday_multiplier",
            _("Holiday ×"),
            in_own_marks(format_multiplier(terms.holiday_multiplier)),
            "2",
            hint=_("so many times the minutes then"),
        ),
        FormField("timezone", _("Time zone"), terms.timezone, "Europe/Rome", hint=_("whose days and hours count")),
        FormField("reference", _("Reference"), terms.reference, _("contract 12/2026")),
    )


_WITH_BLOCKS = (Kind.PREPAID, Kind.MANAGED)
_OF_KIND = {
    **dict.fromkeys(("block", "price", "serves", "validity", "expiry", "expiry_grace", "overage_rate"), _WITH_BLOCKS),
    **dict.fromkeys(("renewal", "threshold", "max_renewals_per_month", "overage"), (Kind.PREPAID,)),
    **dict.fromkeys(("fee", "fee_period", "fee_due", "included", "included_roll", "beyond"), (Kind.MANAGED,)),
    "hourly_rate": (Kind.BREAK_FIX,),
}
"""The kinds of agreement in which a field counts; a field that is not here counts in all."""


def counts_in(field: str, kind: Kind) -> bool:
    """Whether a field of an agreement counts in its kind."""
    return kind in _OF_KIND.get(field, tuple(Kind))


def grouped(fields: Sequence[FormField]) -> list[FormField]:
    """The fields of an agreement under headings; those in no group, such as the kind, first."""
    groups = (
        (_("Block"), ("block", "price", "serves", "validity", "expiry", "expiry_grace")),
        (_("Renewal"), ("renewal", "threshold", "max_renewals_per_month")),
        (_("Overage"), ("overage", "overage_rate")),
        (_("Price"), ("hourly_rate", "fee", "fee_period", "fee_due")),
        (_("Included"), ("included", "included_roll", "beyond")),
        (
            _("Charging"),
            ("increment", "minimum", "step_grace", "free", "rounding", "surcharge", "multiplier", "class"),
        ),
        (_("Hours"), ("window", "holidays", "holiday_multiplier", "timezone")),
        (_("Papers"), ("reference", "currency")),
    )
    # The heading says the rest.
    short = {"block": _("Size"), "renewal": _("When"), "threshold": _("Under")}
    by_name = {field.name: replace(field, label=short.get(field.name, field.label)) for field in fields}
    named = {name for _group, names in groups for name in names}
    found = [field for field in fields if field.name not in named]
    for group, names in groups:
        found += [replace(by_name[name], group=group) for name in names if name in by_name]
    return found


def _minutes_text(minutes: int) -> str:
    return format_minutes(minutes) if minutes else ""


def _validity_text(validity: Validity | None) -> str:
    if validity is None:
        return term_label("none")
    if validity.months:
        return months_text(validity.months)
    return days_text(validity.days)


def months_text(months: int) -> str:
    """A number of months as `parse_validity` reads it: `2mo`, `2 mesi`."""
    return ngettext("{count}mo", "{count}mo", months).format(count=months)


def days_text(days: int) -> str:
    """A number of days as `parse_days` reads it: `7d`, `7 giorni`."""
    return ngettext("{count}d", "{count}d", days).format(count=days)


def _pairs_text(minutes_by_type: Mapping[str, int]) -> str:
    return ", ".join(f"{typed_name(name)}={format_minutes(minutes)}" for name, minutes in minutes_by_type.items())


def _by_type_text(common: int, by_type: Mapping[str, int]) -> str:
    return ", ".join(part for part in (format_minutes(common) if common else "", _pairs_text(by_type)) if part)
