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

        longest = len("lines, the second is long")
        # The columns get their widths when the app is idle; a line drawn before is kept as it was.
        await until(pilot, lambda: table.ordered_columns[-1].content_width == longest)
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


async def test_many_rows_are_added_step_by_step_and_a_row_that_is_meant_at_once() -> None:
    rows = [_row(f"note {number}") for number in range(200)]
    async with _Tables().run_test() as pilot:
        table = pilot.app.query_one(DiffTable)
        table.show(rows)
        assert table.row_count < 100
        assert table.keys == [key for key, _cells in rows]
        table.show(rows)
        await until(pilot, lambda: table.row_count == 200)

        table.show([])
        table.show(rows)
        table.point_at("note 150")
        assert table.key_at_cursor == "note 150"

        # The cursor's row stays, and what is not added yet is not added any more.
        table.show(rows[100:])
        assert table.key_at_cursor == "note 150"
        await until(pilot, lambda: not [worker for worker in pilot.app.workers if worker.is_running])
        assert table.keys == [key for key, _cells in rows[100:]]


@pytest.mark.parametrize(
    ("begins_at", "move", "row"),
    [
        (0, lambda table: table.action_scroll_bottom(), 199),
        (39, lambda table: table.action_page_down(), 44),
        (39, lambda table: table.action_cursor_down(), 40),
        (39, lambda table: table.move_by(30), 69),
        (0, lambda table: table.move_by(900), 199),
        (0, lambda table: table.move_cursor(row=120), 120),
    ],
)
async def test_the_cursor_goes_to_rows_that_are_still_to_be_added(
    begins_at: int, move: Callable[[DiffTable], None], row: int
) -> None:
    async with _Tables().run_test() as pilot:
        table = pilot.app.query_one(DiffTable)
        table.show([_row(f"note {number}") for number in range(200)])
        table.move_cursor(row=begins_at)
        assert table.row_count == 40
        move(table)
        assert table.key_at_cursor == f"note {row}"
        await pilot.pause()


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


async def test_a_heading_that_is_still_to_be_added_is_passed_over() -> None:
    lines = [(f"line {number}", (Text("line"),)) for number in range(40)]
    async with _Lines().run_test() as pilot:
        table = pilot.app.query_one(LineTable)
        table.show([*lines, heading("may", Text("May")), ("last", (Text("line"),))])
        table.move_cursor(row=39)
        assert table.row_count == 40
        table.action_cursor_down()
        assert table.key_at_cursor == "last"
