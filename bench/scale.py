"""How the desk's reads grow with the business, as ratios of a large store to a small one in the same run.

`python -m bench.scale` grows clients and entries together; `python -m bench.scale 1000000` grows the history alone: the same
two hundred clients with two thousand entries and with so many.
"""

import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from bench import stores
from core.basics.clock import FakeClock
from core.business import Business
from core.entryline.complete import completions
from core.entryline.filter import EntryFilter
from core.model.terms import Terms, Threshold

SMALL = (100, 2_000)
LARGE = (10_000, 200_000)
TODAY = date(2026, 11, 24)
_NAMES = ("Verdi", "Bianchi", "Rossi", "Galli", "Moretti", "Ferri", "Conti", "Riva")
_KINDS = ("Officine", "Studio", "Hotel", "Farmacia", "Cantina", "Libreria", "Scuola", "Vivai")


def make(path: Path, clients: int, entries: int) -> tuple[Business, float]:
    """A business of this size, made through the bulk import; and how many seconds each entry took."""
    chance = random.Random(1)
    business = Business.open(
        path, clock=FakeClock(datetime(2026, 11, 24, 9, tzinfo=UTC)), create=True, timezone="Europe/Rome"
    )
    rows = ["code,name,phone"]
    for number in range(clients):
        name = f"{chance.choice(_KINDS)} {chance.choice(_NAMES)} {number}"
        rows.append(f"c{number:05},{name},02{chance.randint(1000000, 9999999)}")
    business.imports.clients("\n".join(rows).encode(), "clients.csv")
    terms = Terms(block_minutes=600, threshold=Threshold(300), price_minor=80_000)
    for row in business.queries.clients()[:200]:
        business.agreements.set(row.client.client_id, terms)
    rows = ["client,date,duration,ticket,type,note,technician"]
    for number in range(entries):
        day = TODAY - timedelta(days=chance.randint(0, 700) if number > 200 else 0)
        code = min(clients - 1, int(chance.expovariate(4 / clients)))
        rows.append(
            f"c{code:05},{day},{chance.randint(3, 90)},{chance.randint(1000, 60000)},"
            f"{chance.choice(('phone', 'remote', 'on-site'))},note number {number},{chance.choice(('anna', 'marco', 'luca'))}"
        )
    began = time.perf_counter()
    business.imports.entries("\n".join(rows).encode(), "entries.csv", yes=True)
    return business, (time.perf_counter() - began) / entries


def seconds(work: Callable[[], object]) -> float:
    """The median of five rounds, in processor time: the machine may have other work."""
    times = []
    for _round in range(5):
        began = time.process_time()
        work()
        times.append(time.process_time() - began)
    return statistics.median(times)


def reads(business: Business, code: str = "c00001") -> dict[str, float]:
    """The time of what each screen reads."""
    queries, pages = business.queries, business.pages
    client = queries.resolve_client(code).client_id
    work: dict[str, Callable[[], object]] = {
        "desk": lambda: queries.desk(client),
        "desk, a word typed": lambda: queries.desk(client, "verdi"),
        "desk, a phone typed": lambda: queries.desk(client, "02123"),
        "desk, a typo typed": lambda: queries.desk(client, "ofificne vredi"),
        "client page": lambda: pages.client(client),
        "its entries": lambda: pages.entries(EntryFilter(), client_id=client, limit=60),
        "board": pages.board,
        "tickets": lambda: pages.tickets("", 60),
        "tickets, a number typed": lambda: pages.tickets("48", 60),
        "balance": lambda: queries.balance(client),
        "list of all": lambda: queries.clients(),
        "completion": lambda: completions(business.queries, f"{code} 15 #48"),
        "preview": lambda: business.lines.preview(f"{code} 15 x"),
    }
    return {name: seconds(each) for name, each in work.items()}


def of_history(folder: Path, entries: int) -> None:
    """The table for a longer history of the same clients."""
    small, large = folder / "small.db", folder / "large.db"
    stores.of_history(small, SMALL[1])
    stores.of_history(large, entries)
    with stores.opened(small) as one, stores.opened(large) as other:
        before, after = reads(one, "acme1"), reads(other, "acme1")
    print(f"{SMALL[1]:,} and {entries:,} entries", file=sys.stderr)
    for name, value in after.items():
        print(f"{name:<26} {before[name] * 1000:9.2f} ms  {value * 1000:9.2f} ms   {value / before[name]:8.2f} × small")


def main() -> None:
    """Print a table."""
    with tempfile.TemporaryDirectory() as folder:
        if sys.argv[1:]:
            of_history(Path(folder), int(sys.argv[1]))
            return
    with tempfile.TemporaryDirectory() as folder:
        small, small_each = make(Path(folder) / "small.db", *SMALL)
        large, large_each = make(Path(folder) / "large.db", *LARGE)
        before, after = reads(small), reads(large)
        print("small: {} clients, {} entries; large: {}, {}".format(*SMALL, *LARGE), file=sys.stderr)
        print(f"{'import, each entry':<26} {large_each * 1000:9.2f} ms   {large_each / small_each:8.2f} × small")
        for name, value in after.items():
            print(f"{name:<26} {value * 1000:9.2f} ms   {value / before[name]:8.2f} × small")


if __name__ == "__main__":
    main()
