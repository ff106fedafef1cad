"""Rule 6 of docs/rules.md: the recurring fee of a managed agreement, and the hours that are included in it. Pure.

Periods are calendar months, quarters and years. What is due of a period is compared with what its lines hold already, and
only the difference is invoiced: so a period is invoiced once, however often the daily run comes and whatever runs were missed.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

from core.basics.dataclass import dataclass
from core.model.billing import LineKind, Period
from core.model.blocks import Block, Origin
from core.model.terms import Agreement, FeeDue, FeePeriod, Kind, Terms, agreement_on

_DAY = timedelta(days=1)
_NEVER = date(9999, 1, 1)


@dataclass(frozen=True)
class Stretch:
    """A run of days of one period on which one version of a managed agreement is in force."""

    period: Period
    """The whole period."""
    first: date
    """First day of the run."""
    last: date
    """Last day of the run."""
    terms: Terms
    """The terms in force."""
    is_end: bool
    """Whether the next day belongs to another period, or to no managed agreement."""

    def share(self, whole: int) -> Fraction:
        """The part of a whole period's amount or minutes, in proportion to the days."""
        return Fraction(whole * ((self.last - self.first).days + 1), self.period.days)


@dataclass(frozen=True)
class FeeDraft:
    """A line to make: the fee of a period, or what is to be added to it or given back of it."""

    period: Period
    """The period."""
    kind: LineKind
    """A fee; a credit where less is due than was invoiced."""
    amount_minor: int
    """Amount in minor units of `currency`; below zero for a credit."""
    currency: str
    """ISO 4217 code."""
    dated: date
    """Day on which it became due."""


@dataclass(frozen=True)
class IncludedDraft:
    """A block to add: hours included in the fee of a period."""

    period: Period
    """The period."""
    minutes: int
    """Size in minutes, over zero."""
    first: date
    """First day of work that it pays."""
    expires_on: date
    """Last day of work that it pays."""
    currency: str
    """ISO 4217 code of the agreement."""


