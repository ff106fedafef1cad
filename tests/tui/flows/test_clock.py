"""The desk where the machine's clock is in doubt: it says why, posts nothing unasked, and goes on after y."""

from datetime import timedelta
from pathlib import Path

import pytest

from core.basics.clock import FakeClock
from core.basics.durations import Validity
from core.business import Business
from core.model.terms import RenewalMode
from tests.builders import add_client, fake_clock, head_of, open_business, prepaid_terms, remaining
from tests.tui.driving import desk_of, desk_on, until, until_screen
from tui.dialogs.confirm import Confirm


@pytest.fixture
def clock() -> FakeClock:
    return fake_clock()


@pytest.fixture
def business(tmp_path: Path, clock: FakeClock) -> Business:
    opened = open_business(tmp_path, clock)
    add_client(opened, terms=prepaid_terms(validity=Validity(days=10), renewal=RenewalMode.OFF))
    return opened


async def test_the_daily_run_of_a_clock_in_doubt_waits_for_y(business: Business, clock: FakeClock) -> None:
    client = business.queries.resolve_client("acme")
    clock.step_wall(timedelta(days=40))
    before = head_of(business)
    async with desk_on(business) as pilot:
        await until_screen(pilot, Confirm)
        assert head_of(business) == before
        await pilot.press("y")
        await until(pilot, lambda: business.clock_question() == "")
        await until(pilot, lambda: remaining(business, client) == 0)


async def test_after_n_nothing_is_forfeited_and_the_foot_of_the_desk_says_why(
    business: Business, clock: FakeClock
) -> None:
    clock.step_wall(timedelta(days=40))
    before = head_of(business)
    async with desk_on(business) as pilot:
        await until_screen(pilot, Confirm)
        await pilot.press("n")
        await until(pilot, lambda: not isinstance(pilot.app.screen, Confirm))
        await until(pilot, lambda: "! check the clock" in desk_of(pilot).corner())
    assert head_of(business) == before
