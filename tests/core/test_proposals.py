"""Proposals: offered, accepted, done with their entry, dropped, coming again, suggested."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.clock import FakeClock
from core.errors import Refused, Usage
from core.ledger import Ledger
from core.models import Overage, ProposalStatus
from core.rules.proposals import next_due, read_recurrence, recurrence_words
from tests.builders import MONDAY, MORNING, add_client, days, draft_of, open_ledger, prepaid_terms


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    return open_ledger(tmp_path, FakeClock(MORNING))


def test_done_posts_the_entry_and_the_next_one_comes(ledger: Ledger) -> None:
    client = add_client(ledger)
    made = ledger.proposals.add(
        client.client_id, "Patches", estimate_minutes=45, due_on=days(-10), every="monthly", work_type="patching"
    )
    posted = ledger.proposals.done(made.proposal_id)
    assert (posted.entry.note, posted.entry.work_type, posted.entry.charged_minutes) == ("Patches", "patching", 45)
    assert posted.remaining_minutes == 555
    (following,) = ledger.proposals.list(client.client_id)
    # due 20 February, done 2 March: the next is 20 March, not 2 April
    assert (following.proposal.due_on, following.proposal.follows) == (date(2026, 3, 20), made.proposal_id)
    with pytest.raises(Refused, match="is done already"):
        ledger.proposals.done(made.proposal_id)
    assert ledger.verify().ok


def test_a_line_says_what_differs(ledger: Ledger) -> None:
    client = add_client(ledger)
    made = ledger.proposals.add(client.client_id, "Disk check", estimate_minutes=30)
    entry = ledger.proposals.done(made.proposal_id, "1h @yesterday #12 +backup restored").entry
    assert (entry.worked_seconds, entry.work_date, entry.ticket) == (3600, days(-1), "12")
    assert (entry.work_type, entry.note) == ("backup", "restored")


def test_a_refused_posting_leaves_the_proposal_waiting(ledger: Ledger) -> None:
    client = add_client(ledger, terms=prepaid_terms(overage=Overage.REFUSE), blocks=())
    made = ledger.proposals.add(client.client_id, "Disk check")
    with pytest.raises(Refused):
        ledger.proposals.done(made.proposal_id)
    assert ledger.proposals.list()[0].proposal.status is ProposalStatus.OPEN
    assert ledger.queries.entries() == ()


def test_accept_drop_and_due(ledger: Ledger) -> None:
    client = add_client(ledger)
    first = ledger.proposals.add(client.client_id, "A", due_on=days(-1))
    second = ledger.proposals.add(client.client_id, "B", due_on=MONDAY)
    ledger.proposals.add(client.client_id, "C", due_on=days(1))
    assert ledger.proposals.due_count() == 2
    assert [(view.due, view.overdue) for view in ledger.proposals.list()] == [
        (True, True),
        (True, False),
        (False, False),
    ]
    assert ledger.proposals.accept(first.proposal_id).status is ProposalStatus.ACCEPTED
    with pytest.raises(Refused, match="accepted already"):
        ledger.proposals.accept(first.proposal_id)
    ledger.proposals.drop(second.proposal_id, "no")
    with pytest.raises(Refused, match="is dropped already"):
        ledger.proposals.accept(second.proposal_id)
    assert ledger.proposals.due_count() == 1
    assert len(ledger.proposals.list(everything=True)) == 3
    statement = ledger.statements.read(client.client_id, "2026-03").view
    assert [proposal.title for proposal in statement.proposals] == ["A", "C"]


def test_suggestions_fit_into_hours_that_expire(ledger: Ledger) -> None:
    client = add_client(ledger, blocks=())
    add_client(ledger, "calm")
    ledger.sell_block(client.client_id, size_minutes=100, expires_on=days(20))
    book = ledger.proposals
    patch = book.set_item("Patches", estimate_minutes=45, every="monthly", work_type="patching")
    book.set_item("Big", estimate_minutes=200)
    book.set_item("Check", estimate_minutes=40)
    assert [(view.client.code, view.item.title) for view in book.suggest()] == [("acme", "Check"), ("acme", "Patches")]
    made = book.add_from(client.client_id, "patches", MONDAY)
    assert made.item_id == patch.item_id
    assert [view.item.title for view in book.suggest()] == ["Check"]
    book.done(made.proposal_id, "10m")
    ledger.proposals.drop(book.list()[0].proposal.proposal_id)
    assert [view.item.title for view in book.suggest()] == ["Check"]
    assert book.suggest(days=10) == ()
    book.drop_item("check")
    assert book.suggest() == ()


@pytest.mark.parametrize("typed", ["sometimes", "FREQ=NEVER", "FREQ=SECONDLY", "INTERVAL=2"])
def test_a_recurrence_that_is_none_is_refused(typed: str) -> None:
    with pytest.raises(Usage):
        read_recurrence(typed)


@given(
    st.sampled_from(["weekly", "monthly", "quarterly", "yearly", "FREQ=WEEKLY;INTERVAL=2"]),
    st.dates(date(2020, 1, 1), date(2030, 1, 1)),
    st.integers(-400, 400),
)
def test_the_next_is_after_today_and_none_is_skipped(every: str, due_on: date, passed: int) -> None:
    rule = read_recurrence(every)
    today = due_on + timedelta(days=passed)
    found = next_due(rule, due_on, today)
    assert found is not None
    assert found > today
    assert found > due_on
    step, before = due_on, due_on
    while (step := next_due(rule, due_on, before)) != found:  # type: ignore[assignment]
        assert step <= today
        before = step
    assert recurrence_words(rule)


def test_titles_and_estimates_are_checked(ledger: Ledger) -> None:
    client = add_client(ledger)
    with pytest.raises(Usage, match="needs a title"):
        ledger.proposals.add(client.client_id, "  ")
    with pytest.raises(Usage, match="must be over 0"):
        ledger.proposals.add(client.client_id, "x", estimate_minutes=0)
    with pytest.raises(Refused, match="the catalogue has no gold"):
        ledger.proposals.add_from(client.client_id, "gold")
    ledger.post(draft_of(client, 1))
