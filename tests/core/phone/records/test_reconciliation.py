"""The reconciliation of a store: what is left both ways, what it would have charged, and what a verdict closes."""

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from core.basics.clock import FakeClock
from core.basics.errors import Refused, Usage
from core.business import Business
from core.entryline.understand import correction
from core.model.call_records import Answerer, CallRecord, Disposition, RecordDirection
from core.model.phone import Direction, EventKind, PhoneEvent
from core.model.terms import Kind, Terms
from core.model.work import Draft, Span, Work
from core.phone.entry import SaidOfCall
from core.phone.records.model import ReadRecords
from core.queries.views.unlogged import UnloggedCall
from core.reports import make_report
from core.reports.table import ReportOptions
from tests.builders import MONDAY, MORNING, add_client, fake_clock, open_business

NUMBER, OTHER = "+390212345678", "+390382111222"


def at(minutes: float) -> datetime:
    return MORNING + timedelta(minutes=minutes)


def record(
    call: str, minutes: float, talk_minutes: float, *, number: str = NUMBER, extension: str = "201"
) -> CallRecord:
    since = at(minutes)
    return CallRecord(
        "pbx", call, "", RecordDirection.IN, number, "", extension, since, since, since + timedelta(minutes=talk_minutes),
        round(talk_minutes * 60), True, Disposition.ANSWERED, Answerer.PERSON,
    )  # fmt: skip


@pytest.fixture
def clock() -> FakeClock:
    return fake_clock()


@pytest.fixture
def business(tmp_path: Path, clock: FakeClock) -> Business:
    made = open_business(tmp_path, clock)
    acme = add_client(made)
    made.clients.edit(acme.client_id, phones=[NUMBER])
    beta = add_client(made, "beta", terms=Terms(kind=Kind.BREAK_FIX, hourly_rate_minor=9_000), blocks=())
    made.clients.edit(beta.client_id, phones=[OTHER])
    made.phone.settings.assign("201", ["anna"])
    made.phone.settings.assign("202", ["bruno"])
    clock.advance(timedelta(hours=9))
    return made


def keep(business: Business, *records: CallRecord, rows: int = 0) -> None:
    business.phone.records.keep(ReadRecords("pbx", "a.csv", rows or len(records), records))


def log(business: Business, code: str, minutes: float, length: int, technician: str = "anna") -> str:
    client = business.queries.resolve_client(code)
    work = Work(MONDAY, length * 60, (Span(at(minutes), length * 60),))
    return business.entries.post(Draft(client.client_id, work, technician=technician), sure=True).entry.entry_id


def left(business: Business) -> tuple[UnloggedCall, ...]:
    return business.phone.reconciliation.view(MONDAY, MONDAY).unlogged


def test_what_is_left_both_ways_is_told_with_what_it_would_have_charged(business: Business) -> None:
    keep(
        business,
        record("c1", 0, 12),
        record("c2", 30, 18),
        record("c3", 60, 30, number=OTHER, extension="202"),
        record("c4", 120, 5, number="+390399999999"),
        replace(record("c5", 500, 0), disposition=Disposition.MISSED),
    )
    log(business, "acme", 2, 12)
    lone = log(business, "beta", 200, 10)
    view = business.phone.reconciliation.view(MONDAY, MONDAY)
    told = [(each.client.code, each.seconds, each.charged_minutes, each.amount_minor, each.technicians)
            for each in view.unlogged if each.client]  # fmt: skip
    assert told == [("acme", 1_080, 18, 2_400, ("anna",)), ("beta", 1_800, 30, 4_500, ("bruno",))]
    assert [entry.entry_id for entry in view.entries] == [lone]
    assert (view.logged, view.unknown, view.unknown_seconds, view.minutes, view.amounts) == (
        1,
        1,
        300,
        48,
        {"EUR": 6_900},
    )
    reconciliation = business.phone.reconciliation
    beta = business.queries.resolve_client("beta").client_id
    assert len(reconciliation.view(MONDAY, MONDAY, client_id=beta).unlogged) == 1
    assert len(reconciliation.view(MONDAY, MONDAY, technician="anna").unlogged) == 1


def test_nothing_is_said_of_a_time_without_records_and_no_more_than_a_cut_export_tells(business: Business) -> None:
    sentence = make_report(business.queries, "unlogged", ReportOptions(since=MONDAY, until=MONDAY)).sentences[0]
    assert "there are no call records of this time" in sentence
    keep(business, *(record(f"c{hour}", 60 * hour - 60, 1, number="") for hour in range(10)))
    view = business.phone.reconciliation.view(MONDAY, MONDAY)
    assert view.coverage.is_whole and view.unlogged == ()
    sentence = make_report(business.queries, "unlogged", ReportOptions(since=MONDAY, until=MONDAY)).sentences[0]
    assert sentence == "every answered call of a known client was logged or dismissed"
    keep(business, *(record(f"c{hour}", 60 * hour - 60, 1, number="") for hour in range(10)), rows=100)
    # A reading of 10 rows of the same time cannot hold what one of 100 held.
    assert not business.phone.reconciliation.view(MONDAY, MONDAY).coverage.is_whole
    late = record("late", -61, 1, number=""), record("later", 481, 1, number="")
    keep(business, *late)
    made = make_report(business.queries, "unlogged", ReportOptions(since=MONDAY, until=MONDAY))
    assert "of the rest nothing is known" in made.sentences[0] and "has 100 rows" in made.sentences[-1]
    keep(business, *late, rows=102)
    assert business.phone.reconciliation.view(MONDAY, MONDAY).coverage.is_whole


