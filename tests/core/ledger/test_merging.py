"""A client that turns out to be another one: everything goes over, statements and heads stay, the old code is known."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from core.basics.clock import FakeClock
from core.basics.errors import Refused, Unasked
from core.business import Business
from core.model.fiscal import FiscalCard
from core.model.mail import MailSwitches
from tests.builders import BLOCK, add_client, draft_of, fake_clock, give_fiscal_card, open_business, remaining


@pytest.fixture
def clock() -> FakeClock:
    return fake_clock()


@pytest.fixture
def business(tmp_path: Path, clock: FakeClock) -> Iterator[Business]:
    with open_business(tmp_path, clock) as opened:
        yield opened
        assert opened.verify().ok, opened.verify().problems


def test_a_new_caller_that_was_a_client_goes_over_and_its_waiting_work_is_charged(business: Business) -> None:
    acme = add_client(business)
    call = business.callers.start("Acme Milano", "0382 555123")
    business.session.clock.advance(timedelta(minutes=20))  # type: ignore[attr-defined]
    business.calls.stop(call_id=call.call_id)
    assert business.queries.waits(call.client.client_id).entries == 1
    with pytest.raises(Unasked, match="is acme-milano") as asked:
        business.merging.merge(call.client.client_id, acme.client_id)
    assert asked.value.questions[:3] == (
        "1 entry that waits for an agreement (0:20 h) goes over to acme",
        "  1 entry that waited is charged: 0:20 h",
        "  the block of 2026-03-02 pays 0:20 h",
    )
    view = business.merging.merge(call.client.client_id, acme.client_id, sure=True)
    assert (view.client.client_id, view.code, view.accounts) == (acme.client_id, "acme-milano", ())
    assert (view.charged.entries, view.charged.minutes, remaining(business, acme)) == (1, 20, BLOCK - 20)
    assert [phone.raw for phone in view.client.phones] == ["0382 555123"]
    assert business.queries.resolve_client("acme-milano") == business.queries.resolve_client("acme") == view.client
    assert business.queries.caller("0382 555123").client == view.client
    assert business.queries.find_clients("milano").hits[0].client == view.client
    assert business.queries.entries(client_id=acme.client_id)[0].account.account_id == acme.client_id
    with pytest.raises(Refused, match="exists already"):
        business.clients.add("acme-milano", "Another")


def test_hours_agreements_lines_statements_and_switches_go_over_as_accounts_of_their_own(
    business: Business, clock: FakeClock
) -> None:
    acme, twin = add_client(business), add_client(business, "twin")
    for owner in (acme, twin):
        other = business.accounts.add(owner.client_id, "servers").account
        business.agreements.set(other.account_id, business.queries.terms(owner.client_id), None)
        business.blocks.sell(other.account_id)
    business.entries.post(draft_of(twin, 60, ticket="4821"))
    give_fiscal_card(business, twin.client_id, FiscalCard(city="Milano"))
    business.mail.switch(twin.client_id, MailSwitches(to="a@b.example", language="en", renewal=True))
    business.proposals.add(twin.client_id, "Patch")
    clock.advance(timedelta(days=31))
    issued = business.statements.issue(twin.client_id, "2026-03")
    head = business.head
    view = business.merging.merge(twin.client_id, acme.client_id, sure=True)
    assert [card.address for card in view.accounts] == ["acme/servers-2", "acme/twin"]
    again = business.statements.read(twin.client_id, "2026-03")
    assert (again.view, again.issued_at) == (issued.view, issued.issued_at)
    assert business.verify(head).ok
    queries = business.queries
    assert [row.client.code for row in queries.clients(include_archived=True)] == ["acme"]
    assert {line.client.code for line in queries.lines()} == {"acme"} and len(queries.lines()) == 4
    assert queries.balance(twin.client_id).remaining_minutes == BLOCK - 60
    assert [entry.ticket for entry in queries.entries(client_id=acme.client_id)] == ["4821"]
    assert queries.fiscal_card(acme.client_id).city == "Milano"
    assert business.mail.switches(acme.client_id).renewal
    account = queries.resolve_account("acme/twin").account
    business.entries.post(draft_of(acme, 30, account_id=account.account_id, day=date(2026, 4, 2)))
    assert queries.balance(twin.client_id).remaining_minutes == BLOCK - 90
    clock.advance(timedelta(days=30))
    assert business.statements.issue(twin.client_id, "2026-04").view.address == "acme/twin"


def test_a_merge_of_merged_clients_shares_and_an_erasure_leave_a_sound_store(business: Business) -> None:
    acme, twin, third = add_client(business), add_client(business, "twin", blocks=()), add_client(business, "third")
    business.accounts.share(acme.client_id, twin.client_id)
    business.accounts.share(third.client_id, twin.client_id, default=True)
    business.entries.post(draft_of(twin, 15, note="secret word"))
    with pytest.raises(Refused, match="that client already"):
        business.merging.merge(acme.client_id, acme.client_id, sure=True)
    business.merging.merge(twin.client_id, acme.client_id, sure=True)
    assert business.session.store.reads.is_shared(third.client_id, acme.client_id)
    business.merging.merge(acme.client_id, third.client_id, sure=True)
    assert business.queries.resolve_client("twin") == business.queries.resolve_client("acme")
    assert business.session.store.reads.users_of(third.client_id) == []
    assert business.verify().ok, business.verify().problems
    business.erasure.erase(third.client_id)
    texts = [row.texts for row in business.session.store.journal() if row.texts]
    assert not any("win" in text or "secret" in text or "cme" in text for text in texts)
