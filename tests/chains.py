"""Whether a journal is one chain, for tests of the stores that keep it."""

from collections.abc import Iterable

from core.journal.chain import fits
from core.journal.row import GENESIS, JournalRow


def first_misfit(rows: Iterable[JournalRow]) -> int | None:
    """The number of the first row that does not fit the chain, or `None`. Numbers start at 1 and have no gaps."""
    previous, expected = GENESIS, 1
    for row in rows:
        if row.seq != expected or row.previous != previous or not fits(row):
            return expected
        previous, expected = row.digest, expected + 1
    return None
