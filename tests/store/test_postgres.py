"""What only a server can do to a session: be gone, take a change back, leave its outcome open; and its tables."""

import re
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest

from core.audit.audit import audit
from core.basics.errors import OutcomeUnknown, StoreUnavailable
from core.basics.numbers import plan_for
from core.basics.phone import Phone
from core.business import Business
from core.journal.events import ClientAdded, ClientArchived, LockSet, SettingSet
from core.model.entry_filter import EntryFilter
from core.model.mail import MailSwitches
from core.phone.adapters.own import event_of
from core.store.engines import exists, make_store, store_at
from core.store.place import Place
from core.store.postgres.connection import Connection
from core.store.postgres.health import of_standbys
from core.store.postgres.version import SCHEMA_VERSION
from core.store.protocol import Asked, Store
from core.store.scope import Scope
from core.store.sqlite import schema as sqlite_schema
from core.store.sqlite.connection import Connection as SqliteConnection
from tests.builders import MONDAY, MORNING, add_client, draft_of, fake_clock, prepaid_terms
from tests.store import server
from tests.store.conftest import needs_server
from tests.store.engines import ENGINES


@pytest.fixture
def place(tmp_path: Path) -> Place:
    needs_server()
    return ENGINES["postgresql"].place(tmp_path)


@pytest.fixture
def store(place: Place) -> Iterator[Store]:
    opened = make_store(place, {"timezone": "Europe/Rome"}, now=MORNING)
    yield opened
    opened.close()


def _append(store: Store) -> int:
    with store.writing():
        return store.append(LockSet(MONDAY), "anna", MORNING)


def _sql(place: Place, statement: str) -> list[tuple[object, ...]]:
    import psycopg

    with psycopg.connect(place.server, autocommit=True) as raw:
        cursor = raw.execute(statement.encode())
        return cursor.fetchall() if cursor.description else []


def _pid(store: Store) -> int:
    row = store._connection.row("SELECT pg_backend_pid()")  # type: ignore[attr-defined]
    return int(row[0])


def test_a_business_that_is_not_there_is_told_and_made_once(place: Place) -> None:
    assert not exists(place)
    with pytest.raises(StoreUnavailable, match="there is no store at"):
        store_at(place)
    made = make_store(place, {"timezone": "Europe/Rome"}, now=MORNING)
    again = make_store(place, {"timezone": "Europe/Paris"}, now=MORNING)
    assert again.reads.setting("timezone") == "Europe/Rome"
    assert exists(place) and made.head() == again.head()
    with pytest.raises(StoreUnavailable, match="cannot be reached"):
        store_at(Place.parse(place.address.replace("host=/tmp", "host=/nowhere")))
    for wrong in (place.address.replace("///d", "///x"), place.address.replace("user=monteore", "user=nobody")):
        with pytest.raises(StoreUnavailable, match=r"does not let you in \(.*does not exist\)"):
            store_at(Place.parse(wrong))
    made.close()
    again.close()


def test_two_businesses_of_one_database_know_nothing_of_each_other(place: Place, tmp_path: Path) -> None:
    other = ENGINES["postgresql"].place(tmp_path)
    with (
        Business.open(place, clock=fake_clock(), technician="anna", create=True, timezone="UTC") as first,
        Business.open(other, clock=fake_clock(), technician="anna", create=True, timezone="UTC") as second,
    ):
        client = add_client(first)
        first.entries.post(draft_of(client, 30, note="only here", key="k"))
        assert list(second.queries.clients()) == []
        assert second.session.store.head() != first.session.store.head()
        mine = add_client(second)
        second.entries.post(draft_of(mine, 45, key="k"))
        assert first.verify().ok and second.verify().ok
        assert second.session.store.listing.entry_ids(EntryFilter(text="only")) == []
        # The turn of one business is not that of the other.
        with first.session.store.writing():
            second.entries.post(draft_of(mine, 15))


def test_a_session_goes_on_when_the_server_that_dropped_it_is_back(store: Store, place: Place) -> None:
    _append(store)
    _sql(place, f"SELECT pg_terminate_backend({_pid(store)}, 5000)")
    head = store.head()
    assert head is not None and head.seq == 2
    _sql(place, f"SELECT pg_terminate_backend({_pid(store)}, 5000)")
    assert _append(store) == 3


