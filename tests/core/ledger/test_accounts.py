"""Accounts: a client's own one, named ones beside it, and those that the clients of a group share."""

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from core.basics.durations import Validity
from core.basics.errors import Refused, Unasked, UnknownClient, Usage
from core.business import Business
from core.documents.statement import render
from core.exports.archive import archive_lines, restore
from core.model.clients import Client
from core.model.terms import Kind, Overage, RenewalMode, Terms
from tests.builders import BLOCK, days, draft_of, fake_clock, head_of, open_business, prepaid_terms


@pytest.fixture
def business(tmp_path: Path) -> Iterator[Business]:
    with open_business(tmp_path, fake_clock()) as opened:
        yield opened
        view = opened.verify()
        assert view.ok, view.problems


def client_of(business: Business, code: str = "acme", terms: Terms | None = None) -> Client:
    """A client with an agreement and a block."""
    client = business.clients.add(code, code.title())
    business.agreements.set(client.client_id, terms or prepaid_terms(renewal=RenewalMode.OFF))
    business.blocks.sell(client.client_id)
    return client


def account_of(business: Business, client: Client, name: str, terms: Terms | None = None) -> str:
    """A named account of a client, with an agreement and a block; its id."""
    account_id = business.accounts.add(client.client_id, name).account.account_id
    business.agreements.set(account_id, terms or prepaid_terms(renewal=RenewalMode.OFF))
    business.blocks.sell(account_id)
    return account_id


def left(business: Business, account_id: str) -> int:
    """What remains of an account."""
    return business.queries.balance(account_id).remaining_minutes


def test_a_client_has_an_account_from_the_start_and_its_rows_say_nothing_of_it(business: Business) -> None:
    client = client_of(business)
    business.entries.void(business.entries.post(draft_of(client, 30)).entry.entry_id)
    assert business.queries.card(client.client_id).address == "acme"
    assert all("account_id" not in json.loads(row.body) for row in business.session.store.journal())


def test_work_draws_on_the_account_that_is_named_and_on_the_clients_own_one_otherwise(business: Business) -> None:
    client = client_of(business)
    servers = account_of(business, client, "Servers")
    business.entries.post(draft_of(client, 30))
    entry = business.entries.post(draft_of(client, 45, account_id=servers)).entry
    assert (left(business, client.client_id), left(business, servers)) == (BLOCK - 30, BLOCK - 45)
    assert (entry.client.code, entry.account.address) == ("acme", "acme/servers")
    business.entries.void(entry.entry_id)
    assert left(business, servers) == BLOCK


def test_an_account_has_its_own_threshold_renewal_and_overdraft(business: Business) -> None:
    client = client_of(business)
    servers = account_of(business, client, "servers", prepaid_terms())
    view = business.entries.post(draft_of(client, 400, account_id=servers))
    assert [renewal.minutes for renewal in view.renewals] == [BLOCK]
    assert left(business, client.client_id) == BLOCK
    business.entries.post(draft_of(client, BLOCK + 60))
    assert business.queries.balance(client.client_id).overdraft_minutes == 60
    assert business.queries.balance(servers).overdraft_minutes == 0
    business.blocks.sell(servers)
    assert business.queries.balance(client.client_id).overdraft_minutes == 60
    assert business.session.store.listing.under_threshold(business.session.days(), 9) == [client.client_id]


def test_a_renewal_that_waits_is_of_one_account(business: Business) -> None:
    client = client_of(business, terms=prepaid_terms(renewal=RenewalMode.ASK))
    servers = account_of(business, client, "servers", prepaid_terms(renewal=RenewalMode.ASK))
    business.entries.post(draft_of(client, 400))
    business.entries.post(draft_of(client, 400, account_id=servers))
    first, second = business.queries.pending_renewals()
    assert [view.account.address for view in (first, second)] == ["acme", "acme/servers"]
    business.renewals.approve(second.renewal_id)
    business.renewals.refuse(first.renewal_id)
    assert (left(business, client.client_id), left(business, servers)) == (BLOCK - 400, 2 * BLOCK - 400)


