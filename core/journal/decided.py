"""An event that was decided and is recorded later, as its row will hold it: plain values, which can be put aside quickly."""

from typing import Any, NamedTuple

from core.journal.codec import plain, revive
from core.journal.events import BlockAdded, EntryPosted
from core.journal.registry import Event, name_by_type, type_by_name
from core.model.blocks import Origin

_POSTED, _ADDED = name_by_type[EntryPosted], name_by_type[BlockAdded]
_RENEWED = Origin.RENEWED.value


class Decided(NamedTuple):
    """An event by the name of its class, and its JSON body."""

    kind: str
    """The name."""
    body: dict[str, Any]
    """What `plain` gives of the event. It is not changed."""

    @classmethod
    def of(cls, event: Event) -> "Decided":
        """An event."""
        return cls(name_by_type[type(event)], plain(event))

    def event(self) -> Event:
        """The event again."""
        event: Event = revive(type_by_name[self.kind], self.body)
        return event

    @property
    def is_entry(self) -> bool:
        """Whether it posts an entry."""
        return self.kind == _POSTED

    @property
    def is_renewal(self) -> bool:
        """Whether it adds a block by renewal."""
        return self.kind == _ADDED and self.body["origin"] == _RENEWED

    @property
    def is_plain_entry(self) -> bool:
        """Whether it posts an entry that is charged at once, has no line and one stretch of work at most."""
        body = self.body
        return self.kind == _POSTED and not (body["line"] or body["waits"] or body["spans"])
