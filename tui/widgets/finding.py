"""What the search box found, which rows can be chosen, and what Enter means: no widget is known here."""

from typing import TYPE_CHECKING

from core.basics.dataclass import dataclass, replace
from core.queries.views.clients import ClientRow
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

    @property
    def newcomer(self) -> str:
        """Name of the new caller who is chosen; empty where none is."""
        return self.new.name if self.new is not None and self.chosen == NEW else ""

    @property
    def means_archived(self) -> bool:
        """Whether the text is the code, whole name or number of an archived client."""
        return bool(self.perhaps) and self.perhaps[0].client.archived and not self.perhaps[0].is_near

    @property
    def archived(self) -> str | None:
        """The archived client that is chosen; `None` where none is."""
        rows = {key_of(row): row.client for row in self.perhaps}
        client = rows.get(self.chosen or "")
        return client.client_id if client is not None and client.archived else None

    @property
    def brings_back(self) -> bool:
        """Whether Enter, or the Enter after it, asks whether to bring an archived client back."""
        return self.archived is not None or (self.chosen is None and self.means_archived)

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
        """What the first Enter does where nothing is chosen; `None` where Enter acts.

        It chooses the new caller, or the archived client that is meant, if there is one.
        """
        if self.chosen is None and self.means_archived:
            return replace(self, chosen=key_of(self.perhaps[0]))
        if self.chosen is None and self.new is not None:
            return replace(self, chosen=NEW)
        return None
