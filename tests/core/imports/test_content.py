"""Files that are no rows are told by their content, and text is read in every encoding that programs write."""

import pytest

from core.basics.errors import Refused
from core.imports.detect import read_clients, read_entries
from core.phone.records.read import read_legs

_LISTS = ("client,date,start,end,note\nacme,2026-03-02,09:00,09:15,mail\n", "code,name,phone\nacme,Acme,02 1234567\n")


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("a.csv", b"", "is empty"),
        ("a.csv", b"\xef\xbb\xbf\r\n \n", "is empty"),
        ("a.csv", b"\x00" * 64, "is empty"),
        ("a.xlsx", b"PK\x03\x04\x00\xff", "save it as CSV"),
        ("a.csv", b"PK\x03\x04 xl/workbook.xml", "save it as CSV"),
        ("a.zip", b"PK\x03\x04 vCard.vcf", "unpack it"),
        ("a.gz", b"\x1f\x8b\x08 ", "unpack it"),
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "save it as CSV"),
        ("a.pdf", b"%PDF-1.7 ", "export a CSV"),
        ("a.xls", b"\n<html><table><tr><td>client</td></tr></table></html>", "web page"),
        ("a.xls", b"<!DOCTYPE HTML><body>", "web page"),
    ],
)
def test_a_file_that_holds_no_rows_says_what_it_is_and_what_to_do(name: str, data: bytes, words: str) -> None:
    for read in (read_entries, read_clients, read_legs):
        with pytest.raises(Refused, match=words) as refusal:
            read(data, name)
        assert name in str(refusal.value) and "\n" not in str(refusal.value)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"])
@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_rows_are_read_in_every_encoding_with_every_delimiter(encoding: str, mark: str) -> None:
    entries, clients = (text.replace(",", mark) for text in _LISTS)
    for head in ("", f"sep={mark}\r\n", f'"sep={mark}"\n'):
        (entry,) = read_entries((head + entries).encode(encoding), "a.csv").rows
        assert (entry.client_text, entry.worked_seconds, entry.row_number) == ("acme", 900, 3 if head else 2)
        (client,) = read_clients((head + clients).encode(encoding), "a.csv").rows
        assert (client.code, client.phones) == ("acme", ("02 1234567",))


@pytest.mark.parametrize(
    ("day", "start", "end", "seconds"),
    [
        ("2026-03-02 00:00:00", "9:00 a.m.", "12:15 p.m.", 11_700),
        ("2026-03-02T00:00:00.000Z", "0:15 AM", "12:30 am", 900),
        ("3/20/2026 12:00:00 AM", "11:30 PM", "0:15 AM", 2_700),
        ("20/03/2026", "22:00", "24:00", 7_200),
        ("20/03/2026", "22:00", "24:00:00", 7_200),
    ],
)
def test_days_of_databases_and_clocks_of_every_spelling_are_read(day: str, start: str, end: str, seconds: int) -> None:
    result = read_entries(f"client,date,start,end\nacme,{day},{start},{end}\n".encode(), "a.csv")
    assert [row.worked_seconds for row in result.rows] == [seconds] and result.bad == ()


def test_a_time_that_no_clock_shows_is_a_bad_row() -> None:
    for start, end in (("13:00 PM", "2:00 PM"), ("0:15 PM", "1:00 PM"), ("24:00", "24:30"), ("10:00", "24:01")):
        (bad,) = read_entries(f"client,date,start,end\nacme,2026-03-02,{start},{end}\n".encode(), "a.csv").bad
        assert bad.row_number == 2


def test_a_second_column_of_a_name_is_told_as_not_carried_over() -> None:
    result = read_entries(b"client,date,duration,note,note,extra,extra\nacme,2026-03-02,15,one,two,a,b\n", "a.csv")
    assert ([row.note for row in result.rows], result.dropped) == (["one"], ("extra", "note (second column)"))
    kimai = b"Date,From,To,Customer,Project,Activity,To\n2026-03-02,9:00,9:45,Acme,Net,x,10:00\n"
    assert read_entries(kimai, "a.csv").dropped == ("to (second column)",)
