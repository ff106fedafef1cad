"""What a command is, and what it sees of the page on which its key was pressed."""

from collections.abc import Awaitable, Callable
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

from core.basics.dataclass import dataclass
from core.basics.identity import Right
from core.queries.phone import PhoneCallView
from core.queries.views.balances import BlockView
from core.queries.views.calls import CallView
from core.queries.views.entries import EntryView
from core.queries.views.proposals import ProposalView

if TYPE_CHECKING:
    from core.queries.my_day import Gap
    from core.queries.views.lines import LineView
    from core.queries.views.unlogged import UnloggedCall
    from tui.flows.runner import Runner


class Place(StrEnum):
    """Where a command acts. The keys of `everywhere` act on every page, its letters where a list has the focus."""

    EVERYWHERE = "everywhere"
    LIST = "list"
    CLIENT = "client"
    TICKETS = "tickets"
    PROPOSALS = "proposals"
    REPORTS = "reports"
    PHONE = "phone"
    DAY = "day"
    DESK = "desk"


class Here(Protocol):
    """The page on which a command acts. A command reads it when the key is pressed, before any flow starts."""

    @property
    def client_id(self) -> str | None:
        """The client that commands mean here."""

    @property
    def no_client(self) -> str:
        """What to say where no client is meant, and how one is chosen here."""

    @property
    def account_id(self) -> str | None:
        """The account that is pointed at; `None`: commands of hours mean the default one of the client."""

    @property
    def page_key(self) -> str | None:
        """What opens the page of the client, with the account that is pointed at."""

    @property
    def client_at_cursor(self) -> str | None:
        """The client with which `start` starts a call."""

    @property
    def account_at_cursor(self) -> str:
        """The account that `start` charges; empty for the client's choice."""

    @property
    def entry(self) -> EntryView | None:
        """The entry at the cursor."""

    @property
    def block(self) -> BlockView | None:
        """The block of hours at the cursor."""

    @property
    def line(self) -> "LineView | None":
        """The billable line at the cursor."""

    @property
    def proposal(self) -> ProposalView | None:
        """The proposal at the cursor."""

    @property
    def own_calls(self) -> tuple[CallView, ...]:
        """The technician's calls, the running one first."""

    @property
    def phone_call(self) -> PhoneCallView | None:
        """The phone call that rings, or else the one that was answered and not taken."""

    async def ring_soon(self) -> PhoneCallView | None:
        """The phone call that rings, waited for a second if there is none."""

    @property
    def listed_call(self) -> PhoneCallView | None:
        """The phone call at the cursor."""

    @property
    def unlogged_call(self) -> "UnloggedCall | None":
        """The call that nobody logged at the cursor."""

    @property
    def gap(self) -> "tuple[date, Gap] | None":
        """The gap of a day at the cursor, and its day."""

    @property
    def last_entry_id(self) -> str | None:
        """The technician's last entry that is not voided."""

    @property
    def technician(self) -> str:
        """The name of the person at work."""

    @property
    def rights(self) -> frozenset[Right]:
        """The person's rights."""

    @property
    def now(self) -> datetime:
        """The time of the key press, UTC."""

    def carry_out(self, flow: "Callable[[Runner], Awaitable[object]]") -> object:
        """Start a flow in a worker."""

    def carry_out_beside(self, flow: "Callable[[Runner], Awaitable[object]]") -> object:
        """Start a flow for which keys do not wait."""

    def copy(self, text: str) -> None:
        """Put a text into the terminal's clipboard (OSC 52)."""

    def open_page(self, name: str, client_id: str | None = None) -> None:
        """Open a page by name; the same command again closes it."""

    def come_back(self) -> None:
        """Close all pages over the desk and focus the search box."""

    def find_here(self) -> None:
        """Focus the page's own search field; on a page without one, the desk's."""

    def read_again(self) -> None:
        """Read everything again and say so."""

    def show_next_account(self) -> None:
        """Show the client's next account; only the page of a client shows one."""

    def toggle_finished(self) -> None:
        """Show or hide proposals that are done or dropped."""

    def toggle_unlogged(self) -> None:
        """Show calls that nobody logged, or those of the day."""

    def export_report(self) -> None:
        """Write the report shown to a file."""

    def show_help(self) -> None:
        """Open the help sheet."""

    def open_palette(self) -> None:
        """Open the command palette."""

    def leave(self) -> None:
        """End the app."""


Run = Callable[[Here], None]
WhyNot = Callable[[Here], str]


def always(_here: Here) -> str:
    """For a command that can act at any time."""
    return ""


@dataclass(frozen=True)
class Command:
    """A command of the app. `keys` and `letters` are key names with commas between them; empty: none."""

    id: str
    keys: str
    letters: str
    label: str
    help: str
    run: Run | None
    """Carries the command out. None for movement in a list: the widget that has the focus moves by its own bindings."""
    why_not: WhyNot = always
    """Why the command cannot act now, as a sentence; empty if it can."""
    place: Place = Place.EVERYWHERE
    in_line: bool = False
    """Whether the key line at the bottom shows it."""
    run_letter: Run | None = None
    """What its letters run, where that is not `run`."""
    at_cursor: bool = False
    """Whether it acts on the row at the cursor of its own page, and so on no other page."""
    stands_alone: bool = False
    """Whether the keys after it mean the same where it was refused: it opens nothing and chooses nothing."""
