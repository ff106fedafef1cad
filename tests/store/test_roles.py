"""Roles in the database: what a login may do there, whatever program it uses."""

import json
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from cli.main import run
from core.basics.errors import NotAllowed, Refused, StoreUnavailable, Usage
from core.basics.identity import SYSTEM, Right
from core.basics.numbers import plan_for
from core.business import Business
from core.journal.chain import row_for
from core.journal.codec import recorded_after
from core.journal.events import BlockAdded, EntryVoided, Event, LineDraft, LockReopened, LockSet, SettingSet
from core.model.billing import LineKind
from core.model.blocks import Origin
from core.model.entry_filter import EntryFilter
from core.model.terms import RenewalMode
from core.store.engines import database_roles, make_store
from core.store.place import Place
from tests.builders import MONDAY, MORNING, add_client, draft_of, prepaid_terms
from tests.store import server
from tests.store.conftest import needs_server

PEOPLE = {"anna": "technician", "marco": "manager", "rita": "reader", "robot": "service"}


@dataclass(frozen=True)
class Firm:
    """A business in a database of its own, whose tables a login named boss owns."""

    database: str
    business: str = "firm"

    def place(self, login: str) -> Place:
        return Place.parse(server.shared().url(self.database, self.business).replace("user=monteore", f"user={login}"))

    def opened(self, login: str) -> Business:
        return Business.open(self.place(login))

    def sql(self, login: str, statement: str, values: tuple[object, ...] = ()) -> list[tuple[object, ...]]:
        """Run a statement as another program would, in the name of a login."""
        import psycopg

        with psycopg.connect(self.place(login).server, autocommit=True) as raw:
            raw.execute(f"SET monteore.business = '{self.business}'".encode())
            cursor = raw.execute(statement.encode(), values or None)
            return cursor.fetchall() if cursor.description else []


@pytest.fixture(scope="module")
def firm() -> Iterator[Firm]:
    needs_server()
    database = server.shared().database()
    made = Firm(database)
    for login in ("boss", *PEOPLE, "eve"):
        made.sql(
            "monteore",
            f"DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{login}') THEN CREATE ROLE {login} "
            f"LOGIN {'CREATEROLE' if login == 'boss' else ''}; END IF; END $$",
        )
    made.sql("monteore", f"ALTER DATABASE {database} OWNER TO boss")
    # As in a database that was made by PostgreSQL 14 or older.
    made.sql("monteore", "GRANT CREATE ON SCHEMA public TO PUBLIC")
    for name in ("firm", "other"):
        make_store(replace(made, business=name).place("boss"), {"timezone": "UTC"}).close()
    with made.opened("boss") as business:
        add_client(business, blocks=(600,))
        add_client(business, "asks", blocks=(600,), terms=prepaid_terms(renewal=RenewalMode.ASK))
        add_client(business, "capped", terms=prepaid_terms(max_renewals_per_month=2))
    assert run(["store", "roles", "--yes", "--db", str(made.place("boss"))]) == 0
    for login, role in PEOPLE.items():
        assert run(["store", "grant", login, role, "--db", str(made.place("boss"))]) == 0
    yield made


def record(firm: Firm, login: str, event: Event, *, actor: str = "", gap: int = 0) -> None:
    """Add a row to the journal as another program would, with a right digest and the next number."""
    rows = firm.sql(
        "boss", "SELECT seq, recorded_at, digest FROM journal WHERE business_id = 'firm' ORDER BY seq DESC LIMIT 1"
    )
    seq, last, digest = rows[0]
    assert isinstance(seq, int) and isinstance(last, str) and isinstance(digest, str)
    row = row_for(seq + 1 + gap, recorded_after(last, MORNING), actor or login, event, digest)
    firm.sql(
        login,
        "INSERT INTO journal (business_id, seq, recorded_at, actor, kind, body, previous, digest, texts, salt) "
        "VALUES ('firm', %s, %s, %s, %s, %s, %s, %s, %s, %s)",
        (row.seq, row.recorded_at, row.actor, row.kind, row.body, row.previous, row.digest, row.texts, row.salt),
    )


