"""Terms as sentences for people, and what two versions differ in."""

from core.basics.durations import Validity, format_minutes, format_seconds
from core.basics.i18n import _, ngettext
from core.language.formats import money_text
from core.model.terms import ExpiryMode, Kind, Overage, RenewalMode, Rounding, Terms
from core.model.worktypes import label_of
from core.rules.windows import format_multiplier, format_window


def terms_in_words(terms: Terms) -> list[str]:
    """The agreement, a sentence a line, the most asked-for first."""
    return [sentence for _name, sentence in _sentences(terms)]


def changes_in_words(before: Terms, after: Terms) -> list[str]:
    """What a new version changes: the new sentences, each with what stood there before."""
    old, lines = dict(_sentences(before)), []
    new = dict(_sentences(after))
    for name, sentence in new.items():
        if old.get(name) != sentence:
            was = old.get(name)
            lines.append(_("{now} (was: {before})").format(now=sentence, before=was) if was else sentence)
    lines += [_("no longer: {before}").format(before=old[name]) for name in old if name not in new]
    return lines


def missing(terms: Terms) -> list[tuple[str, str]]:
    """What a manager may have forgotten, by the name of its form field; the terms hold all the same."""
    found = []
    if terms.kind is Kind.BREAK_FIX and not terms.hourly_rate_minor:
        found.append(("hourly_rate", _("break-fix work will be invoiced at {amount}").format(amount=_money(0, terms))))
    if terms.kind is Kind.MANAGED and not terms.fee_minor:
        found.append(("fee", _("the agreement has no fee, and reports will count it as nothing")))
    if terms.kind is Kind.PREPAID and terms.overage is Overage.BILL and not terms.overage_rate_minor:
        found.append(
            ("overage_rate", _("uncovered minutes will be invoiced at {amount}").format(amount=_money(0, terms)))
        )
    if terms.kind is Kind.PREPAID and terms.threshold.minutes and not terms.block_minutes:
        found.append(("block", _("without a block size nothing can be renewed")))
    return found


def _sentences(terms: Terms) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    if terms.kind is Kind.PREPAID:
        found += _prepaid(terms)
    elif terms.kind is Kind.BREAK_FIX:
        found.append(("kind", _("break-fix: {rate} an hour").format(rate=_money(terms.hourly_rate_minor, terms))))
    else:
        fee = _money(terms.fee_minor, terms)
        found.append(("kind", _("managed: {fee} a month, nothing is deducted").format(fee=fee)))
    if terms.uses_hours_left:
        found.append(("uses_hours_left", _("hours left from before are used up first")))
        found += _lapse(terms)
    found += _charging(terms)
    if terms.reference:
        found.append(("reference", terms.reference))
    if terms.timezone:
        found.append(("timezone", _("dates and rates in {zone}").format(zone=terms.timezone)))
    return found


def _prepaid(terms: Terms) -> list[tuple[str, str]]:
    block = _("prepaid: blocks of {hours} h at {price}").format(
        hours=format_minutes(terms.block_minutes), price=_money(terms.price_minor, terms)
    )
    found = [("kind", block if terms.block_minutes else _("prepaid: the size of a block is said at each sale"))]
    if terms.threshold_minutes and terms.block_minutes:
        under = format_minutes(terms.threshold_minutes)
        renewal = {
            RenewalMode.AUTO: _("under {hours} h a block is added by itself"),
            RenewalMode.ASK: _("under {hours} h the manager is asked for a renewal"),
            RenewalMode.OFF: _("under {hours} h a warning, no renewal"),
        }[terms.renewal].format(hours=under)
        found.append(("renewal", renewal))
    if terms.max_renewals_per_month is not None:
        limit = terms.max_renewals_per_month
        most = ngettext("at most {count} renewal a month", "at most {count} renewals a month", limit)
        found.append(("limit", most.format(count=limit)))
    found.append(("validity", _validity(terms.validity)))
    found += _lapse(terms)
    if terms.overage is Overage.BILL:
        rate = _money(terms.overage_rate_minor, terms)
        found.append(("overage", _("work beyond the hours is invoiced at {rate} an hour").format(rate=rate)))
    elif terms.overage is Overage.REFUSE:
        found.append(("overage", _("work beyond the hours is refused")))
    return found


def _lapse(terms: Terms) -> list[tuple[str, str]]:
    if terms.validity is None:
        return []
    words = {
        ExpiryMode.FORFEIT: _("unused hours are lost {days} days after expiry"),
        ExpiryMode.ROLL_OVER: _("unused hours go into the next block {days} days after expiry"),
        ExpiryMode.EXTEND: _("each sale carries older blocks along; else lost {days} days after expiry"),
    }[terms.expiry]
    return [("expiry", words.format(days=terms.expiry_grace_days))]


def _validity(validity: Validity | None) -> str:
    if validity is None:
        return _("blocks do not expire")
    if validity.months:
        months = ngettext("a block serves {count} month", "a block serves {count} months", validity.months)
        return months.format(count=validity.months)
    return ngettext("a block serves {count} day", "a block serves {count} days", validity.days).format(
        count=validity.days
    )


def _charging(terms: Terms) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    if terms.increment_minutes > 1:
        step = _("charged in steps of {minutes}").format(minutes=format_minutes(terms.increment_minutes))
        if terms.step_grace_minutes:
            step += ", " + _("{minutes} over a step forgiven").format(minutes=format_minutes(terms.step_grace_minutes))
        found.append(("increment", step))
    else:
        found.append(("increment", _("charged by the minute")))
    if terms.minimum_minutes:
        found.append(("minimum", _("at least {minutes}").format(minutes=format_minutes(terms.minimum_minutes))))
    if terms.free_seconds:
        free = _("work of up to {time} costs nothing").format(time=format_seconds(terms.free_seconds))
        found.append(("free", free))
    if terms.rounding is Rounding.BEFORE:
        found.append(("rounding", _("rounded before the rates")))
    by_type = (
        ("type_increments", terms.type_increments, _("{type} in steps of {minutes}")),
        ("type_minimums", terms.type_minimums, _("{type} at least {minutes}")),
        ("surcharges", terms.surcharges, _("{type} plus {minutes}")),
    )
    for name, minutes_by_type, sentence in by_type:
        for work_type, minutes in minutes_by_type.items():
            words = sentence.format(type=label_of(work_type), minutes=format_minutes(minutes))
            found.append((f"{name} {work_type}", words))
    for work_type, multiplier in terms.multipliers.items():
        words = _("{type} counts × {times}").format(type=label_of(work_type), times=format_multiplier(multiplier))
        found.append((f"multiplier {work_type}", words))
    for window in terms.windows:
        found.append((f"window {window.label}", format_window(window)))
    if terms.holidays and terms.holiday_multiplier != 1:
        words = _("public holidays ({country}) count × {times}").format(
            country=terms.holidays, times=format_multiplier(terms.holiday_multiplier)
        )
        found.append(("holidays", words))
    return found


def _money(minor: int, terms: Terms) -> str:
    return money_text(minor, terms.currency)
