"""What a change uses is imported before it has its turn: while it has it, others wait."""

import subprocess
import sys
from pathlib import Path

from tests.builders import MORNING, add_client, open_business

_POST = """
import sys
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path

from core.basics.clock import FakeClock
from core.business import Business
from core.model.work import Draft, Work
from core.store.sqlite import connection

known, told = connection.queue_lock, []

@contextmanager
def queue_lock(*arguments):
    with known(*arguments):
        before = set(sys.modules)
        yield
        told.extend(sorted(set(sys.modules) - before))

connection.queue_lock = queue_lock
with Business.open(Path(sys.argv[1]), clock=FakeClock(datetime.fromisoformat(sys.argv[2])), technician="anna") as business:
    client = business.queries.resolve_client("acme")
    business.entries.post(Draft(client.client_id, Work(date(2026, 3, 2), 900)), sure=True)
print(told)
"""


def test_the_first_posting_of_a_process_imports_nothing_while_others_wait(tmp_path: Path) -> None:
    with open_business(tmp_path) as business:
        add_client(business)
        path = business.session.store.place.path
    done = subprocess.run(
        [sys.executable, "-c", _POST, str(path), MORNING.isoformat()], capture_output=True, text=True, check=True
    )
    assert done.stdout == "[]\n"
