"""The store as a file: where it may lie, who may read it, and how it comes to be in one step."""

import contextlib
import errno
import os
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from core.basics.errors import StoreUnavailable, reason_of
from core.basics.files import check_spared
from core.basics.i18n import _
from core.basics.patterns import Pattern

NETWORK_FILE_SYSTEMS = frozenset(
    {"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "afs", "ncpfs", "ceph", "glusterfs", "lustre"}
)


def file_system_of(path: Path, mounts: str | None = None) -> str:
    """The type of the file system that holds a path, as Linux names it; empty where it is not known."""
    if mounts is None:
        try:
            mounts = Path("/proc/self/mountinfo").read_text(encoding="utf-8", errors="replace")
        except OSError:
            return ""
    target = os.path.realpath(path)
    best, kind = -1, ""
    for line in mounts.splitlines():
        left, _dash, right = line.partition(" - ")
        words = left.split()
        if len(words) < 5 or not right:
            continue
        point = words[4].replace("\\040", " ")
        inside = target == point or target.startswith(point.rstrip("/") + "/")
        if inside and len(point) >= best:
            best, kind = len(point), right.split()[0]
    return kind


def refuse_network(path: Path, mounts: str | None = None) -> None:
    """WAL needs shared memory, so one host: refuse a store on a network file system, with the reason."""
    kind = file_system_of(path.parent, mounts)
    if kind in NETWORK_FILE_SYSTEMS or (kind.startswith("fuse.") and kind != "fuse.fuse-overlayfs"):
        raise StoreUnavailable(
            _(
                "{path} lies on a network file system ({kind}), where SQLite loses writes; "
                "put the store on a local disk with --db or MONTEORE_DB"
            ).format(path=path, kind=kind)
        )


def check_existing(path: Path, *, reads_only: bool = False) -> None:
    """Refuse a path that cannot be a store, each case with its own sentence; nothing is opened or created.

    A store that only is read may lie where nobody can write, and may be one of several writers.
    """
    try:
        status = os.stat(path)
    except FileNotFoundError:
        refuse_interrupted(path)
        refuse_moved(path)
        raise StoreUnavailable(
            _("there is no store at {path} yet; make one with the first client: monteore client add CODE NAME").format(
                path=path
            )
        ) from None
    except OSError as error:
        raise StoreUnavailable(unreadable(path, error)) from None
    if stat.S_ISDIR(status.st_mode):
        raise StoreUnavailable(
            _("{path} is a folder; name a file in it, such as {path}/ledger.db").format(path=str(path).rstrip("/"))
        )
    check_regular(path, status)
    if not reads_only and status.st_mode & stat.S_IWGRP and path.parent.stat().st_mode & stat.S_ISGID:
        raise StoreUnavailable(
            _(
                "{path} can be changed by everybody in its group with any program, which is not supported any more; "
                "the administrator runs: monteore setup shared --store {path}"
            ).format(path=path)
        )
    if not os.access(path, os.R_OK if reads_only else os.R_OK | os.W_OK):
        raise StoreUnavailable(
            _("{path} cannot be read and written by this user; ask its owner, or name another with --db").format(
                path=path
            )
        )


def check_regular(path: Path, status: os.stat_result) -> None:
    """Errors: `StoreUnavailable` for a device, pipe or socket."""
    if not stat.S_ISREG(status.st_mode):
        raise StoreUnavailable(_("{path} is not a file; name the store with --db or MONTEORE_DB").format(path=path))


def check_readable(path: Path) -> None:
    """Errors: `StoreUnavailable` for what is no readable file."""
    try:
        check_regular(path, os.stat(path))
        os.close(os.open(path, os.O_RDONLY))
    except OSError as error:
        raise StoreUnavailable(unreadable(path, error)) from None


def unreadable(path: Path, error: OSError) -> str:
    """One sentence for an operating system's refusal."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return _("the disk of {path} is full; nothing was changed, free some space and try again").format(path=path)
    return _("{path} cannot be used ({reason}); check the path and its permissions, or name another with --db").format(
        path=path, reason=reason_of(error)
    )


def make_folder(path: Path, *, is_default: bool) -> None:
    """Make the default data folder for its owner alone; a folder that the user named must be there already.

    Errors: `Refused` for a name that belongs to another store's files or to the settings.
    """
    check_spared(path, is_store=True)
    try:
        if is_default:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        elif not path.parent.is_dir():
            raise StoreUnavailable(
                _("the folder {folder} does not exist; make it first: mkdir -p {folder}").format(folder=path.parent)
            )
    except OSError as error:
        raise StoreUnavailable(unreadable(path.parent, error)) from None


@contextmanager
def readable_copy(path: Path) -> Iterator[Path | None]:
    """A private copy of a store that lies where it can be read and not written: SQLite needs to write beside a log.

    `None` where the store itself can be opened. Errors: `StoreUnavailable` for one that changes all the time.
    """
    if os.access(path, os.W_OK) and os.access(path.parent, os.W_OK):
        yield None
        return
    import shutil
    import tempfile

    log = path.with_name(path.name + "-wal")
    folder = os.environ.get("SQLITE_TMPDIR") or None
    with tempfile.TemporaryDirectory(prefix="monteore-", dir=folder) as made:
        target = Path(made) / path.name
        for _attempt in range(5):
            before = _state(path, log)
            shutil.copyfile(path, target)
            if log.exists():
                shutil.copyfile(log, target.with_name(log.name))
            if _state(path, log) == before:
                break
        else:
            raise StoreUnavailable(_("{path} is written all the time; nothing was read, try again").format(path=path))
        yield target


def _state(*paths: Path) -> list[tuple[int, int] | None]:
    found = [each.stat() if each.exists() else None for each in paths]
    return [(status.st_size, status.st_mtime_ns) if status else None for status in found]


def premake(path: Path) -> None:
    """Make an empty file for the owner alone, so that SQLite gives its side files the same mode."""
    descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600)
    try:
        os.fchmod(descriptor, 0o600)
        give_to_owner(path.parent, descriptor)
    finally:
        os.close(descriptor)


def give_to_owner(folder: Path, made: Path | int) -> None:
    """Give what root made in a folder to the folder's owner, who could not open it otherwise."""
    if os.geteuid() == 0:
        status = folder.stat()
        if status.st_uid:
            os.chown(made, status.st_uid, status.st_gid)


def premake_once(path: Path) -> None:
    """Premake a file unless it is there; whatever the umask of the one who comes first, the others can open it."""
    if not path.exists():
        with contextlib.suppress(FileExistsError):
            premake(path)


def publish(draft: Path, path: Path) -> None:
    """Give a finished store its name, durably. Errors: `FileExistsError` where somebody was quicker; his file stays.

    `StoreUnavailable` for a log that another store of this name left: SQLite would play it into the new one.
    """
    refuse_leftovers(path)
    os.link(draft, path)
    sync_folder(path.parent)


_LOGS = ("-wal", "-shm", "-journal")


def refuse_leftovers(path: Path) -> None:
    """Errors: `StoreUnavailable` if no store has the name but a log of one does."""
    left = [path.name + end for end in _LOGS if path.with_name(path.name + end).exists()]
    if left and not path.exists():
        raise StoreUnavailable(
            _("{names} in {folder} are left over from another store of this name; move them away first").format(
                names=", ".join(left), folder=path.parent
            )
        )


ASIDE = ".before-restore-"
"""Between a store's name and an instant, in the name of what a restore put aside."""


def refuse_interrupted(path: Path) -> None:
    """Errors: `StoreUnavailable` if no store has the name, but a restore put one aside: nothing came in its place."""
    aside = _left_in_place_of(path, ASIDE)
    if aside is not None:
        raise StoreUnavailable(
            _(
                "there is no store at {path}, but {aside} is beside it: a restore was interrupted, or the store was removed. "
                "Put it back: monteore restore {aside}; or move it away to begin anew"
            ).format(path=path, aside=aside)
        )


MOVED = ".moved-"
"""Between a store's name and an instant, in the name of what a move put aside."""


def refuse_moved(path: Path) -> None:
    """Errors: `StoreUnavailable` if no store has the name, as it was moved: a new one would part the books."""
    aside = _left_in_place_of(path, MOVED)
    if aside is not None:
        raise StoreUnavailable(
            _(
                "the store at {path} was moved, and {aside} is what is left of it: name the new one with --db or MONTEORE_DB; "
                "or move {aside} away to begin anew"
            ).format(path=path, aside=aside)
        )


def _left_in_place_of(path: Path, mark: str) -> Path | None:
    """Where no store has the name: the newest file beside it whose name is that of the store, a mark and an instant."""
    import glob

    aside = sorted(path.parent.glob(f"{glob.escape(path.name)}{mark}*Z"))
    return aside[-1] if aside and not path.exists() else None


def folder_of_backups(path: Path, chosen: str) -> Path:
    """The folder of a store's backups: the chosen one, else `backups` beside the store."""
    return Path(chosen) if chosen else path.parent / "backups"


def clear_drafts(folder: Path, pattern: str) -> None:
    """Remove the hidden drafts of files, of which the name fits a pattern, that were left by a kill over an hour ago."""
    with contextlib.suppress(OSError):
        for draft in folder.glob(f".{pattern}.*"):
            if _DRAFT.search(draft.name) and time.time() - draft.stat().st_mtime > _OLD:
                draft.unlink()


_DRAFT = Pattern(r"\.[0-9a-f]{12}(?:-wal|-shm|-journal|(?:\.[a-z]+)?\.lock)?$")
_OLD = 3600


def sync_folder(folder: Path) -> None:
    """Make a new name in a folder durable."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
