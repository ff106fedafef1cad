"""What in a note looks like a time that is not counted."""

from pathlib import Path

import pytest

from core.basics.errors import AmbiguousClient
from core.business import Business
from core.entryline.understand import understand
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
        ("acme 2h break 30m", ("counts no '30m', which is in the note",)),
        ("acme 2h rete, pausa di 15 minuti", ("counts no '15 minuti', which is in the note",)),
        ("acme 1h lunch 13:00-14:00", ("counts no '13:00-14:00', which is in the note",)),
        ("acme 1h (10-11) vpn", ("counts no '10-11', which is in the note",)),
        ("acme 1h vpn [dalle 10 alle 11]", ("counts no 'dalle 10 alle 11', which is in the note",)),
        ("acme 1h lunch 1-2", ("counts no '1-2', which is in the note",)),
        ("acme 1h pages 10-11", ()),
        ("acme 2h with 30m lunch", ("counts no '30m', which is in the note",)),
        ("acme 2h rete, meno 30m", ("counts no '30m', which is in the note",)),
        ("acme 2h 30m break", ("counts '2h 30m' whole, and its note begins with 'break'",)),
        ("acme 20m 28 Feb vpn", ("is of today, and its note says '28 feb'; @28 feb makes it its day",)),
        ("acme 20m 28/2 vpn", ("is of today, and its note says '28/2'; @28/2 makes it its day",)),
        ("acme 20m 24/7 support and 1/2 of the disks", ()),
        ("acme 20m @yesterday vpn of 28/2", ()),
        ("acme 20m vpn n.c.", ("is charged, and its note says 'n.c.'; nc makes it free of charge",)),
        (
            "acme 20m vpn, senza addebito",
            ("is charged, and its note says 'senza addebito'; nc makes it free of charge",),
        ),
        ("acme 20m nc vpn gratis", ()),
        ("acme 20m vpn # 4821", ("has no ticket, and its note says '# 4821'; #4821 makes it its ticket",)),
        ("acme 20m vpn (#4821)", ("has no ticket, and its note says '#4821'; #4821 makes it its ticket",)),
        ("acme 20m vpn ticket 4821", ("has no ticket, and its note says 'ticket 4821'; #4821 makes it its ticket",)),
        ("acme 20m #4821 closes ticket 77", ()),
        (
            "acme 20m 5 minuti fa rete",
            ("ends now, and its note begins with '5 minuti fa'; write its start, as in @10:00",),
        ),
        ("acme 20m @8:00 5 minutes ago rack", ()),
        *(
            (f"acme 20m {said} rack", (f"ends now, and its note begins with '{said}'; write its start, as in @10:00",))
            for said in (
                "dalle 9",
                "alle 9",
                "from 9",
                "fino alle 15",
                "finito alle 15:00",
                "ore 9",
                "9:00",
                "alle nove",
            )
        ),
        *(
            (
                f"acme 20m {said} rack",
                (f"is of today, and its note says '{said}'; write its day, as in @yesterday",),
            )
            for said in (
                "l'altro ieri",
                "the day before yesterday",
                "due giorni fa",
                "last week",
                "la settimana scorsa",
                "last friday",
            )
        ),
        ("acme 20m @8:00 from 9 users", ()),
        ("acme 20m at 105 rack", ()),
        ("acme 20m last backup of 9:00", ()),
        (
            "acme 20m this morning rack",
            ("ends now, and its note begins with 'this morning'; write its start, as in @10:00",),
        ),
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
    assert not view.can_be_saved and "can be" in str(view.refused)


def test_another_client_named_after_the_time_deserves_a_look(business: Business) -> None:
    add_client(business, "zeta")
    default = business.queries.resolve_client("acme")
    of_other, own = business.lines.preview_all(["15 zeta toner", "15 acme toner"], default)
    assert of_other.looks == ("is work for acme, and its note begins with the client zeta",)
    assert own.looks == () and own.can_be_saved


def test_a_name_of_several_words_before_the_time_is_the_client(business: Business) -> None:
    business.clients.add("plast", "Officine Plastics Srl")
    business.clients.add("off", "Officine Bianchi")
    named, coded, noted = (
        understand(business.queries, line)
        for line in ("Officine  plastics 15 toner #4", "off bianchi 15m", "plast spare 15m")
    )
    assert (named.client.code, named.words.note, named.words.tokens[0].text) == ("plast", "toner", "Officine plastics")
    assert (coded.client.code, coded.words.note) == ("off", "bianchi")
    assert (noted.client.code, noted.words.note) == ("plast", "spare")
    with pytest.raises(AmbiguousClient):
        understand(business.queries, "officine 15m")


def test_a_client_whose_code_is_a_number_deserves_a_look_where_it_can_be_minutes(business: Business) -> None:
    add_client(business, "15")
    (beside,) = business.lines.preview_all(["15 20 toner"], business.queries.resolve_client("acme"))
    (alone,) = business.lines.preview_all(["15 20 toner"])
    assert (beside.preview and beside.preview.client.code, alone.looks) == ("15", ())
    assert beside.looks == ("begins with the client 15; a length needs its unit there, as in 15m",)
