"""Every service method declares its right, and who does not hold it changes nothing."""

import inspect
import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from functools import cached_property
from pathlib import Path

import pytest

from core.basics.durations import Validity
from core.basics.errors import NotAllowed, Refused
from core.basics.identity import EVERY_RIGHT, READER, TECHNICIAN, Right
from core.business import Business
from core.model.terms import FeeDue, Kind, RenewalMode, Terms
from core.rules.actors import SYSTEM
from tests.builders import MONDAY, add_client, draft_of, fake_clock, open_business, prepaid_terms

WORKER = frozenset({Right.READ, Right.WORK})


@pytest.fixture
def business(tmp_path: Path) -> Iterator[Business]:
    with open_business(tmp_path) as opened:
        yield opened


LISTENER = "mail_of_changes"
"""What the session calls inside a change, whose right was checked."""


def _services(business: Business) -> Iterator[tuple[str, object]]:
    yield "entries", business.entries
    for name, value in vars(Business).items():
        if isinstance(value, cached_property) and name[0] != "_" and name not in ("pages", "queries", LISTENER):
            yield name, getattr(business, name)


def _methods(business: Business) -> Iterator[tuple[str, Callable[..., object], Right | None]]:
    for noun, service in _services(business):
        for name, method in inspect.getmembers(service, inspect.ismethod):
            if not name.startswith("_"):
                yield f"{noun}.{name}", method, getattr(method, "right", None)


def test_every_public_method_of_every_service_declares_its_right(business: Business) -> None:
    found = list(_methods(business))
    assert len(found) > 60
    assert [name for name, _method, right in found if right is None] == []


def test_what_hears_changes_has_no_other_methods(business: Business) -> None:
    listener = getattr(business, LISTENER)
    found = {name for name, _method in inspect.getmembers(listener, inspect.ismethod) if name[0] != "_"}
    assert found == {"begin", "ask", "note", "hears", "queue"}


def test_a_method_that_changes_the_store_declares_more_than_reading(business: Business) -> None:
    for name, method, right in _methods(business):
        code = inspect.getsource(method)
        if ".changing(" in code or "session.append(" in code:
            assert right in (Right.WORK, Right.MANAGE, Right.RUN), name


@pytest.mark.parametrize("held", [WORKER, frozenset({Right.READ}), frozenset()])
def test_who_lacks_a_right_is_refused_and_the_journal_stays(business: Business, held: frozenset[Right]) -> None:
    business.session.rights = held
    head = business.head
    for _name, method, right in _methods(business):
        if right is not None and right not in held:
            with pytest.raises(NotAllowed, match="ask a manager"):
                method()
    assert business.head == head


def test_ones_own_entry_is_work_and_another_technicians_needs_a_manager(tmp_path: Path) -> None:
    with open_business(tmp_path, technician="bruno") as business:
        client = add_client(business)
        other = business.entries.post(draft_of(client, 15, technician="bruno")).entry.entry_id
    with open_business(tmp_path, technician="anna") as business:
        business.session.rights = WORKER
        own = business.entries.post(draft_of(client, 30, technician="anna")).entry.entry_id
        head = business.head
        for refused in (
            lambda: business.entries.void(other),
            lambda: business.entries.edit(other, draft_of(client, 20)),
            lambda: business.entries.preview_edit(other, draft_of(client, 20)),
        ):
            with pytest.raises(Refused, match="ask a manager"):
                refused()
        assert business.head == head
        edited = business.entries.edit(own, draft_of(client, 20, technician="anna"))
        business.entries.void(edited.entry.entry_id)
        business.session.rights = WORKER | {Right.MANAGE}
        assert business.entries.void(other).entry.voided


def _actors(business: Business, kind: str) -> set[str]:
    return {row.actor for row in business.session.store.journal() if row.kind == kind}


def test_what_a_rule_does_by_itself_is_done_by_the_actor_system(business: Business) -> None:
    client = add_client(business)
    assert _actors(business, "block.added") == {"anna"}
    business.entries.post(draft_of(client, 400))
    assert _actors(business, "block.added") == {"anna", SYSTEM}
    assert _actors(business, "entry.posted") == {"anna"}


def test_a_renewal_asked_for_and_withdrawn_by_rule_is_done_by_the_actor_system(business: Business) -> None:
    asks = prepaid_terms(renewal=RenewalMode.ASK)
    client = add_client(business, terms=asks)
    business.entries.post(draft_of(client, 400))
    assert _actors(business, "renewal.asked") == {SYSTEM}
    business.agreements.set(client.client_id, replace(asks, kind=Kind.BREAK_FIX))
    assert _actors(business, "renewal.closed") == {SYSTEM}
    assert _actors(business, "agreement.set") == {"anna"}


