"""Flows of reports: choose one, choose its period, write it to a file, show the months of a row."""

from collections.abc import Callable, Mapping
from datetime import date

from core.basics.i18n import _, language
from core.basics.spreadsheets import csv_text
from core.entryline.filter import read_filter
from core.forms.fields import FormField
from core.reports import about, report_names
from core.reports.periods import Period, period_stem, period_text
from core.reports.table import ReportTable
from core.reports.words import csv_rows, title_of
from tui.dialogs.choose import Choose
from tui.dialogs.entry_sheet import EntrySheet
from tui.dialogs.form import Form
from tui.files import named_path
from tui.flows.runner import Runner
from tui.flows.saving import fill_form
from tui.flows.target import Target
from tui.widgets.report_lines import months_of_row

_BAR = 30


async def choose(runner: Runner, shown: str, show: Callable[[str], None]) -> None:
    """Choose another report from their list."""
    offers = [(name, title_of(name), about(name)) for name in report_names()]
    name = await runner.ask(Choose(_("Reports"), offers, shown))
    if name:
        show(name)


async def choose_period(runner: Runner, period: Period, show: Callable[[Period], None]) -> None:
    """Type a period, in the words of a filter's days."""
    today = runner.reader.today

    def read(values: Mapping[str, str]) -> Period:
        typed = values["period"].strip().removeprefix("@")
        found = read_filter(f"@{typed}" if typed else "", today=today, language=language())
        since, until = found.since or date(today.year - 1, 1, 1), min(found.until or today, today)
        return min(since, until), until

    def form(values: dict[str, str], trouble: str) -> Form:
        example = _("2026, 2026-03, last-month, 2026-01..2026-06")
        field = FormField("period", _("Period"), "", example, default=period_text(period))
        return Form(
            _("Period of the report"),
            (field,),
            lambda typed: [period_text(read(typed))],
            values=values,
            trouble=trouble,
        )

    values = await runner.ask(form({}, ""))
    if values and values["period"].strip():
        show(read(values))


async def export(runner: Runner, made: ReportTable, period: Period | None) -> None:
    """Write the report of a period, or of today, to a CSV file."""
    stem = period_stem(period) if period is not None else runner.reader.today.isoformat()
    proposed = f"~/{made.name}-{stem}.csv"

    target = Target(lambda values: named_path(values["file"].strip() or proposed))

    def form(values: dict[str, str], trouble: str) -> Form:
        field = FormField("file", _("File"), "", "report.csv", default=proposed)
        title = _("Export: {title}").format(title=made.title)
        return Form(title, (field,), target.lines, values=values, trouble=trouble)

    def save(values: dict[str, str]) -> str:
        return target.write(values, csv_text(csv_rows(made)).encode())

    written = await fill_form(runner, form, save, target.doubt)
    if written is not None:
        runner.say(_("written: {path}").format(path=written))


async def show_months(runner: Runner, made: ReportTable, number: int) -> None:
    """Show the months of one row of a report that has them."""
    lines = months_of_row(made, number, _BAR)
    await runner.ask(EntrySheet(made.row_charts[number].title, [(line[:7], line[9:]) for line in lines]))
