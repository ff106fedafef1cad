"""Telephone numbers as people, phones and exports write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.basics import numbers
from core.basics.numbers import (
    NumberKind,
    NumberPlan,
    digits,
    normalise,
    parse_contact,
    read_number,
    read_numbers,
    region_of,
    split_numbers,
)

ITALY = NumberPlan("IT")


@pytest.mark.parametrize(
    "raw",
    [
        "02 1234567",
        "+39 02 1234567",
        "0039021234567",
        "39021234567",
        "+39(0)2 1234567",
        "tel:+39-02-1234567",
        "++39021234567",
        "０２１２３４５６７",
        '"Rossi" <021234567>',
        "Rossi <sip:+39021234567@pbx.example>",
        "sip:+39021234567@pbx.example;user=phone",
        "Centralino 02 1234567",
        "Point 021234567",
        "Alex 021234567",
        "02 1234567 int. 12",
        "02 1234567 interno 12",
        "02 1234567 ext 12",
        "02 1234567x12",
        "02 1234567#12",
        "02 1234567,,12",
        "tel:+39021234567;ext=12",
    ],
)
def test_every_way_to_write_one_number_gives_the_same_e164(raw: str) -> None:
    phone = normalise(raw, "IT")
    assert (phone.raw, phone.e164) == (raw, "+39021234567")


@pytest.mark.parametrize(
    "raw",
    [
        "",
        "0",
        "9",
        "s",
        "201",
        "7001",
        "112",
        "*65",
        "９９",
        "interno 201",
        "sip:201@10.0.0.1",
        "x" * 400,
        "1" * 400,
        "anonymous",
        "Restricted",
        "private",
        "<unknown>",
        "withheld",
        "unavailable",
        "asterisk",
        "+266696687",
        "anonymous@anonymous.invalid",
    ],
)
def test_extensions_and_withheld_numbers_have_no_e164(raw: str) -> None:
    assert normalise(raw, "IT").e164 == ""


def test_a_mobile_number_is_not_taken_for_the_country_code_it_begins_with() -> None:
    assert normalise("3921234567", "IT").e164 == "+393921234567"


def test_a_range_of_lines_stands_for_its_first() -> None:
    assert normalise("02 12345678-9", "IT").e164 == "+390212345678"


def test_a_number_without_a_country_is_read_in_the_region_asked_for() -> None:
    assert normalise("(212) 555-0123", "US").e164 == "+12125550123"
    assert normalise("+39 02 1234567", "US").e164 == "+39021234567"


@pytest.mark.parametrize(
    ("cell", "numbers"),
    [
        ("0212345678 / 0287654321", ["0212345678", "0287654321"]),
        ("02 1234567; 333 1234567", ["02 1234567", "333 1234567"]),
        ("02 1234567, 333 1234567", ["02 1234567", "333 1234567"]),
        ("02 1234567 o 333 1234567", ["02 1234567", "333 1234567"]),
        ("02 1234567\n333 1234567", ["02 1234567", "333 1234567"]),
        ("02 1234567,,12", ["02 1234567,,12"]),
        ("tel:+39021234567;ext=12", ["tel:+39021234567;ext=12"]),
        ("02/1234567", ["02/1234567"]),
        ("+39 0382/490768 / 333/1234567", ["+39 0382/490768", "333/1234567"]),
        ("02/1234567 - 333/1234567", ["02/1234567", "333/1234567"]),
        ("02 1234567/8", ["02 1234567", "02 1234568"]),
        ("(02) 1234567/68/79", ["(02) 1234567", "(02) 1234568", "(02) 1234579"]),
        ("02 1234567 / int. 12", ["02 1234567", "int. 12"]),
        ("none", []),
        ("/", []),
        ("", []),
    ],
)
def test_a_cell_is_parted_into_its_numbers_and_keeps_their_extensions(cell: str, numbers: list[str]) -> None:
    assert split_numbers(cell) == numbers


def test_a_contact_is_a_name_and_a_number() -> None:
    name, phone = parse_contact('"Mario Rossi" <02 1234567>', "IT")
    assert name == "Mario Rossi"
    assert phone is not None and phone.e164 == "+39021234567"


@pytest.mark.parametrize("text", ["Mario Rossi", "Mario Rossi <>"])
def test_a_contact_without_a_number_is_a_name(text: str) -> None:
    assert parse_contact(text, "IT") == ("Mario Rossi", None)


def test_only_digits_remain() -> None:
    assert digits("+39 (02) 12-34") == "39021234"


@pytest.mark.parametrize(
    ("zone", "region"),
    [
        ("Europe/Rome", "IT"),
        ("Europe/Zurich", "CH"),
        ("Europe/San_Marino", "SM"),
        ("America/New_York", "US"),
        ("US/Eastern", "US"),
        ("Asia/Calcutta", "IN"),
        ("UTC", ""),
        ("Etc/GMT-1", ""),
        ("nowhere", ""),
    ],
)
def test_the_region_is_the_country_of_the_time_zone(zone: str, region: str) -> None:
    assert region_of(zone) == region


def test_the_region_of_a_common_zone_is_that_of_the_library(monkeypatch: pytest.MonkeyPatch) -> None:
    told = {zone: region_of(zone) for zone in numbers._REGION_OF_COMMON_ZONE}
    monkeypatch.setattr(numbers, "_REGION_OF_COMMON_ZONE", {})
    assert told == {zone: region_of(zone) for zone in told}


def test_without_a_region_only_international_numbers_are_read() -> None:
    plan = NumberPlan(region="")
    assert read_number("+39 02 1234567", plan).e164 == "+39021234567"
    assert read_number("0039 02 1234567", plan).e164 == "+39021234567"
    assert read_number("02 1234567", plan).kind is NumberKind.UNREADABLE


@pytest.mark.parametrize(
    ("cell", "read"),
    [
        ("02 1234567 / 335 7654321; int. 12", [("+39021234567", ""), ("+393357654321", "12")]),
        ("02 1234567 - 335 7654321", [("+39021234567", ""), ("+393357654321", "")]),
        ("02 - 1234567", [("+39021234567", "")]),
        ("tel 02 1234567 cell 335 7654321", [("+39021234567", ""), ("+393357654321", "")]),
        ("02 1234567 int. 5 oppure 335 7654321", [("+39021234567", "5"), ("+393357654321", "")]),
        ("333-1234567", [("+393331234567", "")]),
        ("0571 12 34-56", [("+390571123456", "")]),
        ("int. 12", [("", "12")]),
    ],
)
def test_a_cell_of_several_numbers_keeps_each_with_its_extension(cell: str, read: list[tuple[str, str]]) -> None:
    assert [(number.e164, number.extension) for number in read_numbers(cell, ITALY)] == read


@pytest.mark.parametrize(
    ("cell", "prefix", "low", "high", "shortest", "longest"),
    [
        ("+39 02 1234 xx", "39021234", 0, 99, 2, 2),
        ("02 1234xx", "39021234", 0, 99, 2, 2),
        ("Centralino: 02 1234 XXX", "39021234", 0, 999, 3, 3),
        ("+39 02 1234 0-99", "39021234", 0, 99, 1, 2),
        ("02 1234 00-99", "39021234", 0, 99, 2, 2),
        ("0571 1234 10 - 19", "3905711234", 10, 19, 2, 2),
        ("02 12345678-9", "39021234567", 8, 9, 1, 1),
    ],
)
def test_a_switchboard_s_range_is_read(
    cell: str, prefix: str, low: int, high: int, shortest: int, longest: int
) -> None:
    (number,) = read_numbers(cell, ITALY)
    lines = number.lines
    assert lines is not None
    assert (lines.prefix, lines.low, lines.high, lines.shortest, lines.longest) == (
        prefix,
        low,
        high,
        shortest,
        longest,
    )


@pytest.mark.parametrize("cell", ["02 1234567 x12", "02 1234-567", "02 1234 99-10", "201-9", "xx", "- xx", "5 xx"])
def test_what_only_looks_like_a_range_is_none(cell: str) -> None:
    assert all(number.lines is None for number in read_numbers(cell, ITALY))


@pytest.mark.parametrize(
    "raw",
    [
        "",
        "  ",
        "anonymous",
        "Anonymous <anonymous>",
        "sip:anonymous@anonymous.invalid",
        "RESTRICTED",
        "<unknown>",
        "Numero privato",
        "nascosto",
        "unavailable",
        "No Caller ID",
        "+266696687",
        "0",
        "0000",
        "s",
        "[Number]",
        "$remote",
        "%CallerNumber%",
        "${CALLERID(num)}",
        "\u202eanonymous",
    ],
)
def test_a_caller_without_a_number_is_withheld(raw: str) -> None:
    assert read_number(raw, ITALY).kind is NumberKind.WITHHELD


@pytest.mark.parametrize(("raw", "extension"), [("201", "201"), ("7001", "7001"), ("int. 12", "12"), ("９９", "99")])
def test_a_short_number_is_an_internal_extension(raw: str, extension: str) -> None:
    number = read_number(raw, ITALY)
    assert (number.kind, number.extension, number.e164) == (NumberKind.INTERNAL, extension, "")


def test_the_longest_extension_is_the_plan_s() -> None:
    assert read_number("20123", NumberPlan("IT", internal_digits=3)).kind is not NumberKind.INTERNAL
    assert read_number("201234", NumberPlan("IT", internal_digits=6)).kind is NumberKind.INTERNAL


@pytest.mark.parametrize(
    "raw",
    [
        "1" * 10_000,
        "+" * 10_000,
        "0 " * 10_000,
        "-" * 10_000 + "1",
        "/" * 10_000,
        "<" * 10_000 + ">",
        "02 1234567" + " " * 10_000 + "x",
        "\x1b]0;owned\x07" * 500 + "021234567",
        "\u202e\u2066" * 500,
        "$(reboot); `id` | sh",
        "\x00\ud800",
    ],
)
def test_hostile_text_is_read_in_bounds_and_without_control_characters(raw: str) -> None:
    for number in (read_number(raw, ITALY), *read_numbers(raw, ITALY)):
        assert len(number.raw) <= 80
        assert number.raw.isprintable()
        assert len(number.e164) <= 16
        assert len(number.national) <= 80
    assert len(read_numbers(raw, ITALY)) <= 20


@given(st.text(max_size=60))
def test_any_text_is_read_without_an_error(text: str) -> None:
    for number in (read_number(text, ITALY), *read_numbers(text, ITALY)):
        assert number.raw.isprintable()
        assert (number.kind is NumberKind.PUBLIC) == bool(number.e164)


@given(st.text(alphabet="0123456789+-/;,xX*() .int#", max_size=40))
def test_any_likeness_of_a_number_is_read_without_an_error(text: str) -> None:
    for number in (
        read_number(text, NumberPlan("IT", outside_prefix="0"), is_dialled=True),
        *read_numbers(text, ITALY),
    ):
        assert number.e164 == "" or (number.e164[0] == "+" and number.e164[1:].isdigit())
        assert number.extension == "" or number.extension.isdigit()
