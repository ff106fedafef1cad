"""Flows of an entry that a client looks at: it is contested and answered, and its sheet is written to be signed."""

from collections.abc import Mapping

from core.basics.i18n import _
from core.documents.sheet import sender_of, sheet_pdf
from core.documents.visit_sheet import visit_sheet
from core.forms.fields import FormField
from core.language.formats import date_text
from core.queries.views.entries import EntryView
from tui.dialogs.form import Form
from tui.flows.pdf_files import write_pdf
from tui.flows.runner import Runner
from tui.flows.saving import fill_form
from tui.text import hours


async def contest(runner: Runner, entry: EntryView) -> None:
    """Mark an entry as contested by its client, or write down the answer given."""
    business, reader = runner.business, runner.reader
    before = await runner.read(lambda: reader.contests.answer(entry.entry_id))
    hint = _("told by the next statement; empty: none yet")
    fields = (FormField("answer", _("Answer"), before or "", _("it was the second visit")),)

    def check(values: Mapping[str, str]) -> list[str]:
        lines = [_words_of(reader.queries.entry(entry.entry_id)), hint]
        return [_("the client contests this entry") if before is None else _("it is contested already"), *lines]

    def form(values: dict[str, str], trouble: str) -> Form:
        return Form(_("Contested entry"), fields, check, values=values, trouble=trouble)

    def save(values: dict[str, str]) -> EntryView:
        return business.contests.contest(entry.entry_id, values["answer"])

    contested = await fill_form(runner, form, save, of=entry.entry_id)
    if contested is not None:
        runner.say(_("contested: {entry}").format(entry=_words_of(contested)))


async def write_sheet(runner: Runner, entry: EntryView) -> None:
    """Write the report of an entry as a PDF for the client to sign."""
    reader = runner.reader

    def content() -> bytes:
        queries = runner.business.queries
        found = queries.entry(entry.entry_id)
        terms = queries.terms(found.account.account_id, found.work_date)
        card, today = queries.fiscal_card(found.client.client_id), queries.today(found.account.account_id)
        zone = runner.business.session.zone_for(terms)
        return sheet_pdf(visit_sheet(found, card, sender_of(runner.business.settings), zone, today))

    await write_pdf(
        runner,
        _("Report of work"),
        f"{entry.client.code}-{entry.work_date.isoformat()}.pdf",
        lambda: [_words_of(reader.queries.entry(entry.entry_id))],
        content,
    )


def _words_of(entry: EntryView) -> str:
    """An entry in one line: client, day, charge, note."""
    parts = (entry.client.code, date_text(entry.work_date), hours(entry.charged_minutes), entry.note)
    return "  ".join(part for part in parts if part)
