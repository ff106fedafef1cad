"""The registry of event classes. A class registers itself under the name that its journal rows carry.

A class with personal texts also names them, as a tree that mirrors its JSON body: a leaf is the value that stands in a
text's place once it is erased, `"*"` stands for every item of a list, and a branch under a text means that the text is
itself JSON. Values of a leaf may name top-level fields of the body in braces.
"""

from collections.abc import Callable, Mapping
from typing import TypeAlias, TypeVar

ERASED = "(erased)"
"""What stands where a text was erased."""

ERASED_CODE = "erased-{client_id}"
"""The code of an erased client: neutral, and unique as the id is."""

TextTree: TypeAlias = Mapping[str, "TextTree | str | tuple[()]"]


class Event:
    """A recorded fact. Each class holds the whole decision, so that balances follow from the journal alone."""

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
