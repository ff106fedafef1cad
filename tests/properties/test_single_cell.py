"""After any history, any single cell of a table made from the journal that is changed by hand is found by `verify`."""

import random
import tempfile
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlite_utils.utils import sqlite3  # type: ignore[attr-defined]

from core.basics.durations import Validity
from core.basics.errors import Refused, Usage
from core.business import Business
from core.ledger.settings import SettingsChange
from core.model.billing import LineStatus
from core.model.blocks import Block
from core.model.clients import Client
from core.model.mail import MailSwitches
from core.model.terms import ExpiryMode, FeeDue, Kind, RenewalMode, Terms
from core.store.sqlite.rebuild import Rebuild
from core.store.sqlite.store import SqliteStore
from tests.builders import days, draft_of, fake_clock, open_business, prepaid_terms

NOT_FROM_JOURNAL = set(SqliteStore.not_from_journal)
CELLS = 15
rebuild = SqliteStore.rebuild
TERMS = (
    prepaid_terms(validity=Validity(days=20), expiry=ExpiryMode.EXTEND),
    prepaid_terms(renewal=RenewalMode.ASK, validity=Validity(days=5), expiry=ExpiryMode.ROLL_OVER, expiry_grace_days=0),
    prepaid_terms(validity=Validity(days=5), expiry_grace_days=0, reference="contract 12/2026"),
    Terms(kind=Kind.MANAGED, fee_minor=31_000, fee_due=FeeDue.ADVANCE, included_minutes=300, expiry_grace_days=0),
)


def standing(business: Business, client: Client) -> list[str]:
    return [entry.entry_id for entry in business.queries.entries(client_id=client.client_id) if not entry.voided]


def blocks_of(business: Business, client: Client) -> list[Block]:
    return [block for block in business.session.store.reads.blocks(client.client_id) if not block.voided]


def do_something(business: Business, clients: list[Client], clock: Any, chance: random.Random) -> None:
    """One step of a business's life, any of them."""
    client = chance.choice(clients)
    client_id = client.client_id
    what = chance.choice(
        ("post", "post", "post", "void", "sell", "void block", "days", "edit", "archive", "proposal", "mail", "renewal",
         "mark", "unmark", "export", "statement", "name", "lock", "catalogue", "agreement", "erase", "call",
         "adjust", "transfer", "credit", "replay", "past")
    )  # fmt: skip
    if what == "post":
        draft = draft_of(client, chance.randint(1, 700), business.today, note=chance.choice(("", "vpn", "stampante")))
        business.entries.post(draft)
    elif what == "void" and standing(business, client):
        business.entries.void(chance.choice(standing(business, client)), "by mistake")
    elif what == "sell":
        business.blocks.sell(client_id, size_minutes=chance.randint(1, 900))
    elif what == "void block" and blocks_of(business, client):
        business.blocks.void(chance.choice(blocks_of(business, client)).block_id, "not wanted")
    elif what == "days":
        clock.advance(timedelta(days=chance.randint(1, 30)))
        business.daily.run()
    elif what == "edit":
        phones = [f"02 {chance.randint(1000000, 9999999)}" for _each in range(chance.randint(0, 3))]
        business.clients.edit(
            client_id, name=chance.choice(("Nuova srl", "Vecchia snc")), phones=phones, contacts=["Ida"]
        )
    elif what == "archive":
        archived = business.queries.client(client_id).archived
        (business.clients.bring_back if archived else business.clients.archive)(client_id)
    elif what == "proposal":
        proposal = business.proposals.add(client_id, "Patch the server", every="monthly")
        business.proposals.accept(proposal.proposal_id)
    elif what == "mail":
        business.mail.switch(client_id, MailSwitches(to="a@example.com", after_entry=True, statement=True))
    elif what == "renewal":
        for pending in business.queries.pending_renewals():
            (business.renewals.approve if chance.random() < 0.5 else business.renewals.refuse)(pending.renewal_id)
    elif what == "mark" and business.queries.lines(LineStatus.TO_INVOICE):
        line = chance.choice(business.queries.lines(LineStatus.TO_INVOICE))
        business.invoices.mark([line.line_id], "7", business.today)
        business.invoices.mark([line.line_id], "", business.today, LineStatus.PAID)
    elif what == "unmark" and business.queries.lines(LineStatus.PAID):
        line_id = chance.choice(business.queries.lines(LineStatus.PAID)).line_id
        for _step in range(chance.randint(1, 2)):
            business.invoices.unmark([line_id], "wrong invoice")
    elif what == "export":
        business.billing.export()
    elif what == "statement":
        business.statements.issue(client_id, "2026-02")
    elif what == "name":
        business.settings.change(SettingsChange(name=chance.choice(("Rete snc", "Reti srl"))))
    elif what == "lock":
        business.lock.set(days(-chance.randint(1, 5)))
    elif what == "catalogue":
        business.proposals.set_item("Check the backups", estimate_minutes=30)
    elif what == "agreement":
        business.agreements.set(client_id, chance.choice(TERMS), business.today)
    elif what == "erase":
        business.erasure.erase(client_id)
    elif what == "adjust":
        business.adjustments.adjust(client_id, chance.choice((60, -60, 400)), "goodwill", sure=True)
    elif what == "replay":
        business.replays.apply(client_id)
    elif what == "past":
        business.agreements.put(client_id, lambda _before: chance.choice(TERMS), days(chance.randint(-9, 9)), sure=True)
    elif what == "transfer":
        business.adjustments.transfer(client_id, chance.choice(clients).client_id, 30, "same owner", sure=True)
    elif what == "credit" and blocks_of(business, client):
        block_id = chance.choice(blocks_of(business, client)).block_id
        business.adjustments.credit(block_id, chance.randint(1, 90), "unhappy", sure=True)
    elif what == "call":
        business.calls.start(client_id)


