"""A store with a long history: many clients, years of work, one client with hundreds of blocks; made once a run."""

import fcntl
import os
import random
from datetime import timedelta
from pathlib import Path

from core.basics.clock import FakeClock
from core.basics.durations import Validity
from core.basics.ids import IdMaker
from core.business import Business
from core.model.terms import RenewalMode
from core.store.engines import filled_store
from core.store.place import Place
from tests.builders import MONDAY, MORNING, ZONE, days, prepaid_terms
from tests.tui.phoning import NUMBER, UNKNOWN, tell

CLIENTS, ENTRIES, BLOCKS, TICKETS = 1_000, 4_000, 500, 300
_WITH_TERMS = 200
"""So many clients have an agreement."""
_DAYS = 700
_SINCE = MONDAY - timedelta(days=_DAYS)
_NAMES = ("Verdi", "Bianchi", "Rossi", "Galli", "Moretti", "Ferri", "Conti", "Riva")
_KINDS = ("Officine", "Studio", "Hotel", "Farmacia", "Cantina", "Libreria", "Scuola", "Vivai")


def made(folder: Path) -> Path:
    """The store in `folder`, made by whichever worker asks first while the others wait for its lock."""
    path = folder / "long-history.db"
    with path.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not path.exists():
            unfinished = path.with_suffix(".unfinished")
            unfinished.unlink(missing_ok=True)
            _make(unfinished)
            os.replace(unfinished, path)
    return path


def _make(path: Path) -> None:
    chance = random.Random(16)
    # Two hours before the tests' clock, as the phone calls take their time.
    clock = FakeClock(MORNING - timedelta(hours=2), boot=1_000_000 - 7_200)
    with filled_store(Place.of_file(path), {"timezone": ZONE}, clock.now()) as store:
        _sell(Business(store, clock, "anna", IdMaker(clock.now)), chance)
    with Business.open(path, clock=clock, technician="anna") as business:
        _work(business, chance)
        _fill_desk(business)


def _sell(business: Business, chance: random.Random) -> None:
    """Add the clients, give some of them agreements and blocks, and the first one many blocks."""
    for number in range(CLIENTS):
        name = f"{chance.choice(_KINDS)} {chance.choice(_NAMES)} {number}"
        client = business.clients.add(f"c{number:04}", name)
        if number < _WITH_TERMS:
            terms = prepaid_terms(renewal=RenewalMode.ASK, validity=Validity(months=48))
            business.agreements.set(client.client_id, terms, _SINCE)
            for _block in range(1 if number else BLOCKS):
                business.blocks.sell(client.client_id, sold_on=_SINCE, sure=True)


def _work(business: Business, chance: random.Random) -> None:
    """Import the entries: each twelfth is work for the client with the many blocks, most others have no agreement."""
    rows = ["client,date,duration,ticket,type,note,technician"]
    for number in range(ENTRIES):
        client = chance.randrange(CLIENTS) if number % 12 else 0
        day = MONDAY - timedelta(days=chance.randint(1, _DAYS) if number > 40 else 0)
        rows.append(
            f"c{client:04},{day},{chance.randint(3, 90)},{chance.randint(1, TICKETS)},"
            f"{chance.choice(('phone', 'remote', 'on-site'))},note number {number},{chance.choice(('anna', 'marco'))}"
        )
    business.imports.entries("\n".join(rows).encode(), "entries.csv", yes=True)


def _fill_desk(business: Business) -> None:
    """Add what the other commands act on: a second account, proposals, phone calls, an invoice."""
    first, second = (business.queries.resolve_client(code) for code in ("c0000", "c0001"))
    business.agreements.set(business.accounts.add(first.client_id, "old").account.account_id, prepaid_terms())
    for number in range(40):
        client = business.queries.resolve_client(f"c{number:04}")
        business.proposals.add(client.client_id, f"Patches {number}", estimate_minutes=45, due_on=days(number))
    business.clients.edit(second.client_id, phones=[NUMBER])
    for number in range(60):
        caller = (UNKNOWN, NUMBER)[number % 2]
        tell(business, call=f"p{number}", number=caller)
        tell(business, "answer", call=f"p{number}", number=caller, after=3)
        tell(business, "end", call=f"p{number}", number=caller, after=25)
    lines = [line.line_id for line in business.queries.lines(client_id=first.client_id)]
    business.invoices.mark(lines[: len(lines) // 2], "12", MONDAY)
