"""The flow that writes a statement of hours to a file."""

import re
from collections.abc import Mapping
from datetime import date
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
from core.model.accounts import AccountCard
from core.rules.statement import last_full_month
from tui.beside import Beside
from tui.dialogs.ask_line import Asked
from tui.dialogs.form import Form
from tui.files import named_path
from tui.flows.pdf_files import write_pdf
from tui.flows.runner import Runner
from tui.flows.saving import fill_form
from tui.flows.target import Target
from tui.text import hours

if TYPE_CHECKING:
    from core.business import Business


async def write(runner: Runner, account_id: str) -> None:
    """Write a month's statement to a file; with `issue`, the month prints the same from then on."""
    queries = runner.reader.queries
    account, today = await runner.read(lambda: (queries.card(account_id), queries.today(account_id)))
    form = StatementForm(runner.business, runner.beside, account, today)
    written = await fill_form(runner, form.made, form.save, form.doubt)
    if written is not None:
        runner.say(_("written: {path}").format(path=written))


class StatementForm:
    """The form that writes the statement of a month, a quarter or a year, and gives a month out."""

    def __init__(self, business: "Business", beside: Beside, account: AccountCard, today: date) -> None:
        """`beside` lends the connection for reads in threads; `today` is the account's."""
        self._business = business
        self._beside = beside
        self._account = account
        self._today = today
        self._stem = account.address.replace("/", "-")
        self._target = Target(self._path_of)
        self._fields = (
            FormField(
                "month", _("Month"), last_full_month(today), "2026-10",
                hint=_("or its name, a quarter, 2026-Q3, a year, 2026"),
            ),
            FormField("file", _("File"), "", "acme.pdf", default=f"~/{self._stem}-{_('MONTH')}.pdf"),
            FormField("issue", _("Issue"), _("no"), "", (_("no"), _("yes"))),
        )  # fmt: skip

    def made(self, values: dict[str, str], trouble: str) -> Form:
        """The form to show, with what was typed before and why it was not saved."""
        title = _("Statement of {name}").format(name=self._account.title)
        return Form(title, self._fields, self._check, values=values, trouble=trouble, is_slow=True)

    def doubt(self, values: dict[str, str]) -> Asked | None:
        """What to ask before it is written; `None` for nothing. Errors: `MonteoreError`."""
        return self._beside.reading(lambda reader: self._asked(reader, values))

    def save(self, values: dict[str, str]) -> str:
        """Write the file, and give a month out first where that is wanted; the path. Errors: `MonteoreError`."""
        # Checked before the month is issued, which cannot be undone.
        self._target.check(values)
        statements = self._business.statements
        if _issues(values):
            found = statements.issue(self._account.account_id, self._period_of(values))
        else:
            found = self._found(statements, values)
        return self._target.write(values, render(found, self._format_of(values)))

    def _check(self, values: Mapping[str, str]) -> list[str]:
        return self._beside.reading(lambda reader: self._lines(reader, values))

    def _lines(self, reader: "Business", values: Mapping[str, str]) -> list[str]:
        """What the statement holds, and what writing it does."""
        self._is_month(values)
        self._format_of(values)
        into = self._target.lines(values)
        found = self._found(reader.statements, values)
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
        elif _issues(values):
            reader.statements.check_over(self._account.account_id, self._period_of(values))
            lines.append(_("it is given out: from now on this month prints the same for ever"))
        return lines

    def _asked(self, reader: "Business", values: Mapping[str, str]) -> Asked | None:
        is_over = self._target.doubt(values)
        if not (_issues(values) and self._is_month(values)):
            return is_over
        if reader.statements.read(self._account.account_id, self._period_of(values)).issued_at:
            return is_over
        details = [
            *self._lines(reader, values),
            _("every month before it is closed too: what is recorded later stands on later ones"),
        ]
        if reader.mail.switches(self._account.client.client_id).statement:
            details.append(_("the client gets it by mail"))
        return Asked(_("Give this statement out?"), tuple(details))

    def _period_of(self, values: Mapping[str, str]) -> str:
        return as_period(values["month"], today=self._today)

    def _path_of(self, values: Mapping[str, str]) -> Path:
        return named_path(values["file"].strip() or f"~/{self._stem}-{self._period_of(values)}.pdf")

    def _format_of(self, values: Mapping[str, str]) -> str:
        """The format by the file's ending. Errors: `Usage` for an ending of none."""
        ending = self._path_of(values).suffix.lstrip(".").lower()
        found = {"txt": "text"}.get(ending, ending)
        if found not in FORMATS:
            raise Usage(_("let the file end in one of: {known}").format(known=", ".join(FORMATS)), about="file")
        return found

    def _is_month(self, values: Mapping[str, str]) -> bool:
        """Whether it is a month, not a quarter or a year. Errors: `Usage` for anything else."""
        typed = self._period_of(values)
        if not re.fullmatch("[0-9]{4}(?:-(?:[0-9]{2}|Q[1-4]))?", typed):
            sentence = _("{word} is no month, quarter or year; write one such as 2026-10, 2026-Q3 or 2026")
            raise Usage(sentence.format(word=shown_word(typed) or _("an empty field")), about="month")
        return "-" in typed and "Q" not in typed

    def _found(self, statements: Statements, values: Mapping[str, str]) -> Statement:
        """The statement of what was typed: a month, a quarter, a year. Errors: `Usage` for one that cannot be read."""
        account_id, period = self._account.account_id, self._period_of(values)
        if self._is_month(values):
            return statements.read(account_id, period)
        if _issues(values):
            raise Usage(_("months are given out one by one; a quarter or a year is only written"), about="issue")
        return statements.read_period(account_id, period)


def _issues(values: Mapping[str, str]) -> bool:
    return is_yes(values["issue"])


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
