"""The lock date: which days it takes, and how it is opened again."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from core.basics.clock import FakeClock
from core.basics.errors import Refused, Usage
from core.business import Business
from core.journal.events import LockReopened
from core.session import Session
from tests.builders import add_client, days, draft_of, fake_clock, head_of, open_business, prepaid_terms


@pytest.fixture
def business(tmp_path: Path) -> Iterator[Business]:
    with open_business(tmp_path) as opened:
        yield opened
        assert opened.verify().ok, opened.verify().problems


def _events(business: Business) -> list[object]:
    from core.journal.chain import event_of

    return [event_of(row) for row in business.session.store.journal()]


@pytest.mark.parametrize("ahead", [0, 1, 400])
def test_today_and_later_days_are_not_locked(business: Business, ahead: int) -> None:
    before = head_of(business)
    with pytest.raises(Refused, match="not over yet"):
        business.lock.set(days(ahead))
    assert head_of(business) == before
    assert business.lock.set(days(-1)) == days(-1)


def test_a_lock_is_opened_again_with_a_reason_that_the_journal_keeps(business: Business) -> None:
    client = add_client(business)
    business.lock.set(days(-1))
    with pytest.raises(Usage, match="--reason"):
        business.lock.reopen(days(-5), " ")
    with pytest.raises(Refused, match="earlier day"):
        business.lock.reopen(days(-1), "why not")
    business.lock.reopen(days(-5), "a call was forgotten")
    assert _events(business)[-1] == LockReopened(days(-5), "a call was forgotten")
    business.entries.post(draft_of(client, 15, days(-4)))
    with pytest.raises(Refused, match="locked"):
        business.entries.post(draft_of(client, 15, days(-5)))
    business.lock.reopen(None, "all of it")
    business.entries.post(draft_of(client, 15, days(-5)))
    with pytest.raises(Refused, match="not locked"):
        business.lock.reopen(None, "again")


def test_only_a_manager_opens_the_books_again(business: Business) -> None:
    from core.basics.identity import Right
    from core.ledger.lock import Lock

    business.lock.set(days(-1))
    session = Session(business.session.store, fake_clock(), "bruno", rights=frozenset({Right.READ, Right.WORK}))
    with pytest.raises(Refused, match="ask a manager"):
        Lock(session).reopen(days(-5), "mine")


def test_a_day_is_locked_when_it_is_over_for_every_client(tmp_path: Path) -> None:
    clock = FakeClock(datetime(2026, 3, 2, 0, 30, tzinfo=UTC))  # 1:30 in Rome, still 1 March in New York
    with open_business(tmp_path, clock) as business:
        add_client(business, terms=prepaid_terms(timezone="America/New_York"))
        with pytest.raises(Refused, match="2026-03-01 is not over yet"):
            business.lock.set(date(2026, 3, 1))
        business.lock.set(date(2026, 2, 28))
