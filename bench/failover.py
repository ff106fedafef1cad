"""What is lost when a server dies under load: `python -m bench.failover [ROUNDS]`. Run by hand.

Each round: a server and a standby, four processes that post without a pause and ask again under the same key, `kill -9` of
every process of the server, promotion of the standby. At the end three rounds with a standby that confirms nothing.
"""

import sys
import tempfile
from pathlib import Path

from tests.store.test_failover import ROUNDS, fail_over


def main(rounds: int) -> None:
    """Print the sums."""
    for confirms, count in ((True, rounds), (False, 3)):
        told = []
        for _number in range(count):
            with tempfile.TemporaryDirectory() as folder:
                told.append(fail_over(Path(folder), confirms=confirms))
        acknowledged, lost, more = (sum(column) for column in zip(*told, strict=True))
        print(
            f"{count} rounds, standby {'confirms' if confirms else 'does not confirm'}: {acknowledged} acknowledged, "
            f"{lost} lost, none twice, {more} kept without being acknowledged, each chain whole",
            flush=True,
        )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS)
