"""The bytes that the chain hashes, and events that come back from their JSON."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.journal.chain import digest_of
from core.journal.codec import canonical, plain, revive
from core.journal.events import EntryPosted
from core.model.work import Charge
from tests.builders import MONDAY
from tests.profiles import examples

TEXTS = st.text(max_size=20)


@examples(60)
@given(st.integers(1, 1 << 40), TEXTS, TEXTS, TEXTS, TEXTS, TEXTS)
def test_a_digest_is_that_of_the_canonical_list(
    seq: int, recorded_at: str, actor: str, kind: str, body: str, previous: str
) -> None:
    content = canonical([seq, recorded_at, actor, kind, body, previous])
    digest = hashlib.sha256(content.encode("utf-8", "surrogatepass")).hexdigest()
    assert digest_of(seq, recorded_at, actor, kind, body, previous) == digest


def _posted() -> EntryPosted:
    charge = Charge(15, 900, work_type="phone")
    return EntryPosted(
        "e1", "k1", "anna", MONDAY, None, 900, (), charge, (), 0, 0, "phone", "", "", "", False, account_id="a2"
    )


def test_an_event_read_from_its_json_is_the_one_that_was_written() -> None:
    event = _posted()
    written = plain(event)
    assert revive(EntryPosted, written) == event
    assert "account_id" not in plain(revive(EntryPosted, {**written, "account_id": None}))


def test_an_unknown_a_missing_and_a_misshapen_field_are_errors() -> None:
    written = plain(_posted())
    without = {name: value for name, value in written.items() if name != "client_id"}
    for broken in ({**written, "colour": 1}, without, [written], {**written, "charge": 3}):
        with pytest.raises((TypeError, ValueError, KeyError, AttributeError)):
            revive(EntryPosted, broken)
