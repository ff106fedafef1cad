"""A call that was passed on has a part for each person who talked, one after another."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from core.model.call_records import Answerer, CallRecord, Disposition, RecordDirection
from core.rules.call_parts import part_ref, parts_of, whole_of

NINE = datetime(2026, 3, 2, 9, tzinfo=UTC)
PEOPLE = {"201": {"anna"}, "202": {"bruno"}, "203": {"anna"}, "600": {"anna", "bruno"}}


def legs(text: str) -> list[CallRecord]:
    """`201 0-5 202 5-20`: extensions, and minutes of talk."""
    words = text.split()
    found = []
    for number, (extension, minutes) in enumerate(zip(words[::2], words[1::2], strict=True)):
        since, until = (NINE + timedelta(minutes=float(each)) for each in minutes.split("-"))
        seconds = (until - since) // timedelta(seconds=1)
        found.append(
            CallRecord(
                "pbx", "c", str(number), RecordDirection.IN, "+390212345678", "", extension, since, since, until, seconds,
                True, Disposition.ANSWERED, Answerer.PERSON,
            )
        )  # fmt: skip
    return found


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("201 0-5", "201"),
        ("201 0-5 202 5-20", "201 | 202"),
        ("202 5-20 201 0-5", "201 | 202"),
        # Passed on with a word or two, also by the reception, whose extension is nobody's.
        ("201 0-1.5 202 1.5-20", "201 202"),
        ("100 0-5 202 5-20", "100 202"),
        ("201 0-5 100 5-20", "201 100"),
        ("201 0-5 202 5-20 100 20-40", "201 | 202 100"),
        # At the same time: a conference, or a colleague who listens.
        ("201 0-10 202 5-20", "201 202"),
        # The same person: put on hold, taken on another phone, or by a group.
        ("201 0-5 203 5-20", "201 203"),
        ("201 0-5 600 5-20", "201 600"),
        ("201 0-5 100 5-6 201 6-20", "201 100 201"),
        ("201 0-5 202 5-15 201 15-30", "201 | 202 | 201"),
        ("100 0-5 101 5-20", "100 101"),
    ],
)
def test_who_talked_one_after_another_has_a_part_each(text: str, wanted: str) -> None:
    found = parts_of(legs(text), lambda extension: frozenset(PEOPLE.get(extension, ())))
    assert " | ".join(" ".join(leg.extension for leg in part) for part in found) == wanted
    assert len(parts_of(legs(text), lambda _extension: frozenset())) == 1


def test_a_call_has_nine_parts_at_most_and_a_part_names_its_call() -> None:
    many = [
        replace(leg, extension=str(number % 2 + 201), leg=str(number))
        for number, leg in enumerate(legs(" ".join(f"201 {5 * each}-{5 * each + 5}" for each in range(20))))
    ]
    found = parts_of(many, lambda extension: frozenset(PEOPLE[extension]))
    assert 1 <= len(found) <= 9 and sum(len(part) for part in found) == 20
    assert [whole_of(each) for each in (part_ref("c1", 2), "c1", "", "#", "a#")] == ["c1", "c1", "", "#", "a#"]
