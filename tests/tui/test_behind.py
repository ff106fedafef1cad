"""A page behind a dialog gets other styles only where it looks otherwise."""

from pathlib import Path

import pytest
from textual.screen import Screen

from tests.builders import MONDAY, add_client, draft_of, open_business
from tests.tui.driving import desk_on, settled, until
from tui.covered import BEHIND
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
