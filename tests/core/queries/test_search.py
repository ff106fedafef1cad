"""Who is meant by what is typed, and by the number that calls: hits, near misses apart, no guesses."""

from datetime import timedelta
from pathlib import Path

import pytest

from core.basics.callers import Certainty
from core.basics.errors import AmbiguousClient, UnknownClient
from core.basics.i18n import writing_to
from core.basics.numbers import NumberKind
from core.business import Business
from core.journal.events import SettingSet
from core.model.clients import Client
from core.model.search import Matched
from core.store.sqlite.connection import Connection
from tests.builders import MORNING, add_client, draft_of, fake_clock, open_business, prepaid_terms

CLIENTS = (
    ("acme", "Acme srl"),
    ("officine", "Officine Bianchi"),
    ("vivai", "Vivai Lombardi"),
    ("zanotto", "Vivai Zanotto"),
    ("deangelis", "Studio De Angelis"),
    ("dangelo", "Pasticceria D'Angelo"),
    ("rossi", "Autofficina Rossi-Ferrari"),
    ("panificio", "Panificio Però 24"),
    ("miramare", "Hotel Miramare"),
    ("gallo", "Farmacia Gallo"),
    ("moretti", "Cantina Moretti"),
    ("conti", "Libreria Conti"),
    ("martini", "Scuola Martini"),
    ("russo", "Trattoria Russo"),
    ("colombo", "Falegnameria Colombo"),
    ("ricci", "Parrucchiere Ricci"),
    ("marino", "Pescheria Marino"),
    ("greco", "Immobiliare Greco"),
    ("bruno", "Geometra Bruno"),
    ("costa", "Tipografia Costa"),
)
# Common surnames of which none is, or begins, a word of a client.
SURNAMES = (
    "Abate, Agostini, Amato, Antonelli, Arena, Barbieri, Barone, Basile, Battaglia, Bellini, Benedetti, Bernardi, Bianco, "
    "Caputo, Caruso, Castelli, Cattaneo, Colombi, Coppola, Costantini, D'Amico, D'Amato, De Luca, De Santis, De Simone, "
    "Donati, Esposito, Fabbri, Farina, Ferraro, Ferrero, Ferri, Fiore, Fontana, Galli, Gatti, Gentile, Giordano, Grassi, "
    "Greci, Guerra, Leone, Lombardo, Longo, Mancini, Marchetti, Mariani, Martinelli, Martino, Mazza, Mele, Monti, Morelli, "
    "Negri, Neri, Orlando, Palumbo, Parisi, Pellegrini, Piras, Riva, Rizzi, Rizzo, Romano, Rossetti, Rosso, Ruggiero, "
    "Russi, Sanna, Santoro, Serra, Silvestri, Testa, Valentini, Villa, Vitale, Zanetti"
)
STRANGERS = SURNAMES.split(", ")


@pytest.fixture
def business(tmp_path: Path) -> Business:
    return open_business(tmp_path)


@pytest.fixture
def book(business: Business) -> Business:
    for code, name in CLIENTS:
        business.clients.add(code, name)
    return business


def codes(rows: tuple[object, ...]) -> list[str]:
    return [row.client.code for row in rows]  # type: ignore[attr-defined]


def test_no_common_surname_is_a_hit_of_somebody_else(book: Business) -> None:
    assert len(STRANGERS) >= 67
    for name in STRANGERS:
        found = book.queries.find_clients(name)
        assert found.hits == (), name
        assert all(row.is_near and row.matched is Matched.SPELLING for row in found.perhaps)
        with pytest.raises(UnknownClient):
            book.queries.resolve_client(name)


@pytest.mark.parametrize("name", ["Lombardo", "Galli", "Martino", "Bianco", "Rosso"])
def test_a_surname_close_to_a_client_s_stands_apart(book: Business, name: str) -> None:
    found = book.queries.find_clients(name)
    assert found.hits == ()
    assert found.perhaps
    assert found.rows == found.perhaps


