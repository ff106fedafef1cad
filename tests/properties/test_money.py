"""Random histories: what was invoiced, less credits, is the money that the reports spread, to the minor unit."""

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.basics.clock import FakeClock
from core.basics.durations import Validity
from core.basics.errors import MonteoreError
from core.basics.money import rounded
from core.business import Business
from core.model.billing import LineStatus, Period
from core.model.terms import (
    Beyond,
    ExpiryMode,
    FeeDue,
    FeePeriod,
    Kind,
    Overage,
    RenewalMode,
    Serves,
    Terms,
    terms_on,
)
from core.reports import make_report
from core.reports.earnings import billed, drawn, fees_of
from core.reports.table import ReportOptions
from core.rules.moving import HoursLeft, Overdraft
from tests.builders import MORNING, draft_of, open_business, prepaid_terms
from tests.profiles import examples

TERMS: Final = {
    "EUR": prepaid_terms(price_minor=79_999, expiry=ExpiryMode.ROLL_OVER, validity=Validity(days=20)),
    "JPY": prepaid_terms(price_minor=10_007, currency="JPY", validity=Validity(days=30)),
    "TND": prepaid_terms(
        price_minor=333_333, currency="TND", block_minutes=70, renewal=RenewalMode.OFF, overage=Overage.BILL,
        overage_rate_minor=12_345,
    ),
    "BRK": Terms(kind=Kind.BREAK_FIX, hourly_rate_minor=7_777),
    "FEE": Terms(
        kind=Kind.MANAGED, fee_minor=50_001, fee_due=FeeDue.ADVANCE, included_minutes=90, included_roll_months=1,
        beyond=Beyond.BILL, overage_rate_minor=9_999,
    ),
    "BLK": Terms(
        kind=Kind.MANAGED, fee_minor=777, fee_due=FeeDue.ARREARS, included_minutes=60, beyond=Beyond.BLOCK,
        block_minutes=200, price_minor=19_999,
    ),
    "QTR": Terms(
        kind=Kind.MANAGED, fee_minor=99_999, fee_due=FeeDue.ARREARS, fee_period=FeePeriod.QUARTER, currency="JPY"
    ),
    "SRV": prepaid_terms(price_minor=55_555, serves=Serves.PAID, validity=Validity(days=40)),
}  # fmt: skip
STEP = st.tuples(
    st.sampled_from(sorted(TERMS)),
    st.sampled_from(
        [
            "work",
            "work",
            "work",
            "sell",
            "gift",
            "discount",
            "end",
            "void",
            "wait",
            "credit",
            "edit",
            "mark",
            "mark",
            "unmark",
            "adjust",
            "pass",
            "pass",
            "give back",
        ]
    ),
    st.integers(1, 400),
    st.integers(0, 40),
)


