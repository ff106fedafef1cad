"""Files that the user names in a form."""

from pathlib import Path

from core.basics.errors import NotAllowed, Refused, Usage, reason_of
from core.basics.i18n import _
from core.basics.identity import current


def named_path(typed: str) -> Path:
    """The path that was typed, with `~` expanded. Errors: `Usage`, `Refused` for a path that cannot be looked at."""
    if current() is not None:
        raise NotAllowed(
            _(
                "the store is shared, so the desk opens no file of yours; in the shell: monteore statement … --output - > FILE"
            )
        )
    path = Path(typed.strip())
    try:
        path = path.expanduser()
        # Raises for a name that is too long or a folder that may not be entered.
        path.is_dir()
    except RuntimeError:
        raise Usage(_("{path} begins with an unknown user's name; write the path in full").format(path=path)) from None
    except OSError as error:
        raise Refused(_("{path} cannot be read ({reason})").format(path=path, reason=reason_of(error))) from None
    return path


def read_file(path: Path) -> bytes:
    """The content of a file. Errors: `Refused` with the system's reason."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise Refused(_("{path} cannot be read ({reason})").format(path=path, reason=reason_of(error))) from None
