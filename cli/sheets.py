"""Sheets for clients as PDF files: what the verbs that write one share."""

from typing import TYPE_CHECKING

import click

from cli import declared
from cli.file_types import OUTPUT, STREAM
from cli.files import ending_of, write_output
from cli.shell import Shell
from core.basics.i18n import _

if TYPE_CHECKING:
    from core.business import Business
    from core.documents.sheet import Sender, Sheet

output_option = declared.option(
    "--output", type=OUTPUT, metavar="FILE.pdf", required=True, help=_("The file to write; - for standard output.")
)
force_option = declared.option("--force", is_flag=True, help=_("Write over a file that differs."))


def sender_of(business: "Business") -> "Sender":
    """The head of the sheets of a business."""
    from core.documents.sheet import sender_of as sender_by

    return sender_by(business.settings)


def write_sheet(shell: Shell, sheet: "Sheet", output: str, *, force: bool) -> None:
    """Write the PDF and say where. Errors: `Usage` for another ending, `Refused` for a file that differs."""
    import json

    from core.basics.errors import Usage
    from core.documents.sheet import sheet_pdf

    if output != STREAM and ending_of(output) != "pdf":
        raise Usage(_("a sheet is a PDF; let the file's name end in .pdf"))
    write_output(shell, output, sheet_pdf(sheet), _("written: {path}").format(path=output), force=force)
    if shell.json:
        click.echo(json.dumps({"file": output, "title": sheet.title}))
