"""Stores of any size for the benchmarks of reads: the first rows come through the program, the others are their copies."""

import random
import sqlite3
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from core.basics.clock import FakeClock
from core.business import Business
from core.model.terms import Terms, Threshold
from core.model.work import Draft, Work
from core.store.sql.forms import forms_of

TODAY = date(2026, 11, 24)
_POSTED = 1000
_KINDS = ("Officine", "Studio", "Hotel", "Farmacia", "Cantina", "Libreria", "Scuola", "Vivai")
_NAMES = ("Verdi", "Bianchi", "Rossi", "Galli", "Moretti", "Ferri", "Conti", "Riva")
_COPIED = ("client", "account", "agreement", "block", "client_phone")


def opened(path: Path, *, create: bool = False) -> Business:
    """The business of a store, on 24 November 2026."""
    clock = FakeClock(datetime(2026, 11, 24, 9, tzinfo=UTC))
    return Business.open(path, clock=clock, technician="anna", create=create, timezone="Europe/Rome")


def first_client(business: Business, code: str = "acme") -> str:
    """A prepaid client with one block of hours; its id."""
    client = business.clients.add(code, f"{code.title()} srl", phones=("02 1234567",))
    terms = Terms(block_minutes=600, threshold=Threshold(300), price_minor=80_000)
    business.agreements.set(client.client_id, terms, None)
    business.blocks.sell(client.client_id)
    return client.client_id


def of_entries(path: Path, count: int, clients: int = 20) -> None:
    """A store of so many entries, each posted by the rules."""
    with opened(path, create=True) as business:
        ids = [first_client(business, f"acme{number}" if number else "acme") for number in range(clients)]
        drafts = (
            Draft(
                ids[number % clients], Work(TODAY, 60 * (5 + number % 30)), ticket=str(number), note=f"printer {number}"
            )
            for number in range(count)
        )
        business.entries.post_all(drafts, sure=True)


def of_history(path: Path, count: int, clients: int = 200) -> None:
    """A store of so many entries over ten years. Only its reads mean anything: all but a thousand entries are copies."""
    of_entries(path, _POSTED, clients)
    with opened(path) as business:
        connection = business.session.store._connection  # type: ignore[attr-defined]
        raw: sqlite3.Connection = connection._raw
        names = [row[1] for row in raw.execute("PRAGMA table_info(entry)")]
        new = {
            "entry_id": "'h' || n",
            "seq": "base.seq + n",
            "ticket": "n % 50000",
            "note": "'note ' || n",
            "work_date": f"date('{TODAY}', '-' || (n % 3650) || ' days')",
        }
        columns = ", ".join(new.get(name, f"base.{name}") for name in names)
        numbered = (
            "WITH RECURSIVE number (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < :count), "
            "base AS MATERIALIZED (SELECT *, row_number() OVER (ORDER BY seq) - 1 AS place FROM entry LIMIT :posted) "
        )
        values = {"count": count - _POSTED, "posted": _POSTED}
        with connection.writing():
            raw.execute(
                f"{numbered} INSERT INTO entry ({', '.join(names)}) "
                f"SELECT {columns} FROM number JOIN base ON base.place = n % :posted",
                values,
            )
            raw.execute(
                f"UPDATE entry SET work_date = date('{TODAY}', '-' || (seq % 3650) || ' days') "
                "WHERE work_date = ? AND seq % 40 <> 0",
                (str(TODAY),),
            )
            raw.execute("INSERT INTO entry_fts (entry_fts) VALUES ('rebuild')")


def of_clients(path: Path, count: int) -> None:
    """A store of so many clients. Only its reads mean anything: the journal tells of one of them."""
    with opened(path, create=True) as business:
        first_client(business, "zzz")
        connection = business.session.store._connection  # type: ignore[attr-defined]
        raw: sqlite3.Connection = connection._raw
        chance = random.Random(1)
        with connection.writing():
            rows = {table: _row(raw, table) for table in _COPIED}
            for number in range(count):
                name = f"{chance.choice(_KINDS)} {chance.choice(_NAMES)} {number}"
                _copy(connection, rows, number, name, str(chance.randint(1_000_000, 9_999_999)))


def _row(raw: Any, table: str) -> dict[str, Any]:
    names = [row[1] for row in raw.execute(f"PRAGMA table_info({table})")]
    return dict(zip(names, raw.execute(f"SELECT * FROM {table}").fetchone(), strict=True))


def _copy(connection: Any, rows: dict[str, dict[str, Any]], number: int, name: str, digits: str) -> None:
    client_id, code, seq = f"k{number:014}", f"c{number:06}", number + 1000
    own: dict[str, dict[str, Any]] = {
        "client": {"client_id": client_id, "code": code, "name": name, "seq": seq},
        "account": {"account_id": client_id, "client_id": client_id, "seq": seq},
        "agreement": {"agreement_id": f"a{client_id}", "client_id": client_id, "account_id": client_id},
        "block": {"block_id": f"b{client_id}", "client_id": client_id, "account_id": client_id, "seq": seq},
        "client_phone": {
            "client_id": client_id,
            "raw": f"02 {digits}",
            "digits": f"02{digits} 3902{digits}",
            "e164": f"+3902{digits}",
            "national": f"2{digits}",
            "tail": digits,
        },
    }
    for table, values in own.items():
        row = {**rows[table], **values}
        marks = ", ".join("?" * len(row))
        connection._raw.execute(f"INSERT INTO {table} ({', '.join(row)}) VALUES ({marks})", tuple(row.values()))
    connection.dialect.index_client(
        connection, client_id, code, name, "", forms_of((code, name), (own["client_phone"]["digits"],))
    )
