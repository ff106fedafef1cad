"""New callers: the client is added by its first call, and waits for its card."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from core.basics.errors import Refused, Usage
from core.business import Business
from tests.builders import add_client, open_business


@pytest.fixture
def business(tmp_path: Path) -> Iterator[Business]:
    with open_business(tmp_path) as opened:
        yield opened
        assert opened.verify().ok, opened.verify().problems


def test_a_new_caller_becomes_a_client_without_a_card_on_a_running_call(business: Business) -> None:
    call = business.callers.start("lombardo")
    assert (call.client.name, call.client.code, call.client.without_card) == ("Lombardo", "lombardo", True)
    assert [each.call_id for each in business.calls.list(business.technician)] == [call.call_id]
    assert [row.client.code for row in business.queries.clients_without_card()] == ["lombardo"]


@pytest.mark.parametrize(
    ("text", "name", "code", "phone"),
    [
        ("lombardo", "Lombardo", "lombardo", ""),
        ("mario de rossi", "Mario De Rossi", "mario-de-rossi", ""),
        ("ACME srl", "ACME srl", "acme-srl", ""),
        ("Caffè Nero", "Caffè Nero", "caffe-nero", ""),
        ("0382 555123", "0382 555123", "tel-0382-555123", "0382 555123"),
        ("+39 02 5551 2233", "+39 02 5551 2233", "tel-39-02-5551-2233", "+39 02 5551 2233"),
        ("lombardo 0382 555123", "Lombardo", "lombardo", "0382 555123"),
        ("3356677889 gino", "Gino", "gino", "3356677889"),
        ("+39 0382 555123: studio 54", "Studio 54", "studio-54", "+39 0382 555123"),
        ("0382 555123 - gino", "Gino", "gino", "0382 555123"),
        ("gino - 0382 555123", "Gino", "gino", "0382 555123"),
        ("1000 miglia", "1000 Miglia", "c-1000-miglia", ""),
        ("3m italia", "3m Italia", "c-3m-italia", ""),
        ("studio 54", "Studio 54", "studio-54", ""),
        ("李雷", "李雷", "client", ""),
    ],
)
def test_a_typed_text_means_a_name_a_code_and_a_number(
    business: Business, text: str, name: str, code: str, phone: str
) -> None:
    found = business.callers.proposed(text)
    assert (found.name, found.code, found.phone) == (name, code, phone)


@pytest.mark.parametrize("text", ["", "  ", "?!", "#4821", "\x1b\x07"])
def test_a_text_without_a_name_makes_no_client(business: Business, text: str) -> None:
    with pytest.raises(Usage, match="needs a name"):
        business.callers.start(text)
    assert business.queries.clients() == ()


def test_the_code_of_a_new_caller_is_a_free_one(business: Business) -> None:
    add_client(business, "lombardo")
    business.callers.start("Lombardo")
    assert {row.client.code for row in business.queries.clients()} == {"lombardo", "lombardo-2"}


def test_the_number_of_an_unknown_caller_is_kept_on_client_and_call(business: Business) -> None:
    call = business.callers.start("Lombardo", "0382 555123")
    assert call.phone == "0382 555123"
    assert [phone.raw for phone in call.client.phones] == ["0382 555123"]
    assert call.client.without_card
    assert business.queries.caller("0382 555123").client == call.client


def test_the_running_call_goes_on_hold_and_the_same_key_starts_one_call(business: Business) -> None:
    before = business.calls.start(add_client(business, "acme").client_id)
    first = business.callers.start("Lombardo", key="k1")
    again = business.callers.start("Lombardo", key="k1")
    assert first.call_id == again.call_id
    assert {call.call_id: call.state.value for call in business.calls.list()} == {
        first.call_id: "running",
        before.call_id: "on-hold",
    }
    with pytest.raises(Refused, match="k1"):
        business.callers.start("Rossi", key="k1")
    assert {row.client.code for row in business.queries.clients()} == {"acme", "lombardo"}


@pytest.mark.parametrize(
    "given",
    [{"phones": ("02 1234567",)}, {"contacts": ("Ann Shaw",)}, {"card_done": True}],
    ids=lambda each: next(iter(each)),
)
def test_a_phone_a_contact_or_a_word_makes_the_card(business: Business, given: dict[str, object]) -> None:
    client = business.callers.start("lombardo").client
    assert business.clients.edit(client.client_id, name="Lombardo & figli").without_card
    assert not business.clients.edit(client.client_id, **given).without_card  # type: ignore[arg-type]
    assert business.queries.clients_without_card() == ()


def test_an_archived_caller_waits_for_no_card(business: Business) -> None:
    client = business.callers.start("lombardo").client
    business.calls.cancel()
    business.clients.archive(client.client_id)
    assert business.queries.clients_without_card() == ()


def test_a_new_caller_with_the_name_of_a_client_is_asked_about(business: Business) -> None:
    known = business.clients.add("lomb", "Lombardo")
    business.clients.archive(known.client_id)
    call = business.callers.start("lombardo")
    assert business.queries.namesakes_in_words(call.client) == (
        "lomb has the same name and is archived; is it the same client?",
    )
    assert business.queries.namesakes_in_words("Rossi") == ()
