"""What must hold of a store that a crash left: everything acknowledged, nothing half done, and the work can go on."""

from collections.abc import Callable
from pathlib import Path

import pytest

from core.audit.audit import audit
from core.basics.errors import StoreUnavailable
from core.business import Business
from core.exports.recovery import restore_backup
from core.store.place import Place
from tests.builders import fake_clock, open_business
from tests.crash.scenario import IN_PARTS, NAMES, Summary, run, summary_of


def references(folder: Path) -> list[Summary]:
    """What the store holds after each acknowledgement of a whole run."""
    found: list[Summary] = []

    def note(_name: str) -> None:
        with open_business(folder) as business:
            found.append(summary_of(business))

    folder.mkdir()
    run(folder, note)
    return found


def check(folder: Path, done: int, wanted: list[Summary], *, goes_on: bool = True) -> None:
    """Check a store of which `done` changes were acknowledged; with `goes_on` also that the rest can be done."""
    _recover(folder)
    if done or (folder / "ledger.db").exists():
        _check_state(folder, lambda found: _fits(found, wanted, done))
    if goes_on:
        run(folder, lambda _name: None, done)
        _check_state(folder, lambda found: found == wanted[-1])


def _check_state(folder: Path, fits: Callable[[Summary], bool]) -> None:
    with open_business(folder) as business:
        found = audit(business.session.store)
        assert found.ok, found.problems
        summary = summary_of(business)
        assert fits(summary), summary


def _recover(folder: Path) -> None:
    """Put back the store that an interrupted restore had put aside, as the program says."""
    path = folder / "ledger.db"
    aside = sorted(folder.glob("ledger.db.before-restore-*Z"))
    if path.exists() or not aside:
        return
    with pytest.raises(StoreUnavailable) as told:
        Business.open(path, clock=fake_clock(), technician="anna", create=True, timezone="UTC")
    assert str(aside[-1]) in str(told.value)
    restore_backup(Place.parse(path), str(aside[-1]), fake_clock())


def _fits(found: Summary, wanted: list[Summary], done: int) -> bool:
    before, after = wanted[max(0, done - 1)], wanted[min(done, len(wanted) - 1)]
    if found in (before, after):
        return True
    return NAMES[done] in IN_PARTS and set(before.entries) <= set(found.entries) <= set(after.entries)
