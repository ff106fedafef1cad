"""Call records are kept by source, call and leg: late and changed ones replace those of before, and an erasure finds them."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from core.basics.errors import Usage
from core.model.call_records import CallRecord, CallVerdict, Disposition, RecordDirection
from core.phone.records.model import KeptRecords, ReadRecords
from core.store.scope import Scope
from tests.builders import MORNING, open_business

LEG = CallRecord(
    "pbx", "c1", "1", RecordDirection.IN, "02 1234567", "Mario\x1b[31m", "201", MORNING, MORNING + timedelta(seconds=9),
    MORNING + timedelta(seconds=99), 90, False, Disposition.ANSWERED,
)  # fmt: skip


def test_the_same_leg_again_changes_nothing_and_a_changed_one_takes_its_place(tmp_path: Path) -> None:
    business = open_business(tmp_path)
    records = business.phone.records
    other = replace(LEG, call="c2", leg="", number="anonymous", answered_at=None, ended_at=None)
    assert records.keep(ReadRecords("pbx", "a.csv", 2, [LEG, other])) == KeptRecords(2, 0, 0)
    assert records.keep(ReadRecords("pbx", "a.csv", 2, [LEG, other])) == KeptRecords(0, 0, 2)
    later = replace(LEG, talk_seconds=95)
    assert records.keep(ReadRecords("pbx", "b.csv", 3, [later])) == KeptRecords(0, 1, 0)
    kept = {record.call: record for record in records.between(MORNING, MORNING + timedelta(seconds=1))}
    assert kept["c1"] == replace(later, number="+39021234567", name="Mario[31m")
    assert kept["c2"] == replace(other, number="", name="Mario[31m")
    assert [(file.name, file.row_count) for file in records.files()] == [("a.csv", 2), ("b.csv", 3)]
    assert records.between(MORNING + timedelta(seconds=1), MORNING + timedelta(days=1)) == ()
    with pytest.raises(Usage, match="one telephone system"):
        records.keep(ReadRecords("fritz", "a.csv", 1, [LEG]))


def test_an_erased_client_leaves_neither_number_nor_reason(tmp_path: Path) -> None:
    business = open_business(tmp_path)
    client = business.clients.add("acme", "Acme", phones=["02 1234567"])
    business.phone.records.keep(ReadRecords("pbx", "a.csv", 1, [LEG]))
    store = business.session.store
    verdict = CallVerdict("pbx", "c1", None, "Mario talked of the weather", "anna", MORNING)
    with store.writing(Scope.PHONE):
        store.records.decide([verdict])
    assert store.records.verdicts() == [verdict]
    business.erasure.erase(client.client_id)
    (left,) = business.phone.records.between(MORNING, MORNING + timedelta(days=1))
    assert (left.number, left.name, left.talk_seconds) == ("", "", 90)
    assert store.records.verdicts() == [replace(verdict, reason="")]
