"""What a key in a form paints: the rows that read otherwise, and nothing that looks the same."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from textual.geometry import Region
from textual.pilot import Pilot
from textual.renderables.background_screen import BackgroundScreen
from textual.screen import Screen
from textual.strip import Strip
from textual.visual import RenderOptions, Visual, visualize
from textual.widget import Widget

from tests.builders import add_client, draft_of, open_business
from tests.tui.driving import client_page, desk_on, settled, until_screen
from tui.behind import PageBehind
from tui.covered import NarrowCompositor
from tui.dialogs.field_box import FieldBox, FieldRow, drawn
from tui.dialogs.form import Form
from tui.pages.client import ClientScreen


@contextmanager
def noting(patch: pytest.MonkeyPatch) -> Iterator[tuple[list[Region], list[Widget]]]:
    """The regions that are painted, and the widgets that are rendered for them."""
    regions, widgets = list[Region](), list[Widget]()
    partial, render = NarrowCompositor.render_partial_update, Widget.render_lines

    def painted(compositor: NarrowCompositor) -> object:
        regions.extend(compositor._dirty_regions)
        return partial(compositor)

    def rendered(widget: Widget, crop: Region) -> list[Strip]:
        widgets.append(widget)
        return render(widget, crop)

    with patch.context() as patched:
        patched.setattr(NarrowCompositor, "render_partial_update", painted)
        patched.setattr(Widget, "render_lines", rendered)
        yield regions, widgets


def shown(screen: Screen[object]) -> list[str]:
    return [strip.text for strip in screen._compositor.render_strips()]


async def agreement(pilot: Pilot[object]) -> Form:
    await client_page(pilot)
    page = pilot.app.screen
    assert isinstance(page, ClientScreen)
    page.attempt("client.agreement")
    await until_screen(pilot, Form)
    await settled(pilot, asking=1)
    form = pilot.app.screen
    assert isinstance(form, Form)
    return form


@pytest.mark.parametrize("size", [(80, 24), (200, 60)])
async def test_a_key_in_a_form_paints_the_rows_that_read_otherwise_and_renders_no_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: tuple[int, int]
) -> None:
    business = open_business(tmp_path)
    business.entries.post(draft_of(add_client(business, "acme"), 20, note="printer"))
    async with desk_on(business, size, paints_often=True) as pilot:
        form = await agreement(pilot)
        for key in ("tab", "down", "a", "x", "backspace", "up", "tab"):
            rows = {form.focused}
            before = shown(form)
            with noting(monkeypatch) as (regions, widgets):
                await pilot.press(key)
                await settled(pilot, asking=1)
            rows.add(form.focused)
            after = shown(form)
            changed = {y for y, (was, now) in enumerate(zip(before, after, strict=True)) if was != now}
            assert changed <= {y for region in regions for y in region.line_range}, key
            assert changed, key
            others = {each for each in widgets if isinstance(each, FieldBox)} - rows
            if key in ("tab", "down", "up"):
                assert not others, key


async def test_a_field_of_a_form_takes_two_widgets(tmp_path: Path) -> None:
    business = open_business(tmp_path)
    business.entries.post(draft_of(add_client(business, "acme"), 20, note="printer"))
    async with desk_on(business, paints_often=True) as pilot:
        form = await agreement(pilot)
        rows = list(form.query(FieldRow))
        assert len(rows) == len(form.values())
        assert len(form.query("FieldRow *")) == len(rows)


@pytest.mark.parametrize(
    ("label", "hint", "words"),
    [
        ("Price", "of one block", f"Price      {' ' * 19}of one block"),
        ("Price", "", "Price      "),
        ("Abrechnungszeit", "", "Abrechnung…"),
        ("价格价格价格", "", "价格价格价…"),
    ],
)
def test_a_row_draws_its_label_cut_to_its_column_and_its_hint_behind_the_field(
    label: str, hint: str, words: str
) -> None:
    assert str(drawn(label, 11, hint, 18)) == words


async def test_the_page_behind_a_dialog_looks_as_textual_draws_it(tmp_path: Path) -> None:
    business = open_business(tmp_path)
    business.entries.post(draft_of(add_client(business, "acme"), 20, note="printer"))
    async with desk_on(business, (80, 24), paints_often=True) as pilot:
        form = await agreement(pilot)
        page, color = pilot.app.screen_stack[-2], form.styles.background
        options = RenderOptions(form._get_style, form.styles)

        def cells(visual: Visual, width: int, height: int) -> list[list[tuple[str, str]]]:
            """Cells with what is seen of their styles: of a blank neither its colour nor its weight."""
            strips = visual.render_strips(width, height, form.visual_style, options)
            return [
                [
                    (letter, str(each.style.bgcolor if letter == " " and each.style else each.style or ""))
                    for each in strip
                    for letter in each.text
                ]
                for strip in strips
            ]

        behind = PageBehind(page)
        assert cells(behind, 80, 24) == cells(visualize(form, BackgroundScreen(page, color)), 80, 24)
        # While the window changes its size the page may still have the one of before.
        for width, height in ((90, 30), (70, 20)):
            assert [len(row) for row in cells(behind, width, height)] == [width] * height
