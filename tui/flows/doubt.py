"""The question before a posting that is more often a slip than meant."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Generic, TypeVar

from core.basics.i18n import _

if TYPE_CHECKING:
    from core.queries.views.postings import PreviewView
    from tui.dialogs.ask_line import Asked
    from tui.dialogs.confirm import Confirm

T = TypeVar("T")


def doubt_of(view: "PreviewView") -> "Confirm | None":
    """The question before a posting that is more often a slip than meant: a very long call, or several blocks added."""
    from tui.dialogs.confirm import Confirm

    asked = asked_of(view)
    return Confirm(asked.question, "\n".join(asked.lines)) if asked is not None else None


def asked_of(view: "PreviewView") -> "Asked | None":
    """The same for a form, which asks in its last row."""
    from tui.dialogs.ask_line import Asked
    from tui.widgets.previews import preview_text

    if not view.asks_first:
        return None
    return Asked(_("Is this meant?"), (*view.doubts, *preview_text(view).split("\n")))


class Doubt(Generic[T]):
    """Asks before a posting that is more often a slip than meant; `sure` tells that what is saved now was confirmed."""

    def __init__(self, preview: "Callable[[T], PreviewView]") -> None:
        self._preview = preview
        self.sure = False

    def __call__(self, typed: T) -> "Confirm | None":
        """The question for what was typed, or `None`."""
        return doubt_of(self._looked_at(typed))

    def asked(self, typed: T) -> "Asked | None":
        """The same for a form."""
        return asked_of(self._looked_at(typed))

    def _looked_at(self, typed: T) -> "PreviewView":
        view = self._preview(typed)
        self.sure = view.asks_first
        return view
