"""A body that passes for a plain entry is, value by value, the one that its event writes; any other is read as an event."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.audit.plain import POSTED, is_plain
from core.journal.chain import event_by
from core.journal.codec import plain
from core.store.sql.projection import entries, ledger
from tests.profiles import examples

BODY: dict[str, Any] = {
    "entry_id": "e1",
    "client_id": "k1",
    "technician": "anna",
    "work_date": "2026-03-02",
    "started_at": "2026-03-02T09:00:00.000Z",
    "worked_seconds": 300,
    "spans": [],
    "charge": {"minutes": 5, "slices": [[300, "1", ""]], "work_type": "phone", "worked_seconds": 300},
    "draws": [{"block_id": "b1", "minutes": 5}],
    "overdraft_minutes": 0,
    "billed_minutes": 0,
    "work_type": "phone",
    "ticket": "",
    "note": "printer jams",
    "contact": "",
    "no_charge": False,
    "key": None,
    "content": "",
    "line": None,
    "replaces": None,
    "fee_minutes": 0,
    "waits": False,
    "call_changes": [],
}
ODD = (
    None, "", "x", 0, 1, -5, 1.5, True, [], {}, [1], "20260302", "2026-3-2", "2026-02-30", "2026-03-02T09:00:00Z",
    "2026-03-02T10:00:00.000+01:00", {"minutes": 5}, {"minutes": 5, "worked_seconds": 300, "no_charge": False},
    {"minutes": 5, "slices": [[300, "2/2", ""]], "worked_seconds": 300}, [{"block_id": "b1"}],
    [{"block_id": "b1", "minutes": 5, "more": 1}], [{"block_id": "b1", "minutes": 5.0}], [{"minutes": 5, "block_id": "b1"}],
)  # fmt: skip


def passes(body: Any) -> bool:
    try:
        return is_plain(body)
    except (AttributeError, KeyError, TypeError, ValueError):
        return False


@given(st.sampled_from([*BODY, "account_id", "other"]), st.sampled_from(ODD) | st.just("drop"))
@examples(300)
def test_whatever_passes_for_a_plain_entry_is_what_its_event_writes(name: str, value: Any) -> None:
    body = {key: kept for key, kept in BODY.items() if (key, value) != (name, "drop")}
    if value != "drop":
        body[name] = value
    if passes(body):
        kept = {key: each for key, each in body.items() if (key, each) != ("account_id", None)}
        written = plain(event_by(POSTED, body))
        assert written == kept and {key: type(each) for key, each in written.items()} == {
            key: type(each) for key, each in kept.items()
        }


def test_plain_entries_pass_and_no_others_do() -> None:
    others = {"line": {"line_id": "l"}, "waits": True, "spans": [{}], "call_changes": [{}], "work_date": "20260302"}
    assert passes(BODY) and passes(BODY | {"account_id": "a1", "started_at": None, "key": "k", "draws": []})
    assert [name for name, value in others.items() if passes(BODY | {name: value})] == []
    assert [passes(each) for each in ([], "x", {}, BODY | {"more": 1})] == [False] * 4


class _Writes:
    """A session that notes what it is to write."""

    def __init__(self) -> None:
        self.made: list[object] = []
        self.dialect = self

    def run(self, *statement: object) -> int:
        self.made.append(statement)
        return 0

    def insert(self, *row: object) -> None:
        self.made.append(row)

    def index_words(self, _session: object, *words: object) -> None:
        self.made.append(words)


@pytest.mark.parametrize(
    "more", [{}, {"account_id": "a1", "started_at": None, "key": "k", "overdraft_minutes": 2, "no_charge": True}]
)
def test_a_plain_entry_is_written_into_the_tables_as_its_event_is(more: dict[str, Any]) -> None:
    body, by_event, by_body = BODY | more, _Writes(), _Writes()
    assert is_plain(body)
    ledger.apply(by_event, 7, "2026-03-02T09:00:00.000Z", event_by(POSTED, body))  # type: ignore[arg-type]
    entries.post(by_body, 7, "2026-03-02T09:00:00.000Z", body)  # type: ignore[arg-type]
    assert by_body.made == by_event.made and len(by_body.made) == 5
