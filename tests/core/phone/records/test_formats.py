"""Each format of call records by a small made file: what is recognised, what each leg is, and no bytes break a reader."""

import base64
import gc
import io
import json
import re
import tracemalloc
from dataclasses import dataclass
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from core.basics.errors import MonteoreError, Refused, Usage
from core.imports.dates import AmbiguousDates, DateOrder
from core.imports.source import Source
from core.model.call_records import CallRecord, Disposition
from core.phone.records.detect import format_of
from core.phone.records.generic import read_fields
from core.phone.records.legs import Leg, name_and_number, role_in, seconds
from core.phone.records.read import FileRecords, read_legs, read_records
from core.phone.records.text import Sheet
from core.phone.records.times import PlacedLeg, ZoneNeeded
from tests.core.phone.records import samples
from tests.profiles import examples

ROME = ZoneInfo("Europe/Rome")
FROM_OUTSIDE = "03-02 08:00:00 in 0212345678 201 60"


def is_own(party: str) -> bool:
    return party.isascii() and party.isdigit() and len(party) <= 5


def read(
    data: str | bytes,
    zone: ZoneInfo | None = ROME,
    order: DateOrder | None = None,
    maps: tuple[str, ...] = (),
) -> FileRecords:
    raw = data if isinstance(data, bytes) else data.encode()
    legs = read_legs(raw, "calls.csv", fields=read_fields(maps) if maps else None)
    return read_records(legs, "calls.csv", "pbx", is_own, zone=zone, order=order)


def told(record: CallRecord) -> str:
    """One leg on one line: start in UTC, direction, number, extension, seconds, how sure, what it was."""
    parts = (
        f"{record.started_at:%m-%d %H:%M:%S}",
        record.direction.value,
        record.number or "-",
        record.extension or "-",
        str(record.talk_seconds),
        "" if not record.talk_seconds else "exact" if record.is_exact else "at most",
        record.disposition.value,
        record.answered_by.value if record.disposition is Disposition.ANSWERED else "",
    )
    return " ".join(filter(None, parts))


@dataclass(frozen=True)
class Case:
    """A made file: the format that it is, its legs, and how many calls and rows that cannot be read."""

    key: str
    text: str
    legs: tuple[str, ...]
    calls: int = 1
    unread: int = 0


def _prefixed(document: str) -> str:
    """The elements of a document of XML with the prefix of a namespace that nobody declares."""
    return re.sub(r"<(/?)(?=[a-z])", r"<\1x:", document.partition("?>")[2])


