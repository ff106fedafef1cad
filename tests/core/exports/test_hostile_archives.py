"""Archives of another program: whatever a row holds, the answer names the row in one line and nothing is made."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from core.basics.errors import Refused
from core.exports.archive import archive_lines, restore
from core.journal.chain import digest_of
from core.journal.codec import canonical
from tests.builders import add_client, draft_of, open_business

Body = dict[str, Any]


@pytest.fixture
def lines(tmp_path: Path) -> list[str]:
    with open_business(tmp_path) as business:
        client = add_client(business)
        business.entries.post(draft_of(client, 30, note="printer"))
        return list(archive_lines(business.session))


def place_of(lines: list[str], kind: str) -> int:
    return next(place for place, line in enumerate(lines) if place and json.loads(line)[3] == kind)


def forged(lines: list[str], place: int, body: str) -> str:
    """The archive with another body in one row, every digest made to fit again."""
    head, rows = json.loads(lines[0]), [json.loads(line) for line in lines[1:]]
    rows[place - 1][4] = body
    previous = "0" * 64
    for row in rows:
        row[5] = previous
        row[6] = previous = digest_of(*row[:6])
    head["head"] = previous
    return "\n".join(json.dumps(each) for each in (head, *rows))


def set_to(**values: Any) -> Callable[[Body], Body]:
    return lambda body: body | values


@pytest.mark.parametrize(
    ("kind", "change"),
    [
        ("entry.posted", set_to(worked_seconds=10**30)),
        ("entry.posted", set_to(worked_seconds="many")),
        ("entry.posted", set_to(worked_seconds=1.5)),
        ("entry.posted", set_to(worked_seconds=-5)),
        ("entry.posted", set_to(fee_minutes="none")),
        ("entry.posted", set_to(fee_minutes=None)),
        ("entry.posted", set_to(draws=[{"block_id": "b", "minutes": 5}])),
        ("entry.posted", set_to(draws=7)),
        ("entry.posted", set_to(charge=[])),
        ("entry.posted", set_to(ticket={"a": 1})),
        ("entry.posted", set_to(ticket="nul\0here")),
        ("entry.posted", set_to(ticket="half \ud800")),
        ("entry.posted", set_to(client_id="nobody")),
        ("entry.posted", set_to(work_date="yesterday")),
        ("entry.posted", set_to(unheard_of=1)),
        ("entry.posted", lambda _body: {}),
        ("agreement.set", set_to(terms=5)),
        ("block.added", set_to(size_minutes=True)),
        ("block.added", set_to(line=5)),
        ("setting.set", set_to(value=5)),
    ],
)
def test_a_row_with_values_of_no_use_is_named(
    lines: list[str], tmp_path: Path, kind: str, change: Callable[[Body], Body]
) -> None:
    place = place_of(lines, kind)
    body = canonical(change(json.loads(json.loads(lines[place])[4])))
    with pytest.raises(Refused, match=f"^row {place} of the archive does not fit; nothing was made$"):
        restore(tmp_path / "new.db", forged(lines, place, body))
    assert [path.name for path in tmp_path.iterdir() if "new" in path.name] == []


@pytest.mark.parametrize("body", ["[" * 100_000, '{"a":' * 5000 + "1" + "}" * 5000, "9" * 5000, "null", "", "[1]"])
def test_a_body_that_is_no_event_is_named(lines: list[str], tmp_path: Path, body: str) -> None:
    with pytest.raises(Refused, match=r"^row 2 of the archive does not fit"):
        restore(tmp_path / "new.db", forged(lines, 2, body))


@pytest.mark.parametrize(
    "row",
    [
        "null",
        "7",
        "[]",
        "[" * 200_000,
        '{"export": [], "content": 5}',
        '{"content": "AAAA"}',
        '[1, 2, 3, 4, 5, 6, 7]',
        '[1, "2026", null, "lock.set", "{}", "", ""]',
        '[1e400, "x", "x", "x", "x", "x", "x"]',
        "[" + "9" * 5000 + "]",
        '["\\ud800"]',
    ],
)  # fmt: skip
def test_a_line_that_is_no_row_is_named(lines: list[str], tmp_path: Path, row: str) -> None:
    lines[2] = row
    with pytest.raises(Refused, match=r"^row 2 of the archive does not fit"):
        restore(tmp_path / "new.db", "\n".join(lines))


def test_a_line_of_a_hundred_megabytes_is_refused_without_being_read(lines: list[str], tmp_path: Path) -> None:
    lines[2] = "[" + " " * 100_000_000 + "]"
    with pytest.raises(Refused, match=r"^row 2 of the archive does not fit"):
        restore(tmp_path / "new.db", "\n".join(lines))


@pytest.mark.parametrize("zone", ["Mars/Olympus", "", "/etc/passwd", "../up", "Europe", "a" * 5000, "x\x1b[31m"])
def test_a_row_with_an_unknown_zone_is_named_with_it(lines: list[str], tmp_path: Path, zone: str) -> None:
    place = place_of(lines, "setting.set")
    body = json.dumps({"name": "timezone", "value": zone})
    with pytest.raises(Refused) as told:
        restore(tmp_path / "new.db", forged(lines, place, body))
    assert str(told.value).startswith(f"row {place} of the archive names an unknown time zone (")
    assert len(str(told.value)) < 200 and "\x1b" not in str(told.value)
    assert [path.name for path in tmp_path.iterdir() if "new" in path.name] == []


def test_the_unknown_zone_of_an_agreement_is_told_too(lines: list[str], tmp_path: Path) -> None:
    place = place_of(lines, "agreement.set")
    body = json.loads(json.loads(lines[place])[4])
    body["terms"]["timezone"] = "Mars/Olympus"
    with pytest.raises(Refused, match=f"^row {place} of the archive names an unknown time zone"):
        restore(tmp_path / "new.db", forged(lines, place, canonical(body)))
