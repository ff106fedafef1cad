"""Archived clients that a text means: said with what brings them back, never taken for a new caller in silence."""

from pathlib import Path

import pytest

from core.basics.errors import Unasked, UnknownClient
from core.business import Business
from tests.builders import open_business


@pytest.fixture
def business(tmp_path: Path) -> Business:
    opened = open_business(tmp_path)
    opened.clients.add("acme", "Acme Plastics")
    gone = opened.clients.add("zf", "Zèta Foto", phones=("02 5551234",), contacts=("Ugo Verdi",))
    opened.clients.archive(gone.client_id)
    return opened


@pytest.mark.parametrize("text", ["zf", "ZF", "Zèta Foto", "zeta-foto", "02 5551234", "+39025551234"])
def test_a_code_a_whole_name_or_a_number_means_an_archived_client(business: Business, text: str) -> None:
    with pytest.raises(
        UnknownClient, match="archived; bring it back first: monteore client archive zf --undo"
    ) as caught:
        business.queries.resolve_client(text)
    assert caught.value.archived == "zf"
    assert [client.code for client in business.queries.archived_namesakes(text)] == ["zf"]
    assert business.queries.resolve_client(text, archived=True).code == "zf"


@pytest.mark.parametrize("text", ["foto", "zeta fot", "Zeta Fotto", "verdi"])
def test_what_is_spelt_almost_so_names_it_too_and_is_not_taken_for_it(business: Business, text: str) -> None:
    for archived in (False, True):
        with pytest.raises(
            UnknownClient, match=r"Zèta Foto \(zf\) is archived: if it is meant, bring it back first"
        ) as it:
            business.queries.resolve_client(text, archived=archived)
        assert it.value.archived == ""
    assert business.queries.archived_namesakes(text) == ()
    assert [row.client.code for row in business.queries.archived_clients(text)] == ["zf"]


def test_a_merged_client_is_no_archived_one(business: Business) -> None:
    twin = business.clients.add("acme2", "Acme Due")
    business.merging.merge(twin.client_id, business.queries.resolve_client("acme").client_id, sure=True)
    assert business.queries.archived_namesakes("Acme Due") == ()


@pytest.mark.parametrize(
    ("text", "phone", "told"),
    [
        ("zeta foto", "", "zf is archived: Zèta Foto"),
        ("025551234", "", "zf is archived: Zèta Foto"),
        ("Bruni", "02 5551234", "zf is archived: Zèta Foto"),
        ("acme plastics", "", "acme has the same name: Acme Plastics"),
    ],
)
def test_a_second_client_of_the_name_or_number_is_added_only_by_who_is_sure(
    business: Business, text: str, phone: str, told: str
) -> None:
    with pytest.raises(Unasked) as asked:
        business.callers.start(text, phone, sure=False)
    assert asked.value.questions[0] == told
    assert asked.value.questions[-1].endswith("as another client?")
    assert business.calls.list() == ()
    assert business.callers.start(text, phone, sure=True).client.without_card


def test_a_name_of_nobody_is_added_at_once(business: Business) -> None:
    assert business.callers.doubts("Lombardo", "02 999") == ()
    assert business.callers.start("Lombardo", sure=False).client.code == "lombardo"


def test_an_open_call_is_told_before_its_client_is_archived(business: Business) -> None:
    acme = business.queries.resolve_client("acme")
    assert business.clients.left_of(acme.client_id) == ()
    call = business.calls.start(acme.client_id)
    assert business.clients.left_of(acme.client_id) == ("a call of anna is open",)
    with pytest.raises(Unasked, match="a call of anna is open"):
        business.clients.archive(acme.client_id, sure=False)
    business.calls.cancel(call.call_id)
    assert business.clients.archive(acme.client_id, sure=False).archived
