"""Telephone numbers as people, phones and exports write them."""

import pytest

from core.basics.numbers import digits, normalise, parse_contact, split_numbers


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
    phone = normalise(raw)
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
    assert normalise(raw).e164 == ""


def test_a_mobile_number_is_not_taken_for_the_country_code_it_begins_with() -> None:
    assert normalise("3921234567").e164 == "+393921234567"


def test_a_range_of_lines_stands_for_its_first() -> None:
    assert normalise("02 12345678-9").e164 == "+390212345678"


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
        ("none", []),
        ("", []),
    ],
)
def test_a_cell_is_parted_into_its_numbers_and_keeps_their_extensions(cell: str, numbers: list[str]) -> None:
    assert split_numbers(cell) == numbers


def test_a_contact_is_a_name_and_a_number() -> None:
    name, phone = parse_contact('"Mario Rossi" <02 1234567>')
    assert name == "Mario Rossi"
    assert phone is not None and phone.e164 == "+39021234567"


@pytest.mark.parametrize("text", ["Mario Rossi", "Mario Rossi <>"])
def test_a_contact_without_a_number_is_a_name(text: str) -> None:
    assert parse_contact(text) == ("Mario Rossi", None)


def test_only_digits_remain() -> None:
    assert digits("+39 (02) 12-34") == "39021234"
