"""Calls and entries are paired one to one; a simulation with known truth shows that just the calls nobody logged are left."""

import random
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from core.basics.clock import local_date, other_reading
from core.model.call_records import Answerer, CallRecord, Disposition, RecordDirection, RecordFile
from core.model.hours import USUAL_HOURS
from core.rules.call_parts import HAND_OVER, whole_of
from core.rules.coverage import Hole, coverage, is_round, worked_between
from core.rules.reconcile import Reason, Side, Work, pair
from core.rules.talked_calls import calls_of, merged

NINE = datetime(2026, 3, 2, 9, tzinfo=UTC)
PEOPLE = [f"p{number}" for number in range(8)]
ROME = ZoneInfo("Europe/Rome")


def at(minutes: float) -> datetime:
    return NINE + timedelta(minutes=minutes)


def leg(call: str, began: float, talk_minutes: float, **details: object) -> CallRecord:
    values = {
        "source": "pbx",
        "leg": "",
        "number": "+3902",
        "extension": "201",
        "ring": 0.0,
        "is_exact": True,
    } | details
    ring = float(str(values.pop("ring")))
    return CallRecord(
        call=call, direction=RecordDirection.IN, name="", started_at=at(began), answered_at=at(began + ring),
        ended_at=at(began + ring + talk_minutes), talk_seconds=round(talk_minutes * 60), disposition=Disposition.ANSWERED,
        answered_by=Answerer.PERSON, **values,  # type: ignore[arg-type]
    )  # fmt: skip


def side(since: float, until: float, *, clients: str = "a", people: str = "anna", **details: object) -> Side:
    whose = frozenset(clients.split())
    return Side(whose, frozenset(people.split()), at(since), at(until), NINE.date(), **details)  # type: ignore[arg-type]


def work(entry_id: str, since: float | None, minutes: float, client: str = "a", who: str = "anna") -> Work:
    return Work(entry_id, client, who, NINE.date(), at(since) if since is not None else None, round(minutes * 60))


def test_legs_are_one_call_and_announcements_and_queues_are_no_talk() -> None:
    menu = replace(leg("c1", 0, 1, leg="menu"), answered_by=Answerer.MACHINE)
    queue = leg("c1", 0, 12, leg="queue", is_exact=False)
    first, second = leg("c1", 2, 5, leg="a"), leg("c1", 7, 5, leg="b", extension="202")
    missed = replace(leg("c2", 0, 0), disposition=Disposition.MISSED, answered_at=None)
    inside = replace(leg("c3", 0, 9), direction=RecordDirection.INTERNAL)
    (call,) = calls_of([menu, queue, first, second, missed, inside])
    assert (call.seconds, call.since, call.until, call.is_exact) == (600, at(2), at(12), True)
    assert (call.extensions, call.began_at) == (("201", "202"), at(0))
    (at_most,) = calls_of([queue])
    assert (at_most.seconds, at_most.is_exact) == (720, False)


def test_two_systems_tell_one_call_if_the_number_is_the_same_and_it_starts_within_a_minute() -> None:
    other = leg("x1", 0.9, 8, source="live-ami", extension="@anna")
    late, stranger = leg("x2", 2, 8, source="live-ami"), leg("x3", 0.2, 8, source="live-ami", number="+3903")
    again, withheld = leg("c2", 0.5, 8, is_exact=False), leg("x4", 0.3, 8, source="live-ami", number="")
    found = merged(calls_of([leg("c1", 0, 9, is_exact=False), again, other, late, stranger, withheld]))
    assert [call.refs for call in found] == [
        (("pbx", "c1"),),
        (("live-ami", "x3"),),
        (("live-ami", "x4"),),
        (("live-ami", "x1"), ("pbx", "c2")),
        (("live-ami", "x2"),),
    ]
    assert (found[3].seconds, found[3].is_exact, found[3].began_at) == (480, True, at(0.5))
    assert found[3].extensions == ("@anna", "201")


