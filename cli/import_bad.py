"""The bad rows of an import: said on stderr, and written to the file or standard output that `--bad` names."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import click

from cli import declared
from cli.file_types import OUTPUT
from cli.file_types import STREAM as _STDOUT
from cli.files import check_output, write_output
from cli.shell import Shell
from core.basics.errors import Usage
from core.basics.i18n import _, ngettext

if TYPE_CHECKING:
    from core.imports.rows import BadRow
    from core.imports.source import Source

_MOST_TOLD = 100


def skips_bad(verb: "Callable[..., int | None]") -> "Callable[..., int | None]":
    """Add --skip-bad and --bad to a verb."""
    verb = declared.option(
        "--bad",
        type=OUTPUT,
        metavar="FILE",
        help=_("With --skip-bad: write the rows left out to FILE, - for standard output."),
    )(verb)
    return declared.option("--skip-bad", is_flag=True, help=_("Import the good rows and leave the bad ones out."))(verb)


def check_bad_target(shell: Shell, target: str | None, *, skip_bad: bool) -> None:
    """Check `--bad` before anything else is done. Errors: `Usage`, `Refused`."""
    if target is None:
        return
    if not skip_bad:
        raise Usage(_("--bad writes the rows that --skip-bad leaves out; add --skip-bad"))
    if target == _STDOUT and shell.json:
        raise Usage(_("--json and --bad - both write to standard output; name a file"))
    if target != _STDOUT:
        # A file that is there already is compared when its content is known: the same command may run again.
        check_output(shell, target, force=True)


def write_bad(shell: Shell, target: str | None, data: "bytes | Source", bad: Sequence["BadRow"]) -> None:
    """Write the bad rows of a file as they stand in it. Errors: `Refused` where another file is there."""
    if target is None or not bad:
        return
    from core.imports.leftovers import bad_part

    write_part(shell, target, bad_part(data, {row.row_number for row in bad}))


def write_part(shell: Shell, target: str, text: str) -> None:
    """Write bad rows to a file, or to standard output. Errors: `Refused` where another file is there."""
    if target == _STDOUT:
        click.echo(text, nl=False)
    else:
        write_output(
            shell,
            target,
            text.encode("utf-8", "replace"),
            _("  the bad rows are in {path}; mend them and import that file").format(path=target),
        )


def tell_bad(shell: Shell, bad: Sequence["BadRow"], *, skipped: bool, program: str) -> None:
    """Say every bad row, the first 100 of them, and what became of the others; whose export it was read as, if none is."""
    if program and not skipped:
        shell.warn(_("read as an export of {program}").format(program=program))
    for row in bad[:_MOST_TOLD]:
        sentence = _("row {row}, column {column}: {reason}")
        shell.warn(sentence.format(row=row.row_number, column=row.column, reason=row.sentence))
    count = len(bad)
    if count > _MOST_TOLD:
        rest = count - _MOST_TOLD
        shell.warn(ngettext("{count} more bad row", "{count} more bad rows", rest).format(count=rest))
    if skipped:
        sentence = ngettext("{count} bad row was left out", "{count} bad rows were left out", count)
    else:
        sentence = ngettext(
            "{count} row cannot be imported, so nothing was; mend it and import again, or add --skip-bad",
            "{count} rows cannot be imported, so nothing was; mend them and import again, or add --skip-bad",
            count,
        )
    shell.warn(sentence.format(count=count))
