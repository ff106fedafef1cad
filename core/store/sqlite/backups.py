"""Copies of the store by SQLite's backup interface, checked before they count; and a copy put in the store's place.

A copy is made in one step, so that it is one state of the store while others write. It is durable, and opened once for its
check, before it gets its name.
"""

import contextlib
import glob
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from urllib.parse import quote

from core.basics.errors import OutcomeUnknown, Refused, StoreUnavailable
from core.basics.files import check_spared
from core.basics.i18n import _
from core.model.backups import Backup
from core.rules.retention import kept
from core.store.sqlite import continuity, files
from core.store.sqlite.connection import Connection
from core.store.sqlite.copies import STAMP, listed
from core.store.sqlite.engine import sqlite3
from core.store.sqlite.failures import disk_full, is_full, no_space
from core.store.sqlite.locks import QueueLock

_LOGS = ("-wal", "-shm", "-journal")
_READERS_SECONDS = 5.0
"""How long a restore waits for sessions that are reading the store that it puts aside."""


def make(connection: Connection, folder: Path, now: datetime) -> Backup:
    """Make a backup, check it, record its head beside it, and remove those that the rotation no longer keeps.

    Errors: `StoreUnavailable` if the folder cannot be used, the disk is full, or the copy is not sound.
    """
    path = connection.path
    name = f"{path.name}-{now.strftime(STAMP)}.backup"
    target = folder / name
    draft = folder / f".{name}.{os.urandom(6).hex()}"
    check_spared(folder)
    if connection.continuity is not None:
        # Among copies of what was acknowledged one of an older state would take the place of today's.
        connection.continuity.check(connection.row, connection.business, connection.heads.mark())
    files.clear_drafts(folder, glob.escape(path.name) + "-*.backup")
    files.clear_drafts(path.parent, glob.escape(path.name))
    try:
        if not folder.exists():
            folder.mkdir(mode=0o700)
            files.give_to_owner(folder.parent, folder)
        files.premake(draft)
        try:
            connection.copy_into(draft)
            head, origin = checked_head(draft)
            _sync(draft)
            os.link(draft, target)
            beside = folder / f"{name}.head"
            files.premake(beside)
            beside.write_text(f"{head}\n{origin}\n", encoding="ascii")
            files.sync_folder(folder)
        finally:
            _remove(draft)
        _rotate(path, folder)
        return Backup(str(target), now, target.stat().st_size, head)
    except StoreUnavailable as error:
        raise naming(target, error, draft) from None
    except OSError as error:
        raise StoreUnavailable(files.unreadable(folder, error)) from None


def checked_head(copy: Path) -> tuple[str, str]:
    """The row number and digest of a copy's head, and the digest of its first row, which tells stores apart.

    Errors: `StoreUnavailable` for a copy that SQLite finds damaged.
    """
    try:
        opened = sqlite3.connect(f"file:{quote(str(copy.absolute()))}?mode=rw", uri=True, isolation_level=None)
        try:
            found = [row[0] for row in opened.execute("PRAGMA integrity_check(1)").fetchall()]
            head = opened.execute("SELECT seq, digest FROM journal ORDER BY seq DESC LIMIT 1").fetchone()
            first = opened.execute("SELECT digest FROM journal WHERE seq = 1").fetchone()
        finally:
            opened.close()
    except sqlite3.Error as error:
        raise _unsound(copy, error, copy) from None
    if found != ["ok"]:
        raise StoreUnavailable(_("{path} is no sound copy ({reason})").format(path=copy, reason=found[0]))
    return (f"{head[0]} {head[1]}" if head else "0"), (first[0] if first else "")


def _unsound(copy: Path, error: sqlite3.Error, written: Path) -> StoreUnavailable:
    """The refusal of a copy that SQLite cannot read, or of a full disk where it was being written."""
    if is_full(error, written):
        return disk_full(written.parent)
    return StoreUnavailable(_("{path} is no sound copy ({reason})").format(path=copy, reason=error))


def naming(path: Path, error: StoreUnavailable, draft: Path) -> StoreUnavailable:
    """The error of a hidden draft, with the name of a file that the user knows: what it is made of, or what it becomes.

    For a full disk it names the folder. Nothing is left of the draft, so no outcome is unknown.
    """
    if str(draft) not in error.sentence:
        return error
    if error.sentence == disk_full(draft).sentence or (isinstance(error, OutcomeUnknown) and no_space(draft)):
        return disk_full(draft.parent)
    return StoreUnavailable(error.sentence.replace(str(draft), str(path)))


def _rotate(path: Path, folder: Path) -> None:
    found = listed(path, folder)
    stay = kept(backup.made_at for backup in found)
    for backup in found:
        if backup.made_at not in stay:
            _remove(Path(backup.path))