RANG_AND_ANSWERED = ("03-02 08:00:00 in 0212345678 202 0 missed", f"{FROM_OUTSIDE} exact answered person")
CASES = (
    Case(
        "asterisk",
        samples.CDR_CSV,
        (
            "03-02 08:00:00 in +390212345678 201 63 at most answered person",
            "03-02 08:10:03 in +390212345678 202 0 missed",
            "03-02 08:20:00 out 0212345678 201 0 busy",
            "03-02 08:30:00 out 0212345678 201 60 exact answered person",
            "03-02 08:40:00 in +390212345678 7000 30 at most answered machine",
            "03-02 08:50:00 in +390212345678 vmu201 30 at most answered voicemail",
        ),
        calls=6,
        unread=1,
    ),
    Case("asterisk", samples.CDR_16, RANG_AND_ANSWERED),
    Case("asterisk", samples.CDR_17_USERFIELD, RANG_AND_ANSWERED),
    Case("asterisk-custom", samples.CDR_CUSTOM, ("03-02 08:00:00 in +390212345678 201 60 at most answered person",)),
    Case(
        "asterisk-named",
        f"{samples.CDR_JSON}{samples.CDR_JSON[:90]}\n",
        (f"{FROM_OUTSIDE} at most answered person",),
        unread=1,
    ),
    Case(
        "freepbx",
        samples.FREEPBX,
        (
            "03-02 08:00:00 in +390212345678 201 60 at most answered machine",
            "03-02 08:00:02 in +390212345678 201 60 at most answered person",
            "03-02 09:00:00 out 0212345678 201 50 at most answered person",
            "03-02 10:00:00 in 0212345678 600 40 at most answered queue",
        ),
        calls=3,
    ),
    Case(
        "freepbx-bare",
        samples.FREEPBX_DMY,
        (f"{FROM_OUTSIDE} at most answered person", "03-03 08:00:00 in 0212345678 201 0 missed"),
        calls=2,
    ),
    Case("nethvoice", samples.NETHVOICE, (f"{FROM_OUTSIDE} at most answered person",)),
    Case(
        "grandstream",
        samples.UCM,
        (
            "03-02 08:00:00 in 0212345678 7000 20 at most answered machine",
            "03-02 08:00:21 in 0212345678 201 60 at most answered person",
            "03-02 08:00:21 in 0212345678 202 0 missed",
        ),
    ),
    Case(
        "freeswitch",
        samples.FREESWITCH,
        (
            f"{FROM_OUTSIDE} at most answered person",
            "03-02 09:00:00 in 0212345678 5000 20 at most answered machine",
            "03-02 10:00:00 in 0212345678 201 0 missed",
        ),
        calls=3,
    ),
    Case("freeswitch-asterisk", samples.FREESWITCH_ASTERISK, (f"{FROM_OUTSIDE} at most answered unknown",)),
    Case("freeswitch-xml", samples.XML, (f"{FROM_OUTSIDE} exact answered person",)),
    *(
        Case("freeswitch-xml", text, (f"{FROM_OUTSIDE} exact answered person",))
        for text in (
            samples.XML.replace("<cdr ", '<cdr xmlns="http://example.org/cdr" '),
            _prefixed(samples.XML).replace("<x:cdr ", '<x:cdr xmlns:x="http://example.org/cdr" '),
            '<x:cdrs xmlns:x="http://example.org/cdr">\n' + _prefixed(samples.XML) + "</x:cdrs>\n",
            "<cdrs>" + samples.XML.partition("?>")[2] + "</cdrs>",
        )
    ),
    Case(
        "freeswitch-xml",
        f"cdr={base64.b64encode(samples.XML.encode()).decode()}\n",
        (f"{FROM_OUTSIDE} exact answered person",),
    ),
    Case("fusionpbx", samples.FUSIONPBX, (f"{FROM_OUTSIDE} at most answered unknown",)),
    Case(
        "3cx-log",
        samples.THREECX_LOG,
        (
            "03-02 08:00:00 out +390212345678 201 25 exact answered person",
            "03-02 08:10:00 in +390212345678 202 60 at most answered person",
            "03-02 08:20:00 in +390212345678 201 0 missed",
        ),
        calls=3,
    ),
    Case(
        "3cx-report",
        samples.THREECX_REPORT,
        (f"{FROM_OUTSIDE} exact answered unknown", "03-02 08:10:00 in 0212345678 201 0 missed"),
        calls=2,
    ),
    Case(
        "3cx-report",
        samples.THREECX_CALLS,
        (
            "03-02 08:00:00 in 0212345678 800 60 at most answered queue",
            "03-02 08:00:06 in 0212345678 201 54 exact answered unknown",
        ),
    ),
    Case(
        "3cx-report",
        samples.THREECX_CALLS.replace('Support Queue (800)",Inbound', 'Supporto (800)",Inbound Queue'),
        (
            "03-02 08:00:00 in 0212345678 800 60 at most answered queue",
            "03-02 08:00:06 in 0212345678 201 54 exact answered unknown",
        ),
    ),
    Case("grandstream", samples.GRANDSTREAM_NEW, (f"{FROM_OUTSIDE} at most answered person",)),
    Case(
        "teams",
        samples.TEAMS_DIRECT,
        ("03-02 08:00:00 in 0212345678 anna 60 exact answered unknown", "03-02 09:00:00 out 0212345678 anna 0 missed"),
        calls=2,
    ),
    Case("zoom", samples.ZOOM_PORTAL, (f"{FROM_OUTSIDE} at most answered unknown",)),
    Case("twilio", samples.TWILIO_UTC, ("03-02 08:00:00 out 0212345678 201 60 exact answered unknown",)),
    Case(
        "ringcentral",
        samples.RINGCENTRAL_ANALYTICS,
        (
            "03-02 08:00:00 in 0212345678 0298765432 420 at most answered unknown",
            "03-02 09:00:00 in 0212345678 0298765432 0 missed",
            "03-02 10:00:00 out 0212345678 0298765432 60 at most answered unknown",
        ),
        calls=3,
    ),
    Case("ringcentral", samples.RINGCENTRAL_WEEKDAY, (f"{FROM_OUTSIDE} at most answered unknown",)),
    Case(
        "voispeed",
        samples.LENGTHS,
        (f"{FROM_OUTSIDE} at most answered unknown", "03-02 08:10:00 in 0212345678 201 60 at most answered unknown"),
        calls=2,
        unread=1,
    ),
    Case(
        "3cx-report",
        samples.THREECX_LOG_V18,
        (f"{FROM_OUTSIDE} exact answered unknown", "03-13 09:00:00 out 0212345678 201 60 exact answered unknown"),
        calls=2,
        unread=1,
    ),
    Case(
        "cucm",
        samples.CUCM,
        (f"{FROM_OUTSIDE} exact answered person", "03-02 09:00:00 out 0212345678 201 0 busy"),
        calls=2,
    ),
    Case(
        "avaya",
        samples.AVAYA,
        (
            f"{FROM_OUTSIDE} exact answered person",
            "03-02 08:01:06 in 0212345678 202 30 exact answered person",
            "03-02 09:00:00 in 0212345678 201 20 at most answered voicemail",
            "03-02 10:00:00 internal 202 201 0 missed",
        ),
        calls=3,
    ),
    Case(
        "yeastar",
        samples.YEASTAR,
        (f"{FROM_OUTSIDE} at most answered unknown", "03-02 09:00:00 in 0212345678 201 0 missed"),
        calls=2,
    ),
    Case("yeastar", samples.YEASTAR_PORTAL, (f"{FROM_OUTSIDE} at most answered unknown",)),
    Case("yeastar", samples.MYPBX, ("03-02 08:00:00 out 0212345678 201 60 exact answered unknown",)),
    Case("yeastar", samples.YEASTAR_JSON, ("03-02 08:00:00 out 0212345678 201 60 exact answered unknown",)),
    Case(
        "teams",
        samples.TEAMS,
        (
            "03-02 08:00:00 in +390212345678 anna@x.it 60 exact answered unknown",
            "03-02 09:00:00 in +390212345678 q@x.it 60 at most answered unknown",
        ),
        calls=2,
    ),
    Case(
        "zoom",
        samples.ZOOM,
        (
            "03-02 08:00:00 in +390212345678 201 60 exact answered unknown",
            "03-02 09:00:00 in +390212345678 801 60 at most answered queue",
            "03-02 10:00:00 in +390212345678 201 20 at most answered voicemail",
        ),
        calls=3,
    ),
    Case(
        "twilio",
        samples.TWILIO,
        (
            "03-02 08:00:00 in +390212345678 +390298765432 90 at most answered machine",
            "03-02 08:00:30 in +390212345678 anna 60 exact answered unknown",
            "03-02 09:00:00 out +390212345678 +390298765432 0 missed",
        ),
        calls=2,
    ),
    Case(
        "twilio",
        samples.TWILIO_CONSOLE,
        (
            "03-02 08:00:00 in +390212345678 +390298765432 90 at most answered machine",
            "03-02 08:00:30 in +390212345678 anna 60 exact answered unknown",
            "03-02 09:00:00 out +390212345678 +390298765432 0 missed",
        ),
        calls=2,
    ),
    Case("asterisk", samples.CONFERENCE, ("03-02 08:00:00 in 0212345678 800 60 at most answered person",)),
    Case(
        "ringcentral",
        samples.RINGCENTRAL,
        (
            "03-16 08:00:00 in +390212345678 201 - Anna 66 at most answered unknown",
            "03-16 09:00:00 out +390212345678 201 - Anna 0 missed",
        ),
        calls=2,
    ),
    Case(
        "fritzbox",
        samples.FRITZBOX,
        (
            "03-02 08:00:00 in 0212345678 Telefon 1 120 at most answered unknown",
            "03-02 09:00:00 in - 0298765432 0 missed",
            "03-02 10:00:00 out 0212345678 Telefon 1 3900 at most answered unknown",
            "03-02 11:00:00 in 0212345678 Anrufbeantworter 1 60 at most answered voicemail",
        ),
        calls=4,
    ),
    Case(
        "fritzbox",
        samples.FRITZBOX.replace("\n", ";;\n"),
        (
            "03-02 08:00:00 in 0212345678 Telefon 1 120 at most answered unknown",
            "03-02 09:00:00 in - 0298765432 0 missed",
            "03-02 10:00:00 out 0212345678 Telefon 1 3900 at most answered unknown",
            "03-02 11:00:00 in 0212345678 Anrufbeantworter 1 60 at most answered voicemail",
        ),
        calls=4,
    ),
    Case(
        "voispeed",
        samples.VOISPEED,
        (f"{FROM_OUTSIDE} at most answered unknown", "03-20 08:00:00 out 0212345678 201 0 missed"),
        calls=2,
    ),
    Case(
        "csv",
        samples.PLAIN,
        (f"{FROM_OUTSIDE} at most answered unknown", "03-02 09:00:00 in 0212345678 201 0 missed"),
        calls=2,
    ),
)


