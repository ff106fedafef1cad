"""Rows of call records that could not be read are given back as they stand in their file, under its header."""

import json

import pytest

from core.phone.records.leftovers import bad_part
from core.phone.records.read import read_legs
from tests.core.phone.records import samples

_ITEM = (
    '{"call_id":"1","time_start":"2026-03-02 09:00:00","call_from":"201","call_to":"02","call_duration":9,'
    '"status":"ANSWERED"}'
)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (samples.CDR_CSV.splitlines()[0] + "\nbroken, row\n", "broken, row\n"),
        (samples.PLAIN + 'never,"021\n234",201,60\n,0212345678,201,60\n' + samples.PLAIN.splitlines()[1],
         "Start Time,From,To,Duration\n,0212345678,201,60\n"),
        ("sep=,\n" + samples.PLAIN + ",1,201,60\n", "sep=,\nStart Time,From,To,Duration\n,1,201,60\n"),
        (_ITEM + "\n{broken\n" + _ITEM + "\n", "{broken\n"),
    ],
)  # fmt: skip
def test_bad_rows_come_back_as_they_stand(text: str, wanted: str) -> None:
    read = read_legs(text.encode(), "calls.csv")
    assert bad_part(text.encode(), set(read.unread_lines)) == wanted


def test_bad_records_of_a_json_document_come_back_as_a_document() -> None:
    items = [json.loads(_ITEM), {**json.loads(_ITEM), "time_start": ""}]
    data = json.dumps({"cdr": items}).encode()
    assert json.loads(bad_part(data, set(read_legs(data, "calls.json").unread_lines))) == items[1:]


def test_a_broken_document_of_xml_comes_back_whole() -> None:
    text = samples.XML + "\n" + samples.XML.replace("start_epoch", "no_epoch").replace("created_time", "no_time")
    read = read_legs(text.encode(), "calls.xml")
    assert read.unread_lines
    left = bad_part(text.encode(), set(read.unread_lines))
    assert "no_epoch" in left and "start_epoch" not in left and left.count("</cdr>") == 1


def test_a_broken_document_with_a_prefix_comes_back_whole() -> None:
    good = samples.XML.partition("?>")[2].replace("<cdr ", "<x:cdr ").replace("</cdr>", "</x:cdr>")
    text = good + good.replace("start_epoch", "no_epoch").replace("created_time", "no_time") + good
    read = read_legs(text.encode(), "calls.xml")
    left = bad_part(text.encode(), set(read.unread_lines))
    assert "no_epoch" in left and "start_epoch" not in left and left.count("</x:cdr>") == 1
