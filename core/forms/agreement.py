"""An agreement as fields of text and back: what a keyboard form shows and reads. The shell reads the same words."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import TypeVar

from core.basics.calendars import parse_country
from core.basics.durations import (
    Validity,
    format_minutes,
    parse_days,
    parse_option_duration,
    parse_validity,
    whole_minutes,
)
from core.basics.errors import Usage
from core.basics.i18n import _
from core.basics.money import format_money, parse_currency, parse_money, precision
from core.entryline.parse import parse_day
from core.model.terms import ExpiryMode, Kind, Overage, RenewalMode, Rounding, Terms, Threshold
from core.rules.windows import format_multiplier, format_window, parse_multiplier, parse_window

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class FormField:
    """A field: its name, the word before it, what stands in it, an example, and the only words it takes (none: any).

    `default` is what an empty field means, where that is a value; `offers` are texts that are completed.
    """

    name: str
    label: str
    value: str = ""
    example: str = ""
    choices: tuple[str, ...] = ()
    default: str = ""
    offers: tuple[str, ...] = ()


def fields_of(terms: Terms) -> tuple[FormField, ...]:
    """The terms as fields."""

    def amount(minor: int) -> str:
        return format_money(minor, terms.currency) if minor else ""

    def example(units: int) -> str:
        return format_money(units * 10 ** precision(terms.currency), terms.currency)

    percent = terms.threshold.percent
    return (
        FormField("from", _("From"), "", "2026-12-01", default=_("today")),
        FormField("kind", _("Kind"), terms.kind.value, "", tuple(kind.value for kind in Kind)),
        FormField("block", _("Block"), _minutes_text(terms.block_minutes), "10h"),
        FormField("price", _("Price"), amount(terms.price_minor), example(800)),
        FormField(
            "threshold",
            _("Threshold"),
            f"{format_multiplier(percent)}%" if percent is not None else _minutes_text(terms.threshold.minutes),
            "5h, 50%",
        ),
        FormField("renewal", _("Renewal"), terms.renewal.value, "", tuple(mode.value for mode in RenewalMode)),
        FormField(
            "most",
            _("Most/month"),
            "" if terms.max_renewals_per_month is None else str(terms.max_renewals_per_month),
            "2",
        ),
        FormField("validity", _("Validity"), _validity_text(terms.validity), "12mo, 90d, none"),
        FormField("expiry", _("Expiry"), terms.expiry.value, "", tuple(mode.value for mode in ExpiryMode)),
        FormField("grace", _("Grace"), f"{terms.expiry_grace_days}d", "7d"),
        FormField("overage", _("Overage"), terms.overage.value, "", tuple(mode.value for mode in Overage)),
        FormField("overage_rate", _("Overage/h"), amount(terms.overage_rate_minor), example(95)),
        FormField("hourly_rate", _("Rate/h"), amount(terms.hourly_rate_minor), example(80)),
        FormField("fee", _("Fee/month"), amount(terms.fee_minor), example(300)),
        FormField("currency", _("Currency"), terms.currency, "EUR"),
        FormField(
            "increment", _("Step"), _by_type_text(terms.increment_minutes, terms.type_increments), "15m, on-site=1h"
        ),
        FormField(
            "minimum", _("Minimum"), _by_type_text(terms.minimum_minutes, terms.type_minimums), "15m, on-site=1h"
        ),
        FormField("step_grace", _("Step grace"), _minutes_text(terms.step_grace_minutes), "10m"),
        FormField("free", _("Free time"), f"{terms.free_seconds}s" if terms.free_seconds else "", "30s"),
        FormField("rounding", _("Rounding"), terms.rounding.value, "", tuple(mode.value for mode in Rounding)),
        FormField("surcharge", _("Surcharge"), _pairs_text(terms.surcharges), "on-site=30m"),
        FormField(
            "multiplier",
            _("Multiplier"),
            ", ".join(f"{name}={format_multiplier(value)}" for name, value in terms.multipliers.items()),
            "on-site=1.5",
        ),
        FormField(
            "window",
            _("Windows"),
            "; ".join(format_window(w) for w in terms.windows),
            "evening mon-fri 18:00-22:00 1.5",
        ),
        FormField("holidays", _("Holidays"), terms.holidays, "IT"),
        FormField("holiday_rate", _("Holiday ×"), format_multiplier(terms.holiday_multiplier), "2"),
        FormField("reference", _("Reference"), terms.reference, _("contract 12/2026")),
    )


def read_fields(typed: Mapping[str, str], before: Terms, today: date) -> tuple[Terms, date | None]:
    """The terms and the day from which they hold (`None`: as the ledger decides). Errors: `Usage` that names the field."""
    labels = {field.name: field.label for field in fields_of(before)}

    def read(name: str, parse: Callable[[str], T]) -> T:
        text = typed.get(name, "").strip()
        try:
            return parse(text)
        except Usage as error:
            raise Usage(f"{labels[name]}: {error}") from None

    def choice(name: str, kind: Callable[[str], T]) -> T:
        def parse(text: str) -> T:
            try:
                return kind(text.casefold())
            except ValueError:
                options = next(field.choices for field in fields_of(before) if field.name == name)
                raise Usage(_("write one of: {choices}").format(choices=", ".join(options))) from None

        return read(name, parse)

    currency = read("currency", parse_currency)

    def money(text: str) -> int:
        return parse_money(text, currency) if text else 0

    increments, increment = read("increment", lambda text: _by_type(text, 1))
    minimums, minimum = read("minimum", lambda text: _by_type(text, 0))
    terms = replace(
        before,
        kind=choice("kind", Kind),
        block_minutes=read("block", _minutes),
        threshold=read("threshold", _threshold),
        price_minor=read("price", money),
        currency=currency,
        renewal=choice("renewal", RenewalMode),
        max_renewals_per_month=read("most", _count),
        validity=read("validity", lambda text: parse_validity(text or "none")),
        expiry=choice("expiry", ExpiryMode),
        expiry_grace_days=read("grace", lambda text: parse_days(text or "7d")),
        overage=choice("overage", Overage),
        overage_rate_minor=read("overage_rate", money),
        hourly_rate_minor=read("hourly_rate", money),
        fee_minor=read("fee", money),
        increment_minutes=increment,
        type_increments=increments,
        minimum_minutes=minimum,
        type_minimums=minimums,
        step_grace_minutes=read("step_grace", _minutes),
        free_seconds=read("free", lambda text: parse_option_duration(text) if text else 0),
        rounding=choice("rounding", Rounding),
        surcharges=read("surcharge", lambda text: _pairs(text, _minutes)),
        multipliers=read("multiplier", lambda text: _pairs(text, parse_multiplier)),
        windows=read(
            "window", lambda text: tuple(parse_window(part.strip()) for part in text.split(";") if part.strip())
        ),
        holidays=read("holidays", parse_country),
        holiday_multiplier=read("holiday_rate", lambda text: parse_multiplier(text) if text else Fraction(1)),
        reference=typed.get("reference", "").strip(),
    )
    check_terms(terms)
    start = read("from", lambda text: parse_day(text, today=today) if text else None)
    return terms, start


def check_terms(terms: Terms) -> None:
    """What no single field shows. Errors: `Usage`."""
    steps = [terms.increment_minutes, *terms.type_increments.values()]
    if min(steps) < 1:
        raise Usage(_("a step must be at least 1 minute"))
    if terms.step_grace_minutes and terms.step_grace_minutes >= min(steps):
        raise Usage(_("the step grace must be smaller than every step"))
    if terms.threshold.percent is not None and not terms.block_minutes:
        raise Usage(_("a threshold in percent needs the block size"))


def _minutes_text(minutes: int) -> str:
    return format_minutes(minutes) if minutes else ""


def _validity_text(validity: Validity | None) -> str:
    if validity is None:
        return "none"
    return f"{validity.months}mo" if validity.months else f"{validity.days}d"


def _pairs_text(minutes_by_type: Mapping[str, int]) -> str:
    return ", ".join(f"{name}={format_minutes(minutes)}" for name, minutes in minutes_by_type.items())


def _by_type_text(common: int, by_type: Mapping[str, int]) -> str:
    return ", ".join(part for part in (format_minutes(common) if common else "", _pairs_text(by_type)) if part)


def _minutes(text: str) -> int:
    return whole_minutes(parse_option_duration(text)) if text else 0


def _count(text: str) -> int | None:
    if not text:
        return None
    if not text.isdecimal():
        raise Usage(_("write a number, or nothing for no limit"))
    return int(text)


def _threshold(text: str) -> Threshold:
    if text.endswith("%"):
        return Threshold(percent=parse_multiplier(text[:-1].strip()))
    return Threshold(minutes=_minutes(text))


def _pairs(text: str, parse: Callable[[str], T]) -> dict[str, T]:
    found: dict[str, T] = {}
    for part in text.split(","):
        if not part.strip():
            continue
        name, equals, value = part.partition("=")
        if not equals or not name.strip():
            raise Usage(_("{typed}: write a work type, = and a value").format(typed=part.strip()))
        found[name.strip().casefold()] = parse(value.strip())
    return found


def _by_type(text: str, default: int) -> tuple[dict[str, int], int]:
    plain = [part.strip() for part in text.split(",") if part.strip() and "=" not in part]
    pairs = ",".join(part for part in text.split(",") if "=" in part)
    if len(plain) > 1:
        raise Usage(_("write one value for all work types, and TYPE=VALUE for others"))
    return _pairs(pairs, _minutes), _minutes(plain[0]) if plain else default
