"""Entries through the services: posting, repeats, voids, edits, renewals, expiry and the lock, on a real store."""

from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from core.basics.durations import Validity
from core.basics.errors import Refused, Unasked, Usage
from core.business import Business
from core.model.billing import LineKind, LineStatus
from core.model.terms import ExpiryMode, Kind, Overage, RenewalMode, Terms, Threshold
from core.session import Session
from tests.builders import (
    BLOCK,
    MONDAY,
    add_client,
    block_minutes,
    days,
    draft_of,
    fake_clock,
    head_of,
    open_business,
    prepaid_terms,
    remaining,
)


@pytest.fixture
def business(tmp_path: Path):  # type: ignore[no-untyped-def]
    with open_business(tmp_path) as opened:
        yield opened
        assert opened.verify().ok, opened.verify().problems


def test_an_entry_is_deducted_and_says_what_it_did(business: Business) -> None:
    client = add_client(business)
    view = business.entries.post(draft_of(client, 15, ticket="4821", note="printer jams"))
    assert view.remaining_minutes == 585
    assert view.entry.charged_minutes == 15
    assert [(draw.minutes) for draw in view.entry.draws] == [15]
    assert (view.entry.ticket, view.entry.note, view.entry.technician) == ("4821", "printer jams", "anna")
    assert remaining(business, client) == 585


def test_the_design_example_adds_two_blocks_and_14_hours_remain(business: Business) -> None:
    client = add_client(business)
    business.entries.post(draft_of(client, 240))
    view = business.entries.post(draft_of(client, 720))
    assert [renewal.minutes for renewal in view.renewals] == [600, 600]
    assert view.remaining_minutes == 14 * 60
    assert view.entry.overdraft_minutes == 0
    assert sum(draw.minutes for draw in view.entry.draws) == 720
    assert [line.amount_minor for line in business.queries.lines()] == [80_000] * 3


def test_a_preview_decides_like_the_posting_and_changes_nothing(business: Business) -> None:
    client = add_client(business)
    before = head_of(business)
    preview = business.entries.preview(draft_of(client, 960))
    assert head_of(business) == before
    view = business.entries.post(draft_of(client, 960))
    assert preview.remaining_after_minutes == view.remaining_minutes == 840
    assert preview.renewal_count == len(view.renewals) == 2


def test_the_same_key_again_gives_the_first_result_and_changes_nothing(business: Business) -> None:
    client = add_client(business)
    first = business.entries.post(draft_of(client, 400, key="k-1"))
    before = head_of(business)
    again = business.entries.post(draft_of(client, 400, key="k-1"))
    assert again.existed
    assert again.entry == first.entry
    assert again.renewals == first.renewals
    assert head_of(business) == before


def test_the_same_key_with_other_content_is_refused(business: Business) -> None:
    client = add_client(business)
    business.entries.post(draft_of(client, 15, key="k-1"))
    before = head_of(business)
    with pytest.raises(Refused, match="k-1"):
        business.entries.post(draft_of(client, 16, key="k-1"))
    assert head_of(business) == before


def test_many_postings_are_all_or_nothing(business: Business) -> None:
    client = add_client(business)
    before = head_of(business)
    with pytest.raises(Usage):
        business.entries.post_all([draft_of(client, 10), draft_of(client, 10, work_type="juggling")])
    assert head_of(business) == before
    told: list[int] = []
    batch = business.entries.post_all([draft_of(client, 10, key="a"), draft_of(client, 10, key="a")], told.append)
    assert (batch.posted, batch.existed, told) == (1, 1, [1, 2])


def test_a_void_gives_the_minutes_back_into_the_same_blocks_and_takes_the_renewals_with_it(business: Business) -> None:
    client = add_client(business, blocks=(BLOCK, 60))
    before = block_minutes(business, client)
    posted = business.entries.post(draft_of(client, 900))
    assert len(posted.renewals) == 1
    view = business.entries.void(posted.entry.entry_id, "typo")
    assert view.entry.voided
    assert view.voided_blocks == tuple(renewal.block_id for renewal in posted.renewals)
    assert block_minutes(business, client) == before
    assert remaining(business, client) == 660
    assert {line.status for line in business.queries.lines()} == {LineStatus.TO_INVOICE}
    assert len(business.queries.lines()) == 2


