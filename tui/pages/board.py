"""The board for the second monitor: everybody's calls with large timers, clients under threshold, today's work."""

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.reactive import var
from textual.widgets import DataTable, Label, Static

from core.basics.clock import Clock
from core.basics.durations import clock_face
from core.basics.i18n import _, ngettext
from core.model.calls import CallState
from core.queries.pages import BoardView
from core.queries.views import CallView
from tui.glyphs import bar
from tui.pages.page import Page
from tui.text import hours, plain
from tui.widgets.block_clock import BlockClock
from tui.widgets.rows import low_columns, low_rows, renewed_columns, renewed_rows
from tui.widgets.tables import DiffTable

_MOST_CALLS = 12
_LARGE = 110
_MOST_TECHNICIANS = 8
_NARROWEST_BAR, _WIDEST_BAR = 5, 40
_TWICE_WIDTH, _TWICE_HEIGHT = 64, 12


class CallCard(Vertical):
    """One call: technician, client and time; the time is large if the window is wide."""

    call: var[CallView | None] = var(None, always_update=True)
    """The call shown; the card is hidden if it is None."""

    def __init__(self, clock: Clock) -> None:
        super().__init__(classes="call-card")
        self._clock = clock
        self._loaded_ms = 0
        self._shown = ""
        self.scale = 1

    def compose(self) -> ComposeResult:
        """The line of words over the timer."""
        yield Label("", classes="call-words", markup=False)
        yield BlockClock(id="")

    def watch_call(self, call: CallView | None) -> None:
        """Show another call, or the same one after a change."""
        self.display = call is not None
        if call is None or not self.is_mounted:
            return
        self._loaded_ms = self._clock.boot_ms()
        self._shown = ""
        self.set_class(call.state is CallState.RUNNING, "running")
        self.set_class(call.state is not CallState.RUNNING, "on-hold")
        self.tick()

    def tick(self) -> None:
        """Show the elapsed time; repaint only if it changed."""
        call = self.call
        if call is None:
            return
        seconds = call.elapsed_seconds
        if call.state is CallState.RUNNING:
            seconds += max(0, (self._clock.boot_ms() - self._loaded_ms) // 1000)
        face = clock_face(seconds)
        if face == self._shown:
            return
        self._shown = face
        is_large = self.app.size.width >= _LARGE
        clock = self.query_one(BlockClock)
        clock.display = is_large
        clock.scale = self.scale
        state = _("RUNNING") if call.state is CallState.RUNNING else _("ON HOLD")
        words = f"{call.technician}  {state}  {call.client.name}"
        self.query_one(Label).update(plain(words if is_large else f"{face}  {words}"), layout=False)
        if is_large:
            clock.show(face)


class Board(Page):
    """The board; it follows another session's change within a second, and only running calls tick."""

    BINDINGS = [Binding("escape", "close", show=False)]
    AUTO_FOCUS = "#low"

    def compose_body(self) -> ComposeResult:
        """Calls at the left, the rest at the right."""
        with Horizontal(id="body"):
            with VerticalScroll(id="calls"):
                yield Label(plain(_("nobody is on the phone")), id="no-calls", markup=False)
                for _number in range(_MOST_CALLS):
                    yield CallCard(self.reader.clock)
            with Vertical(id="figures"):
                yield Static("", id="technicians", markup=False)
                yield DiffTable(low_columns(), id="low")
                yield DiffTable(renewed_columns(), id="renewed")

    def on_mount(self) -> None:
        """Read, and tick while a call runs."""
        titles = (("#technicians", _("Today")), ("#renewed", _("Last renewals")))
        for selector, title in titles:
            self.query_one(selector).border_title = plain(title)
        self._timer = self.set_interval(1.0, self._tick, pause=True)
        self.reload()

    @property
    def client_id(self) -> str | None:
        """The client at the cursor."""
        for selector in ("#low", "#renewed"):
            table = self.query_one(selector, DiffTable)
            if table.has_focus and table.key_at_cursor:
                return table.key_at_cursor.partition(" ")[0]
        return None

    @on(DataTable.RowSelected)
    def _entered(self) -> None:
        self.attempt("client")

    def ledger_changed(self) -> None:
        """Read and show the board again."""
        view = self.read(lambda: self.reader.pages.board())
        if view is None:
            return
        calls = sorted(view.calls, key=lambda call: (call.state is not CallState.RUNNING, call.started_at))
        cards = list(self.query(CallCard))
        room = self.query_one("#calls").content_size
        fits_twice = room.width >= _TWICE_WIDTH and len(calls) * _TWICE_HEIGHT <= room.height
        for card in cards:
            card.scale = 2 if fits_twice else 1
        for place, card in enumerate(cards):
            card.call = calls[place] if place < len(calls) else None
        self.query_one("#no-calls").display = not calls
        on_phone = _("On the phone")
        self.query_one("#calls").border_title = plain(f"{on_phone}: {len(calls)}" if calls else on_phone)
        self._timer.resume() if any(c.state is CallState.RUNNING for c in calls) else self._timer.pause()
        technicians = self.query_one("#technicians", Static)
        technicians.update(plain("\n".join(self._technician_lines(view))))
        title = _("Today") if len(view.technicians) <= 1 else f"{_('Today')}: {len(view.technicians)}"
        technicians.border_title = plain(title)
        low = self.query_one("#low", DiffTable)
        count = view.under_threshold_count
        title = ngettext("{count} client under the threshold", "{count} clients under the threshold", count)
        low.border_title = plain(title.format(count=count) + _(", then who expires within a month"))
        low.show(low_rows(view))
        self.query_one("#renewed", DiffTable).show(renewed_rows(view))

    def _technician_lines(self, view: BoardView) -> list[str]:
        """One line for each technician who worked today; the bar takes the width that the figures leave."""
        if not view.technicians:
            return [_("no work is logged today yet")]
        panel = self.query_one("#technicians")
        most = max(day.worked_seconds for day in view.technicians)
        name_width = min(14, max(len(day.technician) for day in view.technicians))
        shown = view.technicians[:_MOST_TECHNICIANS]
        parts = [
            (
                day.technician[:name_width].ljust(name_width),
                _("worked {worked}  charged {charged}  {entries}").format(
                    worked=hours(day.worked_seconds // 60).rjust(5),
                    charged=hours(day.charged_minutes).rjust(5),
                    entries=ngettext("{count} entry", "{count} entries", day.entries).format(count=day.entries),
                ),
            )
            for day in shown
        ]
        room = panel.content_size.width - name_width - max(len(figures) for _name, figures in parts) - 4
        lines = []
        for day, (name, figures) in zip(shown, parts, strict=True):
            gauge = bar(day.worked_seconds, most, min(_WIDEST_BAR, room)) if room >= _NARROWEST_BAR else ""
            lines.append("  ".join(part for part in (name, gauge, figures) if part))
        return lines

    def on_resize(self) -> None:
        """Choose the size of the figures again."""
        self.call_after_refresh(self.reload)

    def _tick(self) -> None:
        if self.app.screen is not self:
            return
        for card in self.query(CallCard):
            card.tick()
