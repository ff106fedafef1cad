"""An import keeps the first rows of a file in memory and puts the others aside, and sees no difference."""

import errno
import gc
import io
import json
import tempfile
import tracemalloc
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.basics.errors import StoreUnavailable
from core.imports import looks, source, spilled
from core.imports.client_plan import PlannedClient
from core.imports.detect import read_clients
from core.imports.json_items import JsonItems
from core.imports.json_sheets import CLIENT_LISTS, client_table
from core.imports.plan import PlannedRow
from core.imports.rows import BadRow, ClientRow, EntryRow
from core.imports.source import Source
from core.imports.spilled import Met, Spilled, in_slices
from core.imports.tables import TableRow
from core.model.work import Span, Work
from core.rules.slips import Posted
from tests.builders import MONDAY, add_client, open_business
from tests.profiles import examples


@given(st.integers(0, 450), st.integers(0, 460), st.integers(0, 460), st.integers(1, 500))
@examples(20)
def test_a_spilled_list_reads_as_the_list_that_was_put_into_it(count: int, begin: int, end: int, size: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(spilled, "IN_MEMORY", 120)
        wanted = [BadRow(number, "date", f"sentence {number}") for number in range(count)]
        found = Spilled[BadRow]()
        for row in wanted:
            found.append(row)
        kept = found.done()
        assert isinstance(kept, tuple) == (count <= 120)
        assert (len(kept), list(kept)) == (count, wanted)
        assert list(kept[begin:end]) == wanted[begin:end] and [kept[place - count] for place in range(count)] == wanted
        assert [each for part in in_slices(kept, size) for each in part] == wanted
        with pytest.raises(IndexError):
            kept[count]


@given(st.lists(st.sampled_from("abcdefghijkl")))
@examples(20)
def test_texts_are_counted_as_often_as_they_are_met(texts: list[str]) -> None:
    met = Met()
    assert [met.add(text) for text in texts] == [texts[: place + 1].count(text) for place, text in enumerate(texts)]
    assert all((text in met, met.times(text)) == (text in texts, texts.count(text)) for text in "abcdefghijklm")


@given(
    st.text('a,"à\r\n\x0b\u2028', max_size=60), st.sampled_from(("utf-8", "utf-8-sig", "utf-16", "cp1252", "utf-16-le"))
)
@examples(40)
def test_a_file_is_the_same_text_line_by_line_in_memory_and_put_aside(text: str, encoding: str) -> None:
    data = text.encode(encoding, "replace")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(source, "IN_MEMORY", 8)
        for read in (Source(data), Source.copied(io.BytesIO(data))):
            wanted = data.decode(read.encoding.codec, read.encoding.errors)
            first, second = read.lines(), read.lines()
            assert list(first) == list(second) == list(io.StringIO(wanted, newline=""))
            assert (read.text(), read.head(), read.data()) == (wanted, wanted, data)


def test_an_import_holds_few_of_its_rows_in_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spilled, "IN_MEMORY", 20)
    most = dict.fromkeys((PlannedRow, EntryRow, BadRow), 0)

    def look(*_done: int) -> None:
        found = gc.get_objects()
        for kind in most:
            most[kind] = max(most[kind], sum(type(each) is kind for each in found))

    rows = [f"{code},{MONDAY},{1 + number % 5},row {number}" for number in range(1200) for code in ("acme", "nobody")]
    with open_business(tmp_path) as business:
        add_client(business, blocks=(6000,))
        plan = business.imports.plan(
            "\n".join(["client,date,duration,note", *rows]).encode(),
            "entries.csv",
            progress=lambda done, total: look() if done % 800 == 0 else None,
        )
        assert (len(plan.rows), len(plan.bad)) == (1200, 1200)
        assert plan.rows[700].draft.note == "row 700" and plan.bad[0].row_number < plan.bad[1199].row_number
        assert business.imports.carry_out(plan, yes=True, skip_bad=True, progress=look).imported == 1200
        assert business.verify().ok
    # 500 rows of the file are looked up at once, and each list keeps the beginning, a part to write and one that was read.
    assert most[PlannedRow] < 600 and most[EntryRow] < 1000 and most[BadRow] < 800, most


