"""What another focus paints: the highlighted rows and what the panels say, never all rows; and it paints them right."""

from pathlib import Path
from typing import Any

import pytest
from textual._compositor import Compositor
from textual.pilot import Pilot
from textual.strip import Strip

from core.business import Business
from tests.builders import add_client, draft_of, open_business
from tests.tui.driving import desk_on, settled, until, until_screen
from tui.pages.client import ClientScreen
from tui.pages.tickets import Tickets
from tui.widgets.drawn_rows import Look
from tui.widgets.drawn_table import DrawnTable
from tui.widgets.tables import DiffTable

_HEAD = -1
"""What tables take for the row of the head."""


@pytest.fixture
def business(tmp_path: Path) -> Business:
    opened = open_business(tmp_path)
    for number in range(30):
        client = add_client(opened, f"acme{number}")
        opened.entries.post(draft_of(client, 10 + number, note="toner", ticket=str(number + 1)))
    return opened


def drawn(table: DiffTable) -> list[Strip]:
    return [table.render_line(y) for y in range(table.size.height)]


async def looks_as_drawn_whole(pilot: Pilot[Any]) -> None:
    """Each table on the screen is drawn as it would be if nothing of it had been kept."""
    for table in pilot.app.screen.query(DiffTable):
        kept = drawn(table)
        table._drawn.clear()
        table._looks = None
        assert [list(strip) for strip in drawn(table)] == [list(strip) for strip in kept], table


@pytest.mark.parametrize(
    ("theme", "size"), [("monteore-dark", (120, 40)), ("monteore-16", (80, 24)), ("textual-light", (200, 60))]
)
async def test_every_table_looks_after_each_focus_as_if_it_were_drawn_whole(
    theme: str, size: tuple[int, int], business: Business
) -> None:
    async with desk_on(business, size, paints_often=True) as pilot:
        pilot.app.theme = theme
        await settled(pilot)
        for key in ("tab", "down", "tab", "down", "shift+tab", "tab", "tab", "a", "down", "tab", "f2"):
            await pilot.press(key)
            await settled(pilot)
            await looks_as_drawn_whole(pilot)
        for keys, page in (("f6", ClientScreen), ("ctrl+f", Tickets)):
            await pilot.press(keys)
            await until_screen(pilot, page)
            await settled(pilot)
            for key in ("tab", "down", "shift+tab", "shift+tab"):
                await pilot.press(key)
                await settled(pilot)
                await looks_as_drawn_whole(pilot)


async def test_another_focus_draws_no_row_that_looks_the_same(
    business: Business, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows, whole = list[tuple[str | None, int]](), list[str]()
    draw, full = DrawnTable._draw, Compositor.render_full_update

    def noted(table: DrawnTable, look: Look, row: int, *arguments: Any, **options: Any) -> Strip:
        rows.append((table.id, row))
        return draw(table, look, row, *arguments, **options)

    def painted_whole(compositor: Compositor, *arguments: Any, **options: Any) -> Any:
        whole.append("whole")
        return full(compositor, *arguments, **options)

    async with desk_on(business, paints_often=True) as pilot:
        # The first time a table has the focus, its highlighted row appears.
        for _panel in range(3):
            await pilot.press("tab")
            await settled(pilot)
        monkeypatch.setattr(DrawnTable, "_draw", noted)
        monkeypatch.setattr(Compositor, "render_full_update", painted_whole)
        for key in ("tab", "tab", "tab", "shift+tab"):
            rows.clear()
            focused = pilot.app.focused
            await pilot.press(key)
            await until(pilot, lambda was=focused: pilot.app.focused is not was)  # type: ignore[misc]
            await settled(pilot)
            tables = pilot.app.screen.query(DiffTable)
            assert set(rows) <= {(table.id, row) for table in tables for row in (_HEAD, table.cursor_row)}, key
        assert whole == []