def test_a_group_draws_on_one_account_and_its_owner_pays(business: Business) -> None:
    acme = client_of(
        business, terms=prepaid_terms(renewal=RenewalMode.OFF, overage=Overage.BILL, overage_rate_minor=100)
    )
    beta = business.clients.add("beta", "Beta")
    business.accounts.share(acme.client_id, beta.client_id)
    assert business.queries.client(beta.client_id).account_id == acme.client_id
    entry = business.entries.post(draft_of(beta, BLOCK + 30)).entry
    assert (entry.client.code, entry.account.address) == ("beta", "acme")
    assert left(business, acme.client_id) == 0
    overage = [line for line in business.queries.lines() if line.kind.value == "overage"]
    assert [(line.client.code, line.minutes) for line in overage] == [("acme", 30)]
    business.accounts.unshare(acme.client_id, beta.client_id)
    assert business.queries.client(beta.client_id).account_id == beta.client_id
    with pytest.raises(Refused, match="not shared with beta"):
        business.entries.post(draft_of(beta, 15, account_id=acme.client_id))
    business.entries.void(entry.entry_id)
    assert left(business, acme.client_id) == BLOCK


def test_a_client_with_hours_of_its_own_keeps_them_as_its_default_unless_that_is_said(business: Business) -> None:
    acme, beta = client_of(business), client_of(business, "beta")
    business.accounts.share(acme.client_id, beta.client_id)
    assert business.queries.client(beta.client_id).account_id == beta.client_id
    business.accounts.share(acme.client_id, beta.client_id, default=True)
    assert business.queries.client(beta.client_id).account_id == acme.client_id
    assert business.queries.resolve_account("beta/beta").account.account_id == beta.client_id
    business.accounts.edit(beta.client_id, beta.client_id, pays=("",))
    assert business.queries.client(beta.client_id).account_id == beta.client_id


def test_a_work_type_can_have_an_account_of_its_own(business: Business) -> None:
    client = client_of(business)
    servers = account_of(business, client, "servers")
    business.accounts.edit(client.client_id, servers, pays=("patching", "update"))
    business.entries.post(draft_of(client, 15, work_type="patching"))
    business.entries.post(draft_of(client, 20))
    business.entries.post(draft_of(client, 25, work_type="patching", account_id=client.client_id))
    assert (left(business, client.client_id), left(business, servers)) == (BLOCK - 45, BLOCK - 15)
    business.accounts.edit(client.client_id, servers, pays_not=("patching",))
    business.entries.post(draft_of(client, 30, work_type="patching"))
    assert left(business, client.client_id) == BLOCK - 75
    with pytest.raises(Usage, match="not known"):
        business.accounts.edit(client.client_id, servers, pays=("gardening",))


def test_an_entry_moves_to_another_account_by_a_correction(business: Business) -> None:
    client = client_of(business)
    servers = account_of(business, client, "servers")
    entry = business.entries.post(draft_of(client, 60)).entry
    draft = draft_of(client, 60, account_id=servers)
    preview = business.entries.preview_edit(entry.entry_id, draft)
    view = business.entries.edit(entry.entry_id, draft)
    assert preview.remaining_after_minutes == view.remaining_minutes == BLOCK - 60
    assert (left(business, client.client_id), left(business, servers)) == (BLOCK, BLOCK - 60)


def test_a_call_is_charged_to_the_account_that_was_named_at_its_start(business: Business) -> None:
    client = client_of(business)
    servers = account_of(business, client, "servers")
    business.calls.start(client.client_id, account_id=servers)
    business.session.clock.advance(timedelta(minutes=30))  # type: ignore[attr-defined]
    assert business.queries.balance(servers).pending_minutes == 30
    assert business.queries.balance(client.client_id).pending_minutes == 0
    assert business.calls.stop().entry.account.address == "acme/servers"
    business.calls.start(client.client_id)
    business.session.clock.advance(timedelta(minutes=30))  # type: ignore[attr-defined]
    assert business.queries.balance(servers).pending_minutes == 0
    assert business.queries.balance(client.client_id).pending_minutes == 30


