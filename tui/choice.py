"""Which client of the desk is chosen: by a move, by a call, by an entry; a search does not change it."""

from dataclasses import dataclass

from core.queries.views.desk import DeskView
from tui.places import key_for


@dataclass(slots=True)
class Choice:
    """The client that the desk means while nothing is typed. A search has a choice of its own, which ends with it."""

    is_made: bool = False
    """Whether a client is chosen: moved to, called, or worked for last. Without one Enter calls nobody."""
    has_moved: bool = False
    """Whether the cursor moved in the list since the last call began or the last search ended."""
    is_searching: bool = False
    """Whether the list shows what was found for a text."""
    _kept: str | None = None
    """Key of the row that was chosen when the search began; `None` for none."""
    _seen_call: tuple[str, str] | None = None
    """Id of my first call, and the key of its client, highlighted when the call began or got that client."""

    def move(self) -> None:
        """The cursor was moved: at rest that chooses, in a search the finding has the choice."""
        self.has_moved = True
        self.is_made = self.is_made or not self.is_searching

    def search(self, pointed: str | None) -> None:
        """A text is typed: keep what is chosen at its first letter."""
        if not self.is_searching:
            self.is_searching, self._kept = True, pointed if self.is_made else None

    def rest(self, view: DeskView, before: DeskView | None) -> str | None:
        """The key to highlight while nothing is typed; `None` to leave the highlight where it is.

        A call that began or was given to another client is highlighted at once. After a search it is the client of my
        call, or the one that was chosen before it.
        """
        wanted = self._called(view, before)
        if self.is_searching:
            mine = self._seen_call[1] if self._seen_call else None
            wanted = wanted or mine or self._kept
            self.is_searching, self.has_moved, self.is_made, self._kept = False, False, False, None
        return wanted

    def _called(self, view: DeskView, before: DeskView | None) -> str | None:
        mine = [call for call in view.calls if call.technician == view.technician]
        if mine:
            seen = self._seen_call
            self._seen_call = mine[0].call_id, key_for(mine[0].client, mine[0].account)
            return self._seen_call[1] if self._seen_call != seen else None
        saved = next((each for each in view.entries_today if each.entry_id == view.last_saved), None)
        seen, self._seen_call = self._seen_call, None
        if saved is None:
            return None
        if before is None:
            # Nobody was chosen in this session yet: an Enter too many must call nobody.
            return None
        # The wrap-up gave the call to another client: that one was called.
        key = key_for(saved.client, saved.account)
        return key if seen is not None and view.last_saved != before.last_saved and key != seen[1] else None
