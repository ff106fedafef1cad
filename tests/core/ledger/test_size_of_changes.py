"""A change records at most 200 events: what is larger goes in parts, or is refused as a whole."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from core.basics.clock import FakeClock
from core.basics.durations import Validity
from core.basics.errors import ChangeFull, Refused
from core.business import Business
from core.guards import Guard
from core.journal.events import ClientAdded, Event
from core.journal.registry import MOST_EVENTS
from core.model.billing import LineKind
from core.model.terms import Kind, RenewalMode, Terms, Threshold
from core.rules import adjusting
from core.rules.decision import Decision
from core.rules.moving import HoursLeft
from core.store.protocol import Asked
from tests.builders import add_client, days, draft_of, fake_clock, head_of, open_business, prepaid_terms, remaining

MANY = MOST_EVENTS + 60


class Sizes:
    """How many events each change of a session recorded."""

    def __init__(self) -> None:
        self.of_changes: list[int] = []

    def begin(self) -> None:
        self.of_changes.append(0)

    def ask(self, asked: Asked) -> None:
        pass

    def note(self, event: Event) -> None:
        self.of_changes[-1] += 1

    def hears(self) -> bool:
        return True

    def queue(self) -> None:
        pass


@pytest.fixture
def clock() -> FakeClock:
    return fake_clock()


@pytest.fixture
def business(tmp_path: Path, clock: FakeClock) -> Iterator[Business]:
    with open_business(tmp_path, clock) as opened:
        yield opened
        assert opened.verify().ok, opened.verify().problems


@pytest.fixture
def sizes(business: Business) -> Iterator[Sizes]:
    listener = Sizes()
    business.session.subscribe(lambda: listener)
    yield listener
    assert max(listener.of_changes) <= MOST_EVENTS


def test_a_change_that_is_too_large_records_nothing(business: Business) -> None:
    before = head_of(business)
    clients = [ClientAdded(f"k{number}", f"c{number}", "Client") for number in range(MOST_EVENTS + 1)]
    with pytest.raises(ChangeFull, match="201 things at once, and 200 is the most"), business.session.changing():
        business.session.append(clients)
    with pytest.raises(ChangeFull), business.session.changing():
        for client in clients:
            business.session.append([client])
    assert head_of(business) == before


@pytest.mark.usefixtures("sizes")
def test_the_use_of_a_key_has_its_place_in_a_change_that_is_full(business: Business) -> None:
    client = add_client(business, terms=prepaid_terms(block_minutes=5, threshold=Threshold(300)), blocks=(300,) * 3)
    business.session.guard_next(Guard("K", "log", ""))
    view = business.entries.post(draft_of(client, 900 + 195 * 5 - 300), sure=True)
    assert len(view.renewals) == 195
    assert business.session.store.reads.used_key("K") is not None
    business.entries.void(view.entry.entry_id)
    assert remaining(business, client) == 900


def test_many_entries_are_posted_in_parts(business: Business, sizes: Sizes) -> None:
    client = add_client(business, blocks=(MANY,), terms=prepaid_terms(renewal=RenewalMode.OFF))
    assert business.entries.post_all([draft_of(client, 1) for _number in range(MANY)]).posted == MANY
    assert remaining(business, client) == 0
    assert sum(sizes.of_changes) >= MANY


def test_the_daily_run_forfeits_many_blocks_in_parts_and_leaves_none(
    business: Business, clock: FakeClock, sizes: Sizes
) -> None:
    terms = prepaid_terms(validity=Validity(days=10), expiry_grace_days=0, block_minutes=10, threshold=Threshold(10))
    many = add_client(business, "many", terms=terms, blocks=(10,) * MANY)
    few = [add_client(business, f"few{number}", terms=terms, blocks=(10,) * 3) for number in range(30)]
    before = head_of(business)[0]
    clock.advance(timedelta(days=12))
    view = business.daily.run()
    assert len(view.forfeited) == MANY + 30 * 3
    assert len({block_id for _code, block_id, _minutes in view.forfeited}) == len(view.forfeited)
    assert {remaining(business, client) for client in (many, *few)} == {10}
    assert head_of(business)[0] - before > MOST_EVENTS
    assert business.daily.run().forfeited == ()


def test_the_rows_of_an_import_that_add_blocks_fill_no_change(business: Business, sizes: Sizes, tmp_path: Path) -> None:
    add_client(business, terms=prepaid_terms(block_minutes=10, threshold=Threshold(10)), blocks=(10,))
    rows = [f"acme,{days(0)},100,row {number}" for number in range(60)]
    data = "\n".join(["client,date,duration,note", *rows]).encode()
    view = business.imports.entries(data, "entries.csv", yes=True)
    assert (view.imported, view.renewals) == (60, 600)
    assert len(business.queries.entries()) == 60
    (run,) = business.imports.runs()
    assert run.finished_at is not None
    undone = business.imports.undo(run.run_id)
    assert undone.voided == 60
    assert remaining(business, business.queries.resolve_client("acme")) == 10


def test_many_clients_are_imported_in_parts(business: Business, sizes: Sizes) -> None:
    rows = [f"c{number},Client {number}" for number in range(MANY)]
    view = business.imports.clients("\n".join(["code,name", *rows]).encode(), "clients.csv")
    assert view.imported == MANY
    assert len(business.queries.clients()) == MANY


def test_a_move_credits_more_blocks_than_one_change_records(business: Business, sizes: Sizes) -> None:
    client, count = add_client(business, blocks=()), MOST_EVENTS // 2 + 1
    for number in range(count):
        business.blocks.sell(client.client_id, size_minutes=10, price_minor=700 + number)
    hourly, paid = Terms(kind=Kind.BREAK_FIX, hourly_rate_minor=6_000), sum(700 + number for number in range(count))
    for move in (business.moves.preview, business.moves.move):
        view = move(client.client_id, hourly, None, hours=HoursLeft.CREDIT)
        assert (view.left_minutes, view.credits) == (count * 10, (("EUR", paid),))
    balance = business.queries.balance(client.client_id)
    assert (balance.kind, balance.remaining_minutes, balance.blocks) == (Kind.BREAK_FIX, 0, ())
    lines = business.session.store.reads.lines()
    assert {line.corrects for line in lines if line.kind is LineKind.CREDIT} == {
        line.line_id for line in lines if line.kind is LineKind.BLOCK
    }


def test_hours_are_taken_and_transferred_from_more_blocks_than_one_change_records(
    business: Business, sizes: Sizes
) -> None:
    terms = prepaid_terms(block_minutes=100, threshold=Threshold(60), validity=Validity(days=1))
    client, other = add_client(business, terms=terms, blocks=()), add_client(business, "other", blocks=())
    for _block in range(MOST_EVENTS + 5):
        business.blocks.sell(client.client_id, size_minutes=10, price_minor=700, expires_on=None)
    seen = business.adjustments.preview_transfer(client.client_id, other.client_id, 1025, "moved")
    assert [(view.before_minutes, view.after_minutes) for view in seen] == [(2050, 1025), (0, 1025)]
    business.adjustments.transfer(client.client_id, other.client_id, 1025, "moved", sure=True)
    blocks = business.queries.balance(other.client_id).blocks
    assert len(blocks) == 103
    assert sum(block.remaining_minutes for block in blocks) == 1025
    # The renewal follows the last part, and no part takes from it, though it is the first to expire.
    assert business.adjustments.preview_adjust(client.client_id, -1020, "left unused").after_minutes == 105
    business.adjustments.adjust(client.client_id, -1020, "left unused")
    assert sorted(block.remaining_minutes for block in business.queries.balance(client.client_id).blocks) == [5, 100]
    told = business.session.store.reads.corrections(client.client_id)
    assert {(each.kind.value, each.reason) for each in told} == {("transferred", "moved"), ("adjusted", "left unused")}
    assert sum(each.minutes for each in told) == -1025 - 1020
    assert max(sizes.of_changes) <= MOST_EVENTS
    assert business.verify().problems == ()


def test_a_rest_that_is_refused_after_the_first_part_is_named(
    business: Business, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = add_client(business, terms=prepaid_terms(renewal=RenewalMode.OFF), blocks=(10,) * 100)
    real, parts = adjusting.adjust, []

    def adjust(*args: Any, **options: Any) -> Decision:
        if options["among"] is not None:
            parts.append(1)
        if len(parts) == 2:
            raise Refused("the day is locked")
        return real(*args, **options)

    monkeypatch.setattr(adjusting, "adjust", adjust)
    with pytest.raises(Refused, match=r"is locked; 10:00 h of 16:40 h are done: say it again for the rest, 6:40 h"):
        business.adjustments.adjust(client.client_id, -1000, "all of it")
    assert remaining(business, client) == 400
