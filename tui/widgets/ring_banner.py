"""The banner of calls that ring: in the place of today's entries, without the focus."""

from datetime import datetime

from textual.content import Content
from textual.widgets import Static

from tui.geometry import Geometry
from tui.text import name_panel
from tui.widgets.ring_lines import RingKeys, Rings, banner_lines, banner_note, banner_title

_AROUND, _BORDERS = 4, 2
"""Columns of borders and of the blanks beside them; rows of borders."""


class RingBanner(Static):
    """Shows who calls. It covers the Today panel while it is shown; nothing else moves, and it never takes the focus."""

    can_focus = False

    def __init__(self) -> None:
        super().__init__("", id="ring-banner", markup=False)
        self._rings = Rings()
        self._keys = RingKeys("", "", "")
        self._now: datetime | None = None

    def show(self, rings: Rings, keys: RingKeys, now: datetime) -> None:
        """Show these calls as of `now` (UTC); without any the banner is not seen."""
        self._rings, self._keys, self._now = rings, keys, now
        self.set_class(rings.has_banner, "-on")
        self._write()

    def on_resize(self) -> None:
        """Write the lines for the new window."""
        self._write()

    def _write(self) -> None:
        if not self._rings.has_banner or self._now is None:
            return
        name_panel(self, banner_title(self._rings, self._now), banner_note(self._rings))
        # Its own size is not known before it is seen for the first time.
        sizes = Geometry(*self.app.size)
        lines = banner_lines(self._rings, self._keys, self._now, sizes.width - _AROUND, sizes.today_rows - _BORDERS)
        self.update(Content("\n").join(lines), layout=False)
