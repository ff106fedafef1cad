"""What was decided and put aside is recorded as its events would be."""

import random
from datetime import UTC, date, datetime
from fractions import Fraction
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.basics.dataclass import replace
from core.basics.ids import CHANCE_BITS, IdMaker
from core.imports import parts
from core.journal.decided import Decided
from core.journal.events import BlockAdded, BlockDraw, EntryPosted
from core.mail.changes import ChangeMail
from core.model.blocks import Origin
from core.model.terms import Kind, RenewalMode, Rounding, Terms
from core.model.work import Charge, Slice, Span
from core.store.sql.projection import entries, ledger
from tests.builders import MONDAY, add_client, fake_clock, open_business, prepaid_terms
from tests.profiles import examples

_MINUTES = st.integers(0, 5000)
_TEXTS = st.text(max_size=8)
_MOMENTS = st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)).map(
    lambda moment: moment.replace(microsecond=moment.microsecond // 1000 * 1000)
)
_CHARGES = st.builds(
    Charge,
    minutes=_MINUTES,
    worked_seconds=st.integers(1, 90_000),
    slices=st.lists(
        st.builds(Slice, st.integers(1, 90_000), st.fractions(0, 3, max_denominator=8), _TEXTS), max_size=2
    ).map(tuple),
    rounding=st.sampled_from(Rounding),
    no_charge=st.booleans(),
    work_type=_TEXTS,
)
_ENTRIES = st.builds(
    EntryPosted,
    entry_id=_TEXTS,
    client_id=_TEXTS,
    technician=_TEXTS,
    work_date=st.dates(date(1990, 1, 1), date(2100, 1, 1)),
    started_at=st.none() | _MOMENTS,
    worked_seconds=st.integers(1, 90_000),
    spans=st.just(()),
    charge=_CHARGES,
    draws=st.lists(st.builds(BlockDraw, _TEXTS, _MINUTES), max_size=3).map(tuple),
    overdraft_minutes=_MINUTES,
    billed_minutes=_MINUTES,
    work_type=_TEXTS,
    ticket=_TEXTS,
    note=_TEXTS,
    contact=_TEXTS,
    no_charge=st.booleans(),
    key=st.none() | _TEXTS,
    content=_TEXTS,
    replaces=st.none() | _TEXTS,
    fee_minutes=_MINUTES,
    account_id=st.none() | _TEXTS,
)


class _Writes:
    """A session that notes what it is to write."""

    def __init__(self) -> None:
        self.made: list[Any] = []
        self.dialect = self

    def run(self, sql: str, values: tuple[Any, ...] = ()) -> int:
        self.made.append((sql, values))
        return 0

    def insert(self, table: str, row: dict[str, Any]) -> None:
        self.made.append((table, row))

    def index_words(self, _session: object, column: str, value: str, texts: tuple[str, ...]) -> None:
        self.made.append((column, value, texts))


@given(_ENTRIES)
@examples(60)
def test_the_body_of_a_plain_entry_is_written_into_the_tables_as_its_event_is(event: EntryPosted) -> None:
    decided = Decided.of(event)
    assert decided.is_plain_entry and decided.event() == event
    by_event, by_body = _Writes(), _Writes()
    ledger.apply(by_event, 7, "2026-03-02T09:00:00.000Z", event)  # type: ignore[arg-type]
    entries.post(by_body, 7, "2026-03-02T09:00:00.000Z", decided.body)  # type: ignore[arg-type]
    assert by_body.made == by_event.made


def test_only_an_entry_without_line_that_is_charged_at_once_is_plain() -> None:
    posted = EntryPosted(
        "e", "k", "anna", MONDAY, None, 60, (), Charge(1, 60), (), 0, 0, "phone", "", "", "", no_charge=False
    )
    span = Span(datetime(2026, 3, 2, tzinfo=UTC), 60)
    block = BlockAdded("b", "k", Origin.RENEWED, 60, 1, "EUR", MONDAY, MONDAY, None, None)
    others = (replace(posted, waits=True), replace(posted, spans=(span, span)), block)
    assert [Decided.of(each).is_plain_entry for each in (posted, *others)] == [True, False, False, False]
    assert [Decided.of(each).is_renewal for each in (posted, block, replace(block, origin=Origin.SOLD))] == [0, 1, 0]


def test_an_import_records_the_same_rows_whether_somebody_is_told_of_them_or_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parts, "PART_SECONDS", 600)
    codes = ("acme", "beta", "gamma", "delta")
    lines = [f"{codes[number % 4]},{MONDAY},{20 + number},row {number}" for number in range(80)]
    found = list[Any]()
    for is_heard in (False, True):
        monkeypatch.setattr(ChangeMail, "hears", lambda _self, is_heard=is_heard: is_heard)
        clock, chance = fake_clock(), random.Random(1)
        folder = tmp_path / str(is_heard)
        folder.mkdir()
        with open_business(folder, clock=clock) as business:
            session, store = business.session, business.session.store
            session.new_id = IdMaker(clock.now, partial(chance.getrandbits, CHANCE_BITS))
            monkeypatch.setattr(store, "make_salt", map(str, count()).__next__)
            add_client(business, "acme")
            add_client(business, "beta", terms=prepaid_terms(renewal=RenewalMode.ASK))
            add_client(
                business, "gamma", terms=Terms(kind=Kind.BREAK_FIX, multipliers={"phone": Fraction(3, 2)}), blocks=()
            )
            business.clients.add("delta", "Delta")
            told = business.imports.entries(
                "\n".join(["client,date,duration,note", *lines]).encode(), "entries.csv", yes=True
            )
            assert told.imported == 80 and business.verify().ok
            rows = [(row.seq, row.actor, row.kind, row.body, row.texts, row.digest) for row in store.journal()]
            found.append((rows, session.done, store.reads.used_key("nothing")))
    assert found[0] == found[1]
    assert {"block.added", "renewal.asked", "import.part"} <= {row[2] for row in found[0][0]}
