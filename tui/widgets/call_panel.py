"""The panel of the call: its client, a large clock, what is noted; the held call; without a call, what Enter would do."""

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.reactive import var
from textual.widgets import Static

from core.basics.clock import Clock
from core.basics.durations import clock_face
from core.basics.i18n import _
from core.basics.text import visible_text
from core.model.calls import CallState
from core.model.clients import Client
from core.queries.views.calls import CallView
from core.queries.views.entries import EntryView
from tui.geometry import HUGE_CLOCK, LARGE_CLOCK, Geometry
from tui.glyphs import HELD, LOOK, NO_CALL, RUNNING, cells, cut
from tui.keys import Keymap, short_key
from tui.seen import is_seen
from tui.styles import read_sheet
from tui.text import name_panel, plain
from tui.widgets.call_time import CallTimes
from tui.widgets.rows import charged_words

if TYPE_CHECKING:
    from tui.widgets.block_clock import BlockClock

_SCALES = {LARGE_CLOCK: 1, HUGE_CLOCK: 2}


class CallPanel(Vertical):
    """The technician's calls. While one runs, its time is written anew each second."""

    calls: var[tuple[CallView, ...]] = var((), always_update=True)
    """My calls, the running one first."""
    chosen: var[Client | None] = var(None)
    """The client with which Enter starts a call."""
    is_unread: var[bool] = var(False)
    """Whether a client is highlighted that could not be read."""
    newcomer: var[str] = var("")
    """Name of the new caller with whom Enter starts a call; empty for none."""
    others: var[tuple[CallView, ...]] = var(())
    """Open calls of colleagues with the chosen client."""
    last: var[EntryView | None] = var(None)
    """The entry that was saved last."""
    is_read: var[bool] = var(False)
    """Whether the store was read."""

    def __init__(self, clock: Clock, zone: ZoneInfo, keymap: Keymap) -> None:
        super().__init__()
        self._keymap = keymap
        self._zone = zone
        self._times = CallTimes(clock)
        self._face = ""
        self._is_made = self._is_making = False
        self._blocks: BlockClock | None = None
        """The large clock; `None` until what shows a call is made."""
        self._shown: dict[str, Content] = {}

    def compose(self) -> ComposeResult:
        """The lines without a call."""
        yield Static(plain(_("reading…")), id="call-idle", markup=False)

    def on_mount(self) -> None:
        """Say what Enter would do."""
        self._is_made = True
        self.show()

    def make_parts(self) -> None:
        """Make what shows a call, which the first frame does without: under the lines without a call it is not seen."""
        if not self._is_making:
            self._is_making = True
            self.call_later(self._mount_parts)

    async def _mount_parts(self) -> None:
        """The call, the held call beside or below it."""
        from tui.widgets.block_clock import BlockClock

        read_sheet(self.app, "calls")
        client, note, held = (Static("", id=f"call-{part}", markup=False) for part in ("client", "note", "held"))
        blocks = BlockClock(id="call-blocks")
        await self.mount(client, blocks, note, held, before="#call-idle")
        # A desk that closed meanwhile has taken them away again.
        if blocks.is_attached:
            self._blocks = blocks
            self._fit()
            self.show()

    def on_resize(self) -> None:
        """Choose the clock for the new window."""
        self._fit()
        self.show()

    def _fit(self) -> None:
        blocks = self._blocks
        if blocks is None:
            return
        scale = _SCALES.get(Geometry(*self.app.size).clock_rows, 0)
        if blocks.scale != scale:
            blocks.scale = scale
        self._face = ""

    def watch_calls(self) -> None:
        """Count on from the calls that were just read."""
        self._times.take(self.calls)
        self.show()

    def watch_chosen(self) -> None:
        """Say whom Enter means."""
        self.show()

    def watch_is_unread(self) -> None:
        """Say whom Enter means."""
        self.show()

    def watch_newcomer(self) -> None:
        """Say whom Enter means."""
        self.show()

    def watch_others(self) -> None:
        """Say who is on the phone with them."""
        self.show()

    def watch_is_read(self) -> None:
        """Take away the word that it is being read."""
        self.show()

    def show(self) -> None:
        """Write what changed."""
        if not self._is_made:
            return
        call = self.calls[0] if self.calls else None
        running = self._times.is_running
        self.set_class(running, "running")
        self.set_class(call is not None and not running, "on-hold")
        name_panel(self, self._title(call))
        idle = self.query_one("#call-idle", Static)
        if idle.display != (call is None):
            idle.display = call is None
        if call is None:
            self._write("call-idle", self._idle_lines())
        elif self._blocks is None:
            self.make_parts()
        else:
            self._write("call-client", self._client_line(call))
            self._write("call-note", self._note_line(call))
            self._write("call-held", self._held_lines())
        self.tick()

    def second_passed(self) -> None:
        """Show the time of a call that runs, if the panel is seen."""
        if self._times.is_running and is_seen(self.screen):
            self.tick()

    def tick(self) -> None:
        """Show the elapsed time; repaint only the figures that changed."""
        call = self.calls[0] if self.calls else None
        face = clock_face(self._times.seconds(call)) if call is not None else ""
        if face and face != self._face and self._blocks is not None:
            self._face = face
            self._blocks.show(face)

    def _write(self, part: str, content: Content) -> None:
        if self._shown.get(part) != content:
            self._shown[part] = content
            self.query_one(f"#{part}", Static).update(content, layout=False)

    @property
    def _room(self) -> int:
        """Cells between the blanks at both ends; before the first layout those of the smallest window."""
        return self.size.width or 36

    @property
    def _clock_rows(self) -> int:
        return Geometry(*self.app.size).clock_rows

    def _title(self, call: CallView | None) -> str:
        if call is None:
            return f"{NO_CALL} " + _("NO CALL")
        mark = RUNNING if call.state is CallState.RUNNING else HELD
        return f"{mark} " + _("{state}  since {time}").format(state=state_words()[call.state], time=self._since(call))

    def _since(self, call: CallView) -> str:
        return call.started_at.astimezone(self._zone).strftime("%H:%M")

    def _client_line(self, call: CallView) -> Content:
        room = self._room
        if self._clock_rows not in _SCALES and self._held is not None:
            room -= 9
        name = cut(visible_text(call.client.name), room)
        parts = [Content.styled(name, "bold")]
        contact = next((phone.contact for phone in call.client.phones if phone.raw == call.phone), "")
        who = " ".join(part for part in (contact, call.phone) if part)
        if who and self._clock_rows in _SCALES:
            parts.append(Content.styled(cut("   " + visible_text(who), max(0, room - cells(name))), "$muted"))
        return Content.assemble(*parts)

    def _note_line(self, call: CallView) -> Content:
        room, waits = self._room, ""
        if call.ending is not None and call.is_stopping:
            # The clock goes on, what will be charged does not.
            ended = call.ending.at.astimezone(self._zone).strftime("%H:%M")
            waits = cut(f"{LOOK} " + _("wrap-up waits, until {time}").format(time=ended) + " ", room)
        ticket = f"#{visible_text(call.words.ticket)} " if call.words.ticket else ""
        note = cut(visible_text(call.words.note), max(0, room - len(waits) - len(ticket)))
        return Content.assemble(Content.styled(waits, "$warn"), Content.styled(ticket, "$muted"), Content(note))

    @property
    def _all_held(self) -> tuple[CallView, ...]:
        return tuple(call for call in self.calls[1:] if call.state is CallState.ON_HOLD)

    @property
    def _held(self) -> CallView | None:
        return next(iter(self._all_held), None)

    def _held_lines(self) -> Content:
        """The held call: four short lines beside the small clock, longer ones beside the large one, one below the huge one."""
        held = self._held
        if held is None:
            return Content("")
        keys = self._keymap.keys_of("switch")
        key = short_key(keys[0]) if keys else ""
        face = clock_face(self._times.seconds(held))
        time = face[1:] if face.startswith("0") else face
        rows = self._clock_rows
        more = f" +{len(self._all_held) - 1}" if len(self._all_held) > 1 else ""
        name, since = visible_text(held.client.name), _("since {time}").format(time=self._since(held))
        takes = _("{key} takes it").format(key=key) if key else ""
        if rows == HUGE_CLOCK:
            return Content.assemble(
                Content.styled(f"{HELD} {_('ON HOLD')}  {time}  ", "$muted"),
                Content.styled(cut(name, 24), "bold"),
                Content.styled(f"{more}   {since}   {takes}", "$muted"),
            )
        if rows == LARGE_CLOCK:
            lines = [f"{HELD} {_('ON HOLD')}  {time}", cut(name, 28 - len(more)) + more, since, "", takes]
            return Content.styled("\n".join(lines), "$muted")
        short = _("{key} takes").format(key=key) if key else ""
        lines = [
            f"{HELD} {_('HOLD')}",
            cut(visible_text(held.client.code), 8 - len(more)) + more,
            f"{time:>8}",
            cut(short, 8),
        ]
        return Content.styled("\n".join(lines), "$muted")

    def _idle_lines(self) -> Content:
        if not self.is_read:
            return Content.styled(_("reading…"), "$muted")
        if self.newcomer:
            name = cut(_("{name} (new)").format(name=visible_text(self.newcomer)), self._room)
            waits = _("no hours yet: the work waits"), _("for an agreement")
            told = Content.styled("\n".join(["", *waits]), "$muted")
            starts = Content.styled(_("Enter starts one with"), "$muted")
            return Content("\n").join([starts, Content.styled(name, "bold"), told])
        if self.is_unread:
            return Content.styled(_("this client cannot be read now"), "$muted")
        if self.chosen is None:
            return Content.styled(_("no client is chosen"), "$muted")
        log = self._keymap.keys_of("log")
        does = _("archived; Enter brings back") if self.chosen.archived else _("Enter starts one with")
        lines = [
            Content.styled(does, "$muted"),
            Content.styled(cut(visible_text(self.chosen.name), self._room), "bold"),
            self._others_line(),
            Content.styled(_("{key} logs work that is done").format(key=short_key(log[0])) if log else "", "$muted"),
            Content.styled(cut(self._last_words(), self._room), "$muted"),
        ]
        return Content("\n").join(lines)

    def _others_line(self) -> Content:
        if not self.others:
            return Content("")
        names = ", ".join(dict.fromkeys(visible_text(call.technician) for call in self.others))
        said = _("{technician} is on the phone with them").format(technician=names)
        return Content.styled(cut(f"{LOOK} {said}", self._room), "$warn")

    def _last_words(self) -> str:
        entry = self.last
        if entry is None:
            return ""
        saved = entry.recorded_at.astimezone(self._zone).strftime("%H:%M")
        words = (saved, visible_text(entry.client.code), charged_words(entry), visible_text(entry.technician))
        return _("last  {words}").format(words=" ".join(words))


def state_words() -> dict[CallState, str]:
    """The states of a call in words."""
    return {CallState.RUNNING: _("RUNNING"), CallState.ON_HOLD: _("ON HOLD")}
