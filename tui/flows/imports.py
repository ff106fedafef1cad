"""The flow that imports clients from a file."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from core.basics.errors import Refused, Usage
from core.basics.i18n import _, ngettext
from core.forms.fields import FormField
from tui.dialogs.form import Asked, Form
from tui.files import named_path, read_file
from tui.flows.runner import Runner

if TYPE_CHECKING:
    from core.imports.run import ImportView


async def import_clients(runner: Runner) -> None:
    """Import clients from a file; the form shows what the import would do while the file's name is typed."""
    business = runner.business

    def read(values: Mapping[str, str], *, dry_run: bool, sure: bool = False) -> "ImportView":
        path = named_path(values["file"])
        if not values["file"].strip():
            raise Usage(_("write the path of a CSV or vCard file"))
        if not path.is_file():
            raise Usage(_("there is no file {path}; write the path of a CSV or vCard file").format(path=path))
        view = business.imports.clients(read_file(path), path.name, dry_run=dry_run, sure=sure)
        if view.bad:
            first = view.bad[0]
            raise Refused(
                _("row {row}, {column}: {reason}; mend the file, nothing was imported").format(
                    row=first.row_number, column=first.column, reason=first.sentence
                )
            )
        return view

    def check(values: Mapping[str, str]) -> list[str]:
        view = read(values, dry_run=True)
        count = len(view.new_clients)
        said = ngettext("{count} client to import: {codes}", "{count} clients to import: {codes}", count)
        return [said.format(count=count, codes=", ".join(view.new_clients[:8])), *view.warnings[:3]]

    def form(values: dict[str, str], trouble: str) -> Form:
        fields = (FormField("file", _("File"), "", "clients.csv, contacts.vcf"),)
        return Form(_("Import clients"), fields, check, values=values, trouble=trouble)

    sure = False

    def doubt(values: Mapping[str, str]) -> Asked | None:
        nonlocal sure
        questions = read(values, dry_run=True).questions
        sure = bool(questions)
        return Asked(_("Is this meant?"), tuple(questions)) if questions else None

    view = await runner.fill(form, lambda values: read(values, dry_run=False, sure=sure), doubt)
    if view is not None:
        count = view.imported
        runner.say(ngettext("{count} client imported", "{count} clients imported", count).format(count=count))
