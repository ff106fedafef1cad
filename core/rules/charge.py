"""Rule 1 of docs/rules.md: the charge of work in minutes, and the line that explains it. Pure."""

from fractions import Fraction
from functools import lru_cache
from zoneinfo import ZoneInfo

from core.basics.dataclass import replace
from core.basics.durations import SECONDS_PER_MINUTE, format_minutes, format_seconds
from core.basics.i18n import _
from core.model.terms import Rounding, Terms
from core.model.work import Charge, Slice, Work
from core.model.worktypes import label_of
from core.rules.windows import HOLIDAY_LABEL, HolidayTest, cut, fit, flat, format_multiplier, merge

_NOTHING, _ONE = Fraction(0), Fraction(1)


def charge(work: Work, terms: Terms, zone: ZoneInfo, is_holiday: HolidayTest, class_name: str = "") -> Charge:
    """The minutes that the work costs under the terms; `zone` is the zone of days and rate windows.

    `class_name` is the class of the technician; empty for none.
    """
    minimum = terms.type_minimums.get(work.work_type, terms.minimum_minutes)
    increment = max(1, terms.type_increments.get(work.work_type, terms.increment_minutes))
    surcharge = terms.surcharges.get(work.work_type, 0)
    is_free = terms.free_seconds > 0 and work.worked_seconds <= terms.free_seconds
    slices: tuple[Slice, ...] = ()
    if work.no_charge or is_free:
        minutes = surcharge = 0
    elif terms.rounding is Rounding.BEFORE:
        worked = Fraction(work.worked_seconds, SECONDS_PER_MINUTE)
        rounded = round_up(worked, minimum, increment, terms.step_grace_minutes)
        slices = _slices(work, rounded * SECONDS_PER_MINUTE, terms, zone, is_holiday, class_name)
        minutes = _ceiling(_total_minutes(slices))
    else:
        slices = _slices(work, work.worked_seconds, terms, zone, is_holiday, class_name)
        minutes = round_up(_total_minutes(slices), minimum, increment, terms.step_grace_minutes)
    return Charge(
        minutes + surcharge,
        work.worked_seconds,
        slices,
        minimum,
        increment,
        surcharge,
        terms.rounding,
        is_free and not work.no_charge,
        work.no_charge,
        work.work_type,
    )


def round_up(minutes: Fraction, minimum: int, increment: int, grace: int) -> int:
    """Raise to the minimum, then to whole increments. After the first step an overrun of up to `grace` is not charged."""
    if minutes.numerator <= 0:
        return 0
    # In whole parts of a minute, because integers are much quicker than fractions.
    parts = minutes.denominator
    steps, over = divmod(max(minutes.numerator, minimum * parts), increment * parts)
    if over > 0 and (steps == 0 or over > grace * parts):
        steps += 1
    # The grace applies to worked time; the charge must not fall below the minimum.
    if steps * increment < minimum:
        steps += 1
    return steps * increment


def explain(charge: Charge, *, waits: bool = False) -> str:
    """The charge in one line: "0:10 + 0:20 × 1.5 evening = 0:40 → step 0:15 → 0:45"; `waits`: for an agreement."""
    worked = format_seconds(charge.worked_seconds)
    if waits:
        return _("{worked}, waits: no agreement yet").format(worked=worked)
    if charge.no_charge:
        return _("{worked}, no charge").format(worked=worked)
    if charge.free:
        return _("{worked}, free").format(worked=worked)
    before_surcharge = charge.minutes - charge.surcharge_minutes
    if charge.rounding is Rounding.BEFORE:
        line = _explained_before(charge, before_surcharge)
    else:
        total = _total_minutes(charge.slices)
        line = _product(charge, total) + _rounding(charge, total, before_surcharge)
    if charge.surcharge_minutes:
        line += _(" + {surcharge} {work_type} = {minutes}").format(
            surcharge=format_minutes(charge.surcharge_minutes),
            work_type=label_of(charge.work_type),
            minutes=format_minutes(charge.minutes),
        )
    return line


