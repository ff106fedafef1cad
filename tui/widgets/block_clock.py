"""A clock drawn with blocks, readable from a distance; a tick repaints only the figures that changed."""

from textual.containers import Horizontal
from textual.reactive import var
from textual.widgets import Static

_GLYPHS = {
    "0": ("███", "█ █", "█ █", "█ █", "███"),
    "1": (" █ ", "██ ", " █ ", " █ ", "███"),
    "2": ("███", "  █", "███", "█  ", "███"),
    "3": ("███", "  █", "███", "  █", "███"),
    "4": ("█ █", "█ █", "███", "  █", "  █"),
    "5": ("███", "█  ", "███", "  █", "███"),
    "6": ("███", "█  ", "███", "█ █", "███"),
    "7": ("███", "  █", "  █", "  █", "  █"),
    "8": ("███", "█ █", "███", "█ █", "███"),
    "9": ("███", "█ █", "███", "  █", "███"),
    ":": (" ", "█", " ", "█", " "),
}
_PLACES = 9
_HALF_ROWS = 3


class BlockClock(Horizontal):
    """A face such as `00:12:04`; `scale` 2 draws each point four cells large, 0 with half blocks in three rows."""

    scale: var[int] = var(1)
    """Size of a point: its width in cells and its height in lines."""

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id or None)
        self._face = ""

    def watch_scale(self) -> None:
        """Draw all figures in the new size."""
        face, self._face = self._face, ""
        self.show(face)

    def show(self, face: str) -> None:
        """Draw the figures that changed; the widgets of all figures are made with the first face."""
        if not self.is_mounted or not (face or self.children):
            return
        if not self.children:
            self.mount_all(Static("", markup=False, classes="figure") for _place in range(_PLACES))
        places = [place for place in self.children if isinstance(place, Static)]
        resized = len(face) != len(self._face)
        for number, place in enumerate(places):
            figure = face[number] if number < len(face) else ""
            before = self._face[number] if number < len(self._face) else ""
            if figure == before and not resized:
                continue
            art = drawn(figure, self.scale) if figure else ""
            if resized:
                place.display = bool(figure)
                place.styles.width = max(1, len(art.partition("\n")[0]))
            place.update(art, layout=resized)
        if resized:
            self.styles.height = 5 * self.scale or _HALF_ROWS
        self._face = face


def drawn(figure: str, scale: int) -> str:
    """A figure in blocks with the space that follows it."""
    if not scale:
        points = [*_GLYPHS.get(figure, _GLYPHS["0"]), " " * 3]
        pairs = zip(points[::2], points[1::2], strict=True)
        return "\n".join("".join(map(_half, upper, lower.ljust(len(upper)))) + " " for upper, lower in pairs)
    rows = ["".join(point * scale for point in row) + " " * scale for row in _GLYPHS.get(figure, _GLYPHS["0"])]
    return "\n".join(row for row in rows for _copy in range(scale))


def _half(upper: str, lower: str) -> str:
    """Two points, one above the other, in one cell."""
    return {("█", "█"): "█", ("█", " "): "▀", (" ", "█"): "▄"}.get((upper, lower), " ")
