"""Tables whose rows outgrow them."""

from collections.abc import Callable

import pytest
from rich.text import Text
from textual.app import App, ComposeResult

from tests.tui.driving import until
from tui.widgets.line_table import LineTable, heading
from tui.widgets.tables import DiffTable


class _Tables(App[None]):
    """A table of two columns, narrower than one of its rows."""

    CSS = "DiffTable { width: 20; height: 6; scrollbar-size-horizontal: 0; scrollbar-size-vertical: 1; }"

    def compose(self) -> ComposeResult:
        yield DiffTable([("code", 6), ("note", None)], id="table")


def _row(note: str) -> tuple[str, tuple[Text, ...]]:
    return note, (Text("acme"), Text(note))


async def test_a_row_that_goes_on_beyond_the_edge_ends_with_a_mark() -> None:
    async with _Tables().run_test() as pilot:
        table = pilot.app.query_one(DiffTable)
        table.show([_row("fourteen cells"), _row("it has fifteen!"), _row("two\nlines, the second is long")])

        await until(pilot, lambda: table.size.width == 20)
        shown = [table.render_line(y).text.rstrip() for y in range(5)]
        assert shown == [
            "code  note",
            "acme  fourteen cells",
            "acme  it has fiftee…",
            "acme  two",
            "      lines, the se…",
        ]
        # With more rows than the table shows, its last column is the scrollbar's.
        table.show([_row("thirteen cell"), *(_row(f"fourteen cell{number}") for number in range(8))])
        await until(pilot, lambda: table.show_vertical_scrollbar and table.scrollable_content_region.width == 19)
        shown = [table.render_line(y).text[:19] for y in (1, 2)]
        assert shown == ["acme  thirteen cell", "acme  fourteen cel…"]


async def test_the_cursor_stays_on_its_row_among_many_and_its_row_in_the_window() -> None:
    rows = [_row(f"note {number}") for number in range(200)]
    async with _Tables().run_test() as pilot:
        table = pilot.app.query_one(DiffTable)
        table.show(rows)
        table.point_at("note 150")
        await until(pilot, lambda: table.size.height == 6)
        assert (table.key_at_cursor, in_window(table)) == ("note 150", True)
        table.show(rows[100:])
        assert (table.key_at_cursor, table.cursor_row, in_window(table)) == ("note 150", 50, True)
        await pilot.resize_terminal(30, 4)
        await until(pilot, lambda: table.size.height == 4)
        assert in_window(table)


def in_window(table: DiffTable) -> bool:
    """Whether the highlighted row is among the lines of the window."""
    shown = [table.render_line(y).text for y in range(1, table.size.height)]
    return any(str(table.key_at_cursor) in line for line in shown)


@pytest.mark.parametrize(
    ("begins_at", "move", "row"),
    [
        (0, lambda table: table.action_scroll_bottom(), 199),
        (199, lambda table: table.action_scroll_top(), 0),
        (39, lambda table: table.action_page_down(), 44),
        (39, lambda table: table.action_page_up(), 34),
        (198, lambda table: table.action_page_down(), 199),
        (1, lambda table: table.action_page_up(), 0),
        (39, lambda table: table.action_cursor_down(), 40),
        (199, lambda table: table.action_cursor_down(), 199),
        (0, lambda table: table.action_cursor_up(), 0),
        (39, lambda table: table.move_by(30), 69),
        (0, lambda table: table.move_by(900), 199),
        (0, lambda table: table.move_cursor(row=120), 120),
    ],
)
async def test_the_cursor_moves_within_the_rows_and_stays_in_the_window(
    begins_at: int, move: Callable[[DiffTable], None], row: int
) -> None:
    async with _Tables().run_test() as pilot:
        table = pilot.app.query_one(DiffTable)
        await until(pilot, lambda: table.size.height == 6)
        table.show([_row(f"note {number}") for number in range(200)])
        table.move_cursor(row=begins_at)
        move(table)
        assert table.key_at_cursor == f"note {row}"
        assert in_window(table)
        await pilot.pause()
        assert in_window(table)


async def test_a_table_without_rows_has_nothing_to_move_to() -> None:
    async with _Tables().run_test() as pilot:
        table = pilot.app.query_one(DiffTable)
        for move in (
            table.action_page_down,
            table.action_page_up,
            table.action_scroll_bottom,
            table.action_cursor_down,
            table.action_select_cursor,
        ):
            move()
        assert (table.cursor_row, table.key_at_cursor) == (0, None)


async def test_other_columns_leave_the_cursor_on_its_row() -> None:
    rows = [_row(f"note {number}") for number in range(200)]
    async with _Tables().run_test() as pilot:
        table = pilot.app.query_one(DiffTable)
        table.show(rows)
        table.point_at("note 150")
        table.set_headings([("code", 9), ("note", None)])
        # A key acts on the same row, whose place is empty for a moment.
        assert table.key_at_cursor == "note 150"
        table.set_headings([("code", 8), ("note", None)])
        table.show(rows)
        assert (table.cursor_row, table.key_at_cursor) == (150, "note 150")

        table.set_headings([("code", 6), ("note", None)])
        table.show(rows[:20])
        assert table.key_at_cursor == "note 0"
        table.set_headings([("code", 7), ("note", None)])
        table.show([])
        assert table.key_at_cursor is None


class _Lines(App[None]):
    def compose(self) -> ComposeResult:
        yield LineTable(id="lines")


async def test_another_head_over_the_same_lines_is_drawn() -> None:
    lines = [("one", (Text("line"),))]
    async with _Lines().run_test() as pilot:
        table = pilot.app.query_one(LineTable)
        for head in ("0         50        100", "0         50"):
            table.show_head(Text(head))
            table.show(lines)
            await until(pilot, lambda: table.show_header)
            assert table.render_line(0).text.rstrip() == head


async def test_a_heading_is_passed_over() -> None:
    lines = [(f"line {number}", (Text("line"),)) for number in range(40)]
    async with _Lines().run_test() as pilot:
        table = pilot.app.query_one(LineTable)
        table.show([*lines, heading("may", Text("May")), ("last", (Text("line"),))])
        table.move_cursor(row=39)
        table.action_cursor_down()
        assert table.key_at_cursor == "last"
        table.action_cursor_up()
        assert table.key_at_cursor == "line 39"
        table.show([heading("may", Text("May")), ("last", (Text("line"),))])
        assert table.key_at_cursor == "last"
        table.action_scroll_top()
        assert table.key_at_cursor == "last"
