"""Temporary files that have no name: nobody else can open them, and they go away with what uses them."""

import os
import tempfile
import weakref
from io import FileIO

from core.basics.errors import StoreUnavailable, reason_of
from core.basics.i18n import _


def unnamed_file(owner: object) -> FileIO:
    """An empty file for as long as its owner lives. Errors: `StoreUnavailable` where none can be made."""
    try:
        made = tempfile.TemporaryFile(prefix="monteore-", buffering=0)  # noqa: SIM115
    except OSError as error:
        raise no_room(error) from None
    weakref.finalize(owner, made.close)
    return made


def no_room(error: OSError) -> StoreUnavailable:
    """The sentence for a temporary file that cannot be made, written or read."""
    sentence = _(
        "no temporary file can be made in {folder} ({reason}); set TMPDIR to a folder with room, and try again"
    )
    return StoreUnavailable(sentence.format(folder=_folder(), reason=reason_of(error)))


def _folder() -> str:
    try:
        return tempfile.gettempdir()
    except OSError:
        # None of the usual folders can be written; the first of them is the one that the user expects.
        return os.environ.get("TMPDIR") or "/tmp"
