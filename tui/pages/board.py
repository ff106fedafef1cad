"""The board for the second monitor: everybody's calls, who needs a look, the last renewals, today's work."""

import asyncio
from collections.abc import Sequence

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Container, VerticalScroll
from textual.widget import Widget
from textual.widgets import Static

from core.basics.dataclass import dataclass
from core.basics.i18n import _, ngettext
from core.model.calls import CallState
from core.queries.board import BoardView
from core.queries.phone_day import PhoneDay
from tui.attempt import attempt
from tui.commands.footer import Wanted
from tui.geometry import BELOW_BODY, HUGE, TALL, WIDE
from tui.pages.page import Page
from tui.text import plain
from tui.widgets.call_card import CallCard, CardCall, CardShape
from tui.widgets.line_table import LineTable
from tui.widgets.look_lines import look_details, look_key, look_lines, renewed_lines, technician_lines
from tui.widgets.phone_lines import board_rows, phone_title
from tui.widgets.tables import DiffTable

_FIRST_CARDS, _MOST_CALLS = 2, 24
_BESIDE = 4
_HUGE_CALLS, _HUGE_TODAY = 28, 8
Place = tuple[int, int, int, int]
"""Column, row, width and height of a panel below the header."""


@dataclass(frozen=True)
class BoardPlaces:
    """Where the panels of the board stand; it depends on the window alone."""

    calls: Place
    low: Place
    renewed: Place
    technicians: Place
    card: CardShape


