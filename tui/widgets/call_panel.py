"""The panel of the call: a large timer, the state in words, the calls on hold and those of colleagues."""

from zoneinfo import ZoneInfo

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.reactive import var
from textual.widgets import Digits, Label

from core.basics.clock import Clock
from core.basics.durations import clock_face
from core.basics.i18n import _
from core.model.calls import CallState
from core.queries.views import CallView
from tui.keys import Keymap, shown_keys
from tui.text import plain
from tui.widgets.block_clock import BlockClock

_HUGE = (60, 18)
_LARGE = (30, 12)


class CallPanel(Vertical):
    """The technician's calls; ticks once a second while one runs, and not at all otherwise."""

    colleagues: var[tuple[CallView, ...]] = var(())
    """Other technicians' calls; set before `calls`, which writes the panel."""
    calls: var[tuple[CallView, ...]] = var((), always_update=True)
    """My calls, the running one first."""

    def __init__(self, clock: Clock, zone: ZoneInfo, keymap: Keymap) -> None:
        super().__init__()
        self._keymap = keymap
        # The time since boot is used: a step of the wall clock must not change the time shown.
        self._clock = clock
        self._zone = zone
        self._loaded_ms = clock.boot_ms()
        self._shown = ""

    def compose(self) -> ComposeResult:
        """The timer twice, in blocks and in three lines; `on_resize` shows one of them."""
        yield Label("", id="call-state", markup=False)
        yield Digits("00:00:00", id="call-digits")
        yield BlockClock(id="call-blocks")
        yield Label("", id="call-client", markup=False)
        yield Label("", id="call-others", markup=False)

    def on_mount(self) -> None:
        """Make the timer, which is paused until a call runs."""
        self.border_title = plain(_("Call"))
        self._timer = self.set_interval(1.0, self._tick_if_seen, pause=True)
        self.watch_calls()

    def on_resize(self) -> None:
        """Choose the timer that fits; the small one if the panel's height follows its content."""
        width, height = self.content_size
        has_room = not self.screen.has_class("-narrow") and width >= _LARGE[0] and height >= _LARGE[1]
        blocks = self.query_one(BlockClock)
        blocks.display = has_room
        blocks.scale = 2 if width >= _HUGE[0] and height >= _HUGE[1] else 1
        self.query_one(Digits).display = not has_room
        self._shown = ""
        self.tick()

    def watch_calls(self) -> None:
        """Show the first call and list the others."""
        if not hasattr(self, "_timer"):
            return
        self._loaded_ms = self._clock.boot_ms()
        call = self.calls[0] if self.calls else None
        running = call is not None and call.state is CallState.RUNNING
        self._timer.resume() if running else self._timer.pause()
        self.set_class(running, "running")
        self.set_class(call is not None and not running, "on-hold")
        self.set_class(call is None, "idle")
        self._write("#call-state", self._state_text(call))
        self._write("#call-client", self._client_text(call))
        self._write("#call-others", self._others_text())
        self.tick()

    def _tick_if_seen(self) -> None:
        # Below a dialog each tick would repaint the whole screen; the first tick after it closes shows the time.
        if self.app.screen is self.screen:
            self.tick()

    def tick(self) -> None:
        """Show the elapsed time; repaint only if it changed."""
        call = self.calls[0] if self.calls else None
        seconds = call.elapsed_seconds if call is not None else 0
        if call is not None and call.state is CallState.RUNNING:
            seconds += max(0, (self._clock.boot_ms() - self._loaded_ms) // 1000)
        face = clock_face(max(0, seconds))
        if face != self._shown:
            self._shown = face
            digits, blocks = self.query_one(Digits), self.query_one(BlockClock)
            if digits.display:
                digits.update(face)
            if blocks.display:
                blocks.show(face)

    def _write(self, selector: str, text: str) -> None:
        label = self.query_one(selector, Label)
        if str(label.render()) != text:
            label.update(plain(text))
        label.display = bool(text)

    def _state_text(self, call: CallView | None) -> str:
        if call is None:
            return _("no call")
        since = call.started_at.astimezone(self._zone).strftime("%H:%M")
        return _("{state}  since {time}").format(state=_state_words()[call.state], time=since)

    def _client_text(self, call: CallView | None) -> str:
        if call is None:
            return _("type a name, Enter starts a call")
        return f"{call.client.name}  {call.phone}".rstrip()

    def _others_text(self) -> str:
        lines = [
            f"{_state_words()[other.state]} {clock_face(other.elapsed_seconds)} {other.client.name}"
            for other in self.calls[1:]
        ]
        if lines:
            keys = shown_keys(self._keymap.keys_of("switch"))
            lines[-1] += "  " + _("({key} switches)").format(key=keys) if keys else ""
        if self.colleagues and not self.screen.has_class("-short"):
            lines += ["", _("colleagues")] if lines else [_("colleagues")]
            lines += [
                f"{_state_words()[other.state]} {other.technician}: {other.client.name}" for other in self.colleagues
            ]
        return "\n".join(lines)


def _state_words() -> dict[CallState, str]:
    return {CallState.RUNNING: _("RUNNING"), CallState.ON_HOLD: _("ON HOLD")}