def _remove(copy: Path) -> None:
    for end in ("", ".head", *_LOGS):
        copy.with_name(copy.name + end).unlink(missing_ok=True)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def draft_of(source: Path, path: Path) -> Iterator[Path]:
    """A copy of a backup under a hidden name beside the store, to be checked and changed before it takes its place."""
    draft = path.with_name(f".{path.name}.{os.urandom(6).hex()}")
    try:
        check_spared(path, is_store=True)
        files.check_readable(source)
        files.clear_drafts(path.parent, glob.escape(path.name))
        files.premake(draft)
        opened = sqlite3.connect(f"file:{quote(str(source.absolute()))}?mode=ro", uri=True)
        into = sqlite3.connect(str(draft))
        try:
            opened.backup(into)
            # The hidden copy needs no log of its own while it is checked; the store gets one when it is opened.
            into.execute("PRAGMA journal_mode = wal")
        finally:
            into.close()
            opened.close()
        yield draft
    except sqlite3.Error as error:
        raise _unsound(source, error, draft) from None
    except StoreUnavailable as error:
        raise naming(source, error, draft) from None
    except OSError as error:
        raise StoreUnavailable(files.unreadable(path, error)) from None
    finally:
        for left in path.parent.glob(glob.escape(draft.name) + "*"):
            left.unlink(missing_ok=True)


def put_in_place(draft: Path, path: Path, now: datetime) -> Path | None:
    """Give a checked copy the store's name; the old store and its logs stay aside. Returns the old store's new path.

    Writers wait meanwhile, and those that have the old file open are refused afterwards. Errors: `Refused` if the name is
    taken again while it is free.
    """
    aside = path.with_name(f"{path.name}{files.ASIDE}{now.strftime(STAMP)}")
    files.premake_once(path.with_name(path.name + ".lock"))
    with QueueLock(path):
        _sync(draft)
        # What was acknowledged is not of the store that comes. A crash from here on leaves the old one, or none.
        continuity.forget(path)
        is_old = path.exists()
        if is_old:
            # So the file that is put aside is whole without its log, whatever happens between two names.
            _empty_log(path)
        for end in ("", *_LOGS):
            old = path.with_name(path.name + end)
            if old.exists():
                os.rename(old, aside.with_name(aside.name + end))
        files.refuse_leftovers(path)
        try:
            os.link(draft, path)
        except FileExistsError:
            raise Refused(_("{path} was made anew meanwhile; nothing was restored").format(path=path)) from None
        files.sync_folder(path.parent)
    return aside if is_old else None


def _empty_log(path: Path) -> None:
    """Bring all of a store's log into its file; one that is damaged stays as it is."""
    with contextlib.suppress(sqlite3.Error):
        opened = sqlite3.connect(f"file:{quote(str(path.absolute()))}?mode=rw", uri=True, timeout=_READERS_SECONDS)
        with contextlib.closing(opened):
            opened.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()


def put_aside(path: Path, now: datetime) -> Path:
    """Rename a store that was moved, while its caller holds the lock. Returns its new path.

    Sessions that have the file open are refused afterwards. Errors: `StoreUnavailable`.
    """
    aside = path.with_name(f"{path.name}{files.MOVED}{now.strftime(STAMP)}")
    try:
        for end in ("", *_LOGS):
            old = path.with_name(path.name + end)
            if old.exists():
                os.rename(old, aside.with_name(aside.name + end))
        files.sync_folder(path.parent)
    except OSError as error:
        raise StoreUnavailable(files.unreadable(path, error)) from None
    return aside


def move(path: Path, target: Path, own: Callable[[Path], None], now: datetime) -> Path:
    """Copy a store to a place where there is none, checked, and put the old one aside. Returns the old one's new path.

    `own` gives the copy its owner before it gets its name. Nobody writes meanwhile; sessions that have the old file open
    are refused afterwards. Errors: `StoreUnavailable`; then the old store is where it was.
    """
    draft = target.with_name(f".{target.name}.{os.urandom(6).hex()}")
    files.check_existing(path, reads_only=True)
    files.premake_once(path.with_name(path.name + ".lock"))
    source = f"file:{quote(str(path.absolute()))}?mode=rw"
    try:
        with (
            QueueLock(path),
            contextlib.closing(sqlite3.connect(source, uri=True, isolation_level=None)) as held,
            contextlib.closing(sqlite3.connect(source, uri=True)) as opened,
        ):
            held.execute("BEGIN IMMEDIATE")
            files.premake(draft)
            try:
                with contextlib.closing(sqlite3.connect(str(draft))) as into:
                    opened.backup(into)
                checked_head(draft)
                own(draft)
                _sync(draft)
                os.link(draft, target)
            finally:
                _remove(draft)
            aside = put_aside(path, now)
            files.sync_folder(target.parent)
    except sqlite3.Error as error:
        raise _unsound(path, error, draft) from None
    except StoreUnavailable as error:
        raise naming(target, error, draft) from None
    except OSError as error:
        raise StoreUnavailable(files.unreadable(target, error)) from None
    return aside
