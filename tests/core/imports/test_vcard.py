"""Clients from vCards."""

import pytest

from core.imports.detect import read_clients
from core.imports.rows import ClientRow


def card(*lines: str, version: str = "3.0") -> str:
    return "\r\n".join(("BEGIN:VCARD", f"VERSION:{version}", *lines, "END:VCARD", ""))


@pytest.mark.parametrize("version", ["3.0", "4.0"])
def test_a_card_is_a_client_with_every_number(version: str) -> None:
    text = card(
        "N:Rossi;Mario;;;",
        "FN:Mario Rossi",
        "ORG:Acme Srl;Vendite",
        "TEL;TYPE=work:02 1234567",
        "TEL;TYPE=cell,voice:333 1234567",
        "TEL;VALUE=uri:tel:+39-02-7654321",
        "TEL:",
        "EMAIL:mario@acme.it",
        version=version,
    )
    assert read_clients(text.encode(), "x").rows == (
        ClientRow(
            1,
            "acme-srl",
            "Acme Srl",
            ("02 1234567", "333 1234567", "+39-02-7654321"),
            ("Mario Rossi",),
            "mario@acme.it",
            is_made=True,
        ),
    )


def test_quoted_printable_of_outlook_is_read_with_its_soft_line_breaks() -> None:
    text = card(
        "N;CHARSET=Windows-1252;ENCODING=QUOTED-PRINTABLE:Ros=E8;Mario",
        "ORG;CHARSET=Windows-1252;ENCODING=QUOTED-PRINTABLE:Caff=E8 Milano=",
        " Centro",
        "TEL;WORK;VOICE:02 1234567",
        version="2.1",
    )
    row = read_clients(text.encode(), "x").rows[0]
    assert (row.name, row.contacts, row.phones) == ("Caffè Milano Centro", ("Mario Rosè",), ("02 1234567",))


def test_a_card_in_windows_1252_is_read() -> None:
    assert read_clients(card("FN:Caffè").encode("cp1252"), "x").rows[0].name == "Caffè"


def test_bad_cards_are_told_by_their_line_and_good_ones_are_read() -> None:
    text = card("FN:One") + card("TEL:02 1234567") + "BEGIN:VCARD\r\nVERSION:3.0\r\n"
    result = read_clients(text.encode(), "x")
    assert [row.name for row in result.rows] == ["One"]
    assert [bad.row_number for bad in result.bad] == [5, 9]


def test_two_cards_of_one_name_have_codes_of_their_own() -> None:
    result = read_clients((card("FN:Mario Rossi") * 2).encode(), "x")
    assert [(row.row_number, row.code) for row in result.rows] == [(1, "mario-rossi"), (5, "mario-ross-2")]


@pytest.mark.parametrize(
    "line", ["\x1b[31mTEL", "BEGIN:VEVENT", "N;=?:", "TEL;TYPE=\x07:1", "ADR;ENCODING=B:\x1b]0;owned", "REV:\x9b31m"]
)
def test_nothing_of_a_broken_card_reaches_the_terminal(
    line: str, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    read_clients(card("FN:One", line, "END:VEVENT" if "VEVENT" in line else "NOTE:x").encode(), "x")
    assert (*capfd.readouterr(), caplog.text) == ("", "", "")


@pytest.mark.parametrize(
    "line", ["TEL;" * 200 + ":1", "TEL" + ";TYPE" * 300, "N;" + "a=b," * 500 + '"', "x." * 500 + "N:x", ";" * 900 + ":"]
)
def test_a_line_that_no_reader_can_read_costs_no_time_and_its_continuation_goes_with_it(line: str) -> None:
    result = read_clients(card("FN:One", line, " ;TEL:folded", "TEL:02 1234567").encode(), "x")
    assert [(row.name, row.phones) for row in result.rows] == [("One", ("02 1234567",))] and result.bad == ()


def test_a_fax_is_no_phone_a_group_is_no_client_and_a_broken_photo_costs_no_card() -> None:
    text = card(
        "FN:One",
        "TEL;TYPE=WORK,FAX:02 999999",
        "item1.TEL:02/1234567",
        "TEL;TYPE=FAX,VOICE:02 7654321",
        "PHOTO;ENCODING=b;TYPE=JPEG:/9j/4AAQS",
        " AAA",
        "NOTE:x",
    )
    text += card("KIND:group", "FN:Friends", version="4.0")
    text += card(
        "N:Two;;",
        "AGENT:",
        "BEGIN:VCARD",
        "N:Assistant;;",
        "TEL:02 1111111",
        "END:VCARD",
        "TEL;X-CUSTOM(CHARSET=UTF-8,ENCODING=QUOTED-PRINTABLE,=55=66):02 2222222",
        "TEL;HOME;FAX:02 3333333",
        version="2.1",
    )
    result = read_clients(text.encode(), "x")
    assert [(row.name, row.phones) for row in result.rows] == [
        ("One", ("02/1234567", "02 7654321")),
        ("Two", ("02 2222222",)),
    ]
    assert (result.bad, result.dropped) == ((), ("note",))
