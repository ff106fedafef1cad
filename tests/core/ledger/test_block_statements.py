"""The statement of one block: what it gave adds up to what is left of it, whatever the month."""

from datetime import timedelta
from pathlib import Path

import pytest

from core.basics.clock import FakeClock
from core.basics.durations import Validity
from core.basics.errors import Refused
from core.business import Business
from core.documents.statement import render
from core.ledger.statement_views import StatementView
from core.model.terms import ExpiryMode, RenewalMode
from tests.builders import MORNING, add_client, days, draft_of, open_business, prepaid_terms


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock(MORNING)


@pytest.fixture
def business(tmp_path: Path, clock: FakeClock) -> Business:
    return open_business(tmp_path, clock)


def sums(view: StatementView) -> int:
    gained = view.sold_minutes + view.renewed_minutes + view.included_minutes + view.adjusted_minutes
    return gained - view.charged_minutes - view.forfeited_minutes - view.credited_minutes


def test_each_block_tells_what_it_paid_gave_back_lost_and_carried_on(business: Business, clock: FakeClock) -> None:
    terms = prepaid_terms(
        renewal=RenewalMode.OFF, validity=Validity(days=30), expiry=ExpiryMode.ROLL_OVER, expiry_grace_days=0
    )
    client = add_client(business, terms=terms, blocks=(60, 100))
    first, second = (block.block_id for _account, block in business.queries.blocks(client.client_id))
    business.entries.post(draft_of(client, 90, note="server"))
    gone = business.entries.post(draft_of(client, 10)).entry
    business.entries.void(gone.entry_id)
    business.adjustments.adjust(client.client_id, -5, "wrong count", sure=True)
    business.adjustments.credit(second, 15, "unhappy", sure=True)
    clock.advance(timedelta(days=20))
    late = business.blocks.sell(client.client_id, size_minutes=30, price_minor=4_000)
    clock.advance(timedelta(days=20))
    business.confirm_clock()
    business.daily.run(backs_up=False)
    views = {each: business.block_statements.read(client.client_id, each).view for each in (first, second, late)}
    assert [(entry.note, entry.charged_minutes, entry.deducted_minutes) for entry in views[first].entries] == [
        ("server", 90, 60)
    ]
    assert [(row.kind, row.minutes, row.cause) for row in views[second].blocks] == [
        ("sold", 100, ""),
        ("adjusted", -5, "adjusted"),
        ("credited", 15, "credited"),
        ("adjusted", -50, "rolled"),
    ]
    assert [(row.kind, row.minutes, row.cause) for row in views[late].blocks] == [
        ("sold", 30, ""),
        ("adjusted", 50, "rolled"),
    ]
    left = {block.block_id: block.remaining_minutes for _account, block in business.queries.blocks(client.client_id)}
    for block_id, view in views.items():
        assert sums(view) == view.closing_minutes == left.get(block_id, 0)
    told = render(business.block_statements.read(client.client_id, first), "text").decode()
    assert "block of 2 Mar 2026, 1:00 h" in told and "[of 1:30" in told
    for name in ("json", "csv", "pdf", "html", "md"):
        assert render(business.block_statements.read(client.client_id, second), name)


def test_a_voided_block_and_one_of_another_client_have_no_statement(business: Business) -> None:
    acme, other = add_client(business), add_client(business, "other")
    ((_account, block),) = business.queries.blocks(acme.client_id)
    with pytest.raises(Refused, match="other has no block"):
        business.block_statements.read(other.client_id, block.block_id)
    business.blocks.void(block.block_id)
    with pytest.raises(Refused, match="acme has no block"):
        business.block_statements.read(acme.client_id, block.block_id)
    assert business.today == days(0)