@pytest.mark.parametrize(
    ("typed", "found", "matched"),
    [
        ("acme", ["acme"], Matched.CODE),
        ("ACM", ["acme"], Matched.CODE),
        ("bian", ["officine"], Matched.NAME),
        ("off bian", ["officine"], Matched.NAME),
        ("bian off", ["officine"], Matched.NAME),
        ("vivai", ["vivai", "zanotto"], None),
        ("pero", ["panificio"], Matched.NAME),
        ("PERÒ 24", ["panificio"], Matched.NAME),
        ("d'angelo", ["dangelo"], Matched.NAME),
        ("d’ang", ["dangelo"], Matched.NAME),
        ("angelo", ["dangelo"], Matched.NAME),
        ("rossi-fer", ["rossi"], Matched.NAME),
        ("ferrari", ["rossi"], Matched.NAME),
        ("angeli", ["deangelis"], Matched.NAME),
        ("cme", [], None),
        ("anchi", [], None),
        ("acme bianchi", [], None),
        ("&", [], None),
        ('"', [], None),
        ("acme OR bianchi", [], None),
        ("name:acme", [], None),
        ("%", [], None),
        ("\x00acme", ["acme"], Matched.CODE),
    ],
)
def test_a_hit_begins_a_word_of_code_or_name(
    book: Business, typed: str, found: list[str], matched: Matched | None
) -> None:
    hits = book.queries.find_clients(typed).hits
    assert sorted(codes(hits)) == found
    if matched is not None:
        assert {row.matched for row in hits} == {matched}


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("ofificne", ["officine"]),
        ("ofificne bainchi", ["officine"]),
        ("binchi", ["officine"]),
        ("vivai lonbardi", ["vivai"]),
        ("viv lonbardi", ["vivai"]),
        ("panifico", ["panificio"]),
        ("lombardò", ["vivai"]),
        ("dangello", ["dangelo"]),
        ("d'angello", ["dangelo"]),
        ("rossiferrari", ["rossi"]),
        ("de anglis", ["deangelis"]),
        ("vivailombardi", []),
        ("mira mare", ["miramare"]),
        ("xyzzy", []),
        ("officine zanotto", []),
        ("cme", []),
    ],
)
def test_near_misses_forgive_slips_of_whole_words(book: Business, typed: str, found: list[str]) -> None:
    assert codes(book.queries.find_clients(typed).perhaps) == found


def test_a_contact_phone_or_ticket_says_why_it_was_found(business: Business) -> None:
    hotel = business.clients.add(
        "hotel", "Hotel Miramare", phones=["02 1234567"], contacts=["Paolo Esposito <335 7654321>", "Rita Zen"]
    )
    other = business.clients.add("other", "Other")
    business.entries.post(draft_of(hotel, 5, ticket="4821"))
    business.entries.post(draft_of(other, 5, ticket="77"))

    def found(typed: str) -> list[tuple[str, Matched | None, str]]:
        return [(row.client.code, row.matched, row.why) for row in business.queries.find_clients(typed).hits]

    assert found("espo") == [("hotel", Matched.CONTACT, "Paolo Esposito")]
    assert found("miramare rita") == [("hotel", Matched.CONTACT, "Rita Zen")]
    assert found("345") == [("hotel", Matched.PHONE, "02 1234567")]
    assert found("76543") == [("hotel", Matched.PHONE, "Paolo Esposito 335 7654321")]
    assert found("miramare 345") == [("hotel", Matched.PHONE, "02 1234567")]
    assert found("02 12") == [("hotel", Matched.PHONE, "02 1234567")]
    assert found("#4821") == found("4821") == [("hotel", Matched.TICKET, "#4821")]
    assert found("#48") == [("hotel", Matched.TICKET, "#4821")]
    assert found("821") == [("hotel", Matched.TICKET, "#4821")]
    assert found("#7") == [("other", Matched.TICKET, "#77")]
    assert found("#9") == []


