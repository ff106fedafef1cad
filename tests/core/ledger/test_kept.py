"""What a session keeps between postings is what the store would say, and few statements are run for an entry."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from fractions import Fraction
from pathlib import Path

import pytest

from core.basics.durations import MINUTES_PER_DAY, Validity
from core.basics.errors import Refused
from core.business import Business
from core.model.accounts import Account
from core.model.clients import Client
from core.model.mail import MailSwitches, ManagerSwitches
from core.model.terms import Kind, Overage, RenewalMode, Serves, Terms, Threshold, Window
from core.model.work import Charge
from tests.builders import BLOCK, MONDAY, MORNING, add_client, draft_of, open_business, prepaid_terms


@pytest.fixture
def business(tmp_path: Path) -> Iterator[Business]:
    with open_business(tmp_path) as opened:
        yield opened
        assert opened.verify().ok, opened.verify().problems


def test_charges_of_postings_alike_are_one_until_the_terms_are_others(business: Business) -> None:
    stepped = prepaid_terms(increment_minutes=15)
    client = add_client(business, terms=stepped)

    def charge(minutes: int) -> Charge:
        return business.entries.post(draft_of(client, minutes)).entry.charge

    first = charge(20)
    assert charge(20) is first and first.minutes == 30
    assert charge(50).minutes == 60
    business.agreements.set(client.client_id, replace(stepped, increment_minutes=1))
    assert charge(20).minutes == 20
    always = Window("always", frozenset(range(7)), 0, MINUTES_PER_DAY, Fraction(2))
    business.agreements.set(client.client_id, replace(stepped, windows=(always,)))
    windowed = charge(20)
    assert windowed.minutes == 45 and charge(20) is not windowed


@contextmanager
def statements(business: Business) -> Iterator[list[str]]:
    """The statements that SQLite runs meanwhile, those of triggers left out: it names a statement with a trigger twice.

    What the watch of the file asks around a change is left out, too: how long the write-ahead log is.
    """
    told = list[str]()
    raw = business.session.store._connection._raw  # type: ignore[attr-defined]
    left_out = ("--", "PRAGMA wal_checkpoint(NOOP)")
    raw.set_trace_callback(lambda sql: sql.startswith(left_out) or sql in told[-1:] or told.append(sql))
    yield told
    raw.set_trace_callback(None)


def test_a_posting_runs_few_statements_and_fewer_for_the_client_of_the_posting_before(business: Business) -> None:
    clients = [add_client(business, code) for code in ("acme", "bit", "cart")]
    business.entries.post(draft_of(clients[0], 15))
    before, counts = [], []
    for client in (*clients[1:], clients[2]):
        with statements(business) as told:
            business.entries.post(draft_of(client, 15, note="printer jams"))
        begun = told.index("BEGIN IMMEDIATE")
        before.append(begun)
        counts.append(len(told) - begun)
        assert told[-1] == "COMMIT"
    # The mail that a client wants was read when its agreement was recorded, for the last client added.
    assert counts == [14, 13, 10]
    # The terms are looked at once for each client, for the calendar that the charge may need.
    assert before == [1, 1, 0]


def _kept(business: Business, client: Client) -> Account | None:
    """The account that the next posting would take without reading it."""
    with business.session.changing():
        return business.session._kept.get((client.client_id, "phone", ""))


def _as_read(business: Business, client: Client) -> Account:
    read = business.session.store.reads.account(client.client_id)
    assert read is not None
    return read


def _in_order(account: Account) -> Account:
    """The same account: its blocks in the order of the journal, without months that lost their renewals."""
    months = {month: count for month, count in account.renewals_by_month.items() if count}
    limited = any(version.terms.max_renewals_per_month is not None for version in account.agreements)
    pending = account.pending and replace(account.pending, asked_at=MORNING)
    return replace(
        account,
        blocks=tuple(sorted(account.blocks, key=lambda block: (block.seq, block.block_id))),
        overdrafts=tuple(sorted(account.overdrafts, key=lambda each: (each.seq, each.entry_id))),
        renewals_by_month=months if limited else {},
        pending=pending,
    )


@pytest.mark.parametrize(
    "terms",
    [
        prepaid_terms(),
        prepaid_terms(max_renewals_per_month=2),
        prepaid_terms(renewal=RenewalMode.ASK),
        prepaid_terms(threshold=Threshold(0), overage=Overage.SETTLE, renewal=RenewalMode.OFF),
        prepaid_terms(serves=Serves.INVOICED, validity=Validity(months=3)),
        prepaid_terms(kind=Kind.MANAGED, fee_minor=10_000, included_minutes=300, threshold=Threshold(0)),
    ],
    ids=["usual", "limited", "asked", "overdraft", "held", "included"],
)
def test_a_kept_account_is_as_the_store_has_it_after_each_posting(business: Business, terms: Terms) -> None:
    client = add_client(business, terms=terms, blocks=(BLOCK,) if terms.kind is Kind.PREPAID else ())
    for minutes in (15, 240, 300, 45, 720, 700, 1300, 10):
        business.entries.post(draft_of(client, minutes, MONDAY - timedelta(days=minutes % 3)), sure=True)
        kept = _kept(business, client)
        assert kept is not None and _in_order(kept) == _in_order(_as_read(business, client))


def test_what_another_session_does_between_two_postings_counts(business: Business, tmp_path: Path) -> None:
    client = add_client(business, terms=prepaid_terms(threshold=Threshold(0)))
    sunday = MONDAY - timedelta(days=1)
    with open_business(tmp_path, technician="marco") as other:
        assert business.entries.post(draft_of(client, 15, sunday)).remaining_minutes == 585
        assert other.entries.post(draft_of(client, 500)).remaining_minutes == 85
        assert business.entries.post(draft_of(client, 15, sunday)).remaining_minutes == 70
        other.lock.set(sunday)
        with pytest.raises(Refused, match="lock"):
            business.entries.post(draft_of(client, 15, sunday))
        assert business.entries.post(draft_of(client, 15)).remaining_minutes == 55
        other.agreements.set(client.client_id, prepaid_terms(minimum_minutes=30, threshold=Threshold(0)), None)
        assert business.entries.post(draft_of(client, 5)).remaining_minutes == 25


def test_mail_that_another_session_switches_between_two_postings_is_written_or_not(
    business: Business, tmp_path: Path
) -> None:
    client, told = add_client(business), list[int]()
    with open_business(tmp_path, technician="marco") as other:
        for is_on in (False, True, False, True):
            other.mail.switch(client.client_id, MailSwitches(to="acme@example.com", after_entry=is_on))
            for _posting in range(2):
                business.entries.post(draft_of(client, 5))
                told.append(len(business.mail.list()))
    assert told == [0, 0, 1, 2, 2, 2, 3, 4]


def test_the_manager_whom_another_session_names_between_two_postings_is_told(
    business: Business, tmp_path: Path
) -> None:
    client = add_client(business, blocks=(10,), terms=prepaid_terms(renewal=RenewalMode.OFF))
    business.entries.post(draft_of(client, 5))
    business.entries.post(draft_of(client, 5))
    with open_business(tmp_path, technician="marco") as other:
        other.mail.change_manager_switches(lambda _before: ManagerSwitches("boss@example.com", negative=True))
    business.entries.post(draft_of(client, 5), sure=True)
    assert [mail.recipient for mail in business.mail.list()] == ["boss@example.com"]


def test_a_change_that_is_rolled_back_leaves_nothing_kept(business: Business) -> None:
    client = add_client(business)
    business.entries.post(draft_of(client, 15))
    with pytest.raises(Refused), business.session.changing():
        business.entries.post_in_change(draft_of(client, 300))
        raise Refused("no")
    assert business.entries.post(draft_of(client, 15)).remaining_minutes == 570


def test_clients_in_turn_and_a_shared_account_are_kept_apart(business: Business) -> None:
    acme, bit = add_client(business), add_client(business, "bit")
    for left in (585, 570, 555):
        assert business.entries.post(draft_of(acme, 15)).remaining_minutes == left
        assert business.entries.post(draft_of(bit, 30)).remaining_minutes == 600 - (600 - left) * 2


def test_a_thread_that_reads_during_a_change_is_told_what_is_committed(business: Business) -> None:
    client = add_client(business)
    business.entries.post(draft_of(client, 15))
    told = list[int | None]()

    def preview() -> None:
        told.append(business.entries.preview(draft_of(client, 15)).remaining_after_minutes)

    reader = threading.Thread(target=preview)
    with pytest.raises(Refused), business.session.changing():
        business.entries.post_in_change(draft_of(client, 300))
        reader.start()
        raise Refused("no")
    reader.join()
    assert told == [570]