def test_a_void_restores_an_account_that_was_under_its_threshold_before(business: Business) -> None:
    client = add_client(business, blocks=(240,))
    before = block_minutes(business, client)
    posted = business.entries.post(draft_of(client, 60))
    assert len(posted.renewals) == 1
    business.entries.void(posted.entry.entry_id)
    assert block_minutes(business, client) == before


def test_work_posted_since_still_renews_when_a_void_takes_its_block_away(business: Business) -> None:
    client = add_client(business, terms=prepaid_terms(threshold=Threshold(500)))
    first = business.entries.post(draft_of(client, 150))
    assert not business.entries.post(draft_of(client, 400)).renewals
    view = business.entries.void(first.entry.entry_id)
    assert view.voided_blocks == (first.renewals[0].block_id,)
    assert remaining(business, client) == 2 * BLOCK - 400


def test_a_renewed_block_that_another_entry_drew_from_stays_and_the_answer_says_so(business: Business) -> None:
    client = add_client(business)
    first = business.entries.post(draft_of(client, 500))
    business.entries.post(draft_of(client, 300))
    view = business.entries.void(first.entry.entry_id)
    assert view.kept_blocks == (first.renewals[0].block_id,)
    assert view.warnings
    assert remaining(business, client) == 2 * BLOCK - 300


def test_a_renewed_block_that_is_invoiced_stays(business: Business) -> None:
    client = add_client(business)
    first = business.entries.post(draft_of(client, 500))
    line = business.queries.lines()[-1]
    business.invoices.mark([line.line_id], "2026/7", MONDAY)
    view = business.entries.void(first.entry.entry_id)
    assert view.kept_blocks == (first.renewals[0].block_id,)
    assert "2026/7" in view.warnings[0]
    assert remaining(business, client) == 2 * BLOCK


def test_voiding_twice_is_refused_and_changes_nothing(business: Business) -> None:
    client = add_client(business)
    entry_id = business.entries.post(draft_of(client, 15)).entry.entry_id
    business.entries.void(entry_id)
    before = head_of(business)
    with pytest.raises(Refused):
        business.entries.void(entry_id)
    with pytest.raises(Refused):
        business.entries.void("e-none")
    assert head_of(business) == before


def test_an_edit_is_a_void_and_a_new_entry_linked_both_ways(business: Business) -> None:
    client = add_client(business)
    old = business.entries.post(draft_of(client, 15)).entry
    new = business.entries.edit(old.entry_id, draft_of(client, 25, note="longer")).entry
    assert (new.replaces, business.queries.entry(old.entry_id).replaced_by) == (old.entry_id, new.entry_id)
    assert business.queries.entry(old.entry_id).voided
    assert remaining(business, client) == 575
    with pytest.raises(Refused, match=f"was replaced by {new.entry_id}"):
        business.entries.void(old.entry_id)


def test_an_edit_that_is_refused_leaves_the_old_entry_standing(business: Business) -> None:
    client = add_client(business, terms=prepaid_terms(overage=Overage.REFUSE, renewal=RenewalMode.OFF))
    old = business.entries.post(draft_of(client, 15)).entry
    before = head_of(business)
    with pytest.raises(Refused):
        business.entries.edit(old.entry_id, draft_of(client, 700), sure=True)
    assert head_of(business) == before
    assert not business.queries.entry(old.entry_id).voided


def test_an_edit_with_a_key_that_was_used_is_refused_and_voids_nothing(business: Business) -> None:
    client = add_client(business)
    old = business.entries.post(draft_of(client, 15, key="k", content="acme 15")).entry
    before = head_of(business)
    with pytest.raises(Refused, match="key"):
        business.entries.edit(old.entry_id, draft_of(client, 25, key="k", content="acme 15"))
    assert head_of(business) == before