def test_a_connection_that_is_lost_inside_a_change_leaves_nothing(store: Store, place: Place) -> None:
    pid = _pid(store)
    with pytest.raises(StoreUnavailable, match="nothing was changed"), store.writing():
        store.append(ClientAdded("k1", "acme", "Acme"), "anna", MORNING)
        _sql(place, f"SELECT pg_terminate_backend({pid}, 5000)")
        store.reads.clients()
    assert store.reads.clients() == []
    assert _append(store) == 2


def test_a_connection_that_is_lost_while_the_change_is_kept_leaves_the_outcome_open(store: Store, place: Place) -> None:
    pid = _pid(store)
    with pytest.raises(OutcomeUnknown, match="may be there or not"), store.writing():
        store.append(LockSet(MONDAY), "anna", MORNING)
        _sql(place, f"SELECT pg_terminate_backend({pid}, 5000)")
    assert _append(store) == 2


def test_a_change_that_no_standby_has_confirmed_is_not_told_as_kept(store: Store, place: Place) -> None:
    pid, kept = _pid(store), 1
    store._connection.link.send("SET synchronous_commit = on")  # type: ignore[attr-defined]
    _sql(place, "ALTER SYSTEM SET synchronous_standby_names = 'nobody'")
    _sql(place, "SELECT pg_reload_conf()")
    waits = "SELECT 1 FROM pg_stat_activity WHERE pid = {} AND wait_event = 'SyncRep'"

    over = threading.Event()

    def cancel() -> None:
        while not over.wait(0.05):
            if _sql(place, waits.format(pid)):
                _sql(place, f"SELECT pg_cancel_backend({pid})")

    canceller = threading.Thread(target=cancel)
    canceller.start()
    try:
        # The server's processes read a new setting one after another: until all have, changes are confirmed at once.
        with pytest.raises(OutcomeUnknown, match="synchronous replication"):
            for _change in range(1000):
                kept = _append(store)
    finally:
        over.set()
        canceller.join()
        _sql(place, "ALTER SYSTEM RESET synchronous_standby_names")
        _sql(place, "SELECT pg_reload_conf()")
    # This one was kept here, and a look shows it.
    head = store.head()
    assert head is not None and head.seq == kept + 1


def test_a_holder_that_stands_still_loses_its_turn_and_its_change(store: Store) -> None:
    store._connection.idle_seconds = 0.2  # type: ignore[attr-defined]
    second = store.again()
    with pytest.raises(StoreUnavailable, match="nothing was changed"), store.writing():
        store.append(SettingSet("business_name", "Lost"), "anna", MORNING)
        store.head()
        store.reads.setting("business_name")
        # The other one waits until the server has ended this change.
        assert _append(second) == 2
        store.reads.setting("business_name")
    assert store.reads.setting("business_name") is None
    second.close()


def test_a_store_that_is_opened_to_read_is_not_written(store: Store, place: Place) -> None:
    reader = store_at(place, read_only=True)
    assert reader.head() == store.head()
    for scope in Scope:
        with pytest.raises(StoreUnavailable, match="read only"), reader.writing(scope):
            pass
    reader.note_refusal("anna", "Blocks.sell", MORNING)
    assert [refusal.technician for refusal in store.refusals()] == ["anna"]
    reader.close()


def test_the_journal_and_the_draws_refuse_every_change_by_sql(store: Store, place: Place) -> None:
    import psycopg

    _append(store)
    for statement in (
        "UPDATE journal SET actor = 'marco'",
        "UPDATE journal SET texts = 'other'",
        "DELETE FROM journal",
        "TRUNCATE journal",
        "UPDATE draw SET minutes = 1",
        "DELETE FROM draw",
        "TRUNCATE draw",
    ):
        with pytest.raises(psycopg.Error, match="append-only"):
            _sql(place, statement)
    assert store.problems() == []


def test_a_newer_database_is_refused_and_tables_are_made_by_one_of_several(tmp_path: Path) -> None:
    needs_server()
    database = server.shared().database()
    places = [Place.parse(server.shared().url(database, f"firm{number}")) for number in range(4)]
    made: list[Store] = []
    threads = [threading.Thread(target=lambda place=place: made.append(make_store(place, {}))) for place in places]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 4
    _sql(places[0], "UPDATE store_version SET version = 99")
    with pytest.raises(StoreUnavailable, match="newer Monteore"):
        store_at(places[0])
    with pytest.raises(StoreUnavailable, match="newer Monteore"), made[0].writing():
        pass
    with pytest.raises(StoreUnavailable, match="newer Monteore"):
        audit(made[0])
    for store in made:
        store.close()


