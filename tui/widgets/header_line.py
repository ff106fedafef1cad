"""The top line: technician, running call, today's minutes, alerts."""

from textual.reactive import var
from textual.widgets import Static

from core.basics.i18n import _, ngettext
from core.language.formats import date_text
from core.model.calls import CallState
from core.queries.views import DeskView
from tui.text import hours, plain


class HeaderLine(Static):
    """The header of every page."""

    view: var[DeskView | None] = var(None)
    """The view that the desk shows."""
    demo = var(False)
    """Whether this is the sample business."""

    def watch_view(self, view: DeskView | None) -> None:
        """Write the line."""
        if view is not None and self.is_mounted:
            self.update(plain(header_text(view, self.content_size.width or 78, demo=self.demo)), layout=False)

    def on_resize(self) -> None:
        """Write the line for the new width."""
        self.watch_view(self.view)


def header_text(view: DeskView, width: int, *, demo: bool = False) -> str:
    """The line for a width: parts are shortened or left out, the least important first."""
    name = "Monteore" + (" " + _("DEMO") if demo else "")
    today = _("today {worked}").format(worked=hours(view.today_worked_seconds // 60))
    long = [name, view.technician, date_text(view.today), _call_text(view, 30), today, *_alerts(view)]
    short = [_("DEMO") if demo else "", view.technician, _call_text(view, 12), today, *_short_alerts(view)]
    shorter = [[*short[:4], *short[4:end]] for end in range(len(short), 3, -1)]
    for parts in (long, [*long[:2], *long[3:]], [*long[:2], *long[3:5], *_short_alerts(view)], *shorter):
        line = "  ".join(part for part in parts if part)
        if len(line) <= width:
            return line
    return line


def _call_text(view: DeskView, width: int) -> str:
    mine = [call for call in view.calls if call.technician == view.technician]
    if not mine:
        return ""
    state = _("ON THE PHONE") if mine[0].state is CallState.RUNNING else _("ON HOLD")
    code = mine[0].client.code
    return f"{state} {code if len(code) <= width else code[: width - 1] + '…'}"


def _alerts(view: DeskView) -> list[str]:
    alerts = []
    if view.is_clock_in_doubt:
        alerts.append(_("! check the clock"))
    if view.under_threshold:
        under = ngettext("! {count} under threshold", "! {count} under threshold", view.under_threshold)
        alerts.append(under.format(count=view.under_threshold))
    if view.pending_renewals:
        waiting = ngettext("! {count} renewal waits", "! {count} renewals wait", view.pending_renewals)
        alerts.append(waiting.format(count=view.pending_renewals))
    if view.mail_troubles:
        mail = ngettext("! {count} message not sent", "! {count} messages not sent", view.mail_troubles)
        alerts.append(mail.format(count=view.mail_troubles))
    if view.due_proposals:
        due = ngettext("{count} proposal due", "{count} proposals due", view.due_proposals)
        alerts.append(due.format(count=view.due_proposals))
    others = sum(call.technician != view.technician for call in view.calls)
    if others:
        alerts.append(ngettext("{count} other call", "{count} other calls", others).format(count=others))
    return alerts


def _short_alerts(view: DeskView) -> list[str]:
    alerts = []
    if view.is_clock_in_doubt:
        alerts.append(_("! clock"))
    if view.under_threshold:
        alerts.append(_("! {count} low").format(count=view.under_threshold))
    if view.pending_renewals:
        alerts.append(_("! {count} to renew").format(count=view.pending_renewals))
    if view.mail_troubles:
        alerts.append(_("! {count} mail").format(count=view.mail_troubles))
    if view.due_proposals:
        alerts.append(_("{count} due").format(count=view.due_proposals))
    others = sum(call.technician != view.technician for call in view.calls)
    if others:
        alerts.append(ngettext("{count} call", "{count} calls", others).format(count=others))
    return alerts
