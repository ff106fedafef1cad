"""Types of options that name files. For a shared store a caller names none, as its account would open them."""

import io
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import BinaryIO, TypeVar

from cli.declared import Kind, Parameter
from core.basics.errors import NotAllowed
from core.basics.i18n import _
from core.basics.identity import current

T = TypeVar("T")

STREAM = "-"


class InputFile(Kind):
    """A file to read, or `-`. Errors: `NotAllowed` for a name where the program runs as a service account."""

    name = "file"

    def checked(self, value: str, parameter: Parameter) -> str:
        """The name, unchanged."""
        if current() is not None and value not in (STREAM, ""):
            raise NotAllowed(
                _(
                    "the store is shared, so its account opens no file of yours; write - and feed it: monteore … - < FILE"
                )
            )
        return value


class OutputFile(Kind):
    """A file to write, or `-`. Errors: `NotAllowed` for a name where the program runs as a service account."""

    name = "file"

    def checked(self, value: str, parameter: Parameter) -> str:
        """The name, unchanged."""
        if current() is not None and value != STREAM:
            raise NotAllowed(
                _(
                    "the store is shared, so its account writes no file of yours; write --output - and redirect it: > FILE"
                )
            )
        return value


class OwnPlace(Kind):
    """A file or folder that only its owner may choose. Errors: `NotAllowed` where the program runs as a service account."""

    name = "path"

    def checked(self, value: str, parameter: Parameter) -> str:
        """The name, unchanged."""
        frame = current()
        # People whose habit it is may name the one store that there is.
        is_store = frame is not None and parameter.name == "db" and value == str(frame.store)
        if frame is None or is_store or value == parameter.default:
            return value
        if not parameter.is_option:
            raise NotAllowed(_("the store is shared, so only root names a file here; ask the administrator"))
        raise NotAllowed(
            _("the store is shared, so store and settings are those of its account; leave {option} out").format(
                option=parameter.options[0]
            )
        )


INPUT, OUTPUT, OWN = InputFile(), OutputFile(), OwnPlace()


@cache
def _standard_input() -> bytes:
    return sys.stdin.buffer.read()


def opened_input(name: str, read: Callable[[BinaryIO], T]) -> T:
    """What `read` makes of a named file, or of standard input. Errors: `OSError`."""
    if name == STREAM:
        return read(io.BytesIO(_standard_input()) if _standard_input.cache_info().currsize else sys.stdin.buffer)
    with Path(name).expanduser().open("rb") as opened:
        return read(opened)


def read_input(name: str, most: int = -1) -> bytes:
    """The bytes of a named file, or of standard input, at most so many of a file. Errors: `OSError`."""
    if name == STREAM:
        return _standard_input()
    with Path(name).expanduser().open("rb") as opened:
        return opened.read(most)
