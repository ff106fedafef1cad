"""Terms as sentences, and the differences between two versions."""

from collections.abc import Mapping
from datetime import date

from core.basics.dataclass import dataclass, fields
from core.basics.durations import Validity, format_minutes, format_seconds
from core.basics.i18n import _, ngettext
from core.forms.window_words import window_text
from core.language.formats import in_own_marks, money_text
from core.language.labels import term_label, word_label
from core.model.terms import (
    Agreement,
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
)
from core.model.worktypes import label_of, near_work_type
from core.rules.windows import format_multiplier


@dataclass(frozen=True)
class Difference:
    """A field, or a named part of one, that differs between two versions; the values are in words."""

    field: str
    label: str
    before: str
    after: str

    def __str__(self) -> str:
        """The sentence: `overage rate: €95.00 → €120.00`."""
        return f"{self.label}: {self.before} → {self.after}"


@dataclass(frozen=True)
class Doubt:
    """A probable mistake in terms; they can be put in force after a confirmation."""

    field: str
    sentence: str


def terms_in_words(terms: Terms) -> list[str]:
    """The agreement, a sentence a line, the most asked-for first; no field that differs from its default is left out."""
    told = _sentences(terms)
    covered = {name for names, _sentence in told for name in names}
    return [sentence for _names, sentence in told] + [
        f"{label}: {value}"
        for field in fields(Terms)
        if field.name not in covered
        for label, value in _parts(field.name, terms)
        if getattr(terms, field.name) != getattr(_DEFAULTS, field.name)
    ]


def differences(before: Terms, after: Terms) -> list[Difference]:
    """Every field, or named part of one, that differs between `before` and `after`, in the order of the fields."""
    found = []
    for field in fields(Terms):
        if getattr(before, field.name) == getattr(after, field.name):
            continue
        old, new = dict(_parts(field.name, before)), dict(_parts(field.name, after))
        for label in dict.fromkeys((*old, *new)):
            was, now = old.get(label, _("none")), new.get(label, _("none"))
            if was != now:
                found.append(Difference(field.name, label, was, now))
    return found


def doubts(before: Terms, after: Terms) -> list[Doubt]:
    """Probable mistakes of a change: a threshold above the block, a work type spelt similarly to a built-in one."""
    found = []
    if _is_over(after) and (not _is_over(before) or _sizes(before) != _sizes(after)):
        sentence = _("the threshold of {threshold} h is above the block of {block} h: a new block is under it at once")
        found.append(
            Doubt(
                "threshold",
                sentence.format(
                    threshold=format_minutes(after.threshold_minutes), block=format_minutes(after.block_minutes)
                ),
            )
        )
    for name in sorted(after.named_work_types - before.named_work_types):
        near = near_work_type(name)
        if near is not None:
            sentence = _("the work type {name} is nearly {near}, which is built in; was {near} meant?")
            found.append(Doubt("multiplier", sentence.format(name=name, near=near)))
    return found


def undone_in_words(account: str, before: Terms, after: Terms, later: Agreement, today: date) -> tuple[str, str]:
    """The sentence that a later version of an account undoes a change, and the words of the shell's verb that changes that
    one; both empty if it does not."""
    changed = {difference.label for difference in differences(before, after)}
    undone = [str(each) for each in differences(after, later.terms) if each.label in changed]
    day = later.from_date.isoformat() if later.from_date else ""
    if not undone:
        return "", ""
    changes = "; ".join(undone)
    if later.from_date is not None and later.from_date <= today:
        told = _("from {day} on another version holds, and undoes it: {changes}; change that one, too")
        return told.format(day=day, changes=changes), f"agreement set {account} --from {day} …"
    told = _("from {day} on another version holds, and undoes it: {changes}; withdraw that one")
    return told.format(day=day, changes=changes), f"agreement withdraw {account} --from {day}"


def _is_over(terms: Terms) -> bool:
    return terms.kind is Kind.PREPAID and 0 < terms.block_minutes < terms.threshold_minutes


def _sizes(terms: Terms) -> tuple[int, int]:
    return terms.block_minutes, terms.threshold_minutes


