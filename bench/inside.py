"""Work inside one process: postings against the same rows in plain SQLite, searches as clients grow."""

import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from bench import stores
from bench.pairs import Figure, alone, in_pairs, timed
from core.business import Business
from core.model.work import Draft, Work
from core.store.sqlite.engine import sqlite3

_TYPED = ("o", "of", "verdi", "off verdi", "c", "c00005", "zzz", "xyzzy", "02 12345", "12345", "3902123")
_ROWS = 24
"""How many clients the desk asks for in a window of 80 × 24."""


def figures(folder: Path, clients: list[int], rounds: int) -> Iterator[Figure]:
    """All of them."""
    yield from _postings(folder, rounds)
    yield from _searches(folder, clients, rounds)


def _postings(folder: Path, rounds: int) -> Iterator[Figure]:
    plain = _plain(folder)

    def waited(work: object) -> float:
        began = time.perf_counter()
        for _time in range(20):
            work()  # type: ignore[operator]
        return (time.perf_counter() - began) / 20

    with stores.opened(folder / "postings.db", create=True) as business:
        ids = [stores.first_client(business, code) for code in ("acme", "bit")]

        def post(client_id: str) -> None:
            business.entries.post(Draft(client_id, Work(stores.TODAY, 900), note="printer jams"), sure=True)

        def in_turn() -> None:
            ids.reverse()
            post(ids[0])

        name, goal = "the same rows in the same tables by statements alone", "≤ 1.67 ×: 0.6 of its pace"
        yield in_pairs("Postings, durable", "an entry, same client as before", lambda: waited(lambda: post(ids[0])), name,
                       lambda: waited(plain), rounds, goal=goal)  # fmt: skip
        yield in_pairs("Postings, durable", "an entry, two clients in turn", lambda: waited(in_turn), name,
                       lambda: waited(plain), rounds, goal=goal)  # fmt: skip
        told = list[str]()
        business.session.store._connection._raw.set_trace_callback(told.append)  # type: ignore[attr-defined]

        def statements() -> int:
            told.clear()
            in_turn()
            # What SQLite runs for its own full-text index is traced as a comment.
            return sum(not each.startswith("--") for each in told)

        # Several, as one that adds a block takes more.
        name = "statements of one, BEGIN and COMMIT included"
        yield alone("Postings, durable", name, [statements() for _ in range(9)], unit="statements", goal="≤ 15")


def _plain(folder: Path) -> Callable[[], None]:
    """What writes the rows of a posting into the tables of a store by statements alone, one commit each time."""
    path = folder / "plain.db"
    with stores.opened(path, create=True) as business:
        client_id = stores.first_client(business, "acme")
        business.entries.post(Draft(client_id, Work(stores.TODAY, 900), note="printer jams"), sure=True)
    raw = sqlite3.connect(path, isolation_level=None)
    for pragma in ("foreign_keys = on", "synchronous = full", "recursive_triggers = on"):
        raw.execute(f"PRAGMA {pragma}")

    def last(table: str) -> dict[str, Any]:
        found = raw.execute(f"SELECT * FROM {table} ORDER BY rowid DESC LIMIT 1")
        return dict(zip([each[0] for each in found.description], found.fetchone(), strict=True))

    def insert(table: str, row: dict[str, Any]) -> None:
        raw.execute(f"INSERT INTO {table} ({', '.join(row)}) VALUES ({', '.join('?' * len(row))})", tuple(row.values()))

    journal, entry, draw = last("journal"), last("entry"), last("draw")

    def write() -> None:
        raw.execute("BEGIN IMMEDIATE")
        # Every key begins with the business: without it the rows of the whole table are read.
        (seq, previous), *_more = raw.execute(
            "SELECT seq, digest FROM journal WHERE business_id = 'main' ORDER BY seq DESC LIMIT 1"
        ).fetchall()
        insert("journal", journal | {"seq": seq + 1, "previous": previous, "digest": os.urandom(32).hex()})
        insert("entry", entry | {"entry_id": f"e{seq:014}", "seq": seq + 1})
        raw.execute(
            "INSERT INTO entry_fts (rowid, note, ticket, contact) "
            "SELECT rowid, note, ticket, contact FROM entry WHERE business_id = 'main' AND entry_id = ?",
            (f"e{seq:014}",),
        )
        insert("draw", draw | {"entry_id": f"e{seq:014}", "draw_id": seq, "seq": seq + 1})
        raw.execute(
            "UPDATE block SET remaining_minutes = remaining_minutes WHERE business_id = 'main' AND block_id = ?",
            (draw["block_id"],),
        )
        raw.execute(
            "UPDATE account SET remaining_minutes = remaining_minutes - 15 "
            "WHERE business_id = 'main' AND account_id = ?",
            (entry["account_id"],),
        )
        raw.execute("UPDATE change_count SET number = number + 1 WHERE business_id = 'main' AND counter = 'ledger'")
        raw.execute("COMMIT")

    return write


def _searches(folder: Path, clients: list[int], rounds: int) -> Iterator[Figure]:
    small = Business.open(folder / "clients200.db", technician="anna").queries
    for count in clients:
        with Business.open(folder / f"clients{count}.db", technician="anna") as business:
            large = business.queries
            for typed in ("", *_TYPED):
                yield in_pairs(
                    f"What the desk reads for a key, {count:,} clients", f"`{typed}`" if typed else "nothing typed",
                    timed(lambda typed=typed: large.desk(None, typed, _ROWS, with_near=False), count=5),
                    "the same at 200 clients",
                    timed(lambda typed=typed: small.desk(None, typed, _ROWS, with_near=False), count=5), rounds,
                    goal="flat: ≤ 1.3 ×",
                )  # fmt: skip
