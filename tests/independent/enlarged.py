"""The sample business and what it lacks: groups, several accounts, fees with hours, discounts, gifts, corrections."""

import random
from datetime import date, timedelta
from fractions import Fraction

from core.basics.clock import FakeClock
from core.basics.durations import Validity
from core.basics.errors import MonteoreError
from core.business import Business
from core.model.billing import LineStatus
from core.model.clients import Client
from core.model.terms import (
    Beyond,
    ExpiryMode,
    FeeDue,
    FeePeriod,
    Kind,
    Overage,
    RenewalMode,
    Rounding,
    Serves,
    Terms,
    Threshold,
)
from core.model.work import Draft, Work
from core.rules.moving import HoursLeft, Overdraft

DAYS = 60
TYPES = ("phone", "remote", "on-site", "patching")
PLAIN = Terms(block_minutes=600, threshold=Threshold(120), price_minor=80_000, validity=Validity(months=2))


def enlarge(business: Business, clock: FakeClock) -> None:
    """Add clients of every kind and 60 days of work and corrections; the same every time."""
    chance, today = random.Random(11), business.today
    add = business.clients.add
    group, works, office = add("gruppo", "Gruppo Uno"), add("works", "Works"), add("office", "Office")
    pool, branch = add("pool", "Pool Due"), add("branch", "Branch")
    many, sites = add("many", "Many Accounts"), add("sites", "Two Sites")
    fee, quarter, changing = add("fee", "Fee In Advance"), add("quarter", "Fee A Quarter"), add("changing", "Changing")
    bills, pays, rolls, waits = (
        add("bills", "Bills"),
        add("pays", "Pays First"),
        add("rolls", "Rolls"),
        add("waits", "Waits"),
    )
    yen = add("yen", "Yen")
    put = business.agreements.set
    for client in (group, pool):
        put(client.client_id, PLAIN)
        business.blocks.sell(client.client_id, discount=Fraction(1, 10))
    for client in (works, office):
        business.accounts.share(group.client_id, client.client_id)
    business.accounts.share(pool.client_id, branch.client_id)
    accounts = []
    for client in (many, sites):
        put(client.client_id, PLAIN)
        business.blocks.sell(client.client_id)
        for name, terms in (
            ("servers", Terms(kind=Kind.BREAK_FIX, hourly_rate_minor=9_050, increment_minutes=15)),
            ("desks", PLAIN),
        ):
            account = business.accounts.add(client.client_id, name).account
            put(account.account_id, terms)
            accounts.append((client, account.account_id))
        business.accounts.edit(client.client_id, accounts[-2][1], pays=("patching",))
    managed = Terms(
        kind=Kind.MANAGED,
        fee_minor=50_000,
        fee_due=FeeDue.ADVANCE,
        included_minutes=180,
        beyond=Beyond.BILL,
        overage_rate_minor=9_500,
    )
    put(fee.client_id, managed, today + timedelta(days=3))
    put(
        quarter.client_id,
        Terms(kind=Kind.MANAGED, fee_minor=99_999, fee_due=FeeDue.ARREARS, fee_period=FeePeriod.QUARTER),
        today,
    )
    put(
        changing.client_id,
        Terms(
            kind=Kind.MANAGED,
            fee_minor=30_001,
            fee_due=FeeDue.ADVANCE,
            included_minutes=120,
            included_roll_months=1,
            beyond=Beyond.BLOCK,
            block_minutes=300,
            price_minor=40_000,
            threshold=Threshold(60),
        ),
        today,
    )
    put(
        bills.client_id,
        Terms(
            block_minutes=300,
            price_minor=33_333,
            renewal=RenewalMode.OFF,
            overage=Overage.BILL,
            overage_rate_minor=9_999,
            rounding=Rounding.BEFORE,
            increment_minutes=10,
            step_grace_minutes=3,
        ),
    )
    put(
        pays.client_id,
        Terms(
            block_minutes=240,
            price_minor=30_000,
            threshold=Threshold(60),
            serves=Serves.PAID,
            surcharges={"on-site": 20},
        ),
    )
    put(
        rolls.client_id,
        Terms(
            block_minutes=200,
            price_minor=20_001,
            threshold=Threshold(50),
            validity=Validity(days=20),
            expiry=ExpiryMode.ROLL_OVER,
            expiry_grace_days=2,
            multipliers={"on-site": Fraction(3, 2)},
            free_seconds=300,
        ),
    )
    put(
        yen.client_id,
        Terms(
            block_minutes=100,
            price_minor=10_007,
            currency="JPY",
            threshold=Threshold(30),
            validity=Validity(days=25),
            minimum_minutes=10,
        ),
    )
    business.blocks.sell(bills.client_id)
    business.blocks.sell(pays.client_id)
    for _number in range(3):
        business.blocks.sell(rolls.client_id)
    business.blocks.sell(bills.client_id, size_minutes=60, gift=True)
    everybody = [
        group,
        works,
        office,
        pool,
        branch,
        many,
        sites,
        fee,
        quarter,
        changing,
        bills,
        pays,
        rolls,
        waits,
        yen,
    ]
    for number in range(DAYS):
        _work(business, chance, everybody, accounts)
        for correct in (_correct, _invoice):
            correct(business, chance, everybody, accounts)
        if number == 20:
            put(
                changing.client_id,
                Terms(kind=Kind.MANAGED, fee_minor=45_000, fee_due=FeeDue.ADVANCE, included_minutes=240),
                business.today + timedelta(days=2),
            )
            put(waits.client_id, PLAIN, today + timedelta(days=5))
        if number == 35:
            business.moves.move(
                changing.client_id,
                Terms(kind=Kind.BREAK_FIX, hourly_rate_minor=8_800),
                business.today,
                overdraft=Overdraft.BILL,
            )
            business.moves.move(
                pool.client_id,
                Terms(kind=Kind.BREAK_FIX, hourly_rate_minor=8_000),
                None,
                hours=HoursLeft.CREDIT,
                overdraft=Overdraft.BILL,
            )
        if number == 50:
            business.merging.merge(waits.client_id, many.client_id, sure=True)
            everybody.remove(waits)
        clock.advance(timedelta(days=1))
        business.confirm_clock()
        business.daily.run(backs_up=False)