def cells(raw: Any) -> list[tuple[str, str]]:
    """Every column of every table made from the journal that has a row."""
    tables = [
        row[0]
        for row in raw.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND sql LIKE '%STRICT'").fetchall()
    ]
    return [
        (table, info[1])
        for table in sorted(tables)
        if table not in NOT_FROM_JOURNAL and raw.execute(f"SELECT EXISTS (SELECT 1 FROM {table})").fetchone()[0]
        for info in raw.execute(f"PRAGMA table_info({table})").fetchall()
        if f"{table}.{info[1]}" not in NOT_FROM_JOURNAL
    ]


def other_than(value: object, chance: random.Random) -> object:
    """Another value that such a cell could hold."""
    if isinstance(value, int):
        return chance.choice((value + 1, value - 1, 1 - value))
    if isinstance(value, str):
        return chance.choice((f"{value}x", value[:-1] if value else "x", None))
    return chance.choice((1, "2026-01-01"))


def changed(path: Path, table: str, column: str, chance: random.Random) -> tuple[str, tuple[object, int]] | None:
    """Change one cell, the triggers put away meanwhile; how to change it back, `None` where the table refuses the value."""
    sql = f"UPDATE {table} SET {column} = ? WHERE rowid = ? RETURNING rowid"
    with closing(sqlite3.connect(path, isolation_level=None)) as raw:
        rowid, value = chance.choice(raw.execute(f"SELECT rowid, {column} FROM {table}").fetchall())
        try:
            # An integer primary key is the row's number itself, so the row may have another one now.
            return sql, (value, by_hand(raw, sql, (other_than(value, chance), rowid)))
        except sqlite3.IntegrityError:
            return None


def by_hand(raw: Any, sql: str, values: tuple[object, ...]) -> int:
    """Run a statement without triggers, which stand again afterwards; the number that it returns."""
    guards = raw.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
    raw.execute("BEGIN")
    for name, _sql in guards:
        raw.execute(f"DROP TRIGGER {name}")
    try:
        ((rowid,),) = raw.execute(sql, values).fetchall()
    except sqlite3.IntegrityError:
        raw.execute("ROLLBACK")
        raise
    for _name, guard in guards:
        raw.execute(guard)
    raw.execute("COMMIT")
    return int(rowid)


def quick_only(store: SqliteStore, *, is_quick: bool) -> Rebuild:
    """A replay, which must be a quick one."""
    assert is_quick
    return rebuild(store, is_quick=True)


@pytest.mark.parametrize("part", range(5))
@settings(max_examples=5, deadline=None, suppress_health_check=list(HealthCheck))
@given(seed=st.integers(0, 1 << 32), steps=st.integers(5, 40))
def test_any_changed_cell_of_a_table_made_from_the_journal_is_found(part: int, seed: int, steps: int) -> None:
    chance = random.Random(seed + (part << 32))
    clock = fake_clock()
    with tempfile.TemporaryDirectory(prefix="monteore-") as folder:
        with open_business(Path(folder), clock) as business:
            clients = []
            for number, terms in enumerate(TERMS):
                client = business.clients.add(f"c{number}", f"Cliente {number}", phones=["02 1234567"])
                business.agreements.set(client.client_id, terms)
                if terms.kind is Kind.PREPAID:
                    business.blocks.sell(client.client_id)
                clients.append(client)
            for _step in range(steps):
                try:
                    do_something(business, clients, clock, chance)
                except (Refused, Usage):
                    continue
            path = business.session.store.place.path
            with pytest.MonkeyPatch.context() as patch:
                # What is well needs no other replay than a quick one.
                patch.setattr(SqliteStore, "rebuild", quick_only)
                assert business.verify().problems == ()
        with closing(sqlite3.connect(path, isolation_level=None)) as raw:
            places = cells(raw)
        for table, column in chance.sample(places, CELLS):
            back = changed(path, table, column, chance)
            if back is None:
                continue
            with open_business(Path(folder), clock) as business:
                assert not business.verify().ok, (table, column, back)
            with closing(sqlite3.connect(path, isolation_level=None)) as raw:
                by_hand(raw, *back)
        with open_business(Path(folder), clock) as business:
            assert business.verify().problems == ()
