"""What a page knows of the app and of the desk, so that it imports neither."""

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Protocol

from core.queries.views.calls import CallView
from core.queries.views.desk import DeskView
from tui.flows.runner import Runner
from tui.settings import Settings
from tui.telephone import Telephone

if TYPE_CHECKING:
    from tui.typing.queue import KeyQueue


class Host(Protocol):
    """The app, for a page."""

    settings: Settings
    troubles: tuple[str, ...]
    typed: "KeyQueue"

    def open_page(self, name: str, client_id: str | None = None) -> None:
        """Open a page by its name in `tui.pages.registry`."""

    def show_title(self, text: str) -> None:
        """Set the terminal's title."""


class Under(Protocol):
    """The desk, for the pages over it."""

    runner: Runner
    is_demo: bool
    telephone: Telephone

    @property
    def view(self) -> DeskView | None:
        """The view that the desk shows."""

    @property
    def unreadable(self) -> str:
        """Why the store cannot be read, while it cannot; empty if it can."""

    @property
    def own_calls(self) -> tuple[CallView, ...]:
        """The technician's calls, the running one first."""

    @property
    def last_entry_id(self) -> str | None:
        """The technician's last entry that is not voided."""

    def carry_out(self, flow: Callable[[Runner], Awaitable[object]]) -> object:
        """Run a flow in a worker."""

    def carry_out_beside(self, flow: Callable[[Runner], Awaitable[object]]) -> object:
        """Run a flow in a worker for which keys do not wait."""

    def reload(self) -> None:
        """Read again what the desk and the pages over it show."""

    def come_back(self) -> None:
        """Close the pages over the desk and focus its search box."""
