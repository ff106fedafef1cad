"""The panel between Find and Left on a huge window: the caller's last entries, its latest tickets, its proposals."""

from collections.abc import Sequence

from textual.content import Content
from textual.widgets import Static

from core.basics.i18n import _, ngettext
from core.basics.text import visible_text
from core.language.formats import DateStyle, date_text
from core.queries.views.desk import GlanceView, TicketView
from core.queries.views.entries import EntryView
from core.queries.views.proposals import ProposalView
from tui.glyphs import cells, column, cut
from tui.text import hours, name_panel, plain

_MOST_ENTRIES = 7


class GlancePanel(Static):
    """What a technician wants to know of a caller, updated only when it changes. It is there on a huge window only."""

    def __init__(self) -> None:
        super().__init__(plain(_("reading…")), markup=False)
        self._shown: Content | None = None

    def show(self, view: GlanceView | None) -> None:
        """Show a caller."""
        words = _("last entries and tickets")
        name_panel(self, f"{view.client.name} · {words}" if view is not None else words)
        text = Content("\n").join(glance_lines(view, max(30, self.content_size.width or 70))) if view else Content("")
        if text != self._shown:
            self._shown = text
            self.update(text, layout=False)


def glance_lines(view: GlanceView, width: int) -> list[Content]:
    """The panel's lines for so many columns."""
    lines = [_entry_line(entry, width) for entry in view.entries[:_MOST_ENTRIES]]
    if not lines:
        lines = [Content.styled(_("no entry yet"), "$muted")]
    if view.tickets:
        lines += [Content(""), Content.styled(_("latest tickets"), "$muted")]
        lines += _ticket_lines(view.tickets, width)
    if view.proposals:
        lines += [Content(""), *(_proposal_line(proposal, width) for proposal in view.proposals)]
    return lines


def _entry_line(entry: EntryView, width: int) -> Content:
    day = date_text(entry.work_date, DateStyle.DAY)
    ticket = cut(f"#{entry.ticket}" if entry.ticket else "", 6)
    note = cut(visible_text(entry.note), width - 20)
    return Content.assemble(
        Content.styled(f"{day:<7}", "$muted"),
        Content(f"{hours(entry.charged_minutes):<6}"),
        Content.styled(f"{ticket:<7}", "$muted"),
        Content(note),
    )


def _ticket_lines(tickets: Sequence[TicketView], width: int) -> list[Content]:
    """A line a ticket; the notes are cut where the longest of the sums behind them needs the room."""
    heads, sums = [f"#{visible_text(ticket.ticket)}" for ticket in tickets], [_sum_of(ticket) for ticket in tickets]
    most = width - max(map(cells, heads), default=0) - 1 - max(map(len, sums), default=0) - 2
    notes = [cut(visible_text(ticket.note), max(8, most)) for ticket in tickets]
    head, note = max(map(cells, heads), default=0), max(map(cells, notes), default=0)
    return [
        Content.assemble(
            Content.styled(column(heads[place], head), "bold"),
            Content(" " + column(notes[place], note)),
            Content.styled(f"  {sums[place]}", "$muted"),
        )
        for place in range(len(tickets))
    ]


def _sum_of(ticket: TicketView) -> str:
    entries = ngettext("{count} entry", "{count} entries", ticket.entries).format(count=ticket.entries)
    charged = _("{minutes} so far").format(minutes=hours(ticket.charged_minutes))
    return f"{charged}, {entries}"


def _proposal_line(view: ProposalView, width: int) -> Content:
    due = view.proposal.due_on
    end = f"   {hours(view.proposal.estimate_minutes)}"
    if due:
        end += "   " + _("due {day}").format(day=date_text(due, DateStyle.DAY))
    word = _("proposal")
    title = cut(visible_text(view.proposal.title), max(4, width - len(word) - 1 - len(end)))
    return Content.assemble(Content.styled(f"{word} ", "$muted"), Content(title), Content.styled(end, "$muted"))