def test_one_call_is_one_entry_of_the_same_client_and_person_and_the_best_overlap_comes_first() -> None:
    calls = [side(0, 10), side(12, 14), side(60, 70, people=""), side(100, 110, clients="a b"), side(200, 201)]
    entries = [
        work("w1", 11, 3),
        work("w2", 1, 10),
        work("w3", 61, 5, who="bruno"),
        work("w4", 103, 7, client="b"),
        work("other client", 200, 1, client="b"),
        work("other person", 200, 1, who="bruno"),
        work("too late", 206.1, 5),
    ]
    found = pair(calls, entries)
    assert {place: entry for place, (entry, _reason) in found.pairs.items()} == {0: "w2", 1: "w1", 2: "w3", 3: "w4"}
    assert (found.calls_left, found.entries_left) == ((4,), ("other client", "other person", "too late"))
    assert pair(calls[4:], [work("at the edge", 206, 5)]).calls_left == ()


def test_a_best_pair_gives_way_where_it_would_leave_a_call_and_an_entry_over() -> None:
    calls = [side(0, 10), side(9, 19)]
    entries = [work("w1", 4, 10), work("w2", 21, 3)]
    assert {place: entry for place, (entry, _reason) in pair(calls, entries).pairs.items()} == {0: "w1", 1: "w2"}
    entries = [work("w1", 5, 10), work("w2", -6, 2)]
    assert {place: entry for place, (entry, _reason) in pair(calls, entries).pairs.items()} == {0: "w2", 1: "w1"}


def test_what_a_person_said_comes_before_any_likeness_and_a_closed_call_wants_nothing() -> None:
    calls = [side(0, 10, known="w2"), side(20, 30), side(40, 50, is_closed=True), side(60, 61, known="elsewhere")]
    found = pair(calls, [work("w1", 0, 10), work("w2", 20, 10)])
    assert found.pairs == {0: ("w2", Reason.KNOWN), 3: ("elsewhere", Reason.KNOWN)}
    assert (found.calls_left, found.entries_left) == ((1,), ("w1",))


def test_an_entry_without_a_clock_time_is_that_of_the_call_of_its_day_whose_length_is_nearest() -> None:
    calls = [side(0, 10), side(60, 90), side(200, 202)]
    found = pair(calls, [work("long", None, 30), work("short", None, 12), work("other", None, 9, who="bruno")])
    assert found.pairs == {1: ("long", Reason.DAY), 0: ("short", Reason.DAY)}
    assert (found.calls_left, found.entries_left) == ((2,), ("other",))


def test_a_second_person_on_the_call_and_a_call_from_an_unknown_number_explain_entries_too() -> None:
    calls = [side(0, 10, people="anna bruno"), side(30, 40, clients="")]
    entries = [work("w1", 0, 10), work("w2", 5, 5, who="bruno"), work("mobile", 31, 8), work("twice", 1, 9)]
    found = pair(calls, entries)
    assert found.pairs == {0: ("w1", Reason.TIME)}
    assert (found.also, found.entries_left) == (frozenset({"w2", "mobile"}), ("twice",))


def typed(instant: datetime) -> tuple[datetime, datetime | None]:
    """An instant as it is kept where its wall clock was typed, and the other one that the wall clock may mean."""
    first = instant.astimezone(ROME).replace(fold=0).astimezone(UTC)
    return first, other_reading(first, ROME)


