"""What the verbs of `monteore import` share: the file, and the store that an import may make."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from cli.file_types import opened_input, read_input
from cli.shell import Shell
from core.basics.errors import Refused, reason_of
from core.basics.i18n import _

if TYPE_CHECKING:
    from core.business import Business
    from core.imports.source import Source

T = TypeVar("T")


def read_file(file: str) -> bytes:
    """The bytes of a file. Errors: `Refused`."""
    return _read(file, lambda: read_input(file))


def open_source(file: str) -> "Source":
    """A file to read row by row, as it is now. Errors: `Refused`, `StoreUnavailable`."""
    from core.imports.source import Source

    return _read(file, lambda: opened_input(file, Source.copied))


def _read(file: str, read: "Callable[[], T]") -> "T":
    path = Path(file)
    if path.is_dir():
        raise Refused(_("{path} is a folder; name a file").format(path=path))
    try:
        return read()
    except FileNotFoundError:
        raise Refused(_("there is no file {path}; check its name").format(path=path)) from None
    except OSError as error:
        raise Refused(_("{path} cannot be read ({reason})").format(path=path, reason=reason_of(error))) from None


def open_store(shell: Shell, *, dry_run: bool) -> "Business":
    """Open the store, or make it if there is none; a dry run without a store uses a temporary one."""
    from core.store.engines import exists

    if dry_run and not exists(shell.place):
        import atexit
        import tempfile

        from core.business import Business

        folder = tempfile.TemporaryDirectory(prefix="monteore-")
        atexit.register(folder.cleanup)
        return Business.open(Path(folder.name) / "dry-run.db", create=True)
    shell.in_parts = True
    return shell.business(create=True)
