"""Watson, timeclock and timedot."""

import json
from datetime import UTC, date, datetime

from core.imports.detect import read_entries
from core.imports.leftovers import bad_part
from core.imports.rows import EntryRow, ReadResult


def read(text: str) -> ReadResult[EntryRow]:
    return read_entries(text.encode(), "file")


def test_a_frame_of_watson_is_two_instants_a_project_and_tags() -> None:
    frames = [[1772438400, 1772441100, "acme", "id", ["4821", "remote", "disks"], 1772441100], [5, 5, "acme", "x", []]]
    result = read(json.dumps(frames))
    (row,) = result.rows
    assert (row.client_text, row.ticket, row.work_type, row.note) == ("acme", "4821", "remote", "disks")
    assert (row.started_at, row.worked_seconds) == (datetime(2026, 3, 2, 8, tzinfo=UTC), 2700)
    assert [(bad.row_number, bad.column) for bad in result.bad] == [(2, "stop")]
    assert json.loads(bad_part(json.dumps(frames).encode(), {2})) == [frames[1]]


def test_frames_that_no_calendar_holds_are_bad_rows() -> None:
    frames = [[1772438400, 1772441100, "acme"], [10**30, 10**30 + 5, "a"], [True, "x", "a"], [1, 2], {}, "x"]
    assert [bad.row_number for bad in read(json.dumps(frames)).bad] == [2, 3, 4, 5, 6]


TIMECLOCK = """\
; a comment
i 2026/03/02 09:00:00 clients:acme  patching disks  ; #4821, remote
o 2026/03/02 09:45:00
i 2026-03-02 23:30 beta
o 2026-03-03 00:15
o 2026-03-03 01:00
i 2026-03-04 09:00 gamma
"""


def test_a_timeclock_session_is_the_time_between_its_two_lines() -> None:
    result = read(TIMECLOCK)
    first, second = result.rows
    assert (first.client_text, first.ticket, first.work_type, first.note) == (
        "acme",
        "4821",
        "remote",
        "patching disks",
    )
    assert (first.started_at_local, first.worked_seconds) == (datetime(2026, 3, 2, 9), 2700)
    assert (second.work_date, second.worked_seconds) == (date(2026, 3, 2), 2700)
    assert [(bad.row_number, bad.column) for bad in result.bad] == [(6, "*"), (7, "end")]
    assert bad_part(TIMECLOCK.encode(), {6, 7}) == "o 2026-03-03 01:00\ni 2026-03-04 09:00 gamma\n"


def test_overlapping_sessions_are_told_apart_by_the_account_of_their_end() -> None:
    text = "i 2026-03-02 09:00 a\ni 2026-03-02 09:10 b\no 2026-03-02 10:00 a\no 2026-03-02 10:10\n"
    assert [(row.client_text, row.worked_seconds) for row in read(text).rows] == [("a", 3600), ("b", 3600)]


TIMEDOT = """\
# a comment
2026-03-02 migration
clients:acme  ....
acme      1,5h  ; disks #4821
beta:gamma  90m

2026-03-03
acme  aab
acme  nothing of this
delta
"""


def test_timedot_dots_are_quarters_and_numbers_are_hours_unless_they_have_a_unit() -> None:
    result = read(TIMEDOT)
    assert [(row.client_text, row.worked_seconds) for row in result.rows[:4]] == [
        ("acme", 3600),
        ("acme", 5400),
        ("gamma", 5400),
        ("acme", 2700),
    ]
    assert [(row.ticket, row.note) for row in result.rows[:2]] == [("", "migration"), ("4821", "disks")]
    assert result.rows[3].work_date == date(2026, 3, 3)
    assert [bad.row_number for bad in result.bad] == [10]
    assert bad_part(TIMEDOT.encode(), {10}) == "2026-03-03\ndelta\n"


def test_the_data_files_of_timewarrior_are_read_and_give_their_bad_lines_back() -> None:
    running = "inc 20260302T120000Z # Acme"
    text = 'inc 20260302T080000Z - 20260302T084500Z # "Acme Srl" remote #4821 # "a \\"note\\""\n\n' + running + "\n"
    result = read(text)
    (row,) = result.rows
    assert (row.client_text, row.work_type, row.ticket, row.worked_seconds) == ("Acme Srl", "remote", "4821", 2700)
    assert (row.note, row.started_at) == ('a "note"', datetime(2026, 3, 2, 8, tzinfo=UTC))
    assert [bad.row_number for bad in result.bad] == [3]
    assert bad_part(text.encode(), {3}) == running + "\n"


def test_the_log_of_watson_in_json_has_instants_with_their_offset() -> None:
    frame = {"id": "a", "start": "2026-03-02T09:00:00+01:00", "stop": "2026-03-02T09:45:00+01:00", "project": "acme"}
    result = read(json.dumps([frame | {"tags": ["remote", "4821"]}]))
    (row,) = result.rows
    assert (result.program, row.client_text, row.work_type, row.ticket) == ("Watson", "acme", "remote", "4821")
    assert (row.started_at, row.worked_seconds) == (datetime(2026, 3, 2, 8, tzinfo=UTC), 2700)


def test_work_that_names_no_client_is_read_where_every_row_is_for_one() -> None:
    for text in (
        '[[1772438400, 1772441100, "", "id", []]]',
        '[{"start": "20260302T080000Z", "end": "20260302T084500Z"}]',
        "inc 20260302T080000Z - 20260302T084500Z\n",
        "i 2026-03-02 09:00\no 2026-03-02 09:45\n",
        "2026-03-02\nx:  ...\n",
        "date,start,end\n2026-03-02,09:00,09:45\n",
        "client,date,duration\n,2026-03-02,45\n",
        "User,Client,Project,Description,Start date,Start time,Duration,Tags\nAnna,,,x,2026-03-02,09:00:00,00:45:00,\n",
    ):
        result = read_entries(text.encode(), "file", has_client=True)
        assert [row.worked_seconds for row in result.rows] == [2700], text
        if not text.startswith("date"):
            assert len(read(text).bad) == 1


def test_clocking_out_ends_the_last_session_of_its_account_or_the_last_of_all() -> None:
    said = (
        "i 09:00 a",
        "i 09:10 b",
        "i 09:20 a",
        "i 09:30",
        "o 10:00 a",
        "o 10:00 none",
        "o 10:00 b",
        *["o 10:00"] * 3,
    )
    lines = [f"{each[0]} 2026-03-02 {each[2:]}" for each in said]
    result = read("\n".join(lines))
    assert [(row.row_number, row.client_text, row.worked_seconds // 60) for row in result.rows] == [
        (3, "a", 40), (2, "b", 50), (1, "a", 60),
    ]  # fmt: skip
    assert [(bad.row_number, bad.column) for bad in result.bad] == [(6, "*"), (4, "account"), (10, "*")]