def test_a_posting_takes_at_most_four_round_trips_from_its_beginning_to_its_end(place: Place) -> None:
    with Business.open(place, clock=fake_clock(), technician="anna", create=True, timezone="UTC") as business:
        client = add_client(business, blocks=(6000,))
        capped = add_client(business, "capped", terms=prepaid_terms(max_renewals_per_month=3))
        drafts = {
            "plain": draft_of(client, 15, note="plain"),
            "with a key": draft_of(client, 15, key="k", ticket="7"),
            "the same key": draft_of(client, 15, key="k", ticket="7"),
            "with a renewal": draft_of(capped, 400),
            "into the overdraft and a second renewal": draft_of(capped, 700),
            "on a named account": draft_of(client, 15, account_id=client.client_id),
        }
        connection = business.session.store._connection  # type: ignore[attr-defined]
        with business.second() as other:
            for what, draft in drafts.items():
                # Nothing is known from the posting before: somebody else has changed the journal.
                other.entries.post(draft_of(capped, 5))
                assert trips_of(connection, partial(business.entries.post, draft, sure=True)) <= 4, what
        business.entries.post(drafts["plain"])
        assert trips_of(connection, partial(business.entries.post, drafts["plain"])) == 2
        assert business.verify().ok


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        ("DROP INDEX entry_day", "the index entry_day is missing"),
        (
            "ALTER TABLE client DROP CONSTRAINT client_business_id_code_key",
            "the index client_business_id_code_key is missing",
        ),
        ("ALTER TABLE entry DROP CONSTRAINT entry_worked_seconds_check", "the table entry lacks a condition (CHECK)"),
        (
            "ALTER TABLE mail DROP CONSTRAINT mail_business_id_client_id_fkey",
            "the table mail lacks a reference (FOREIGN KEY)",
        ),
        (
            "CREATE OR REPLACE FUNCTION monteore_append_only() RETURNS trigger LANGUAGE plpgsql AS "
            "$body$ BEGIN RETURN NEW; END $body$",
            "the guard monteore_append_only is not what it was when it was made",
        ),
        (
            "DROP TRIGGER journal_no_update ON journal; CREATE TRIGGER journal_no_update BEFORE UPDATE ON journal "
            "FOR EACH ROW WHEN (NEW.seq <> OLD.seq) EXECUTE FUNCTION monteore_append_only()",
            "the guard journal_no_update is not what it was when it was made",
        ),
        (
            "DROP TRIGGER draw_no_update ON draw; CREATE TRIGGER draw_no_update BEFORE DELETE ON draw "
            "FOR EACH STATEMENT EXECUTE FUNCTION monteore_append_only()",
            "the guard draw_no_update is not what it was when it was made",
        ),
        (
            "ALTER TABLE mail DISABLE TRIGGER ALL; UPDATE mail SET client_id = 'k9'; ALTER TABLE mail ENABLE TRIGGER ALL",
            "does not have the form it must have",
        ),
        ("UPDATE phone_call SET entry_id = 'e9'", "does not have the form it must have"),
    ],
)
def test_verify_finds_what_was_changed_of_the_tables_of_a_database(statement: str, told: str) -> None:
    needs_server()
    own = Place.parse(server.shared().url(server.shared().database(), "firm"))
    with Business.open(own, clock=fake_clock(), technician="anna", create=True, timezone="Europe/Rome") as business:
        client = add_client(business)
        business.mail.switch(client.client_id, MailSwitches(to="a@example.com", after_entry=True))
        business.entries.post(draft_of(client, 15))
        ring = {"number": "0212345678", "to": "12", "id": "", "event": "ring", "name": ""}
        business.phone.record([event_of(ring, business.clock.now(), business.zone)])
        assert business.verify().problems == ()
        _sql(own, statement)
        (problem,) = business.verify().problems
    assert problem.endswith(told)


def trips_of(connection: Connection, change: Callable[[], object]) -> int:
    """The messages of a change from its BEGIN to the one that ends it."""
    sent: list[str] = []
    send = connection.link.send

    def spied(*statements: str) -> object:
        sent.append("; ".join(statements))
        return send(*statements)

    connection.link.send = spied  # type: ignore[method-assign, assignment]
    try:
        change()
    finally:
        del connection.link.send
    (first,) = [number for number, text in enumerate(sent) if text.startswith("BEGIN")]
    (last,) = [number for number, text in enumerate(sent) if text.endswith("COMMIT")]
    return last - first + 1


