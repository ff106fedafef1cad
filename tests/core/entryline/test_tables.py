"""Lines as people of both languages write them: what they mean, and where the others are refused."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from core.basics.errors import UnreadableLine
from core.basics.i18n import writing_to
from core.entryline.parse import DAY_WORDS_BY_LANGUAGE, EntryLine, read_line
from tests.core.entryline.tables import ENGLISH, ENGLISH_REFUSED, ITALIAN, ITALIAN_REFUSED, rows

ROME = ZoneInfo("Europe/Rome")
NOW = datetime(2026, 3, 11, 14, 30, tzinfo=UTC)  # 15:30 in Rome


def read(line: str, language: str) -> EntryLine:
    with writing_to(language):
        words = DAY_WORDS_BY_LANGUAGE.get(language)
        return read_line(line, now=NOW, zone=ROME, known_work_types=("phone",), day_words=words)


@pytest.mark.parametrize(
    ("language", "row"),
    [("en", row) for row in rows(ENGLISH)] + [("it", row) for row in rows(ITALIAN)],
    ids=lambda value: value if isinstance(value, str) else value[0],
)
def test_a_line_means_what_it_says(language: str, row: tuple[str, ...]) -> None:
    typed, minutes, start, note = row
    entry = read(f"acme {typed}", language)
    assert entry.work.worked_seconds == round(float(minutes) * 60)
    assert entry.note == note
    began = entry.work.spans[0].started_at
    if start == "-":
        assert (NOW - began).total_seconds() == entry.work.worked_seconds
    else:
        assert began.astimezone(ROME).strftime("%H:%M") == start


@pytest.mark.parametrize(
    ("language", "row"),
    [("en", row) for row in rows(ENGLISH_REFUSED)] + [("it", row) for row in rows(ITALIAN_REFUSED)],
    ids=lambda value: value if isinstance(value, str) else value[0] or "nothing",
)
def test_a_line_that_is_not_clear_is_refused_at_its_column(language: str, row: tuple[str, ...]) -> None:
    typed, place, reason = row
    line = f"acme {typed}"
    with pytest.raises(UnreadableLine) as caught:
        read(line, language)
    fault = caught.value
    assert line[fault.start : fault.end] == place
    assert fault.start == (line.rindex(place) if place else len(line))
    assert reason in str(fault)
    assert str(fault.start + 1) in str(fault).split(":")[0]


def test_the_tables_hold_at_least_150_lines_a_language() -> None:
    assert len(rows(ENGLISH)) + len(rows(ENGLISH_REFUSED)) >= 150
    assert len(rows(ITALIAN)) + len(rows(ITALIAN_REFUSED)) >= 150
