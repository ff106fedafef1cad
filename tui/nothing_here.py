"""What commands see of a page that shows nothing of their kind; each page says what it does show. See `Here`."""

from typing import TYPE_CHECKING

from core.basics.i18n import _
from core.queries.phone import PhoneCallView
from core.queries.views.balances import BlockView
from core.queries.views.entries import EntryView
from core.queries.views.proposals import ProposalView
from tui.covered import CoveredScreen

if TYPE_CHECKING:
    from datetime import date

    from core.queries.my_day import Gap
    from core.queries.views.lines import LineView
    from core.queries.views.unlogged import UnloggedCall


class NothingHere(CoveredScreen[None]):
    """A screen without a client, an entry, a block or anything else at its cursor."""

    @property
    def client_id(self) -> str | None:
        """The client that commands mean here."""
        return None

    @property
    def no_client(self) -> str:
        """What to say where no client is meant, and how one is chosen here."""
        return _("no client is chosen: put the cursor on one")

    @property
    def page_key(self) -> str | None:
        """What opens the page of the client that commands mean here."""
        return self.client_id

    @property
    def client_at_cursor(self) -> str | None:
        """The client with which `start` starts a call."""
        return self.client_id

    @property
    def account_at_cursor(self) -> str:
        """The account that `start` charges; empty for the client's choice."""
        return ""

    @property
    def entry(self) -> EntryView | None:
        """The entry at the cursor."""
        return None

    @property
    def block(self) -> BlockView | None:
        """The block of hours at the cursor."""
        return None

    @property
    def line(self) -> "LineView | None":
        """The billable line at the cursor."""
        return None

    @property
    def proposal(self) -> ProposalView | None:
        """The proposal at the cursor."""
        return None

    @property
    def listed_call(self) -> PhoneCallView | None:
        """The phone call at the cursor; only their page lists any."""
        return None

    @property
    def unlogged_call(self) -> "UnloggedCall | None":
        """The call that nobody logged at the cursor; only the page of phone calls lists any."""
        return None

    @property
    def gap(self) -> "tuple[date, Gap] | None":
        """The gap of a day at the cursor, and its day; only the review of a day lists any."""
        return None

    def toggle_finished(self) -> None:
        """Show or hide proposals that are done or dropped; only their page has any."""

    def toggle_unlogged(self) -> None:
        """Show calls that nobody logged, or those of the day; only the page of phone calls shows any."""

    def export_report(self) -> None:
        """Write the report shown to a file; only their page shows one."""