def test_each_role_works_as_it_may_and_the_journal_adds_up(firm: Firm) -> None:
    with firm.opened("anna") as anna:
        assert anna.technician == "anna" and anna.rights == {Right.READ, Right.WORK}
        client = anna.queries.resolve_client("acme")
        posted = anna.entries.post(draft_of(client, 550, anna.today, note="printer"))
        assert len(anna.queries.blocks(client.client_id)) == 2
        # The indexes of words are looked into behind the policies.
        store = anna.session.store
        assert [hit.client_id for hit in store.search.hits("acm srl", 5, plan_for("UTC"))] == [client.client_id]
        assert store.listing.entry_ids(EntryFilter(text="print")) == [posted.entry.entry_id]
        anna.entries.void(posted.entry.entry_id)
        asks = anna.queries.resolve_client("asks")
        anna.entries.post(draft_of(asks, 550, anna.today))
        added = anna.clients.add("beta", "Beta srl")
        anna.calls.start(added.client_id)
        anna.calls.cancel()
        with pytest.raises(NotAllowed):
            anna.blocks.sell(client.client_id)
        with pytest.raises(NotAllowed):
            anna.daily.run()
    with firm.opened("marco") as marco:
        marco.blocks.sell(client.client_id)
        (waiting,) = marco.queries.pending_renewals()
        marco.renewals.approve(waiting.renewal_id)
        marco.daily.run()
    with firm.opened("robot") as robot:
        assert robot.technician == SYSTEM and robot.is_unattended
        robot.daily.run()
    with firm.opened("rita") as rita:
        assert rita.queries.clients()
        with pytest.raises(NotAllowed):
            rita.entries.post(draft_of(client, 15, rita.today))
        assert rita.verify().ok
    with firm.opened("boss") as boss:
        assert boss.session.store.problems() == []
        # A refusal by the program was counted by the reader's own login.
        assert {refusal.technician for refusal in boss.session.store.refusals()} == {"anna", "rita"}


STATEMENTS = {
    "UPDATE journal SET actor = 'x'": "anna marco rita robot",
    "UPDATE journal SET body = '{}'": "anna marco rita robot",
    "DELETE FROM journal": "anna marco rita robot",
    "TRUNCATE journal": "anna marco rita robot",
    "UPDATE draw SET minutes = 1": "anna marco rita robot",
    "DELETE FROM draw": "anna marco rita robot",
    "DROP TRIGGER journal_no_update ON journal": "anna marco rita robot",
    "ALTER TABLE journal DISABLE TRIGGER ALL": "anna marco rita robot",
    "SET session_replication_role = replica": "anna marco rita robot",
    "ALTER TABLE client DISABLE ROW LEVEL SECURITY": "anna marco rita robot",
    "CREATE TABLE public.agreement_of_mine (x int)": "anna marco rita robot",
    "CREATE FUNCTION public.to_char(date, text) RETURNS text LANGUAGE sql AS 'SELECT $2'": "anna marco rita robot",
    "INSERT INTO member (business_id, login) VALUES ('other', session_user)": "anna marco rita robot",
    "UPDATE store_version SET version = 99": "anna marco rita robot",
    "UPDATE business SET moved_to = 'x'": "anna marco rita robot",
    "INSERT INTO business (business_id) VALUES ('new')": "anna marco rita robot",
    "GRANT monteore_managers TO anna": "anna marco rita robot",
    "SET ROLE monteore_owner": "anna marco rita robot",
    "SELECT monteore_check_block('other', '{}')": "anna marco rita robot",
    "INSERT INTO client (business_id, client_id, code, name, email, phones, contacts, seq) "
    "VALUES ('other', 'x', 'x', 'x', '', '[]', '[]', 1)": "anna marco rita robot",
    "INSERT INTO block SELECT business_id, 'x', client_id, size_minutes, remaining_minutes, 0, 0, price_minor, currency, "
    "sold_on, available_from, NULL, NULL, origin, NULL, 0, seq, NULL, account_id FROM block LIMIT 1": "anna marco rita robot",
    "UPDATE block SET price_minor = 0": "anna rita robot",
    "UPDATE block SET size_minutes = 60000": "anna rita robot",
    "UPDATE agreement SET block_minutes = 1": "anna rita robot",
    "DELETE FROM agreement": "anna rita robot",
    "UPDATE entry SET note = 'x'": "anna rita robot",
    "UPDATE setting SET value = '' WHERE name = 'lock_date' OR name = 'timezone'": "anna rita robot",
    "INSERT INTO setting (business_id, name, value) VALUES ('firm', 'lock_date', '')": "anna rita robot",
    "UPDATE entry SET voided = 1": "rita",
    "INSERT INTO change_count (business_id, counter, number) VALUES ('firm', 'x', 1)": "rita",
}
"""Statements that the database refuses, and to whom."""


@pytest.mark.parametrize("login", PEOPLE)
def test_the_database_refuses_a_login_what_its_role_may_not(firm: Firm, login: str) -> None:
    import psycopg

    for statement, refused in STATEMENTS.items():
        if login in refused.split():
            with pytest.raises(psycopg.Error) as told:
                firm.sql(login, statement)
            assert told.value.sqlstate in ("42501", "MO001"), (statement, str(told.value))
    # Of another business a login sees nothing, whatever it says that it works for.
    assert firm.sql(login, "SELECT set_config('monteore.business', 'other', false)")
    other = replace(firm, business="other")
    assert other.sql(login, "SELECT count(*) FROM journal") == [(0,)]
    assert firm.sql(login, "SELECT count(*) FROM journal WHERE business_id = 'other'") == [(0,)]
    assert firm.sql(login, "SELECT count(*) > 0 FROM journal") == [(True,)]


