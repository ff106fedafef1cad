"""The recurring fee: which lines are due, in proportion at start and end, once; and the hours that it includes."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.model.billing import LineKind, Period
from core.model.terms import Agreement, FeeDue, FeePeriod, Kind, Terms
from core.rules import fees

JANUARY = Period(date(2026, 1, 1), date(2026, 1, 31))
MARCH = Period(date(2026, 3, 1), date(2026, 3, 31))


def managed(**changes: object) -> Terms:
    return Terms(kind=Kind.MANAGED, **{"fee_minor": 31_000, "fee_due": FeeDue.ADVANCE, **changes})  # type: ignore[arg-type]


def versions(*pairs: tuple[date | None, Terms]) -> tuple[Agreement, ...]:
    return tuple(Agreement(f"a{number}", "k1", day, terms, number) for number, (day, terms) in enumerate(pairs, 1))


def due(
    agreed: tuple[Agreement, ...], day: date, charged: dict[tuple[Period, str], int] | None = None
) -> list[tuple[date, int, date]]:
    until = max((day, *(period.until for period, _currency in charged or {})))
    found = tuple(fees.stretches(agreed, lambda _each: date(2026, 1, 15), until))
    return [(each.period.since, each.amount_minor, each.dated) for each in fees.fees(found, charged or {}, day)]


@pytest.mark.parametrize(
    ("length", "day", "period"),
    [
        (FeePeriod.MONTH, date(2024, 2, 29), Period(date(2024, 2, 1), date(2024, 2, 29))),
        (FeePeriod.QUARTER, date(2026, 12, 31), Period(date(2026, 10, 1), date(2026, 12, 31))),
        (FeePeriod.YEAR, date(2026, 6, 1), Period(date(2026, 1, 1), date(2026, 12, 31))),
    ],
)
def test_periods_are_those_of_the_calendar(length: FeePeriod, day: date, period: Period) -> None:
    assert fees.period_of(day, length) == period


def test_in_advance_a_fee_is_due_on_the_first_day_and_in_arrears_after_the_last() -> None:
    start = date(2026, 3, 1)
    advance, arrears = versions((start, managed())), versions((start, managed(fee_due=FeeDue.ARREARS)))
    assert due(advance, date(2026, 2, 28)) == []
    assert due(advance, start) == [(start, 31_000, start)]
    assert due(arrears, date(2026, 3, 31)) == []
    assert due(arrears, date(2026, 4, 1)) == [(start, 31_000, date(2026, 4, 1))]
    assert due(versions((start, managed(fee_due=FeeDue.NONE))), date(2026, 9, 1)) == []


def test_the_first_and_the_last_month_cost_their_days() -> None:
    agreed = versions((date(2026, 3, 22), managed()), (date(2026, 5, 11), Terms(kind=Kind.PREPAID)))
    assert due(agreed, date(2026, 6, 1)) == [
        (date(2026, 3, 1), 10_000, date(2026, 3, 22)),
        (date(2026, 4, 1), 31_000, date(2026, 4, 1)),
        (date(2026, 5, 1), 10_000, date(2026, 5, 1)),
    ]


def test_a_version_since_ever_counts_from_the_day_it_was_recorded() -> None:
    assert due(versions((None, managed())), date(2026, 1, 20)) == [(date(2026, 1, 1), 17_000, date(2026, 1, 15))]
    recorded = Agreement("a1", "k1", None, managed(), 1, recorded_at=datetime(2026, 1, 30, 23, 30, tzinfo=UTC))
    assert fees.since_in(None, MARCH.since)(recorded) == date(2026, 1, 30)


def test_a_version_from_a_day_goes_on_in_one_run_past_the_record_of_one_since_ever() -> None:
    agreed = versions((None, Terms(kind=Kind.BREAK_FIX)), (date(2026, 1, 10), managed(included_minutes=310)))
    found = tuple(fees.stretches(agreed, lambda _each: date(2026, 1, 15), date(2026, 1, 20)))
    assert [(each.first, each.last) for each in found] == [(date(2026, 1, 10), date(2026, 1, 31))]
    (block,) = fees.included(found, {}, date(2026, 1, 20))
    assert (block.minutes, block.first) == (220, date(2026, 1, 10))


def test_a_fee_that_changes_within_a_month_costs_the_difference_and_an_end_gives_back() -> None:
    start = date(2026, 3, 1)
    charged = {(MARCH, "EUR"): 31_000}
    dearer = versions((start, managed()), (date(2026, 3, 22), managed(fee_minor=62_000)))
    assert due(dearer, date(2026, 3, 22), charged) == [(start, 10_000, date(2026, 3, 22))]
    ended = versions((start, managed()), (date(2026, 3, 22), Terms()))
    assert due(ended, date(2026, 3, 22), charged) == [(start, -10_000, date(2026, 3, 22))]
    found = tuple(fees.stretches(ended, lambda _each: start, date(2026, 3, 22)))
    assert fees.fees(found, charged, date(2026, 3, 22))[0].kind is LineKind.CREDIT


def test_included_hours_are_a_block_of_their_period_and_roll_for_so_many_months() -> None:
    agreed = versions((date(2026, 3, 22), managed(included_minutes=310, included_roll_months=2)))
    found = tuple(fees.stretches(agreed, lambda _each: MARCH.since, date(2026, 4, 2)))
    drafts = fees.included(found, {}, date(2026, 4, 2))
    assert [(each.minutes, each.first, each.expires_on) for each in drafts] == [
        (100, date(2026, 3, 22), date(2026, 5, 31)),
        (310, date(2026, 4, 1), date(2026, 6, 30)),
    ]
    assert fees.included(found, {each.period: each.minutes for each in drafts}, date(2026, 4, 2)) == ()
    lapsing = versions((date(2026, 1, 1), managed(included_minutes=310)))
    found = tuple(fees.stretches(lapsing, lambda _each: MARCH.since, date(2026, 4, 2)))
    assert [each.period.since for each in fees.included(found, {JANUARY: 310}, date(2026, 4, 2))] == [
        date(2026, 3, 1),
        date(2026, 4, 1),
    ]


amounts = st.integers(0, 10**7)
kinds = st.one_of(
    st.builds(
        managed,
        fee_minor=amounts,
        fee_due=st.sampled_from((FeeDue.ADVANCE, FeeDue.ARREARS)),
        fee_period=st.sampled_from(FeePeriod),
        currency=st.sampled_from(("EUR", "JPY", "TND")),
    ),
    st.just(Terms()),
)


@given(
    st.lists(st.tuples(st.integers(0, 400), kinds), min_size=1, max_size=4),
    st.lists(st.integers(0, 500), max_size=12),
)
def test_whatever_runs_were_missed_each_period_is_invoiced_once(
    agreed: list[tuple[int, Terms]], runs: list[int]
) -> None:
    start, end = date(2026, 1, 1), date(2026, 1, 1) + timedelta(days=900)
    all_versions = versions(*((start + timedelta(days=day), terms) for day, terms in agreed))

    def run(day: date, charged: dict[tuple[Period, str], int]) -> dict[tuple[Period, str], int]:
        until = max((day, *(period.until for period, _currency in charged)))
        found = tuple(fees.stretches(all_versions, lambda _each: start, until))
        after = dict(charged)
        for each in fees.fees(found, charged, day):
            after[each.period, each.currency] = after.get((each.period, each.currency), 0) + each.amount_minor
        return after

    charged: dict[tuple[Period, str], int] = {}
    for day in runs:
        charged = run(start + timedelta(days=day), charged)
        assert run(start + timedelta(days=day), charged) == charged
    assert run(end, charged) == run(end, {})
