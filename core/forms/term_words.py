"""Terms field by field: the value of each in words, with its label."""

from collections.abc import Mapping

from core.basics.durations import Validity, format_minutes, format_seconds
from core.basics.i18n import _, ngettext
from core.forms.window_words import window_text
from core.language.formats import in_own_marks, money_text
from core.language.labels import term_label, word_label
from core.model.terms import FeeDue, Terms
from core.model.worktypes import label_of
from core.rules.windows import format_multiplier


def parts_in_words(field: str, terms: Terms) -> list[tuple[str, str]]:
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
            return [(_("price of a block"), money_in_words(terms.price_minor, terms))]
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
            return [(_("validity"), validity_in_words(terms.validity))]
        case "expiry":
            return [(_("expiry"), term_label(terms.expiry))]
        case "expiry_grace_days":
            days = terms.expiry_grace_days
            return [(_("expiry grace"), ngettext("{count} day", "{count} days", days).format(count=days))]
        case "overage":
            return [(_("overage"), term_label(terms.overage))]
        case "overage_rate_minor":
            return [(_("overage rate"), money_in_words(terms.overage_rate_minor, terms))]
        case "hourly_rate_minor":
            return [(_("hourly rate"), money_in_words(terms.hourly_rate_minor, terms))]
        case "fee_minor":
            return [(_("fee"), money_in_words(terms.fee_minor, terms))]
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


def money_in_words(minor: int, terms: Terms) -> str:
    """An amount in minor units of the agreement's currency."""
    return money_text(minor, terms.currency)


def validity_in_words(validity: Validity | None) -> str:
    """How long a block serves; `None`: without end."""
    if validity is None:
        return _("blocks do not expire")
    if validity.months:
        months = ngettext("a block serves {count} month", "a block serves {count} months", validity.months)
        return months.format(count=validity.months)
    return ngettext("a block serves {count} day", "a block serves {count} days", validity.days).format(
        count=validity.days
    )