def test_a_stolen_technician_cannot_write_into_the_journal_what_a_manager_does(firm: Firm) -> None:
    import psycopg

    with firm.opened("boss") as boss:
        client = boss.queries.resolve_client("capped")
        entry = boss.entries.post(draft_of(client, 550, boss.today)).entry
        today = boss.today
        held = len(boss.queries.blocks(client.client_id))
    line = LineDraft("l1", LineKind.BLOCK, 600, 80_000, "EUR")
    block = BlockAdded("b1", client.client_id, Origin.RENEWED, 600, 80_000, "EUR", today, today, None, line)
    forged: list[Event] = [
        replace(block, origin=Origin.SOLD),
        replace(block, origin=Origin.GIFT, price_minor=0, line=None),
        replace(block, origin=Origin.INCLUDED, price_minor=0, line=None, period_from=today, period_until=today),
        replace(block, renewal_id="r1"),
        replace(block, size_minutes=6_000),
        replace(block, price_minor=1),
        replace(block, line=replace(line, amount_minor=1)),
        replace(block, currency="USD"),
        replace(block, sold_on=MONDAY),
        replace(block, client_id="nobody"),
        # The renewal of that entry is there already.
        block,
        LockSet(MONDAY),
        LockReopened(None, ""),
        SettingSet("business_name", "Mine"),
        EntryVoided(entry.entry_id, entry.client.client_id, (), 0, "", None, None),
    ]
    for event in forged:
        try:
            record(firm, "anna", event)
        except psycopg.errors.InsufficientPrivilege:
            continue
        pytest.fail(f"the journal took {event}")
    for login, actor, gap in (("anna", "marco", 0), ("marco", "anna", 0), ("robot", "anna", 0), ("marco", "marco", 1)):
        with pytest.raises(psycopg.Error):
            record(firm, login, SettingSet("working_hours", "{}"), actor=actor, gap=gap)
    with firm.opened("boss") as boss:
        assert len(boss.queries.blocks(client.client_id)) == held and boss.verify().ok


def test_who_works_for_a_business_is_granted_listed_and_taken_back(
    firm: Firm, capsys: pytest.CaptureFixture[str]
) -> None:
    owner = str(firm.place("boss"))
    for words, sentence in (
        (["nobody", "reader"], "the server knows no login nobody"),
        (["eve", "king"], "there is no role king"),
        (["eve"], "say what eve may do"),
    ):
        assert run(["store", "grant", *words, "--db", owner]) in (1, 2)
        assert sentence in capsys.readouterr().err
    with pytest.raises(StoreUnavailable, match="does not let this login"):
        firm.opened("eve")
    other = replace(firm, business="other")
    with pytest.raises(Refused, match="anna does not work for"):
        other.opened("anna")
    with database_roles(other.place("boss")) as roles, pytest.raises(Usage, match="king"):
        roles.grant("eve", "king")
    assert run(["store", "grant", "eve", "reader", "--db", owner]) == 0
    with firm.opened("eve") as eve:
        assert eve.rights == {Right.READ}
    assert run(["store", "grant", "eve", "technician", "--db", owner]) == 0
    with firm.opened("eve") as eve:
        assert Right.WORK in eve.rights
    capsys.readouterr()
    assert run(["store", "revoke", "eve", "--json", "--db", owner]) == 0
    assert json.loads(capsys.readouterr().out)["people"] == [{"login": n, "role": r} for n, r in sorted(PEOPLE.items())]
    with pytest.raises(StoreUnavailable):
        firm.opened("eve")
    assert run(["store", "revoke", "eve", "--db", owner]) == 1
    # A login that has no right to give rights is told so, and nothing is altered.
    assert run(["store", "grant", "anna", "manager", "--db", str(firm.place("anna"))]) == 3


def test_roles_are_of_a_server_and_their_sql_can_be_read_first(
    firm: Firm, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["store", "roles", "--yes", "--db", str(tmp_path / "m.db")]) == 2
    assert "is a file" in capsys.readouterr().err
    assert run(["store", "roles", "--dry-run", "--db", str(firm.place("boss"))]) == 0
    sql = capsys.readouterr().out
    assert sql.startswith("BEGIN;") and "ENABLE ROW LEVEL SECURITY" in sql
    assert run(["store", "roles", "--dry-run", "--json", "--db", str(firm.place("boss"))]) == 0
    assert json.loads(capsys.readouterr().out) == {"place": str(firm.place("boss")), "sql": sql.rstrip("\n")}
    # Run again, by the program or by hand, it changes nothing.
    firm.sql("boss", sql)
    with closing(firm.opened("boss")) as boss:
        assert boss.session.store.problems() == []
    firm.sql("boss", "ALTER TABLE client DISABLE ROW LEVEL SECURITY")
    firm.sql("boss", "DROP TRIGGER monteore_recorded ON journal")
    with closing(firm.opened("boss")) as boss:
        problems = boss.session.store.problems()
        assert len(problems) == 2 and "client" in problems[0] and "monteore_recorded" in problems[1]
    assert run(["store", "roles", "--yes", "--db", str(firm.place("boss"))]) == 0
    with closing(firm.opened("boss")) as boss:
        assert boss.session.store.problems() == []
