"""Entries from `timew export`."""

import json
from datetime import UTC, date, datetime
from typing import Any

import pytest

from core.imports.detect import read_entries
from core.imports.rows import EntryRow, ReadResult


def read(*intervals: Any) -> ReadResult[EntryRow]:
    return read_entries(json.dumps(intervals).encode(), "timew.json")


def interval(*tags: str, **more: Any) -> dict[str, Any]:
    return {"id": 1, "start": "20260302T080000Z", "end": "20260302T081500Z", "tags": list(tags), **more}


def test_an_interval_is_an_instant_and_its_seconds() -> None:
    row = read(interval("acme")).rows[0]
    assert (row.row_number, row.client_text, row.worked_seconds) == (1, "acme", 900)
    assert (row.started_at, row.work_date) == (datetime(2026, 3, 2, 8, tzinfo=UTC), date(2026, 3, 2))


def test_tags_name_client_ticket_and_work_type_and_the_rest_joins_the_note() -> None:
    row = read(interval("acme", "#4821", "remote", "urgent", "#9", annotation="printer\njams")).rows[0]
    assert (row.client_text, row.ticket, row.work_type) == ("acme", "4821", "remote")
    assert row.note == "printer jams urgent #9"


@pytest.mark.parametrize("tags", [("urgent", "client:acme"), ("#4821", "acme"), ("acme",), ("phone", "acme")])
def test_the_client_is_the_tag_that_says_so_or_the_first_that_can_be_one(tags: tuple[str, ...]) -> None:
    assert read(interval(*tags)).rows[0].client_text == "acme"


def test_all_bad_intervals_are_told_by_their_place() -> None:
    running = {"start": "20260302T080000Z", "tags": ["acme"]}
    result = read(
        interval("acme"),
        running,
        interval("acme", end=None),
        interval(),
        interval("#1", "phone"),
        interval("acme", start="yesterday"),
        {"end": "20260302T080000Z"},
        "text",
        interval("acme", end="20260302T080000Z"),
        interval("acme", end="20260302T070000Z"),
        interval("acme", end="20260303T080001Z"),
    )
    assert len(result.rows) == 1
    assert [(bad.row_number, bad.column) for bad in result.bad] == [
        (2, "end"),
        (3, "end"),
        (4, "tags"),
        (5, "tags"),
        (6, "start"),
        (7, "start"),
        (8, "*"),
        (9, "end"),
        (10, "end"),
        (11, "end"),
    ]
    assert "still running" in result.bad[0].sentence


def test_an_empty_export_holds_no_entries() -> None:
    assert read() == ReadResult((), (), warnings=("timew.json holds no row",))


def test_the_key_is_that_of_the_content_and_text_that_cannot_be_stored_is_cleaned() -> None:
    row = read(interval("acme", annotation="a\ud800b\x1b")).rows[0]
    assert row.note == "ab"
    assert row.key_material == "timewarrior|20260302T080000Z|20260302T081500Z|acme|ab|1"
