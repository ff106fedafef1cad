"""Hours adjusted, transferred and credited: the balance, the lines, the statement, the journal."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from core.basics.clock import FakeClock
from core.basics.durations import Validity
from core.basics.errors import Refused, Unasked, Usage
from core.business import Business
from core.documents.content import content_of
from core.documents.lines import details_of
from core.exports.archive import archive_lines, restore
from core.exports.tables import table_csv
from core.model.billing import LineKind, LineStatus
from core.model.terms import Kind, RenewalMode, Terms
from tests.builders import (
    MONDAY,
    add_client,
    days,
    draft_of,
    fake_clock,
    head_of,
    open_business,
    prepaid_terms,
    remaining,
)

QUIET = prepaid_terms(renewal=RenewalMode.OFF)


@pytest.fixture
def clock() -> FakeClock:
    return fake_clock()


@pytest.fixture
def business(tmp_path: Path, clock: FakeClock) -> Iterator[Business]:
    with open_business(tmp_path, clock) as opened:
        add_client(opened, terms=QUIET)
        yield opened


def of(business: Business, code: str = "acme") -> str:
    return business.queries.resolve_client(code).client_id


def added_up(business: Business, account_id: str, month: str = "2026-03") -> None:
    view = business.statements.read(account_id, month).view
    gained = view.sold_minutes + view.renewed_minutes + view.adjusted_minutes
    lost = view.charged_minutes + view.forfeited_minutes + view.credited_minutes
    assert view.opening_minutes + gained - lost == view.closing_minutes
    assert view.closing_minutes == business.session.account(account_id).remaining_minutes
    assert business.verify().problems == ()


def test_goodwill_is_on_the_statement_with_its_reason_and_never_sold(business: Business) -> None:
    client_id = of(business)
    lines = business.queries.lines()
    balance = business.adjustments.adjust(client_id, 120, "goodwill: server down on Friday")
    assert balance.remaining_minutes == 720
    assert business.queries.lines() == lines
    assert [block.billing for block in balance.blocks] == ["to-invoice", "not-invoiced"]
    view = business.statements.read(client_id, "2026-03").view
    assert (view.sold_minutes, view.adjusted_minutes) == (600, 120)
    content = content_of(view)
    assert ("Hours adjusted", "+2:00") in content.totals
    assert any("hours adjusted: goodwill: server down on Friday" in row[1] for row in content.blocks)
    added_up(business, client_id)


def test_hours_taken_for_a_dispute_are_adjusted_below_zero(business: Business) -> None:
    client_id = of(business)
    business.adjustments.adjust(client_id, -60, "counted twice in February")
    view = business.statements.read(client_id, "2026-03").view
    assert (view.adjusted_minutes, view.forfeited_minutes, view.closing_minutes) == (-60, 0, 540)
    assert ("Hours adjusted", "-1:00") in content_of(view).totals
    assert content_of(view).blocks[-1][1:3] == ("hours adjusted: counted twice in February", "-1:00")
    added_up(business, client_id)
    with pytest.raises(Refused, match="9:00 h left, so 10:00 h cannot be taken away"):
        business.adjustments.adjust(client_id, -600, "all of it")


def test_a_firm_that_starts_in_mid_contract_writes_down_what_each_client_had(tmp_path: Path) -> None:
    with open_business(tmp_path) as business:
        client = add_client(business, terms=QUIET, blocks=())
        business.adjustments.adjust(
            client.client_id, 450, "left of the block of November", day=days(-1), expires_on=days(60)
        )
        (block,) = business.queries.balance(client.client_id).blocks
        assert (block.remaining_minutes, block.sold_on, block.expires_on) == (450, days(-1), days(60))
        assert business.queries.lines() == ()


@pytest.mark.parametrize(
    ("minutes", "reason", "day", "error", "words"),
    [
        (0, "x", 0, Usage, "how many hours"),
        (60, "", 0, Usage, "say why"),
        (60, "x", 1, Usage, "on a day that was"),
        (60, "x", -9, Refused, "is locked"),
    ],
)
def test_an_adjustment_that_cannot_be_changes_nothing(
    business: Business, minutes: int, reason: str, day: int, error: type[Exception], words: str
) -> None:
    business.lock.set(days(-5))
    before = head_of(business)
    with pytest.raises(error, match=words):
        business.adjustments.adjust(of(business), minutes, reason, day=days(day))
    assert head_of(business) == before


def test_an_hourly_client_has_no_hours_to_adjust(business: Business) -> None:
    add_client(business, "hourly", terms=Terms(kind=Kind.BREAK_FIX, hourly_rate_minor=8_000), blocks=())
    with pytest.raises(Refused, match="no prepaid agreement"):
        business.adjustments.adjust(of(business, "hourly"), 60, "goodwill")


def test_a_transfer_keeps_the_expiry_and_is_on_both_statements(business: Business) -> None:
    client_id = of(business)
    account_id = business.accounts.add(client_id, "servers").account.account_id
    business.agreements.set(account_id, QUIET)
    business.blocks.sell(client_id, size_minutes=60, expires_on=days(30))
    lost, gained = business.adjustments.transfer(client_id, account_id, 90, "servers need more")
    assert (lost.remaining_minutes, gained.remaining_minutes) == (570, 90)
    assert [(block.size_minutes, block.expires_on) for block in gained.blocks] == [(60, days(30)), (30, None)]
    mine = content_of(business.statements.read(client_id, "2026-03").view)
    theirs = content_of(business.statements.read(account_id, "2026-03").view)
    assert [row[1] for row in mine.blocks if "servers need more" in row[1]] == [
        "hours to acme/servers: servers need more"
    ] * 2
    assert theirs.blocks[0][1] == "hours from acme: servers need more"
    added_up(business, client_id)
    added_up(business, account_id)
    (moved, *_rest) = gained.blocks
    with pytest.raises(Refused, match="transfer them back"):
        business.blocks.void(moved.block_id)


def test_a_transfer_between_two_clients_is_asked_about(business: Business) -> None:
    other = add_client(business, "beta", terms=QUIET, blocks=())
    before = head_of(business)
    with pytest.raises(Unasked, match="acme paid for hours that beta will use"):
        business.adjustments.transfer(of(business), other.client_id, 60, "same owner")
    assert head_of(business) == before
    business.adjustments.transfer(of(business), other.client_id, 60, "same owner", sure=True)
    assert remaining(business, other) == 60


def test_an_invoiced_block_is_credited_by_a_line_that_names_its_invoice(business: Business) -> None:
    client_id = of(business)
    ((_account, block),) = business.queries.blocks(client_id)
    (line,) = business.queries.lines()
    business.invoices.mark([line.line_id], "12", MONDAY)
    with pytest.raises(Refused, match=f"monteore block credit {block.block_id}"):
        business.blocks.void(block.block_id)
    first = business.adjustments.credit(block.block_id, 90, "unhappy")
    second = business.adjustments.credit(block.block_id)
    assert [first.line.amount_minor, second.line.amount_minor] == [-12_000, -68_000]
    assert (first.line.kind, first.line.status) == (LineKind.CREDIT, LineStatus.TO_INVOICE)
    assert first.line.corrects is not None
    assert first.line.corrects.line_id == line.line_id
    detail = details_of(business.queries, [first.line])[first.line.line_id]
    assert (detail.refers_to, detail.refers_on) == ("12", MONDAY)
    view = business.statements.read(client_id, "2026-03").view
    assert (view.credited_minutes, view.forfeited_minutes, view.closing_minutes) == (600, 0, 0)
    assert ("Hours credited", "-10:00") in content_of(view).totals
    added_up(business, client_id)
    with pytest.raises(Refused, match="0:00 h left"):
        business.adjustments.credit(block.block_id)


def test_a_credit_under_the_threshold_asks_before_it_renews(tmp_path: Path) -> None:
    with open_business(tmp_path) as business:
        add_client(business)
        ((_account, block),) = business.queries.blocks()
        before = head_of(business)
        with pytest.raises(Unasked, match=r"10:00 h for €800\.00 are added by rule"):
            business.adjustments.credit(block.block_id)
        assert head_of(business) == before
        assert business.adjustments.credit(block.block_id, 60).balance.remaining_minutes == 540


def test_the_credit_of_transferred_hours_gives_back_the_price_paid_for_them(business: Business) -> None:
    client_id = of(business)
    account_id = business.accounts.add(client_id, "servers").account.account_id
    business.agreements.set(account_id, QUIET)
    _lost, gained = business.adjustments.transfer(client_id, account_id, 60, "servers need more")
    view = business.adjustments.credit(gained.blocks[0].block_id)
    assert view.line.amount_minor == -8_000
    assert view.line.corrects is not None
    assert view.line.corrects.block_id == business.queries.blocks(client_id)[0][1].block_id


def test_minutes_taken_are_not_told_as_expired_and_come_back_by_no_restore(
    business: Business, clock: FakeClock
) -> None:
    client = add_client(
        business, "short", terms=prepaid_terms(renewal=RenewalMode.OFF, validity=Validity(days=5), expiry_grace_days=0)
    )
    business.adjustments.adjust(client.client_id, -60, "counted twice")
    clock.advance(timedelta(days=9))
    business.daily.run()
    ((_account, block),) = business.queries.blocks(client.client_id)
    business.forfeitures.restore(block.block_id, days(30))
    assert remaining(business, client) == 540
    added_up(business, client.client_id)


def test_corrections_come_through_an_archive_and_an_erasure(business: Business, tmp_path: Path) -> None:
    client_id = of(business)
    business.adjustments.adjust(client_id, 120, "goodwill for Mr Rossi")
    business.entries.post(draft_of(business.queries.client(client_id), 30))
    copy = tmp_path / "copy.db"
    restore(copy, "\n".join(archive_lines(business.session)))
    with Business.open(copy, clock=fake_clock(), technician="anna") as restored:
        assert restored.verify().problems == ()
        assert restored.queries.balance(client_id).remaining_minutes == 690
        assert "goodwill for Mr Rossi" in table_csv(restored.queries, "corrections")
        restored.erasure.erase(client_id)
        assert "Rossi" not in table_csv(restored.queries, "corrections")
        assert restored.verify().problems == ()