class Firm:
    """Records and entries of a simulated firm, the parts of calls that nobody logged, and the part of each entry.

    A technician has one call at a time; several technicians talk at once, also with the same client. Before the talk are an
    announcement and a queue. A call that two systems tell has two ids. Entries are typed, up to three minutes off at each end.
    """

    def __init__(self, seed: int, count: int, begin: datetime, transfers: float) -> None:
        self.chance = random.Random(seed)
        self.free = {person: begin for person in PEOPLE}
        self.last: dict[tuple[str, str], datetime] = {}
        self.records, self.works = list[CallRecord](), list[Work]()
        self.unlogged, self.call_of = set[str](), dict[str, str]()
        self.part_count = 0
        for number in range(count):
            self._take(f"c{number}", begin, transfers)
        self.chance.shuffle(self.records)
        self.chance.shuffle(self.works)

    def _take(self, call: str, begin: datetime, transfers: float) -> None:
        chance = self.chance
        person = min(self.free, key=lambda who: (self.free[who], who))
        began = self.free[person] + timedelta(seconds=chance.randrange(20, 3_000))
        client = f"k{chance.randrange(60)}"
        # Two calls of one client and person within the tolerance cannot be told apart by anybody.
        began = max(began, self.last.get((client, person), begin) + timedelta(minutes=12))
        since = began + timedelta(seconds=chance.choice((0, 5, 25, 140)))
        until = since + timedelta(seconds=chance.randrange(20, 2_400))
        exact = CallRecord(
            "pbx", call, "person", RecordDirection.IN, f"+39{client}", "", f"2{PEOPLE.index(person):02}", began, since,
            until, (until - since) // timedelta(seconds=1), chance.random() < 0.5, Disposition.ANSWERED, Answerer.PERSON,
        )  # fmt: skip
        queue = replace(exact, leg="queue", answered_at=began, answered_by=Answerer.QUEUE, extension="600")
        rang = replace(
            exact, leg="rang", disposition=Disposition.MISSED, answered_at=None, talk_seconds=0, extension="299"
        )
        self.records += [queue, rang, exact]
        other = min(PEOPLE, key=lambda who: (self.free[who], who))
        is_apart = self.last.get((client, other), begin) + timedelta(minutes=12) <= until
        is_passed_on = chance.random() < transfers and until - since >= HAND_OVER
        if is_passed_on and is_apart and self.free[other] <= until and other != person:
            self._work(f"{call}#1", client, person, since, until)
            self._work(f"{call}#2", client, other, until, self._pass_on(exact, other, until))
            return
        if chance.random() < 0.3:
            also = replace(exact, source="live-ami", call=f"{call}/0", extension=f"@{person}", is_exact=True)
            self.records.append(replace(also, started_at=began + timedelta(seconds=chance.randrange(-30, 30))))
        self._work(call, client, person, since, until)

    def _pass_on(self, first: CallRecord, person: str, since: datetime) -> datetime:
        seconds = self.chance.randrange(120, 1_800)
        until = since + timedelta(seconds=seconds)
        extension = f"2{PEOPLE.index(person):02}"
        self.records.append(
            replace(first, leg="second", extension=extension, started_at=since, answered_at=since, ended_at=until,
                    talk_seconds=seconds)
        )  # fmt: skip
        return until

    def _work(self, part: str, client: str, person: str, since: datetime, until: datetime) -> None:
        chance = self.chance
        self.part_count += 1
        self.free[person] = self.last[client, person] = until
        if chance.random() < 0.1:
            self.unlogged.add(part)
            return
        start = since + timedelta(seconds=chance.randrange(-180, 181))
        end = max(start + timedelta(minutes=1), until + timedelta(seconds=chance.randrange(-180, 181)))
        kept, other = typed(start)
        entry_id = f"e{part}"
        self.call_of[entry_id] = part
        seconds = (end - start) // timedelta(seconds=1)
        self.works.append(Work(entry_id, client, person, local_date(start, ROME), kept, seconds, other))


def persons_of(extension: str) -> frozenset[str]:
    if extension.startswith("@"):
        return frozenset({extension.removeprefix("@")})
    return frozenset({PEOPLE[int(extension) - 200]}) if extension[0] == "2" and extension != "299" else frozenset()


NIGHT_OF_TWO_HOURS = datetime(2026, 10, 24, 20, tzinfo=UTC)


