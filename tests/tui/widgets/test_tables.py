"""Tables whose rows outgrow them."""

from rich.text import Text
from textual.app import App, ComposeResult

from tests.tui.driving import until
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
        assert table.row_count == len(table.keys) < 100
        table.show(rows)
        await until(pilot, lambda: table.row_count == 200)
        assert table.keys == [key for key, _cells in rows]

        table.show([])
        table.show(rows)
        table.point_at("note 150")
        assert table.key_at_cursor == "note 150"

        # The cursor's row stays, and what is not added yet is not added any more.
        table.show(rows[100:])
        assert table.key_at_cursor == "note 150"
        await until(pilot, lambda: not [worker for worker in pilot.app.workers if worker.is_running])
        assert table.keys == [key for key, _cells in rows[100:]]
