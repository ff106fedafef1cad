"""Open and make stores with the engine that the place names; other engines are not imported."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from core.basics.errors import Refused, StoreUnavailable, Usage
from core.basics.i18n import _
from core.store.place import Place

if TYPE_CHECKING:
    from core.store.postgres.roles import Roles
    from core.store.postgres.store import PostgresStore
    from core.store.protocol import Store


def _postgres() -> type[PostgresStore]:
    """The engine of PostgreSQL, which needs a library that SQLite does not. Errors: `StoreUnavailable` without it."""
    try:
        import psycopg  # noqa: F401
    except ImportError:
        raise StoreUnavailable(
            _("PostgreSQL's library is not installed; run: pip install 'monteore[postgres]'")
        ) from None
    from core.store.postgres.store import PostgresStore

    return PostgresStore


def exists(place: Place) -> bool:
    """Whether a store, or any other file of its name, exists at a place. Errors: `StoreUnavailable` for no server."""
    return place.path.exists() if place.is_file else _postgres().exists(place)


def store_at(place: Place, *, read_only: bool = False) -> Store:
    """Open the store at a place, with its engine. Errors: `StoreUnavailable`."""
    if not place.is_file:
        return _postgres().open(place, reads_only=read_only)
    from core.store.sqlite.store import SqliteStore

    return SqliteStore.open(place.path, query_only=read_only)


def make_store(
    place: Place, settings: dict[str, str], *, is_default: bool = False, now: datetime | None = None
) -> Store:
    """Make a store at a place, or open it if another session has made it meanwhile. Errors: `StoreUnavailable`.

    `settings` are the first rows of its journal, recorded at `now`.
    `is_default`: the place is the default one, so its folder may be made too.
    """
    if not place.is_file:
        return _postgres().create(place, settings, now=now)
    from core.store.sqlite.store import SqliteStore

    return SqliteStore.create(place.path, settings, is_default=is_default, now=now)


def new_store(place: Place, settings: dict[str, str], *, is_default: bool = False) -> AbstractContextManager[Store]:
    """Make a store and fill it in a `with` block; an error in the block leaves nothing behind. Errors: `StoreExists`."""
    if not place.is_file:
        return _postgres().made(place, settings)
    from core.store.sqlite.store import SqliteStore

    return SqliteStore.made(place.path, settings, is_default=is_default)


def filled_store(place: Place, settings: dict[str, str], now: datetime) -> AbstractContextManager[Store]:
    """The same, for much that is made at once: all changes of the block are one commit. `settings` are recorded at `now`."""
    if not place.is_file:
        return _postgres().made(place, settings, now=now)
    from core.store.sqlite.store import SqliteStore

    return SqliteStore.filled(place.path, settings, now=now)


def restoring(
    place: Place, source: str, now: datetime
) -> AbstractContextManager[tuple[Store, Store | None, list[str]]]:
    """A copy of a backup to check, the present store (`None` if it cannot be read), and where the old one is kept after.

    Errors: `Refused` for a place that is no file, as no backup is.
    """
    if not place.is_file:
        raise Refused(
            _(
                "a backup is a file, and {place} is none; into an empty business run: monteore import journal FILE"
            ).format(place=place.words)
        )
    from core.store.sqlite.store import SqliteStore

    return SqliteStore.restoring(place.path, Path(source), now)


def move_store(path: Path, target: Path, own: Callable[[Path], None], now: datetime) -> Path:
    """Copy the store of a file to another place, and put the old one aside, whose new path is returned."""
    from core.store.sqlite import backups

    return backups.move(path, target, own, now)


def database_roles(place: Place) -> AbstractContextManager[Roles]:
    """The roles of the database that holds a store. Errors: `Usage` for a file; `StoreUnavailable`."""
    if place.is_file:
        raise Usage(
            _("{place} is a file, in which nobody has a role; many people share one by: monteore setup shared").format(
                place=place.words
            )
        )
    _postgres()
    from core.store.postgres.roles import Roles

    return Roles.of(place)


def file_system_of(path: Path) -> str:
    """The type of the file system that holds a path, as Linux names it; empty where it is not known."""
    from core.store.sqlite import files

    return files.file_system_of(path)


def engine_version() -> tuple[str, bool]:
    """The engine of stores in files with its version, and whether calls wait for each other because of it."""
    from core.store.sqlite.engine import has_reset_bug, sqlite3

    return f"SQLite {sqlite3.sqlite_version}", has_reset_bug(sqlite3.sqlite_version_info)
