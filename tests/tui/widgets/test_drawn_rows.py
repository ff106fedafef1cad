"""Rows of tables are drawn as a console of Rich's would draw their cells, which is what Textual's own table asks."""

import random
from collections.abc import Sequence

from rich.console import Console
from rich.padding import Padding
from rich.segment import Segment
from rich.style import Style
from rich.text import Span, Text
from textual.app import App, ComposeResult
from textual.renderables.styled import Styled

from tests.tui.driving import until
from tui.text import joined
from tui.widgets.drawn_rows import Look, line_of_row, lines_of
from tui.widgets.tables import DiffTable

_CONSOLE = Console(width=200, color_system="truecolor", force_terminal=True)
_STYLES = ("bold", "red", "italic blue", "on green", "no such style")
_LETTERS = "ab c é漢🙂-…"


def cells_of(segments: Sequence[Segment]) -> list[tuple[str, Style | None]]:
    """Each character with its style."""
    return [(letter, segment.style) for segment in segments for letter in segment.text]


def by_console(cells: Sequence[Text], widths: Sequence[int], line: int, look: Look) -> list[tuple[str, Style | None]]:
    """What Textual's table draws."""
    drawn = list[tuple[str, Style | None]]()
    for cell, width in zip(cells, widths, strict=True):
        options = _CONSOLE.options.update_dimensions(width, lines_of(cells))
        lines = _CONSOLE.render_lines(Styled(Padding(cell, 0), look.style, look.over), options)
        drawn += cells_of(lines[line])
    return drawn


def test_rows_are_drawn_as_a_console_draws_their_cells() -> None:
    chance = random.Random(16)
    looks = (
        Look(Style.parse("white on black"), Style.null()),
        Look(Style.parse("bold black on cyan"), Style.parse("black on cyan")),
    )
    for _row in range(400):
        cells = list[Text]()
        for _cell in range(chance.randint(1, 4)):
            lines = [
                "".join(chance.choices(_LETTERS, k=chance.randint(0, 9))) for _line in range(chance.choice((1, 1, 2)))
            ]
            cell = Text("\n".join(lines), no_wrap=True)
            for _span in range(chance.randint(0, 3)):
                start = chance.randint(0, len(cell))
                cell.stylize(chance.choice(_STYLES), start, chance.randint(start, len(cell) + 2))
            cells.append(cell)
        widths = [chance.randint(0, 12) or 1 for _cell in cells]
        look = chance.choice(looks)
        for line in range(lines_of(cells)):
            drawn = line_of_row(cells, widths, line, look, lambda name: _CONSOLE.get_style(name, default=Style.null()))
            assert cells_of([*drawn]) == by_console(cells, widths, line, look), (cells, widths, line)


def test_a_line_of_parts_is_what_appending_them_makes() -> None:
    line, parts = Text(no_wrap=True), ((" ", ""), ("name", "bold"), ("", "warn"), ("12:00", "muted"))
    for part, style in parts:
        line.append(part, style or None)
    assert (joined(*parts).plain, joined(*parts).spans) == (line.plain, line.spans)
    assert joined(*parts).spans == [Span(1, 5, "bold"), Span(5, 10, "muted")]


class _Table(App[None]):
    CSS = "DiffTable { height: 8; width: 30 }"

    def compose(self) -> ComposeResult:
        yield DiffTable([("number", 8), ("note", None)], id="table")


async def test_only_lines_that_come_into_the_window_or_differ_are_drawn() -> None:
    drawn = list[int]()

    class Noted(DiffTable):
        def _draw(self, look: Look, row: int, line: int, *, is_marked: bool):  # type: ignore[no-untyped-def]
            drawn.append(row)
            return super()._draw(look, row, line, is_marked=is_marked)

    class Noting(_Table):
        def compose(self) -> ComposeResult:
            yield Noted([("number", 8), ("note", None)], id="table")

    rows = [(str(number), (Text(str(number)), Text("note"))) for number in range(500)]
    async with Noting().run_test() as pilot:
        table = pilot.app.query_one(DiffTable)
        await until(pilot, lambda: table.size.height == 8)
        drawn.clear()
        table.show(rows)
        await until(pilot, lambda: 6 in drawn)
        assert set(drawn) == {-1, *range(7)}
        drawn.clear()
        table.move_cursor(row=8)
        await until(pilot, lambda: 8 in drawn)
        await pilot.pause()
        # The highlighted row is drawn anew where it leaves and where it comes; the others were drawn before.
        assert set(drawn) <= {0, 7, 8}
        drawn.clear()
        table.show([*rows[:5], ("5", (Text("5"), Text("five"))), *rows[6:]])
        await until(pilot, lambda: 5 in drawn)
        await pilot.pause()
        assert set(drawn) == {5}