@pytest.mark.parametrize(
    ("seed", "count", "begin", "transfers"),
    [(14, 5_000, NINE, 0.0), (15, 2_000, NIGHT_OF_TWO_HOURS, 0.3)],
)
def test_of_thousands_of_calls_just_those_that_nobody_logged_are_found(
    seed: int, count: int, begin: datetime, transfers: float
) -> None:
    firm = Firm(seed, count, begin, transfers)
    calls = merged(calls_of(firm.records, persons_of))
    assert len(calls) == firm.part_count
    sides = [
        Side(
            frozenset({call.number.removeprefix("+39")}),
            frozenset().union(*map(persons_of, call.extensions)),
            call.since,
            call.until,
            local_date(call.since, ROME),
            whole=whole_of(call.refs[0][1]) if whole_of(call.refs[0][1]) != call.refs[0][1] else "",
        )
        for call in calls
    ]
    found = pair(sides, firm.works)
    ids = [next(call for source, call in each.refs if source == "pbx") for each in calls]
    assert {ids[place] for place in found.calls_left} == firm.unlogged
    assert (found.entries_left, found.also, found.perhaps) == ((), frozenset(), {})
    assert {entry: ids[place] for place, (entry, _reason) in found.pairs.items()} == firm.call_of
    assert len(firm.unlogged) > count // 13


def test_an_entry_of_another_client_at_the_time_of_a_call_is_perhaps_its_own_and_still_left() -> None:
    calls = [side(0, 10), side(60, 62), side(120, 125), side(200, 210, people=""), side(300, 310)]
    entries = [
        work("wrong client", 2, 10, client="b"),
        work("no better", 1, 5, client="c"),
        work("off by three", 57, 8, client="b"),
        work("long", 100, 240, client="b"),
        work("of nobody", 200, 10, client="b"),
        work("other person", 300, 10, client="b", who="bruno"),
        replace(work("on site", 300, 10, client="b"), is_call=False),
        work("near", 310, 10, client="b"),
    ]
    found = pair(calls, entries)
    assert found.perhaps == {0: "wrong client", 1: "off by three"}
    assert (found.calls_left, len(found.entries_left), found.pairs) == ((0, 1, 2, 3, 4), len(entries), {})


def test_a_typed_time_of_the_hour_that_comes_twice_is_either() -> None:
    first = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    second, ten = first + timedelta(hours=1), timedelta(minutes=10)
    night = date(2026, 10, 25)
    calls = [Side(frozenset("a"), frozenset({"anna"}), each, each + ten, night) for each in (first, second)]
    entries = [Work(name, "a", "anna", night, first, 600, typed(first)[1]) for name in ("w1", "w2")]
    found = pair(calls, entries)
    assert (set(found.pairs), found.calls_left, found.entries_left) == ({0, 1}, (), ())
    alone = pair(calls[1:], entries[:1])
    assert (alone.calls_left, alone.entries_left) == ((), ())
    assert pair(calls[1:], [replace(entries[0], client_id="b")]).perhaps == {0: "w1"}
    assert [typed(each)[1] for each in (first, NINE, NIGHT_OF_TWO_HOURS)] == [second, None, None]


def file_of(name: str, rows: int, first: datetime, last: datetime) -> RecordFile:
    return RecordFile("f", "pbx", name, rows, first, last, last)


def test_long_silences_at_work_are_holes_and_a_night_is_none() -> None:
    monday, sunday = date(2026, 3, 2), date(2026, 3, 8)
    start = datetime(2026, 3, 2, tzinfo=ROME).astimezone(UTC)
    days = [datetime(2026, 3, day, hour, tzinfo=ROME) for day in (2, 3, 5, 6) for hour in (9, 11, 13, 15, 17)]
    starts = [("pbx", each.astimezone(UTC)) for each in days]
    file = file_of("week.csv", 20, days[0], days[-1])
    found = coverage(starts, [file], start, start + timedelta(days=7), USUAL_HOURS, ROME)
    assert (monday, sunday) == (start.astimezone(ROME).date(), monday + timedelta(days=6))
    assert [(each.since, each.until) for each in found.covers] == [(days[0], days[-1])]
    assert found.holes == (Hole("pbx", days[9], days[10]),) and not found.is_whole
    assert (
        found.has(days[0], days[1])
        and not found.has(days[9], days[10])
        and not found.has(days[-1], days[-1] + timedelta(1))
    )
    parts = [file_of("a.csv", 7, days[0], days[0]), file_of("b.csv", 7, days[1], days[-1])]
    between = coverage(starts, parts, start, start + timedelta(days=2), USUAL_HOURS, ROME)
    assert between.holes == (Hole("pbx", days[0], days[1]),)
    nothing = coverage([], [], start, start + timedelta(days=7), USUAL_HOURS, ROME)
    idle = coverage([], [], start, start + timedelta(days=7), USUAL_HOURS, ROME, lambda _day: True)
    assert (nothing.holes != (), idle.holes) == (True, ())
    assert (nothing.covers, nothing.is_whole) == ((), False)
    assert nothing.holes == (Hole("", start, start + timedelta(days=7)),)
    assert worked_between(days[0], days[2], USUAL_HOURS, ROME) == timedelta(hours=4)


