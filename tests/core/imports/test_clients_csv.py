"""Clients from a CSV."""

import pytest

from core.basics.errors import Refused
from core.imports.detect import read_clients
from core.imports.rows import ClientRow, ReadResult


def read(text: str, encoding: str = "utf-8") -> ReadResult[ClientRow]:
    return read_clients(text.encode(encoding), "clients.csv")


def test_every_column_of_a_client_is_read() -> None:
    result = read(
        "code,name,phone,email,contact\nACME,Acme Srl,02 1234567 / 333 1234567,a@acme.it,Mario <02 7654321>; Anna\n"
    )
    assert result == ReadResult(
        (ClientRow(2, "acme", "Acme Srl", ("02 1234567", "333 1234567"), ("Mario <02 7654321>", "Anna"), "a@acme.it"),),
        (),
    )


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_delimiter_and_encoding_are_found_out(delimiter: str, encoding: str) -> None:
    result = read(delimiter.join(("Codice", "Ragione Sociale")) + "\r\n" + delimiter.join(("caf", "Caffè")), encoding)
    assert [(row.code, row.name) for row in result.rows] == [("caf", "Caffè")]


def test_every_phone_column_counts_also_two_of_the_same_name() -> None:
    result = read("name,Phone 1,Phone 2,tel,tel\nAcme,02 1111111,02 2222222,02 3333333,02 4444444\n")
    assert result.rows[0].phones == ("02 1111111", "02 2222222", "02 3333333", "02 4444444")


def test_a_missing_code_is_made_of_the_name_short_and_free() -> None:
    result = read("code,name\n,Società Elettrica\n,Società Elettrica\n,東京\n,Acme\nacme,Acme Uno\n")
    assert [row.code for row in result.rows] == ["societa-elet", "societa-el-2", "client", "acme-2", "acme"]
    assert not result.bad


def test_all_bad_rows_are_told_with_row_and_column() -> None:
    result = read("code,name\nok,Fine\na b,Space\nok,Again\nx,\n-y,Dash\n" + "z" * 33 + ",Long\n")
    assert [row.code for row in result.rows] == ["ok"]
    assert [(bad.row_number, bad.column) for bad in result.bad] == [
        (3, "code"),
        (4, "code"),
        (5, "name"),
        (6, "code"),
        (7, "code"),
    ]
    assert "row 2" in result.bad[1].sentence


def test_rows_are_numbered_as_in_a_spreadsheet() -> None:
    result = read('name,email\n"Two\nlines",a@b.it\n\nThird,\n,x@y.it\n')
    assert [(row.row_number, row.name) for row in result.rows] == [(2, "Two lines"), (4, "Third")]
    assert result.bad[0].row_number == 5


def test_a_quote_left_open_is_told_and_swallows_nothing_in_silence() -> None:
    result = read('name,email\nAcme,a@b.it\n"Open,b@b.it\nLast,c@b.it\n')
    assert [row.name for row in result.rows] == ["Acme"]
    assert [(bad.row_number, bad.column) for bad in result.bad] == [(3, "*")]


def test_a_row_with_more_cells_than_the_header_is_bad() -> None:
    assert read("name,email\nRossi, Mario,a@b.it\n").bad[0].column == "*"


def test_a_cell_too_long_to_keep_is_bad_and_not_cut() -> None:
    result = read("name\n" + "a" * 10_001 + "\n" + "b" * 200_000 + "\nAcme\n")
    assert [bad.row_number for bad in result.bad] == [2, 3]
    assert [row.name for row in result.rows] == ["Acme"]


def test_control_characters_do_not_come_in() -> None:
    assert read("name,contact\nAc\x1b[31mme\u202e,An\x07na\n").rows == (
        ClientRow(2, "ac-31mme", "Ac[31mme", (), ("Anna",), is_made=True),
    )


@pytest.mark.parametrize("data", [b"foo,bar\n1,2\n", b'"open'])
def test_an_unrecognised_file_is_refused_in_one_line_that_names_the_formats(data: bytes) -> None:
    with pytest.raises(Refused, match=r"CSV.*vCard") as refusal:
        read_clients(data, "x.bin")
    assert "\n" not in str(refusal.value)


@pytest.mark.parametrize("header", ["client,date,duration", "client,start,end"])
def test_a_file_of_entries_does_not_become_clients(header: str) -> None:
    with pytest.raises(Refused, match="import entries"):
        read(f"{header}\nacme,2026-03-02,15\n")


def test_rows_without_a_code_with_one_name_and_one_vat_number_are_one_client() -> None:
    text = (
        "Denominazione;Partita Iva;Tel.;Città\nRossi snc;01234567897;02 1;\nROSSI SNC;01234567897;02 2;Milano\n"
        "Rossi snc;;02 3;\nRossi snc;98765432103;02 4;\n"
    )
    first, *others = read(text).rows
    assert (first.phones, dict(first.fiscal)["city"]) == (("02 1", "02 2"), "Milano")
    assert [row.phones for row in others] == [("02 3",), ("02 4",)]


def test_a_cell_that_a_spreadsheet_was_told_to_keep_as_text_is_its_text() -> None:
    row = read('codice;nome;telefono\n"=""007""";Bond;="0212345678"\n').rows[0]
    assert (row.code, row.name, row.phones) == ("007", "Bond", ("0212345678",))
