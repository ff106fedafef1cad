"""JSON of the journal: the same bytes whichever library writes them."""

from datetime import UTC, datetime, timedelta
from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.journal import codec
from core.journal.registry import type_by_name
from tests.profiles import examples

# No float: no event has one, which the second test holds.
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(codec=None, categories=None)),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=12,
)


@examples(100)
@given(VALUES)
def test_both_libraries_write_the_same_bytes_and_read_the_same_values(value: object) -> None:
    pytest.importorskip("orjson")
    texts = []
    for quick in ([], [codec._Quick()]):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(codec, "_quick", quick)
            text = codec.canonical(value)
            texts.append((text, codec.canonical_bytes(value), codec.parsed(text)))
    assert texts[0] == texts[1]
    assert texts[0][1] == texts[0][0].encode("utf-8", "surrogatepass")


@examples(100)
@given(VALUES)
def test_the_encoder_that_is_kept_writes_what_the_one_that_is_made_anew_does(value: object) -> None:
    assert codec._encode(value) == codec._ENCODER.encode(value)


def test_what_json_has_not_is_refused_by_both() -> None:
    pytest.importorskip("orjson")
    for quick in ([], [codec._Quick()]):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(codec, "_quick", quick)
            with pytest.raises(TypeError):
                codec.canonical({"event": next(iter(type_by_name.values()))})
            for broken in ("", "{", "[1,]", '{"a":1}x'):
                with pytest.raises(ValueError):
                    codec.parsed(broken)


def test_no_event_has_a_float() -> None:
    from dataclasses import fields

    import core.journal.events  # noqa: F401  (the classes register themselves)

    assert type_by_name
    assert not [
        (name, each.name) for name, kind in type_by_name.items() for each in fields(kind) if "float" in str(each.type)
    ]  # type: ignore[arg-type]


@pytest.mark.parametrize("ahead", [None, timedelta(0), timedelta(seconds=3), -timedelta(hours=1)])
def test_rows_of_one_change_are_recorded_at_the_instants_that_follow_each_other(ahead: timedelta | None) -> None:
    now = datetime(2026, 3, 31, 23, 59, 59, 998_700, tzinfo=UTC)
    last = None if ahead is None else codec.instant_from(codec.instant_text(now + ahead))
    found = list(islice(codec.recorded_texts(last, now), 2500))
    text = codec.instant_text(last) if last else ""
    for each in found:
        text = codec.recorded_after(text, now)
        assert each == text
    assert found[0].startswith("2026-")