def test_a_leftover_is_logged_or_dismissed_once_and_for_good(business: Business) -> None:
    keep(business, record("c1", 0, 12), record("c2", 30, 18), record("c3", 60, 2))
    reconciliation = business.phone.reconciliation
    first, second, third = left(business)
    posted = reconciliation.log(first.call_id, SaidOfCall(note="printer", ticket="7"))
    entry = posted.entry
    assert (entry.note, entry.worked_seconds, entry.started_at, entry.technician) == ("printer", 720, at(0), "anna")
    with pytest.raises(Usage, match="why"):
        reconciliation.dismiss(second.call_id, " ")
    reconciliation.dismiss(second.call_id, "private")
    assert [each.call_id for each in left(business)] == [third.call_id]
    for call_id in (first.call_id, second.call_id, "u0"):
        with pytest.raises(Refused):
            reconciliation.log(call_id)
        with pytest.raises(Refused):
            reconciliation.dismiss(call_id, "again")
    moved = business.entries.void(entry.entry_id)
    assert moved.entry.voided
    assert [each.call_id for each in left(business)] == [first.call_id, third.call_id]


def test_a_dismissed_call_stays_dismissed_when_its_file_is_imported_again_after_its_time(
    business: Business, clock: FakeClock
) -> None:
    keep(business, record("c1", 0, 12))
    business.phone.reconciliation.dismiss(left(business)[0].call_id, "private")
    clock.advance(timedelta(days=91))
    keep(business, record("new", 60 * 24 * 91, 1, number=""))
    assert business.phone.records.between(at(-60), at(60)) == ()
    keep(business, record("c1", 0, 12))
    assert left(business) == () and business.phone.reconciliation.view(MONDAY, MONDAY).dismissed == 1
    assert [each.reason for each in business.session.store.records.verdicts()] == [""]


def test_two_systems_tell_one_call_and_a_verdict_on_it_closes_both(business: Business) -> None:
    def event(kind: EventKind, minutes: float, number: str = NUMBER) -> PhoneEvent:
        instant = at(minutes)
        return PhoneEvent(
            kind,
            "ami",
            instant,
            call="x1",
            leg="l1",
            number=number,
            extension="201",
            direction=Direction.IN,
            at=instant,
        )

    business.phone.record([event(EventKind.RING, 0), event(EventKind.ANSWER, 0.5), event(EventKind.END, 10)])
    keep(business, record("c1", 0.2, 11))
    (call,) = left(business)
    assert ([source for source, _call in call.refs], call.seconds) == (["live-ami", "pbx"], 570)
    (row,) = business.phone.of_day(MONDAY)
    assert business.phone.reconciliation.id_of_phone_call(row.phone_call_id) == call.call_id
    entry_id = business.phone.reconciliation.log(call.call_id, SaidOfCall(note="vpn")).entry.entry_id
    assert left(business) == () and business.phone.one(row.phone_call_id).entry_id == entry_id
    edited = business.entries.edit(entry_id, Draft(call.client.client_id, Work(MONDAY, 60, (Span(at(300), 60),))))  # type: ignore[union-attr]
    assert left(business) == () and edited.entry.replaces == entry_id
    business.entries.void(edited.entry.entry_id)
    business.phone.reconciliation.dismiss(call.call_id, "private")
    assert left(business) == () and business.phone.one(row.phone_call_id).dismissed_by == "anna"
    keep(business, replace(record("c1", 0.2, 12)))
    assert business.phone.reconciliation.view(MONDAY, MONDAY).dismissed == 1


def test_the_report_names_technicians_only_where_the_firm_says_so(business: Business) -> None:
    keep(business, record("c1", 0, 12), record("c2", 30, 18), record("c3", 60, 30, number=OTHER, extension="202"))
    options = ReportOptions(since=MONDAY, until=MONDAY)
    made = make_report(business.queries, "unlogged", options)
    assert made.rows == (("beta", "2026-03", 1, 30, 30, 4_500, "EUR"), ("acme", "2026-03", 2, 30, 30, 4_000, "EUR"))
    assert not any("bruno" in str(row) for row in made.rows)
    business.phone.settings.change(unlogged_by_technician=True)
    assert make_report(business.queries, "unlogged", options).rows[0] == (
        "beta", "2026-03", "bruno", 1, 30, 30, 4_500, "EUR"
    )  # fmt: skip


