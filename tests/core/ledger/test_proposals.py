"""Proposals: offered, accepted, done with their entry, dropped, coming again, suggested."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.basics.clock import FakeClock
from core.basics.errors import Refused, Usage
from core.business import Business
from core.model.proposals import ProposalStatus
from core.model.terms import Overage
from core.queries.views.postings import PostingView
from core.rules import proposals
from core.rules.proposals import anchored, next_occurrence, read_recurrence, recurrence_words
from tests.builders import MONDAY, MORNING, add_client, days, draft_of, open_business, prepaid_terms
from tests.profiles import examples


def done(business: Business, proposal_id: str, line: str = "") -> PostingView:
    return business.lines.done(business.proposals, proposal_id, line)


@pytest.fixture
def business(tmp_path: Path) -> Business:
    return open_business(tmp_path, FakeClock(MORNING))


def test_done_posts_the_entry_and_the_next_one_comes(business: Business) -> None:
    client = add_client(business)
    made = business.proposals.add(
        client.client_id, "Patches", estimate_minutes=45, due_on=days(-10), every="monthly", work_type="patching"
    )
    posted = done(business, made.proposal_id)
    assert (posted.entry.note, posted.entry.work_type, posted.entry.charged_minutes) == ("Patches", "patching", 45)
    assert posted.remaining_minutes == 555
    (following,) = business.proposals.list(client.client_id)
    # due 20 February, done 2 March: the next is 20 March, not 2 April
    assert (following.proposal.due_on, following.proposal.follows) == (date(2026, 3, 20), made.proposal_id)
    with pytest.raises(Refused, match="is done already"):
        done(business, made.proposal_id)
    assert business.verify().ok


def test_a_line_says_what_differs(business: Business) -> None:
    client = add_client(business)
    made = business.proposals.add(client.client_id, "Disk check", estimate_minutes=30)
    entry = done(business, made.proposal_id, "1h @yesterday #12 +backup restored").entry
    assert (entry.worked_seconds, entry.work_date, entry.ticket) == (3600, days(-1), "12")
    assert (entry.work_type, entry.note) == ("backup", "restored")


def test_what_deserves_a_look_is_told_as_of_an_entry(business: Business) -> None:
    client = add_client(business)
    business.lines.post("acme 9:00-9:30 vpn")
    made = business.proposals.add(client.client_id, "Disk check", estimate_minutes=30)
    overlap = "overlaps 09:00 acme 0:30"
    for line, looks in (("9:10-9:40", 1), ("30m @9:10", 1), ("", 0), ("30m", 0)):
        found = business.lines.preview_done(business.proposals, made.proposal_id, line).looks
        assert (len(found), all(overlap in look for look in found)) == (looks, True)
    (overlapping, in_note) = done(business, made.proposal_id, "9:10-9:40 vpn then 20m calls").looks
    assert overlap in overlapping
    assert "20m" in in_note


def test_a_refused_posting_leaves_the_proposal_waiting(business: Business) -> None:
    client = add_client(business, terms=prepaid_terms(overage=Overage.REFUSE), blocks=())
    made = business.proposals.add(client.client_id, "Disk check")
    with pytest.raises(Refused):
        done(business, made.proposal_id)
    assert business.proposals.list()[0].proposal.status is ProposalStatus.OPEN
    assert business.queries.entries() == ()


def test_accept_drop_and_due(business: Business) -> None:
    client = add_client(business)
    first = business.proposals.add(client.client_id, "A", due_on=days(-1))
    second = business.proposals.add(client.client_id, "B", due_on=MONDAY)
    business.proposals.add(client.client_id, "C", due_on=days(1))
    assert business.proposals.due_count() == 2
    assert [(view.due, view.overdue) for view in business.proposals.list()] == [
        (True, True),
        (True, False),
        (False, False),
    ]
    assert business.proposals.accept(first.proposal_id).status is ProposalStatus.ACCEPTED
    with pytest.raises(Refused, match="accepted already"):
        business.proposals.accept(first.proposal_id)
    business.proposals.drop(second.proposal_id, "no")
    with pytest.raises(Refused, match="is dropped already"):
        business.proposals.accept(second.proposal_id)
    assert business.proposals.due_count() == 1
    assert len(business.proposals.list(everything=True)) == 3
    statement = business.statements.read(client.client_id, "2026-03").view
    assert [proposal.title for proposal in statement.proposals] == ["A", "C"]


def test_suggestions_fit_into_hours_that_expire(business: Business) -> None:
    client = add_client(business, blocks=())
    add_client(business, "calm")
    business.blocks.sell(client.client_id, size_minutes=100, expires_on=days(20))
    book = business.proposals
    patch = book.set_item("Patches", estimate_minutes=45, every="monthly", work_type="patching")
    book.set_item("Big", estimate_minutes=200)
    book.set_item("Check", estimate_minutes=40)
    assert [(view.client.code, view.item.title) for view in book.suggest()] == [("acme", "Check"), ("acme", "Patches")]
    made = book.add_from(client.client_id, "patches", MONDAY)
    assert made.item_id == patch.item_id
    assert [view.item.title for view in book.suggest()] == ["Check"]
    done(business, made.proposal_id, "10m")
    business.proposals.drop(book.list()[0].proposal.proposal_id)
    assert [view.item.title for view in book.suggest()] == ["Check"]
    assert book.suggest(days=10) == ()
    both = book.suggest()
    assert [view.item.title for view in book.add_suggested((*both, *both))] == ["Check"]
    assert book.add_suggested(both) == ()
    assert book.suggest() == ()
    book.drop_item("check")


def test_what_waits_already_takes_its_part_of_the_hours_that_expire(business: Business) -> None:
    client = add_client(business, blocks=())
    business.blocks.sell(client.client_id, size_minutes=100, expires_on=days(20))
    business.proposals.set_item("Check", estimate_minutes=40)
    business.proposals.add(client.client_id, "By hand", estimate_minutes=70)
    assert business.proposals.suggest() == ()


@pytest.mark.parametrize(
    "typed",
    [
        "sometimes", "FREQ=NEVER", "FREQ=SECONDLY", "INTERVAL=2", "FREQ=MONTHLY;INTERVAL=0", "FREQ=MONTHLY;COUNT=0",
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "FREQ=DAILY\nEXDATE:20260101T000000",
        "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30", "FREQ=MONTHLY;UNTIL=20260301", "FREQ=WEEKLY;COUNT=2;UNTIL=20250101T000000",
        "FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30", "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30;UNTIL=99991231",
        "FREQ=MONTHLY;BYMONTH=9999999999", "FREQ=MONTHLY;BYMONTH=13", "FREQ=MONTHLY;UNTIL=SECONDLY",
        "FREQ=DAILY;UNTIL=9999999999",
        "FREQ=MONTHLY;UNTIL==1,2,3", "FREQ=31;FREQ=YEARLY", "FREQ=YEARLY;BYSECOND=1", "FREQ=DAILY;BYSETPOS=29", "FREQ=DAILY;",
        "FREQ=MONTHLY;BYDAY=0MO", "FREQ=MONTHLY;BYDAY=99MO", "FREQ=DAILY;INTERVAL=\u0661", "FREQ=DAILY;UNTIL=20260231", "FREQ",
    ],
)  # fmt: skip
def test_a_recurrence_that_is_none_is_refused(typed: str) -> None:
    with pytest.raises(Usage):
        read_recurrence(typed, date(2026, 3, 2))


@pytest.mark.parametrize(
    "typed",
    [
        "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=DAILY;BYMONTH=1;BYYEARDAY=300",
        "FREQ=DAILY;BYDAY=+5SU;BYYEARDAY=366;BYMONTH=1",
    ],
)
def test_days_that_never_come_are_looked_for_by_year_not_day_by_day(
    typed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked, occurrences = list[str](), proposals._occurrences
    monkeypatch.setattr(proposals, "_occurrences", lambda rule, start: asked.append(rule) or occurrences(rule, start))
    with pytest.raises(Usage, match="never comes"):
        read_recurrence(typed, MONDAY)
    assert [rule.partition(";")[0] for rule in asked] == ["FREQ=YEARLY"]


@pytest.mark.parametrize(
    "typed",
    [
        "FREQ=DAILY;BYMONTH=2",
        "FREQ=DAILY;BYDAY=+5SU;BYMONTH=2",
        "FREQ=DAILY;BYMONTHDAY=-29;BYMONTH=2",
        "FREQ=DAILY;BYWEEKNO=53",
    ],
)
def test_days_that_come_in_some_years_only_are_taken_whatever_today_is(typed: str) -> None:
    assert [read_recurrence(typed, today) for today in (date(2026, 1, 31), date(2028, 12, 31))] == [typed] * 2


_PARTS = st.tuples(
    st.sampled_from(
        ["INTERVAL", "COUNT", "UNTIL", "BYMONTH", "BYMONTHDAY", "BYDAY", "BYSETPOS", "BYWEEKNO", "WKST", "X", ""]
    ),
    st.one_of(
        st.sampled_from(["1", "-1", "2,30", "MO", "-1FR", "+5SU", "20261231", "20270101T000000Z", "99991231", ""]),
        st.integers(-400, 10**11).map(str),
        st.text("=;,TUWE0123456789-+ \x1b", max_size=9),
    ),
)


@given(st.sampled_from(["DAILY", "WEEKLY", "MONTHLY", "YEARLY"]), st.lists(_PARTS, max_size=4))
@examples(40)
def test_whatever_recurrence_is_typed_is_refused_in_a_sentence_or_goes_on(
    frequency: str, parts: list[tuple[str, str]]
) -> None:
    typed = ";".join([f"FREQ={frequency}", *(f"{name}={value}" for name, value in parts)])
    try:
        rule = read_recurrence(typed, MONDAY)
    except Usage:
        return
    found = next_occurrence(anchored(rule, MONDAY), MONDAY, MONDAY)
    assert found is None or found.day > MONDAY


@given(
    st.sampled_from(["weekly", "monthly", "quarterly", "yearly", "every 2 weeks"]),
    st.dates(date(2020, 1, 1), date(2030, 1, 1)),
    st.integers(-400, 400),
)
def test_the_next_is_after_today_and_none_is_skipped(every: str, due_on: date, passed: int) -> None:
    rule = anchored(read_recurrence(every, due_on), due_on)
    today = due_on + timedelta(days=passed)
    found = next_occurrence(rule, due_on, today)
    assert found is not None
    assert found.day > max(today, due_on)
    before = due_on
    while (step := next_occurrence(rule, due_on, before)) != found:
        assert step is not None and step.day <= today
        before = step.day
    assert recurrence_words(rule) == recurrence_words(read_recurrence(every, due_on))


@pytest.mark.parametrize(
    ("every", "due_on", "following"),
    [
        ("monthly", date(2026, 1, 31), [(2, 28), (3, 31), (4, 30), (5, 31)]),
        ("monthly", date(2026, 1, 30), [(2, 28), (3, 30)]),
        ("quarterly", date(2026, 11, 30), [(2, 28), (5, 30)]),
        ("monthly", date(2026, 1, 28), [(2, 28), (3, 28)]),
        ("yearly", date(2028, 2, 29), [(2, 28), (2, 28), (2, 28), (2, 29)]),
    ],
)
def test_the_month_s_last_day_stands_in_for_a_day_it_has_not(
    every: str, due_on: date, following: list[tuple[int, int]]
) -> None:
    rule, found = anchored(read_recurrence(every, due_on), due_on), []
    for _step in following:
        again = next_occurrence(rule, due_on, due_on)
        assert again is not None
        due_on, rule = again.day, anchored(again.recurrence, again.day)
        found.append((due_on.month, due_on.day))
    assert found == following


def test_a_count_comes_to_its_end_and_what_was_missed_counts(business: Business) -> None:
    client = add_client(business)
    business.proposals.add(client.client_id, "Twice", due_on=MONDAY, every="FREQ=MONTHLY;COUNT=2")
    dues = []
    while waiting := business.proposals.list(client.client_id):
        dues.append(waiting[0].proposal.due_on)
        done(business, waiting[0].proposal.proposal_id, "5m")
    assert dues == [MONDAY, date(2026, 4, 2)]
    late = next_occurrence("FREQ=MONTHLY;COUNT=5", date(2026, 1, 10), date(2026, 4, 1))
    assert late is not None and (late.day, late.recurrence) == (date(2026, 4, 10), "FREQ=MONTHLY;COUNT=2")
    assert next_occurrence("FREQ=MONTHLY;COUNT=5", date(2026, 1, 10), date(2026, 9, 1)) is None


def test_a_note_with_a_dash_and_a_colon_is_no_time(business: Business) -> None:
    client = add_client(business)
    made = business.proposals.add(client.client_id, "Disks", estimate_minutes=30)
    entry = done(business, made.proposal_id, "re-check: disks").entry
    assert (entry.worked_seconds, entry.note) == (1800, "re-check: disks")


def test_titles_and_estimates_are_checked(business: Business) -> None:
    client = add_client(business)
    with pytest.raises(Usage, match="needs a title"):
        business.proposals.add(client.client_id, "  ")
    with pytest.raises(Usage, match="must be over 0"):
        business.proposals.add(client.client_id, "x", estimate_minutes=0)
    with pytest.raises(Usage, match="the work type gold is not known"):
        business.proposals.add(client.client_id, "x", work_type="gold")
    with pytest.raises(Refused, match="the catalogue has no gold"):
        business.proposals.add_from(client.client_id, "gold")
    business.entries.post(draft_of(client, 1))
