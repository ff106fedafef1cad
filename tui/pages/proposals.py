"""Proactive work that waits: done with a line that says what it took, accepted, dropped, suggested."""

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.widgets import DataTable

from core.basics.errors import MonteoreError
from core.basics.i18n import _
from core.language.formats import date_text
from core.language.labels import word_label
from core.queries.views import ProposalView
from tui.commands.bindings import page_bindings
from tui.commands.keymap import Place
from tui.flows import proposals as proposal_flows
from tui.pages.page import Page
from tui.text import cell, hours, plain
from tui.widgets.tables import DiffTable, Row


class ProposalsPage(Page):
    """The earliest due first; `o` shows those that are over too."""

    PLACE = Place.PROPOSALS
    BINDINGS = [
        *page_bindings(Place.PROPOSALS),
        Binding("escape", "close", show=False),
        Binding("enter", "proposal_done", show=False, priority=True),
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
        self.show_header()
        self.ledger_changed()

    @property
    def client_id(self) -> str | None:
        """The client of the proposal at the cursor."""
        view = self.chosen
        return view.client.client_id if view else None

    @property
    def chosen(self) -> ProposalView | None:
        """The proposal at the cursor."""
        return self._views.get(self.query_one("#proposals", DiffTable).key_at_cursor or "")

    def ledger_changed(self) -> None:
        """Read the list again."""
        try:
            views = self.reader.proposals.list(everything=self._everything)
        except MonteoreError as error:
            self.say(str(error), refused=True)
            return
        self._views = {view.proposal.proposal_id: view for view in views}
        self.query_one("#proposals", DiffTable).show([_row(view) for view in views])
        if not views:
            self.say(_("nothing waits; f suggests work for hours that expire, or: monteore proposal add"))

    @on(DataTable.RowHighlighted, "#proposals")
    def _pointed_at(self) -> None:
        """The whole of it in the line of answer: at 80 columns it is cut."""
        view = self.chosen
        if view is not None and view.proposal.proposal_id != self._told:
            self._told = view.proposal.proposal_id
            words = [view.client.name, view.proposal.title, view.recurrence, word_label(view.proposal.status.value)]
            self.say("  ".join(word for word in words if word), stays=True)

    def action_proposal_add(self) -> None:
        """Propose work to a client."""
        self.desk.carry_out(lambda flows: proposal_flows.add(flows, None))

    def action_proposal_done(self) -> None:
        """Log the work and close it."""
        view = self._chosen_or_say()
        if view is not None:
            self.desk.carry_out(lambda flows: proposal_flows.done(flows, view))

    def action_proposal_accept(self) -> None:
        """The client said yes."""
        view = self._chosen_or_say()
        if view is not None:
            self.desk.carry_out(lambda flows: proposal_flows.accept(flows, view))

    def action_proposal_drop(self) -> None:
        """It will not be done, after y."""
        view = self._chosen_or_say()
        if view is not None:
            self.desk.carry_out(lambda flows: proposal_flows.drop(flows, view))

    def action_proposal_all(self) -> None:
        """Those that are over too, or only what waits."""
        self._everything = not self._everything
        self.ledger_changed()

    def action_proposal_suggest(self) -> None:
        """Suggest work for hours that expire."""
        self.desk.carry_out(proposal_flows.suggest)

    def _chosen_or_say(self) -> ProposalView | None:
        if self.chosen is None:
            self.say(_("put the cursor on a proposal"), refused=True)
        return self.chosen


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