def test_a_desk_that_is_shown_again_takes_few_round_trips_and_shows_what_others_did(place: Place) -> None:
    with (
        Business.open(place, clock=fake_clock(), technician="anna", create=True, timezone="Europe/Rome") as business,
        Business.open(place, clock=fake_clock(), technician="marco") as other,
    ):
        client = add_client(business)
        for minutes in (15, 30, 45):
            business.entries.post(draft_of(client, minutes))
        business.calls.start(client.client_id)
        connection = business.session.store._connection  # type: ignore[attr-defined]
        trips = []
        for number in range(5):
            if number == 4:
                other.entries.post(draft_of(client, 60))
                other.calls.start(client.client_id)
            before = connection.link.trips
            shown = business.queries.desk(client.client_id)
            trips.append(connection.link.trips - before)
        # The first two learn what is asked each time; another's change is asked for besides.
        assert trips[0] > 15 and trips[3] <= 4 and trips[4] < trips[0], trips
        with Business.open(place, clock=fake_clock(), technician="anna") as fresh:
            assert fresh.queries.desk(client.client_id) == shown


def test_what_was_fetched_ahead_is_read_anew_once_the_change_has_written(store: Store) -> None:
    def first(asked: Asked) -> None:
        asked.reads.setting("business_name")
        asked.reads.client("k1")

    with store.writing(Scope.LEDGER, first):
        trips = store._connection.link.trips  # type: ignore[attr-defined]
        assert store.reads.setting("business_name") is None and store.reads.client("k1") is None
        assert store._connection.link.trips == trips  # type: ignore[attr-defined]
        store.append(SettingSet("business_name", "Studio"), "anna", MORNING)
        assert store.reads.setting("business_name") == "Studio" and store.reads.client("k1") is None
        store.append(ClientAdded("k1", "acme", "Acme"), "anna", MORNING)
        client = store.reads.client("k1")
        assert client is not None and client.code == "acme"
    assert store.reads.setting("business_name") == "Studio"


