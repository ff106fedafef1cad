"""Read an agreement: named texts in, `Terms` out. The shell, the form of the app, imports and moves all use it.

A text is named by its field: the shell's option with underscores (`overage_rate`), the form's field, a CSV column.
Fields that can be repeated take a list of texts, or one text with commas (windows: semicolons) between the parts.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import Any, TypeVar

from core.basics.calendars import parse_country
from core.basics.clock import parse_zone
from core.basics.dataclass import fields, replace
from core.basics.durations import (
    MINUTES_PER_DAY,
    parse_days,
    parse_option_duration,
    parse_validity,
    shown_word,
    whole_minutes,
)
from core.basics.errors import Refused, Usage
from core.basics.i18n import _
from core.basics.money import parse_currency, parse_money
from core.basics.text import clean_text
from core.entryline.parse import parse_day
from core.forms.fields import FieldError, FormField, fields_of
from core.forms.hours import as_hours, parse_hours
from core.language.labels import stored_term, term_labels
from core.model.terms import (
    Beyond,
    ExpiryMode,
    FeeDue,
    FeePeriod,
    Kind,
    Overage,
    RenewalMode,
    Rounding,
    Serves,
    Terms,
    Threshold,
    Window,
)
from core.model.worktypes import code_of
from core.rules.windows import parse_multiplier, parse_window

__all__ = ["FieldError", "FormField", "Texts", "fields_of", "merged", "read_fields", "read_terms"]

T = TypeVar("T")
Texts = Mapping[str, str | Sequence[str]]
Listed = Callable[[int, str], int | None]
"""The price list: what a size in minutes costs in minor units of a currency, or `None`."""

NONE = "none"
_DEFAULTS = Terms()
_COMMA = re.compile(r"(?<![0-9]),|,(?![0-9])")


def read_terms(
    texts: Texts, before: Terms | None, *, named: Callable[[str], str] = str, listed: Listed | None = None
) -> Terms:
    """The terms after the texts are applied to the version in force (`None`: to the defaults).

    A field without a text stays as it is. An empty text or `none` means the field's default. In a field that can be
    repeated, a named part replaces the part of that name, `NAME=none` removes it, and the other parts stay.
    A block whose price is not said, here or before, gets that of the list (`listed`).
    `named` gives the caller's label of a field. Errors: `FieldError`.
    """
    terms = _Reader(texts, before or _DEFAULTS, named).read()
    price = texts.get("price", "")
    if listed and terms.block_minutes and not terms.price_minor and "block" in texts and not price:
        return replace(terms, price_minor=listed(terms.block_minutes, terms.currency) or 0)
    return terms


def read_fields(
    typed: Mapping[str, str],
    before: Terms,
    today: date,
    listed: Listed | None = None,
    *,
    shown: Sequence[FormField] = (),
) -> tuple[Terms, date | None]:
    """Read the form of the app: the whole terms, and the day from which they hold (`None`: the service decides).

    Terms without a field in the form stay as in `before`. A bare number in a field of hours is hours. Errors: `FieldError`,
    under the labels of the fields `shown`.
    """
    labels = {field.name: field.label for field in fields_of(before)}
    labels |= {field.name: field.label for field in shown if field.name in labels}
    texts = {name: text for name, text in typed.items() if name in labels and name != "from"}
    texts |= {name: as_hours(texts[name]) for name in _HOURS if name in texts}
    unsaid = replace(_DEFAULTS, uses_hours_left=before.uses_hours_left)
    terms = read_terms(texts, unsaid, named=labels.__getitem__, listed=listed)
    day = typed.get("from", "").strip()
    try:
        start = parse_day(day, today=today) if day else None
    except Usage as error:
        raise FieldError("from", labels["from"], str(error)) from None
    return terms, start


def merged(shown: Terms, wanted: Terms, now: Terms, *, wins: bool = False) -> Terms:
    """The change from `shown` to `wanted`, made to the terms as they are now: part by part where a field has named parts.

    Errors: `Refused` if another change of the same part came first, unless this one `wins`.
    """
    return replace(
        now,
        **{
            field.name: _merged(getattr(shown, field.name), getattr(wanted, field.name), getattr(now, field.name), wins)
            for field in fields(Terms)
        },
    )


def _merged(shown: Any, wanted: Any, now: Any, wins: bool) -> Any:
    if isinstance(shown, dict):
        names = dict.fromkeys((*now, *wanted, *shown))
        parts = {name: _merged(shown.get(name), wanted.get(name), now.get(name), wins) for name in names}
        return {name: part for name, part in parts.items() if part is not None}
    if isinstance(shown, tuple):
        by_label = _merged(_by_label(shown), _by_label(wanted), _by_label(now), wins)
        return tuple(window for windows in by_label.values() for window in windows)
    if wanted in (shown, now):
        return now
    if now != shown and not wins:
        raise Refused(_("another session changed the agreement meanwhile; leave with Esc and look at it again"))
    return wanted


def _by_label(windows: Sequence[Window]) -> dict[str, list[Window]]:
    """The windows of each label, as a list that is compared whole."""
    found: dict[str, list[Window]] = {}
    for window in windows:
        found.setdefault(window.label, []).append(window)
    return found


class _Reader:
    """Reads the texts of one agreement."""

    def __init__(self, texts: Texts, before: Terms, named: Callable[[str], str]) -> None:
        self._texts = texts
        self._before = before
        self._named = named
        self._said: dict[str, Any] = {}

    def read(self) -> Terms:
        """The terms, checked as a whole. Errors: `FieldError`; `KeyError` for a text that names no field."""
        unknown = self._texts.keys() - FIELDS
        if unknown:
            raise KeyError(*sorted(unknown))
        for field, (attribute, parse) in _SCALARS.items():
            if field in self._texts:
                self._said[attribute] = self._value(field, attribute, self._text(field), parse)
        self._money()
        for field, common, by_type, least in _BY_TYPE:
            if field in self._texts:
                self._by_type(field, common, by_type, least)
        if "surcharge" in self._texts:
            self._said["surcharges"] = self._laid_over("surcharge", self._before.surcharges, _minutes)
        if "multiplier" in self._texts:
            self._said["multipliers"] = self._laid_over("multiplier", self._before.multipliers, parse_multiplier)
        if "class" in self._texts:
            self._said["classes"] = self._laid_over("class", self._before.classes, parse_multiplier, str.casefold)
        if "window" in self._texts:
            self._said["windows"] = self._windows()
        terms = replace(self._before, **self._said)
        said = "fee_due" in self._texts and self._text("fee_due")
        if not said and terms.kind is Kind.MANAGED and terms.fee_minor and self._is_new_fee():
            terms = replace(terms, fee_due=FeeDue.ADVANCE)
        self._check(terms)
        return terms

    def _is_new_fee(self) -> bool:
        """Whether the version before had no fee: then one that says nothing else is invoiced in advance."""
        return self._before.kind is not Kind.MANAGED or not self._before.fee_minor

    def _error(self, field: str, sentence: str) -> FieldError:
        return FieldError(field, self._named(field), sentence)

    def _told(self, field: str, parse: Callable[[str], T], text: str) -> T:
        try:
            return parse(text)
        except FieldError:
            raise
        except Usage as error:
            raise self._error(field, str(error)) from None

    def _text(self, field: str) -> str:
        text = self._texts[field]
        return (text if isinstance(text, str) else " ".join(text)).strip()

    def _parts(self, field: str) -> list[str]:
        texts = self._texts[field]
        if isinstance(texts, str):
            texts = texts.split(";") if field == "window" else _COMMA.split(texts)
        return [part.strip() for part in texts if part.strip()]

    def _value(self, field: str, attribute: str, text: str, parse: Callable[[str], object]) -> object:
        if attribute not in _WITHOUT_NONE and stored_term(text, (NONE,)) in ("", NONE):
            return getattr(_DEFAULTS, attribute)
        return self._told(field, parse, text)

    def _money(self) -> None:
        currency = self._said.get("currency", self._before.currency)
        for field, attribute in _AMOUNTS.items():
            if field in self._texts:
                parse = lambda text: parse_money(text, currency)  # noqa: E731
                self._said[attribute] = self._value(field, attribute, self._text(field), parse)
            elif currency != self._before.currency and getattr(self._before, attribute):
                raise self._error(
                    "currency",
                    _("an amount stays in its currency; write {field} in {currency} too").format(
                        field=self._named(field), currency=currency
                    ),
                )

    def _by_type(self, field: str, common: str, by_type: str, least: int) -> None:
        parts = self._parts(field)
        plain = [part for part in parts if "=" not in part]
        if len(plain) > 1:
            raise self._error(field, _("write one value for all work types, and TYPE=VALUE for others"))
        if plain or not parts:
            self._said[common] = self._value(field, common, plain[0] if plain else "", _minutes)
        self._said[by_type] = self._laid_over(field, getattr(self._before, by_type), _minutes, skip_plain=True)
        if min(self._said.get(common, least), *self._said[by_type].values(), least) < least:
            raise self._error(field, _("at least 1 minute is needed; write 1m or more"))

    def _laid_over(
        self,
        field: str,
        before: Mapping[str, T],
        parse: Callable[[str], T],
        coded: Callable[[str], str] = code_of,
        *,
        skip_plain: bool = False,
    ) -> dict[str, T]:
        found = dict(before)
        parts = [part for part in self._parts(field) if "=" in part or not skip_plain]
        if not self._parts(field) or [stored_term(part, (NONE,)) for part in parts] == [NONE]:
            return {}
        for part in parts:
            name, equals, value = (piece.strip() for piece in part.partition("="))
            if not equals or not name:
                raise self._error(field, _("{typed}: write a work type, = and a value").format(typed=shown_word(part)))
            code = coded(name)
            if stored_term(value, (NONE,)) == NONE:
                self._take_away(field, name, code in found, found)
                del found[code]
            else:
                found[code] = self._told(field, parse, value)
        return found

    def _windows(self) -> tuple[Window, ...]:
        parts = self._parts("window")
        if not parts or [stored_term(part, (NONE,)) for part in parts] == [NONE]:
            return ()
        kept, said = list(self._before.windows), list[Window]()
        for part in parts:
            label, equals, value = part.rpartition("=")
            name = label.strip().casefold()
            if equals and stored_term(value, (NONE,)) == NONE:
                is_known = any(window.label.casefold() == name for window in (*kept, *said))
                self._take_away("window", label.strip(), is_known, [window.label for window in (*kept, *said)])
                kept = [window for window in kept if window.label.casefold() != name]
                said = [window for window in said if window.label.casefold() != name]
            else:
                said.append(self._told("window", parse_window, part))
        replaced = {window.label.casefold() for window in said}
        return (*(window for window in kept if window.label.casefold() not in replaced), *said)

    def _take_away(self, field: str, name: str, is_known: bool, known: Sequence[str] | Mapping[str, Any]) -> None:
        if is_known:
            return
        there = ", ".join(dict.fromkeys(known))
        sentence = _("there is no {name} to take away; there are: {known}") if there else _("there is no {name}")
        raise self._error(field, sentence.format(name=shown_word(name), known=there))

    def _check(self, terms: Terms) -> None:
        """Check terms that depend on each other."""
        steps = [terms.increment_minutes, *terms.type_increments.values()]
        if max(steps) > MINUTES_PER_DAY:
            raise self._error("increment", _("a step of more than 24 hours would charge days for a call"))
        if max((terms.minimum_minutes, *terms.type_minimums.values())) > MINUTES_PER_DAY:
            raise self._error("minimum", _("a minimum of more than 24 hours would charge days for a call"))
        if terms.step_grace_minutes and terms.step_grace_minutes >= min(steps):
            raise self._error(
                "step_grace", _("it must be smaller than every step ({step})").format(step=self._named("increment"))
            )
        if terms.included_roll_months and not terms.included_minutes:
            raise self._error(
                "included_roll", _("it needs included hours; say {included}").format(included=self._named("included"))
            )
        if terms.beyond is not Beyond.NOTHING and not terms.included_minutes:
            raise self._error(
                "beyond", _("it needs included hours; say {included}").format(included=self._named("included"))
            )
        if terms.beyond is Beyond.BLOCK and not terms.block_minutes:
            raise self._error("beyond", _("a block needs its size; say {block}").format(block=self._named("block")))
        if terms.threshold.percent is not None and not terms.block_minutes:
            raise self._error(
                "threshold", _("a percentage needs the size of a block; say {block}").format(block=self._named("block"))
            )


def _choice(kind: type[StrEnum]) -> Callable[[str], StrEnum]:
    def parse(text: str) -> StrEnum:
        try:
            return kind(stored_term(text, kind))
        except ValueError:
            raise Usage(_("write one of: {choices}").format(choices=", ".join(term_labels(kind)))) from None

    return parse


def _minutes(text: str) -> int:
    return whole_minutes(parse_option_duration(text))


def _months(text: str) -> int:
    validity = parse_validity(text)
    if validity is None or not validity.months:
        raise Usage(_("write whole months, such as 2mo"))
    return validity.months


def _count(text: str) -> int:
    if not (text.isdecimal() and text.isascii() and len(text) <= 6):
        raise Usage(_("write a number, or none for no limit"))
    return int(text)


def _threshold(text: str) -> Threshold:
    if text.endswith("%"):
        try:
            percent = parse_multiplier(text[:-1])
        except Usage:
            raise Usage(
                _("{text} is no share of the block; write one from 0% to 100%, such as 50%").format(
                    text=shown_word(text)
                )
            ) from None
        return Threshold(percent=percent)
    return Threshold(minutes=parse_hours(text))


_SCALARS: dict[str, tuple[str, Callable[[str], object]]] = {
    "kind": ("kind", _choice(Kind)),
    "block": ("block_minutes", parse_hours),
    "threshold": ("threshold", _threshold),
    "currency": ("currency", parse_currency),
    "renewal": ("renewal", _choice(RenewalMode)),
    "max_renewals_per_month": ("max_renewals_per_month", _count),
    "validity": ("validity", parse_validity),
    "expiry": ("expiry", _choice(ExpiryMode)),
    "expiry_grace": ("expiry_grace_days", parse_days),
    "overage": ("overage", _choice(Overage)),
    "fee_period": ("fee_period", _choice(FeePeriod)),
    "fee_due": ("fee_due", _choice(FeeDue)),
    "included": ("included_minutes", parse_hours),
    "included_roll": ("included_roll_months", _months),
    "beyond": ("beyond", _choice(Beyond)),
    "serves": ("serves", _choice(Serves)),
    "step_grace": ("step_grace_minutes", _minutes),
    "free": ("free_seconds", parse_option_duration),
    "rounding": ("rounding", _choice(Rounding)),
    "reference": ("reference", clean_text),
    "holidays": ("holidays", parse_country),
    "holiday_multiplier": ("holiday_multiplier", parse_multiplier),
    "timezone": ("timezone", parse_zone),
}
_WITHOUT_NONE = frozenset(
    ("kind", "renewal", "expiry", "overage", "rounding", "currency", "reference", "fee_period", "beyond", "serves")
)
_HOURS = ("block", "threshold", "included")
"""Fields of hours."""
_AMOUNTS = {
    "price": "price_minor",
    "overage_rate": "overage_rate_minor",
    "hourly_rate": "hourly_rate_minor",
    "fee": "fee_minor",
}
# Field, the value for all work types, the values by work type, the least value.
_BY_TYPE = (
    ("increment", "increment_minutes", "type_increments", 1),
    ("minimum", "minimum_minutes", "type_minimums", 0),
)

FIELDS = frozenset((*_SCALARS, *_AMOUNTS, *(row[0] for row in _BY_TYPE), "surcharge", "multiplier", "class", "window"))
"""The names that a text of an agreement can have."""