def test_expired_hours_are_forfeited_account_by_account(business: Business) -> None:
    short = prepaid_terms(renewal=RenewalMode.OFF, validity=Validity(days=5), expiry_grace_days=0)
    client = client_of(business)
    account_of(business, client, "servers", short)
    business.session.clock.advance(timedelta(days=6))  # type: ignore[attr-defined]
    assert [row[0] for row in business.daily.run().forfeited] == ["acme/servers"]
    assert left(business, client.client_id) == BLOCK


def test_accounts_have_statements_of_their_own(business: Business) -> None:
    client = client_of(business)
    servers = account_of(business, client, "servers")
    business.entries.post(draft_of(client, 30, days(0)))
    business.entries.post(draft_of(client, 45, days(0), account_id=servers))
    month = business.today.strftime("%Y-%m")
    business.session.clock.advance(timedelta(days=30))  # type: ignore[attr-defined]
    own, other = (business.statements.issue(each, month).view for each in (client.client_id, servers))
    assert (own.closing_minutes, other.closing_minutes) == (BLOCK - 30, BLOCK - 45)
    assert [entry.charged_minutes for entry in other.entries] == [45]


def test_what_is_typed_means_the_default_account_or_the_one_behind_the_slash(business: Business) -> None:
    client = client_of(business)
    servers = account_of(business, client, "servers")
    resolve = business.queries.resolve_account
    assert (resolve("acme").account_id, resolve("acme").is_named) == (client.client_id, False)
    assert resolve("Acme/SERVERS").account_id == servers
    business.accounts.edit(client.client_id, servers, pays=("",))
    assert resolve("acme").account_id == servers
    assert resolve("acme/acme").account_id == client.client_id
    assert [card.address for card in business.queries.accounts_of(client.client_id)] == ["acme/acme", "acme"]
    with pytest.raises(UnknownClient, match=r"acme has no account server; it has: acme/acme, acme"):
        resolve("acme/server")
    slash = business.clients.add("ab", "A/B Nordic")
    assert resolve("A/B Nordic").client == slash


def test_a_name_is_used_once_by_a_client_and_can_be_typed(business: Business) -> None:
    acme, beta = client_of(business), client_of(business, "beta")
    servers = account_of(business, acme, "servers")
    for name, error in (("servers", Refused), ("SERVERS", Refused), ("acme", Refused), ("a b", Usage), ("", Usage)):
        with pytest.raises(error):
            business.accounts.add(acme.client_id, name)
    account_of(business, beta, "servers")
    with pytest.raises(Refused, match="beta has an account servers already"):
        business.accounts.share(servers, beta.client_id)
    business.accounts.edit(acme.client_id, servers, name="racks")
    business.accounts.share(servers, beta.client_id)
    with pytest.raises(Refused, match="beta has an account servers already"):
        business.accounts.edit(acme.client_id, servers, name="servers")
    with pytest.raises(Refused, match="belongs to acme; rename it there"):
        business.accounts.edit(beta.client_id, servers, name="beta-racks")
    with pytest.raises(Refused, match="is an account of acme itself"):
        business.accounts.share(servers, acme.client_id)


def test_an_archived_account_takes_no_work_and_is_not_renewed(business: Business) -> None:
    client = client_of(business)
    servers = account_of(business, client, "servers", prepaid_terms(validity=Validity(days=5), expiry_grace_days=0))
    business.accounts.edit(client.client_id, servers, pays=("",))
    entry = business.entries.post(draft_of(client, 30)).entry
    with pytest.raises(Unasked, match=r"acme/servers: 9:30 h left Archive acme/servers all the same"):
        business.accounts.archive(servers)
    business.accounts.archive(servers, sure=True)
    assert business.queries.client(client.client_id).account_id == client.client_id
    for action in (
        lambda: business.entries.post(draft_of(client, 15, account_id=servers)),
        lambda: business.blocks.sell(servers),
        lambda: business.agreements.set(servers, Terms(kind=Kind.MANAGED)),
        lambda: business.accounts.share(servers, client.client_id),
        lambda: business.accounts.archive(servers),
        lambda: business.accounts.archive(client.client_id),
    ):
        with pytest.raises(Refused):
            action()
    business.session.clock.advance(timedelta(days=9))  # type: ignore[attr-defined]
    run = business.daily.run()
    assert (len(run.forfeited), run.renewals) == (1, ())
    business.entries.void(entry.entry_id)
    assert business.queries.balance(servers).expired_minutes == 30
    business.accounts.bring_back(servers)
    business.entries.post(draft_of(client, 15, account_id=servers))


