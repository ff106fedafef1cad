"""Messages that may stand for one another."""

import pytest

from tui.messages import LedgerChanged, LedgerUnreadable


@pytest.mark.parametrize(
    ("earlier", "later", "replaced"),
    [(False, False, True), (False, True, True), (True, True, True), (True, False, False)],
)
def test_a_later_change_replaces_an_earlier_one_unless_the_new_day_would_be_lost(
    earlier: bool, later: bool, replaced: bool
) -> None:
    # Textual asks the earlier message, with the later one.
    assert LedgerChanged(new_day=earlier).can_replace(LedgerChanged(new_day=later)) is replaced


def test_a_complaint_replaces_no_change() -> None:
    assert not LedgerChanged().can_replace(LedgerUnreadable("the store is gone"))
