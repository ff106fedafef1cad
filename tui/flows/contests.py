"""Flows of an entry that a client looks at: it is contested and answered, and its sheet is written to be signed."""

from collections.abc import Mapping
from pathlib import Path

from core.basics.errors import Usage
from core.basics.files import check_target, write_file
from core.basics.i18n import _
from core.documents.sheet import sender_of, sheet_pdf
from core.documents.visit_sheet import visit_sheet
from core.forms.fields import FormField
from core.language.formats import date_text
from core.queries.views import EntryView
from tui.dialogs.form import Asked, Form
from tui.files import named_path
from tui.flows.runner import Runner
from tui.text import hours


async def contest(runner: Runner, entry: EntryView) -> None:
    """Mark an entry as contested by its client, or write down the answer given."""
    business, reader = runner.business, runner.reader
    before = reader.contests.answer(entry.entry_id)
    hint = _("told by the next statement; empty: none yet")
    fields = (FormField("answer", _("Answer"), before or "", _("it was the second visit")),)

    def check(values: Mapping[str, str]) -> list[str]:
        lines = [_words_of(reader.queries.entry(entry.entry_id)), hint]
        return [_("the client contests this entry") if before is None else _("it is contested already"), *lines]

    def form(values: dict[str, str], trouble: str) -> Form:
        return Form(_("Contested entry"), fields, check, values=values, trouble=trouble)

    def save(values: dict[str, str]) -> EntryView:
        return business.contests.contest(entry.entry_id, values["answer"])

    contested = await runner.fill(form, save)
    if contested is not None:
        runner.say(_("contested: {entry}").format(entry=_words_of(contested)))


async def write_sheet(runner: Runner, entry: EntryView) -> None:
    """Write the report of an entry as a PDF for the client to sign."""
    reader = runner.reader
    proposed = f"~/{entry.client.code}-{entry.work_date.isoformat()}.pdf"
    fields = (FormField("file", _("File"), "", "visit.pdf", default=proposed),)

    def path_of(values: Mapping[str, str]) -> Path:
        path = named_path(values["file"].strip() or proposed)
        if path.suffix.lower() != ".pdf":
            raise Usage(_("a sheet is a PDF; let the file's name end in .pdf"))
        return path

    def check(values: Mapping[str, str]) -> list[str]:
        path = path_of(values)
        check_target(path, force=True)
        lines = [_words_of(reader.queries.entry(entry.entry_id)), _("into {path}").format(path=path)]
        return [*lines, _("the file exists already: it is written over")] if path.exists() else lines

    def form(values: dict[str, str], trouble: str) -> Form:
        return Form(_("Report of work"), fields, check, values=values, trouble=trouble)

    written_over: set[Path] = set()

    def doubt(values: dict[str, str]) -> Asked | None:
        path = path_of(values)
        written_over.clear()
        if not path.exists():
            return None
        written_over.add(path)
        return Asked(_("Write over this file?"), (str(path),))

    def save(values: dict[str, str]) -> str:
        path, queries = path_of(values), runner.business.queries
        found = queries.entry(entry.entry_id)
        terms = queries.terms(found.account.account_id, found.work_date)
        card, today = queries.fiscal_card(found.client.client_id), queries.today(found.account.account_id)
        zone = runner.business.session.zone_for(terms)
        sheet = visit_sheet(found, card, sender_of(runner.business.settings), zone, today)
        write_file(path, sheet_pdf(sheet), force=path in written_over)
        return str(path)

    written = await runner.fill(form, save, doubt)
    if written is not None:
        runner.say(_("written: {path}").format(path=written))


def _words_of(entry: EntryView) -> str:
    """An entry in one line: client, day, charge, note."""
    parts = (entry.client.code, date_text(entry.work_date), hours(entry.charged_minutes), entry.note)
    return "  ".join(part for part in parts if part)
