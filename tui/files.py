"""Reads a file that the user named."""

from pathlib import Path

from core.basics.errors import Refused
from core.basics.i18n import _


def read_file(path: Path) -> bytes:
    """The content of a file. Errors: `Refused` with the system's reason."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise Refused(_("{path} cannot be read ({reason})").format(path=path, reason=error.strerror)) from None
