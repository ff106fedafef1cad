"""The header: time, call, alerts and me, each in columns of its own, the same words at every width."""

from datetime import datetime
from zoneinfo import ZoneInfo

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.reactive import var
from textual.widgets import Static

from core.basics.clock import Clock
from core.basics.durations import clock_face
from core.basics.i18n import _, ngettext
from core.basics.text import visible_text
from core.model.calls import CallState
from core.queries.views.calls import CallView
from core.queries.views.desk import DeskView
from tui.geometry import HUGE, WIDE
from tui.glyphs import HELD, NO_CALL, RUNNING, cut
from tui.seen import is_seen
from tui.text import hours
from tui.widgets.call_time import CallTimes

_TIME_AT, _NAME_AT = 10, 19
_TIME_CELLS = 8
_SLOTS = {"missed": 61, "low": 72, "renew": 82, "unpaid": 94, "due": 106, "mail": 118}
"""The first column of each alert from 120 columns on; `due` and `mail` have one from 180 on."""
_NARROW_SLOTS = {"missed": 33, "low": 44, "renew": 54}
_HELD_AT, _HELD_CELLS = 45, 15
_ME_CELLS, _NARROW_ME_CELLS = 16, 10


class HeaderLine(Horizontal):
    """The header of every page. The call's time is a widget of its own: a tick repaints eight cells."""

    view: var[DeskView | None] = var(None)
    """The view that the desk shows."""

    def __init__(self, clock: Clock, zone: ZoneInfo) -> None:
        super().__init__()
        self._clock = clock
        self._zone = zone
        self._times = CallTimes(clock)
        self._shown: dict[str, Content | str] = {}

    def compose(self) -> ComposeResult:
        """Time of day with the call's mark; the call's time; all that follows."""
        yield Static("", id="header-clock", markup=False)
        yield Static("", id="header-time", markup=False)
        yield Static("", id="header-rest", markup=False)

    def on_mount(self) -> None:
        """Show the time at once; the desk says when a second has passed."""
        self.tick()

    def watch_view(self, view: DeskView | None) -> None:
        """Show another view."""
        if view is not None and self.is_mounted:
            self._times.take([call for call in view.calls if call.technician == view.technician])
            self.show_view()

    def on_resize(self) -> None:
        """Write the line for the new width."""
        self.show_view()

    def show_view(self) -> None:
        """Write all parts."""
        self.tick()
        if self.view is not None:
            width = self.size.width or self.app.size.width
            self._show("header-rest", rest_of_header(self.view, self._times.calls, width))

    def tick(self) -> None:
        """Show the time of day, and that of the call while one runs; nothing is repainted that stays the same."""
        if not is_seen(self.screen):
            return
        call = self._times.calls[0] if self._times.calls else None
        self._show("header-clock", beginning_of_header(self._clock.now().astimezone(self._zone), call, self.view))
        face = Content("")
        if call is not None:
            style = "bold $ok" if call.state is CallState.RUNNING else "$muted"
            face = Content.styled(clock_face(self._times.seconds(call)), style)
        elif self.view is not None:
            face = Content.styled(_("no call")[:_TIME_CELLS], "$muted")
        self._show("header-time", face)

    def _show(self, part: str, content: Content) -> None:
        if self._shown.get(part) != content:
            self._shown[part] = content
            self.query_one(f"#{part}", Static).update(content, layout=False)


def beginning_of_header(now: datetime, call: CallView | None, view: DeskView | None) -> Content:
    """Columns 0 to 9: the time of day and the mark of the call."""
    if view is None:
        mark, style = " ", "none"
    elif call is None:
        mark, style = NO_CALL, "$muted"
    else:
        mark, style = (RUNNING, "bold $ok") if call.state is CallState.RUNNING else (HELD, "$muted")
    return Content.assemble(Content(f" {now:%H:%M}  "), Content.styled(mark, style), Content(" "))


def rest_of_header(view: DeskView, calls: tuple[CallView, ...], width: int) -> Content:
    """The columns from 18 on: the client of the call, what is held, the alerts, me at the right end."""
    line = _Cells(_TIME_AT + _TIME_CELLS)
    is_wide, is_huge = width >= WIDE, width >= HUGE
    if calls:
        line.put(_NAME_AT, cut(calls[0].client.name, (25 if is_wide else 13)), "bold")
    elif len(_("no call")) > _TIME_CELLS:
        line.put(_TIME_AT + _TIME_CELLS, _("no call")[_TIME_CELLS:], "$muted")
    if is_wide:
        line.put(_HELD_AT, cut(_held(calls), _HELD_CELLS), "$muted")
    slots = dict(_SLOTS if is_wide else _NARROW_SLOTS)
    if not is_huge:
        slots.pop("due", None)
        slots.pop("mail", None)
    alerts = _alerts(view)
    for name, column in slots.items():
        if name in alerts:
            line.put(column, alerts[name], "bold $warn" if alerts[name].startswith("!") else "none")
    more = len([name for name in alerts if name not in slots])
    if more:
        line.put(104 if is_wide else 66, f"+{more}", "none")
    worked = hours(view.today_worked_seconds // 60)
    room = (_ME_CELLS if is_huge or (is_wide and not more) else _NARROW_ME_CELLS) - len(worked)
    name = cut(visible_text(view.technician), room - 1)
    between = min(2, room - len(name))
    line.put(width - 1 - len(worked) - between - len(name), name, "bold")
    line.put(width - 1 - len(worked), worked, "none")
    return line.content()


def _held(calls: tuple[CallView, ...]) -> str:
    held = [call for call in calls[1:] if call.state is CallState.ON_HOLD]
    if not held:
        return ""
    return f"{HELD} {held[0].client.code}" if len(held) == 1 else f"{HELD} " + _("{count} held").format(count=len(held))


def _alerts(view: DeskView) -> dict[str, str]:
    """The words of each kind of alert that is not zero, the most pressing kind first."""
    words = {
        "missed": (
            view.missed_calls,
            ngettext("!{count} missed", "!{count} missed", view.missed_calls),
        ),
        "low": (view.under_threshold, ngettext("!{count} low", "!{count} low", view.under_threshold)),
        "renew": (view.pending_renewals, ngettext("!{count} renew", "!{count} renew", view.pending_renewals)),
        "unpaid": (view.unpaid, _("{count} unpaid")),
        "due": (view.due_proposals, _("{count} due")),
        "mail": (view.mail_troubles, _("{count} mail")),
    }
    return {name: sentence.format(count=count) for name, (count, sentence) in words.items() if count}


class _Cells:
    """A row that is filled from left to right at given columns."""

    def __init__(self, first: int) -> None:
        self._column = first
        self._parts: list[Content] = []

    def put(self, column: int, text: str, style: str) -> None:
        """Write a text at a column, or after one blank where another text reaches further."""
        if not text:
            return
        shown = Content.styled(visible_text(text), style)
        gap = max(column - self._column, 1 if self._parts else 0)
        self._parts += [Content(" " * gap), shown]
        self._column += gap + shown.cell_length

    def content(self) -> Content:
        """The row."""
        return Content.assemble(*self._parts)