def test_work_without_time_is_refused_in_words(business: Business) -> None:
    client = add_client(business)
    with pytest.raises(Usage, match="no time"):
        business.entries.post(draft_of(client, 0))


def test_an_edit_to_fewer_minutes_takes_back_the_renewal_that_was_not_needed(business: Business) -> None:
    client = add_client(business)
    old = business.entries.post(draft_of(client, 400))
    view = business.entries.edit(old.entry.entry_id, draft_of(client, 40))
    assert view.voided_blocks == (old.renewals[0].block_id,)
    assert not view.renewals
    assert remaining(business, client) == 560


def test_an_edit_to_another_client_still_renews_the_first_where_it_is_due(business: Business) -> None:
    acme = add_client(business, terms=prepaid_terms(threshold=Threshold(500)))
    zeta = add_client(business, "zeta")
    first = business.entries.post(draft_of(acme, 150))
    business.entries.post(draft_of(acme, 400))
    business.entries.edit(first.entry.entry_id, draft_of(zeta, 150))
    assert remaining(business, acme) == 2 * BLOCK - 400
    assert remaining(business, zeta) == 450


def test_an_edit_renews_for_the_work_posted_since_even_where_it_costs_nothing(business: Business) -> None:
    client = add_client(business, terms=prepaid_terms(threshold=Threshold(500)))
    first = business.entries.post(draft_of(client, 150))
    business.entries.post(draft_of(client, 400))
    business.entries.edit(first.entry.entry_id, draft_of(client, 150, no_charge=True))
    assert remaining(business, client) == 2 * BLOCK - 400


def test_my_last_entry_is_mine_and_stands(tmp_path: Path) -> None:
    clock = fake_clock()
    with open_business(tmp_path, clock) as anna, open_business(tmp_path, clock, "bruno") as bruno:
        client = add_client(anna)
        mine = anna.entries.post(draft_of(client, 15)).entry
        clock.advance(timedelta(seconds=1))
        bruno.entries.post(draft_of(client, 20))
        last = anna.queries.my_last_entry()
        assert last is not None and last.entry_id == mine.entry_id
        anna.entries.void(mine.entry_id)
        assert anna.queries.my_last_entry() is None


def test_nothing_on_or_before_the_lock_date_is_posted_voided_or_sold(business: Business) -> None:
    client = add_client(business, blocks=())
    business.blocks.sell(client.client_id, sold_on=days(-3))
    old = business.entries.post(draft_of(client, 15, days(-1))).entry
    business.lock.set(days(-1))
    before = head_of(business)
    with pytest.raises(Refused, match="locked"):
        business.entries.post(draft_of(client, 15, days(-1)))
    with pytest.raises(Refused, match="locked"):
        business.entries.void(old.entry_id)
    with pytest.raises(Refused, match="locked"):
        business.entries.edit(old.entry_id, draft_of(client, 15))
    with pytest.raises(Refused, match="locked"):
        business.blocks.sell(client.client_id, sold_on=days(-2))
    with pytest.raises(Refused):
        business.lock.set(days(-5))
    assert head_of(business) == before
    business.entries.post(draft_of(client, 15))


def test_in_ask_mode_one_renewal_waits_and_approval_adds_its_block(business: Business) -> None:
    client = add_client(business, terms=prepaid_terms(renewal=RenewalMode.ASK))
    assert business.entries.post(draft_of(client, 301)).pending_renewal
    business.entries.post(draft_of(client, 10))
    (pending,) = business.queries.pending_renewals()
    assert (pending.minutes, pending.price_minor, pending.remaining_minutes) == (600, 80_000, 289)
    assert business.renewals.approve(pending.renewal_id).remaining_minutes == 889
    assert business.queries.pending_renewals() == ()
    with pytest.raises(Refused, match="approved"):
        business.renewals.approve(pending.renewal_id)


