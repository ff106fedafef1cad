"""One business on both engines: what is typed finds the same clients and entries, in the same order, for the same reason."""

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.business import Business
from core.exports.archive import archive_lines, restore
from core.model.clients import Client
from core.model.entry_filter import EntryFilter
from core.store.place import Place
from core.store.postgres.words import query, words_of
from tests.builders import draft_of
from tests.core.queries.test_search import CLIENTS
from tests.store.conftest import needs_server
from tests.store.engines import ENGINES
from tests.store.test_business import opened_at

_NAMES = (
    "Libreria Città Aperta; Citta Aperta Due; Città  Aperta; L'Aquila 1927; L’Aquila Sport; Dall'Ò & Figli; "
    "Dall'O' Snc; D'Angelo; D’Angelo Due; De Angelis; Deangelis Srl; Müller GmbH; Mueller GmbH; MULLER; Straße; "
    "Strasse; Straße 7; Łódź Trade; Lodz Trade; Œuvre d'Art; Oeuvre; Ægir; İstanbul Halı; Istanbul Hali; "
    "ISTANBUL; ıstanbul; Ñandú; Nandu; 東京商事; 東京; 東 京 商事; 北京饭店; 한국상사; 하나; 株式会社ミラノ; "
    "ミラノ; Ｆｕｌｌ Ｗｉｄｔｈ; Full Width; ﬁne wine; fine wine; Αθήνα ΑΕ; ΑΘΗΝΑ; Москва; МОСКВА Ёлка; елка; "
    "עברית; العربية; أحمد; احمد; हिन्दी; ไทยแลนด์; Tiếng Việt; Tieng Viet; Bar 24 Ore; Bar24; 24 Ore; 3M Italia; "
    "A&B; A & B; C++ Lab; C Lab; snake_case; snake case; O'Neill-O’Connor; co-op; coop; € Uno; ₺ Lira; 🏿 Moda; "
    "😀 Giochi; ½ Prezzo; 1⁄2 Prezzo; Ⅷ Legione; ﷺ; ªº; x̂ŷ; e\u0301cole; école; ecole; AC/DC; a.c.m.e.; acme; "
    "Acme srl; ACME SRL; Ácmé Srl; 100% Natura; 100; _; %; Zoë; zoe; ſtern; stern; µm; μm; K; K"
)
_TYPED = (
    "citta; CITTÀ; città aperta; aperta citta; l'aquila; l’aquila; aquila; dall'o; dall'ò; d'ang; d’angelo; "
    "dangelo; angelo; de ang; deang; muller; müller; mueller; strasse; straße; straß; lodz; łódź; oeuvre; œuv; "
    "aegir; istanbul; İstanbul; ISTANBUL; ıst; nandu; ñ; 東京; 東; 京; 北京饭; 한; 하; 한국; ミラ; full; "
    "ｆｕｌｌ; fine; ﬁne; αθηνα; ΑΘΉ; москва; ёл; ел; עב; أحمد; احم; ह; हिन्दी; ไทย; tieng viet; Tiếng; bar 24; "
    "bar24; 24; 24 ore; 3m; a&b; a b; c++; c lab; snake_case; snake ca; o'neill; neill o'c; co-op; coop; co; "
    "€ uno; ₺; lira; 🏿; 😀 g; ½; 1/2; 2 prez; ⅷ; legione; ª; x̂; ecole; é; ac/dc; acdc; a.c.m.e; acme; acm; "
    "acme srl; srl acme; ÁCMÉ; 100; 100%; 100% n; _; %; '; \"; zoe; zoë; stern; ſ; μ; µm; k; K; hotel; ho; "
    "hotel 7; hotel mare; stella hotel; 1; 12; 347; 3471; 347 1; 0212; 02 12; +39 347; 555; 06 555; "
    "39347123; 3471235; +39 06 5550; hotel 065550; 39065550 hotel; 5550001; "
    "0655501; 5550 1; hotel 555; hotel 0655502; 555 hotel 39; 7347; 567347; 00 12; 1234567; #48; 48; 481; "
    "t-48; #t; é-12; 48-a; zanoti; officne bianchi; mulelr; istnabul; 東京商亊; anna; anna ro; rosi; brun; "
    "geomtra"
)
NAMES, TYPED = _NAMES.split("; "), _TYPED.split("; ")
MISSPELT = [name[:2] + name[3:] for name in NAMES[::3]] + [
    f"{name[:3]}{name[4:5]}{name[3:4]}{name[5:]}" for name in NAMES[1::3]
]


@pytest.fixture
def both(tmp_path: Path) -> Iterator[tuple[Business, Business]]:
    """A business with about three hundred clients in a file, and its copy on a server."""
    needs_server()
    with opened_at(Place.of_file(tmp_path / "ledger.db")) as business:
        filled(business)
        place = ENGINES["postgresql"].place(tmp_path)
        restore(place, "\n".join(archive_lines(business.session)))
        with opened_at(place) as copy:
            yield business, copy


def filled(business: Business) -> None:
    chance = random.Random(7)
    places = ("Mare", "Stella", "Roma", "Città", "Sole")
    names = [*NAMES, *(name for _code, name in CLIENTS), *(f"Hotel {chance.choice(places)} {n}" for n in range(210))]
    added = list[Client]()
    while len(added) < len(names):
        with business.session.changing():
            for number, name in enumerate(names[len(added) :][:150], len(added)):
                contacts = (
                    [chance.choice(("Anna Rossi", "Zoë Müller", "東京 太郎", "Bruno"))] if number % 3 == 0 else []
                )
                phones = [f"347 {1_234_567 + number * 7}", "02 1234567"] if number % 4 == 0 else [f"06 5550{number:03}"]
                code = f"c{number * 37 % 1000}"
                added.append(business.clients.add_in_change(code, name, contacts=contacts, phones=phones))
    for number, client in enumerate(added[::9]):
        ticket = ("48123", "T-48", f"É-{number}", "48-a", "")[number % 5]
        draft = draft_of(client, 15, ticket=ticket, note=f"perché {client.name}", contact="Zoë")
        business.entries.post(draft, sure=True)
    for client in added[5:60:11]:
        business.clients.archive(client.client_id)
    for client in added[1:200:19]:
        business.clients.edit(client.client_id, name=f"{client.name} bis")
    business.clients.bring_back(added[5].client_id)


def test_what_is_typed_finds_the_same_in_the_same_order_for_the_same_reason(both: tuple[Business, Business]) -> None:
    def found(business: Business, typed: str) -> object:
        told = business.queries.find_clients(typed, 12)
        whole = business.session.store.search.exact(typed)
        hits = [(row.client.code, row.matched, row.why) for row in told.hits]
        entries = business.session.store.listing.entry_ids(EntryFilter(text=typed))
        return hits, [(row.client.code, row.why) for row in told.perhaps], whole, entries

    fits = 0
    for typed in (*TYPED, *MISSPELT):
        on_file, on_server = (found(business, typed) for business in both)
        assert on_file == on_server, typed
        fits += on_file[0] != []  # type: ignore[index]
    assert fits > 80
    assert both[1].verify().ok


def test_words_are_parted_as_the_full_text_index_of_a_file_parts_them() -> None:
    assert words_of("Dall'Ò, Łódź-Straße 한국 東京 İx e\u0301 ½") == [
        "dall",
        "o",
        "łodz",
        "straße",
        "한국",
        "東京",
        "ix",
        "e",
        "½",
    ]
    assert words_of("\ud800 \x00_") == []
    assert query(["d'an", "x"]) == "('d' <-> 'an':*) & ('x':*)" and query(["x", "\u19b0"]) == ""
