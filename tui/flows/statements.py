"""The flow that writes a statement of hours to a file."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from core.basics.durations import shown_word
from core.basics.errors import Usage
from core.basics.i18n import _, ngettext
from core.documents.content import period_words
from core.documents.statement import FORMATS, render
from core.entryline.filter import as_period
from core.forms.fields import FormField
from core.ledger.statement_views import Statement
from core.ledger.statements import Statements
from core.mail.words import is_yes
from core.rules.statement import last_full_month
from tui.dialogs.ask_line import Asked
from tui.dialogs.form import Form
from tui.files import named_path
from tui.flows.pdf_files import write_pdf
from tui.flows.runner import Runner
from tui.flows.target import Target
from tui.text import hours

if TYPE_CHECKING:
    from core.business import Business


async def write(runner: Runner, account_id: str) -> None:
    """Write a month's statement to a file; with `issue`, the month prints the same from then on."""
    business, reader = runner.business, runner.reader
    queries = reader.queries
    account, today = await runner.read(lambda: (queries.card(account_id), queries.today(account_id)))
    month = last_full_month(today)
    stem = account.address.replace("/", "-")
    fields = (
        FormField("month", _("Month"), month, "2026-10", hint=_("or its name, a quarter, 2026-Q3, a year, 2026")),
        FormField("file", _("File"), "", "acme.pdf", default=f"~/{stem}-{_('MONTH')}.pdf"),
        FormField("issue", _("Issue"), _("no"), "", (_("no"), _("yes"))),
    )

    def period_of(values: Mapping[str, str]) -> str:
        return as_period(values["month"], today=today)

    def issues(values: Mapping[str, str]) -> bool:
        return is_yes(values["issue"])

    def path_of(values: Mapping[str, str]) -> Path:
        return named_path(values["file"].strip() or f"~/{stem}-{period_of(values)}.pdf")

    def format_of(values: Mapping[str, str]) -> str:
        ending = path_of(values).suffix.lstrip(".").lower()
        found = {"txt": "text"}.get(ending, ending)
        if found not in FORMATS:
            raise Usage(_("let the file end in one of: {known}").format(known=", ".join(FORMATS)), about="file")
        return found

    def is_month(values: Mapping[str, str]) -> bool:
        typed = period_of(values)
        if not re.fullmatch("[0-9]{4}(?:-(?:[0-9]{2}|Q[1-4]))?", typed):
            sentence = _("{word} is no month, quarter or year; write one such as 2026-10, 2026-Q3 or 2026")
            raise Usage(sentence.format(word=shown_word(typed) or _("an empty field")), about="month")
        return "-" in typed and "Q" not in typed

    def found_by(statements: Statements, values: Mapping[str, str]) -> Statement:
        """The statement of what was typed: a month, a quarter, a year. Errors: `Usage` for one that cannot be read."""
        if is_month(values):
            return statements.read(account_id, period_of(values))
        if issues(values):
            raise Usage(_("months are given out one by one; a quarter or a year is only written"), about="issue")
        return statements.read_period(account_id, period_of(values))

    target = Target(path_of)

    def check(values: Mapping[str, str]) -> list[str]:
        return runner.beside.reading(lambda each: lines_of(each, values))

    def lines_of(each: "Business", values: Mapping[str, str]) -> list[str]:
        is_month(values)
        format_of(values)
        into = target.lines(values)
        found = found_by(each.statements, values)
        view = found.view
        count = len(view.entries)
        lines = [
            ngettext("{count} entry", "{count} entries", count).format(count=count)
            + "  "
            + _("opening {opening}, closing {closing}").format(
                opening=hours(view.opening_minutes), closing=hours(view.closing_minutes)
            )
        ]
        lines += into
        if found.issued_at:
            lines.append(_("issued already: it is written as it was given out"))
        elif issues(values):
            each.statements.check_over(account_id, period_of(values))
            lines.append(_("it is given out: from now on this month prints the same for ever"))
        return lines

    def form(values: dict[str, str], trouble: str) -> Form:
        title = _("Statement of {name}").format(name=account.title)
        return Form(title, fields, check, values=values, trouble=trouble, is_slow=True)

    def save(values: dict[str, str]) -> str:
        # Checked before the month is issued, which cannot be undone.
        target.check(values)
        if issues(values):
            found = business.statements.issue(account_id, period_of(values))
        else:
            found = found_by(business.statements, values)
        return target.write(values, render(found, format_of(values)))

    def doubt(values: dict[str, str]) -> Asked | None:
        return runner.beside.reading(lambda each: asked_of(each, values))

    def asked_of(each: "Business", values: Mapping[str, str]) -> Asked | None:
        is_over = target.doubt(values)
        if not (issues(values) and is_month(values)) or each.statements.read(account_id, period_of(values)).issued_at:
            return is_over
        details = [
            *lines_of(each, values),
            _("every month before it is closed too: what is recorded later stands on later ones"),
        ]
        if each.mail.switches(account.client.client_id).statement:
            details.append(_("the client gets it by mail"))
        return Asked(_("Give this statement out?"), tuple(details))

    written = await runner.fill(form, save, doubt)
    if written is not None:
        runner.say(_("written: {path}").format(path=written))


async def write_of_block(runner: Runner, account_id: str, block_id: str) -> None:
    """Write what one block was used for as a PDF."""
    queries = runner.reader.queries
    account = await runner.read(lambda: queries.card(account_id))

    def words() -> list[str]:
        view = runner.reader.block_statements.read(account_id, block_id).view
        count = len(view.entries)
        entries = ngettext("{count} entry", "{count} entries", count).format(count=count)
        left = _("{hours} h left").format(hours=hours(view.closing_minutes))
        return [f"{period_words(view)}  {entries}  {left}"]

    await write_pdf(
        runner,
        _("Statement of the block"),
        f"{account.address.replace('/', '-')}-{block_id}.pdf",
        words,
        lambda: render(runner.business.block_statements.read(account_id, block_id), "pdf"),
    )
