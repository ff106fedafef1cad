"""The registry of event classes. A class registers itself under the name that its journal rows carry.

A class with personal texts also names them, as a tree with the shape of its JSON body. A leaf is the value that
replaces a text once it is erased; it may name top-level fields of the body in braces. `"*"` means every item of a
list. A branch under a text means that the text is itself JSON.
"""

from collections.abc import Callable, Mapping
from typing import Final, TypeAlias, TypeVar

MOST_EVENTS: Final = 200
"""The most events that one change records, so that nobody waits long for the lock and every change can be taken back."""

KEPT_EVENTS: Final = 2
"""How many of them are kept for the use of a key and the part of an import; what is decided has the rest."""

ERASED = "(erased)"
"""Replaces an erased text."""

ERASED_CODE = "erased-{client_id}"
"""Replaces the code of an erased client; unique, because the id is."""

SPARSE = {"sparse": True}
"""Metadata of an attribute that the JSON leaves out at its default: rows from before the attribute are written alike."""

TextTree: TypeAlias = Mapping[str, "TextTree | str | tuple[()]"]


class Event:
    """Base class of everything that the journal records."""

    __slots__ = ()


E = TypeVar("E", bound=type[Event])

type_by_name: dict[str, type[Event]] = {}
name_by_type: dict[type[Event], str] = {}
texts_by_name: dict[str, TextTree] = {}


def event(name: str, texts: TextTree | None = None) -> Callable[[E], E]:
    """Register an event class under a name, with the tree of its personal texts."""

    def register(event_type: E) -> E:
        if name in type_by_name:
            raise ValueError(f"two events are named {name}")
        type_by_name[name] = event_type
        name_by_type[event_type] = name
        if texts:
            texts_by_name[name] = texts
        return event_type

    return register
