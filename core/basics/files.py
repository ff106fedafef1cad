"""Write output files: atomically, readable by their owner only, and over another file only if asked to."""

import os
import secrets
from pathlib import Path

from core.basics.errors import Refused
from core.basics.i18n import _


def check_target(path: Path, *, force: bool = False) -> None:
    """Check that a file can be written there, before any other work is done. Errors: `Refused`."""
    if path.is_dir():
        raise Refused(_("{path} is a folder; name a file").format(path=path))
    if not path.parent.is_dir() or not os.access(path.parent, os.W_OK):
        raise Refused(_("nothing can be written into {folder}; name another file").format(folder=path.parent))
    if path.exists() and not force:
        raise Refused(_("{path} exists already; name another file, or add --force").format(path=path))
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        os.close(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        draft.unlink()
    except OSError as error:
        raise Refused(_("{path} cannot be written ({reason})").format(path=path, reason=error.strerror)) from None


def write_file(path: Path, content: bytes, *, force: bool = False) -> None:
    """Write a file in one step. Errors: `Refused` if a different file exists there, or it cannot be written."""
    try:
        if path.is_dir():
            raise Refused(_("{path} is a folder; name a file").format(path=path))
        if path.exists() and not force and path.read_bytes() != content:
            raise Refused(_("{path} exists already and differs; name another file, or add --force").format(path=path))
        draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
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
        raise Refused(_("{path} cannot be written ({reason})").format(path=path, reason=error.strerror)) from None
