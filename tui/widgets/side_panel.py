"""The right column of the desk: the call, what is left of the client's hours, and on a huge window its last entries."""

from collections.abc import Sequence
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.geometry import Size

from core.basics.clock import Clock
from core.basics.dataclass import dataclass
from core.queries.views.balances import BalanceView
from core.queries.views.calls import CallView
from core.queries.views.desk import GlanceView
from core.queries.views.entries import EntryView
from tui.geometry import Geometry
from tui.keys import Keymap
from tui.styles import read_sheet
from tui.widgets.call_panel import CallPanel
from tui.widgets.left_panel import LeftPanel

if TYPE_CHECKING:
    from tui.widgets.glance_panel import GlancePanel


@dataclass(frozen=True)
class About:
    """What the column says about the highlighted client and account."""

    key: str | None = None
    """Key of its row; `None` where no client is highlighted."""
    balance: BalanceView | None = None
    """Its balance."""
    others: tuple[CallView, ...] = ()
    """Open calls of colleagues with it."""
    glance: GlanceView | None = None
    """Its last entries and tickets, on a huge window."""

    @property
    def is_unread(self) -> bool:
        """Whether a client is highlighted that could not be read."""
        return self.key is not None and self.balance is None


class SidePanel(Vertical):
    """The column. The desk reads the store and hands down what it read; the column knows no store."""

    def __init__(self, clock: Clock, zone: ZoneInfo, keymap: Keymap) -> None:
        super().__init__(id="side")
        self._call = CallPanel(clock, zone, keymap)
        self._left = LeftPanel()
        self._glance: GlancePanel | None = None
        """The panel of the last entries, once the window was huge."""

    def compose(self) -> ComposeResult:
        """The call, beside or above what is left."""
        with Vertical(id="middle"):
            yield self._call
            if Geometry(*self.app.size).is_huge:
                yield self._make_glance()
        yield self._left

    def _make_glance(self) -> "GlancePanel":
        from tui.widgets.glance_panel import GlancePanel

        read_sheet(self.app, "calls")
        self._glance = GlancePanel()
        return self._glance

    def make_call_parts(self) -> None:
        """Make what shows a call, which the first frame does without."""
        self._call.make_parts()

    def fit(self, size: Size) -> None:
        """Add the panel of the last entries when the window became huge."""
        if self.is_mounted and self._glance is None and Geometry(*size).is_huge:
            self.query_one("#middle").mount(self._make_glance())

    def show_calls(self, calls: tuple[CallView, ...], entries: Sequence[EntryView]) -> None:
        """Show my calls, the running one first, and the last of today's entries that is not voided, newest first."""
        panel = self._call
        panel.last = next((entry for entry in entries if not entry.voided), None)
        panel.is_read = True
        panel.calls = calls

    def show_about(self, about: About, calls: tuple[CallView, ...], *, is_chosen: bool, newcomer: str) -> None:
        """Show what was read about the highlighted client; `calls` are mine.

        With `is_chosen` Enter starts a call with it. `newcomer` is the name of a new caller who is chosen in its place.
        """
        panel, balance = self._call, about.balance
        mine = next((call for call in calls if balance and call.client == balance.client), None)
        so_far = mine.elapsed_seconds if mine else None
        self._left.show(balance, so_far, newcomer=newcomer, is_unread=about.is_unread)
        if self._glance is not None:
            self._glance.show(about.glance)
        panel.others = about.others
        panel.is_unread = about.is_unread
        panel.chosen = balance.client if balance is not None and is_chosen else None
        panel.newcomer = newcomer

    def second_passed(self) -> None:
        """Count on the time of the call."""
        self._call.second_passed()
