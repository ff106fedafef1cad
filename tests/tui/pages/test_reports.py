"""The page of reports."""

from datetime import timedelta
from pathlib import Path

import pytest

from core.basics.clock import FakeClock
from core.business import Business
from core.reports import report_names
from tests.builders import add_client, days, draft_of, fake_clock, open_business
from tests.tui.driving import (
    desk_on,
    until,
    until_screen,
)
from tui.pages.desk import Desk
from tui.pages.reports import Reports

SIZES = [(80, 24), (120, 40), (200, 60)]


@pytest.fixture
def clock() -> FakeClock:
    return fake_clock()


@pytest.fixture
def business(tmp_path: Path, clock: FakeClock) -> Business:
    opened = open_business(tmp_path, clock)
    acme = add_client(opened, "acme")
    bianchi = add_client(opened, "bianchi")
    opened.entries.post(draft_of(acme, 10, days(-1), note="vpn down", ticket="4821"))
    opened.entries.post(draft_of(acme, 20, note="printer jams", ticket="4821", work_type="remote"))
    opened.entries.post(draft_of(bianchi, 30, note="new laptop", ticket="5"))
    return opened


@pytest.mark.parametrize("size", SIZES)
async def test_every_report_is_one_key_from_the_next(business: Business, size: tuple[int, int]) -> None:
    async with desk_on(business, size) as pilot:
        await pilot.press("f8")
        await until_screen(pilot, Reports)
        page = pilot.app.screen
        titles = []
        for _name in report_names():
            await pilot.pause()
            titles.append(str(page.query_one("#report").border_title))
            await pilot.press("down")
        assert len(set(titles)) == len(report_names())
        assert page.query_one("#report-table").region.height > 2
        assert page.query_one("#report").region.bottom <= size[1]
        await pilot.press("right", "escape")
        await until_screen(pilot, Desk)


async def test_the_bars_follow_the_cursor_into_the_table_of_managed(business: Business, clock: FakeClock) -> None:
    acme = business.queries.resolve_client("acme")
    business.entries.post(draft_of(acme, 60, days(0)))
    clock.advance(timedelta(days=31))
    async with desk_on(business, (200, 60)) as pilot:
        await pilot.press("f8")
        await until_screen(pilot, Reports)
        await pilot.press(*["down"] * report_names().index("managed"))

        def drawn() -> str:
            return str(pilot.app.screen.query_one("#report-chart").plt.build())  # type: ignore[attr-defined]

        await until(pilot, lambda: "Variation, %" in drawn())
        await pilot.press("enter")
        await until(pilot, lambda: "acme: what a fee would have gained" in drawn())
        await pilot.press("left")
        await until(pilot, lambda: "Variation, %" in drawn())
