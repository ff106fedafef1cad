"""Terms as sentences."""

from core.basics.dataclass import fields
from core.basics.durations import format_minutes, format_seconds
from core.basics.i18n import _, ngettext
from core.forms.term_words import money_in_words, parts_in_words, validity_in_words
from core.forms.window_words import window_text
from core.language.formats import in_own_marks
from core.model.terms import Beyond, ExpiryMode, FeeDue, FeePeriod, Kind, Overage, RenewalMode, Rounding, Serves, Terms
from core.model.worktypes import label_of
from core.rules.windows import format_multiplier


def terms_in_words(terms: Terms) -> list[str]:
    """The agreement, a sentence a line, the most asked-for first; no field that differs from its default is left out."""
    told = _sentences(terms)
    covered = {name for names, _sentence in told for name in names}
    return [sentence for _names, sentence in told] + [
        f"{label}: {value}"
        for field in fields(Terms)
        if field.name not in covered
        for label, value in parts_in_words(field.name, terms)
        if getattr(terms, field.name) != getattr(_DEFAULTS, field.name)
    ]


_Told = list[tuple[tuple[str, ...], str]]


def _sentences(terms: Terms) -> _Told:
    """Sentences, each with the fields that it describes completely."""
    found: _Told = []
    if terms.kind is Kind.PREPAID:
        found += _prepaid(terms)
    elif terms.kind is Kind.BREAK_FIX:
        words = _("break-fix: {rate} an hour").format(rate=money_in_words(terms.hourly_rate_minor, terms))
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
            hours=format_minutes(terms.block_minutes), price=money_in_words(terms.price_minor, terms)
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
    found.append((("validity",), validity_in_words(terms.validity)))
    found += _lapse(terms)
    if terms.overage is Overage.BILL:
        rate = money_in_words(terms.overage_rate_minor, terms)
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
    words = sentence.format(fee=money_in_words(terms.fee_minor, terms))
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
        rate = money_in_words(terms.overage_rate_minor, terms)
        words = _("work beyond the hours is invoiced at {rate} an hour").format(rate=rate)
        found.append((("beyond", "overage_rate_minor"), words))
    elif terms.beyond is Beyond.BLOCK:
        words = _("beyond them a block of {hours} h at {price} follows").format(
            hours=format_minutes(terms.block_minutes), price=money_in_words(terms.price_minor, terms)
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


_DEFAULTS = Terms()