def test_a_refused_renewal_adds_nothing_and_the_next_posting_does_not_ask(business: Business) -> None:
    client = add_client(business, terms=prepaid_terms(renewal=RenewalMode.ASK))
    business.entries.post(draft_of(client, 301))
    (pending,) = business.queries.pending_renewals()
    assert business.renewals.refuse(pending.renewal_id).remaining_minutes == 299
    assert business.queries.pending_renewals() == ()
    business.entries.post(draft_of(client, 1))
    assert business.queries.pending_renewals() == ()


def test_a_sale_withdraws_a_renewal_that_is_due_no_more(business: Business) -> None:
    client = add_client(business, terms=prepaid_terms(renewal=RenewalMode.ASK))
    business.entries.post(draft_of(client, 301))
    business.blocks.sell(client.client_id)
    assert business.queries.pending_renewals() == ()


def test_past_the_monthly_cap_the_manager_is_asked_and_the_next_month_starts_anew(tmp_path: Path) -> None:
    clock = fake_clock()
    with open_business(tmp_path, clock) as business:
        client = add_client(business, terms=prepaid_terms(max_renewals_per_month=1))
        view = business.entries.post(draft_of(client, 1200))
        assert len(view.renewals) == 1
        assert view.pending_renewal
        assert view.remaining_minutes == 0
        business.renewals.refuse(business.queries.pending_renewals()[0].renewal_id)
        clock.advance(timedelta(days=31))
        assert len(business.entries.post(draft_of(client, 1, business.today)).renewals) == 1


def test_with_renewal_off_the_balance_goes_negative_and_the_next_sale_settles_it(business: Business) -> None:
    client = add_client(business, terms=prepaid_terms(renewal=RenewalMode.OFF))
    entry = business.entries.post(draft_of(client, 700)).entry
    assert (entry.overdraft_minutes, remaining(business, client)) == (100, -100)
    business.blocks.sell(client.client_id)
    assert remaining(business, client) == 500
    assert business.queries.entry(entry.entry_id).overdraft_minutes == 0
    assert len(business.queries.entry(entry.entry_id).draws) == 2


def test_overage_bill_makes_a_line_and_leaves_no_overdraft(business: Business) -> None:
    terms = prepaid_terms(renewal=RenewalMode.OFF, overage=Overage.BILL, overage_rate_minor=9_500)
    client = add_client(business, terms=terms)
    posted = business.entries.post(draft_of(client, 660))
    assert (posted.entry.billed_minutes, posted.remaining_minutes) == (60, 0)
    (line,) = [line for line in business.queries.lines() if line.kind is LineKind.OVERAGE]
    assert (line.minutes, line.amount_minor) == (60, 9_500)
    business.entries.void(posted.entry.entry_id)
    assert remaining(business, client) == 600
    assert all(line.kind is LineKind.BLOCK for line in business.queries.lines())


def test_overage_refuse_refuses_and_changes_nothing(business: Business) -> None:
    client = add_client(business, terms=prepaid_terms(renewal=RenewalMode.OFF, overage=Overage.REFUSE))
    before = head_of(business)
    assert business.entries.preview(draft_of(client, 601)).refusal
    with pytest.raises(Refused):
        business.entries.post(draft_of(client, 601))
    assert head_of(business) == before


def test_break_fix_work_is_billed_and_managed_work_is_only_recorded(business: Business) -> None:
    broken = business.clients.add("broken", "Break Fix")
    business.agreements.set(broken.client_id, Terms(kind=Kind.BREAK_FIX, hourly_rate_minor=8_000))
    managed = business.clients.add("managed", "Managed")
    business.agreements.set(managed.client_id, Terms(kind=Kind.MANAGED, fee_minor=30_000))
    assert business.entries.post(draft_of(broken, 30)).remaining_minutes == 0
    view = business.entries.post(draft_of(managed, 30))
    assert (view.entry.worked_seconds, view.entry.charged_minutes, view.entry.draws) == (1800, 30, ())
    (line,) = business.queries.lines()
    assert (line.client.code, line.amount_minor) == ("broken", 4_000)
    with pytest.raises(Refused, match="prepaid"):
        business.blocks.sell(managed.client_id, size_minutes=600)


