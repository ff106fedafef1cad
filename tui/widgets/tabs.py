"""Names in a border, one of them chosen; their numbers are keys."""

from collections.abc import Sequence

from textual.content import Content

from core.basics.text import visible_text


def tab_title(names: Sequence[str], chosen: int) -> Content:
    """`1 Entries  2 Blocks …`: the chosen name, counted from 0, is bold and underlined, the others are muted."""
    parts: list[Content] = []
    for number, name in enumerate(names):
        style = "bold underline $accent" if number == chosen else "not bold $muted"
        parts += [Content("  " if number else ""), Content.styled(f"{number + 1} {visible_text(name)}", style)]
    return Content.assemble(*parts)