def test_each_format_is_told_by_its_content_and_its_traps_are_read() -> None:
    for case in CASES:
        found = read(case.text)
        assert (found.format.key, tuple(map(told, found.records))) == (case.key, case.legs)
        assert (found.counts.calls, found.unread_count) == (case.calls, case.unread), case.key
        assert len({record.key for record in found.records}) == len(found.records), case.key


def test_ids_tell_the_zone_and_the_order_of_dates_and_without_them_somebody_says_it_once() -> None:
    assert read(samples.CDR_CSV, zone=None).placed.offsets == (60,)
    with pytest.raises(ZoneNeeded, match=r"calls\.csv.*--zone"):
        read(samples.CDR_16, zone=None)
    told_by_ids = read(samples.FREEPBX_DMY, zone=None).placed
    assert (told_by_ids.offsets, told_by_ids.order) == ((60,), DateOrder.DMY)
    open_dates = samples.VOISPEED.replace("20/03", "03/02")
    with pytest.raises(AmbiguousDates, match=r"calls\.csv"):
        read(open_dates)
    assert read(open_dates, order=DateOrder.MDY).records[0].started_at.month == 2


def test_on_both_sides_of_a_clock_change_each_row_has_the_offset_of_its_own_day() -> None:
    row = (
        '"","0212345678","201","from-trunk","x","SIP/t-1","SIP/201-00000001","Dial","x","{}","","",9,0,"NO ANSWER","D",'
        '"{}.1"\n'
    )
    # Rome goes from +1 to +2 on 2026-03-29 at 01:00 UTC.
    winter = [row.format(f"2026-03-28 09:00:{second:02}", 1774684800 + second) for second in range(5)]
    summer = [row.format(f"2026-03-30 09:00:{second:02}", 1774854000 + second) for second in range(5)]
    found = read("".join(winter + summer), zone=None)
    assert set(found.placed.offsets) == {60, 120}
    assert [f"{record.started_at:%d %H:%M}" for record in found.records] == ["28 08:00"] * 5 + ["30 07:00"] * 5


