"""Work inside one process: postings against the same rows in plain SQLite, searches as clients grow."""

import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path

from bench import stores
from bench.pairs import Figure, alone, in_pairs, timed
from core.business import Business
from core.model.work import Draft, Work

_TABLES = """
CREATE TABLE journal (seq INTEGER PRIMARY KEY, recorded_at TEXT, actor TEXT, kind TEXT, body TEXT, previous TEXT, digest TEXT);
CREATE TABLE entry (entry_id TEXT PRIMARY KEY, client_id TEXT, work_date TEXT, minutes INTEGER, note TEXT);
CREATE INDEX entry_client ON entry (client_id, work_date);
CREATE TABLE draw (draw_id INTEGER PRIMARY KEY, entry_id TEXT, block_id TEXT, minutes INTEGER);
CREATE TABLE block (block_id TEXT PRIMARY KEY, minutes INTEGER);
CREATE TABLE account (account_id TEXT PRIMARY KEY, minutes INTEGER);
INSERT INTO block VALUES ('b', 600);
INSERT INTO account VALUES ('a', 600);
"""
_TYPED = ("o", "of", "verdi", "off verdi", "c", "c00005", "zzz", "xyzzy", "02 12345", "12345", "3902123")
_ROWS = 24
"""How many clients the desk asks for in a window of 80 × 24."""


def figures(folder: Path, clients: list[int], rounds: int) -> Iterator[Figure]:
    """All of them."""
    yield from _postings(folder, rounds)
    yield from _searches(folder, clients, rounds)


def _postings(folder: Path, rounds: int) -> Iterator[Figure]:
    raw = sqlite3.connect(folder / "raw.db", isolation_level=None)
    raw.execute("PRAGMA journal_mode = wal")
    raw.execute("PRAGMA synchronous = full")
    raw.executescript(_TABLES)

    def plain() -> None:
        (last,) = raw.execute("SELECT coalesce(max(seq), 0) FROM journal").fetchone()
        raw.execute("BEGIN IMMEDIATE")
        body = '{"entry_id":"e","client_id":"c","worked_seconds":900,"work_date":"2026-11-24"}' * 3
        raw.execute(
            "INSERT INTO journal VALUES (?, ?, 'anna', 'entry.posted', ?, ?, ?)",
            (last + 1, "2026-11-24T09:00:00.000Z", body, "0" * 64, "1" * 64),
        )
        raw.execute("INSERT INTO entry VALUES (?, 'c', '2026-11-24', 15, 'printer jams')", (f"e{last}",))
        raw.execute("INSERT INTO draw VALUES (NULL, ?, 'b', 15)", (f"e{last}",))
        raw.execute("UPDATE block SET minutes = minutes - 15 WHERE block_id = 'b'")
        raw.execute("UPDATE account SET minutes = minutes - 15 WHERE account_id = 'a'")
        raw.execute("COMMIT")

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

        name, goal = "the same rows in plain SQLite", "≤ 1.67 ×: 0.6 of its pace"
        yield in_pairs("Postings, durable", "an entry, same client as before", lambda: waited(lambda: post(ids[0])), name,
                       lambda: waited(plain), rounds, goal=goal)  # fmt: skip
        yield in_pairs("Postings, durable", "an entry, two clients in turn", lambda: waited(in_turn), name,
                       lambda: waited(plain), rounds, goal=goal)  # fmt: skip
        told = list[str]()
        business.session.store._connection._raw.set_trace_callback(told.append)  # type: ignore[attr-defined]
        in_turn()
        # What SQLite runs for its own full-text index is traced as a comment.
        count = sum(not each.startswith("--") for each in told)
        name = "statements of one, BEGIN and COMMIT included"
        yield alone("Postings, durable", name, [count], unit="statements", goal="≤ 15")


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
