"""What clients, callers and entries are found by: numbers and the full-text indexes."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from core.basics.numbers import plan_for
from core.basics.phone import Phone
from core.store.sql.forms import forms_of
from core.store.sql.phone_keys import PHONE_COLUMNS, PHONE_INDEXES, phone_rows
from core.store.sql.session import BUSINESS
from core.store.sqlite.migrations.registry import migration

if TYPE_CHECKING:
    from sqlite_utils import Database


@migration
def m006_counters_and_search(db: Database) -> None:
    """Counters of changes, for sessions that watch; the search is filled by the projection and no more by triggers."""
    for name in ("client_search_ai", "client_search_ad", "client_search_au"):
        db.execute(f"DROP TRIGGER IF EXISTS {name}")
    db.execute("CREATE TABLE change_count (counter TEXT PRIMARY KEY, number INTEGER NOT NULL) STRICT")
    db.execute("INSERT INTO change_count (counter, number) VALUES ('ledger', 0), ('calls', 0)")


@migration
def m007_numbers(db: Database) -> None:
    """Each number of a card in a row of its own, with the keys by which a caller is found."""
    for column in PHONE_COLUMNS:
        db.execute(f"ALTER TABLE client_phone ADD COLUMN {column}")
    for statement in PHONE_INDEXES:
        db.execute(statement)
    zone = db.execute("SELECT value FROM setting WHERE name = 'timezone'").fetchone()
    plan = plan_for(zone[0] if zone else "UTC")
    db.execute("DELETE FROM client_phone")
    for client_id, text in db.execute("SELECT client_id, phones FROM client").fetchall():
        for row in phone_rows(client_id, [Phone(**phone) for phone in json.loads(text)], plan):
            marks = ", ".join("?" for _value in row)
            db.execute(f"INSERT INTO client_phone ({', '.join(row)}) VALUES ({marks})", tuple(row.values()))


@migration
def m012_words_of_entries(db: Database) -> None:
    """A full-text index of what entries say; the projection fills it, as it does that of clients."""
    db.execute(
        "CREATE VIRTUAL TABLE entry_fts USING fts5 (note, ticket, contact, content = 'entry', "
        "tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3')"
    )
    db.execute("INSERT INTO entry_fts (entry_fts) VALUES ('rebuild')")


@migration
def m029_forms(db: Database) -> None:
    """The index of clients also holds the parts of their numbers, and other spellings of their names."""
    db.execute("ALTER TABLE client_search ADD COLUMN forms TEXT NOT NULL DEFAULT ''")
    numbers: dict[str, list[str]] = {}
    for client_id, digits in db.execute("SELECT client_id, digits FROM client_phone").fetchall():
        numbers.setdefault(client_id, []).append(digits)
    for client_id, *texts in db.execute("SELECT client_id, code, name, contacts FROM client_search").fetchall():
        if forms := forms_of(texts, numbers.get(client_id, ())):
            db.execute(
                "UPDATE client_search SET forms = ? WHERE business_id = ? AND client_id = ?",
                (forms, BUSINESS, client_id),
            )
    db.execute("DROP TABLE client_search_fts")
    db.execute(
        "CREATE VIRTUAL TABLE client_search_fts USING fts5 (code, name, contacts, forms, content = 'client_search', "
        "tokenize = 'unicode61 remove_diacritics 2')"
    )
    db.execute("INSERT INTO client_search_fts (client_search_fts) VALUES ('rebuild')")


@migration
def m031_beginnings(db: Database) -> None:
    """The index of clients with the beginnings of words and a sign of each whole name, and without archived clients."""
    numbers: dict[tuple[str, str], list[str]] = {}
    for *key, digits in db.execute("SELECT business_id, client_id, digits FROM client_phone").fetchall():
        numbers.setdefault((key[0], key[1]), []).append(digits)
    for business, client_id, archived, *texts in db.execute(
        "SELECT business_id, client_id, archived, client_search.code, client_search.name, client_search.contacts "
        "FROM client_search JOIN client USING (business_id, client_id)"
    ).fetchall():
        forms = forms_of(texts, numbers.get((business, client_id), ()))
        db.execute(
            "UPDATE client_search SET code = ?, name = ?, contacts = ?, forms = ? WHERE business_id = ? AND client_id = ?",
            (*(("",) * 4 if archived else (*texts, forms)), business, client_id),
        )
    db.execute("DROP TABLE client_search_fts")
    db.execute(
        "CREATE VIRTUAL TABLE client_search_fts USING fts5 (code, name, contacts, forms, content = 'client_search', "
        "tokenize = 'unicode61 remove_diacritics 2', prefix = '1 2 3 4 5 6')"
    )
    db.execute("INSERT INTO client_search_fts (client_search_fts) VALUES ('rebuild')")
