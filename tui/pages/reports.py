"""The page of reports: one at a time over the whole width, with bars under a round axis."""

import asyncio
import time
from collections.abc import Sequence
from datetime import date
from textwrap import wrap
from typing import TYPE_CHECKING, NamedTuple

from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.widgets import Static

from core.basics.i18n import _
from core.reports import about, default_period, has_period, make_report, report_names
from core.reports.periods import Period, moved, period_text
from core.reports.table import ColumnKind, ReportOptions, ReportTable, Value
from tui.attempt import advised, attempt
from tui.commands.bindings import page_bindings
from tui.commands.command import Place
from tui.commands.footer import Wanted
from tui.geometry import TALL, Geometry
from tui.pages.page import Page
from tui.selection import Selection
from tui.text import plain
from tui.widgets.line_table import LineTable
from tui.widgets.report_lines import ReportLines
from tui.widgets.tables import DiffTable

if TYPE_CHECKING:
    from core.business import Business

_BESIDE = 3
"""Cells of a line that the scrollbar and its distance take."""
_REST = 9
"""So many times as long as a report takes to make, it is not made again when the ledger changes."""


class _Wanted:
    """A report that is to be shown. Each wish is another one."""

    def __init__(self, report: str, period: Period | None, by: int = 0) -> None:
        self.report = report
        self.period = period
        """`None`: the usual one, which is read with the report."""
        self.by = by
        """How many periods after that one is meant, asked for before it was read; negative: before."""


class _Made(NamedTuple):
    """A report as it was read."""

    table: ReportTable
    period: Period | None
    """`None` for a report of today."""
    clients: dict[str, str]
    """Ids of the clients that rows name, by code."""
    refusal: str
    """Why it is not of the period that was asked for; empty if it is."""


class ReportTitle(Static):
    """What the report found, in words; Down or Enter on it lists the reports."""

    can_focus = True
    BINDINGS = [
        Binding("down,enter", "screen.choose", show=False),
        Binding("tab", "screen.to_table", show=False),
    ]


class ReportLinesTable(LineTable):
    """The lines of the report; Up on the first goes to the title."""

    def action_cursor_up(self) -> None:
        """Move up, or to the title."""
        if self.cursor_row <= 0:
            self.screen.query_one(ReportTitle).focus()
        else:
            super().action_cursor_up()


