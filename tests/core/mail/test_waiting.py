"""Mail to a client whose work waits for an agreement."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from core.business import Business
from core.model.clients import Client
from core.model.mail import Mail, MailSwitches
from core.model.terms import RenewalMode
from tests.builders import draft_of, open_business, prepaid_terms


@pytest.fixture
def business(tmp_path: Path) -> Iterator[Business]:
    with open_business(tmp_path) as opened:
        yield opened


@pytest.fixture
def client(business: Business) -> Client:
    client = business.clients.add("acme", "Acme srl")
    switches = MailSwitches(to="a@acme.example", language="en", after_entry=True, threshold_minutes=(300,))
    business.mail.switch(client.client_id, switches)
    return client


def mails(business: Business) -> list[Mail]:
    return list(reversed(business.mail.list()))


def test_work_that_waits_makes_no_message_nor_does_its_void_or_correction(business: Business, client: Client) -> None:
    entry_id = business.entries.post(draft_of(client, 15)).entry.entry_id
    edited = business.entries.edit(entry_id, draft_of(client, 20)).entry.entry_id
    business.entries.void(edited)
    assert mails(business) == []


def test_the_charge_makes_one_message_that_lists_the_work(business: Business, client: Client) -> None:
    business.entries.post(draft_of(client, 15, note="vpn down"))
    business.entries.post(draft_of(client, 30, note="new laptop"))
    business.agreements.put(client.client_id, lambda _before: prepaid_terms(renewal=RenewalMode.OFF), None)
    (mail,) = mails(business)
    assert mail.subject == "Support: 0:45 h charged, -0:45 h left"
    assert "this work was done before the agreement was recorded, and is charged now:" in mail.body
    assert mail.body.index("vpn down") < mail.body.index("new laptop")
    assert "worked 0:30, charged 0:30" in mail.body


def test_a_threshold_that_the_charge_crosses_is_told(business: Business, client: Client) -> None:
    business.entries.post(draft_of(client, 15))
    terms = prepaid_terms(renewal=RenewalMode.OFF)
    business.agreements.put(client.client_id, lambda _before: terms, None)
    switches = MailSwitches(to="a@acme.example", language="en", threshold_minutes=(300,))
    business.mail.switch(client.client_id, switches)
    business.blocks.sell(client.client_id)
    business.entries.post(draft_of(client, 290))
    assert [mail.kind for mail in mails(business)][-1] == "threshold"