def test_an_invoiced_entry_line_outlives_the_void_and_the_answer_says_so(business: Business) -> None:
    client = business.clients.add("broken", "Break Fix")
    business.agreements.set(client.client_id, Terms(kind=Kind.BREAK_FIX, hourly_rate_minor=8_000))
    entry = business.entries.post(draft_of(client, 30)).entry
    business.invoices.mark([business.queries.lines()[0].line_id], "12", MONDAY)
    with pytest.raises(Unasked, match=r"on invoice 12: credit -€40\.00 This is invoiced work"):
        business.entries.void(entry.entry_id)
    assert not business.queries.entry(entry.entry_id).voided
    view = business.entries.void(entry.entry_id, sure=True)
    assert "12" in view.warnings[0]
    assert business.queries.lines()[0].status is LineStatus.INVOICED


def test_a_line_goes_from_to_invoice_to_invoiced_to_paid_and_no_other_way(business: Business) -> None:
    add_client(business)
    line_id = business.queries.lines()[0].line_id
    with pytest.raises(Refused):
        business.invoices.mark([line_id], "", MONDAY, LineStatus.PAID)
    business.invoices.mark([line_id], "7", MONDAY)
    with pytest.raises(Unasked):
        business.invoices.mark([line_id], "8", MONDAY)
    (paid,) = business.invoices.mark([line_id], "", MONDAY, LineStatus.PAID)
    assert (paid.status, paid.number) == (LineStatus.PAID, "7")


def test_no_charge_work_stands_with_its_time_and_costs_nothing(business: Business) -> None:
    client = add_client(business)
    view = business.entries.post(draft_of(client, 30, no_charge=True))
    assert (view.entry.worked_seconds, view.entry.charged_minutes, view.remaining_minutes) == (1800, 0, 600)


def test_yesterdays_work_still_draws_in_the_grace_and_the_daily_run_then_forfeits(tmp_path: Path) -> None:
    clock = fake_clock()
    with open_business(tmp_path, clock) as business:
        terms = prepaid_terms(validity=Validity(months=1), renewal=RenewalMode.OFF)
        client = add_client(business, terms=terms)
        expiry = date(2026, 4, 2)
        clock.advance(timedelta(days=32))
        assert business.today == date(2026, 4, 3)
        assert business.daily.run().forfeited == ()
        assert business.queries.balance(client.client_id).blocks[0].expired
        business.entries.post(draft_of(client, 60, expiry))
        balance = business.queries.balance(client.client_id)
        assert (balance.remaining_minutes, balance.expired_minutes) == (0, 540)
        business.entries.post(draft_of(client, 60, business.today))
        assert remaining(business, client) == -60
        assert business.queries.balance(client.client_id).overdraft_minutes == 60
        clock.advance(timedelta(days=6))
        assert business.daily.run().forfeited == ()
        clock.advance(timedelta(days=1))
        ((code, _block, minutes),) = business.daily.run().forfeited
        assert (code, minutes) == ("acme", 540)
        before = head_of(business)
        assert business.daily.run().forfeited == ()
        assert head_of(business) == before
        assert remaining(business, client) == -60
        assert business.verify().ok


def test_forfeiture_triggers_a_renewal(tmp_path: Path) -> None:
    clock = fake_clock()
    with open_business(tmp_path, clock) as business:
        client = add_client(business, terms=prepaid_terms(validity=Validity(days=10)))
        clock.advance(timedelta(days=18))
        view = business.daily.run()
        assert [minutes for _code, _block, minutes in view.renewals] == [600]
        assert remaining(business, client) == 600


def test_the_daily_run_of_a_named_day_renews_on_that_day(tmp_path: Path) -> None:
    clock = fake_clock()
    with open_business(tmp_path, clock) as business:
        client = add_client(business, terms=prepaid_terms(validity=Validity(days=10)))
        clock.advance(timedelta(days=30))
        business.daily.run(days(18))
        assert [block.sold_on for _c, block in business.queries.blocks(client.client_id)] == [MONDAY, days(18)]


