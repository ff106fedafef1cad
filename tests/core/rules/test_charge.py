"""Design rule 1, line by line."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.basics.calendars import holiday_test, parse_country
from core.basics.errors import Usage
from core.model.terms import Rounding, Terms
from core.model.work import Charge, Slice, Span, Work
from core.model.worktypes import BUILT_IN, is_proactive, known_work_types
from core.rules.charge import charge, explain
from core.rules.windows import parse_window

ROME = ZoneInfo("Europe/Rome")
EVENING = parse_window("evening mon-fri 18:00-22:00 1.5")
WEEKEND = parse_window("weekend sat,sun 00:00-24:00 2")
MONDAY = date(2026, 3, 2)


def _at(day: date, clock: str, seconds: int, work_type: str = "phone") -> Work:
    hour, minute = clock.split(":")
    start = datetime(day.year, day.month, day.day, int(hour), int(minute), tzinfo=ROME).astimezone(UTC)
    return Work(day, seconds, (Span(start, seconds),), work_type)


def _minutes(minutes: int, work_type: str = "phone", day: date = MONDAY) -> Work:
    return Work(day, minutes * 60, (), work_type)


def _charged(work: Work, terms: Terms) -> Charge:
    return charge(work, terms, ROME, holiday_test(terms.holidays))


def test_work_across_the_start_of_the_evening_counts_each_part_at_its_rate() -> None:
    cost = _charged(_at(MONDAY, "17:50", 30 * 60), Terms(windows=(EVENING,)))
    assert cost.minutes == 40
    assert cost.slices == (Slice(600, Fraction(1)), Slice(1200, Fraction(3, 2), "evening"))
    assert explain(cost) == "0:10 + 0:20 × 1.5 evening = 0:40"


def test_the_sum_is_rounded_up_once_to_the_increment() -> None:
    cost = _charged(_at(MONDAY, "17:50", 30 * 60), Terms(windows=(EVENING,), increment_minutes=15))
    assert cost.minutes == 45
    assert explain(cost) == "0:10 + 0:20 × 1.5 evening = 0:40 → step 0:15 → 0:45"


@pytest.mark.parametrize(("worked", "charged"), [(1, 30), (30, 30), (35, 30), (40, 30), (41, 60), (70, 60), (71, 90)])
def test_an_overrun_within_the_step_grace_is_forgiven_after_the_first_step(worked: int, charged: int) -> None:
    terms = Terms(increment_minutes=30, step_grace_minutes=10)
    assert _charged(_minutes(worked), terms).minutes == charged
    assert _charged(_minutes(worked), replace(terms, rounding=Rounding.BEFORE)).minutes == charged


def test_grace_never_takes_a_charge_below_the_minimum() -> None:
    terms = Terms(increment_minutes=30, step_grace_minutes=10, minimum_minutes=35)
    assert _charged(_minutes(5), terms).minutes == 60


def test_rounding_after_applies_to_the_product_and_rounding_before_to_the_worked_time() -> None:
    terms = Terms(increment_minutes=30, multipliers={"phone": Fraction(3, 2)})
    after, before = (_charged(_minutes(40), replace(terms, rounding=rounding)) for rounding in Rounding)
    assert (after.minutes, before.minutes) == (60, 90)
    assert explain(after) == "0:40 × 1.5 phone = 1:00"
    assert explain(before) == "0:40 → step 0:30 → 1:00 × 1.5 phone = 1:30"


def test_rounding_before_lets_the_rounded_time_run_on_by_the_clock() -> None:
    terms = Terms(increment_minutes=30, windows=(EVENING,), rounding=Rounding.BEFORE)
    cost = _charged(_at(MONDAY, "17:50", 5 * 60), terms)
    assert cost.minutes == 40
    assert explain(cost) == "0:05 → step 0:30 → 0:30 = 0:10 + 0:20 × 1.5 evening = 0:40"


def test_rounding_before_cuts_what_grace_forgave_from_the_end() -> None:
    terms = Terms(increment_minutes=30, step_grace_minutes=10, windows=(EVENING,), rounding=Rounding.BEFORE)
    assert _charged(_at(MONDAY, "17:30", 40 * 60), terms).minutes == 30


def test_rounding_before_rounds_the_product_up_to_the_minute() -> None:
    terms = Terms(multipliers={"phone": Fraction(3, 2)}, rounding=Rounding.BEFORE)
    cost = _charged(_minutes(25), terms)
    assert cost.minutes == 38
    assert explain(cost) == "0:25 × 1.5 phone = 0:37:30 → 0:38"


def test_seconds_are_added_exactly_before_anything_is_rounded() -> None:
    start = datetime(2026, 3, 2, 9, tzinfo=UTC)
    spans = tuple(Span(start + timedelta(hours=hour), 20) for hour in range(3))
    assert _charged(Work(MONDAY, 60, spans), Terms()).minutes == 1


def test_of_overlapping_windows_and_the_holiday_the_highest_counts() -> None:
    terms = Terms(windows=(EVENING, parse_window("late daily 20:00-24:00 3")), holidays="IT")
    christmas = date(2026, 12, 25)
    work = _at(christmas, "19:00", 2 * 3600)
    assert _charged(work, terms).minutes == 90 + 180
    cost = _charged(work, replace(terms, holiday_multiplier=Fraction(2)))
    assert cost.minutes == 120 + 180
    assert explain(cost) == "1:00 × 2 holiday + 1:00 × 3 late = 5:00"


def test_a_holiday_begins_and_ends_at_local_midnight() -> None:
    terms = Terms(holidays="IT", holiday_multiplier=Fraction(2))
    assert _charged(_at(date(2026, 12, 24), "23:30", 3600), terms).minutes == 90
    assert _charged(_at(date(2026, 12, 26), "23:30", 3600), terms).minutes == 90


def test_work_without_a_clock_time_meets_only_windows_that_cover_the_whole_day() -> None:
    terms = Terms(windows=(EVENING, WEEKEND), holidays="IT", holiday_multiplier=Fraction(3))
    assert _charged(_minutes(10), terms).minutes == 10
    assert _charged(_minutes(10, day=date(2026, 3, 7)), terms).minutes == 20
    assert _charged(_minutes(10, day=date(2026, 12, 25)), terms).minutes == 30


def test_a_window_past_midnight_belongs_to_the_day_it_starts_on() -> None:
    terms = Terms(windows=(parse_window("night fri 22:00-06:00 2"),))
    assert _charged(_at(date(2026, 3, 7), "05:30", 3600), terms).minutes == 90
    assert _charged(_at(date(2026, 3, 6), "05:30", 3600), terms).minutes == 60


@pytest.mark.parametrize(("day", "hours"), [(date(2026, 3, 29), 7), (date(2026, 10, 25), 9), (date(2026, 3, 2), 8)])
def test_a_night_on_which_the_clock_changes_is_as_long_as_it_really_was(day: date, hours: int) -> None:
    terms = Terms(windows=(parse_window("night daily 22:00-06:00 2"),))
    work = _at(day - timedelta(days=1), "21:00", (hours + 2) * 3600)
    assert _charged(work, terms).minutes == 60 + hours * 120 + 60


def test_the_window_and_the_work_type_multiply() -> None:
    terms = Terms(windows=(EVENING,), multipliers={"on-site": Fraction(2)})
    assert _charged(_at(MONDAY, "18:00", 600, "on-site"), terms).minutes == 30


def test_a_work_type_can_have_its_own_minimum_increment_and_surcharge() -> None:
    terms = Terms(type_minimums={"on-site": 60}, type_increments={"on-site": 25}, surcharges={"on-site": 30})
    cost = _charged(_minutes(40, "on-site"), terms)
    assert cost.minutes == 75 + 30
    assert explain(cost) == "0:40 → minimum 1:00 → step 0:25 → 1:15 + 0:30 on-site = 1:45"
    assert _charged(_minutes(40), terms).minutes == 40


def test_the_surcharge_is_neither_multiplied_nor_rounded() -> None:
    terms = Terms(surcharges={"on-site": 7}, increment_minutes=15, multipliers={"on-site": Fraction(2)})
    assert _charged(_minutes(15, "on-site"), terms).minutes == 37


def test_a_multiplier_of_nothing_costs_nothing_whatever_the_minimum() -> None:
    terms = Terms(multipliers={"update": Fraction(0)}, minimum_minutes=30)
    for rounding in Rounding:
        cost = _charged(_minutes(20, "update"), replace(terms, rounding=rounding))
        assert cost.minutes == 0


def test_work_no_longer_than_the_free_time_costs_nothing() -> None:
    terms = Terms(free_seconds=45, surcharges={"phone": 30})
    free = _charged(Work(MONDAY, 40), terms)
    assert (free.minutes, free.free, explain(free)) == (0, True, "0:00:40, free")
    assert _charged(Work(MONDAY, 46), terms).minutes == 31


def test_a_no_charge_entry_costs_nothing_and_keeps_its_worked_time() -> None:
    cost = _charged(replace(_minutes(15), no_charge=True), Terms(minimum_minutes=30, surcharges={"phone": 5}))
    assert (cost.minutes, cost.worked_seconds, explain(cost)) == (0, 900, "0:15, no charge")


@pytest.mark.parametrize(
    ("work", "terms", "line"),
    [
        (_minutes(15), Terms(), "0:15"),
        (Work(MONDAY, 90), Terms(), "0:01:30 → step 0:01 → 0:02"),
        (_minutes(15), Terms(minimum_minutes=60), "0:15 → minimum 1:00"),
        (_minutes(45, "on-site"), Terms(surcharges={"on-site": 30}), "0:45 + 0:30 on-site = 1:15"),
        (_minutes(15), Terms(multipliers={"phone": Fraction(4, 3)}), "0:15 × 4/3 phone = 0:20"),
        (_minutes(15), Terms(increment_minutes=30, rounding=Rounding.BEFORE), "0:15 → step 0:30 → 0:30"),
        (_minutes(15), Terms(rounding=Rounding.BEFORE), "0:15"),
        (_minutes(15, "update"), Terms(multipliers={"update": Fraction(0)}), "0:15 × 0 update = 0:00"),
    ],
)
def test_every_charge_explains_itself_in_one_line(work: Work, terms: Terms, line: str) -> None:
    assert explain(_charged(work, terms)) == line


_MULTIPLIERS = st.sampled_from([Fraction(0), Fraction(1, 3), Fraction(1, 2), Fraction(1), Fraction(3, 2), Fraction(2)])


@given(
    st.builds(
        Terms,
        increment_minutes=st.sampled_from([1, 6, 15, 30, 60]),
        minimum_minutes=st.integers(0, 70),
        step_grace_minutes=st.integers(0, 70),
        free_seconds=st.integers(0, 400),
        rounding=st.sampled_from(Rounding),
        surcharges=st.sampled_from([{}, {"phone": 30}]),
        multipliers=_MULTIPLIERS.map(lambda multiplier: {"phone": multiplier}),
        windows=_MULTIPLIERS.map(lambda multiplier: (replace(EVENING, multiplier=multiplier), WEEKEND)),
    ),
    st.integers(0, 7 * 24 * 60),
    st.one_of(st.none(), st.integers(1, 7200)),
    st.integers(1, 6 * 3600),
    st.integers(1, 3600),
    st.booleans(),
)
def test_a_charge_never_falls_as_worked_time_grows(
    terms: Terms, minute: int, first: int | None, worked: int, more: int, clocked: bool
) -> None:
    """With the start fixed, with and without a pause, for both roundings."""
    start = datetime(2026, 3, 23, tzinfo=UTC) + timedelta(minutes=minute)
    earlier = () if first is None else (Span(start - timedelta(hours=3), first),)
    before = sum(span.seconds for span in earlier)

    def cost(seconds: int) -> int:
        spans = (*earlier, Span(start, seconds)) if clocked else ()
        return _charged(Work(start.date(), before + seconds, spans), terms).minutes

    assert cost(worked) <= cost(worked + more)


@pytest.mark.parametrize("country", ["ZZ", "DE-QQ", "Italy", "I"])
def test_a_country_without_a_calendar_is_refused(country: str) -> None:
    with pytest.raises(Usage):
        holiday_test(country)


def test_a_region_has_holidays_of_its_own() -> None:
    epiphany = date(2026, 1, 6)
    assert parse_country("de-by") == "DE-BY"
    assert holiday_test("DE-BY")(epiphany)
    assert not holiday_test("DE")(epiphany)
    assert not holiday_test("")(epiphany)


def test_a_work_type_is_known_if_it_is_built_in_or_named_by_the_agreement() -> None:
    assert known_work_types(Terms(surcharges={"boat": 30})) == {*BUILT_IN, "boat"}
    assert is_proactive("patching") and not is_proactive("phone") and not is_proactive("boat")
