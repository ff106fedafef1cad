"""A field of choices: the space bar changes the choice, unless it belongs to what is typed."""

import pytest

from tui.dialogs.field_box import is_begun


@pytest.mark.parametrize(
    ("typed", "is_text"),
    [
        ("leave", True),
        ("LEAVE", True),
        ("", False),
        ("leave out", False),
        ("refuse", False),
        ("lea", False),
        (" ", False),
    ],
)
def test_a_blank_is_text_within_a_choice_of_several_words(typed: str, is_text: bool) -> None:
    assert is_begun(typed, ("leave out", "refuse")) is is_text
