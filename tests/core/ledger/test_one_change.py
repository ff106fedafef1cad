"""What one form says is one change: all of it is stored, or, where a part is refused, nothing."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from core.basics.clock import FakeClock
from core.basics.errors import NotAllowed, Refused, Usage
from core.basics.identity import Right
from core.business import Business
from core.forms.firm import read_firm
from core.ledger.clients import ClientEdit
from core.ledger.settings import SettingsChange
from core.model.calls import CallEdit
from core.model.firm import NO_FIRM, Logo
from core.model.terms import Overage, Terms
from tests.builders import add_client, changes, fake_clock, open_business


@pytest.fixture
def clock() -> FakeClock:
    return fake_clock()


@pytest.fixture
def business(tmp_path: Path, clock: FakeClock) -> Iterator[Business]:
    with open_business(tmp_path, clock) as opened:
        yield opened
        assert opened.verify().ok, opened.verify().problems


def test_all_settings_of_the_business_are_one_change_and_only_what_differs_is_recorded(business: Business) -> None:
    firm = read_firm({"vat": "IT01234567897"}, NO_FIRM)
    wanted = SettingsChange("Rete snc", firm, 5, "Europe/Berlin", Logo("png", b"picture"))
    with changes(business) as begun:
        business.settings.change(wanted)
    settings = business.settings
    assert (settings.name, settings.firm, settings.statement_day) == ("Rete snc", firm, 5)
    assert (business.session.zone.key, settings.logo) == ("Europe/Berlin", Logo("png", b"picture"))
    rows = business.session.store.listing.last_seq()
    business.settings.change(wanted)
    assert (len(begun), business.session.store.listing.last_seq()) == (1, rows)
    business.settings.change(SettingsChange(drops_logo=True))
    assert settings.logo is None and settings.name == "Rete snc"


def test_a_wrong_time_zone_leaves_the_other_settings_as_they_were(business: Business) -> None:
    with pytest.raises(Usage):
        business.settings.change(SettingsChange("Rete snc", statement_day=5, timezone="Europe/Berlino"))
    assert (business.settings.name, business.settings.statement_day) == ("", 1)


def test_working_hours_and_holidays_are_one_change_and_a_technician_sets_only_the_own_hours(business: Business) -> None:
    with changes(business) as begun:
        business.hours.change(own="mon-fri 08:00-12:00", everybody="mon-fri 09:00-18:00", holidays="DE")
    assert len(begun) == 1 and business.hours.holidays() == "DE"
    with pytest.raises(Usage):
        business.hours.change(own="none", holidays="Nowhere")
    assert any(business.hours.mine().days)
    business.session.rights = frozenset({Right.READ, Right.WORK})
    for everybody, holidays in (("none", None), (None, "none")):
        with pytest.raises(NotAllowed):
            business.hours.change(own="none", everybody=everybody, holidays=holidays)
    business.hours.change(own="none")
    assert business.hours.holidays() == "DE"


def test_the_card_of_a_new_caller_is_stored_with_the_entry_or_not_at_all(business: Business, clock: FakeClock) -> None:
    call = business.callers.start("Lombardo")
    business.agreements.put(call.client.client_id, lambda _before: Terms(overage=Overage.REFUSE), None, sure=True)
    clock.advance(timedelta(minutes=5))
    client_id, card = call.client.client_id, ClientEdit(phones=["02 1234567"], card_done=True)

    def write_card() -> None:
        business.clients.edit_in_change(client_id, card)

    with pytest.raises(Refused):
        business.calls.stop(call_id=call.call_id, also=write_card)
    client = business.queries.client(client_id)
    assert client.without_card and not client.phones and not business.queries.entries()
    business.blocks.sell(client_id, size_minutes=600, price_minor=80000, sure=True)
    with changes(business) as begun:
        business.calls.stop(call_id=call.call_id, also=write_card)
    client = business.queries.client(client_id)
    assert len(begun) == 1 and [phone.raw for phone in client.phones] == ["02 1234567"] and not client.without_card


def test_a_split_that_is_refused_leaves_the_call_with_its_client(business: Business, clock: FakeClock) -> None:
    acme, zeta = add_client(business, "acme"), add_client(business, "zeta")
    call = business.calls.start(acme.client_id)
    clock.advance(timedelta(minutes=40))
    edit = CallEdit(client_id=zeta.client_id)
    with pytest.raises(Refused, match="lasted 0:40"):
        business.call_edits.split(5000, acme.client_id, call.call_id, edit=edit)
    assert [each.client.code for each in business.calls.list()] == ["acme"]
    first, second = business.callers.split(600, "Rossi", call.call_id, edit=edit)
    assert (first.client.code, second.client.name) == ("zeta", "Rossi")
