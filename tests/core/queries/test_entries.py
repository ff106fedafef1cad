"""Reads of entries."""

from pathlib import Path

from tests.builders import add_client, draft_of, open_business


def test_a_voided_entry_tells_why_and_one_that_stands_tells_nothing(tmp_path: Path) -> None:
    business = open_business(tmp_path)
    acme = add_client(business, "acme")
    first, second, third = (business.entries.post(draft_of(acme, 10, note=note)).entry for note in ("a", "b", "c"))
    business.entries.void(first.entry_id, "wrong client")
    business.entries.void(second.entry_id)
    reasons = {entry.note: entry.void_reason for entry in business.queries.entries()}
    assert reasons == {"a": "wrong client", "b": "", "c": ""}
    assert third.void_reason == ""