def test_a_part_of_a_number_is_found_until_the_number_changes(business: Business) -> None:
    acme = business.clients.add("acme", "Acme srl", phones=["02 1234567", "347 7654321"])
    other = business.clients.add("beta", "Beta srl", phones=["06 9999123"])

    def found(typed: str) -> list[tuple[str, str]]:
        return [(row.client.code, row.why) for row in business.queries.find_clients(typed, with_near=False).hits]

    for typed in ("1234", "0212", "02 12", "3902123", "+39 02 1", "acme 0212", "srl 2345", "234 acme", "0039021"):
        assert found(typed) == [("acme", "02 1234567")], typed
    assert found("7654") == [("acme", "347 7654321")]
    assert found("123") == [("acme", "02 1234567"), ("beta", "06 9999123")]
    # No part reaches from one number into the next, and two digits are none.
    assert found("567347") == found("67 347") == found("12") == found("#1234") == found("beta 1234") == []
    business.clients.edit(acme.client_id, phones=["0311 55667"])
    business.clients.edit(other.client_id, phones=[])
    assert found("1234") == found("9999") == [] and found("31155") == [("acme", "0311 55667")]
    with business.session.store.writing():
        business.session.store.append(SettingSet("timezone", "Europe/Berlin"), "anna", MORNING)
    assert found("493115") == [("acme", "0311 55667")] and found("390311") == []
    business.erasure.erase(acme.client_id)
    assert found("31155") == [] and business.verify().ok


def test_of_a_long_part_of_a_number_every_digit_counts(business: Business) -> None:
    business.clients.add("acme", "Acme srl", phones=["02 1234567"])
    business.clients.add("beta", "Beta 0212345 srl", phones=["06 9123456"])

    def found(typed: str) -> list[str]:
        return codes(business.queries.find_clients(typed, with_near=False).hits)

    for typed in ("3902123", "39 021 2345", "srl 3902123", "390212 acme", "39021234"):
        assert found(typed) == ["acme"], typed
    # The last five digits are those of both numbers; a word that begins so counts, too.
    assert found("69123456") == found("srl 0691234") == ["beta"] and found("59123456") == []
    assert found("0212345") == found("srl 0212345") == ["acme", "beta"]


def test_the_index_holds_no_words_of_archived_clients(business: Business) -> None:
    def words_of(code: str) -> list[tuple[object, ...]]:
        return business.session.store._connection.rows(  # type: ignore[attr-defined, no-any-return]
            "SELECT client_search.name FROM client_search_fts JOIN client_search "
            "ON client_search.rowid = client_search_fts.rowid WHERE client_search_fts MATCH ?",
            (code,),
        )

    client = business.clients.add("zeta", "Zeta", phones=["02 1234567"])
    business.clients.add("eta", "Zeta Due")
    business.clients.archive(client.client_id)
    assert words_of("zeta") == [("Zeta Due",)] and business.verify().ok
    business.clients.edit(client.client_id, name="Zeta srl")
    assert words_of("zeta") == [("Zeta Due",)]
    business.clients.bring_back(client.client_id)
    assert words_of("zeta") == [("Zeta srl",), ("Zeta Due",)]
    assert codes(business.queries.find_clients("1234").hits) == ["zeta"] and business.verify().ok


