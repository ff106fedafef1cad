"""A page behind a dialog gets other styles only where it looks otherwise."""

from pathlib import Path

import pytest
from textual.screen import Screen
from textual.style import Style
from textual.visual import RenderOptions

from tests.builders import MONDAY, add_client, draft_of, open_business
from tests.tui.driving import desk_on, settled, until
from tui.behind import PageBehind
from tui.covered import BEHIND
from tui.dialogs.question import Question
from tui.pages.page import Page


def _painted(screen: Screen[object]) -> list[object]:
    return [list(strip) for strip in screen._compositor.render_strips()]


@pytest.mark.parametrize("key", ["", "tab", "f6", "f7", "f8", "f9", "f11", "ctrl+y", "ctrl+f", "ctrl+o"])
async def test_a_page_looks_behind_a_dialog_and_after_it_as_if_all_its_styles_were_made_anew(
    key: str, tmp_path: Path
) -> None:
    business = open_business(tmp_path)
    for code in ("acme", "bolt"):
        client = add_client(business, code)
        for minutes in (400, 20):
            business.entries.post(draft_of(client, minutes, MONDAY, note="printer", ticket="7"))
        business.proposals.add(client.client_id, "Patches", estimate_minutes=45)
    async with desk_on(business, paints_often=True) as pilot:
        await pilot.press("a", *([key] if key else []))
        await settled(pilot)
        page = pilot.app.screen
        assert isinstance(page, Page)
        for is_behind in (True, False, True):
            if is_behind:
                await pilot.press("ctrl+p")
                await until(pilot, lambda: pilot.app.screen is not page)
            else:
                await pilot.press("escape")
                await until(pilot, lambda: pilot.app.screen is page)
            await settled(pilot)
            assert page.has_class(BEHIND) is is_behind
            painted = _painted(page)
            page.update_node_styles(animate=False)
            page.refresh(layout=True)
            await settled(pilot)
            assert _painted(page) == painted, page


async def test_a_window_that_grows_under_a_dialog_shows_the_page_without_colour_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    business = open_business(tmp_path)
    add_client(business)
    async with desk_on(business, (80, 24)) as pilot:
        await pilot.press("ctrl+p")
        await until(pilot, lambda: isinstance(pilot.app.screen, Question))
        for width, height in ((200, 60), (80, 24), (120, 40), (40, 12), (80, 24)):
            await pilot.resize_terminal(width, height)
            await until(pilot, lambda size=(width, height): tuple(pilot.app.screen.size) == size)
            page = PageBehind(pilot.app.screen_stack[0])
            strips = page.render_strips(width + 9, height + 2, Style(), RenderOptions(lambda _name: Style(), {}))
            assert [strip.cell_length for strip in strips] == [width + 9] * (height + 2)
            assert all(segment.style is not None for strip in strips for segment in strip)
