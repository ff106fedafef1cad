"""Read and write the files that a caller names; `-` is standard input or output."""

import sys
from pathlib import Path

from cli.file_types import STREAM
from cli.shell import Shell
from core.basics.errors import Refused, Usage
from core.basics.files import check_target, write_file
from core.basics.i18n import _


def check_output(shell: Shell, name: str, *, force: bool = False) -> None:
    """Check an output before the change whose result it gets. Errors: `Usage`, `Refused`."""
    if name == STREAM:
        _check_stream(shell)
    else:
        check_target(Path(name).expanduser(), force=force)


def write_output(shell: Shell, name: str, content: bytes, said: str = "", *, force: bool = False) -> None:
    """Write a named file and say so with `said`, or write to standard output. Errors: `Usage`, `Refused`."""
    if name != STREAM:
        write_file(Path(name).expanduser(), content, force=force)
        if said:
            shell.say(said)
        return
    _check_stream(shell)
    from cli.answers import Answers

    sys.stdout.flush()
    if isinstance(sys.stdout, Answers):
        sys.stdout.write_bytes(content)
    else:
        sys.stdout.buffer.write(content)


def _check_stream(shell: Shell) -> None:
    if shell.json:
        raise Usage(_("--json and a file both go to standard output; leave --json out"))
    if sys.stdout.isatty():
        raise Refused(_("a file is not shown on the terminal; redirect it: > FILE"))


def ending_of(name: str | None) -> str:
    """The ending of a named file in small letters, without its dot; empty for standard output."""
    return Path(name).suffix.lstrip(".").lower() if name and name != STREAM else ""
