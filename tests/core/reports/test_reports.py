"""Reports: figures worked by hand, sums equal to those over the entries, and the manual's own example."""

from datetime import date, timedelta
from fractions import Fraction
from math import sqrt
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.basics.clock import FakeClock
from core.basics.durations import Validity
from core.basics.errors import Usage
from core.basics.money import rounded
from core.business import Business
from core.language.formats import date_text
from core.model.terms import ExpiryMode, FeeDue, FeePeriod, Kind, RenewalMode, Terms
from core.model.work import Draft, Work
from core.queries.past import balance_on
from core.reports import about, make_report, report_names
from core.reports.table import ReportOptions, months_between, per_mille
from tests.builders import MONDAY, MORNING, add_client, days, draft_of, open_business, prepaid_terms
from tests.profiles import examples
from tests.samples import MANUAL, SampleOf

PAGE = Path(__file__).parents[3] / "docs" / "reports.md"
ALL = ReportOptions()
THREE = ("agriturismo", "notaio", "museo")


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock(MORNING)


@pytest.fixture
def business(tmp_path: Path, clock: FakeClock) -> Business:
    return open_business(tmp_path, clock)


def test_every_report_runs_on_an_empty_business(business: Business) -> None:
    for name in report_names():
        made = make_report(business.queries, name, ALL)
        assert made.rows == ()
        assert about(name)


def test_a_report_of_nothing_says_so_in_words_for_its_currency_is_not_known(business: Business) -> None:
    names = ("recovered", "renewals", "expiring", "unused")
    assert {name: make_report(business.queries, name, ALL).sentences[0] for name in names} == {
        "recovered": "no call under 20 minutes was paid from a block",
        "renewals": "No block was renewed.",
        "expiring": "No hours expire within 60 days.",
        "unused": f"At the end of {date_text(business.today)}, no hours that are paid for are unused.",
    }


def test_recovered_is_the_value_of_short_calls(business: Business) -> None:
    client = add_client(business)  # blocks of 600 min at 800.00: 1.3333 a minute
    business.entries.post(draft_of(client, 10))
    business.entries.post(draft_of(client, 19, days(-40)))
    business.entries.post(draft_of(client, 20))
    gone = business.entries.post(draft_of(client, 5)).entry
    business.entries.void(gone.entry_id)
    made = make_report(business.queries, "recovered", ALL)
    # January is before the block was sold, under `settle` it is drawn all the same. The first 10 minutes are worth
    # 10 × 80000 / 600 = 1333.33 → 1333, the first 29 3866.67 → 3867, so the 19 between them 2534.
    assert made.rows == (("2026-01", 1, 19, 2534, "EUR"), ("2026-03", 1, 10, 1333, "EUR"))
    assert "2 calls under 20 minutes: 0:29 h" in made.sentences[0]
    shorter = make_report(business.queries, "recovered", ReportOptions(under_minutes=15))
    assert [row[2] for row in shorter.rows] == [10]


def test_profitability_by_kind(business: Business) -> None:
    prepaid = add_client(business)
    business.entries.post(draft_of(prepaid, 60))  # 60 × 80000 / 600 = 80.00 for one hour
    hourly = add_client(business, "hourly", terms=Terms(kind=Kind.BREAK_FIX, hourly_rate_minor=9000), blocks=())
    business.entries.post(draft_of(hourly, 30))  # 45.00 for half an hour: 90.00 an hour
    fee = business.clients.add("fee", "Fee")
    business.agreements.set(fee.client_id, Terms(kind=Kind.MANAGED, fee_minor=30000), date(2026, 1, 1))
    business.entries.post(draft_of(fee, 120))
    made = make_report(business.queries, "profitability", ReportOptions(since=date(2026, 1, 17), until=days(60)))
    rows = {row[0]: row[3:5] for row in made.rows}
    # 15 of 31 days of January, all of February, 2 of 31 days of March, as far as they have come: for two hours
    worth = Fraction(30000 * 15, 31) + 30000 + Fraction(30000 * 2, 31)
    assert rows == {"acme": (8000, 8000), "hourly": (4500, 9000), "fee": (rounded(worth), rounded(worth / 2))}


