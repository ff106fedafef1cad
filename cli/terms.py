"""The options for the terms of an agreement, and how they are read."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TypeVar
from zoneinfo import ZoneInfo

import click

from core.basics.errors import Usage
from core.basics.i18n import _
from core.model.terms import ExpiryMode, Kind, Overage, RenewalMode, Rounding, Terms, Threshold

T = TypeVar("T")


_TERM_OPTIONS = (
    click.option("--from", "from_", metavar="DATE"),
    click.option("--block", metavar="10h"),
    click.option("--threshold", metavar="5h|50%"),
    click.option("--price", metavar="800.00"),
    click.option("--currency", default="EUR", show_default=True),
    click.option(
        "--renewal", type=click.Choice([mode.value for mode in RenewalMode]), default="auto", show_default=True
    ),
    click.option("--max-renewals-per-month", type=click.IntRange(min=0), metavar="N"),
    click.option("--increment", multiple=True, metavar="1m|TYPE=1h"),
    click.option("--minimum", multiple=True, metavar="0m|TYPE=2h"),
    click.option("--step-grace", default="0m", metavar="0m"),
    click.option("--free", default="0s", metavar="0s"),
    click.option(
        "--rounding", type=click.Choice([mode.value for mode in Rounding]), default="after", show_default=True
    ),
    click.option("--surcharge", multiple=True, metavar="TYPE=30m"),
    click.option("--reference", default="", metavar='"contract 12/2026"'),
    click.option("--validity", default="none", metavar="12mo|none"),
    click.option(
        "--expiry", type=click.Choice([mode.value for mode in ExpiryMode]), default="forfeit", show_default=True
    ),
    click.option("--expiry-grace", default="7d", metavar="7d"),
    click.option("--overage", type=click.Choice([mode.value for mode in Overage]), default="settle", show_default=True),
    click.option("--overage-rate", metavar="95.00"),
    click.option("--hourly-rate", metavar="80.00"),
    click.option("--fee", metavar="300.00"),
    click.option("--multiplier", multiple=True, metavar="WORKTYPE=1.5"),
    click.option("--window", multiple=True, metavar='"evening mon-fri 18:00-22:00 1.5"'),
    click.option("--holidays", default="", metavar="IT"),
    click.option("--holiday-multiplier", default="1", metavar="2"),
    click.option("--timezone", default="", metavar="Europe/Rome"),
)


def term_options(function: Callable[..., T]) -> Callable[..., T]:
    """The options for terms, shared by `set` and `move`."""
    for option in reversed(_TERM_OPTIONS):
        function = option(function)
    return function


_EXAMPLES = {
    "hourly_rate": "--hourly-rate 80.00",
    "fee": "--fee 300.00",
    "overage_rate": "--overage-rate 95.00",
    "block": "--block 10h",
}


def advice(terms: Terms) -> list[str]:
    """Sentences about probably forgotten terms, with the option to add."""
    from core.forms.agreement_words import missing

    return [
        _("{trouble}; add {option}").format(trouble=words, option=_EXAMPLES[name]) for name, words in missing(terms)
    ]


def said_options(context: click.Context) -> frozenset[str]:
    """The options that were given on the command line."""
    written = click.core.ParameterSource.COMMANDLINE
    return frozenset(name for name in context.params if context.get_parameter_source(name) is written)


_FIELDS_OF_OPTION = {
    "kind": ("kind",),
    "block": ("block_minutes",),
    "threshold": ("threshold",),
    "price": ("price_minor",),
    "currency": ("currency",),
    "renewal": ("renewal",),
    "max_renewals_per_month": ("max_renewals_per_month",),
    "increment": ("increment_minutes", "type_increments"),
    "minimum": ("minimum_minutes", "type_minimums"),
    "step_grace": ("step_grace_minutes",),
    "free": ("free_seconds",),
    "rounding": ("rounding",),
    "surcharge": ("surcharges",),
    "reference": ("reference",),
    "validity": ("validity",),
    "expiry": ("expiry",),
    "expiry_grace": ("expiry_grace_days",),
    "overage": ("overage",),
    "overage_rate": ("overage_rate_minor",),
    "hourly_rate": ("hourly_rate_minor",),
    "fee": ("fee_minor",),
    "multiplier": ("multipliers",),
    "window": ("windows",),
    "holidays": ("holidays",),
    "holiday_multiplier": ("holiday_multiplier",),
    "timezone": ("timezone",),
}


def terms_over(before: Terms, options: dict[str, object], said: frozenset[str]) -> Terms:
    """The terms with the given options applied. Errors: `Usage`, also for options that exclude each other."""
    if "currency" not in said:
        options = {**options, "currency": before.currency}
    told = _terms_of(options)
    fields = (field for option in said for field in _FIELDS_OF_OPTION.get(option, ()))
    return _checked(replace(before, **{field: getattr(told, field) for field in fields}))


def read_terms(options: dict[str, object]) -> Terms:
    """The typed options as terms. Errors: `Usage` that names the option and what to write."""
    return _checked(_terms_of(options))


def _checked(terms: Terms) -> Terms:
    steps = [terms.increment_minutes, *terms.type_increments.values()]
    if terms.step_grace_minutes and terms.step_grace_minutes >= min(steps):
        raise Usage(_("--step-grace must be smaller than every --increment"))
    if terms.threshold.percent is not None and not terms.block_minutes:
        raise Usage(_("--threshold in percent needs the block size; add --block 10h"))
    return terms


def _terms_of(options: dict[str, object]) -> Terms:
    from core.basics.calendars import parse_country
    from core.basics.durations import parse_days, parse_validity
    from core.basics.money import parse_currency, parse_money
    from core.rules.windows import parse_multiplier, parse_window

    def text(name: str) -> str:
        return str(options[name] or "")

    def each(name: str) -> Sequence[str]:
        value = options[name]
        assert isinstance(value, tuple)
        return value

    currency = _told("--currency", parse_currency, text("currency"))

    def money(name: str) -> int:
        option = "--" + name.replace("_", "-")
        return _told(option, lambda typed: parse_money(typed, currency), text(name)) if text(name) else 0

    increments, increment = _by_type("--increment", each("increment"), 1, least=1)
    minimums, minimum = _by_type("--minimum", each("minimum"), 0)
    surcharges = _by_type("--surcharge", each("surcharge"), None)[0]
    block = _told("--block", _minutes, text("block")) if text("block") else 0
    if text("block") and block <= 0:
        raise Usage(_("--block must be over 0; write 10h"))
    limit = options["max_renewals_per_month"]
    return Terms(
        kind=Kind(text("kind")),
        block_minutes=block,
        threshold=_told("--threshold", _threshold, text("threshold")) if text("threshold") else Threshold(),
        price_minor=money("price"),
        currency=currency,
        renewal=RenewalMode(text("renewal")),
        max_renewals_per_month=limit if isinstance(limit, int) else None,
        increment_minutes=increment or 1,
        type_increments=increments,
        minimum_minutes=minimum or 0,
        type_minimums=minimums,
        step_grace_minutes=_told("--step-grace", _minutes, text("step_grace")),
        free_seconds=_told("--free", _seconds, text("free")),
        rounding=Rounding(text("rounding")),
        surcharges=surcharges,
        reference=text("reference"),
        validity=_told("--validity", parse_validity, text("validity")),
        expiry=ExpiryMode(text("expiry")),
        expiry_grace_days=_told("--expiry-grace", parse_days, text("expiry_grace")),
        overage=Overage(text("overage")),
        overage_rate_minor=money("overage_rate"),
        hourly_rate_minor=money("hourly_rate"),
        fee_minor=money("fee"),
        multipliers={
            name: _told("--multiplier", parse_multiplier, value)
            for name, value in (_pair("--multiplier", typed) for typed in each("multiplier"))
        },
        windows=tuple(_told("--window", parse_window, typed) for typed in each("window")),
        holidays=_told("--holidays", parse_country, text("holidays")),
        holiday_multiplier=_told("--holiday-multiplier", parse_multiplier, text("holiday_multiplier")),
        timezone=_told("--timezone", _zone, text("timezone")),
    )


def _told(option: str, read: Callable[[str], T], typed: str) -> T:
    try:
        return read(typed)
    except Usage as error:
        raise Usage(f"{option}: {error}") from None


def _pair(option: str, typed: str) -> tuple[str, str]:
    name, equals, value = typed.partition("=")
    if not equals or not name.strip():
        raise Usage(_("{option} {typed}: write a work type, = and a value").format(option=option, typed=typed))
    return name.strip().casefold(), value.strip()


def _by_type(
    option: str, typed: Sequence[str], default: int | None, least: int = 0
) -> tuple[dict[str, int], int | None]:
    by_type: dict[str, int] = {}
    for word in typed:
        if "=" in word or default is None:
            name, value = _pair(option, word)
            by_type[name] = _told(option, _minutes, value)
        else:
            default = _told(option, _minutes, word)
    if any(minutes < least for minutes in (*by_type.values(), default or least)) or (least and default == 0):
        raise Usage(_("{option} must be at least {least} minute").format(option=option, least=least))
    return by_type, default


def _seconds(typed: str) -> int:
    from core.basics.durations import parse_option_duration

    return parse_option_duration(typed)


def _minutes(typed: str) -> int:
    from core.basics.durations import whole_minutes

    return whole_minutes(_seconds(typed))


def _threshold(typed: str) -> Threshold:
    from core.rules.windows import parse_multiplier

    if typed.endswith("%"):
        percent = parse_multiplier(typed[:-1])
        return Threshold(percent=percent)
    return Threshold(minutes=_minutes(typed))


def _zone(typed: str) -> str:
    if typed:
        try:
            ZoneInfo(typed)
        except (KeyError, ValueError, OSError):
            raise Usage(
                _("{zone} is not an IANA time zone; write one such as Europe/Rome").format(zone=typed)
            ) from None
    return typed
