"""A process of its own that opens the ledger and posts; each id is acknowledged to a file once its post has returned."""

import os
import sys
from pathlib import Path

from core.business import Business
from core.model.work import Draft, Work


def main(path: str, client_id: str, minutes: int, count: int, acknowledged: str, technician: str) -> None:
    with Business.open(Path(path), technician=technician) as business:
        told = os.open(acknowledged, os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600)
        for number in range(count):
            work = Work(business.today, minutes * 60)
            view = business.entries.post(Draft(client_id, work, note=f"{technician} {number}"))
            os.write(told, f"{view.entry.entry_id}\n".encode())


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]), sys.argv[5], sys.argv[6])