def _draft(chance: random.Random, client: Client, day: date, account_id: str) -> Draft:
    worked = chance.randint(2, 130) * 60 + chance.randint(0, 59)
    work = Work(day, worked, (), chance.choice(TYPES), chance.random() < 0.03)
    return Draft(client.client_id, work, ticket=str(chance.randint(1, 99)), account_id=account_id)


def _work(
    business: Business, chance: random.Random, everybody: list[Client], accounts: list[tuple[Client, str]]
) -> None:
    for _number in range(4):
        client, account = chance.choice([*((each, "") for each in everybody), *accounts])
        day = business.today - timedelta(days=chance.choice((0, 0, 0, 1, 9)))
        business.entries.post(_draft(chance, client, day, account), sure=True)


def _correct(
    business: Business, chance: random.Random, everybody: list[Client], accounts: list[tuple[Client, str]]
) -> None:
    """A void, an edit, hours given, taken, moved or credited; what is refused is no correction."""
    client = chance.choice(everybody)
    entries = business.queries.entries(client_id=client.client_id, include_voided=False, limit=20)
    what = chance.choice(("void", "edit", "edit", "adjust", "transfer", "credit", "sell", "replay"))
    try:
        if what == "void" and entries:
            business.entries.void(chance.choice(entries).entry_id, "wrong", sure=True)
        elif what == "edit" and entries:
            entry = chance.choice(entries)
            business.entries.edit(
                entry.entry_id, _draft(chance, client, entry.work_date, entry.account.account_id), sure=True
            )
        elif what == "adjust":
            business.adjustments.adjust(client.client_id, chance.choice((60, -30, 45)), "goodwill", sure=True)
        elif what == "transfer":
            business.adjustments.transfer(client.client_id, accounts[1][1], 25, "moved", sure=True)
        elif what == "credit":
            blocks = [block for _card, block in business.queries.blocks(client.client_id) if block.remaining_minutes]
            business.adjustments.credit(chance.choice(blocks).block_id, 17, "unhappy", sure=True)
        elif what == "sell":
            business.blocks.sell(client.client_id, discount=Fraction(chance.randint(0, 3), 20), sure=True)
    except (MonteoreError, IndexError):
        pass


def _invoice(
    business: Business, chance: random.Random, _everybody: list[Client], _accounts: list[tuple[Client, str]]
) -> None:
    if business.today.day % 9:
        return
    new = [line for line in business.queries.lines(LineStatus.TO_INVOICE) if chance.random() < 0.7]
    for line in new:
        business.invoices.mark([line.line_id], f"{line.client.code}/{business.today:%m%d}", business.today)
    for line in new:
        if chance.random() < 0.6:
            business.invoices.mark([line.line_id], "", business.today, LineStatus.PAID)
    old = business.queries.lines(LineStatus.INVOICED)
    if old:
        business.invoices.unmark([chance.choice(old).line_id], "wrong number")
