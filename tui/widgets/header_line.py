"""The top line: who works, the running call, today's minutes, what needs a look."""

from textual.reactive import var
from textual.widgets import Static

from core.i18n import _, ngettext
from core.views import DeskView
from tui.text import hours, plain


class HeaderLine(Static):
    """One line over everything."""

    view: var[DeskView | None] = var(None)
    """What the desk shows now."""
    demo = var(False)
    """Whether this is the sample business."""

    def watch_view(self, view: DeskView | None) -> None:
        """Write the line anew."""
        if view is None:
            return
        parts = [f"Monteore{' ' + _('DEMO') if self.demo else ''}", view.technician, view.today.isoformat()]
        parts.append(_("today {worked} worked").format(worked=hours(view.today_worked_seconds // 60)))
        if view.under_threshold:
            under = ngettext("! {count} under threshold", "! {count} under threshold", view.under_threshold)
            parts.append(under.format(count=view.under_threshold))
        if view.pending_renewals:
            waiting = ngettext("! {count} renewal waits", "! {count} renewals wait", view.pending_renewals)
            parts.append(waiting.format(count=view.pending_renewals))
        others = [call for call in view.calls if call.technician != view.technician]
        if others:
            parts.append(ngettext("{count} other call", "{count} other calls", len(others)).format(count=len(others)))
        self.update(plain("  ".join(parts)), layout=False)
