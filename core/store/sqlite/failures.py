"""SQLite's errors as the product's: one sentence with what happened and what to do next."""

import os
from collections.abc import Iterable
from pathlib import Path

from core.basics.errors import Duplicate, MonteoreError, OutcomeUnknown, RowRefused, StoreBusy, StoreUnavailable, Usage
from core.basics.i18n import _

LEAST_SPACE = 64 * 1024
"""Bytes. With less, SQLite cannot enlarge its side files (32 KB at a time) and calls it an I/O error or a bad file."""

_BUSY, _READONLY, _IOERR, _CORRUPT, _FULL, _CANTOPEN, _CONSTRAINT, _NOTADB = 5, 8, 10, 11, 13, 14, 19, 26
_ERROR, _PROTOCOL = 1, 15
_OF_VALUES = (0, 18, _CONSTRAINT, 20)
"""No code: the module cannot pass on a value of its type. 18 is TOOBIG and 20 MISMATCH."""

_FULL_TEXT = "database or disk is full"
_UNIQUE = "UNIQUE constraint failed: "
"""How SQLite begins its text for a key, a primary one too, that is there already; then `table.column`, with commas."""


def code_of(error: Exception) -> int:
    """SQLite's primary result code; 0 where the error has none."""
    return int(getattr(error, "sqlite_errorcode", 0) or 0) & 0xFF


def is_busy(error: Exception) -> bool:
    """Whether another connection holds the write lock."""
    return code_of(error) == _BUSY


def no_space(path: Path) -> bool:
    """Whether the file system of `path` has no room left for SQLite's side files."""
    try:
        space = os.statvfs(path.parent)
    except OSError:
        return False
    return space.f_bavail * space.f_frsize < LEAST_SPACE or (space.f_files > 0 and space.f_favail == 0)


def is_full(error: Exception, path: Path) -> bool:
    """Whether a statement that wrote to `path` failed for want of room. A copy's error has a text without a code."""
    kind = code_of(error)
    return kind == _FULL or str(error) == _FULL_TEXT or (kind in (_IOERR, _CANTOPEN, _READONLY) and no_space(path))


def disk_full(path: Path) -> StoreUnavailable:
    """The refusal of a full disk."""
    return StoreUnavailable(
        _("the disk of {path} is full; nothing was changed, free some space and try again").format(path=path)
    )


def failure_of(error: Exception, path: Path) -> MonteoreError:
    """The error to raise in an engine error's place; a statement failed and its change is rolled back."""
    kind, text = code_of(error), str(error)
    if isinstance(error, UnicodeError):
        return _unstorable()
    if kind == _CONSTRAINT and text.startswith(_UNIQUE):
        # The first column of every key is the business, and each is said with its table.
        columns = text.removeprefix(_UNIQUE).split(", ")
        return Duplicate(", ".join(column for column in columns if not column.endswith(".business_id")))
    if kind == _CONSTRAINT and "append-only" in text:
        return StoreUnavailable(_("{path} refused to change its history; run: monteore verify").format(path=path))
    if kind in (_BUSY, _PROTOCOL):
        return StoreBusy(_("{path} is busy; nothing was changed, try again in a moment").format(path=path))
    if is_full(error, path):
        return disk_full(path)
    if kind == _NOTADB:
        return StoreUnavailable(
            _("{path} is not a Monteore store; name the right file with --db or MONTEORE_DB").format(path=path)
        )
    if kind == _CORRUPT:
        return StoreUnavailable(
            _("{path} is damaged; keep it, and put a backup in its place: monteore restore FILE").format(path=path)
        )
    if kind == _ERROR and text.startswith("no such "):
        return StoreUnavailable(
            _(
                "{path} was changed by hand ({reason}); keep it, and put a backup in its place: monteore restore FILE"
            ).format(path=path, reason=error)
        )
    if kind in (_READONLY, _CANTOPEN):
        return StoreUnavailable(
            _("{path} cannot be opened for writing; check its permissions and those of its folder").format(path=path)
        )
    told = RowRefused if kind in _OF_VALUES else StoreUnavailable
    return told(_("the store {path} gave an error ({reason}); run: monteore verify").format(path=path, reason=error))


def commit_failure(error: Exception, path: Path) -> MonteoreError:
    """The same for a COMMIT. After an I/O error the change may be on the disk: the next recovery decides."""
    kind = code_of(error)
    if kind in (_BUSY, _FULL):
        return failure_of(error, path)
    reason = _("the disk is full") if no_space(path) else str(error)
    return OutcomeUnknown(
        _(
            "{path} failed while it kept the change ({reason}), so it may be there or not: look first, "
            "or repeat the command with the same --key"
        ).format(path=path, reason=reason)
    )


def check_texts(values: Iterable[object]) -> None:
    """Refuse a NUL in a text: SQLite's functions stop at it and other engines store none. Errors: `Usage`."""
    for value in values:
        if type(value) is str and "\0" in value:
            raise _unstorable()


def _unstorable() -> MonteoreError:
    return Usage(_("the text holds a character that cannot be kept (NUL or half of a pair); type it again"))
