"""How fast the ledger posts and reads, as ratios against bare SQLite in the same run. Run by hand: `make bench`."""

import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

from core.basics.clock import FakeClock
from core.business import Business
from core.model.terms import Terms, Threshold
from core.model.work import Draft, Work

ENTRIES = 2000


def seconds(work: Callable[[], object], rounds: int) -> float:
    """The median time of one round."""
    times = []
    for _round in range(rounds):
        began = time.perf_counter()
        work()
        times.append(time.perf_counter() - began)
    return statistics.median(times)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        bare = sqlite3.connect(Path(folder) / "bare.db", isolation_level=None)
        bare.execute("PRAGMA journal_mode = wal")
        bare.execute("PRAGMA synchronous = full")
        bare.execute("CREATE TABLE t (a TEXT)")
        baseline = seconds(lambda: bare.execute("INSERT INTO t VALUES ('x')"), 300)
        clock = FakeClock(datetime(2026, 3, 2, 9, tzinfo=UTC))
        with Business.open(Path(folder) / "ledger.db", clock=clock, create=True, timezone="UTC") as business:
            client = business.clients.add("acme", "Acme")
            business.agreements.set(client.client_id, Terms(block_minutes=600, threshold=Threshold(300)))
            business.blocks.sell(client.client_id)
            draft = Draft(client.client_id, Work(date(2026, 3, 2), 300))
            one = seconds(lambda: business.entries.post(draft), 300)
            began = time.perf_counter()
            business.entries.post_all([draft] * ENTRIES)
            bulk = (time.perf_counter() - began) / ENTRIES
            read = seconds(lambda: business.session.store.reads.kept_account(client.client_id), 300)
            preview = seconds(lambda: business.entries.preview(draft), 100)
            verify = seconds(business.verify, 1)
        print("baseline: one durable insert into a bare table", f"{baseline * 1000:.3f} ms", file=sys.stderr)
        for name, value in (
            ("post one entry", one),
            ("post in bulk, each", bulk),
            ("read a kept balance", read),
            ("preview a line", preview),
            (f"verify {ENTRIES + 300} entries", verify),
        ):
            print(f"{name:<28} {value * 1000:9.3f} ms   {value / baseline:9.2f} × baseline")


if __name__ == "__main__":
    main()