def test_rolled_minutes_are_carried_into_the_next_block(tmp_path: Path) -> None:
    clock = fake_clock()
    with open_business(tmp_path, clock) as business:
        terms = prepaid_terms(validity=Validity(days=10), expiry=ExpiryMode.ROLL_OVER, renewal=RenewalMode.OFF)
        client = add_client(business, terms=terms)
        clock.advance(timedelta(days=18))
        assert business.daily.run().rolled == ()
        balance = business.queries.balance(client.client_id)
        assert (balance.remaining_minutes, balance.expired_minutes) == (0, 600)
        newer = business.blocks.sell(client.client_id)
        ((code, _block, minutes),) = business.daily.run().rolled
        assert (code, minutes) == ("acme", 600)
        assert block_minutes(business, client)[newer] == 1200
        assert remaining(business, client) == 1200
        assert business.entries.post(draft_of(client, 700, business.today)).remaining_minutes == 500
        assert business.verify().ok


def test_a_sale_extends_older_blocks_and_voiding_it_restores_their_expiries(tmp_path: Path) -> None:
    clock = fake_clock()
    with open_business(tmp_path, clock) as business:
        terms = prepaid_terms(validity=Validity(months=12), expiry=ExpiryMode.EXTEND)
        client = add_client(business, terms=terms)

        def expiries() -> list[date | None]:
            return [block.expires_on for _c, block in business.queries.blocks(client.client_id) if not block.voided]

        assert expiries() == [date(2027, 3, 2)]
        clock.advance(timedelta(days=30))
        posted = business.entries.post(draft_of(client, 301, business.today))
        assert expiries() == [date(2027, 4, 1)] * 2
        clock.advance(timedelta(days=1))
        sold = business.blocks.sell(client.client_id)
        assert expiries() == [date(2027, 4, 2)] * 3
        business.blocks.void(sold)
        assert expiries() == [date(2027, 4, 1)] * 2
        business.entries.void(posted.entry.entry_id)
        assert expiries() == [date(2027, 3, 2)]
        assert business.verify().ok


def test_only_an_untouched_block_can_be_voided(business: Business) -> None:
    client = add_client(business, terms=prepaid_terms(renewal=RenewalMode.OFF))
    first = next(iter(block_minutes(business, client)))
    business.entries.post(draft_of(client, 10))
    with pytest.raises(Refused, match="stays"):
        business.blocks.void(first)
    second = business.blocks.sell(client.client_id)
    assert business.blocks.void(second, "sold twice").balance.remaining_minutes == 590
    with pytest.raises(Refused):
        business.blocks.void(second)


def test_the_agreement_of_the_work_date_prices_the_entry(business: Business) -> None:
    client = add_client(business)
    business.agreements.set(client.client_id, prepaid_terms(increment_minutes=30), days(-10))
    business.agreements.set(client.client_id, prepaid_terms(increment_minutes=60), days(-5))
    assert business.entries.post(draft_of(client, 5, days(-11))).entry.charged_minutes == 5
    assert business.entries.post(draft_of(client, 5, days(-10))).entry.charged_minutes == 30
    assert business.entries.post(draft_of(client, 5, days(-6))).entry.charged_minutes == 30
    assert business.entries.post(draft_of(client, 5, days(-5))).entry.charged_minutes == 60


def test_a_later_agreement_holds_from_today_and_past_entries_keep_their_charge(business: Business) -> None:
    client = add_client(business)
    old = business.entries.post(draft_of(client, 5)).entry
    business.agreements.set(client.client_id, prepaid_terms(increment_minutes=15))
    assert business.entries.post(draft_of(client, 5)).entry.charged_minutes == 15
    assert business.entries.post(draft_of(client, 5, days(-1))).entry.charged_minutes == 5
    assert business.queries.entry(old.entry_id).charged_minutes == 5


