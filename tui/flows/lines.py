"""Flows of billable lines: the invoice and the payment of a line, their corrections, and marks taken back."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from core.basics.errors import Usage, at
from core.basics.i18n import _, ngettext
from core.basics.text import clean_text
from core.entryline.parse import parse_day
from core.forms.fields import FormField
from core.language.formats import date_text, money_text
from core.language.labels import word_label
from core.model.billing import LineStatus
from core.queries.views.lines import LineView
from core.rules.marks import Mark
from tui.dialogs.ask_line import Asked
from tui.dialogs.confirm import Confirm
from tui.dialogs.form import Form
from tui.flows.runner import Runner
from tui.flows.saving import fill_form

Marks = Callable[[Mapping[str, str]], list[Mark]]
"""The marks that the values of a form mean."""


async def mark(runner: Runner, line: LineView) -> None:
    """Record the invoice of a line, or of all lines of its account that wait for one; another number is asked about."""
    this, every = _("this line"), _("all to invoice")
    fields = [
        FormField("number", _("Number"), line.number, "12/2026"),
        FormField("date", _("Date"), _text(line.invoiced_on), date_text(date(2026, 12, 1)), default=_("today")),
    ]
    if line.status is LineStatus.TO_INVOICE:
        fields.append(FormField("which", _("Which"), this, "", (this, every)))

    def marks(values: Mapping[str, str]) -> list[Mark]:
        number, day = clean_text(values["number"]).strip(), _day(runner, values["date"])
        if not number:
            raise Usage(_("write the number that the accounting system gave"), about="number")
        lines: Sequence[LineView] = (line,)
        if values.get("which", this).strip().casefold() == every.casefold():
            waiting = runner.reader.queries.lines(LineStatus.TO_INVOICE, line.client.client_id)
            lines = [each for each in waiting if each.account.account_id == line.account.account_id]
        return [Mark(each.line_id, number, day) for each in lines]

    await _fill(runner, _("Invoice: {line}").format(line=_words(line)), fields, marks)


async def pay(runner: Runner, line: LineView) -> None:
    """Record the payment of a line, or of all lines on its invoice."""
    this, every = _("this line"), _("the whole invoice")
    fields = [
        FormField("date", _("Paid on"), _text(line.paid_on), date_text(date(2026, 12, 1)), default=_("today")),
        FormField("which", _("Which"), every, "", (every, this)),
    ]

    def marks(values: Mapping[str, str]) -> list[Mark]:
        day, lines = _day(runner, values["date"]), [line]
        if values["which"].strip().casefold() != this.casefold() and line.status is LineStatus.INVOICED:
            invoiced = runner.reader.queries.lines(LineStatus.INVOICED, line.client.client_id)
            lines = [each for each in invoiced if each.number == line.number]
        return [Mark(each.line_id, paid_on=day) for each in lines]

    await _fill(runner, _("Payment: {line}").format(line=_words(line)), fields, marks)


async def unmark(runner: Runner, line: LineView) -> None:
    """Take the last mark of a line back, after y."""
    # What cannot be taken back is refused before anybody is asked.
    invoices = runner.reader.invoices
    await runner.read(lambda: invoices.check_unmark([line.line_id]))
    what = _("it is invoiced again") if line.status is LineStatus.PAID else _("it is to invoice again")
    details = "  ".join((_words(line), word_label(line.status.value), line.number))
    if not await runner.ask(Confirm(_("Take the mark of this line back?"), f"{details}\n{what}")):
        return
    lines = await runner.change(lambda: runner.business.invoices.unmark([line.line_id], _("taken back")))
    if lines:
        runner.say(_("the line is {status}").format(status=word_label(lines[0].status.value)))


async def _fill(runner: Runner, title: str, fields: Sequence[FormField], marks: Marks) -> None:
    sure = False

    def check(values: Mapping[str, str]) -> list[str]:
        wanted = marks(values)
        questions = runner.reader.invoices.questions(wanted)
        said = ngettext("marks {count} line", "marks {count} lines", len(wanted)).format(count=len(wanted))
        return [said, *questions]

    def doubt(values: dict[str, str]) -> Asked | None:
        nonlocal sure
        questions = runner.reader.invoices.questions(marks(values))
        sure = bool(questions)
        return Asked(_("Is this meant?"), tuple(questions)) if questions else None

    def form(values: dict[str, str], trouble: str) -> Form:
        return Form(title, fields, check, values=values, trouble=trouble)

    lines = await fill_form(
        runner, form, lambda values: runner.business.invoices.mark_all(marks(values), sure=sure), doubt
    )
    if lines is not None:
        said = ngettext("{count} line is {status}", "{count} lines are {status}", len(lines))
        runner.say(said.format(count=len(lines), status=word_label(lines[0].status.value)))


def _words(line: LineView) -> str:
    return "  ".join((word_label(line.kind.value), money_text(line.amount_minor, line.currency), date_text(line.dated)))


def _text(day: date | None) -> str:
    return date_text(day) if day else ""


def _day(runner: Runner, typed: str) -> date:
    today = runner.reader.today
    return at("date", lambda: parse_day(typed, today=today)) if typed.strip() else today