class Reports(Page):
    """The page of reports; F8 goes to the next one."""

    PLACE = Place.REPORTS
    BINDINGS = [
        *page_bindings(Place.REPORTS),
        Binding("escape", "close", show=False),
        Binding("left_square_bracket", "period(-1)", show=False),
        Binding("right_square_bracket", "period(1)", show=False),
        Binding("space", "months", show=False),
    ]
    AUTO_FOCUS = "#report-table"

    def __init__(self) -> None:
        super().__init__()
        self._selection = Selection(_Wanted(report_names()[0], None))
        self._made: ReportTable | None = None
        self._clients: dict[str, str] = {}
        """Ids of the clients that its rows name, by code."""
        self._shown_period: Period | None = None
        self._seconds = 0.0
        """How long the last report took to make."""
        self._is_due = False
        """Whether the ledger changed since, and the report is to be made again."""

    def compose_body(self) -> ComposeResult:
        """What it found, then the lines."""
        with Vertical(id="body"), Vertical(id="report"):
            yield ReportTitle("", id="report-words", markup=False)
            yield ReportLinesTable(id="report-table")

    def on_mount(self) -> None:
        """Show the first report."""
        self.show_header()
        self._show(self._selection.wanted)

    def on_resize(self) -> None:
        """Lay the report out for the new width."""
        self._write()

    def ledger_changed(self) -> None:
        """Make the shown report again, soon: one that takes long is not made all the time."""
        if not self._is_due:
            self._is_due = True
            self._make_again()

    def replaces_reads(self, key: str) -> bool:
        """Keys that ask for another report, or for none, wait for no report that is being made."""
        return key in ("left_square_bracket", "right_square_bracket", "escape", *self.keymap.keys_of("reports"))

    def footer(self) -> Sequence[Wanted]:
        """The keys of reports."""
        months = self._made is not None and bool(self._made.row_charts)
        period = has_period(self._selection.shown.report)
        return (
            Wanted("reports", word=lambda: _("next report")),
            *((Wanted("report.months", key="Space", word=lambda: _("months")),) if months else ()),
            *((Wanted("report.period", key="[ ]", word=lambda: _("period")),) if period else ()),
            Wanted("report.client", key="Enter", word=lambda: _("client")),
            Wanted("report.export", by_letter=True),
            Wanted("close", -1, key="Esc", word=lambda: _("back")),
            Wanted("help", 1),
            Wanted("palette", -1),
        )

    # What is shown

    def _show(self, wanted: _Wanted) -> None:
        """Have a report made and shown; of several that are asked for only the newest is."""
        self._selection.wanted = wanted
        self.query_one("#report").border_subtitle = plain(_("reading…"))
        self._make_new(wanted)

    @work(group="report", exclusive=True)
    async def _make_new(self, wanted: _Wanted) -> None:
        """Make a report in a thread, as one of many years takes seconds; say what it is."""
        answers = self.answers
        made = await self._make(wanted)
        if made is None:
            return
        if wanted.by and made.period is not None:
            wanted.period, wanted.by = made.period, 0
        self._selection.take(wanted)
        self._take(made)
        self.query_one(ReportLinesTable).move_cursor(row=0)
        if made.refusal:
            self.say(made.refusal, refused=True)
        elif self.answers == answers:
            self._say_what_it_is()

    @work(group="report-again")
    async def _make_again(self) -> None:
        """Make the shown report again, for which no key waits."""
        # No timer of Textual's: one that is late is left out.
        await asyncio.sleep(_REST * self._seconds)
        self._is_due = False
        made = await self._make(self._selection.wanted) if not self.is_closing else None
        if made is not None and made.table != self._made:
            self._take(made)

    def _take(self, made: _Made) -> None:
        self._made, self._shown_period, self._clients = made.table, made.period, made.clients
        self._write()

    async def _make(self, wanted: _Wanted) -> _Made | None:
        """Make a report in a thread; `None` where another one is wanted by now, or it cannot be read, which is said."""
        began, beside = time.monotonic(), self.desk.runner.beside
        answer = await asyncio.to_thread(attempt, lambda: beside.reading(lambda reader: self._read(reader, wanted)))
        self._seconds = time.monotonic() - began
        if self.is_closing or wanted is not self._selection.wanted:
            return None
        if answer.error is not None:
            self._selection.give_up()
            self.query_one("#report").border_subtitle = ""
            self._write()
            self.say(answer.trouble, refused=True)
        return answer.value

    def _read(self, reader: "Business", wanted: _Wanted) -> _Made | None:
        """In a thread: the report with what its keys act on; nothing where another one is wanted."""
        if wanted is not self._selection.wanted:
            return None
        period, refusal = None, ""
        if has_period(wanted.report):
            period = wanted.period or default_period(reader.queries)
            for _step in range(abs(wanted.by)):
                next_one = moved(period, 1 if wanted.by > 0 else -1)
                refusal = _why_not(next_one, reader.today)
                period = period if refusal else next_one
        since, until = period or (None, None)
        made = make_report(reader.queries, wanted.report, ReportOptions(since=since, until=until))
        return _Made(made, period, reader.queries.ids_by_code(_codes_of(made)), refusal)

    def _say_what_it_is(self) -> None:
        words = about(self._selection.shown.report)
        if self._made is not None and any(column.kind is ColumnKind.MONEY for column in self._made.columns):
            currencies = ReportLines(self._made, self.app.size.width).currencies
            if len(currencies) == 1:
                words = _("{about}; money in {currency}").format(about=words, currency=currencies[0])
        self.say(words, stays=True)

    def _write(self) -> None:
        made = self._made
        width = self.query_one("#report").size.width
        if made is None or not width:
            return
        panel = self.query_one("#report")
        title = f"{made.title} · {period_text(self._shown_period)}" if self._shown_period else made.title
        panel.border_title = plain(title)
        place = report_names().index(self._selection.shown.report) + 1
        panel.border_subtitle = plain(_("{place} of {count} reports").format(place=place, count=len(report_names())))
        words = self.query_one(ReportTitle)
        geometry = Geometry(*self.app.size)
        is_short = geometry.height < TALL
        rows = 2 if is_short else 7
        words.styles.height = rows
        told = ""
        advice = advised(made.advice, made.step) if made.advice else ""
        for sentence in filter(None, (*made.sentences, advice)):
            longer = ("  " if is_short else "\n").join(part for part in (told, sentence) if part)
            # A sentence that would be cut is left out: the rows say the same.
            if told and sum(len(wrap(line, width - 2)) or 1 for line in longer.split("\n")) > rows:
                break
            told = longer
        words.update(plain(told))
        lines = ReportLines(made, width - _BESIDE)
        table = self.query_one(ReportLinesTable)
        table.show_head(lines.head() if made.rows else None)
        table.show(lines.rows())
        self.show_keys()

    # What the keys do

    def open_page(self, name: str, client_id: str | None = None) -> None:
        """The key of the reports shows the next one."""
        if name == "reports":
            names = report_names()
            self.show_report(names[(names.index(self._selection.wanted.report) + 1) % len(names)])
        else:
            super().open_page(name, client_id)

    def show_report(self, name: str) -> None:
        """Show a report by name."""
        wanted = self._selection.wanted
        self._show(_Wanted(name, wanted.period, wanted.by))
        self.query_one(ReportLinesTable).focus()

    def show_period(self, period: Period) -> None:
        """Show the report of another period."""
        self._show(_Wanted(self._selection.wanted.report, period))

    def action_period(self, by: int) -> None:
        """Show the period before or after."""
        wanted = self._selection.wanted
        if not has_period(wanted.report):
            self.say(_("this report is of today; it has no period"), refused=True)
            return
        is_shown = wanted is self._selection.shown
        period, view = wanted.period or (self._shown_period if is_shown else None), self.desk.view
        if period is None or view is None:
            self._show(_Wanted(wanted.report, wanted.period, wanted.by + by))
            return
        period = moved(period, by)
        if why := _why_not(period, view.today):
            self.say(why, refused=True)
            return
        self.show_period(period)

    def find_here(self) -> None:
        """Ask for a period."""
        from tui.flows import reports

        period = self._shown_period
        if period is not None:
            self.carry_out(lambda runner: reports.choose_period(runner, period, self.show_period))
        else:
            self.say(_("this report is of today; it has no period"), refused=True)

    def export_report(self) -> None:
        """Write the report to a file."""
        from tui.flows import reports

        made, period = self._made, self._shown_period
        if made is not None and not made.rows:
            self.say(_("this report has no rows to write"), refused=True)
        elif made is not None:
            self.carry_out(lambda runner: reports.export(runner, made, period))

    def action_choose(self) -> None:
        """List the reports."""
        from tui.flows import reports

        shown = self._selection.shown.report
        self.carry_out(lambda runner: reports.choose(runner, shown, self.show_report))

    def action_months(self) -> None:
        """Show the months of the row at the cursor."""
        from tui.flows import reports

        made, number = self._made, self._row_number
        if made is not None and number is not None and number < len(made.row_charts):
            self.carry_out(lambda runner: reports.show_months(runner, made, number))

    def action_to_table(self) -> None:
        """Focus the lines."""
        self.query_one(ReportLinesTable).focus()

    @on(DiffTable.RowSelected, "#report-table")
    def _row_entered(self) -> None:
        self.attempt("client")

    @on(events.DescendantFocus)
    def _focus_moved(self) -> None:
        self.query_one("#report").set_class(isinstance(self.focused, ReportTitle), "on-title")
        if isinstance(self.focused, ReportTitle):
            self.say(_("Down lists the reports"))

    @property
    def _row_number(self) -> int | None:
        key = self.query_one(ReportLinesTable).key_at_cursor
        return int(key) if key is not None and key.isdigit() else None

    @property
    def client_id(self) -> str | None:
        """The client of the row at the cursor, if it names one."""
        number = self._row_number
        if self._made is None or number is None or number >= len(self._made.rows):
            return None
        place = _place_of_clients(self._made)
        return self._clients.get(_code_in(self._made.rows[number][place])) if place is not None else None


def _why_not(period: Period, today: date) -> str:
    """Why a report cannot be of a period; empty if it can."""
    return _("that period has not begun") if period[0] > today else ""


def _place_of_clients(made: ReportTable) -> int | None:
    """The place of the column that names clients, if the report has one."""
    return next((place for place, column in enumerate(made.columns) if column.name == "client"), None)


def _code_in(address: Value) -> str:
    """The code of the client of an address such as `acme` or `acme/servers`."""
    return str(address).partition("/")[0]


def _codes_of(made: ReportTable) -> set[str]:
    """The codes of the clients that its rows name."""
    place = _place_of_clients(made)
    return {_code_in(row[place]) for row in made.rows} if place is not None else set()