def _slices(
    work: Work, seconds: int, terms: Terms, zone: ZoneInfo, is_holiday: HolidayTest, class_name: str
) -> tuple[Slice, ...]:
    test = is_holiday if terms.counts_holidays else None
    if work.spans:
        slices = cut(fit(work.spans, seconds), terms.windows, zone, test, terms.holiday_multiplier)
    else:
        slices = merge((flat(work.work_date, seconds, terms.windows, test, terms.holiday_multiplier),))
    of_type = terms.multipliers.get(work.work_type, _ONE)
    of_class = terms.classes.get(class_name, _ONE)
    if of_type is _ONE and of_class is _ONE:
        return slices
    return merge(
        [
            replace(
                part,
                multiplier=part.multiplier * of_type * of_class,
                label=_with_class(part.label, class_name if of_class != 1 else ""),
            )
            for part in slices
        ]
    )


def _with_class(label: str, class_name: str) -> str:
    return f"{label} {class_name}".strip() if class_name else label


def _total_minutes(slices: tuple[Slice, ...]) -> Fraction:
    plain, multiplied = 0, _NOTHING
    for part in slices:
        if part.multiplier == 1:
            plain += part.seconds
        else:
            multiplied += part.seconds * part.multiplier
    return (multiplied + plain) / SECONDS_PER_MINUTE if multiplied else _minutes_of(plain)


@lru_cache(maxsize=1024)
def _minutes_of(seconds: int) -> Fraction:
    return Fraction(seconds, SECONDS_PER_MINUTE)


def _ceiling(minutes: Fraction) -> int:
    return -(-minutes.numerator // minutes.denominator)


def _explained_before(charge: Charge, result: int) -> str:
    worked = Fraction(charge.worked_seconds, SECONDS_PER_MINUTE)
    rounded = sum(part.seconds for part in charge.slices) // SECONDS_PER_MINUTE
    total = _total_minutes(charge.slices)
    multiplied = any(part.multiplier != 1 for part in charge.slices)
    line = ""
    if worked != rounded:
        line = format_seconds(charge.worked_seconds) + _rounding(charge, worked, rounded)
        if not multiplied:
            return line
        if len(charge.slices) == 1:
            # With one slice the line already ends with its time.
            line += _product(charge, total).removeprefix(format_minutes(rounded))
        else:
            line += " = " + _product(charge, total)
    else:
        line = _product(charge, total)
    return line if total == result else f"{line} → {format_minutes(result)}"


def _product(charge: Charge, total: Fraction) -> str:
    """The slices with their multipliers, and their sum if there are several or a multiplier applies."""
    parts: list[str] = []
    plain_seconds = 0
    for part in (*charge.slices, None):
        if part is not None and part.multiplier == 1:
            plain_seconds += part.seconds
            continue
        if plain_seconds:
            parts.append(format_seconds(plain_seconds))
            plain_seconds = 0
        if part is not None:
            parts.append(_multiplied(part, charge.work_type))
    if not parts:
        return format_minutes(0)
    line = " + ".join(parts)
    if all(part.multiplier == 1 for part in charge.slices):
        return line
    return f"{line} {_sum_text(total)}"


def _multiplied(part: Slice, work_type: str) -> str:
    from core.language.formats import in_own_marks

    label = part.label
    window, space, rest = label.partition(" ")
    if window == HOLIDAY_LABEL and (not rest or part.label == _with_class(HOLIDAY_LABEL, rest)):
        label = _("holiday") + space + rest
    elif not label:
        # Outside all windows only the work type can have changed the multiplier.
        label = label_of(work_type)
    return f"{format_seconds(part.seconds)} × {in_own_marks(format_multiplier(part.multiplier))} {label}".rstrip()


def _rounding(charge: Charge, minutes: Fraction, result: int) -> str:
    line = ""
    if 0 < minutes < charge.minimum_minutes:
        minutes = Fraction(charge.minimum_minutes)
        line = _(" → minimum {minimum}").format(minimum=format_minutes(charge.minimum_minutes))
    if minutes != result:
        line += _(" → step {step} → {minutes}").format(
            step=format_minutes(charge.increment_minutes), minutes=format_minutes(result)
        )
    return line


def _sum_text(minutes: Fraction) -> str:
    seconds = minutes * SECONDS_PER_MINUTE
    sign = "=" if seconds.denominator == 1 else "≈"
    return f"{sign} {format_seconds(_ceiling(seconds))}"
