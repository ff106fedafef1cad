"""The page of proposals: proactive work that is proposed to clients."""

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.widgets import DataTable

from core.basics.i18n import _
from core.language.formats import date_text
from core.language.labels import word_label
from core.queries.views import ProposalView
from tui.commands.bindings import page_bindings
from tui.commands.command import Place
from tui.pages.page import Page
from tui.text import cell, hours, plain
from tui.widgets.tables import DiffTable, Row


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
        self._everything = False
        self._views: dict[str, ProposalView] = {}
        self._told = ""

    def compose_body(self) -> ComposeResult:
        """One table."""
        with Vertical(id="body"):
            yield DiffTable(
                [
                    (_("due"), 13),
                    (_("state"), 14),
                    (_("client"), 13),
                    (f"{_('hours'):>6}", 8),
                    (_("title"), 30),
                    (_("again"), None),
                ],
                id="proposals",
            )

    def on_mount(self) -> None:
        """Read what waits."""
        self.query_one("#body").border_title = plain(_("Proposals"))
        self.query_one("#body").border_subtitle = plain(self.letters_in_words())
        self.reload()

    @property
    def client_id(self) -> str | None:
        """The client of the proposal at the cursor."""
        view = self.proposal
        return view.client.client_id if view else None

    @property
    def proposal(self) -> ProposalView | None:
        """The proposal at the cursor."""
        return self._views.get(self.query_one("#proposals", DiffTable).key_at_cursor or "")

    def ledger_changed(self) -> None:
        """Read and show the list again."""
        views = self.read(lambda: self.reader.proposals.list(everything=self._everything))
        if views is None:
            return
        self._views = {view.proposal.proposal_id: view for view in views}
        self.query_one("#proposals", DiffTable).show([_row(view) for view in views])
        if not views:
            self.say(_("nothing waits; f suggests work for hours that expire, or: monteore proposal add"))

    @on(DataTable.RowHighlighted, "#proposals")
    def _pointed_at(self) -> None:
        """Show the whole proposal in the line of answer: at 80 columns it is cut."""
        view = self.proposal
        if view is not None and view.proposal.proposal_id != self._told:
            self._told = view.proposal.proposal_id
            words = [view.client.name, view.proposal.title, view.recurrence, word_label(view.proposal.status.value)]
            self.say("  ".join(word for word in words if word), stays=True)

    def toggle_finished(self) -> None:
        """Show or hide proposals that are done or dropped."""
        self._everything = not self._everything
        self.reload()


def _row(view: ProposalView) -> Row:
    proposal = view.proposal
    state = word_label(proposal.status.value)
    if view.overdue:
        state = "! " + _("overdue")
    elif view.due:
        state = "! " + _("today")
    return proposal.proposal_id, (
        cell(date_text(proposal.due_on) if proposal.due_on else _("no date")),
        cell(state),
        cell(view.client.code[:12]),
        cell(f"{hours(proposal.estimate_minutes):>6}"),
        cell(proposal.title[:29]),
        cell(view.recurrence),
    )