def _causes(business: Business) -> list[tuple[str, str]]:
    rows = [row for row in business.session.store.journal() if row.actor == SYSTEM and row.kind != "setting.set"]
    return [(row.kind, json.loads(row.body).get("because", "")) for row in rows]


def test_what_a_rule_does_names_the_act_that_it_follows(business: Business) -> None:
    acme = add_client(business)
    asks = add_client(business, "vivai", terms=prepaid_terms(renewal=RenewalMode.ASK))
    first = business.entries.post(draft_of(acme, 400)).entry.entry_id
    assert _causes(business) == [("block.added", f"entry.posted {first}")]
    second = business.entries.post(draft_of(asks, 700)).entry.entry_id
    assert _causes(business)[1:] == [("renewal.asked", f"entry.posted {second}")]
    third = business.entries.post(draft_of(asks, 30)).entry.entry_id
    business.entries.void(third)
    business.adjustments.adjust(asks.client_id, 900, "gift", sure=True)
    given = [
        row for row in business.session.store.journal() if row.kind == "block.added" and "correction_id" in row.body
    ]
    assert ("renewal.closed", f"block.added {json.loads(given[0].body)['block_id']}") in _causes(business)
    fee = business.clients.add("managed", "Managed")
    business.agreements.set(fee.client_id, Terms(kind=Kind.MANAGED, fee_minor=31_000, fee_due=FeeDue.ADVANCE), MONDAY)
    assert business.daily.run().fees
    assert _causes(business)[-1] == ("fee.added", "daily")
    # An import posts many entries in one change: each renewal names its own.
    rows = "client,date,duration\nacme,2026-03-02,9h\nacme,2026-03-02,5m\nacme,2026-03-02,10h\n"
    before = len(_causes(business))
    business.imports.entries(rows.encode(), "x.csv", yes=True)
    named = [because for _kind, because in _causes(business)[before:]]
    assert len(named) > 1 and len(set(named)) == len(named) and all(each.startswith("entry.posted ") for each in named)


def test_an_approved_renewal_is_done_by_the_person(business: Business) -> None:
    client = add_client(business, terms=prepaid_terms(renewal=RenewalMode.ASK))
    business.entries.post(draft_of(client, 400))
    business.renewals.approve(business.queries.pending_renewals()[0].renewal_id)
    assert _actors(business, "block.added") == {"anna"}


def test_each_refusal_is_counted_once_outside_of_any_change_and_only_managers_read_the_log(tmp_path: Path) -> None:
    with open_business(tmp_path, technician="bruno") as business:
        client = add_client(business)
        other = business.entries.post(draft_of(client, 15, technician="bruno")).entry.entry_id
    with open_business(tmp_path, technician="anna") as business:
        business.session.rights = TECHNICIAN
        head = business.head
        for _time in range(3):
            # Within the void, a change was begun before the owner is looked at.
            with pytest.raises(NotAllowed, match="anna may not do this; ask a manager"):
                business.entries.void(other)
        with pytest.raises(NotAllowed):
            business.security.refusals()
        business.session.rights = READER
        with pytest.raises(NotAllowed, match="anna may read, and no more"):
            business.entries.post(draft_of(client, 15))
        assert business.head == head and business.verify().ok
        business.session.rights = EVERY_RIGHT
        found = {(each.technician, each.what): each.count for each in business.security.refusals()}
        assert found == {
            ("anna", "entry void"): 3, ("anna", "store refusals"): 1, ("anna", "entry post"): 1,
        }  # fmt: skip


def test_a_reader_makes_the_daily_run_whose_acts_are_those_of_the_rules(tmp_path: Path) -> None:
    clock = fake_clock()
    terms = prepaid_terms(validity=Validity(days=20), expiry_grace_days=0)
    with open_business(tmp_path, clock) as business:
        add_client(business, terms=terms)
        rows = len(list(business.session.store.journal()))
        clock.advance(timedelta(days=22))
        business.session.rights = READER
        assert business.daily.run().forfeited
        made = list(business.session.store.journal())[rows:]
        assert made and {row.actor for row in made} == {SYSTEM}
        assert {json.loads(row.body).get("because") for row in made if row.kind.startswith("block.")} == {"daily"}
        assert not business.session.rights & {Right.WORK, Right.MANAGE, Right.SERVE}