def test_a_round_number_of_rows_looks_cut_unless_a_whole_file_holds_its_time() -> None:
    assert [rows for rows in (100, 250, 1_000, 5_000, 50_000, 65_535) if not is_round(rows)] == []
    assert [rows for rows in (0, 20, 99, 218, 1_050, 4_984, 12_500) if is_round(rows)] == []
    cut, whole = file_of("cut.csv", 100, at(0), at(60)), file_of("all.csv", 218, at(-9), at(99))
    assert [each.name for each in coverage([], [cut], at(0), at(9), USUAL_HOURS, ROME).cuts] == ["cut.csv"]
    assert coverage([], [cut, whole], at(0), at(9), USUAL_HOURS, ROME).cuts == ()


def test_a_cut_export_is_made_up_for_by_whole_files_and_not_by_late_rows() -> None:
    starts = [("pbx", at(minute)) for minute in range(100)]
    cut, late = file_of("cut.csv", 100, at(0), at(99)), file_of("late.csv", 2, at(-1), at(100))
    starts += [("pbx", at(-1)), ("pbx", at(100))]

    def cuts_with(*files: RecordFile) -> list[str]:
        found = coverage(starts, [cut, *files], at(-60), at(900), USUAL_HOURS, ROME)
        return [each.name for each in found.cuts]

    assert cuts_with(late) == ["cut.csv"]
    # Few of the rows lie in the period that is looked at, so that the starts alone do not tell.
    assert [each.name for each in coverage(starts[:1], [cut, late], at(0), at(1), USUAL_HOURS, ROME).cuts] == [
        "cut.csv"
    ]
    assert cuts_with(file_of("all.csv", 102, at(-1), at(100))) == []
    halves = file_of("a.csv", 52, at(-1), at(50)), file_of("b.csv", 51, at(51), at(100))
    assert (cuts_with(*halves), cuts_with(halves[0]), cuts_with(halves[1])) == ([], ["cut.csv"], ["cut.csv"])
    # Two hours of work between the parts may be those that were cut.
    cut, begin = file_of("cut.csv", 100, at(240), at(480)), file_of("a.csv", 98, at(240), at(300))
    assert cuts_with(begin, file_of("b.csv", 9, at(421), at(480))) == ["cut.csv"]
    assert cuts_with(begin, file_of("b.csv", 9, at(419), at(480))) == []


def test_late_rows_that_span_a_silence_do_not_make_it_one_within_a_file() -> None:
    days = [datetime(2026, 3, 2, hour, minute, tzinfo=ROME) for hour in (9, 10, 14, 15) for minute in (5, 25, 45)]
    starts = [("pbx", each.astimezone(UTC)) for each in days]
    parts = [file_of("a.csv", 6, days[0], days[5]), file_of("b.csv", 6, days[6], days[-1])]
    since = days[0] - timedelta(minutes=5)

    def holes(*files: RecordFile) -> list[Hole]:
        found = coverage(starts, files, since, days[-1], USUAL_HOURS, ROME).holes
        return [hole for hole in found if hole.source]

    assert holes(*parts) == [Hole("pbx", days[5], days[6])]
    assert holes(*parts, file_of("late.csv", 2, days[0], days[-1])) == [Hole("pbx", days[5], days[6])]
    assert holes(*parts, file_of("all.csv", 12, days[0], days[-1])) == []