def test_older_tables_are_brought_up_to_date_by_whoever_opens_them_first(tmp_path: Path) -> None:
    needs_server()
    place = Place.parse(server.shared().url(server.shared().database(), "firm"))
    made = make_store(place, {"timezone": "Europe/Rome"}, now=MORNING)
    with made.writing():
        made.append(ClientAdded("k1", "acme", "Acme", phones=(Phone("02 1234567"),)), "anna", MORNING)
        made.append(ClientAdded("k2", "gone", "Acme", phones=(Phone("02 1234567"),)), "anna", MORNING)
        made.append(ClientArchived("k2"), "anna", MORNING)
    made.close()
    _sql(place, "UPDATE client_search SET code = 'gone', name = 'Acme' WHERE client_id = 'k2'")
    _sql(place, "ALTER TABLE business DROP COLUMN moved_to")
    _sql(place, "ALTER TABLE client_search DROP COLUMN seq")
    _sql(place, "ALTER TABLE client_search DROP COLUMN forms")
    _sql(place, "DROP TABLE unsent")
    _sql(place, "UPDATE store_version SET version = 1")
    opened: list[Store] = []
    threads = [threading.Thread(target=lambda: opened.append(store_at(place))) for _number in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(opened) == 3 and [_append(store) for store in opened] == [5, 6, 7]
    assert _sql(place, "SELECT name, forms, words FROM client_search WHERE client_id = 'k2'") == [("", "", "")]
    assert [hit.why for hit in opened[0].search.hits("acme 2345", 9, plan_for("Europe/Rome"))] == ["02 1234567"]
    assert _sql(place, "SELECT version FROM store_version") == [(SCHEMA_VERSION,)]
    with closing(opened[0].check()) as check:
        assert check.shape() == []
    for store in opened:
        store.close()


def test_the_doctor_tells_what_the_server_may_lose(store: Store) -> None:
    told = {finding.about: finding for finding in store.findings(MORNING)}
    # The server of the tests is quick and careless, and its clock is not that of the example.
    assert {about: finding.health.value for about, finding in told.items()} == {
        "server": "good",
        "commits": "bad",
        "standbys": "look",
        "clocks": "look",
        "login": "look",
        "search": "good",
    }
    assert "fsync, full_page_writes, synchronous_commit" in told["commits"].told
    # A login that the server shows no standby is not told that none is there.
    assert [
        of_standbys("a", count, count, sees).health.value for count, sees in ((1, True), (0, True), (0, False))
    ] == [
        "good",
        "bad",
        "good",
    ]


def _shape_of_sqlite() -> tuple[dict[str, object], dict[str, object]]:
    """Columns with their keys by table, and indexes, as SQLite has them."""
    made = SqliteConnection.temporary()
    sqlite_schema.migrate(made.db)
    tables: dict[str, object] = {}
    indexes: dict[str, object] = {}
    for name, sql in made.rows("SELECT name, sql FROM sqlite_master WHERE type = 'table' AND sql LIKE '%STRICT%'"):
        info = made.rows(f"PRAGMA table_info({name})")
        kinds = {"INTEGER": "bigint", "TEXT": "text", "BLOB": "bytea"}
        columns = {row[1]: (kinds[row[2]], bool(row[3]), row[4]) for row in info}
        references: dict[int, list[str]] = {}
        targets: dict[int, str] = {}
        for row in made.rows(f"PRAGMA foreign_key_list({name})"):
            references.setdefault(row[0], []).append(row[3])
            targets[row[0]] = row[2]
        keys = {("reference", targets[number], *named) for number, named in references.items()}
        for row in made.rows(f"PRAGMA index_list({name})"):
            named = tuple(each[2] for each in made.rows(f"PRAGMA index_info({row[1]})"))
            if row[3] in ("pk", "u"):
                keys.add(("key" if row[3] == "pk" else "unique", *named))
        tables[name] = columns, keys, len(re.findall(r"CHECK", sql))
    for name, sql in made.rows("SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql LIKE '%business_id%'"):
        indexes[name] = _plain(sql)
    made.close()
    return tables, indexes


def _plain(sql: str) -> str:
    """An index's definition without what only PostgreSQL writes."""
    text = re.sub(r"USING btree |::text|public\.|\s+", lambda found: " " if found[0].isspace() else "", sql)
    text = re.sub(r"= ANY \(ARRAY\[(.*?)\]\)", r"IN (\1)", text)
    text = re.sub(r"WHERE \((.*)\)$", r"WHERE \1", text)
    return re.sub(r"WHERE \((.*)\)$", r"WHERE \1", text)


def test_the_tables_are_those_of_sqlite(store: Store, place: Place) -> None:
    tables, indexes = _shape_of_sqlite()
    own = {"business", "store_version", "entry_words"}
    own_columns = {("client_search", name) for name in ("folded", "words", "seq")} | {("client_phone", "place")}
    columns: dict[str, dict[str, object]] = {}
    for table, name, kind, is_needed, default in _sql(
        place,
        "SELECT relname, attname, format_type(atttypid, NULL), attnotnull, pg_get_expr(adbin, adrelid) FROM pg_attribute "
        "JOIN pg_class ON pg_class.oid = attrelid AND relkind = 'r' AND relnamespace = 'public'::regnamespace "
        "LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum WHERE attnum > 0 AND NOT attisdropped",
    ):
        if (table, name) not in own_columns and table not in own:
            told = None if default is None else str(default).replace("::text", "").replace("::bigint", "")
            columns.setdefault(str(table), {})[str(name)] = (kind, is_needed, told)
    keys: dict[str, set[tuple[str, ...]]] = {}
    checks: dict[str, int] = {}
    for table, kind, target, named in _sql(
        place,
        "SELECT conrelid::regclass::text, contype, confrelid::regclass::text, (SELECT string_agg(attname, ' ' ORDER BY place) "
        "FROM unnest(conkey) WITH ORDINALITY AS at (number, place) JOIN pg_attribute ON attrelid = conrelid "
        "AND attnum = number) FROM pg_constraint WHERE connamespace = 'public'::regnamespace",
    ):
        if kind == "c":
            checks[str(table)] = checks.get(str(table), 0) + 1
        else:
            word = {"p": ("key",), "u": ("unique",), "f": ("reference", str(target))}[str(kind)]
            keys.setdefault(str(table), set()).add((*word, *str(named).split()))
    found = {name: (columns[name], keys.get(name, set()), checks.get(name, 0)) for name in columns}
    assert found == tables and len(tables) >= 40
    rows = _sql(place, "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'")
    made = {str(name): _plain(str(sql)) for name, sql in rows}
    assert {name: made.get(name) for name in indexes} == indexes and len(indexes) > 60