def test_stray_bytes_nulls_and_a_map_of_columns_are_read() -> None:
    stray = samples.FREEPBX.encode().replace(b"Mario, IT", b"Mar\xa5\x00o, IT")
    assert (read(stray).encoding.strays, read(stray).unread_count) == (2, 0)
    text = "Quando;Con chi;Minuti;Chi\n2026-03-02 09:00;0212345678;2,5;201\n"
    with pytest.raises(Refused, match="--map"):
        read(text)
    found = read(text, maps=("start=Quando", "number=Con chi", "talk=minuti", "extension=Chi"))
    assert [(record.number, record.talk_seconds) for record in found.records] == [("0212345678", 150)]
    for wrong in (("start=Nulla", "number=Con chi", "talk=Minuti"), ("start=Quando",), ("colour=Chi",), ("start",)):
        with pytest.raises(Usage):
            read(text, maps=wrong)


def test_words_of_people_are_no_machines_and_lengths_are_read_in_every_spelling() -> None:
    people = ("Ivrea", "Nicoda", "Segreteria", "Reception", "Menuhin")
    assert [role_in(name).value for name in people] == ["unknown"] * len(people)
    assert [role_in(name).value for name in ("callQueue", "Voice mail of Anna", "ivrMenu")] == [
        "queue",
        "voicemail",
        "machine",
    ]
    lengths = ("524", "12.7", "0:05:24", "05:24", "5m 24s", "", "x", "9999999")
    assert [seconds(text) for text in lengths] == [524, 12, 324, 324, 324, None, None, None]
    assert name_and_number('"Mario" <02123>') == ("Mario", "02123") and name_and_number("Anna (201)") == ("Anna", "201")


