"""A client in another zone than the business: its own calendar says what today is."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from core.basics.clock import FakeClock
from core.basics.durations import Validity
from core.basics.errors import Refused
from core.business import Business
from core.model.clients import Client
from core.model.mail import MailSwitches
from core.model.terms import RenewalMode
from tests.builders import add_client, draft_of, open_business, prepaid_terms

EVENING = datetime(2026, 3, 31, 20, 0, tzinfo=UTC)
"""31 March, 22:00 in Rome; 1 April, 9:00 in Auckland; 31 March, 16:00 in New York."""
MARCH, APRIL = date(2026, 3, 31), date(2026, 4, 1)


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock(EVENING, boot=1_000_000)


@pytest.fixture
def business(tmp_path: Path, clock: FakeClock) -> Iterator[Business]:
    with open_business(tmp_path, clock) as opened:
        yield opened
        assert opened.verify().ok, opened.verify().problems


@pytest.fixture
def kiwi(business: Business) -> Client:
    return add_client(business, "kiwi", terms=prepaid_terms(timezone="Pacific/Auckland", validity=Validity(days=30)))


def test_today_is_that_of_the_client_for_sales_entries_and_terms(business: Business, kiwi: Client) -> None:
    assert business.today == MARCH
    assert business.queries.today(kiwi.client_id) == APRIL
    assert business.queries.blocks(kiwi.client_id)[0][1].sold_on == APRIL
    assert business.lines.post("kiwi 15 router").entry.work_date == APRIL
    business.agreements.set(kiwi.client_id, prepaid_terms(timezone="Pacific/Auckland", price_minor=90_000), APRIL)
    assert business.queries.terms(kiwi.client_id).price_minor == 90_000
    business.blocks.sell(kiwi.client_id)
    assert business.queries.blocks(kiwi.client_id)[-1][1].price_minor == 90_000
    assert business.pages.client(kiwi.client_id).today == APRIL


def test_a_month_is_over_when_it_is_over_for_the_client(business: Business, kiwi: Client) -> None:
    rome = add_client(business, "rome")
    business.statements.issue(kiwi.client_id, "2026-03")
    assert business.statements.read(kiwi.client_id, "2026-04").view.made_on == "2026-04-01"
    with pytest.raises(Refused, match="not over yet"):
        business.statements.issue(rome.client_id, "2026-03")


def test_the_daily_run_waits_for_the_clients_month_to_end(business: Business, clock: FakeClock) -> None:
    york = add_client(business, "york", terms=prepaid_terms(timezone="America/New_York"))
    business.mail.switch(york.client_id, MailSwitches(to="a@york.example", language="en", statement=True))
    business.entries.post(draft_of(york, 15, MARCH))
    clock.instant = datetime(2026, 4, 1, 0, 30, tzinfo=UTC)  # 1 April in Rome, 31 March in New York
    assert business.daily.run().messages == 0
    clock.instant = datetime(2026, 4, 1, 12, 0, tzinfo=UTC)
    assert business.daily.run().messages == 1


@pytest.mark.parametrize(("zone", "is_taken"), [("Pacific/Auckland", True), ("Europe/Rome", False)])
def test_hours_expire_by_the_clients_calendar(business: Business, clock: FakeClock, zone: str, is_taken: bool) -> None:
    client = add_client(
        business,
        terms=prepaid_terms(timezone=zone, renewal=RenewalMode.OFF, expiry_grace_days=0),
        blocks=(),
    )
    business.blocks.sell(client.client_id, sold_on=MARCH, expires_on=MARCH)
    assert bool(business.daily.run().forfeited) == is_taken


def test_hours_of_a_client_to_the_west_are_not_taken_a_day_early(business: Business, clock: FakeClock) -> None:
    client = add_client(
        business,
        terms=prepaid_terms(timezone="America/New_York", renewal=RenewalMode.OFF, expiry_grace_days=0),
        blocks=(),
    )
    business.blocks.sell(client.client_id, sold_on=MARCH, expires_on=MARCH)
    clock.instant = datetime(2026, 4, 1, 0, 30, tzinfo=UTC)
    assert business.daily.run().forfeited == ()
    clock.instant = datetime(2026, 4, 1, 12, 0, tzinfo=UTC)
    assert business.daily.run().forfeited != ()


def test_a_renewal_is_approved_on_the_clients_day(business: Business) -> None:
    client = add_client(business, terms=prepaid_terms(timezone="Pacific/Auckland", renewal=RenewalMode.ASK))
    business.entries.post(draft_of(client, 400, APRIL))
    business.renewals.approve(business.queries.pending_renewals()[0].renewal_id)
    assert business.queries.blocks(client.client_id)[-1][1].sold_on == APRIL


def test_the_day_of_a_lock_is_over_in_every_zone(business: Business, kiwi: Client) -> None:
    with pytest.raises(Refused, match="2026-03-31 is not over yet"):
        business.lock.set(MARCH)
    business.lock.set(date(2026, 3, 30))