def missing(terms: Terms) -> list[tuple[str, str]]:
    """Sentences about probably forgotten terms, by the name of the form field; the terms are valid without them."""
    found = []
    if terms.kind is Kind.BREAK_FIX and not terms.hourly_rate_minor:
        found.append(("hourly_rate", _("break-fix work will be invoiced at {amount}").format(amount=_money(0, terms))))
    if terms.kind is Kind.MANAGED and not terms.fee_minor:
        found.append(("fee", _("the agreement has no fee, and reports will count it as nothing")))
    bills = terms.beyond if terms.kind is Kind.MANAGED else terms.overage
    if bills in (Beyond.BILL, Overage.BILL) and terms.kind is not Kind.BREAK_FIX and not terms.overage_rate_minor:
        found.append(
            ("overage_rate", _("uncovered minutes will be invoiced at {amount}").format(amount=_money(0, terms)))
        )
    if terms.kind is Kind.PREPAID and terms.threshold.minutes and not terms.block_minutes:
        found.append(("block", _("without a block size nothing can be renewed")))
    return found


_Told = list[tuple[tuple[str, ...], str]]


def _sentences(terms: Terms) -> _Told:
    """Sentences, each with the fields that it describes completely."""
    found: _Told = []
    if terms.kind is Kind.PREPAID:
        found += _prepaid(terms)
    elif terms.kind is Kind.BREAK_FIX:
        words = _("break-fix: {rate} an hour").format(rate=_money(terms.hourly_rate_minor, terms))
        found.append((("kind", "hourly_rate_minor", "currency"), words))
    else:
        found += _managed(terms)
    if terms.uses_hours_left:
        found.append((("uses_hours_left",), _("hours left from before are used up first")))
        found += _lapse(terms)
    found += _charging(terms)
    if terms.reference:
        found.append((("reference",), terms.reference))
    if terms.timezone:
        found.append((("timezone",), _("dates and rates in {zone}").format(zone=terms.timezone)))
    return found


def _prepaid(terms: Terms) -> _Told:
    found: _Told = []
    if terms.block_minutes:
        block = _("prepaid: blocks of {hours} h at {price}").format(
            hours=format_minutes(terms.block_minutes), price=_money(terms.price_minor, terms)
        )
        found.append((("kind", "block_minutes", "price_minor", "currency"), block))
    else:
        found.append((("kind", "block_minutes"), _("prepaid: the size of a block is said at each sale")))
    if terms.threshold_minutes and terms.block_minutes:
        under = format_minutes(terms.threshold_minutes)
        renewal = {
            RenewalMode.AUTO: _("under {hours} h a block is added by itself"),
            RenewalMode.ASK: _("under {hours} h the manager is asked for a renewal"),
            RenewalMode.OFF: _("under {hours} h a warning, no renewal"),
        }[terms.renewal].format(hours=under)
        found.append((("renewal", "threshold"), renewal))
    if terms.max_renewals_per_month is not None:
        limit = terms.max_renewals_per_month
        most = ngettext("at most {count} renewal a month", "at most {count} renewals a month", limit)
        found.append((("max_renewals_per_month",), most.format(count=limit)))
    if terms.serves is not Serves.SOLD:
        words = _("a block serves once it is invoiced")
        if terms.serves is Serves.PAID:
            words = _("a block serves once it is paid")
        found.append((("serves",), words))
    found.append((("validity",), _validity(terms.validity)))
    found += _lapse(terms)
    if terms.overage is Overage.BILL:
        rate = _money(terms.overage_rate_minor, terms)
        words = _("work beyond the hours is invoiced at {rate} an hour").format(rate=rate)
        found.append((("overage", "overage_rate_minor"), words))
    elif terms.overage is Overage.REFUSE:
        found.append((("overage",), _("work beyond the hours is refused")))
    return found


def _managed(terms: Terms) -> _Told:
    sentence = {
        FeePeriod.MONTH: _("managed: {fee} a month"),
        FeePeriod.QUARTER: _("managed: {fee} a quarter"),
        FeePeriod.YEAR: _("managed: {fee} a year"),
    }[terms.fee_period]
    words = sentence.format(fee=_money(terms.fee_minor, terms))
    if not terms.included_minutes:
        words += ", " + _("nothing is deducted")
    found: _Told = [(("kind", "fee_minor", "currency", "fee_period"), words)]
    if terms.fee_due is not FeeDue.NONE:
        words = _("invoiced in advance") if terms.fee_due is FeeDue.ADVANCE else _("invoiced when its period is over")
        found.append((("fee_due",), words))
    if terms.included_minutes:
        words = _("{hours} h are included in each period").format(hours=format_minutes(terms.included_minutes))
        months = terms.included_roll_months
        rolls = ngettext(
            "unused ones serve {count} month longer", "unused ones serve {count} months longer", months
        ).format(count=months)
        words += ", " + (rolls if months else _("unused ones lapse at its end"))
        found.append((("included_minutes", "included_roll_months"), words))
    if terms.beyond is Beyond.BILL:
        rate = _money(terms.overage_rate_minor, terms)
        words = _("work beyond the hours is invoiced at {rate} an hour").format(rate=rate)
        found.append((("beyond", "overage_rate_minor"), words))
    elif terms.beyond is Beyond.BLOCK:
        words = _("beyond them a block of {hours} h at {price} follows").format(
            hours=format_minutes(terms.block_minutes), price=_money(terms.price_minor, terms)
        )
        found.append((("beyond", "block_minutes", "price_minor"), words))
    return found


