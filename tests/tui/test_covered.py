"""What a screen paints while a sheet lies over it."""

import random
from pathlib import Path

from textual._compositor import Compositor
from textual.geometry import Region

from tests.builders import open_business
from tests.tui.driving import desk_of, desk_on, settled, until
from tui.covered import NarrowCompositor, visible
from tui.widgets.answer_line import AnswerLine


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
    async with desk_on(business, (80, 24)) as pilot:
        await settled(pilot)
        console, compositor = pilot.app.console, desk_of(pilot)._compositor
        assert isinstance(compositor, NarrowCompositor)
        for count in (1, 2, 2, 3, 5, 8, 12):
            parts = set[Region]()
            for _part in range(count):
                x, y = chance.randrange(76), chance.randrange(23)
                parts.add(Region(x, y, chance.randint(1, 80 - x), chance.randint(1, min(4, 24 - y))))
            painted = []
            for render in (Compositor.render_partial_update, NarrowCompositor.render_partial_update):
                compositor._dirty_regions = set(parts)
                update = render(compositor)
                assert update is not None
                painted.append(update.render_segments(console))
            assert painted[0] == painted[1] != ""


async def test_an_answer_of_two_rows_keeps_to_one_while_a_sheet_lies_over_the_page(tmp_path: Path) -> None:
    business = open_business(tmp_path)
    business.clients.add("acme", "Acme")
    async with desk_on(business, (80, 24)) as pilot:
        line = desk_of(pilot).query_one("#status", AnswerLine)
        line.say("word " * 20 + "end")
        await until(pilot, lambda: line.size.height == 2)
        await pilot.press("f3")
        await until(pilot, lambda: line.size.height == 1 and "\u2026" in str(line.render()))
        await pilot.press("escape")
        await until(pilot, lambda: line.size.height == 2 and "end" in str(line.render()))