def test_of_many_clients_those_whose_name_fits_come_first(business: Business, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.store.sql.search._MOST_RANKED", 3)
    for number in range(4):
        business.clients.add(f"person{number}", f"Firm {number}", contacts=["Anna Verdi"])
    business.clients.add("long", "Officine Verdi")
    business.clients.add("short", "Verdi")
    assert codes(business.queries.find_clients("verd", 3).hits) == ["short", "long", "person0"]
    assert codes(business.queries.find_clients("verd", 2).hits) == ["short", "long"]
    assert codes(business.queries.find_clients("firm", 2).hits) == ["person0", "person1"]


def test_a_whole_name_is_found_among_many_that_begin_so(business: Business) -> None:
    for number in range(30):
        business.clients.add(f"o{number}", f"Officine {chr(97 + number % 26)}")
    business.clients.add("whole", "OFFICINÈ")
    assert business.queries.resolve_client("officine").code == "whole"


def test_many_clients_are_found_by_as_many_statements_as_one(
    business: Business, monkeypatch: pytest.MonkeyPatch
) -> None:
    def add(number: int) -> None:
        client = business.clients.add(f"c{number}", f"Rossi {number:02}", phones=[f"02 12345{number:02}"])
        business.agreements.set(client.client_id, prepaid_terms(), None)
        business.blocks.sell(client.client_id)
        business.entries.post(draft_of(client, 15))

    def statements() -> dict[str, int]:
        counted: dict[str, int] = {}
        for typed in ("rossi", "1234", "rossi 0212", "+39 02 1", "rosis"):
            with Business.open(business.session.store.place, clock=fake_clock(), technician="anna") as fresh:
                before = len(told)
                rows = fresh.queries.with_figures(
                    fresh.queries.find_clients(typed).rows or fresh.queries.near_clients(typed)
                )
                counted[typed] = len(told) - before
                assert len(rows) == count and all(row.live_minutes for row in rows), typed
        return counted

    told = list[str]()
    read = Connection.rows

    def rows_read(self: Connection, sql: str, values: tuple[object, ...] = ()) -> list[tuple[object, ...]]:
        told.append(sql)
        return read(self, sql, values)

    monkeypatch.setattr(Connection, "rows", rows_read)
    add(0)
    count = 1
    alone = statements()
    for number in range(1, 5):
        add(number)
    count = 5
    assert statements() == alone


def test_an_exact_number_comes_first_also_for_a_mobile_that_begins_like_the_country(business: Business) -> None:
    business.clients.add("aaa", "Aaa", phones=["02 3921234567"])
    business.clients.add("mobile", "Mobile", phones=["392 1234567"])
    business.clients.add("other", "Other", phones=["1234567"])
    for typed in ("3921234567", "392 123 4567", "+39 392 1234567", "0039 3921234567"):
        first = business.queries.find_clients(typed).hits[0]
        assert (first.client.code, first.matched) == ("mobile", Matched.PHONE), typed
    business.clients.add("exact", "Exact", phones=["39 0212 3456"])
    business.clients.add("cut", "Cut", phones=["0212 3456"])
    for typed, code in (
        ("3902123456", "exact"),
        ("39 0212 3456", "exact"),
        ("0212 3456", "cut"),
        ("+39 02 123456", "cut"),
    ):
        assert [hit.client.code for hit in business.queries.find_clients(typed).hits] == [code], typed


def test_callers_without_a_card_are_found_by_these_words(business: Business) -> None:
    business.callers.start("Zanotti")
    for spoken, typed in (("en", "without a card"), ("it", "Senza scheda"), ("it", "without a card")):
        with writing_to(spoken):
            assert [hit.client.code for hit in business.queries.find_clients(typed).hits] == ["zanotti"]


def test_the_shell_means_a_whole_number_or_ticket_and_never_a_part(business: Business) -> None:
    hotel = business.clients.add("hotel", "Hotel Miramare", phones=["02 1234567"])
    business.entries.post(draft_of(hotel, 5, ticket="48213"))
    for whole in ("02 1234567", "+39021234567", "2 1234567", "48213", "#48213", "mirama", "hotel miramare"):
        assert business.queries.resolve_client(whole).code == "hotel"
    for part in ("123", "4567", "0212345", "02 12345", "4821", "#4821", "821"):
        with pytest.raises(UnknownClient, match="hotel"):
            business.queries.resolve_client(part)


def test_the_shell_names_near_misses_and_takes_none(book: Business) -> None:
    with pytest.raises(UnknownClient, match="did you mean vivai") as refused:
        book.queries.resolve_client("lombardo")
    assert refused.value.exit_code == 2  # type: ignore[attr-defined]
    with pytest.raises(AmbiguousClient, match="vivai"):
        book.queries.resolve_client("viva")


def test_near_misses_know_renames_new_clients_and_archived_ones(business: Business) -> None:
    client = business.clients.add("one", "Officine Bianchi")
    assert codes(business.queries.find_clients("binchi").perhaps) == ["one"]
    business.clients.edit(client.client_id, name="Officine Zanotti", contacts=["Mario Esposito"])
    assert business.queries.find_clients("binchi").rows == ()
    assert codes(business.queries.find_clients("zanoti").perhaps) == ["one"]
    assert codes(business.queries.find_clients("espostio").perhaps) == ["one"]
    business.clients.archive(client.client_id)
    assert business.queries.find_clients("zanoti").rows == ()
    assert business.queries.find_clients("zanotti").rows == ()
    business.clients.bring_back(client.client_id)
    assert codes(business.queries.find_clients("zanoti").perhaps) == ["one"]
    # The same number of letters, in another session.
    other = Business.open(business.session.store.place, clock=fake_clock(), technician="marco")
    other.clients.edit(client.client_id, name="Officine Morelli")
    assert business.queries.find_clients("zanoti").rows == ()
    assert codes(business.queries.find_clients("moreli").perhaps) == ["one"]


def test_near_misses_are_looked_for_by_one_thread_at_a_time(book: Business, monkeypatch: pytest.MonkeyPatch) -> None:
    if not book.session.store.place.is_file:
        pytest.skip("a server reads near misses without tables of its own, so there is nothing to hold")
    made = list[bool]()
    run = Connection.run

    def watched(self: Connection, sql: str, values: tuple[object, ...] = ()) -> int:
        if sql.startswith(("CREATE VIRTUAL TABLE", "DROP TABLE")):
            # Whoever reads in a snapshot holds the connection: another thread waits.
            made.append(bool(self._depth))
        return run(self, sql, values)

    monkeypatch.setattr(Connection, "run", watched)
    assert book.queries.near_clients("officnie") and made == [True, True]
    assert book.queries.near_clients("vivia") and made == [True, True]


def test_archived_clients_leave_room_for_those_that_are_not(business: Business) -> None:
    for number in range(6):
        archived = business.clients.add(f"a{number}", "Hotel")
        business.clients.archive(archived.client_id)
    business.clients.add("z", "A much longer name of one more Hotel by the sea")
    assert codes(business.queries.find_clients("hotel", 2).hits) == ["z"]
    assert codes(business.queries.find_clients("ho", 2).hits) == ["z"]


def test_archived_clients_own_no_number(business: Business) -> None:
    client = business.clients.add("gone", "Gone", phones=["02 1234567"])
    business.clients.archive(client.client_id)
    assert business.queries.find_clients("02 1234567").rows == ()
    assert business.queries.caller("02 1234567").clients == ()


def test_a_caller_is_found_by_each_number_of_a_card(business: Business) -> None:
    def client(code: str, *phones: str, **details: list[str]) -> Client:
        return business.clients.add(code, code.title(), phones=phones, **details)  # type: ignore[arg-type]

    acme = client("acme", "02 1234567 / 335 7654321; int. 12", contacts=["Paolo <347 1111111>"])
    client("hotel", "+39 02 9999 00xx")
    client("accountant", "06 7777777")
    client("branch", "06 7777777")
    queries = business.queries
    assert acme.phones[0].raw == "02 1234567 / 335 7654321; int. 12"
    view = queries.caller("+393357654321")
    assert (view.client, view.contact, view.certainty) == (acme, "", Certainty.EXACT)
    assert queries.caller("347 1111111").contact == "Paolo"
    assert queries.caller("0299990042").certainty is Certainty.RANGE
    weak = queries.caller("1234567")
    assert (weak.client, weak.is_exact) == (acme, False)
    shared = queries.caller("067777777")
    assert shared.client is None
    assert sorted(codes(shared.clients)) == ["accountant", "branch"]
    assert queries.caller("anonymous").number.kind is NumberKind.WITHHELD
    assert queries.caller("201").clients == ()
    assert queries.caller("9" * 10_000).clients == ()
    business.clients.edit(acme.client_id, phones=["06 1111111"])
    assert queries.caller("335 7654321").clients == ()
    assert queries.caller("347 1111111").contact == "Paolo"


def test_numbers_are_read_in_the_country_of_the_business(tmp_path: Path) -> None:
    business = Business.open(
        tmp_path / "swiss.db", clock=fake_clock(), technician="anna", create=True, timezone="Europe/Zurich"
    )
    client = business.clients.add("bern", "Bern", phones=["031 123 45 67"])
    assert client.phones[0].e164 == "+41311234567"
    assert business.queries.caller("+41 31 123 45 67").certainty is Certainty.EXACT
    assert business.queries.caller("+39 031 123 45 67").certainty is not Certainty.EXACT


def test_numbers_are_looked_up_by_index(business: Business) -> None:
    business.clients.add("acme", "Acme", phones=["02 1234567"])
    rows = business.session.store.search._rows  # type: ignore[attr-defined]
    for column in ("e164", "tail", "prefix"):
        sql = f"SELECT client_id FROM client_phone WHERE business_id = :business AND {column} IN (?, ?)"
        plan = rows(f"EXPLAIN QUERY PLAN {sql}", ("1", "2"))
        assert f"client_phone_{column}" in str(plan)


def test_contacts_are_read_of_those_alone_whose_code_and_name_lack_a_word(
    business: Business, monkeypatch: pytest.MonkeyPatch
) -> None:
    business.clients.add("serra", "Serra Verde", contacts=["Anna Neri"])
    told = list[str]()
    read = Connection.rows

    def rows_read(self: Connection, sql: str, values: tuple[object, ...] = ()) -> list[tuple[object, ...]]:
        told.append(sql)
        return read(self, sql, values)

    monkeypatch.setattr(Connection, "rows", rows_read)
    with Business.open(business.session.store.place, clock=fake_clock(), technician="anna") as fresh:
        for typed, reads in (("ser ver", 0), ("anna verde", 1)):
            told.clear()
            assert [row.client.code for row in fresh.queries.find_clients(typed).rows] == ["serra"]
            assert sum("SELECT client_id, contacts FROM client" in sql for sql in told) == reads, typed


def test_a_colleague_on_the_phone_with_the_client_is_told(business: Business) -> None:
    acme, other = add_client(business), add_client(business, "other")
    giulia = Business.open(business.session.store.place, clock=fake_clock(), technician="giulia")
    giulia.calls.start(acme.client_id)
    business.calls.start(acme.client_id)
    assert [call.technician for call in business.queries.others_on_the_phone(acme.client_id)] == ["giulia"]
    assert [call.technician for call in giulia.queries.others_on_the_phone(acme.client_id)] == ["anna"]
    assert business.queries.others_on_the_phone(other.client_id) == ()
    giulia.clock.advance(timedelta(minutes=5))  # type: ignore[attr-defined]
    giulia.calls.cancel()
    assert business.queries.others_on_the_phone(acme.client_id) == ()


@pytest.mark.parametrize(
    "typed", ["x" * 10_000, "1" * 10_000, "a " * 5_000, "\x1b[31m", "\u202eacme", "#", "'", "*", "^a"]
)
def test_hostile_words_find_nobody_and_raise_nothing(business: Business, typed: str) -> None:
    business.clients.add("zeta", "Zeta")
    assert business.queries.find_clients(typed).rows == ()
    with pytest.raises(UnknownClient):
        business.queries.resolve_client(typed)


def test_a_near_miss_by_contact_says_who_it_is(business: Business) -> None:
    client = add_client(business, "vivai")
    business.clients.edit(client.client_id, contacts=("Lucia Brunello <0382 555123>",))
    (by_contact,) = business.queries.near_clients("brunelo")
    (by_name,) = business.queries.near_clients("vivaj")
    assert (by_contact.why, by_name.why) == ("Lucia Brunello", "")