def _lapse(terms: Terms) -> _Told:
    if terms.validity is None:
        return []
    words = {
        ExpiryMode.FORFEIT: _("unused hours are lost {days} days after expiry"),
        ExpiryMode.ROLL_OVER: _("unused hours go into the next block {days} days after expiry"),
        ExpiryMode.EXTEND: _("each sale carries older blocks along; else lost {days} days after expiry"),
    }[terms.expiry]
    return [(("expiry", "expiry_grace_days"), words.format(days=terms.expiry_grace_days))]


def _validity(validity: Validity | None) -> str:
    if validity is None:
        return _("blocks do not expire")
    if validity.months:
        months = ngettext("a block serves {count} month", "a block serves {count} months", validity.months)
        return months.format(count=validity.months)
    return ngettext("a block serves {count} day", "a block serves {count} days", validity.days).format(
        count=validity.days
    )


def _charging(terms: Terms) -> _Told:
    found: _Told = []
    if terms.increment_minutes > 1:
        step = _("charged in steps of {minutes}").format(minutes=format_minutes(terms.increment_minutes))
        if terms.step_grace_minutes:
            step += ", " + _("{minutes} over a step forgiven").format(minutes=format_minutes(terms.step_grace_minutes))
        found.append((("increment_minutes", "step_grace_minutes"), step))
    else:
        found.append((("increment_minutes",), _("charged by the minute")))
    if terms.minimum_minutes:
        words = _("at least {minutes}").format(minutes=format_minutes(terms.minimum_minutes))
        found.append((("minimum_minutes",), words))
    if terms.free_seconds:
        free = _("work of up to {time} costs nothing").format(time=format_seconds(terms.free_seconds))
        found.append((("free_seconds",), free))
    if terms.rounding is Rounding.BEFORE:
        found.append((("rounding",), _("rounded before the rates")))
    by_type = (
        ("type_increments", terms.type_increments, _("{type} in steps of {minutes}")),
        ("type_minimums", terms.type_minimums, _("{type} at least {minutes}")),
        ("surcharges", terms.surcharges, _("{type} plus {minutes}")),
    )
    for name, minutes_by_type, sentence in by_type:
        for work_type, minutes in minutes_by_type.items():
            words = sentence.format(type=label_of(work_type), minutes=format_minutes(minutes))
            found.append(((name,), words))
    for work_type, multiplier in terms.multipliers.items():
        words = _("{type} counts × {times}").format(
            type=label_of(work_type), times=in_own_marks(format_multiplier(multiplier))
        )
        found.append((("multipliers",), words))
    for class_name, multiplier in terms.classes.items():
        words = _("work of class {name} counts × {times}").format(
            name=class_name, times=in_own_marks(format_multiplier(multiplier))
        )
        found.append((("classes",), words))
    for window in terms.windows:
        # As it is typed, but for the sign before the multiplier: a client reads it too.
        found.append((("windows",), " × ".join(window_text(window).rsplit(" ", 1))))
    if terms.counts_holidays:
        words = _("public holidays ({country}) count × {times}").format(
            country=terms.holidays, times=in_own_marks(format_multiplier(terms.holiday_multiplier))
        )
        found.append((("holidays", "holiday_multiplier"), words))
    return found


