"""The page of reports."""

import threading
from datetime import date, timedelta
from pathlib import Path

import pytest

from core.basics.clock import FakeClock
from core.business import Business
from core.queries.queries import Queries
from core.reports import make_report, report_names
from core.reports.table import ReportOptions, ReportTable
from tests.builders import add_client, days, draft_of, fake_clock, open_business
from tests.tui.driving import (
    desk_on,
    handled,
    said_on_page,
    settled,
    until,
    until_screen,
)
from tests.waiting import PATIENCE_SECONDS
from tui.dialogs.choose import Choose
from tui.dialogs.entry_sheet import EntrySheet
from tui.dialogs.field_box import FieldBox
from tui.dialogs.form import Form
from tui.dialogs.question import Sheet
from tui.pages import reports
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
            await settled(pilot)
            titles.append(str(page.query_one("#report").border_title))
            await pilot.press("f8")
        assert len(set(titles)) == len(report_names())
        assert page.query_one("#report-table").region.height > 2
        assert page.query_one("#report").region.bottom <= size[1]
        await pilot.press("escape")
        await until_screen(pilot, Desk)


async def test_another_report_and_another_period_can_be_chosen(business: Business) -> None:
    async with desk_on(business, (80, 24)) as pilot:
        await pilot.press("f8")
        await until_screen(pilot, Reports)

        def title() -> str:
            return str(pilot.app.screen.query_one("#report").border_title)

        await until(pilot, lambda: title() == "Recovered · 3 Mar 2025 - 2 Mar 2026")
        await pilot.press("[")
        await until(pilot, lambda: title() == "Recovered · 3 Mar 2024 - 2 Mar 2025")
        await pilot.press("slash")
        await until_screen(pilot, Form)
        await pilot.press(*"2026-02", "enter")
        await until_screen(pilot, Reports)
        await until(pilot, lambda: title() == "Recovered · February 2026")
        await pilot.press("]")
        await until(pilot, lambda: title() == "Recovered · March 2026")
        await pilot.press("]")
        await until(pilot, lambda: said_on_page(pilot).startswith("! that period has not begun"))
        await pilot.press("up", "down")
        await until_screen(pilot, Choose)
        await pilot.press("down", "enter")
        await until_screen(pilot, Reports)
        await until(pilot, lambda: title() == "Renewals · March 2026")


async def test_the_months_of_a_row_are_shown_for_the_report_that_has_them(business: Business, clock: FakeClock) -> None:
    acme = business.queries.resolve_client("acme")
    business.entries.post(draft_of(acme, 60, days(0)))
    clock.advance(timedelta(days=31))
    async with desk_on(business, (80, 24)) as pilot:
        await pilot.press("f8")
        await until_screen(pilot, Reports)
        await pilot.press(*["f8"] * report_names().index("managed"), "space")
        await until_screen(pilot, EntrySheet)
        assert str(pilot.app.screen.query_one(Sheet).border_title) == "acme: what a fee would have gained"


async def test_a_report_is_written_to_a_file(business: Business, tmp_path: Path) -> None:
    async with desk_on(business, (80, 24)) as pilot:
        await pilot.press("f8")
        await until_screen(pilot, Reports)
        await pilot.press("x")
        await until_screen(pilot, Form)
        await pilot.press(*str(tmp_path / "r.csv"), "enter")
        await until(pilot, lambda: said_on_page(pilot).startswith("written:"))
        assert (tmp_path / "r.csv").read_text().startswith("month,entries,minutes,amount,currency")


async def test_the_file_of_a_report_is_named_after_its_period_and_one_without_rows_is_not_written(
    business: Business,
) -> None:
    async with desk_on(business, (80, 24)) as pilot:
        await pilot.press("f8")
        await until_screen(pilot, Reports)
        await settled(pilot)
        page = pilot.app.screen
        assert isinstance(page, Reports)
        await pilot.press("x")
        await until_screen(pilot, Form)
        assert "recovered-2025-03-03-2026-03-02.csv" in pilot.app.screen.query_one(FieldBox).field.default
        await pilot.press("escape")
        await until_screen(pilot, Reports)
        page.show_period((date(2025, 2, 1), date(2025, 2, 28)))
        await settled(pilot)
        await pilot.press("x")
        await until(pilot, lambda: "no rows to write" in said_on_page(pilot))
        assert isinstance(pilot.app.screen, Reports)


async def test_a_report_that_takes_long_stalls_no_key_and_only_the_newest_one_is_made(
    business: Business, monkeypatch: pytest.MonkeyPatch
) -> None:
    painting, begun, goes_on = threading.get_ident(), list[object](), threading.Event()

    def slow(queries: Queries, name: str, options: ReportOptions) -> ReportTable:
        assert threading.get_ident() != painting
        begun.append(options.since)
        goes_on.wait(PATIENCE_SECONDS)
        return make_report(queries, name, options)

    # Where the desk reads once more, as after the day's run, the shown report is made again beside those of the keys.
    monkeypatch.setattr(Reports, "ledger_changed", lambda _page: None)
    async with desk_on(business, (80, 24)) as pilot:
        await pilot.press("f8")
        await until_screen(pilot, Reports)
        await handled(pilot)
        panel = pilot.app.screen.query_one("#report")
        monkeypatch.setattr(reports, "make_report", slow)
        await pilot.press("[")
        await until(pilot, lambda: begun)
        assert str(panel.border_subtitle) == "reading…"
        await pilot.press("[", "[")
        await handled(pilot)
        goes_on.set()
        await until(pilot, lambda: str(panel.border_title) == "Recovered · 3 Mar 2022 - 2 Mar 2023")
        assert begun == [date(2024, 3, 3), date(2022, 3, 3)]
        goes_on.clear()
        await pilot.press("[", "escape")
        await until_screen(pilot, Desk)
        goes_on.set()
