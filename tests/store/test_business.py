"""A business on each engine: what is posted, found, shown, checked, archived and erased is the same."""

import json
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from core.basics.errors import Refused
from core.business import Business
from core.exports.archive import archive_lines, restore
from core.journal.codec import canonical
from core.journal.events import LockSet
from core.model.calls import CallWords
from core.model.entry_filter import EntryFilter
from core.model.mail import MailSwitches
from core.model.terms import RenewalMode
from core.store.place import Place
from tests.builders import (
    MONDAY,
    ZONE,
    add_client,
    block_minutes,
    days,
    draft_of,
    fake_clock,
    head_of,
    prepaid_terms,
    remaining,
)
from tests.chains import first_misfit
from tests.core.exports.test_hostile_archives import forged, place_of
from tests.core.queries.test_search import CLIENTS, codes
from tests.core.store.test_business_id import everything
from tests.store.engines import PATIENCE, Engine, Other


@pytest.fixture
def business(place: Place) -> Iterator[Business]:
    opened = opened_at(place)
    yield opened
    opened.close()


def opened_at(place: Place) -> Business:
    return Business.open(place, clock=fake_clock(), technician="anna", create=True, timezone=ZONE)


def filled(business: Business) -> None:
    """A business that has something of everything."""
    clients = business.clients
    acme = add_client(business)
    clients.edit(acme.client_id, phones=["02 1234567", "+39 347 7654321"], contacts=["Paolo Però <06 5555>"])
    other = add_client(business, "forno", terms=prepaid_terms(renewal=RenewalMode.ASK), blocks=(60,))
    switches = MailSwitches(to="a@acme.example", language="en", after_entry=True, statement=True, renewal=True)
    business.mail.switch(acme.client_id, switches)
    business.accounts.add(acme.client_id, "servers")
    for number, ticket in enumerate(("48123", "48124", "")):
        business.entries.post(
            draft_of(acme, 190, days(-number), ticket=ticket, note=f"perché {number}", contact="Paolo")
        )
    business.entries.post(draft_of(other, 90, key="k1", work_type="remote"))
    wrong = business.entries.post(draft_of(acme, 15, note="wrong")).entry
    business.entries.void(wrong.entry_id, "typed twice")
    kept = business.entries.post(draft_of(acme, 25, note="to edit")).entry
    business.entries.edit(kept.entry_id, draft_of(acme, 35, note="edited"))
    business.proposals.drop(business.proposals.add(acme.client_id, "A new disk").proposal_id, "too dear")
    business.proposals.add(other.client_id, "Backup", due_on=days(3))
    business.invoices.mark([business.queries.lines()[0].line_id], "7", MONDAY)
    business.billing.export()
    business.calls.start(acme.client_id, phone="02 1234567")
    business.calls.keep_words(CallWords(note="the printer"))
    business.lock.set(days(-40))


def test_postings_draw_renew_and_are_taken_back(business: Business) -> None:
    client = add_client(business)
    first = business.entries.post(draft_of(client, 350, note="server"))
    assert remaining(business, client) == 250 + 600
    assert len(first.renewals) == 1
    second = business.entries.post(draft_of(client, 30))
    assert sum(block_minutes(business, client).values()) == 820
    business.entries.void(second.entry.entry_id)
    business.entries.void(first.entry.entry_id)
    assert remaining(business, client) == 600
    assert list(block_minutes(business, client).values()) == [600]
    assert business.verify().ok
    with pytest.raises(Refused):
        business.entries.void(first.entry.entry_id)


def test_a_key_makes_an_entry_once_and_stands_for_nothing_else(business: Business, place: Place) -> None:
    client = add_client(business)
    first = business.entries.post(draft_of(client, 15, key="k")).entry
    with opened_at(place) as other:
        again = other.entries.post(draft_of(client, 15, key="k")).entry
        assert (again.entry_id, remaining(other, client)) == (first.entry_id, 585)
        with pytest.raises(Refused, match="used for another entry"):
            other.entries.post(draft_of(client, 20, key="k"))
    assert remaining(business, client) == 585


