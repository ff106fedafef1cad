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
        ("acme 20m 28/11 rete", ("is of today, and its note says '28/11'; @28/11 makes it its day",)),
        ("acme 15 24/365 support", ()),
        ("acme 20m 5 minuti fa", ("ends now, and its note begins with '5 minuti fa'; write its start, as in @10:00",)),
        ("acme 20m @8:00 5 minutes ago", ()),
        (
            "acme 20m this morning rack",
            ("ends now, and its note begins with 'this morning'; write its start, as in @10:00",),
        ),
        ("acme 20 # 4821", ("has no ticket, and its note says '# 4821'; write #4821",)),
        ("acme 20 ticket 4821 vpn", ("has no ticket, and its note says 'ticket 4821'; write #4821",)),
        ("acme 20 vpn (#4821)", ("has no ticket, and its note says '#4821'; write #4821",)),
        ("acme 20 #7 like ticket 4821", ()),
        ("acme 20m n.c.", ("is charged, and its note says 'n.c.'; nc makes it free of charge",)),
        ("acme 20m vpn gratis", ("is charged, and its note says 'gratis'; nc makes it free of charge",)),
        ("acme 20m nc gratis", ()),
    ],
)
def test_a_length_or_a_day_that_stays_in_the_note_deserves_a_look(
    business: Business, line: str, looks: tuple[str, ...]
) -> None:
    (view,) = business.lines.preview_all([line])
    assert view.looks == looks and view.can_be_saved


@pytest.mark.parametrize(
    "line",
    ["acme 1 ora 1/2 x", "acme 1 hour ½ x", "acme 2h 1/2 backup", "acme 28/11 20m rete"],
)
def test_half_an_hour_or_a_day_beside_the_time_is_refused(business: Business, line: str) -> None:
    (view,) = business.lines.preview_all([line])
    assert not view.can_be_saved and "can be" in view.trouble


def test_a_note_that_begins_with_another_client_deserves_a_look_where_none_is_named(business: Business) -> None:
    add_client(business, "hotel")
    hotel, acme = (business.queries.resolve_client(code) for code in ("hotel", "acme"))
    look = "is for acme, and its note begins with the client hotel; write hotel first"
    (view,) = business.lines.preview_all(["15 hotel toner"], acme)
    assert view.looks == (look,)
    assert business.lines.post("15 hotel toner", default=acme).looks == (look,)
    for line, default in (("15 hotel toner", hotel), ("acme 15 hotel toner", hotel), ("15 toner hotel", acme)):
        assert not any("begins" in each for each in business.lines.preview_all([line], default)[0].looks)
