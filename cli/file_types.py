"""Types of options that name files. For a shared store a caller names none, as its account would open them."""

import io
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, TypeVar

import click

from core.basics.errors import NotAllowed
from core.basics.i18n import _
from core.basics.identity import current

if TYPE_CHECKING:
    _Type = click.ParamType[str]
else:
    # Older versions of click have no parameter.
    _Type = click.ParamType

T = TypeVar("T")

STREAM = "-"


class InputFile(_Type):
    """A file to read, or `-`. Errors: `NotAllowed` for a name where the program runs as a service account."""

    name = "file"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The name, unchanged."""
        if current() is not None and value not in (STREAM, ""):
            raise NotAllowed(
                _(
                    "the store is shared, so its account opens no file of yours; write - and feed it: monteore … - < FILE"
                )
            )
        return str(value)


class OutputFile(_Type):
    """A file to write, or `-`. Errors: `NotAllowed` for a name where the program runs as a service account."""

    name = "file"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The name, unchanged."""
        if current() is not None and value != STREAM:
            raise NotAllowed(
                _(
                    "the store is shared, so its account writes no file of yours; write --output - and redirect it: > FILE"
                )
            )
        return str(value)


class OwnPlace(_Type):
    """A file or folder that only its owner may choose. Errors: `NotAllowed` where the program runs as a service account."""

    name = "path"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The name, unchanged."""
        frame = current()
        # People whose habit it is may name the one store that there is.
        is_store = frame is not None and param is not None and param.name == "db" and value == str(frame.store)
        if frame is None or is_store or (param is not None and value == param.default):
            return str(value)
        if isinstance(param, click.Argument):
            raise NotAllowed(_("the store is shared, so only root names a file here; ask the administrator"))
        option = param.opts[0] if param is not None else "--db"
        raise NotAllowed(
            _("the store is shared, so store and settings are those of its account; leave {option} out").format(
                option=option
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