def test_the_fee_of_a_quarter_counts_by_its_own_days_as_its_line_bills_it(business: Business, clock: FakeClock) -> None:
    client = business.clients.add("qtr", "Quarter")
    terms = Terms(kind=Kind.MANAGED, fee_minor=90_000, fee_period=FeePeriod.QUARTER, fee_due=FeeDue.ARREARS)
    business.agreements.set(client.client_id, terms, date(2026, 1, 20))
    clock.advance(timedelta(days=30))
    business.confirm_clock()
    business.daily.run(backs_up=False)
    # From 20 January on 71 of the 90 days of the quarter.
    assert [line.amount_minor for line in business.queries.lines()] == [71_000]
    made = make_report(
        business.queries, "profitability", ReportOptions(since=date(2026, 1, 1), until=date(2026, 3, 31))
    )
    assert [row[3] for row in made.rows] == [71_000]


def test_a_fee_counts_from_the_day_the_client_is_known(business: Business, clock: FakeClock) -> None:
    fee = add_client(business, "fee", terms=Terms(kind=Kind.MANAGED, fee_minor=31000), blocks=())
    clock.advance(timedelta(days=9))
    business.entries.post(draft_of(fee, 60, business.today))
    (row,) = make_report(business.queries, "profitability", ALL).rows
    # 2 to 11 March: ten days of 31.
    assert row[3:5] == (10000, 10000)


def test_of_an_archived_client_only_the_fees_count_that_have_lines(business: Business, clock: FakeClock) -> None:
    def managed(due: FeeDue) -> Terms:
        return Terms(kind=Kind.MANAGED, fee_minor=31_000, fee_due=due)

    for due in (FeeDue.ADVANCE, FeeDue.ARREARS, FeeDue.NONE):
        client = business.clients.add(due.value, due.value)
        business.agreements.set(client.client_id, managed(due), date(2026, 3, 1))
    business.daily.run()
    clock.advance(timedelta(days=8))
    for client_row in business.queries.clients():
        business.clients.archive(client_row.client.client_id)

    def earned(until: date) -> dict[object, object]:
        table = make_report(business.queries, "profitability", ReportOptions(since=date(2026, 3, 1), until=until))
        return {row[0]: row[3] for row in table.rows}

    clock.advance(timedelta(days=60))
    business.confirm_clock()
    business.daily.run()
    assert [line.amount_minor for line in business.queries.lines()] == [31_000]
    # The line in advance bills all of March; a fee that is invoiced elsewhere ends on 10 March.
    assert earned(date(2026, 3, 20)) == {"advance": 20_000, "none": 10_000}
    assert earned(date(2026, 5, 9)) == {"advance": 31_000, "none": 10_000}
    # Back again, it goes on as its lines will.
    business.clients.bring_back(business.queries.resolve_client("arrears", archived=True).client_id)
    assert earned(date(2026, 4, 30))["arrears"] == 62_000


def test_work_counts_under_the_kind_of_its_day_and_what_earned_nothing_stands_too(business: Business) -> None:
    moved = add_client(business)
    business.entries.post(draft_of(moved, 60, days(-3)))
    business.agreements.set(moved.client_id, Terms(kind=Kind.BREAK_FIX, hourly_rate_minor=6000))
    business.entries.post(draft_of(moved, 30))
    idle = add_client(business, "idle", terms=Terms(kind=Kind.MANAGED), blocks=())
    business.entries.post(draft_of(idle, 45))
    rows = {row[:2]: row[2:5] for row in make_report(business.queries, "profitability", ALL).rows}
    assert rows == {
        ("acme", "prepaid"): (60, 8000, 8000), ("acme", "break-fix"): (30, 3000, 6000), ("idle", "managed"): (45, 0, 0),
    }  # fmt: skip


