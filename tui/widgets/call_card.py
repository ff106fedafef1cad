"""A call on the board: who with whom, the time, and what is left."""

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.reactive import var
from textual.widgets import Static

from core.basics.clock import Clock
from core.basics.dataclass import dataclass
from core.basics.durations import clock_face
from core.basics.i18n import _
from core.basics.text import visible_text
from core.model.calls import CallState
from core.model.terms import Kind
from core.queries.views.calls import CallView
from core.queries.views.clients import ClientRow
from tui.glyphs import BELOW, HELD, LOOK, RUNNING, cut
from tui.text import hours, plain
from tui.widgets.block_clock import BlockClock

_LONG_RUNNING, _LONG_HELD = 30 * 60, 10 * 60


@dataclass(frozen=True)
class CardShape:
    """How large cards are in a window."""

    columns: int
    """Cards in a row."""
    width: int
    """Cells of a card, the blank to the next one included."""
    rows: int
    """Rows of a card, the blank ones to the next included."""
    clock: int
    """Rows of its clock: 1 for figures in the first line, 3, or 5 with the words at the side."""


@dataclass(frozen=True)
class CardCall:
    """A call with the row of its client."""

    call: CallView
    row: ClientRow | None
    zone_time: str
    """When it began, as H:MM of the business."""


class CallCard(Vertical):
    """One call; it is hidden if there is none."""

    shown: var[CardCall | None] = var(None, always_update=True)
    """The call shown."""

    def __init__(self, clock: Clock) -> None:
        super().__init__(classes="call-card")
        self._clock = clock
        self._face = ""
        self._is_long = False
        self._shape = CardShape(2, 38, 2, 1)
        self._is_composed = False

    def compose(self) -> ComposeResult:
        """The line of names, the clock with words beside it, the words below."""
        with Horizontal(classes="card-top"):
            yield Static("", classes="call-words", markup=False)
            yield Static("", classes="card-time", markup=False)
        with Horizontal(classes="card-middle"):
            yield BlockClock(id="")
            yield Static("", classes="card-side", markup=False)
        yield Static("", classes="card-state", markup=False)

    def on_mount(self) -> None:
        """Show what was set before the parts of the card were there."""
        self._is_composed = True
        self.fit(self._shape)

    def fit(self, shape: CardShape) -> None:
        """Take the size for a window."""
        self._shape = shape
        if not self._is_composed:
            return
        self.styles.width, self.styles.height = shape.width, shape.rows
        self.query_one(".card-time").display = shape.clock == 1
        self.query_one(".card-middle").display = shape.clock > 1
        self.query_one(".card-middle").styles.height = shape.clock
        self.query_one(BlockClock).styles.width = 30
        self.query_one(BlockClock).scale = 0 if shape.clock == 3 else 1
        self.query_one(".card-side").display = shape.clock == 5
        self.query_one(".card-state").display = shape.clock != 5
        self._face = ""
        self.watch_shown(self.shown)

    def watch_shown(self, shown: CardCall | None) -> None:
        """Show another call, or the same one after a change."""
        self.display = shown is not None
        if shown is None or not self._is_composed:
            return
        self._face = ""
        self.tick()
        self._write(shown)

    def tick(self) -> None:
        """Show the elapsed time; repaint only what changed."""
        if self.shown is None or not self._is_composed:
            return
        call = self.shown.call
        seconds = call.seconds_at(self._clock.boot_ms())
        is_long = seconds > (_LONG_RUNNING if call.state is CallState.RUNNING else _LONG_HELD)
        face = clock_face(seconds)
        if face != self._face:
            self._face = face
            if self._shape.clock == 1:
                self.query_one(".card-time", Static).update(plain(face), layout=False)
            else:
                self.query_one(BlockClock).show(face)
        if is_long != self._is_long:
            self._is_long = is_long
            self._write(self.shown)

    def _write(self, shown: CardCall) -> None:
        call, is_running = shown.call, shown.call.state is CallState.RUNNING
        self.set_class(is_running and not self._is_long, "running")
        self.set_class(not is_running and not self._is_long, "on-hold")
        self.set_class(self._is_long, "long")
        room = self._shape.width - (10 if self._shape.clock == 1 else 1)
        name = f"{RUNNING if is_running else HELD} {visible_text(call.technician).upper()} - {visible_text(call.client.name)}"
        self.query_one(".call-words", Static).update(plain(cut(name, room)), layout=False)
        since = _("since {time}").format(time=shown.zone_time)
        state = _("RUNNING") if is_running else _("ON HOLD")
        left = left_of(shown.row)
        ticket = " ".join(part for part in (_ticket(call.words.ticket), visible_text(call.words.note)) if part)
        width = self._shape.width - 3
        if self._shape.clock == 1:
            # The mark before the name says running or held where the word would not fit beside `long`.
            first = f"{_('long')}, {since}" if self._is_long else f"{state} {since}"
            choices = [f"{first} · {left}"]
            if not self._is_long:
                choices.append(f"{since} · {left}")
            if shown.row is not None and shown.row.counts_hours:
                # The figure without its word: it must not be cut.
                choices.append(f"{first} · {left_of(shown.row, bare=True)}")
            lines = [next((line for line in choices if len(line) <= width), cut(choices[-1], width))]
        elif self._shape.clock == 3:
            first = f"{state}, {_('long')} {since}" if self._is_long else f"{state} {since}"
            if len(first) > width:
                # The mark before the name says whether it runs; the time must not be cut.
                first = f"{_('long')}, {since}" if self._is_long else since
            lines = [cut(first, width), cut("  ".join(part for part in (left, ticket) if part), width)]
        else:
            first = f"{state}, {_('long')}" if self._is_long else state
            lines = [cut(line, self._shape.width - 32) for line in (first, since, left, ticket)]
        wanted = ".card-side" if self._shape.clock == 5 else ".card-state"
        indent = "  " if self._shape.clock == 1 else ""
        self.query_one(wanted, Static).update(plain("\n".join(indent + line for line in lines)), layout=False)


def left_of(row: ClientRow | None, *, bare: bool = False) -> str:
    """What is left for a client in a few words: `4:00 left`, `!! -1:20 left`, `hourly`; with `bare` no word."""
    if row is None or not row.has_agreement:
        return _("no agreement")
    if not row.counts_hours:
        return _("hourly") if row.kind is Kind.BREAK_FIX else _("fee")
    minutes = hours(row.remaining_minutes)
    left = minutes if bare else _("{minutes} left").format(minutes=minutes)
    mark = BELOW if row.remaining_minutes < 0 else LOOK if row.under_threshold else ""
    return f"{mark} {left}" if mark else left


def _ticket(written: str) -> str:
    ticket = visible_text(written).removeprefix("#")
    return f"#{ticket}" if ticket else ""
