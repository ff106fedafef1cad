"""The page of proposals: proactive work that is proposed to clients."""

from collections.abc import Sequence

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical

from core.basics.i18n import _, ngettext
from core.basics.text import visible_text
from core.language.formats import date_text
from core.language.labels import word_label
from core.queries.views.proposals import ProposalView
from tui.commands.bindings import page_bindings
from tui.commands.command import Place
from tui.commands.footer import Wanted
from tui.geometry import WIDE
from tui.glyphs import LOOK, column, right_column
from tui.pages.page import Page
from tui.selection import Selection
from tui.text import hours, plain
from tui.widgets.line_table import LineTable
from tui.widgets.tables import DiffTable, Row

_BESIDE = 3
_CLIENT, _STATE, _RECURRENCE = 20, 10, 18
_WITH_RECURRENCE = 110


class ProposalsPage(Page):
    """The proposals, the earliest due first; `o` also shows those that are done or dropped."""

    PLACE = Place.PROPOSALS
    BINDINGS = [
        *page_bindings(Place.PROPOSALS),
        Binding("escape", "close", show=False),
        Binding("enter", "command('proposal.done')", show=False, priority=True),
    ]
    AUTO_FOCUS = "#proposals"

    def __init__(self) -> None:
        super().__init__()
        self._everything = Selection(False)
        """Whether those that are done or dropped are listed too."""
        self._views: dict[str, ProposalView] = {}
        self._told = ""

    def compose_body(self) -> ComposeResult:
        """One list."""
        with Vertical(id="body"):
            yield LineTable(id="proposals")

    def on_mount(self) -> None:
        """Read what waits."""
        self.reload()

    def on_resize(self) -> None:
        """Write the lines for the new width."""
        self._write()

    def footer(self) -> Sequence[Wanted]:
        """The letters of proposals."""
        letters = ("accept", "drop", "add", "suggest")
        return (
            Wanted("proposal.done", word=lambda: _("done"), key="Enter"),
            *(Wanted(f"proposal.{name}", by_letter=True) for name in letters),
            Wanted("proposal.all", 1, by_letter=True),
            Wanted("client", 2),
            Wanted("close", -1, key="Esc", word=lambda: _("back")),
            Wanted("help", 1),
            Wanted("palette", -1),
        )

    @property
    def client_id(self) -> str | None:
        """The client of the proposal at the cursor."""
        view = self.proposal
        return view.client.client_id if view else None

    @property
    def proposal(self) -> ProposalView | None:
        """The proposal at the cursor."""
        return self._views.get(self.query_one("#proposals", LineTable).key_at_cursor or "")

    def ledger_changed(self) -> None:
        """Read and show the list again."""
        everything = self._everything.wanted
        self.read_beside(
            lambda reader: reader.proposals.list(everything=everything),
            lambda views: self._take(views, everything),
            give_up=self._everything.give_up,
        )

    def _take(self, views: Sequence[ProposalView], everything: bool) -> None:
        self._everything.take(everything)
        self._views = {view.proposal.proposal_id: view for view in views}
        self._write()
        if not views:
            self.say(_("nothing waits; f suggests work for hours that expire, + proposes other work"))

    def _write(self) -> None:
        width = self.query_one("#body").size.width - _BESIDE
        if width <= 0:
            return
        views = self._views.values()
        due = sum(1 for view in views if view.due)
        count = ngettext("Proposals · {count} due", "Proposals · {count} due", due).format(count=due)
        body = self.query_one("#body")
        body.border_title = plain(count if due else _("Proposals"))
        body.border_subtitle = plain(_("with those that are over") if self._everything.shown else "")
        table = self.query_one("#proposals", LineTable)
        is_wide = self.app.size.width >= WIDE
        table.show_head(_head(width) if is_wide else None)
        table.show([_row(view, width) for view in views])

    @on(DiffTable.RowHighlighted, "#proposals")
    def _pointed_at(self) -> None:
        """Show the whole proposal in the line of answer: at 80 columns it is cut."""
        view = self.proposal
        if view is not None and view.proposal.proposal_id != self._told:
            self._told = view.proposal.proposal_id
            words = [view.client.name, view.proposal.title, view.recurrence, word_label(view.proposal.status.value)]
            self.say("  ".join(word for word in words if word), stays=True)

    def toggle_finished(self) -> None:
        """Show or hide proposals that are done or dropped."""
        self._everything.wanted = not self._everything.shown
        self.reload()


def _row(view: ProposalView, width: int) -> Row:
    """Mark, due date, client, hours, title, and at the right the state or how often it comes again."""
    proposal = view.proposal
    state = _("overdue") if view.overdue else _("today") if view.due else word_label(proposal.status.value)
    line = Text(" ", no_wrap=True)
    line.append(f"{LOOK if view.due else '':<2}", style="warn" if view.due else "")
    line.append(f"{date_text(proposal.due_on) if proposal.due_on else _('no date'):<13}")
    line.append(column(visible_text(view.client.name), _CLIENT, gap=2))
    line.append(f"{hours(proposal.estimate_minutes):>6}  ", style="bold")
    line.append(column(visible_text(proposal.title), _title_width(width)) + "  ")
    if width >= _WITH_RECURRENCE:
        line.append(column(view.recurrence, _RECURRENCE, gap=2))
    line.append(right_column(state, _STATE), style="warn" if view.due else "")
    return proposal.proposal_id, (line,)


def _head(width: int) -> Text:
    title = _title_width(width)
    parts = [f"   {_('due'):<13}", f"{_('client'):<{_CLIENT}}", f"{_('hours'):>6}  ", f"{_('title'):<{title}}  "]
    if width >= _WITH_RECURRENCE:
        parts.append(f"{_('again'):<{_RECURRENCE}}")
    return Text("".join((*parts, f"{_('state'):>{_STATE}}")), no_wrap=True)


def _title_width(width: int) -> int:
    recurrence = _RECURRENCE if width >= _WITH_RECURRENCE else 0
    return max(8, width - 16 - _CLIENT - 8 - 2 - recurrence - _STATE)
