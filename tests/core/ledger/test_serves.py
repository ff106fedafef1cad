"""Blocks that begin to serve once they are invoiced or paid."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from core.business import Business
from core.model.billing import LineStatus
from core.model.terms import RenewalMode, Serves
from tests.builders import BLOCK, MONDAY, add_client, draft_of, fake_clock, open_business, prepaid_terms


@pytest.fixture
def business(tmp_path: Path) -> Iterator[Business]:
    with open_business(tmp_path, fake_clock()) as opened:
        yield opened
        assert opened.verify().ok, opened.verify().problems


def test_a_block_that_serves_when_paid_waits_counts_for_renewals_and_settles_when_it_is_paid(
    business: Business,
) -> None:
    client = add_client(business, terms=prepaid_terms(serves=Serves.PAID))
    balance = business.queries.balance(client.client_id)
    assert (balance.remaining_minutes, balance.later_minutes, balance.under_threshold) == (0, BLOCK, False)
    assert balance.held == ((Serves.PAID, BLOCK),)
    assert balance.blocks[0].waits_for == "paid"
    (row,) = business.queries.clients()
    assert (row.remaining_minutes, row.later_minutes) == (0, BLOCK)
    view = business.entries.post(draft_of(client, 60))
    assert (view.entry.overdraft_minutes, view.renewals) == (60, ())
    (line,) = business.queries.lines()
    business.invoices.mark([line.line_id], "7", MONDAY)
    assert business.queries.balance(client.client_id).overdraft_minutes == 60
    business.invoices.mark([line.line_id], "", MONDAY, LineStatus.PAID)
    balance = business.queries.balance(client.client_id)
    assert (balance.remaining_minutes, balance.later_minutes, balance.overdraft_minutes) == (540, 0, 0)


def test_minutes_drawn_stay_drawn_when_a_mark_is_taken_back_and_the_rest_waits_again(business: Business) -> None:
    client = add_client(business, terms=prepaid_terms(serves=Serves.INVOICED, renewal=RenewalMode.OFF))
    (line,) = business.queries.lines()
    business.invoices.mark([line.line_id], "7", MONDAY)
    entry = business.entries.post(draft_of(client, 60)).entry
    assert sum(draw.minutes for draw in entry.draws) == 60
    business.invoices.unmark([line.line_id], "wrong client")
    balance = business.queries.balance(client.client_id)
    assert (balance.remaining_minutes, balance.later_minutes, balance.overdraft_minutes) == (0, 540, 0)


def test_what_costs_nothing_waits_for_no_payment_and_a_new_policy_holds_for_later_sales(business: Business) -> None:
    client = add_client(business)
    business.agreements.set(client.client_id, prepaid_terms(serves=Serves.PAID), MONDAY)
    assert business.queries.balance(client.client_id).remaining_minutes == BLOCK
    business.blocks.sell(client.client_id, size_minutes=60, price_minor=0)
    assert business.queries.balance(client.client_id).remaining_minutes == BLOCK + 60
    business.blocks.sell(client.client_id)
    assert business.queries.balance(client.client_id).later_minutes == BLOCK
