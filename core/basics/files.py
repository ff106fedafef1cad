"""Write output files: atomically, readable by their owner only, and over another file only if asked to.

No output replaces a store, one of its side files, a copy of it, or a settings file, under whatever name it is given: every
place that writes a file that a user names goes through `check_spared`, `check_target` or `write_file`.
"""

import os
import stat
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from core.basics.dataclass import dataclass
from core.basics.errors import Refused, reason_of
from core.basics.i18n import _

SIDES = ("-wal", "-shm", "-journal", ".lock", ".mail.lock", ".head")
"""What is added to a store's name for the files beside it."""

# Databases, write-ahead logs in both byte orders of their checksums, rollback journals, and shared-memory indexes of SQLite.
_MAGIC = (
    b"SQLite format 3\0",
    b"\x37\x7f\x06\x82",
    b"\x37\x7f\x06\x83",
    b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7",
    b"\x18\xe2\x2d\x00",
    b"\x00\x2d\xe2\x18",
)


@dataclass(frozen=True)
class Spared:
    """Files that no output may replace, besides every file that is a database: stores by name, and settings files."""

    stores: tuple[Path, ...] = ()
    settings: tuple[Path, ...] = ()


_find: Callable[[], Spared] = Spared


@contextmanager
def sparing(find: Callable[[], Spared]) -> Iterator[None]:
    """Spare the files that `find` names; it is called only when something is to be written."""
    global _find
    before, _find = _find, find
    try:
        yield
    finally:
        _find = before


def check_spared(path: Path, *, is_store: bool = False) -> None:
    """Errors: `Refused` for a name of a store, of a file beside it, or of a settings file.

    With `is_store` a store is to be made there: then other stores' names do not count, but the names beside them do.
    """
    try:
        found = _spared_as(path, is_store=is_store)
    except (OSError, RuntimeError, ValueError):
        return  # a name that cannot be looked at cannot be written either
    if found:
        raise Refused(_("{path} is {what}; nothing is written there, name another file").format(path=path, what=found))


def check_stream(descriptor: int) -> None:
    """Errors: `Refused` if an output of the process was redirected into such a file."""
    try:
        status = os.fstat(descriptor)
    except OSError:
        return
    if not stat.S_ISREG(status.st_mode):
        return
    link = f"/proc/self/fd/{descriptor}"
    with suppress(OSError):
        named = Path(os.readlink(link))
        if named.exists() and os.path.samestat(named.stat(), status):
            check_spared(named)
    spared = _find()
    names = [side for store in spared.stores for side in (store, *_sides_of(store))]
    if _is_database(Path(link)) or any(_is_file(name, status) for name in (*names, *spared.settings)):
        raise Refused(_("the output goes into the store or a file of Monteore; nothing is written there"))


def _sides_of(store: Path) -> Iterator[Path]:
    return (store.with_name(store.name + end) for end in SIDES)


def _is_file(path: Path, status: os.stat_result) -> bool:
    with suppress(OSError):
        return os.path.samestat(path.stat(), status)
    return False


def _folded(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold()


def _is_database(path: Path) -> bool:
    """Whether a regular file begins as SQLite's files do."""
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            return False
        with path.open("rb") as file:
            return file.read(16).startswith(_MAGIC)
    except OSError:
        return False


def _spared_as(path: Path, *, is_store: bool) -> str:
    """What a name belongs to; empty for one that may be written."""
    spared = _find()
    for name in {Path(os.path.abspath(path)), Path(os.path.realpath(path))}:
        wanted = _folded(name.name)
        near = _near(name.parent, wanted)
        if not is_store and any(_is_database(each) for each in near if _folded(each.name) == wanted):
            return _("a store or another database")
        if any(_is_database(each) for each in near if _folded(each.name) != wanted):
            return _("a file beside a store")
        for store in spared.stores:
            if not is_store and _is_same(name, store):
                # No database is there: the store is still to be made.
                return _("the name of your store")
            if any(_is_same(name, side) for side in _sides_of(store)):
                return _("a file beside a store")
        if any(_is_same(name, each) for each in spared.settings):
            return _("a settings file")
    return ""


def _near(folder: Path, wanted: str) -> list[Path]:
    """The files of a folder of which a folded name is the name, whatever its case, or the name of a file beside it."""
    bases = {wanted} | {wanted.removesuffix(end) for end in SIDES if wanted.endswith(end)}
    with suppress(OSError), os.scandir(folder) as entries:
        return [Path(entry.path) for entry in entries if _folded(entry.name) in bases]
    return [folder / base for base in bases]


def _is_same(name: Path, other: Path) -> bool:
    """Whether two names are one file, or would be where capitals do not count."""
    with suppress(OSError):
        if name.samefile(other):
            return True
    for each in {Path(os.path.abspath(other)), Path(os.path.realpath(other))}:
        if each.parent == name.parent and _folded(each.name) == _folded(name.name):
            return True
    return False


def _check_regular(path: Path) -> None:
    """Errors: `Refused` for a device, pipe or socket, whose name a file would take."""
    if path.exists() and not path.is_file():
        raise Refused(_("{path} is no file; name a file, or leave the output to a pipe").format(path=path))


def check_target(path: Path, *, force: bool = False) -> None:
    """Check that a file can be written there, before any other work is done. Errors: `Refused`."""
    if path.is_dir():
        raise Refused(_("{path} is a folder; name a file").format(path=path))
    check_spared(path)
    _check_regular(path)
    if not path.parent.is_dir() or not os.access(path.parent, os.W_OK):
        raise Refused(_("nothing can be written into {folder}; name another file").format(folder=path.parent))
    if path.exists() and not force:
        raise Refused(
            _("{path} exists already; name another file, or write over it").format(path=path), option="--force"
        )
    draft = path.with_name(f".{path.name}.{os.urandom(4).hex()}")
    try:
        os.close(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        draft.unlink()
    except OSError as error:
        raise Refused(_("{path} cannot be written ({reason})").format(path=path, reason=reason_of(error))) from None


def write_file(path: Path, content: bytes, *, force: bool = False) -> None:
    """Write a file in one step. Errors: `Refused` if a different file exists there, or it cannot be written."""
    try:
        if path.is_dir():
            raise Refused(_("{path} is a folder; name a file").format(path=path))
        check_spared(path)
        _check_regular(path)
        if path.exists() and not force and path.read_bytes() != content:
            raise Refused(
                _("{path} exists already and differs; name another file, or write over it").format(path=path),
                option="--force",
            )
        draft = path.with_name(f".{path.name}.{os.urandom(4).hex()}")
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            draft.replace(path)
        finally:
            draft.unlink(missing_ok=True)
    except OSError as error:
        raise Refused(_("{path} cannot be written ({reason})").format(path=path, reason=reason_of(error))) from None
