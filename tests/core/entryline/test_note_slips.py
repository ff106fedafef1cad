"""What in a note looks like a time that is not counted."""

from pathlib import Path

import pytest

from core.business import Business
from tests.builders import add_client, open_business


@pytest.fixture(scope="module")
def business(tmp_path_factory: pytest.TempPathFactory) -> Business:
    made = open_business(Path(tmp_path_factory.mktemp("notes")))
    add_client(made, "acme")
    return made


@pytest.mark.parametrize(
    ("line", "looks"),
    [
        ("acme 30m printer and 15m mail", ("counts no '15m', which is in the note",)),
        ("acme 1h printer e 30 minuti posta", ("counts no '30 minuti', which is in the note",)),
        ("acme 20 + 10 vpn", ("counts no '10', which is in the note",)),
        ("acme 15 vpn yesterday", ("is of today, and its note says 'yesterday'; @yesterday makes it its day",)),
        ("acme 15 vpn ieri pomeriggio", ("is of today, and its note says 'ieri'; @ieri makes it its day",)),
        ("acme 15 @yesterday as agreed yesterday", ()),
        ("acme 15 printer and 2 trays", ()),
        ("acme 15 c++ 11 and vpn", ()),
        ("acme 30m cable and plug", ()),
    ],
)
def test_a_length_or_a_day_that_stays_in_the_note_deserves_a_look(
    business: Business, line: str, looks: tuple[str, ...]
) -> None:
    (view,) = business.lines.preview_all([line])
    assert view.looks == looks and view.can_be_saved