@st.composite
def mangled(draw: st.DrawFn) -> bytes:
    """A made file with some of its bytes replaced, left out or repeated."""
    text = draw(st.sampled_from([case.text for case in CASES]))
    data = bytearray(text.encode(draw(st.sampled_from(["utf-8", "utf-16"]))))
    for _count in range(draw(st.integers(0, 6))):
        place = draw(st.integers(0, len(data)))
        match draw(st.integers(0, 2)):
            case 0:
                data[place : place + draw(st.integers(0, 9))] = draw(st.binary(max_size=9))
            case 1:
                data[place:place] = draw(
                    st.sampled_from([b'"', b"\n", b"\r", b";", b",", b"\x00", b"9" * 40, b"9" * 5_000, b"\xa5"])
                )
            case _:
                data[place:place] = data[place : place + 90]
    return bytes(data)


@given(st.one_of(mangled(), st.binary(max_size=200)), st.sampled_from([None, ROME]))
@example(b"[" * 100_000, ROME)
@example(samples.CDR_CSV.replace("2026-", "9999-").encode(), ROME)
@example(samples.CDR_16.replace("2026-", "0001-").encode(), ROME)
@example(samples.CUCM.replace("1772438400", "9" * 11).encode(), ROME)
@example(samples.XML.replace("<cdr ", "<!DOCTYPE x [<!ENTITY a 'b'>]><cdr ").encode(), ROME)
@examples(80)
def test_any_bytes_are_read_or_refused_in_one_sentence(data: bytes, zone: ZoneInfo | None) -> None:
    try:
        found = read(data, zone)
    except MonteoreError as error:
        assert str(error) and "\n" not in str(error)
        return
    assert found.records and found.row_count >= len(found.records)
    for record in found.records:
        assert record.started_at.utcoffset() is not None and 0 <= record.talk_seconds <= 48 * 3600
        assert record.disposition is Disposition.ANSWERED or record.talk_seconds == 0


