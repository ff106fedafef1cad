"""The header."""

from pathlib import Path

import pytest

from core.basics.clock import FakeClock
from core.business import Business
from core.model.terms import RenewalMode
from tests.builders import add_client, days, draft_of, fake_clock, open_business, prepaid_terms
from tests.tui.driving import desk_of, desk_on
from tui.widgets.header_line import header_text


@pytest.fixture
def clock() -> FakeClock:
    return fake_clock()


@pytest.fixture
def business(tmp_path: Path, clock: FakeClock) -> Business:
    opened = open_business(tmp_path, clock)
    acme = add_client(opened, "acme", terms=prepaid_terms(renewal=RenewalMode.ASK))
    add_client(opened, "bianchi")
    opened.entries.post(draft_of(acme, 400, note="server"))
    return opened


async def test_a_narrow_header_says_every_alert_before_it_leaves_one_out(business: Business) -> None:
    acme = business.queries.resolve_client("acme")
    for number in range(15):
        business.proposals.add(acme.client_id, f"P{number}", due_on=days(-1))
    async with desk_on(business) as pilot:
        view = desk_of(pilot).view
        assert view is not None
        line = header_text(view, 78)
        assert "1 low" in line and "1 to renew" in line and "15 due" in line
        assert len(header_text(view, 30)) <= 30