def places(width: int, height: int) -> BoardPlaces:
    """The panels for a window."""
    rows = height - 1 - BELOW_BODY
    if width >= HUGE and height >= TALL:
        left = width // 2
        calls = min(_HUGE_CALLS, rows // 2)
        return BoardPlaces(
            (0, 0, left, calls),
            (left, 0, width - left, rows - _HUGE_TODAY),
            (0, calls, left, rows - calls),
            (left, rows - _HUGE_TODAY, width - left, _HUGE_TODAY),
            CardShape(2, (left - 4) // 2, 8, 5),
        )
    is_tall = width >= WIDE and height >= TALL
    calls, bottom = (14, 9) if is_tall else (6, 4)
    card = CardShape(4, (width - 4) // 4, 6, 3) if is_tall else CardShape(2, (width - 4) // 2, 2, 1)
    half = width // 2
    return BoardPlaces(
        (0, 0, width, calls),
        (0, calls, width, rows - calls - bottom),
        (0, rows - bottom, half, bottom),
        (half, rows - bottom, width - half, bottom),
        card,
    )


class Board(Page):
    """The board; it follows another session's change within a second, and only running calls tick."""

    BINDINGS = [Binding("escape", "close", show=False)]
    AUTO_FOCUS = "#low"

    def __init__(self) -> None:
        super().__init__()
        self._view: BoardView | None = None
        self._phone: PhoneDay | None = None
        """Today's phone calls; they stand in place of the last renewals where a telephone tells of calls."""

    def compose_body(self) -> ComposeResult:
        """The panels; `on_resize` puts each in its place."""
        with Container(id="body"):
            with VerticalScroll(id="calls"):
                yield Static("", id="no-calls", markup=False)
                for _number in range(_FIRST_CARDS):
                    yield CallCard(self.reader.clock)
            yield LineTable(id="low")
            yield LineTable(id="renewed")
            yield Static("", id="technicians", markup=False)

    def on_mount(self) -> None:
        """Read, and tick while a call runs."""
        for selector, title in (("#technicians", _("Today")), ("#renewed", _("Last renewals"))):
            self.query_one(selector).border_title = plain(title)
        self.query_one("#no-calls", Static).update(plain(_("nobody is on the phone")))
        self._timer = self.set_interval(1.0, self._tick, pause=True)
        self._put()
        self.reload()

    def on_resize(self) -> None:
        """Put the panels in their places for the new window."""
        self._put()
        self._write()

    def footer(self) -> Sequence[Wanted]:
        """The keys of the board."""
        return (
            Wanted("board.client", key="Enter", word=lambda: _("client")), Wanted("log"), Wanted("stop", 1),
            Wanted("search"), Wanted("reports", 2), Wanted("close", 3, key="Esc", word=lambda: _("back")),
            Wanted("help"), Wanted("palette"), Wanted("leave"),
        )  # fmt: skip

    def _put(self) -> None:
        found = places(*self.app.size)
        for selector in ("calls", "low", "renewed", "technicians"):
            panel: Widget = self.query_one(f"#{selector}")
            column, row, width, height = getattr(found, selector)
            panel.styles.offset = (column, row)
            panel.styles.width, panel.styles.height = width, height
        grid = self.query_one("#calls").styles
        grid.grid_size_columns = found.card.columns
        grid.grid_columns, grid.grid_rows = str(found.card.width), str(found.card.rows)
        for card in self.query(CallCard):
            card.fit(found.card)

    @property
    def client_id(self) -> str | None:
        """The client at the cursor."""
        for selector in ("#low", "#renewed"):
            table = self.query_one(selector, LineTable)
            if table.has_focus and table.key_at_cursor:
                return table.key_at_cursor.partition(" ")[0] or None
        return None

    @on(DiffTable.RowSelected)
    def _entered(self) -> None:
        self.attempt("client")

    @on(DiffTable.RowHighlighted, "#low")
    def _pointed(self) -> None:
        table = self.query_one("#low", LineTable)
        if self._view is None or not table.has_focus:
            return
        for look in self._view.looks:
            if look_key(look) == table.key_at_cursor:
                self.say(look_details(look, self._view.today))

    def phone_changed(self) -> None:
        """Read the phone calls again."""
        super().phone_changed()
        self._read_phone()

    @work(group="phone", exclusive=True)
    async def _read_phone(self) -> None:
        """Read today's phone calls in a thread."""
        telephone = self.desk.telephone
        if not telephone.is_used:
            return
        answer = await asyncio.to_thread(attempt, telephone.day)
        if answer.value is not None and not self.is_closing:
            self._phone = answer.value
            self._write()

    def ledger_changed(self) -> None:
        """Read and show the board again; say which calls came."""
        self.read_beside(lambda reader: reader.pages.board(), self._take)
        self._read_phone()

    def _take(self, view: BoardView) -> None:
        known = {call.call_id for call in self._view.calls} if self._view else set()
        came = [call for call in view.calls if self._view and call.call_id not in known]
        self._view = view
        self._write()
        if came:
            sentence = _("{technician} started a call with {client}")
            self.say(sentence.format(technician=came[-1].technician, client=came[-1].client.name))

    def _write(self) -> None:
        view = self._view
        if view is None:
            return
        rows = {row.client.client_id: row for row in view.callers}
        calls = sorted(view.calls, key=lambda call: (call.state is not CallState.RUNNING, call.started_at))
        zone = self.reader.zone
        wanted = min(len(calls), _MOST_CALLS) - len(self.query(CallCard))
        if wanted > 0:
            # A card has many widgets: they are made when there are calls to show.
            self.query_one("#calls").mount_all([CallCard(self.reader.clock) for _number in range(wanted)])
            self.call_after_refresh(self._fit_and_write)
        for place, card in enumerate(self.query(CallCard)):
            call = calls[place] if place < len(calls) else None
            shown: CardCall | None = None
            if call is not None:
                since = call.started_at.astimezone(zone).strftime("%H:%M")
                shown = CardCall(call, rows.get(call.client.client_id), since)
            if shown or card.shown:
                card.shown = shown
        self.query_one("#no-calls").display = not calls
        self.query_one("#calls").border_title = plain(_calls_title(view))
        self._timer.resume() if any(c.state is CallState.RUNNING for c in calls) else self._timer.pause()
        # The cards are painted first: keys are handled between the two.
        self.call_after_refresh(self._write_lists)

    def _write_lists(self) -> None:
        view, zone = self._view, self.reader.zone
        if view is None or self.is_closing:
            return
        found = places(*self.app.size)
        low = self.query_one("#low", LineTable)
        count = len(view.looks)
        title = ngettext("Need a look · {count} client", "Need a look · {count} clients", count)
        low.border_title = plain(title.format(count=count))
        low.show(look_lines(view.looks, view.today, found.low[2] - _BESIDE))
        table, width = self.query_one("#renewed", LineTable), found.renewed[2] - _BESIDE
        if self._phone is not None:
            table.border_title = plain(phone_title(self._phone, with_day=False))
        lines = board_rows(self._phone, zone, width) if self._phone is not None else renewed_lines(view, width)
        nobody = _("nobody waits for a call back") if self._phone is not None and not lines else ""
        table.border_subtitle = plain(nobody)
        table.show(lines)
        _column, _row, width, height = found.technicians
        sums = technician_lines(view.technicians, width - 4, height - 2, self.reader.technician)
        self.query_one("#technicians", Static).update(plain("\n".join(sums)), layout=False)

    def _fit_and_write(self) -> None:
        if not self.is_closing:
            self._put()
            self._write()

    def _tick(self) -> None:
        if self.app.screen is not self:
            return
        for card in self.query(CallCard):
            card.tick()


def _calls_title(view: BoardView) -> str:
    running = sum(1 for call in view.calls if call.state is CallState.RUNNING)
    parts = [_("On the phone")]
    if running:
        parts.append(ngettext("{count} running", "{count} running", running).format(count=running))
    if held := len(view.calls) - running:
        parts.append(ngettext("{count} on hold", "{count} on hold", held).format(count=held))
    return " · ".join(parts)