def test_hours_paid_in_two_currencies_are_counted_once(business: Business) -> None:
    client = add_client(business, terms=prepaid_terms(renewal=RenewalMode.OFF), blocks=(60,))
    business.agreements.set(client.client_id, prepaid_terms(renewal=RenewalMode.OFF, currency="USD"))
    business.blocks.sell(client.client_id)
    business.entries.post(draft_of(client, 120))
    rows = make_report(business.queries, "profitability", ALL).rows
    assert [(row[2], row[4], row[5]) for row in rows] == [(120, None, "EUR"), (0, None, "USD")]


def test_proactive_and_technicians(business: Business) -> None:
    client = add_client(business)
    business.entries.post(draft_of(client, 30, work_type="patching"))
    business.entries.post(draft_of(client, 90))
    assert make_report(business.queries, "proactive", ALL).rows == (("acme", 120, 30, 250),)
    assert make_report(business.queries, "technicians", ALL).rows == (("anna", 120, 120, 2, 1, 250),)


def test_burn_tells_the_date_with_its_spread(business: Business, clock: FakeClock) -> None:
    client = add_client(business, blocks=(600, 600))
    for week in range(8):
        business.entries.post(draft_of(client, 60 if week % 2 else 20, days(-7 * week)))
    # mean 40, deviation 20, remaining 1200 - 320 = 880, room above 300 is 580: 14.5 weeks, and 40w ± 20√w = 580
    made = make_report(business.queries, "burn", ALL)
    assert made.rows == (("acme", 40, 880, 22, days(89), days(580 * 7 // 40), days(116)),)


def test_tickets_and_renewals_and_expiring(business: Business) -> None:
    client = add_client(business)
    business.entries.post(draft_of(client, 400, ticket="7"))
    business.entries.post(draft_of(client, 5, days(-2), ticket="7"))
    business.blocks.sell(client.client_id, size_minutes=60, expires_on=days(20))
    other = add_client(business, "other")
    business.entries.post(draft_of(other, 10, ticket="7"))
    assert make_report(business.queries, "tickets", ALL).rows == (
        ("7", "acme", 405, 405, 2, days(-2), MONDAY), ("7", "other", 10, 10, 1, MONDAY, MONDAY),
    )  # fmt: skip
    assert [row[2:4] for row in make_report(business.queries, "renewals", ALL).rows] == [(600, 80000)]
    assert [(row[2], row[4]) for row in make_report(business.queries, "expiring", ALL).rows] == [(60, 20)]
    assert make_report(business.queries, "expiring", ReportOptions(days=10)).rows == ()


def test_reports_that_look_ahead_leave_out_who_is_archived(business: Business, clock: FakeClock) -> None:
    terms = prepaid_terms(validity=Validity(days=60))
    client = add_client(business, terms=terms)
    servers = business.accounts.add(client.client_id, "servers").account.account_id
    business.agreements.set(servers, terms)
    business.blocks.sell(servers)
    business.entries.post(draft_of(client, 60))
    clock.advance(timedelta(days=35))
    business.confirm_clock()

    def told(name: str, client_id: str | None = None) -> list[object]:
        return [row[0] for row in make_report(business.queries, name, ReportOptions(client_id=client_id)).rows]

    assert (told("managed"), told("burn"), told("expiring")) == (["acme"], ["acme"], ["acme", "acme/servers"])
    business.accounts.archive(servers, sure=True)
    assert told("expiring") == ["acme"]
    business.clients.archive(client.client_id, sure=True)
    assert (told("managed"), told("burn"), told("expiring")) == ([], [], [])
    assert (told("managed", client.client_id), told("burn", client.client_id)) == (["acme"], ["acme"])


def test_an_unknown_name_and_a_backward_period_are_refused(business: Business) -> None:
    with pytest.raises(Usage, match="there is no report profit; write one of: recovered"):
        make_report(business.queries, "profit", ALL)
    with pytest.raises(Usage, match="ends before it begins"):
        make_report(business.queries, "tickets", ReportOptions(since=MONDAY, until=days(-1)))


def test_helpers() -> None:
    assert [rounded(Fraction(each, 2)) for each in (1, -1, 3, 4)] == [1, -1, 2, 2]
    assert per_mille(1, 3) == 333
    assert months_between("2025-11", "2026-02") == ("2025-11", "2025-12", "2026-01", "2026-02")


@examples(15)
@given(
    st.lists(
        st.tuples(
            st.integers(1, 200), st.integers(0, 300), st.sampled_from(["phone", "patching", "remote"]), st.booleans()
        ),
        max_size=25,
    )
)
def test_sums_are_those_of_the_standing_entries(
    tmp_path_factory: pytest.TempPathFactory, work: list[tuple[int, int, str, bool]]
) -> None:
    with open_business(tmp_path_factory.mktemp("reports"), FakeClock(MORNING)) as business:
        client = add_client(business)
        for minutes, back, work_type, is_voided in work:
            entry = business.entries.post(
                draft_of(client, minutes, days(-back), work_type=work_type, ticket=str(back % 5))
            ).entry
            if is_voided:
                business.entries.void(entry.entry_id)
        standing = business.queries.entries(include_voided=False)
        charged = sum(entry.charged_minutes for entry in standing)
        assert sum(int(str(row[2])) for row in make_report(business.queries, "technicians", ALL).rows) == charged
        assert sum(int(str(row[3])) for row in make_report(business.queries, "tickets", ALL).rows) == charged
        worked = sum(entry.worked_seconds for entry in standing) // 60
        assert sum(int(str(row[1])) for row in make_report(business.queries, "proactive", ALL).rows) == worked
        short = sum(entry.charged_minutes for entry in standing if entry.worked_seconds < 1200)
        assert sum(int(str(row[2])) for row in make_report(business.queries, "recovered", ALL).rows) == short


def managed_rows(sample: Path) -> list[str]:
    """The manual's table, computed from the entries, their draws and the blocks, and not by the report."""
    lines = [
        "| client | months | mean = fee | variation | worst month | best month |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    worth: dict[str, list[str]] = {}
    with Business.open(sample, clock=FakeClock(MORNING.replace(month=11)), read_only=True) as business:
        report = {row[0]: row for row in make_report(business.queries, "managed", ALL).rows}
        for code in THREE:
            client_id = business.queries.resolve_client(code).client_id
            blocks = {view.block_id: view for _client, view in business.queries.blocks(client_id)}
            months = dict.fromkeys(months_between("2025-11", "2026-10"), Fraction(0))
            for entry in business.queries.entries(client_id=client_id, include_voided=False):
                month = entry.work_date.isoformat()[:7]
                if month in months:
                    for draw in entry.draws:
                        block = blocks[draw.block_id]
                        carried = block.size_minutes - max(0, block.carried_minutes)
                        months[month] += Fraction(block.price_minor * draw.minutes, carried)
            for month, value in months.items():
                worth.setdefault(month, [month]).append(f"{rounded(value) / 100:.2f}")
            mean = sum(months.values(), Fraction(0)) / 12
            worth.setdefault("sum", ["sum"]).append(f"{rounded(mean * 12) / 100:.2f}")
            deviation = sqrt(sum((value - mean) ** 2 for value in months.values()) / 12)
            fee, variation = rounded(mean), round(deviation / float(mean) * 1000)
            gains = [fee - rounded(value) for value in months.values()]
            used = sum(1 for value in months.values() if value)
            row = report[code]
            assert (row[2], row[5], row[6], row[7], row[8], row[9]) == (
                used, variation, fee, fee, min(gains), max(gains),
            )  # fmt: skip
            assert list(row[12:]) == gains
            money = [f"{value / 100:.2f}" for value in (fee, min(gains), max(gains))]
            share = f"{variation // 10}.{variation % 10} %"
            lines.append(f"| {code} | {used} | {money[0]} | {share} | {money[1]} | {money[2]} |")
    by_month = ["| month | " + " | ".join(THREE) + " |", "| --- |" + " --- |" * len(THREE)]
    by_month += [
        "| " + " | ".join(row) + " |" for row in (*(worth[name] for name in worth if name != "sum"), worth["sum"])
    ]
    return [*by_month, "", *lines]


def test_managed_is_the_manual_s_example(sample_of: SampleOf) -> None:
    page = PAGE.read_text(encoding="utf-8")
    for table in "\n".join(managed_rows(sample_of(MANUAL))).split("\n\n"):
        assert table in page


def test_managed_tells_one_client_s_months_in_words_and_has_bars_for_each(business: Business, clock: FakeClock) -> None:
    client = add_client(business, "steady")
    for minutes in (300, 100):
        business.entries.post(draft_of(client, minutes, business.today))
        clock.advance(timedelta(days=31))
    made = make_report(business.queries, "managed", ReportOptions(client_id=client.client_id))
    # 800.00 for 600 minutes: 400.00 in March, 133.33 in April. The months before the first work do not count.
    assert "With €266.67 a month the provider would have lost in 1 of 2 months:" in made.sentences
    assert "A quarter: 10:00 h of work, worth €800.00." in made.sentences
    assert "  2026-03: work worth €400.00, the fee loses €133.33" in made.sentences
    assert "  2026-04: work worth €133.33, the fee gains €133.34" in made.sentences
    assert "  2026-05, not over yet: work worth €0.00 so far" in made.sentences
    (chart,) = made.row_charts
    assert chart.labels == ("2026-03", "2026-04")
    assert chart.values == (26667 - 40000, 26667 - 13333)
    gains = {column.name: value for column, value in zip(made.columns, made.rows[0], strict=True)}
    assert (gains["gain_2026-02"], gains["gain_2026-03"]) == (None, -13333)
    assert not any(sentence.startswith("  ") for sentence in make_report(business.queries, "managed", ALL).sentences)


def to_next_month(clock: FakeClock) -> None:
    """To the same day and hour of the next month."""
    now = clock.now()
    clock.advance(now.replace(year=now.year + now.month // 12, month=now.month % 12 + 1) - now)


def managed_of(business: Business, code: str, margin: Fraction = Fraction(0)) -> dict[str, object]:
    made = make_report(business.queries, "managed", ReportOptions(margin=margin))
    rows = [dict(zip([column.name for column in made.columns], row, strict=True)) for row in made.rows]
    return next(row for row in rows if row["client"] == code)


def test_a_client_of_exactly_500_a_month_for_ten_months_is_told_500_and_no_variation(
    business: Business, clock: FakeClock
) -> None:
    hourly = add_client(business, "even", terms=Terms(kind=Kind.BREAK_FIX, hourly_rate_minor=10_000), blocks=())
    for _month in range(10):
        business.entries.post(draft_of(hourly, 300, business.today))
        to_next_month(clock)
    row = managed_of(business, "even")
    assert (row["break_even"], row["fee"], row["variation_per_mille"], row["months_used"]) == (50_000, 50_000, 0, 10)
    assert (row["minutes_a_quarter"], row["money_a_quarter"], row["verdict"]) == (900, 150_000, "ready")
    with_margin = managed_of(business, "even", Fraction(1, 5))
    assert (with_margin["break_even"], with_margin["fee"], with_margin["worst"]) == (50_000, 60_000, 10_000)


def test_two_clients_with_the_same_hours_a_quarter_get_the_same_answer(business: Business, clock: FakeClock) -> None:
    small = add_client(business, "small", terms=prepaid_terms(price_minor=40_000, block_minutes=300), blocks=(300,))
    large = add_client(business, "large", terms=prepaid_terms(price_minor=240_000, block_minutes=1800), blocks=(1800,))
    for _month in range(10):
        for client in (small, large):
            business.entries.post(draft_of(client, 300, business.today))
        to_next_month(clock)
    rows = [managed_of(business, code) for code in ("small", "large")]
    assert [row["verdict"] for row in rows] == ["ready", "ready"]
    told = ("minutes_a_quarter", "money_a_quarter", "fee", "break_even", "variation_per_mille")
    assert [rows[0][name] for name in told] == [rows[1][name] for name in told]


def test_rolled_hours_are_worth_what_was_paid_for_them(business: Business, clock: FakeClock) -> None:
    terms = prepaid_terms(
        expiry=ExpiryMode.ROLL_OVER, validity=Validity(days=10), expiry_grace_days=0, renewal=RenewalMode.OFF
    )
    client = add_client(business, terms=terms)
    business.entries.post(draft_of(client, 240))
    clock.advance(timedelta(days=9))
    business.blocks.sell(client.client_id, size_minutes=600, price_minor=100_000, expires_on=days(60))
    clock.advance(timedelta(days=5))
    assert business.daily.run().rolled
    business.entries.post(draft_of(client, 960, business.today))
    profit = make_report(business.queries, "profitability", ALL)
    assert sum(int(str(row[3])) for row in profit.rows) == 180_000
    (row,) = make_report(business.queries, "unused", ALL).rows
    assert row == ("acme", 0, 180_000, 0, 180_000, 0, 0, "EUR")


def test_hours_unused_at_a_day_are_told_in_money(business: Business, clock: FakeClock) -> None:
    client = add_client(business)
    business.entries.post(draft_of(client, 120, days(-3)))
    clock.advance(timedelta(days=20))
    business.blocks.sell(client.client_id)
    business.entries.post(draft_of(client, 60, business.today))
    (row,) = make_report(business.queries, "unused", ReportOptions(until=days(10))).rows
    assert row == ("acme", 480, 80_000, 0, 16_000, 0, 64_000, "EUR")
    assert make_report(business.queries, "unused", ReportOptions(until=days(-1))).rows == ()
    then = balance_on(business.queries, client.client_id, days(-1))
    assert (then.remaining_minutes, then.overdraft_minutes, then.unused) == (-120, 120, {})
    then = balance_on(business.queries, client.client_id, days(10))
    assert (then.remaining_minutes, then.overdraft_minutes, then.unused) == (480, 0, {"EUR": 64_000})
    with pytest.raises(Usage, match="still to come"):
        balance_on(business.queries, client.client_id, days(21))


def test_the_hours_of_the_sentence_are_those_of_the_rows(business: Business) -> None:
    client = add_client(business)
    for name in ("anna", "bruno"):
        business.session.technician = name
        business.entries.post(Draft(client.client_id, Work(MONDAY, 90, (), "phone", no_charge=False)))
    made = make_report(business.queries, "technicians", ALL)
    assert [row[1] for row in made.rows] == [1, 1]
    assert made.sentences[0].startswith("0:02 h worked")


def test_a_client_needs_months_blocks_and_steadiness(business: Business, clock: FakeClock) -> None:
    steady = add_client(business, "steady")
    rare = add_client(business, "rare")
    for month in range(12):
        clock.advance(timedelta(days=30))
        business.entries.post(draft_of(steady, 200, business.today))
        if month > 9:
            business.entries.post(draft_of(rare, 100, business.today))
    clock.advance(timedelta(days=31))
    verdicts = {row[0]: row[1] for row in make_report(business.queries, "managed", ALL).rows}
    assert verdicts == {"steady": "ready", "rare": "too few months of work"}


def test_a_pace_that_lasts_for_centuries_is_told_as_ten_years(business: Business) -> None:
    client = add_client(business, blocks=(60_000_000,))
    business.entries.post(draft_of(client, 1))
    (row,) = make_report(business.queries, "burn", ALL).rows
    assert row[4] == row[5] == business.today + timedelta(days=3650)


def test_work_that_no_block_covers_yet_is_worth_the_agreed_price_to_a_fee(business: Business, clock: FakeClock) -> None:
    client = add_client(business, terms=prepaid_terms(renewal=RenewalMode.OFF), blocks=(60,))
    business.entries.post(draft_of(client, 360))
    clock.advance(timedelta(days=30))
    assert managed_of(business, "acme")["break_even"] == 48_000
