"""The engine that a place needs: loaded when a store is opened, and no other is."""

from contextlib import AbstractContextManager
from datetime import datetime

from core.store.place import Place
from core.store.protocol import Store


def exists(place: Place) -> bool:
    """Whether there is a store, or something else in its place."""
    return place.path.exists()


def store_at(place: Place, *, read_only: bool = False) -> Store:
    """Open the store at a place, with the engine that it needs and no other. Errors: `StoreUnavailable`."""
    from core.store.sqlite.store import SqliteStore

    return SqliteStore.open(place.path, query_only=read_only)


def make_store(
    place: Place, settings: dict[str, str], *, is_default: bool = False, now: datetime | None = None
) -> Store:
    """Make a store at a place, or open the one that another session made meanwhile. Errors: `StoreUnavailable`.

    `settings` are the first rows of its journal, recorded at `now`. `is_default` allows making the folder: nobody named it.
    """
    from core.store.sqlite.store import SqliteStore

    return SqliteStore.create(place.path, settings, is_default=is_default, now=now)


def new_store(place: Place, settings: dict[str, str], *, is_default: bool = False) -> AbstractContextManager[Store]:
    """A new store to fill: there when the block ends well, and nothing is made otherwise. Errors: `StoreExists`."""
    from core.store.sqlite.store import SqliteStore

    return SqliteStore.made(place.path, settings, is_default=is_default)
