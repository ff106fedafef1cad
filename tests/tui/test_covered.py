"""What a screen paints while a sheet lies over it."""

import random
import re
from pathlib import Path

import pytest
from textual._compositor import Compositor
from textual.geometry import Region, Size

from tests.builders import open_business
from tests.tui.driving import desk_of, desk_on, settled, until, until_screen
from tui.app import DeskApp
from tui.covered import NarrowCompositor, visible
from tui.pages.board import Board
from tui.pages.desk import Desk
from tui.widgets.answer_line import AnswerLine

_MOVES = re.compile(r"\x1b\[\d+;\d+H(?=\x1b\[\d+;\d+H|\n|$)")
"""Moves of the cursor to where nothing is written."""


def test_a_covered_screen_paints_the_rows_of_a_change_that_no_sheet_covers() -> None:
    sheet, window = Region(0, 10, 80, 5), Region(0, 0, 80, 24)
    assert list(visible([Region(3, 8, 6, 3)], [sheet], window)) == [Region(3, 8, 6, 1), Region(3, 9, 6, 1)]
    assert list(visible([Region(3, 14, 6, 2)], [sheet], window)) == [Region(3, 15, 6, 1)]
    assert not list(visible([Region(3, 11, 6, 2)], [sheet], window))
    assert list(visible([Region(3, 11, 6, 1)], [], window)) == [Region(3, 11, 6, 1)]


def test_a_change_from_before_the_window_became_lower_is_cut_to_it() -> None:
    window = Region(0, 0, 80, 24)
    assert list(visible([Region(70, 22, 40, 8)], [], window)) == [Region(70, 22, 10, 1), Region(70, 23, 10, 1)]
    assert not list(visible([Region(0, 26, 80, 4)], [], window))


async def test_an_update_paints_the_same_whether_all_widgets_are_rendered_or_those_that_changed(tmp_path: Path) -> None:
    business = open_business(tmp_path)
    business.clients.add("acme", "Acme")
    chance = random.Random(16)
    async with desk_on(business, (80, 24), paints_often=True) as pilot:
        await settled(pilot)
        console, compositor = pilot.app.console, desk_of(pilot)._compositor
        assert isinstance(compositor, NarrowCompositor)
        for count in (0, 1, 2, 2, 3, 5, 8, 12):
            # First all of some widgets, whose ends are those of their neighbours.
            parts = (
                {part.region for part in desk_of(pilot).query(".figure, #header-time")} if not count else set[Region]()
            )
            for _part in range(count):
                x, y = chance.randrange(76), chance.randrange(23)
                parts.add(Region(x, y, chance.randint(1, 80 - x), chance.randint(1, min(4, 24 - y))))
            painted = []
            for render in (Compositor.render_partial_update, NarrowCompositor.render_partial_update):
                compositor._dirty_regions = set(parts)
                update = render(compositor)
                assert update is not None
                painted.append(update.render_segments(console))
            # Textual writes nothing of what begins at the end of a part, but moves to it.
            assert _MOVES.sub("", painted[0]) == _MOVES.sub("", painted[1]) != ""
        clock = desk_of(pilot).query_one("#header-time")
        compositor._parts = (clock.region,)
        assert set(compositor.visible_widgets) == {clock}


async def test_a_page_that_opens_or_closes_is_neither_laid_out_nor_painted_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    refreshed, laid_out = list[bool](), list[Size]()
    business = open_business(tmp_path)
    business.clients.add("acme", "Acme")
    async with desk_on(business, (80, 24), paints_often=True) as pilot:
        monkeypatch.setattr(DeskApp, "refresh", lambda self, *, layout=False, **_others: refreshed.append(layout))
        await pilot.press("f7")
        await until_screen(pilot, Board)
        await pilot.press("escape")
        await until_screen(pilot, Desk)
        await settled(pilot)
        assert refreshed == []
        desk = desk_of(pilot)
        desk.refresh()
        desk._refresh_layout()
        assert not desk._repaint_required
        monkeypatch.setattr(desk, "_refresh_layout", laid_out.append)
        desk._screen_resized(Size(80, 24))
        assert laid_out == []
        desk._screen_resized(Size(90, 24))
        assert laid_out == [Size(90, 24)]


async def test_a_change_on_the_desk_under_a_page_takes_nothing_from_what_the_page_paints(tmp_path: Path) -> None:
    business = open_business(tmp_path)
    business.clients.add("acme", "Acme")
    async with desk_on(business, (80, 24), paints_often=True) as pilot:
        await settled(pilot)
        desk = desk_of(pilot)
        pilot.app.screen.attempt("board")  # type: ignore[attr-defined]
        await until_screen(pilot, Board)
        await settled(pilot)
        page, under = pilot.app.screen, desk.query_one("#header-time")
        under.refresh()
        desk._compositor.update_widgets({under})
        desk._compositor_refresh()
        assert not page._repaint_required
        assert not desk._compositor._dirty_regions


async def test_an_answer_of_two_rows_keeps_to_one_while_a_sheet_lies_over_the_page(tmp_path: Path) -> None:
    business = open_business(tmp_path)
    business.clients.add("acme", "Acme")
    async with desk_on(business, (80, 24), paints_often=True) as pilot:
        line = desk_of(pilot).query_one("#status", AnswerLine)
        line.say("word " * 20 + "end")
        await until(pilot, lambda: line.size.height == 2)
        await pilot.press("f3")
        await until(pilot, lambda: line.size.height == 1 and "\u2026" in str(line.render()))
        await pilot.press("escape")
        await until(pilot, lambda: line.size.height == 2 and "end" in str(line.render()))