def test_looks_keep_the_last_rows_alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(looks, "_MOST_ROWS", 50)
    alive = list[int]()
    met = looks._Before.met

    def noted(self: looks._Before, person: str, posted: Posted) -> list[Posted]:
        near = met(self, person, posted)
        alive.append(len(self._last) + sum(map(len, self._timed.values())) + sum(map(len, self._alike.values())))
        return near

    monkeypatch.setattr(looks._Before, "met", noted)
    rows = [f"acme,2025-11-{1 + number % 20:02},{9 + number % 3}:00,75,{number // 60}" for number in range(200)]
    with open_business(tmp_path) as business:
        add_client(business)
        told = business.imports.plan("\n".join(["client,date,start,duration,note", *rows]).encode(), "x.csv").looks
    assert max(alive) <= 150
    # A day comes again after twenty rows, so each row but the first of a day overlaps one of the fifty before it.
    assert len(told) == 21 and "180" not in told[-1] and told[-1].startswith("1")


@given(st.lists(st.tuples(st.sampled_from("ab"), st.integers(0, 4_000), st.integers(1, 90)), max_size=40))
def test_a_row_meets_those_of_its_person_whose_times_it_shares_in_whatever_order(
    rows: list[tuple[str, int, int]],
) -> None:
    before, begin, earlier = looks._Before(), datetime(2026, 3, 2, tzinfo=UTC), list[tuple[str, int, int, str]]()
    for number, (person, minute, minutes) in enumerate(rows):
        start = begin + timedelta(minutes=minute)
        work = Work(start.date(), minutes * 60, (Span(start, minutes * 60),))
        met = before.met(person, Posted(str(number), "c", work, note=str(number)))
        shared = [
            label
            for other, since, length, label in earlier
            if other == person and since < minute + minutes and minute < since + length
        ]
        assert sorted(each.label for each in met) == sorted(shared)
        earlier.append((person, minute, minutes, str(number)))


def test_where_nothing_can_be_put_aside_it_is_said_with_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(**_options: object) -> object:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(tempfile, "TemporaryFile", full)
    monkeypatch.setattr(spilled, "IN_MEMORY", 0)
    rows = Spilled[int]()
    with pytest.raises(StoreUnavailable, match=r"no space left.*TMPDIR"):
        for number in range(200):
            rows.append(number)
    with pytest.raises(StoreUnavailable, match="TMPDIR"):
        Source.copied(io.BytesIO(b"x" * (source.IN_MEMORY + 1)))


_LONG = "Company,First Name,Last Name,Business Phone,E-mail Address\n" + "".join(
    f"Firm {number % 70} S.r.l.,{('Anna,Rossi ' + str(number)) if number % 3 else ','},02 {1000000 + number},\n"
    for number in range(200)
)


def test_a_long_list_of_people_is_read_as_one_that_stays_in_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    vat = "Denominazione;P. Iva;Tel.\n" + "".join(f"Acme {n % 9};0123456{n % 9};02 {n}\n" for n in range(40))
    twice = "codice;nome\n" + "".join(f"c{n % 30};N {n}\n" for n in range(40))
    texts = [_LONG, vat, twice]
    whole = [read_clients(text.encode(), "a.csv") for text in texts]
    monkeypatch.setattr("core.imports.spilled.IN_MEMORY", 3)
    monkeypatch.setattr("core.imports.spilled._PART", 4)
    for text, before in zip(texts, whole, strict=True):
        found = read_clients(Source.copied(io.BytesIO(text.encode())), "a.csv")
        assert (tuple(found.rows), found.bad) == (tuple(before.rows), before.bad)
    assert [len(each.rows) for each in whole] == [70, 9, 30]
    assert [(row.row_number, row.sentence[:22]) for row in whole[2].bad][:2] == [
        (32, "c0 stands in row 2 too"),
        (33, "c1 stands in row 3 too"),
    ]


def test_few_rows_of_a_long_list_are_alive(tmp_path: Path) -> None:
    business = open_business(tmp_path)
    text = "codice;nome;telefono;p. iva\n" + "".join(f"c{n};Nome {n};02 {1000000 + n};\n" for n in range(3_000))
    plan = business.imports.plan_clients(text.encode(), "a.csv")
    alive = [each for each in gc.get_objects() if isinstance(each, ClientRow | PlannedClient | TableRow)]
    assert len(plan.clients) == 3_000 and len(alive) < 3_500


def test_a_json_list_of_clients_is_read_item_by_item(tmp_path: Path) -> None:
    text = json.dumps([{"id": n, "name": f"Nome {n}", "notes": "due\nrighe"} for n in range(12_000)])
    source = Source(text.encode())
    tracemalloc.start()
    try:
        table = client_table(JsonItems(source, "a.json", CLIENT_LISTS))
        assert table is not None
        rows = [(row.number, row.first("name")) for row in table.rows() if row.number in (1, 12_000)]
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert rows == [(1, "Nome 0"), (12_000, "Nome 11999")]
    assert peak < len(text)