def test_what_was_filled_shows_the_same_on_every_engine_and_goes_over_and_back_with_its_head(
    business: Business, place: Place, engine: Engine, tmp_path: Path
) -> None:
    filled(business)
    head = head_of(business)[1]
    assert business.verify(head).ok
    text = "\n".join(archive_lines(business.session))
    rows, copied_head = restore(tmp_path / "copy.db", text)
    assert copied_head == head
    with opened_at(Place.of_file(tmp_path / "copy.db")) as copy:
        copied = "\n".join(archive_lines(copy.session))
        assert copied == text
        # Calls are not in an archive.
        business.calls.cancel()
        for shown, expected in zip(everything(business), everything(copy), strict=True):
            assert shown == expected
    folder = tmp_path / "back"
    folder.mkdir()
    back = engine.place(folder)
    assert restore(back, copied) == (rows, head)
    with opened_at(back) as again:
        assert again.verify(head).ok
        assert "\n".join(archive_lines(again.session)) == text
    with pytest.raises(Refused, match="exists already"):
        restore(back, copied)


def test_an_archive_that_fails_half_way_leaves_no_business(business: Business, engine: Engine, tmp_path: Path) -> None:
    filled(business)
    lines = list(archive_lines(business.session))
    row = place_of(lines, "entry.posted")
    folder = tmp_path / "broken"
    folder.mkdir()
    place = engine.place(folder)
    rows = [lines[0].replace('"files": 1', '"files": 0'), *(line for line in lines[1:] if line.startswith("["))]
    for change in ({"client_id": "nobody"}, {"worked_seconds": -5}, {"worked_seconds": 10**30}):
        body = canonical(json.loads(json.loads(lines[row])[4]) | change)
        with pytest.raises(Refused, match=f"^row {row} of the archive does not fit; nothing was made$"):
            restore(place, forged(rows, row, body))
    lines[-1] = lines[-1].replace('"content": "', '"content": "AAAA')
    with pytest.raises(Refused):
        restore(place, "\n".join(lines))
    with opened_at(place) as fresh:
        assert list(fresh.queries.clients()) == []


TAMPERED = (
    ("entry", "charged_minutes = charged_minutes + {by}", "ticket = '48123'", "charged_minutes"),
    ("account", "remaining_minutes = remaining_minutes + {by}", "name = ''", "remaining_minutes"),
    ("draw", "minutes = minutes + {by}", "draw_id = 2", "draw"),
    ("line", "amount_minor = amount_minor - {by}", "TRUE", "amount_minor"),
    ("client_search", "name = replace(name, 'Acme', 'Acme{by}')", "code = 'acme'", "client_search"),
    ("journal", "seq = seq + 1000 * {by}", "seq IN (5, 1005)", "row 5 is missing"),
    ("call", "started_at = started_at || '{by}'", "TRUE", "call"),
)
"""Table, what is assigned, which rows, and a word of what is told. What is done with 1 is undone otherwise."""


def test_what_was_changed_by_hand_is_named(business: Business, place: Place, engine: Engine) -> None:
    filled(business)
    whose = "main" if place.is_file else place.business
    for table, assigned, rows, told in TAMPERED:
        where = f"WHERE business_id = '{whose}' AND {rows}"
        undo = {
            "client_search": "name = replace(name, 'Acme1', 'Acme')",
            "call": "started_at = substr(started_at, 1, 24)",
        }
        engine.tamper(place, [f"UPDATE {table} SET {assigned.format(by=1)} {where}"])
        view = business.verify()
        assert not view.ok and told in " ".join(view.problems), (table, view.problems)
        engine.tamper(
            place, [f"UPDATE {table} SET {undo.get(table, assigned.format(by=-1)).replace('- -', '+ ')} {where}"]
        )
        assert business.verify().ok, table


def test_words_that_nobody_wrote_in_the_search_are_named(business: Business, place: Place, engine: Engine) -> None:
    filled(business)
    engine.spoil_words(place)
    view = business.verify()
    assert not view.ok and any(word in " ".join(view.problems) for word in ("entry_fts", "entry_words"))


@pytest.fixture
def book(business: Business) -> Business:
    for code, name in (*CLIENTS, ("citta", "Libreria Città Aperta"), ("oe", "Œuvre Straße Łódź")):
        business.clients.add(code, name, contacts=("Zoë Müller",) if code == "acme" else ())
    return business


