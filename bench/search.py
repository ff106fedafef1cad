"""How the search for clients grows from 10,000 to 100,000 clients, as ratios in the same run."""

import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from bench.scale import make, seconds
from core.business import Business

SMALL, LARGE = 10_000, 100_000


def reads(business: Business) -> dict[str, float]:
    """The median time of each kind of search; the first near miss reads all cards and is left out."""
    queries = business.queries
    number = queries.resolve_client("c05000").phones[0].raw
    queries.find_clients("ofificne vredi")
    work: dict[str, Callable[[], object]] = {
        "one letter": lambda: queries.find_clients("o", 50),
        "a word": lambda: queries.find_clients("verdi", 50),
        "two words": lambda: queries.find_clients("off verdi", 50),
        "a code": lambda: queries.find_clients("c05000", 50),
        "part of a number": lambda: queries.find_clients(number[3:8], 50),
        "a whole number": lambda: queries.find_clients(number, 50),
        "a typo": lambda: queries.find_clients("ofificne vredi", 50),
        "nobody": lambda: queries.find_clients("xyzzy", 50),
        "a caller": lambda: queries.caller(number),
        "an unknown caller": lambda: queries.caller("+39 0123 456789"),
    }
    return {name: seconds(each) for name, each in work.items()}


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        small, _each = make(Path(folder) / "small.db", SMALL, 500)
        large, _each = make(Path(folder) / "large.db", LARGE, 500)
        before, after = reads(small), reads(large)
    print(f"small: {SMALL} clients; large: {LARGE}", file=sys.stderr)
    for name, value in after.items():
        print(f"{name:<26} {value * 1000:9.2f} ms   {value / before[name]:8.2f} × small")


if __name__ == "__main__":
    main()