def test_a_call_that_was_passed_on_is_told_for_each_person_who_logged_nothing(business: Business) -> None:
    first, second = record("c1", 0, 5), replace(record("c1", 5, 20, extension="202"), leg="2")
    keep(business, first, second)
    parts = left(business)
    assert [(each.technicians, each.seconds) for each in parts] == [(("anna",), 300), (("bruno",), 1_200)]
    assert parts[0].call_id != parts[1].call_id
    own = log(business, "acme", 0, 5)
    (part,) = left(business)
    assert part.technicians == ("bruno",)
    posted = business.phone.reconciliation.log(part.call_id, SaidOfCall(note="vpn")).entry
    assert (posted.technician, posted.worked_seconds, left(business)) == ("bruno", 1_200, ())
    assert business.phone.reconciliation.view(MONDAY, MONDAY).logged == 2
    business.entries.void(posted.entry_id)
    business.phone.reconciliation.dismiss(part.call_id, "private")
    business.entries.void(own)
    assert [each.call_id for each in left(business)] == [parts[0].call_id]
    # An entry of one person that lasts over both parts is that of the whole call.
    keep(business, *(replace(each, call="c2", started_at=each.started_at + timedelta(hours=2),
                             answered_at=each.talked_from + timedelta(hours=2),
                             ended_at=each.talked_until + timedelta(hours=2)) for each in (first, second)))  # fmt: skip
    assert len(left(business)) == 3
    log(business, "acme", 120, 25)
    assert [each.call_id for each in left(business)] == [parts[0].call_id]
    business.erasure.erase(business.queries.resolve_client("acme").client_id)
    assert [verdict.reason for verdict in business.session.store.records.verdicts()] == [""]


def test_what_was_decided_of_a_whole_call_holds_for_its_parts_and_a_listener_tells_them_too(
    business: Business,
) -> None:
    def event(kind: EventKind, minutes: float, extension: str, leg: str) -> PhoneEvent:
        return PhoneEvent(kind, "ami", at(minutes), "t", leg, at=at(minutes), extension=extension, number=NUMBER,
                          direction=Direction.IN)  # fmt: skip

    keep(business, record("c1", 0, 5))
    (whole,) = left(business)
    business.phone.reconciliation.dismiss(whole.call_id, "private")
    keep(business, replace(record("c1", 5, 20, extension="202"), leg="2"))
    assert left(business) == ()
    for extension, leg, since, until in (("201", "a", 60, 65), ("202", "b", 65, 85)):
        business.phone.record(
            [event(EventKind.RING, since, extension, leg), event(EventKind.ANSWER, since, extension, leg)]
        )
        business.phone.record([event(EventKind.END, until, extension, leg)])
    business.phone.record([event(EventKind.END, 85, "", "")])
    rows = {row.technician: row for row in business.phone.of_day(MONDAY)}
    parts = {each.technicians: each for each in left(business)}
    assert set(parts) == {("anna",), ("bruno",)}
    reconciliation = business.phone.reconciliation
    assert reconciliation.id_of_phone_call(rows["bruno"].phone_call_id) == parts["bruno",].call_id
    reconciliation.log(parts["bruno",].call_id, SaidOfCall(note="vpn"))
    assert [each.technicians for each in left(business)] == [("anna",)]
    assert business.phone.one(rows["anna"].phone_call_id).entry_id is None
    reconciliation.dismiss(parts["anna",].call_id, "passed on")
    assert left(business) == () and business.phone.one(rows["bruno"].phone_call_id).dismissed_by == ""


def test_an_entry_for_the_wrong_client_is_perhaps_that_of_the_call_until_it_is_moved(business: Business) -> None:
    keep(business, record("c1", 0, 12), *(record(f"x{at}", at, 1, number="") for at in (-30, 30)))
    wrong = log(business, "beta", 1, 12)
    reconciliation = business.phone.reconciliation
    view = reconciliation.view(MONDAY, MONDAY)
    (call,) = view.unlogged
    assert call.perhaps is not None and (call.perhaps.entry_id, call.perhaps.client.code) == (wrong, "beta")
    assert ([entry.entry_id for entry in view.entries], list(view.perhaps), view.logged) == ([wrong], [wrong], 0)
    of_beta = reconciliation.view(MONDAY, MONDAY, client_id=business.queries.resolve_client("beta").client_id)
    assert (of_beta.unlogged, of_beta.perhaps[wrong].call_id) == ((), call.call_id)
    draft = correction(business.queries, business.queries.entry(wrong), "acme")
    business.entries.edit(wrong, draft)
    view = reconciliation.view(MONDAY, MONDAY)
    assert (view.unlogged, view.entries, view.perhaps, view.logged) == ((), (), {}, 1)