def test_an_account_with_an_open_call_or_an_overdraft_stays(business: Business) -> None:
    acme, beta = client_of(business), business.clients.add("beta", "Beta")
    servers = account_of(business, acme, "servers")
    business.accounts.share(servers, beta.client_id)
    business.calls.start(beta.client_id, account_id=servers)
    for action in (
        lambda: business.accounts.unshare(servers, beta.client_id),
        lambda: business.accounts.archive(servers),
    ):
        with pytest.raises(Refused, match="an open call is charged to acme/servers"):
            action()
    business.calls.cancel()
    business.entries.post(draft_of(beta, BLOCK + 15))
    with pytest.raises(Refused, match="0:15 h that no block covers"):
        business.accounts.archive(servers)


def test_accounts_go_out_and_in_with_the_journal_and_keep_its_head(business: Business, tmp_path: Path) -> None:
    acme, beta = client_of(business), business.clients.add("beta", "Beta")
    servers = account_of(business, acme, "servers")
    business.accounts.share(servers, beta.client_id)
    business.entries.post(draft_of(beta, 90))
    restored = tmp_path / "restored.db"
    restore(restored, "\n".join(archive_lines(business.session)))
    with Business.open(restored) as again:
        assert head_of(again) == head_of(business)
        assert again.verify().ok
        assert left(again, servers) == BLOCK - 90


def test_the_erasure_of_a_client_takes_the_names_of_its_accounts(business: Business) -> None:
    acme, beta = client_of(business), business.clients.add("beta", "Beta")
    servers = account_of(business, acme, "servers")
    business.accounts.edit(acme.client_id, acme.client_id, name="desks")
    business.accounts.share(servers, beta.client_id)
    business.entries.post(draft_of(beta, 15, note="of beta"))
    business.erasure.erase(acme.client_id)
    assert business.verify().problems == ()
    assert business.queries.card(servers).name == f"erased-{servers}"
    assert business.queries.entries(client_id=beta.client_id)[0].note == "of beta"
    assert not any("servers" in (row.texts or "") + row.body for row in business.session.store.journal())


def test_the_statement_of_a_group_tells_by_company_and_keeps_each_ones_words_apart(business: Business) -> None:
    acme, beta = client_of(business), business.clients.add("beta", "Beta")
    business.accounts.share(acme.client_id, beta.client_id)
    business.entries.post(draft_of(acme, 30, days(0), note="own work"))
    business.entries.post(draft_of(beta, 45, days(0), note="secret of beta"))
    business.session.clock.advance(timedelta(days=30))  # type: ignore[attr-defined]
    before = business.statements.issue(acme.client_id, "2026-03").view
    assert [(each.client, each.entries, each.charged_minutes) for each in before.companies] == [
        ("acme", 1, 30),
        ("beta", 1, 45),
    ]
    assert before.closing_minutes == BLOCK - 75
    shown = render(business.statements.read(acme.client_id, "2026-03"), "text").decode()
    assert "Beta: secret of beta" in shown
    assert "Beta: worked 0:45, charged 0:45." in shown
    document = json.loads(render(business.statements.read(acme.client_id, "2026-03"), "json"))
    assert [entry["client"] for entry in document["entries"]] == ["acme", "beta"]
    assert document["account"] == "acme"
    business.erasure.erase(beta.client_id)
    assert "secret" not in render(business.statements.read(acme.client_id, "2026-03"), "text").decode()
    assert not any("secret" in (row.texts or "") for row in business.session.store.journal())
    assert business.statements.read(acme.client_id, "2026-03").view.closing_minutes == BLOCK - 75
