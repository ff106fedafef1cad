"""What a change uses is imported before it has its turn: while it has it, others wait."""

import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import pytest

from core.basics.dataclass import replace
from core.model.phone import EventKind, PhoneEvent
from tests.builders import MORNING, add_client, open_business

_CHANGE = """
import sys
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path

from core.basics.clock import FakeClock
from core.business import Business
from core.model.work import Draft, Work
from core.store.sqlite import connection

known, told = connection.QueueLock, []

@contextmanager
def queue_lock(*arguments):
    with known(*arguments):
        before = set(sys.modules)
        yield
        told.extend(sorted(set(sys.modules) - before))

connection.QueueLock = queue_lock
with Business.open(Path(sys.argv[1]), clock=FakeClock(datetime.fromisoformat(sys.argv[2])), technician="anna") as business:
    client = business.queries.resolve_client("acme")
    {change}
print([name for name in told if name.partition(".")[0] in {packages}] if {packages} else told)
"""
_POST = "business.entries.post(Draft(client.client_id, Work(date(2026, 3, 2), 900)), sure=True)"
_EDIT = "business.entries.edit(sys.argv[3], Draft(client.client_id, Work(date(2026, 3, 2), 600)), sure=True)"


def _imported(path: Path, change: str, *arguments: str, packages: tuple[str, ...] = ()) -> str:
    """What the first change of a process imports in its turn, of some packages or of all."""
    code = _CHANGE.format(change=change, packages=packages)
    called = [sys.executable, "-c", code, str(path), MORNING.isoformat(), *arguments]
    return subprocess.run(called, capture_output=True, text=True, check=True).stdout.strip()


def test_the_first_posting_of_a_process_imports_nothing_while_others_wait(tmp_path: Path) -> None:
    with open_business(tmp_path) as business:
        add_client(business)
        path = business.session.store.place.path
    assert _imported(path, _POST) == "[]"


@pytest.mark.parametrize(
    "change",
    [_POST, "business.lines.post('acme 15m printer', sure=True)", "business.calls.stop(sure=True)", _EDIT],
    ids=["post", "line", "call", "edit"],
)
def test_the_calendar_of_an_agreement_with_holidays_is_imported_before_the_turn(tmp_path: Path, change: str) -> None:
    with open_business(tmp_path) as business:
        client = add_client(business)
        account = business.session.account(client.client_id)
        terms = replace(business.session.terms_of(account), holidays="IT", holiday_multiplier=Fraction(2))
        business.agreements.set(client.client_id, terms)
        entry = business.lines.post("acme 15m printer", sure=True).entry
        business.calls.start(client.client_id)
        path = business.session.store.place.path
    assert _imported(path, change, entry.entry_id, packages=("holidays", "dateutil")) == "[]"


def test_the_library_of_numbers_is_imported_before_a_card_with_numbers_is_changed(tmp_path: Path) -> None:
    with open_business(tmp_path) as business:
        business.clients.add("acme", "Acme", phones=["02 1234567"])
        rang = PhoneEvent(EventKind.RING, "own", business.clock.now(), call="c1", leg="600", number="+39027654321")
        called = business.phone.record([rang])[-1]
        path = business.session.store.place.path
    change = "business.clients.edit(client.client_id, name='Acme Srl')"
    assert _imported(path, change, packages=("phonenumbers",)) == "[]"
    kept = "business.phone.link(sys.argv[3], client.client_id, keeps_number=True)"
    assert _imported(path, kept, called, packages=("phonenumbers",)) == "[]"
