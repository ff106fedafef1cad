"""The business stands first in every key and every statement names it: one file could hold two."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlite_utils.utils import sqlite3  # type: ignore[attr-defined]

from core.basics.errors import StoreUnavailable
from core.business import Business
from core.exports.archive import archive_lines
from core.journal.events import SettingSet
from core.model.entry_filter import EntryFilter
from core.reports import make_report, report_names
from core.reports.table import ReportOptions
from core.store.sql.session import bound
from core.store.sqlite import schema
from core.store.sqlite.connection import Connection
from tests.builders import MORNING, add_client, draft_of, head_of, open_business
from tests.core.store.test_store import before_businesses

STORE = Path(__file__).parents[3] / "core" / "store"
WITH_STATEMENTS = [
    *sorted((STORE / "sql").rglob("*.py")),
    *(STORE / "sqlite" / f"{name}.py" for name in ("checks", "connection", "dialect", "store")),
]
TEXTS = ("acme", "fo", "forno", "48123", "#48", "02 123", "zzz", "forno 48", "81")


@pytest.fixture(scope="module")
def shapes() -> Iterator[Connection]:
    made = Connection.temporary()
    schema.migrate(made.db)
    yield made
    made.close()


def tables(connection: Connection) -> list[str]:
    rows = connection.rows("SELECT name FROM sqlite_master WHERE type = 'table' AND sql LIKE '%STRICT%' ORDER BY name")
    return [row[0] for row in rows]


def literal(node: ast.AST) -> str:
    """The text of a string; what is put into it stands in braces."""
    if isinstance(node, ast.Constant):
        return str(node.value)
    assert isinstance(node, ast.JoinedStr)
    return "".join(
        str(part.value) if isinstance(part, ast.Constant) else f"{{{ast.unparse(part.value)}}}"  # type: ignore[attr-defined]
        for part in node.values
    )


def strings(path: Path) -> Iterator[str]:
    tree = ast.parse(path.read_text())
    inside = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in ast.walk(node)}
    for node in ast.walk(tree):
        is_text = isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in inside
        if is_text or isinstance(node, ast.JoinedStr):
            yield literal(node)


@pytest.mark.parametrize("path", WITH_STATEMENTS, ids=lambda path: path.name)
def test_every_statement_names_the_business(path: Path, shapes: Connection) -> None:
    names = "|".join(tables(shapes))
    # Lists of conditions begin with the business, wherever they are put into a statement.
    lists = re.findall(r"conditions(?:, values)? = \[([^,\]]+)", path.read_text())
    assert set(lists) <= {'"business_id = :business"'}
    for text in strings(path):
        selects = re.findall(rf"\b(?:FROM|UPDATE|INSERT INTO) (?:{names})\b", text)
        named = text.count(":business") + text.count("conditions")
        assert named >= len(selects), text
        for join in re.findall(rf"\bJOIN (?:{names})\b(?: AS \w+)? (?:USING|ON) [^A-Z]*?.{{0,80}}", text):
            assert "business_id" in join or "rowid" in join, text


def test_the_business_is_the_first_column_of_every_table_key_and_reference(shapes: Connection) -> None:
    assert len(tables(shapes)) >= 24
    for table in tables(shapes):
        assert shapes.rows(f"PRAGMA table_info({table})")[0][1] == "business_id"
        for row in shapes.rows(f"PRAGMA index_list({table})"):
            assert shapes.rows(f"PRAGMA index_info({row[1]})")[0][2] == "business_id", row
        references: dict[int, list[tuple[str, str]]] = {}
        for row in shapes.rows(f"PRAGMA foreign_key_list({table})"):
            references.setdefault(row[0], []).append((row[3], row[4] or row[3]))
        assert all(columns[0] == ("business_id", "business_id") for columns in references.values()), table


def test_the_business_takes_its_places_among_the_values() -> None:
    sql = "UPDATE t SET a = ? WHERE business_id = :business AND b = ? AND c IN (SELECT c FROM t WHERE x = :business)"
    assert bound(sql, (1, 2), "main") == (sql.replace(":business", "?"), (1, "main", 2, "main"))
    assert bound("SELECT ?", (1,), "main") == ("SELECT ?", (1,))


def everything(business: Business) -> list[object]:
    """What the pages, reports, searches and files of a business show."""
    queries, pages = business.queries, business.pages
    seen: list[object] = [business.verify().problems, list(archive_lines(business.session))]
    seen += [queries.desk(), pages.board()]
    seen += [queries.clients(include_archived=True), queries.blocks(), queries.lines(), queries.pending_renewals()]
    seen += [queries.proposals(everything=True), queries.entries(), queries.my_last_entry(), queries.calls.list()]
    seen += [queries.find_clients(text) for text in TEXTS] + [queries.caller("02 1234567")]
    seen += [pages.tickets(), pages.tickets("48"), pages.entries(EntryFilter())]
    for row in queries.clients(include_archived=True):
        client_id = row.client.client_id
        seen += [pages.client(client_id), queries.tickets(client_id), queries.notes(client_id), queries.desk(client_id)]
    seen += [make_report(queries, name, ReportOptions()) for name in report_names()]
    return seen


def filled(folder: Path) -> None:
    with open_business(folder) as business:
        client = add_client(business)
        business.clients.edit(client.client_id, phones=["02 1234567"], contacts=["Paolo"])
        business.blocks.sell(client.client_id)
        for ticket in ("48123", "48124", ""):
            business.entries.post(draft_of(client, 30, ticket=ticket, note="work"))
        business.entries.void(business.entries.post(draft_of(client, 15)).entry.entry_id)
        business.calls.start(client.client_id)


def rows_of(path: Path, who: str) -> dict[str, list[tuple[object, ...]]]:
    raw = sqlite3.connect(path)
    names = [row[0] for row in raw.execute("SELECT name FROM sqlite_master WHERE sql LIKE '%STRICT%'")]
    rows = {
        name: sorted(raw.execute(f"SELECT * FROM {name} WHERE business_id = ?", (who,)).fetchall(), key=repr)
        for name in names
    }
    raw.close()
    return rows


def put_another(path: Path) -> None:
    """Rows of a second business under the same ids, codes, keys and journal numbers, each number and text another."""
    raw = sqlite3.connect(path)
    raw.execute("PRAGMA foreign_keys = off")
    for name in rows_of(path, "main"):
        columns = ", ".join(row[1] for row in raw.execute(f"PRAGMA table_info({name})").fetchall()[1:])
        raw.execute(f"INSERT INTO {name} (business_id, {columns}) SELECT 'other', {columns} FROM {name}")
    for change in (
        "account SET remaining_minutes = 7777",
        "block SET remaining_minutes = 1, price_minor = 13",
        "entry SET note = 'zzz forno', ticket = '99999', worked_seconds = 999, charged_minutes = 17",
        "client SET name = 'Zzz', phones = '[]'",
        "client_phone SET raw = '06 777', contact = 'Nobody'",
        "client_search SET name = 'Zzz forno acme'",
        "setting SET value = 'Pacific/Auckland' WHERE name = 'timezone' AND TRUE",
        "call SET technician = 'marco'",
        "line SET amount_minor = 5",
    ):
        table, _set, rest = change.partition(" SET ")
        assigned, _where, condition = rest.partition(" WHERE ")
        raw.execute(f"UPDATE {table} SET {assigned} WHERE business_id = 'other' AND {condition or 'TRUE'}")
    for index in ("client_search_fts", "entry_fts"):
        raw.execute(f"INSERT INTO {index} ({index}) VALUES ('rebuild')")
    raw.commit()
    raw.close()


def test_nothing_of_another_business_in_the_file_is_read_or_changed(tmp_path: Path) -> None:
    filled(tmp_path)
    path = tmp_path / "ledger.db"
    with open_business(tmp_path) as business:
        alone = everything(business)
    put_another(path)
    other = rows_of(path, "other")
    assert all(len(rows) == len(other[name]) for name, rows in rows_of(path, "main").items())
    with open_business(tmp_path) as business:
        for before, after in zip(alone, everything(business), strict=True):
            assert after == before
        client = business.queries.resolve_client("acme")
        business.clients.edit(client.client_id, name="Forno Nuovo")
        business.blocks.sell(client.client_id)
        entry = business.entries.post(draft_of(client, 45, key="k")).entry.entry_id
        business.entries.void(entry)
        with business.session.store.writing():
            business.session.store.append(SettingSet("timezone", "Europe/Paris"), "anna", MORNING)
        business.clients.archive(client.client_id)
        assert business.verify().ok
    assert rows_of(path, "other") == other


def test_hot_reads_look_into_an_index_and_never_through_a_whole_history(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled(tmp_path)
    seen: dict[str, tuple[object, ...]] = {}
    read = Connection.rows

    def rows(self: Connection, sql: str, values: tuple[object, ...] = ()) -> list[tuple[object, ...]]:
        if sql.startswith("SELECT"):
            seen[sql] = values
        return read(self, sql, values)

    monkeypatch.setattr(Connection, "rows", rows)
    with open_business(tmp_path) as business:
        client_id = business.queries.resolve_client("acme").client_id
        business.queries.desk(client_id)
        # What is counted over all clients was counted now, and stands until the journal has another row.
        seen.clear()
        business.queries.desk(client_id)
        for typed in (
            "a",
            "ac",
            "acm",
            "acme",
            "forno",
            "forno acme",
            "xyzzy",
            "123",
            "0212",
            "02 123",
            "acme 345",
            "390 acme",
            "3902123",
            "812",
        ):
            business.queries.desk(client_id, typed, with_near=False)
        business.queries.find_clients("forno 48123", with_near=False)
        business.queries.find_clients("48123", with_near=False)
        business.queries.caller("02 1234567")
        business.pages.client(client_id)
        business.pages.tickets("48")
        business.queries.entries(client_id=client_id)
        business.entries.post(draft_of(business.queries.client(client_id), 15, key="k"))
        monkeypatch.undo()
        connection = business.session.store.search._rows.__self__  # type: ignore[attr-defined]
        plans = {sql: [row[3] for row in connection.rows(f"EXPLAIN QUERY PLAN {sql}", seen[sql])] for sql in seen}
    assert len(plans) > 25
    # The full-text index gives rows in their order; whose ticket holds a text is looked for among entries, not clients.
    firsts = [plan for sql, plan in plans.items() if "ORDER BY client_search_fts.rowid LIMIT" in sql]
    assert firsts and not any("TEMP B-TREE" in step for plan in firsts for step in plan)
    (tickets,) = (plan for sql, plan in plans.items() if "max(seq) OVER" in sql)
    assert any(re.match(r"SEARCH client .*USING .*\(business_id=\? AND client_id=\?\)", step) for step in tickets)
    for sql, plan in plans.items():
        for step in plan:
            assert not re.match(
                r"SCAN (client|client_search|client_phone|account|agreement|entry|draw|journal|line|block|mail|call)\b",
                step,
            ), (
                sql,
                step,
            )
            if re.match(
                r"SEARCH (client|client_search|client_phone|account|agreement|entry|draw|journal|line) .*\(business_id=\?\)",
                step,
            ):
                assert "LIMIT" in sql or "max(seq)" in sql, (sql, step)


def test_a_store_from_before_the_beginnings_of_words_gets_them(tmp_path: Path) -> None:
    with open_business(tmp_path) as business:
        for code in ("acme", "gone"):
            client = business.clients.add(code, f"{code.title()} srl", phones=["02 1234567"], contacts=["Paolo"])
        business.clients.archive(client.client_id)
    path = tmp_path / "ledger.db"
    made = rows_of(path, "main")["client_search"]
    raw = sqlite3.connect(path)
    raw.execute("UPDATE client_search SET forms = ''")
    raw.execute("UPDATE client_search SET code = 'gone', name = 'Gone srl', contacts = 'Paolo' WHERE code = ''")
    raw.execute("DROP TABLE client_search_fts")
    raw.execute(
        "CREATE VIRTUAL TABLE client_search_fts USING fts5 (code, name, contacts, forms, content = 'client_search', "
        "tokenize = 'unicode61 remove_diacritics 2')"
    )
    raw.execute("INSERT INTO client_search_fts (client_search_fts) VALUES ('rebuild')")
    raw.execute("DELETE FROM _sqlite_migrations WHERE name = 'm031_beginnings'")
    raw.execute("PRAGMA user_version = 30")
    raw.commit()
    raw.close()
    with open_business(tmp_path) as business:
        assert business.verify().ok
        for typed in ("srl", "acme srl", "3902123", "p"):
            assert [row.client.code for row in business.queries.find_clients(typed).hits] == ["acme"]
    assert rows_of(path, "main")["client_search"] == made


def test_a_store_from_before_keeps_every_row_and_its_head(tmp_path: Path) -> None:
    filled(tmp_path)
    path = tmp_path / "ledger.db"
    made = rows_of(path, "main")
    with open_business(tmp_path) as business:
        head = head_of(business)[1]
    before_businesses(path)
    with open_business(tmp_path) as business:
        assert head_of(business)[1] == head
        assert business.verify(head).ok
        assert [row.client.code for row in business.queries.find_clients("srl").hits] == ["acme"]
    kept = rows_of(path, "main")
    # Each opening counts as a change where the day brought one.
    assert kept | {"change_count": made["change_count"]} == made
    raw = sqlite3.connect(path)
    assert raw.execute("SELECT name FROM sqlite_master WHERE name LIKE 'old_%'").fetchall() == []
    fresh = Connection.temporary()
    schema.migrate(fresh.db)
    shapes_of = "SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY type, name"
    assert raw.execute(shapes_of).fetchall() == fresh.rows(shapes_of)
    fresh.close()
    raw.close()


def test_a_store_with_a_row_that_refers_to_nothing_stays_as_it_was(tmp_path: Path) -> None:
    filled(tmp_path)
    path = tmp_path / "ledger.db"
    before_businesses(path)
    raw = sqlite3.connect(path, isolation_level=None)
    raw.execute("PRAGMA foreign_keys = off")
    raw.execute("UPDATE line SET client_id = 'nobody'")
    before = [raw.execute(f"SELECT * FROM {name}").fetchall() for name in ("sqlite_master", "line", "entry")]
    with pytest.raises(StoreUnavailable, match="line refers to a row of client"):
        open_business(tmp_path)
    assert [raw.execute(f"SELECT * FROM {name}").fetchall() for name in ("sqlite_master", "line", "entry")] == before
    raw.close()
