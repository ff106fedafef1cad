"""One of many sessions on a store that gets a newer schema meanwhile: it posts until it is refused or has posted enough.

`python -m tests.e2e.migrating_process STORE NAME COUNT VERSION`: the session knows VERSION (0: the program's own). Each id is
acknowledged in a file once its post has returned; the last line on standard output is the name of what ended it.
"""

import os
import sys
import time
from pathlib import Path

from core.basics.errors import MonteoreError
from core.business import Business
from core.model.work import Draft, Work
from core.store.sqlite import version

PAUSE_SECONDS = 0.02
"""Between two posts, so that many sessions on a small machine are open at once instead of one after the other."""


def main(store: Path, name: str, count: int, known: int) -> None:
    version.SCHEMA_VERSION = known or version.SCHEMA_VERSION
    try:
        with Business.open(store, technician=name) as business:
            client = business.queries.clients()[0].client.client_id
            told = os.open(store.parent / f"{name}.acknowledged", os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600)
            for number in range(count):
                posted = business.entries.post(Draft(client, Work(business.today, 60), note=f"{name} {number}"))
                os.write(told, f"{posted.entry.entry_id}\n".encode())
                time.sleep(PAUSE_SECONDS)
    except MonteoreError as error:
        print(type(error).__name__, str(error))
    else:
        print("done")


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
