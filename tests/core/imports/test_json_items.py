"""A JSON document is read item by item, and is the same as one that is read whole."""

import json
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from core.basics.errors import Refused
from core.imports import json_items
from core.imports.detect import read_clients, read_entries
from core.imports.json_items import JsonItems, page_of_several
from core.imports.source import Source
from tests.profiles import examples

_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=6,
)


def items_of(text: str) -> JsonItems:
    return JsonItems(Source(text.encode("utf-8", "surrogatepass")), "a.json", ("issues", "data"))


@given(st.lists(_VALUES, max_size=6), st.sampled_from([None, 0, 2]), st.integers(1, 9))
@example([0.0, 1.5e-9, -2e300, 12, True, None], None, 1)
@examples(40)
def test_items_are_the_same_whatever_size_of_piece_is_read(items: list[Any], indent: int | None, chunk: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(json_items, "_CHUNK", chunk)
        read = items_of(json.dumps(items, indent=indent))
        assert list(read) == list(read) == items and read.is_list and read.count == len(items)
        held = items_of(json.dumps({"total": 3, "names": [1], "data": items, "issues": [0]}, indent=indent))
        assert list(held) == items and not held.is_list and held.around == {"total": 3, "names": None, "issues": None}
        assert held.keys() == {"total", "names", "data", "issues"}


@pytest.mark.parametrize("chunk", [3, 1 << 16])
@pytest.mark.parametrize(
    "text",
    ['[1, 2', '[1 2]', '[\n1,\n  x]', '[1, {"a": 1,}]', '{"data": [1] "b": 2}', '{"data": [1], b: 2}', '[1]\n\n]', "[", '["a'],
)  # fmt: skip
def test_a_document_that_is_not_sound_is_refused_at_the_place_that_json_names(
    text: str, chunk: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(json_items, "_CHUNK", chunk)
    with pytest.raises(json.JSONDecodeError) as wanted:
        json.loads(text)
    place = f"line {wanted.value.lineno} column {wanted.value.colno})"
    with pytest.raises(Refused) as refused:
        list(items_of(text))
    assert place in str(refused.value) and "a.json is not sound JSON" in str(refused.value)


def test_an_item_that_never_ends_is_refused_before_it_fills_the_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_items, "_CHUNK", 100)
    monkeypatch.setattr(json_items, "_LONGEST", 1_000)
    read = items_of('["' + "a" * 100_000)
    with pytest.raises(Refused, match="Unterminated string"):
        list(read)


@pytest.mark.parametrize(
    ("around", "words"),
    [
        ('"total": 1200', "holds 2 of 1200 items"),
        ('"total_entries": 3', "holds 2 of 3 items"),
        ('"isLast": false', "one page of several"),
        ('"nextPageToken": "x"', "one page of several"),
        ('"next_page": 2', "one page of several"),
        ('"total": 2, "isLast": true, "next_page": null', ""),
        ('"total": true', ""),
    ],
)
def test_a_page_of_a_longer_list_is_told(around: str, words: str) -> None:
    for text in (f'{{{around}, "data": [1, 2]}}', f'{{"data": [1, 2], {around}}}'):
        read = items_of(text)
        list(read)
        assert words in "".join(page_of_several(read)) and bool(page_of_several(read)) == bool(words)


def test_a_number_too_long_for_one_spoils_its_own_item_only() -> None:
    text = f'[{{"id": 1, "name": "Acme"}}, {{"id": {"9" * 5_000}, "name": "Beta"}}, {{"id": 3, "name": "Gamma"}}]'
    read = read_clients(text.encode(), "clients.json")
    assert [row.name for row in read.rows] == ["Acme", "Gamma"]
    assert [(row.row_number, row.column) for row in read.bad] == [(2, "id")]


@pytest.mark.parametrize("text", ["name;phone\n", "code,name\n\n"])
def test_a_file_without_a_row_says_so(text: str) -> None:
    assert read_clients(text.encode(), "clients.csv").warnings == ("clients.csv holds no row",)
    assert read_entries(b"client,date,duration\n", "march.csv").warnings == ("march.csv holds no row",)