def first_after(day: date, months: int) -> date:
    """The first day of the month so many months after that of a day."""
    count = day.year * 12 + day.month - 1 + months
    return date(count // 12, count % 12 + 1, 1)


def period_of(day: date, length: FeePeriod) -> Period:
    """The calendar month, quarter or year of a day."""
    first = date(day.year, (day.month - 1) // length.months * length.months + 1, 1)
    return Period(first, first_after(first, length.months) - _DAY)


def last_day_of(period: Period, terms: Terms) -> date:
    """The last day on which the included hours of a period serve."""
    return first_after(period.until, 1 + terms.included_roll_months) - _DAY


def stretches(agreements: Sequence[Agreement], since: Callable[[Agreement], date], until: date) -> Iterator[Stretch]:
    """The runs of days under managed versions that begin on `until` or before, in their order.

    `since` says from which day a version without a first day counts.
    """
    starts = list[date]()
    for start in sorted({each.from_date or since(each) for each in agreements}):
        # A version without a first day begins anew on the day of its record: what is in force then goes on in one run.
        if not starts or agreement_on(agreements, start) is not agreement_on(agreements, starts[-1]):
            starts.append(start)
    for start, following in zip(starts, [*starts[1:], _NEVER], strict=True):
        version = agreement_on(agreements, start)
        if version is None or version.terms.kind is not Kind.MANAGED:
            continue
        after = agreement_on(agreements, following) if following != _NEVER else None
        goes_on = after is not None and after.terms.kind is Kind.MANAGED
        day = start
        while day < following and day <= until:
            period = period_of(day, version.terms.fee_period)
            last = min(period.until, following - _DAY)
            yield Stretch(period, day, last, version.terms, last == period.until or not goes_on)
            day = last + _DAY


def fees(found: Sequence[Stretch], charged: Mapping[tuple[Period, str], int], day: date) -> tuple[FeeDraft, ...]:
    """The lines that are due on a day; `charged` is what the lines of each period and currency hold already.

    `found` reaches to the end of every period that was charged. In advance a fee is due on the first day, in arrears on the
    day after the last one of the period or of the agreement. What was charged of days without a fee is given back.
    """
    due: dict[tuple[Period, str], Fraction] = {}
    whole: dict[tuple[Period, str], Fraction] = {}
    dated: dict[tuple[Period, str], date] = {}
    for each in found:
        terms, key = each.terms, (each.period, each.terms.currency)
        if terms.fee_due is FeeDue.NONE:
            continue
        share = each.share(terms.fee_minor)
        whole[key] = whole.get(key, Fraction(0)) + share
        ends = each.last if each.is_end else each.period.until
        begins = each.first if terms.fee_due is FeeDue.ADVANCE else ends + _DAY
        if begins <= day:
            due[key] = due.get(key, Fraction(0)) + share
            dated[key] = max(begins, dated.get(key, begins))
    drafts = []
    for key in dict.fromkeys((*due, *charged)):
        before = charged.get(key, 0)
        if _rounded(due.get(key, Fraction(0))) > before:
            rest = _rounded(due[key]) - before
            drafts.append(FeeDraft(key[0], LineKind.FEE, rest, key[1], dated[key]))
        elif _rounded(whole.get(key, Fraction(0))) < before:
            rest = _rounded(whole.get(key, Fraction(0))) - before
            drafts.append(FeeDraft(key[0], LineKind.CREDIT, rest, key[1], day))
    return tuple(drafts)


def included(found: Sequence[Stretch], given: Mapping[Period, int], day: date) -> tuple[IncludedDraft, ...]:
    """The blocks of included hours that are missing on a day, of periods whose hours can still be used.

    Unused hours lapse at the end of their period, or so many months later as the terms say.
    """
    drafts = []
    due: dict[Period, Fraction] = {}
    held = dict(given)
    for each in found:
        terms = each.terms
        if not terms.included_minutes or each.first > day:
            continue
        due[each.period] = due.get(each.period, Fraction(0)) + each.share(terms.included_minutes)
        expires_on = last_day_of(each.period, terms)
        rest = _rounded(due[each.period]) - held.get(each.period, 0)
        if rest > 0 and (day - expires_on).days <= terms.expiry_grace_days:
            held[each.period] = held.get(each.period, 0) + rest
            drafts.append(IncludedDraft(each.period, rest, each.first, expires_on, terms.currency))
    return tuple(drafts)


def last_days(found: Sequence[Stretch], blocks: Iterable[Block], day: date) -> Iterator[tuple[str, date]]:
    """The blocks of included hours whose last day differs from what the agreement says on a day, each with that day.

    Included hours end with the agreement that includes them, if it has ended. Those whose last day a person changed keep it.
    """
    runs: list[tuple[date, date]] = []
    for each in found:
        if not each.terms.included_minutes:
            continue
        if runs and runs[-1][1] + _DAY == each.first:
            runs[-1] = (runs[-1][0], each.last)
        else:
            runs.append((each.first, each.last))
    terms_of = {(each.first, each.last): each for each in found}
    for block in blocks:
        if block.origin is not Origin.INCLUDED or block.expires_on is None:
            continue
        if block.remaining_minutes <= 0 and block.expires_on < day:
            # Nothing can come back to it that serves work of today. One that still serves can get minutes of a void.
            continue
        ended = next((last for first, last in runs if first <= block.available_from <= last), None)
        stretch = next(
            (each for (first, last), each in terms_of.items() if first <= block.available_from <= last), None
        )
        if ended is None or stretch is None:
            continue
        agreed = last_day_of(stretch.period, stretch.terms)
        wanted = min(agreed, ended) if ended < day else agreed
        if block.own_expires_on == agreed and block.expires_on != wanted:
            yield block.block_id, wanted


def since_in(zone: ZoneInfo | None, today: date) -> Callable[[Agreement], date]:
    """From which day a version without a first day counts: the day on which it was recorded."""

    def since(agreement: Agreement) -> date:
        recorded = agreement.recorded_at
        return recorded.astimezone(zone or UTC).date() if recorded else today

    return since


def has_fees(agreements: Sequence[Agreement]) -> bool:
    """Whether any version has a fee that makes lines, or included hours."""
    return any(
        version.terms.kind is Kind.MANAGED
        and (version.terms.included_minutes > 0 or version.terms.fee_due is not FeeDue.NONE)
        for version in agreements
    )


def _rounded(amount: Fraction) -> int:
    """To the nearest whole, halves up."""
    return (2 * amount.numerator + amount.denominator) // (2 * amount.denominator)