def test_a_block_of_another_size_costs_its_share_unless_priced(business: Business) -> None:
    client = add_client(business, blocks=(300,))
    business.blocks.sell(client.client_id, size_minutes=300, price_minor=1)
    assert [line.amount_minor for line in business.queries.lines()] == [40_000, 1]


def test_nothing_is_sold_by_an_agreement_and_a_sale_needs_a_size(business: Business) -> None:
    client = business.clients.add("acme", "Acme")
    business.agreements.set(client.client_id, replace(prepaid_terms(), block_minutes=0, threshold=Threshold()))
    assert remaining(business, client) == 0
    with pytest.raises(Usage, match="--size"):
        business.blocks.sell(client.client_id)


def test_a_zone_ahead_of_utc_decides_which_day_it_is(tmp_path: Path) -> None:
    clock = fake_clock()
    clock.instant = clock.instant.replace(hour=23, minute=30)
    with open_business(tmp_path, clock) as business:
        assert business.today == days(1)


def test_a_void_renews_where_a_block_of_before_was_taken_back_since(tmp_path: Path) -> None:
    with open_business(tmp_path) as business:
        client = add_client(business, blocks=())
        older = business.blocks.sell(client.client_id, size_minutes=200)
        business.blocks.sell(client.client_id, size_minutes=294, expires_on=days(300))
        entry = business.entries.post(draft_of(client, 294)).entry
        assert remaining(business, client) == 800
        business.blocks.void(older)
        view = business.entries.void(entry.entry_id)
        # 294 are left without the block that the entry had renewed: fewer than 300.
        assert (len(view.voided_blocks), len(view.renewals), view.remaining_minutes) == (1, 1, 894)


def test_what_expired_long_before_makes_no_void_renew(tmp_path: Path) -> None:
    clock = fake_clock()
    with open_business(tmp_path, clock) as business:
        off = prepaid_terms(renewal=RenewalMode.OFF)
        client = add_client(business, terms=off, blocks=(200,))
        business.blocks.sell(client.client_id, size_minutes=50, expires_on=days(1))
        clock.advance(timedelta(days=30))
        assert business.daily.run().forfeited
        business.agreements.set(client.client_id, prepaid_terms())
        entry = business.entries.post(draft_of(client, 10, business.today)).entry
        assert len(business.entries.void(entry.entry_id).renewals) == 0
        assert remaining(business, client) == 200


def test_the_daily_run_holds_the_store_for_some_clients_at_a_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.ledger.daily._MOST_A_CHANGE", 2)
    clock = fake_clock()
    with open_business(tmp_path, clock) as business:
        for number in range(5):
            add_client(business, f"c{number}", terms=prepaid_terms(renewal=RenewalMode.OFF, validity=Validity(days=1)))
        clock.advance(timedelta(days=30))
        changes = []
        changing = Session.changing

        def counted(self: Session) -> AbstractContextManager[None]:
            changes.append(1)
            return changing(self)

        monkeypatch.setattr(Session, "changing", counted)
        view = business.daily.run()
        assert len(view.forfeited) == 5
        # 2 + 2 + 1 clients, and the month of the statements.
        assert len(changes) == 4
        assert business.daily.run().forfeited == ()
        assert business.verify().ok


def test_a_block_whose_expiry_carried_another_s_along_stays_while_later_work_needs_it(tmp_path: Path) -> None:
    clock = fake_clock()
    terms = prepaid_terms(expiry=ExpiryMode.EXTEND, validity=Validity(days=30), renewal=RenewalMode.OFF)
    with open_business(tmp_path, clock) as business:
        client = add_client(business, terms=terms)
        clock.advance(timedelta(days=20))
        second = business.blocks.sell(client.client_id)
        clock.advance(timedelta(days=20))
        entry = business.entries.post(draft_of(client, 60, business.today)).entry
        with pytest.raises(Refused, match="whose expiry it carried along"):
            business.blocks.void(second)
        business.entries.void(entry.entry_id)
        business.blocks.void(second)
        assert business.verify().ok