@pytest.mark.parametrize(
    "unit",
    [b'"', b",", b"\n", b"[[", b"<cdr ", b'"a\n', b'{"a":1}\n', samples.CDR_CSV.splitlines()[0].encode() + b"\n"],
)
def test_a_large_file_of_one_repeated_piece_ends_and_takes_memory_in_proportion(unit: bytes) -> None:
    data = unit * (200_000 // len(unit))
    tracemalloc.start()
    try:
        read(data)
    except MonteoreError:
        pass
    finally:
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert peak < 50 * len(data)


def test_a_file_longer_than_what_stays_in_memory_is_read_as_one_that_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [samples.CDR_CSV * 12, samples.FREEPBX, samples.VOISPEED, samples.CUCM]
    whole = [sorted(read(text).records, key=lambda each: each.key) for text in texts]
    monkeypatch.setattr("core.imports.spilled.IN_MEMORY", 2)
    monkeypatch.setattr("core.imports.spilled._PART", 3)
    monkeypatch.setattr("core.imports.source.IN_MEMORY", 100)
    for text, records in zip(texts, whole, strict=True):
        found = read_legs(Source.copied(io.BytesIO(text.encode())), "calls.csv")
        again = read_records(found, "calls.csv", "pbx", is_own, zone=ROME)
        assert sorted(again.records, key=lambda each: each.key) == records
        assert (again.first_at, again.last_at) == (
            min(each.started_at for each in records),
            max(each.started_at for each in records),
        )


def test_few_legs_are_alive_while_a_file_is_read() -> None:
    text = "".join(
        f'"","0212345{number:04}","201","from-trunk","","SIP/trunk-{number}","SIP/201-{number}","Dial","",'
        f'"2026-03-02 09:00:00","2026-03-02 09:00:05","2026-03-02 09:01:00",60,55,"ANSWERED","DOCUMENTATION",'
        f'"1772438400.{number}",""\n'
        for number in range(3_000)
    )
    legs = read_legs(text.encode(), "calls.csv")
    found = read_records(legs, "calls.csv", "pbx", is_own, zone=ROME)
    alive = [each for each in gc.get_objects() if isinstance(each, Leg | PlacedLeg)]
    assert len(found.records) == 3_000 and len(alive) < 1_500
    kept = [each for each in gc.get_objects() if isinstance(each, CallRecord)]
    assert len(kept) < 1_500


def _many(kind: str, count: int) -> str:
    """A file of a kind that was read whole once: a JSON document, XML documents, two tables whose legs refer to each other."""
    if kind == "json":
        item = json.loads(samples.CDR_JSON.splitlines()[0])
        return json.dumps(
            {"status": "ok", "cdr": [{**item, "uniqueid": f"1772438400.{each}"} for each in range(count)]}
        )
    if kind == "xml":
        return "".join(samples.XML.replace("<uuid>", f"<uuid>{each}-") for each in range(count))
    if kind == "freeswitch":
        row = samples.FREESWITCH.splitlines()[0]
        return "".join(row.replace("1111-2222", f"1111-{each:04}") + "\n" for each in range(count))
    header, row = samples.TWILIO_CONSOLE.splitlines()[:2]
    return "\n".join([header, *(row.replace("CA1", f"CA{each}") for each in range(count))]) + "\n"


@pytest.mark.parametrize("kind", ["json", "xml"])
def test_a_document_is_not_in_memory_as_a_whole_while_it_is_read(kind: str) -> None:
    source = Source(_many(kind, 3_000).encode())
    found = format_of(Sheet(source), "calls")
    tracemalloc.start()
    try:
        count = sum(1 for _each in found.read(Sheet(source)))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert count == 3_000
    assert peak < len(source.data())


@pytest.mark.parametrize("kind", ["freeswitch", "twilio"])
def test_few_legs_are_alive_where_legs_are_joined_that_stand_apart(kind: str) -> None:
    sheet, alive = Sheet(Source(_many(kind, 3_000).encode())), 0
    for count, _each in enumerate(format_of(sheet, "calls").read(sheet), 1):
        if count % 1_000 == 0:
            alive = max(alive, sum(isinstance(each, Leg) for each in gc.get_objects()))
    assert count == 3_000
    assert alive < 100


def test_a_json_document_that_is_cut_gives_what_stands_before_and_tells_of_the_rest() -> None:
    text = _many("json", 30)
    found = read_legs(text[: len(text) - 40].encode(), "calls.json")
    assert (len(found.legs), [row.line for row in found.unread]) == (29, [30])


@pytest.mark.parametrize("words", ["", "AuthValid,AuthCode,UserCharged", "Auth Valid,Auth Code,User Charged"])
def test_avaya_with_the_header_that_a_receiver_writes(words: str) -> None:
    head = (
        "Call Start,Connected Time,Ring Time,Caller,Direction,Called Number,Dialled Number,Account,Is Internal,Call ID,"
        f"Continuation,Party1Device,Party1Name,Party2Device,Party2Name,Hold Time,Park Time,{words}\n"
    )
    bare, named = read(samples.AVAYA), read(head + samples.AVAYA)
    assert (named.format.key, named.records) == ("avaya", bare.records)
    # A receiver that writes dates, seconds and directions in its own way.
    own = samples.AVAYA.replace("2026/03/02", "2026-03-02").replace(",I,", ",Incoming,").replace(",O,", ",Outgoing,")
    assert read(head + own.replace(",00:01:00,", ",60,")).records == bare.records


def test_a_number_that_a_spreadsheet_was_told_to_keep_is_a_number() -> None:
    text = samples.NETHVOICE.replace(";0212345678;201;", ';="0212345678";"=""201""";')
    assert text != samples.NETHVOICE
    (found,), (plain,) = read(text).records, read(samples.NETHVOICE).records
    assert (found.number, found.extension) == (plain.number, plain.extension)


def test_a_refusal_names_the_telephone_system() -> None:
    with pytest.raises(ZoneNeeded, match=r"calls\.csv \(NethVoice\)"):
        read(samples.NETHVOICE.replace("1772438400.1", "x"), zone=None)


def test_a_header_below_a_title_is_found_and_can_be_mapped() -> None:
    titled = (samples.THREECX_TITLED, samples.YEASTAR_ITALIAN)
    for text in titled:
        first, second = (told(record) for record in read(text).records)
        assert first.startswith(FROM_OUTSIDE) and second == "03-13 08:10:00 in 0212345678 201 0 missed", text
    mapped = read(titled[0], maps=("start=Call Time", "number=Caller ID", "talk=Talking"))
    assert [record.talk_seconds for record in mapped.records] == [60, 0]
    mapped = read(
        titled[1], maps=("start=Ora", "caller=Chiamata da", "called=Chiamata a", "talk=Durata conversazione(s)")
    )
    assert [record.talk_seconds for record in mapped.records] == [60, 0]


@pytest.mark.parametrize("talk", ["9" * 5_000, "-" + "9" * 5_000, "1e999", "NaN", "9" * 400])
def test_a_number_too_long_for_one_is_a_bad_row_and_not_a_bad_file(talk: str) -> None:
    rows = [f'{{"start":"2026-03-02 09:{each}:00","number":"02123","talk":{60 + each}}}' for each in (10, 20, 30)]
    for place in range(3):
        some = [row.replace(f'"talk":{60 + (place + 1) * 10}', f'"talk":{talk}') for row in rows]
        for text in (f"[{','.join(some)}]", "\n".join(some)):
            found = read(text)
            assert len(found.records) == 2 and [row.line for row in found.unread] == [place + 1]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("<cdr></cdr>", "it has no start_epoch"),
        ('<x:cdr xmlns:x="u"/>', "it has no start_epoch"),
        ("<cdr><variables>", "its XML is broken"),
        ("start;number;talk\n", "it has no row"),
    ],
)
def test_a_file_of_which_no_row_can_be_read_says_so_in_one_line(text: str, reason: str) -> None:
    with pytest.raises(Refused, match=reason) as told_of:
        read(text)
    assert "\n" not in str(told_of.value)


def test_a_row_of_totals_is_no_row_that_cannot_be_read() -> None:
    totals = "Totals,,,,,,00:00:12,00:01:54,\nyesterday,17,Mario,Anna (201),Inbound,Answered,00:00:06,00:01:00,\n"
    found = read(samples.THREECX_CALLS + totals)
    assert (found.counts.calls, [row.line for row in found.unread]) == (1, [5])