def _parts(field: str, terms: Terms) -> list[tuple[str, str]]:
    """The value of a field in words, each part with its label; only a field with named parts has none or several."""
    match field:
        case "kind":
            return [(_("kind"), word_label(terms.kind.value))]
        case "block_minutes":
            return [(_("block"), _hours(terms.block_minutes))]
        case "threshold":
            percent = terms.threshold.percent
            words = (
                _hours(terms.threshold.minutes) if percent is None else f"{in_own_marks(format_multiplier(percent))}%"
            )
            return [(_("threshold"), words)]
        case "price_minor":
            return [(_("price of a block"), _money(terms.price_minor, terms))]
        case "currency":
            return [(_("currency"), terms.currency)]
        case "renewal":
            return [(_("renewal"), term_label(terms.renewal))]
        case "max_renewals_per_month":
            limit = terms.max_renewals_per_month
            return [(_("most renewals a month"), _("no limit") if limit is None else str(limit))]
        case "increment_minutes":
            return [(_("step"), format_minutes(terms.increment_minutes))]
        case "type_increments":
            return _by_type(_("step of {type}"), terms.type_increments)
        case "minimum_minutes":
            return [(_("minimum"), _hours(terms.minimum_minutes))]
        case "type_minimums":
            return _by_type(_("minimum of {type}"), terms.type_minimums)
        case "step_grace_minutes":
            return [(_("step grace"), _hours(terms.step_grace_minutes))]
        case "free_seconds":
            return [(_("free time"), format_seconds(terms.free_seconds) if terms.free_seconds else _("none"))]
        case "rounding":
            return [(_("rounding"), term_label(terms.rounding))]
        case "surcharges":
            return _by_type(_("surcharge of {type}"), terms.surcharges)
        case "reference":
            return [(_("reference"), terms.reference or _("none"))]
        case "validity":
            return [(_("validity"), _validity(terms.validity))]
        case "expiry":
            return [(_("expiry"), term_label(terms.expiry))]
        case "expiry_grace_days":
            days = terms.expiry_grace_days
            return [(_("expiry grace"), ngettext("{count} day", "{count} days", days).format(count=days))]
        case "overage":
            return [(_("overage"), term_label(terms.overage))]
        case "overage_rate_minor":
            return [(_("overage rate"), _money(terms.overage_rate_minor, terms))]
        case "hourly_rate_minor":
            return [(_("hourly rate"), _money(terms.hourly_rate_minor, terms))]
        case "fee_minor":
            return [(_("fee"), _money(terms.fee_minor, terms))]
        case "fee_period":
            return [(_("fee period"), word_label(terms.fee_period.value))]
        case "fee_due":
            return [(_("fee due"), word_label(terms.fee_due.value) if terms.fee_due is not FeeDue.NONE else _("none"))]
        case "included_minutes":
            return [(_("included hours"), _hours(terms.included_minutes))]
        case "included_roll_months":
            count = terms.included_roll_months
            months = ngettext("{count} month", "{count} months", count).format(count=count)
            return [(_("unused included hours serve on for"), months if count else _("none"))]
        case "serves":
            return [(_("a block serves when"), word_label(terms.serves.value))]
        case "beyond":
            return [(_("beyond the included hours"), word_label(terms.beyond.value))]
        case "multipliers":
            return [
                (_("multiplier of {type}").format(type=label_of(name)), f"× {in_own_marks(format_multiplier(value))}")
                for name, value in terms.multipliers.items()
            ]
        case "classes":
            return [
                (_("class {name}").format(name=name), f"× {in_own_marks(format_multiplier(value))}")
                for name, value in terms.classes.items()
            ]
        case "windows":
            labels = dict.fromkeys(window.label for window in terms.windows)
            return [(_("window {name}").format(name=label), _windows(label, terms)) for label in labels]
        case "holidays":
            return [(_("public holidays"), terms.holidays or _("none"))]
        case "holiday_multiplier":
            return [(_("holiday multiplier"), f"× {in_own_marks(format_multiplier(terms.holiday_multiplier))}")]
        case "timezone":
            return [(_("time zone"), terms.timezone or _("the business's"))]
        case "uses_hours_left":
            return [(_("hours left from before"), _("are used up first") if terms.uses_hours_left else _("not used"))]
    raise KeyError(field)


def _by_type(label: str, minutes_by_type: Mapping[str, int]) -> list[tuple[str, str]]:
    return [(label.format(type=label_of(name)), format_minutes(minutes)) for name, minutes in minutes_by_type.items()]


def _windows(label: str, terms: Terms) -> str:
    texts = (window_text(window) for window in terms.windows if window.label == label)
    return "; ".join(text.removeprefix(label).strip() for text in texts)


def _hours(minutes: int) -> str:
    return format_minutes(minutes) if minutes else _("none")


def _money(minor: int, terms: Terms) -> str:
    return money_text(minor, terms.currency)


_DEFAULTS = Terms()
