"""The statement of hours: every month's closing is the next one's opening, and an issued one never changes."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.basics.clock import FakeClock
from core.basics.durations import Validity
from core.basics.errors import MonteoreError, Refused, Usage
from core.basics.i18n import writing_to
from core.business import Business
from core.documents.content import content_of
from core.ledger.statement_views import plain_view
from core.model.terms import Kind, RenewalMode, Terms
from core.rules.statement import Fact, FactKind, Issue, last_full_month, month_after, place, sums
from tests.builders import MORNING, add_client, draft_of, open_business, prepaid_terms
from tests.profiles import examples
from tests.samples import MANUAL, SampleOf

MARCH, APRIL, MAY = "2026-03", "2026-04", "2026-05"


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock(MORNING)


@pytest.fixture
def business(tmp_path: Path, clock: FakeClock) -> Business:
    return open_business(tmp_path, clock)


def test_a_month_adds_up(business: Business, clock: FakeClock) -> None:
    client = add_client(business)
    business.entries.post(draft_of(client, 400, ticket="7", note="server"))
    view = business.statements.read(client.client_id, MARCH).view
    assert (view.opening_minutes, view.sold_minutes, view.renewed_minutes) == (0, 600, 600)
    assert (view.charged_minutes, view.forfeited_minutes, view.closing_minutes) == (400, 0, 800)
    assert view.entries[0].ticket == "7"
    assert [block.kind for block in view.blocks] == ["sold", "renewed"]


def test_a_void_before_the_issue_takes_the_entry_out_and_shows_it(business: Business) -> None:
    client = add_client(business)
    entry = business.entries.post(draft_of(client, 30)).entry
    business.entries.void(entry.entry_id)
    view = business.statements.read(client.client_id, MARCH).view
    assert (view.charged_minutes, view.closing_minutes) == (0, 600)
    assert [(line.voided, line.charged_minutes, line.worked_seconds) for line in view.entries] == [(True, 0, 1800)]


def test_what_is_recorded_after_the_issue_stands_on_the_next_statement(business: Business, clock: FakeClock) -> None:
    client = add_client(business)
    gone = business.entries.post(draft_of(client, 30)).entry
    clock.advance(timedelta(days=31))
    issued = business.statements.issue(client.client_id, MARCH)
    assert not issued.changed_since
    business.entries.void(gone.entry_id)
    business.entries.post(draft_of(client, 45, date(2026, 3, 20)))
    again = business.statements.read(client.client_id, MARCH)
    assert again.view == issued.view
    assert again.changed_since
    april = business.statements.read(client.client_id, APRIL).view
    assert april.opening_minutes == issued.view.closing_minutes == 570
    assert april.charged_minutes == 45 - 30
    assert sorted((line.deducted_minutes, line.correction) for line in april.entries) == [(-30, True), (45, True)]
    assert april.closing_minutes == business.queries.balance(client.client_id).remaining_minutes


def test_only_a_month_that_is_over_is_issued_and_only_forward(business: Business, clock: FakeClock) -> None:
    client = add_client(business)
    with pytest.raises(Refused, match="not over yet"):
        business.statements.issue(client.client_id, MARCH)
    with pytest.raises(Usage, match="has not begun"):
        business.statements.read(client.client_id, MAY)
    with pytest.raises(Usage, match="is no month"):
        business.statements.read(client.client_id, "2026-13")
    clock.advance(timedelta(days=62))
    business.confirm_clock()
    first = business.statements.issue(client.client_id, APRIL)
    assert business.statements.issue(client.client_id, APRIL) == first
    with pytest.raises(Refused, match="2026-04 is issued already"):
        business.statements.issue(client.client_id, MARCH)


def test_a_forfeiture_and_a_voided_block_are_told(business: Business, clock: FakeClock) -> None:
    client = add_client(business, terms=prepaid_terms(validity=Validity(days=10)))
    extra = business.blocks.sell(client.client_id, size_minutes=60)
    clock.advance(timedelta(days=31))
    business.statements.issue(client.client_id, MARCH)
    business.blocks.void(extra)
    business.daily.run()
    april = business.statements.read(client.client_id, APRIL).view
    kinds = sorted((block.kind, block.minutes) for block in april.blocks)
    assert ("sold", -60) in kinds
    assert ("forfeited", 600) in kinds
    assert april.closing_minutes == business.queries.balance(client.client_id).remaining_minutes


def test_corrections_say_what_they_are_and_their_time_counts(business: Business, clock: FakeClock) -> None:
    client = add_client(business, terms=Terms(kind=Kind.MANAGED, fee_minor=100), blocks=())
    managed = business.entries.post(draft_of(client, 60, note="managed")).entry
    free = business.entries.post(draft_of(client, 10, note="free", no_charge=True)).entry
    clock.advance(timedelta(days=31))
    business.statements.issue(client.client_id, MARCH)
    for entry in (managed, free):
        business.entries.void(entry.entry_id)
    business.entries.post(draft_of(client, 45, date(2026, 3, 20), note="late"))
    view = business.statements.read(client.client_id, APRIL).view
    content = content_of(view)
    assert [row[3:] for row in content.entries] == [
        ("managed [correction: voided] [-1:00 not taken from the hours]", "-1:00", "-1:00"),
        ("free [correction: voided]", "-0:10", "0:00"),
        ("late [recorded late] [0:45 not taken from the hours]", "0:45", "0:45"),
    ]
    assert (view.worked_seconds, view.billed_minutes) == (-25 * 60, -15)


def test_an_issued_statement_gives_its_reasons_in_the_reader_s_language(business: Business, clock: FakeClock) -> None:
    client = add_client(business, terms=prepaid_terms(minimum_minutes=30))
    business.entries.post(draft_of(client, 20))
    clock.advance(timedelta(days=31))
    issued = business.statements.issue(client.client_id, MARCH).view
    assert content_of(issued).reasons == ("0:20 → minimum 0:30",)
    with writing_to("it"):
        assert content_of(issued).reasons == ("0:20 → minimo 0:30",)
    old = replace(issued.entries[0], charge="")
    assert old.reason == "0:20 → minimum 0:30"


def test_a_month_that_another_closed_says_by_which(business: Business, clock: FakeClock) -> None:
    client = add_client(business)
    clock.advance(timedelta(days=31))
    business.statements.issue(client.client_id, MARCH)
    business.entries.post(draft_of(client, 5, date(2026, 4, 2)))
    clock.advance(timedelta(days=62))
    business.confirm_clock()
    assert business.statements.unissued(client.client_id, MAY) == (APRIL,)
    business.statements.issue(client.client_id, MAY)
    assert business.statements.read(client.client_id, APRIL).closed_by == MAY
    assert business.statements.read(client.client_id, "2026-06").closed_by == ""


def test_the_last_full_month() -> None:
    assert last_full_month(date(2026, 1, 5)) == "2025-12"
    assert last_full_month(date(2026, 11, 24)) == "2026-10"


facts_of_a_life = st.lists(
    st.builds(
        lambda kind, month, minutes, seq, gap: Fact(
            f"f{seq}", kind, date(2026, month, 15), minutes, 2 * seq, 2 * (seq + gap) if gap else None
        ),
        st.sampled_from(FactKind),
        st.integers(1, 6),
        st.integers(1, 900),
        st.integers(1, 200),
        st.integers(0, 60),
    ),
    max_size=30,
)


@given(facts_of_a_life, st.lists(st.tuples(st.integers(1, 6), st.integers(1, 250)), max_size=5))
def test_closings_are_openings_and_issued_months_stay(facts: list[Fact], issued: list[tuple[int, int]]) -> None:
    issues, last = [], 0
    for month, seq in sorted(issued, key=lambda pair: pair[1]):
        if month > last:
            # A journal row is one fact or one issue: odd numbers are issues.
            issues.append(Issue(f"2026-{month:02}", 2 * seq + 1))
            last = month
    placed = place(facts, issues)
    month = "2025-12"
    for _step in range(10):
        following = month_after(month)
        assert sums(placed, month).closing_minutes == sums(placed, following).opening_minutes
        month = following
    for issue in issues:
        known = [
            Fact(
                f.fact_id, f.kind, f.day, f.minutes, f.seq, f.voided_seq if (f.voided_seq or 9999) < issue.seq else None
            )
            for f in facts
            if f.seq < issue.seq
        ]
        then = sums(place(known, [other for other in issues if other.seq < issue.seq]), issue.month)
        assert then == sums(placed, issue.month)


@examples(15)
@given(
    st.lists(st.tuples(st.sampled_from("pvsbdin"), st.integers(0, 40), st.integers(1, 300)), min_size=5, max_size=40)
)
def test_a_ledger_s_statements_chain_under_voids(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, int, int]]
) -> None:
    clock = FakeClock(MORNING)
    with open_business(tmp_path_factory.mktemp("statements"), clock) as business:
        client = add_client(business, terms=prepaid_terms(validity=Validity(days=40)))
        issued: dict[str, dict[str, object]] = {}
        for step, back, minutes in steps:
            try:
                day = max(date(2026, 3, 1), business.today - timedelta(days=back))
                if step == "p":
                    business.entries.post(draft_of(client, minutes, day))
                elif step == "v":
                    if (last := business.queries.my_last_entry()) is not None:
                        business.entries.void(last.entry_id)
                elif step == "s":
                    business.blocks.sell(client.client_id, size_minutes=minutes)
                elif step == "b":
                    business.blocks.void(business.queries.blocks(client.client_id)[-1][1].block_id)
                elif step == "d":
                    business.daily.run()
                elif step == "i":
                    month = last_full_month(business.today)
                    issued.setdefault(month, plain_view(business.statements.issue(client.client_id, month).view))
                else:
                    clock.advance(timedelta(days=back))
            except MonteoreError:
                continue
        month, opening, end = "2026-02", 0, business.today.isoformat()[:7]
        while month <= end:
            view = business.statements.read(client.client_id, month).view
            assert view.opening_minutes == opening
            gained = view.sold_minutes + view.renewed_minutes
            assert view.closing_minutes == opening + gained - view.charged_minutes - view.forfeited_minutes
            assert sum(line.deducted_minutes for line in view.entries) == view.charged_minutes
            opening, month = view.closing_minutes, month_after(month)
        for past, first in issued.items():
            assert plain_view(business.statements.read(client.client_id, past).view) == first
        balance = business.queries.balance(client.client_id)
        assert opening == balance.remaining_minutes + balance.expired_minutes + balance.later_minutes


def test_every_client_and_month_of_the_sample_chains(sample_of: SampleOf) -> None:
    with Business.open(sample_of(MANUAL), clock=FakeClock(MORNING.replace(month=11)), read_only=True) as business:
        for row in business.queries.clients():
            client_id = row.client.client_id
            placed = place(business.session.store.statements.facts(client_id), [])
            month, opening = "2025-10", 0
            while month <= "2026-11":
                total = sums(placed, month)
                assert total.opening_minutes == opening
                opening, month = total.closing_minutes, month_after(month)
            balance = business.queries.balance(client_id, pace=False)
            assert balance.remaining_minutes == row.remaining_minutes
            # One client's block waits for its payment.
            assert opening == balance.remaining_minutes + balance.later_minutes + balance.expired_minutes


def test_hours_taken_from_a_block_of_a_later_month_count_with_its_sale(business: Business, clock: FakeClock) -> None:
    client = add_client(business, terms=prepaid_terms(renewal=RenewalMode.OFF), blocks=(120,))
    business.blocks.sell(client.client_id, size_minutes=300, sold_on=date(2026, 4, 1))
    business.adjustments.adjust(client.client_id, -240, "agreed")
    balance = business.queries.balance(client.client_id)
    assert (balance.remaining_minutes, balance.later_minutes) == (0, 180)
    march = business.statements.read(client.client_id, MARCH).view
    assert (march.adjusted_minutes, march.closing_minutes) == (-120, 0)
    clock.advance(timedelta(days=30))
    april = business.statements.read(client.client_id, APRIL).view
    assert (april.opening_minutes, april.sold_minutes, april.adjusted_minutes, april.closing_minutes) == (
        0,
        300,
        -120,
        180,
    )
    assert [(block.kind, block.minutes) for block in april.blocks] == [("sold", 300), ("adjusted", -120)]
    assert business.verify().ok