def test_a_hit_begins_each_word_whatever_its_case_and_accents(book: Business) -> None:
    for typed, found in (
        ("acme", ["acme"]),
        ("ACM", ["acme"]),
        ("bian off", ["officine"]),
        ("vivai", ["vivai", "zanotto"]),
        ("pero", ["panificio"]),
        ("PERÒ 24", ["panificio"]),
        ("citta", ["citta"]),
        ("CITTÀ ap", ["citta"]),
        ("d'angelo", ["dangelo"]),
        ("d’ang", ["dangelo"]),
        ("angelo", ["dangelo"]),
        ("rossi-fer", ["rossi"]),
        ("zoe mull", ["acme"]),
        ("strasse", []),
        ("cme", []),
        ("acme bianchi", []),
        ("&", []),
        ("'", []),
        ("acme | bianchi", []),
        ("%", []),
        ("strass", []),
        ("straß", ["oe"]),
        ("Lodz", []),
    ):
        assert sorted(codes(book.queries.find_clients(typed).hits)) == found, typed


def test_the_words_of_entries_numbers_and_tickets_are_found(business: Business) -> None:
    filled(business)
    listing, search = business.session.store.listing, business.session.store.search
    assert len(listing.entry_ids(EntryFilter(text="perche"))) == 3
    assert len(listing.entry_ids(EntryFilter(text="PERCHÉ pao"))) == 3
    assert listing.entry_ids(EntryFilter(text="wrong edited")) == []
    assert len(listing.entry_ids(EntryFilter(text="edi", ticket=""))) == 2
    found = business.queries.find_clients
    for typed in ("48123", "#48", "8123", "347 765", "paolo 347"):
        assert set(codes(found(typed).hits)) == {"acme"}, typed
    assert [owned.client_id for owned in search.owned(business.queries.caller("021234567").number)] != []
    assert codes(
        found(
            "frono",
        ).perhaps
    ) == ["forno"]


def test_an_erased_client_leaves_no_text_and_the_rest_verifies(business: Business, place: Place) -> None:
    filled(business)
    head = head_of(business)[1]
    client = business.queries.resolve_client("acme")
    business.calls.cancel()
    business.erasure.erase(client.client_id)
    assert business.verify(head).ok
    assert business.session.store.listing.entry_ids(EntryFilter(text="perche")) == []
    assert "Paolo" not in "\n".join(archive_lines(business.session))
    assert codes(business.queries.find_clients("forno").hits) == ["forno"]


def test_processes_that_post_under_the_same_keys_make_each_entry_once(
    business: Business, other: Callable[..., Other], is_soak: bool
) -> None:
    client = add_client(business, blocks=(60_000,))
    count, keys = (8, 30) if is_soak else (3, 10)
    others = [other("post", client.client_id, str(keys)) for _number in range(count)]
    assert {process.hears() for process in others} == {"ready"}
    for process in others:
        process.tell()
    assert [process.hears() for process in others] == ["done"] * count
    entries = business.queries.entries(client_id=client.client_id)
    assert len(entries) == keys
    assert remaining(business, client) == 60_000 - keys * 15
    assert first_misfit(list(business.session.store.journal())) is None
    assert business.verify().ok


def test_a_posting_that_waits_while_the_month_is_closed_is_refused(business: Business, place: Place) -> None:
    client = add_client(business)
    refused: list[str] = []

    def post() -> None:
        try:
            business.entries.post(draft_of(client, 15, days(-10)))
        except Refused as refusal:
            refused.append(str(refusal))

    poster = threading.Thread(target=post)
    with opened_at(place) as manager:
        with manager.session.changing():
            # The posting begins only now, so that it reads the lock date after this change.
            poster.start()
            manager.session.append([LockSet(days(-5))])
        poster.join(PATIENCE)
    assert len(refused) == 1 and "locked" in refused[0]
    assert remaining(business, client) == 600 and business.verify().ok


def test_a_posting_is_decided_by_the_lock_date_that_another_session_has_set(business: Business, place: Place) -> None:
    client = add_client(business)
    with opened_at(place) as manager:
        business.entries.post(draft_of(client, 15, days(-10)))
        manager.lock.set(days(-5))
        with pytest.raises(Refused, match="lock"):
            business.entries.post(draft_of(client, 15, days(-10)))
    assert remaining(business, client) == 585