def act(business: Business, clock: FakeClock, step: tuple[str, str, int, int]) -> None:
    code, what, minutes, back = step
    client = business.queries.resolve_client(code)
    today = business.today
    entries = business.queries.entries(client_id=client.client_id, include_voided=False)
    if what == "work":
        business.entries.post(draft_of(client, minutes, today - timedelta(days=back)))
    elif what == "sell":
        business.blocks.sell(client.client_id, size_minutes=minutes, price_minor=minutes * 137 + back)
    elif what == "gift":
        business.blocks.sell(client.client_id, size_minutes=minutes, gift=True)
    elif what == "discount":
        business.blocks.sell(client.client_id, discount=Fraction(back, 97))
    elif what == "end":
        # A fee of another amount, or none, from a day of the running period on.
        terms = TERMS[code] if back % 2 else replace(TERMS[code], fee_minor=minutes * 100)
        business.agreements.put(client.client_id, lambda _before: terms, today - timedelta(days=back % 9), sure=True)
    elif what == "void" and entries:
        business.entries.void(entries[back % len(entries)].entry_id)
    elif what == "edit" and entries:
        business.entries.edit(entries[back % len(entries)].entry_id, draft_of(client, minutes, today), sure=True)
    elif what == "credit":
        leave = Terms(kind=Kind.BREAK_FIX, hourly_rate_minor=100, currency=TERMS[code].currency)
        business.moves.move(
            client.client_id, leave, None, hours=HoursLeft.CREDIT, consent="", overdraft=Overdraft.WRITE_OFF
        )
        business.agreements.set(client.client_id, TERMS[code])
    elif what == "mark":
        lines = business.queries.lines(LineStatus.TO_INVOICE)
        line = lines[back % len(lines)]
        business.invoices.mark([line.line_id], f"{line.client.code}-1", today)
        if minutes % 2:
            business.invoices.mark([line.line_id], "", today, LineStatus.PAID)
    elif what == "unmark":
        lines = business.queries.lines(LineStatus.INVOICED)
        business.invoices.unmark([lines[back % len(lines)].line_id])
    elif what == "adjust":
        business.adjustments.adjust(client.client_id, minutes - 200, "goodwill", sure=True)
    elif what == "pass":
        servers = business.queries.resolve_account("jpy/servers").account_id
        here, there = ("JPY", servers) if back % 3 else (servers, "JPY")
        ids = [each if each == servers else business.queries.resolve_client(each).client_id for each in (here, there)]
        business.adjustments.transfer(ids[0], ids[1], max(1, minutes // 4), "moved", sure=True)
    elif what == "give back":
        blocks = [block for _account, block in business.queries.blocks() if block.remaining_minutes]
        business.adjustments.credit(blocks[back % len(blocks)].block_id, max(1, minutes // 9), "unhappy", sure=True)
    elif what == "wait":
        clock.advance(timedelta(days=back))
        business.daily.run(backs_up=False)


def fees_due(business: Business, since: date) -> dict[tuple[str, Period, str], Fraction]:
    """By account, period and currency, the fees that the report spreads over the days whose fee is due today."""
    due: dict[tuple[str, Period, str], Fraction] = {}
    for account_id in business.session.store.figures.ever_managed():
        agreements = business.queries.agreements(account_id)
        for fee in fees_of(business.queries, account_id, agreements, since, business.today + timedelta(days=400)):
            terms = terms_on(agreements, fee.first)
            goes_on = terms_on(agreements, fee.last + timedelta(days=1)).kind is Kind.MANAGED
            over = fee.period.until if goes_on else fee.last
            begins = fee.first if terms.fee_due is FeeDue.ADVANCE else over + timedelta(days=1)
            if terms.fee_due is not FeeDue.NONE and begins <= business.today:
                key = account_id, fee.period, fee.currency
                due[key] = due.get(key, Fraction(0)) + fee.amount
    return due


@examples(30)
@given(st.lists(STEP, min_size=4, max_size=40))
def test_money_in_lines_is_the_money_that_the_reports_spread(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, str, int, int]]
) -> None:
    clock = FakeClock(MORNING)
    with open_business(tmp_path_factory.mktemp("money"), clock) as business:
        for code, terms in TERMS.items():
            client = business.clients.add(code, code.title())
            business.agreements.set(client.client_id, terms, None)
        owner = business.queries.resolve_client("jpy")
        servers = business.accounts.add(owner.client_id, "servers").account.account_id
        business.agreements.set(servers, TERMS["JPY"], None)
        for step in steps:
            try:
                act(business, clock, step)
            except (MonteoreError, ZeroDivisionError):
                continue
        # On the first day of a month every fee of the periods before is due, and those in advance of their own.
        first = (business.today.replace(day=1) + timedelta(days=32)).replace(day=1)
        clock.advance(timedelta(days=(first - business.today).days))
        business.confirm_clock()
        business.daily.run(backs_up=False)
        queries, until = business.queries, business.today
        invoiced: dict[str, int] = {}
        for line in queries.lines():
            if line.status is not LineStatus.VOID:
                invoiced[line.currency] = invoiced.get(line.currency, 0) + line.amount_minor
        spread = dict.fromkeys(invoiced, 0)
        since = until - timedelta(days=3000)
        for (_account_id, _period, currency), amount in fees_due(business, since).items():
            spread[currency] = spread.get(currency, 0) + rounded(amount)
        fees = dict(spread)
        for each in drawn(queries, since, until, None):
            spread[each.currency] = spread.get(each.currency, 0) + each.amount_minor
        by_work = {currency: amount - fees.get(currency, 0) for currency, amount in spread.items()}
        for bill in billed(queries, since, until, None):
            spread[bill.currency] = spread.get(bill.currency, 0) + bill.amount_minor
        made = make_report(queries, "unused", ReportOptions(until=until))
        used: dict[str, int] = {}
        for _account, _minutes, sold, credited, each_used, lapsed, unused, currency in made.rows:
            assert sold - credited == each_used + lapsed + unused
            spread[str(currency)] += lapsed + unused
            used[str(currency)] = used.get(str(currency), 0) + each_used
        assert {name: amount for name, amount in spread.items() if amount} == {
            name: amount for name, amount in invoiced.items() if amount
        }
        # Work that blocks paid is the same in both reports.
        assert all(used.get(name, 0) == amount for name, amount in by_work.items())


def test_minutes_of_a_past_day_add_up(tmp_path: Path) -> None:
    clock = FakeClock(MORNING)
    with open_business(tmp_path, clock) as business:
        client = business.clients.add("acme", "Acme")
        business.agreements.set(client.client_id, TERMS["EUR"], None)
        business.blocks.sell(client.client_id)
        business.entries.post(draft_of(client, 100))
        clock.advance(timedelta(days=28))
        business.blocks.sell(client.client_id)
        business.daily.run()
        (row,) = make_report(business.queries, "unused", ReportOptions()).rows
        assert row[1] == business.queries.balance(client.client_id).remaining_minutes == 1100
