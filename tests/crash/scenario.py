"""A day of changes to a store, each made at most once: what a crash interrupts is begun again, and goes on."""

import contextlib
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple

from core.basics.clock import FakeClock
from core.business import Business
from core.exports.recovery import restore_backup
from core.guards import DoneBefore, Guard
from core.model.clients import Client
from tests.builders import MONDAY, draft_of, fake_clock, open_business, prepaid_terms

TIME_SHEET = (
    "client,date,start,end,note\nacme,2026-03-02,07:00,07:30,imported one\nvivai,2026-03-02,07:30,08:15,imported two\n"
)
CHECKPOINT_PAGES = 25
"""So few pages of the log are copied into the file at a time that a scenario has many checkpoints."""
SECONDS_A_STEP = 30
Step = Callable[[Business], object]


class Summary(NamedTuple):
    """What a store holds, in words that are the same in each run."""

    clients: tuple[tuple[str, int, int], ...]
    """Code, remaining minutes and number of blocks."""
    entries: tuple[tuple[str, str, int], ...]
    """Client, note and charged minutes of each entry that stands."""
    calls: int
    lines: tuple[str, ...]
    """The status of each line to invoice."""
    lock: str


def _client(business: Business, code: str = "acme") -> Client:
    return business.queries.resolve_client(code)


def _post(code: str, minutes: int, note: str) -> Step:
    return lambda business: business.entries.post(draft_of(_client(business, code), minutes, note=note))


def _agree(code: str) -> Step:
    return lambda business: business.agreements.set(_client(business, code).client_id, prepaid_terms(), None)


def _entry(business: Business, note: str) -> str:
    return next(entry.entry_id for entry in business.queries.entries() if entry.note == note)


def _edit(business: Business) -> object:
    return business.entries.edit(_entry(business, "post 3"), draft_of(_client(business), 45, note="post 3 mended"))


def _import(business: Business) -> object:
    return business.imports.entries(TIME_SHEET.encode(), "sheet.csv", yes=True)


def _mark(business: Business) -> object:
    line, *_more = business.queries.lines()
    return business.invoices.mark([line.line_id], "2026/1", MONDAY)


def _restore(business: Business) -> object:
    return restore_backup(business.session.store.place, business.recovery.backups()[0].path, business.clock)


STEPS: dict[str, Step] = {
    "add acme": lambda business: business.clients.add("acme", "Acme srl", phones=("021234567",)),
    "agree acme": _agree("acme"),
    "sell acme": lambda business: business.blocks.sell(_client(business).client_id),
    "add vivai": lambda business: business.clients.add("vivai", "Vivai srl"),
    "agree vivai": _agree("vivai"),
    "sell vivai": lambda business: business.blocks.sell(_client(business, "vivai").client_id, size_minutes=300),
    "post 1": _post("acme", 30, "post 1"),
    "post 2": _post("vivai", 200, "post 2"),
    "post 3": _post("acme", 90, "post 3"),
    "edit 3": _edit,
    "call": lambda business: business.calls.start(_client(business).client_id),
    "stop": lambda business: business.calls.stop(),
    "void 1": lambda business: business.entries.void(_entry(business, "post 1"), "by mistake"),
    "import": _import,
    "post 4": _post("acme", 550, "post 4"),
    "mark": _mark,
    "lock": lambda business: business.lock.set(MONDAY - timedelta(days=3)),
    "daily": lambda business: business.daily.run(backs_up=False),
    "backup": lambda business: business.recovery.back_up(),
    "post 5": _post("vivai", 25, "post 5"),
    "restore": _restore,
    "post 6": _post("acme", 5, "post 6"),
}
NAMES = ("made", *STEPS)
"""Every acknowledgement, in its order."""
_REPEATABLE = ("import", "daily", "backup", "restore")
"""Steps that find by themselves what is done already; the others have a key."""
IN_PARTS = ("import", "daily")
"""Steps of several changes."""


def run(folder: Path, acknowledge: Callable[[str], object], done: int = 0) -> None:
    """Make the store where there is none, and what follows the first `done` acknowledgements, each after its commit."""
    clock = fake_clock()
    # What is begun again is begun later.
    clock.advance(timedelta(seconds=SECONDS_A_STEP * max(0, done - 1) + bool(done)))
    with contextlib.ExitStack() as opened:
        business = opened.enter_context(_opened(folder, clock))
        if done == 0:
            acknowledge("made")
        for name in NAMES[max(1, done) :]:
            clock.advance(timedelta(seconds=SECONDS_A_STEP))
            with contextlib.suppress(DoneBefore):
                if name not in _REPEATABLE:
                    business.session.guard_next(Guard(name, name, name))
                STEPS[name](business)
            if name == "restore":
                # The file that is open is no longer the store.
                opened.close()
                business = opened.enter_context(_opened(folder, clock))
            acknowledge(name)


@contextlib.contextmanager
def _opened(folder: Path, clock: FakeClock) -> Iterator[Business]:
    with open_business(folder, clock) as business:
        rows = business.session.store._connection.rows  # type: ignore[attr-defined]
        rows(f"PRAGMA wal_autocheckpoint = {CHECKPOINT_PAGES}")
        yield business


def summary_of(business: Business) -> Summary:
    """What the store holds now."""
    clients = []
    for client in business.session.store.reads.clients():
        blocks = [block for _client, block in business.queries.blocks(client.client_id) if not block.voided]
        has_terms = bool(business.queries.agreements(client.client_id))
        left = business.queries.balance(client.client_id).remaining_minutes if has_terms else 0
        clients.append((client.code, left, len(blocks)))
    entries = [each for each in business.queries.entries() if not each.voided and not each.replaced_by]
    return Summary(
        tuple(sorted(clients)),
        tuple(sorted((each.client.code, each.note, each.charged_minutes) for each in entries)),
        len(business.calls.list()),
        tuple(sorted(line.status.value for line in business.queries.lines())),
        str(business.session.lock_date()),
    )
