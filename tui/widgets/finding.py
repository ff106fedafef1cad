"""What the search box found, which rows can be chosen, and what Enter means: no widget is known here."""

from typing import TYPE_CHECKING

from core.basics.dataclass import dataclass, replace
from core.queries.views import ClientRow
from tui.places import client_of, key_of

if TYPE_CHECKING:
    from core.ledger.callers import NewCaller

NEW = "+new caller"
"""Key of the row that starts a call with a new caller."""


@dataclass(frozen=True)
class Finding:
    """The result of a search for a typed text. `chosen` is the key of the highlighted row, `None` for none.

    With hits the first one is chosen at once. Without hits nothing is, until Down or the first Enter chooses.
    """

    text: str
    """The text that was searched for, without a start such as `@-10m`."""
    hits: tuple[ClientRow, ...] = ()
    """Clients that match, best first."""
    perhaps: tuple[ClientRow, ...] = ()
    """Clients whose spelling is only similar; only without hits."""
    new: "NewCaller | None" = None
    """The client that a call with a new caller would add; `None` where the text is no name, such as a ticket."""
    is_complete: bool = True
    """Whether similar spellings were looked for too."""
    chosen: str | None = None
    """Key of the chosen row: that of a client, or `NEW`."""

    @property
    def choices(self) -> tuple[str, ...]:
        """Keys of the rows that can be chosen, in the order in which Down reaches them."""
        rows = self.hits or self.perhaps
        return (*(key_of(row) for row in rows), *((NEW,) if self.new else ()))

    @property
    def client_id(self) -> str | None:
        """The chosen client; `None` where none, or the new caller, is chosen."""
        return None if self.chosen == NEW else client_of(self.chosen)

    def opened(self, before: "Finding | None") -> "Finding":
        """The finding with its first choice, or with the one of `before` if it is of the same text and still there."""
        if before is not None and before.text == self.text and before.chosen in self.choices:
            return replace(self, chosen=before.chosen)
        return replace(self, chosen=key_of(self.hits[0]) if self.hits else None)

    def moved(self, rows: int) -> "Finding":
        """Another choice, so many rows further down, or up; the first Down from none chooses the first."""
        choices = self.choices
        if not choices:
            return self
        if self.chosen not in choices:
            return replace(self, chosen=choices[0 if rows > 0 else -1])
        place = max(0, min(len(choices) - 1, choices.index(self.chosen) + rows))
        return replace(self, chosen=choices[place])

    def entered(self) -> "Finding | None":
        """What the first Enter does where nothing is chosen: it chooses the new caller; `None` where Enter acts."""
        if self.chosen is None and self.new is not None:
            return replace(self, chosen=NEW)
        return None
