"""Texts of any length in a window."""

from textual.app import App, ComposeResult

from tests.tui.driving import until
from tui.text import wrapped
from tui.widgets.text_lines import TextLines


class Window(App[None]):
    """Shows a text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self._text = text

    def compose(self) -> ComposeResult:
        """The text."""
        yield TextLines(self._text, id="text")


def rows_of(app: Window) -> list[str]:
    """The rows in the window."""
    lines = app.query_one(TextLines)
    return [lines.render_line(y).text.rstrip() for y in range(lines.size.height)]


async def test_a_text_is_wrapped_between_words_and_scrolls_by_keys() -> None:
    app = Window("\n".join(["one two three four", "\x1bfive", *(f"row {each}" for each in range(300))]))
    async with app.run_test(size=(12, 6)) as pilot:
        await until(pilot, lambda: rows_of(app)[0] != "" and app.focused is not None)
        assert rows_of(app) == ["one two", "three four", "\ufffdfive", "row 0", "row 1", "row 2"]
        await pilot.press("end")
        await until(pilot, lambda: rows_of(app)[-1] == "row 299")
        await pilot.resize_terminal(30, 6)
        await until(pilot, lambda: app.query_one(TextLines).virtual_size.height == 302)


def test_letters_of_two_columns_are_wrapped_by_their_columns() -> None:
    rows = wrapped("打印机 卡纸 已修好", 8)
    assert rows == ["打印机", "卡纸", "已修好"]
    assert wrapped("打印机卡纸", 4) == ["打印", "机卡", "纸"]
