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
