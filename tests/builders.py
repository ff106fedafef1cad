"""What tests build ledgers, clients and rule values with; every default is the design's example business."""

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from core.basics.clock import Clock, FakeClock
from core.business import Business
from core.model.accounts import Account
from core.model.billing import PendingRenewal
from core.model.blocks import Block, OpenOverdraft, Origin
from core.model.clients import Client
from core.model.fiscal import FiscalCard
from core.model.terms import Agreement, Terms, Threshold
from core.model.work import Draft, Work
from core.rules.decision import Context
from core.store.place import Place
from core.store.scope import Scope

MONDAY = date(2026, 3, 2)
MORNING = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
ZONE = "Europe/Rome"
BLOCK = 600
THRESHOLD = 300


def fake_clock() -> FakeClock:
    """Monday 2 March 2026, 9:00 UTC (10:00 in Rome)."""
    return FakeClock(MORNING, boot=1_000_000)


def open_business(folder: Path, clock: Clock | None = None, technician: str = "anna") -> Business:
    """The ledger in a folder, made at the first call; see `place_in`."""
    return Business.open(
        place_in(folder), clock=clock or fake_clock(), technician=technician, create=True, timezone=ZONE
    )


def place_in(folder: Path) -> Place:
    """A file in a folder; with MONTEORE_TEST_ENGINE=postgresql a business of its own in the tests' server."""
    if os.environ.get("MONTEORE_TEST_ENGINE") != "postgresql":
        return Place.of_file(folder / "ledger.db")
    from tests.store import server

    name = hashlib.sha256(str(folder).encode()).hexdigest()[:20]
    return Place.parse(server.shared().url(server.shared_database(), name))


def prepaid_terms(**changes: Any) -> Terms:
    """Block 10 h at 800.00, threshold 5 h, and what a test changes."""
    return replace(Terms(block_minutes=BLOCK, threshold=Threshold(THRESHOLD), price_minor=80_000), **changes)


def add_client(
    business: Business, code: str = "acme", *, terms: Terms | None = None, blocks: tuple[int, ...] = (BLOCK,)
) -> Client:
    """A prepaid client, with blocks of these sizes sold today."""
    client = business.clients.add(code, f"{code.title()} srl")
    business.agreements.set(client.client_id, terms or prepaid_terms(), None)
    for size in blocks:
        business.blocks.sell(client.client_id, size_minutes=size, sure=True)
    return client


def work_of(minutes: int, day: date = MONDAY, *, work_type: str = "phone", no_charge: bool = False) -> Work:
    """Work of a day without a clock time."""
    return Work(day, minutes * 60, (), work_type, no_charge)


def draft_of(client: Client, minutes: int, day: date = MONDAY, **details: Any) -> Draft:
    """An entry of so many minutes; `work_type` and `no_charge` go to its work, the rest to the draft."""
    work_details = {name: details.pop(name) for name in ("work_type", "no_charge") if name in details}
    return Draft(client.client_id, work_of(minutes, day, **work_details), **details)


def remaining(business: Business, client: Client) -> int:
    """What remains for a client."""
    return business.queries.balance(client.client_id).remaining_minutes


def block_minutes(business: Business, client: Client) -> dict[str, int]:
    """What every standing block of a client holds, by id."""
    blocks = business.queries.blocks(client.client_id)
    return {block.block_id: block.remaining_minutes for _client, block in blocks if not block.voided}


def head_of(business: Business) -> tuple[int, str]:
    """The last journal row's number and digest."""
    head = business.session.store.head()
    return (head.seq, head.digest) if head else (0, "")


def block_of(block_id: str, minutes: int, *, sold_on: date = MONDAY, **details: Any) -> Block:
    """A block as the rules see it."""
    values: dict[str, Any] = {
        "size_minutes": max(BLOCK, minutes),
        "available_from": sold_on,
        "expires_on": None,
        "origin": Origin.SOLD,
        **details,
    }
    values.setdefault("own_expires_on", values["expires_on"])
    return Block(block_id=block_id, client_id="k1", remaining_minutes=minutes, sold_on=sold_on, **values)


def account_of(
    *blocks: Block,
    terms: Terms | None = None,
    overdrafts: tuple[OpenOverdraft, ...] = (),
    pending: PendingRenewal | None = None,
    renewals_by_month: dict[str, int] | None = None,
) -> Account:
    """A client's account as the rules see it."""
    agreement = Agreement("a1", "k1", None, terms or prepaid_terms(), 1)
    return Account(Client("k1", "acme", "Acme"), (agreement,), blocks, overdrafts, pending, renewals_by_month or {})


def context_on(day: date = MONDAY) -> Context:
    """Today and ids that count up."""
    count = 0

    def new_id(prefix: str) -> str:
        nonlocal count
        count += 1
        return f"{prefix}{count:04}"

    return Context(day, new_id, "anna")


def days(count: int) -> date:
    """The day so many days after the Monday."""
    return MONDAY + timedelta(days=count)


@contextmanager
def changes(business: Business) -> Iterator[list[Scope]]:
    """Lists the scope of each change that is begun meanwhile."""
    begun: list[Scope] = []
    changing = business.session.changing

    @contextmanager
    def counted(scope: Scope = Scope.LEDGER, **options: object) -> Iterator[None]:
        begun.append(scope)
        with changing(scope, **options):  # type: ignore[arg-type]
            yield

    business.session.changing = counted  # type: ignore[method-assign, assignment]
    yield begun
    business.session.changing = changing  # type: ignore[method-assign]


def give_fiscal_card(business: Business, client_id: str, card: FiscalCard) -> None:
    """Set the fiscal card of a client."""
    with business.session.changing():
        business.clients.set_fiscal_in_change(client_id, card)
