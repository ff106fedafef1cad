"""The call: a timer to read from across a desk, the state in words, and the calls that wait."""

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.reactive import var
from textual.widgets import Digits, Label

from core.clock import Clock
from core.durations import clock_face
from core.i18n import _
from core.models import CallState
from core.views import CallView
from tui.text import plain


class CallPanel(Vertical):
    """The technician's calls; ticks once a second while one runs, and not at all otherwise."""

    calls: var[tuple[CallView, ...]] = var(())
    """My calls, the running one first."""

    def __init__(self, clock: Clock) -> None:
        super().__init__()
        self._clock = clock

    def compose(self) -> ComposeResult:
        """The timer twice: large, and small for short screens; the stylesheet shows one."""
        yield Label("", id="call-state", markup=False)
        yield Digits("00:00:00", id="call-digits")
        yield Label("00:00:00", id="call-clock", markup=False)
        yield Label("", id="call-client", markup=False)
        yield Label("", id="call-others", markup=False)

    def on_mount(self) -> None:
        """A timer that is asleep until a call runs."""
        self.border_title = plain(_("Call")).plain
        self._loaded_at = self._clock.boot_ms()
        self._shown = ""
        self._timer = self.set_interval(1.0, self.tick, pause=True)
        self.watch_calls()

    def watch_calls(self) -> None:
        """Show the first call and list the others."""
        if not hasattr(self, "_timer"):
            return
        self._loaded_at = self._clock.boot_ms()
        call = self.calls[0] if self.calls else None
        running = call is not None and call.state is CallState.RUNNING
        self._timer.resume() if running else self._timer.pause()
        states = {CallState.RUNNING: _("RUNNING"), CallState.ON_HOLD: _("ON HOLD")}
        self.set_class(running, "running")
        self.set_class(call is not None and not running, "on-hold")
        self.set_class(call is None, "idle")
        self.query_one("#call-state", Label).update(plain(states[call.state] if call else _("no call")))
        self.query_one("#call-client", Label).update(
            plain(call.client.name if call else _("type a name, Enter starts a call"))
        )
        others = "\n".join(
            f"{states[other.state]} {clock_face(other.elapsed_seconds)} {other.client.name}" for other in self.calls[1:]
        )
        self.query_one("#call-others", Label).update(plain(others))
        self.query_one("#call-others", Label).display = bool(others)
        self.tick()

    def tick(self) -> None:
        """Show the elapsed time; nothing is painted where it did not change."""
        call = self.calls[0] if self.calls else None
        seconds = 0
        if call is not None:
            seconds = call.elapsed_seconds
            if call.state is CallState.RUNNING:
                seconds += max(0, (self._clock.boot_ms() - self._loaded_at) // 1000)
        face = clock_face(seconds)
        if face == self._shown:
            return
        self._shown = face
        digits, label = self.query_one("#call-digits", Digits), self.query_one("#call-clock", Label)
        if digits.display and digits.size.height:
            digits.update(face)
        label.update(face, layout=False)
