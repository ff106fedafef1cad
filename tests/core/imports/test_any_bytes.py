"""No sequence of bytes makes a reader raise anything but its own errors."""

import json
import tracemalloc
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from core.basics.errors import MonteoreError
from core.imports.detect import read_clients, read_entries
from core.imports.leftovers import bad_part
from tests.core.imports import test_client_programs as programs
from tests.core.imports.test_json_sheets import CLOCKIFY as CLOCKIFY_JSON
from tests.core.imports.test_json_sheets import HARVEST as HARVEST_JSON
from tests.core.imports.test_json_sheets import KIMAI as KIMAI_JSON
from tests.core.imports.test_plain_formats import TIMECLOCK, TIMEDOT
from tests.core.imports.test_sheets import (
    AUTOTASK,
    CONNECTWISE,
    HARVEST,
    HARVEST_GERMAN,
    JIRA,
    KIMAI,
    KIMAI_ITALIAN,
    SOLIDTIME,
    clockify,
)
from tests.core.imports.test_toggl import HEADER as TOGGL

CLIENT_PROGRAMS = (
    "GOOGLE", "OUTLOOK", "OUTLOOK_ITALIAN", "DANEA", "RAGIONE", "HUBSPOT", "CONNECTWISE", "AUTOTASK", "HALO", "SYNCRO",
    "HARVEST", "TOGGL",
)  # fmt: skip

TIME_FILES = (
    clockify("2026-03-02", "09:00", "09:45"),
    HARVEST,
    HARVEST_GERMAN,
    KIMAI,
    KIMAI_ITALIAN,
    SOLIDTIME,
    JIRA,
    AUTOTASK,
    CONNECTWISE,
    TIMECLOCK,
    TIMEDOT,
    'inc 20260302T080000Z - 20260302T090000Z # acme "two words" # "a note"\n',
    TOGGL + "\nAnna,a@b.it,Acme,Net,mail,x,No,2026-03-02,09:00:00,2026-03-02,09:45:00,00:45:00,4821\n",
    *(json.dumps(document) for document in ({"timeentries": [CLOCKIFY_JSON]}, [HARVEST_JSON], [KIMAI_JSON])),
    '[[1772438400, 1772441100, "acme", "id", ["4821"], 1772441100]]',
    '[{"start": "20260302T080000Z", "end": "20260302T081500Z", "tags": ["acme"]}]',
    "client,date,start,end,duration\nacme,2026-03-02,09:00,10:00,60\n",
)
CARD = "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Mario Rossi\r\nORG:Acme;IT\r\nTEL;TYPE=WORK:02 1234567\r\nEND:VCARD\r\n"
CLIENT_FILES = (
    CARD,
    CARD.replace("VERSION:3.0", "VERSION:2.1").replace("FN:Mario", "FN;ENCODING=QUOTED-PRINTABLE:M=C3=A0=\r\nrio"),
    "name;phone\nAcme;02 1234567\n",
    "code,name,kind,block,price,threshold,sold\nacme,Acme,prepaid,10h,800.00,2h,2026-03-02\n",
    *(getattr(programs, name) for name in CLIENT_PROGRAMS),
)

_MOST_FACTOR = 200
"""Bytes of memory for a byte of a large file: rows hold cells as Python strings."""


@st.composite
def mangled(draw: st.DrawFn, files: tuple[str, ...]) -> bytes:
    """A file with some of its bytes replaced, left out or repeated."""
    data = bytearray(draw(st.sampled_from(files)).encode(draw(st.sampled_from(["utf-8", "utf-16", "cp1252"]))))
    for _ in range(draw(st.integers(0, 6))):
        place = draw(st.integers(0, len(data)))
        match draw(st.integers(0, 2)):
            case 0:
                data[place : place + draw(st.integers(0, 9))] = draw(st.binary(max_size=9))
            case 1:
                data[place:place] = draw(
                    st.sampled_from([b'"', b"\n", b"\r", b";", b",", b"\x00", b"9" * 40, b"9" * 5_000, b"=0D=0A="])
                )
            case _:
                data[place:place] = data[place : place + 60]
    return bytes(data)


@given(st.one_of(mangled(TIME_FILES), st.binary(max_size=200), st.text(max_size=200).map(str.encode)))
@example(b'[[1e400, 2, "a"]]')
@example(b"[" * 100_000)
@example(b'[[NaN, Infinity, "a"], [1, 2, "a"]]')
@example(b"client,date,duration\na,9999-12-31,1\na,2026-01-01," + b"9" * 5000)
@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_entries_of_any_bytes_are_read_or_refused(data: bytes) -> None:
    try:
        result = read_entries(data, "file")
    except MonteoreError as error:
        assert str(error) and "\n" not in str(error)
        return
    assert all(0 < row.worked_seconds <= 86_400 and row.client_text for row in result.rows)
    if result.bad:
        assert isinstance(bad_part(data, {bad.row_number for bad in result.bad}), str)


@given(st.one_of(mangled(CLIENT_FILES), st.binary(max_size=200)))
@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_clients_of_any_bytes_are_read_or_refused(data: bytes) -> None:
    try:
        result = read_clients(data, "file")
    except MonteoreError as error:
        assert str(error) and "\n" not in str(error)
        return
    assert all(row.name for row in result.rows)
    if result.bad:
        assert isinstance(bad_part(data, {bad.row_number for bad in result.bad}), str)


@pytest.mark.parametrize(
    ("head", "unit", "read"),
    [
        *((b"", unit, read_entries) for unit in (b'"', b"i 2026-01-01 09:00 a\n", b"2026-01-01\na  ..\n", b"[[")),
        *((b"", unit, read_entries) for unit in (b",", b"\xff\xfe", b"\x00a", b"sep=;\n")),
        *((b"name\n", unit, read_clients) for unit in (b'"', b",", b"\x00")),
        (b"", b"BEGIN:VCARD\n", read_clients),
        (b"BEGIN:VCARD\nVERSION:2.1\nFN;ENCODING=QUOTED-PRINTABLE:a=\n", b"a=\n", read_clients),
    ],
)
def test_a_large_file_of_one_repeated_piece_takes_memory_in_proportion(
    head: bytes, unit: bytes, read: Callable[[bytes, str], object]
) -> None:
    data = head + unit * (100_000 // len(unit))
    tracemalloc.start()
    try:
        read(data, "file")
    except MonteoreError:
        pass
    finally:
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert peak < _MOST_FACTOR * len(data)
