"""The page of reports: names, the result in words, the table, and bars if the window is high enough."""

from typing import TYPE_CHECKING

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical
from textual.events import DescendantFocus
from textual.widgets import DataTable, Static

from core.basics.i18n import _
from core.basics.text import visible_text
from core.reports import about, make_report, report_names
from core.reports.table import Chart, ColumnKind, ReportOptions, ReportTable
from core.reports.words import cell_text, title_of
from tui.attempt import attempt
from tui.pages.page import Page
from tui.text import cell, plain
from tui.widgets.tables import DiffTable, MovedTable

if TYPE_CHECKING:
    from textual_plotext import PlotextPlot

_MOST_ROWS = 300
_SIDEWAYS = 12


class Reports(Page):
    """The page of reports; left and right go between the list and the table, and the report follows the cursor."""

    BINDINGS = [
        Binding("escape", "close", show=False),
        # With priority: the tables would scroll sideways in a narrow window.
        Binding("right", "to_the_right", show=False, priority=True),
        Binding("left", "to_the_left", show=False, priority=True),
    ]
    AUTO_FOCUS = "#report-names"

    def __init__(self) -> None:
        super().__init__()
        self._shown = ""
        self._made: ReportTable | None = None

    def compose_body(self) -> ComposeResult:
        """Names at the left; finding, table and chart at the right."""
        from textual_plotext import PlotextPlot

        with Horizontal(id="body"):
            yield DiffTable([(_("report"), None)], id="report-names")
            with Vertical(id="report"):
                yield Static("", id="report-words", markup=False)
                yield MovedTable(id="report-table", cursor_type="row", cell_padding=1, fixed_columns=1)
                yield PlotextPlot(id="report-chart")

    def on_mount(self) -> None:
        """List the reports; the first is shown."""
        self.query_one("#report-names").border_title = plain(_("Reports"))
        self.show_header()
        self.query_one("#report-names", DiffTable).show([(name, (cell(title_of(name)),)) for name in report_names()])
        self._show(report_names()[0])

    def ledger_changed(self) -> None:
        """Make the shown report again."""
        if self._shown:
            self._show(self._shown)

    @on(DataTable.RowHighlighted, "#report-names")
    def _chosen(self) -> None:
        name = self.query_one("#report-names", DiffTable).key_at_cursor
        if name and name != self._shown:
            self._show(name)

    @on(DataTable.RowHighlighted, "#report-table")
    @on(DescendantFocus)
    def _row_chosen(self) -> None:
        self._draw()

    @on(DataTable.RowSelected, "#report-names")
    def action_focus_table(self) -> None:
        """Focus the table; the bars are then those of the row at the cursor, if the report has them."""
        self.query_one("#report-table").focus()

    @on(DataTable.RowSelected, "#report-table")
    def _row_entered(self) -> None:
        self.attempt("client")

    @property
    def client_id(self) -> str | None:
        """The client of the row at the cursor, where the table has the focus and names one."""
        table: DataTable[Text] = self.query_one("#report-table", DataTable)
        if self._made is None or self.focused is not table or table.cursor_row >= len(self._made.rows):
            return None
        place = next((place for place, column in enumerate(self._made.columns) if column.name == "client"), None)
        if place is None:
            return None
        code = str(self._made.rows[table.cursor_row][place])
        client = attempt(lambda: self.reader.queries.resolve_client(code)).value
        return client.client_id if client else None

    def action_to_the_right(self) -> None:
        """Go from the names to the table; in the table, scroll to the columns that do not fit."""
        table = self.query_one("#report-table", MovedTable)
        if self.focused is table:
            table.scroll_relative(x=_SIDEWAYS, animate=False)
        else:
            table.focus()

    def action_to_the_left(self) -> None:
        """Scroll back through the columns, then go to the names and the bars of the whole report."""
        table = self.query_one("#report-table", MovedTable)
        if self.focused is table and table.scroll_offset.x > 0:
            table.scroll_relative(x=-_SIDEWAYS, animate=False)
        else:
            self.query_one("#report-names").focus()

    def _show(self, name: str) -> None:
        made = self.read(lambda: make_report(self.reader.queries, name, ReportOptions()))
        if made is None or made == self._made:
            return
        is_same = name == self._shown
        self._shown, self._made = name, made
        self.query_one("#report").border_title = plain(made.title)
        words = [sentence for sentence in made.sentences if sentence]
        self.query_one("#report-words", Static).update(plain("\n".join(words)))
        table = self.query_one("#report-table", MovedTable)
        if is_same:
            # The same report after a change: keep the cursor on its row, and the scroll position.
            row, name_there, x, y = table.cursor_row, self._name_at(table.cursor_row), *table.scroll_offset
            self._fill(made)
            names = [self._name_at(place) for place in range(table.row_count)]
            table.move_cursor(row=names.index(name_there) if name_there in names else row, animate=False, scroll=False)
            table.call_after_refresh(table.scroll_to, x, y, animate=False)
        else:
            self._fill(made)
            self.say(about(name), stays=True)
        self._draw()

    def _name_at(self, row: int) -> str:
        """The first cell of a row, which names it."""
        table = self.query_one("#report-table", MovedTable)
        return table.get_row_at(row)[0].plain if row < table.row_count else ""

    def _fill(self, made: ReportTable) -> None:
        table = self.query_one("#report-table", MovedTable)
        table.clear(columns=True)
        shown = [place for place, column in enumerate(made.columns) if not column.name.startswith("gain_")]
        currency_at = next((place for place, column in enumerate(made.columns) if column.name == "currency"), None)
        for place in shown:
            if place != currency_at:
                table.add_column(Text(made.columns[place].label))
        for row in made.rows[:_MOST_ROWS]:
            currency = str(row[currency_at]) if currency_at is not None and row[currency_at] else "EUR"
            cells = []
            for place in shown:
                if place == currency_at:
                    continue
                column = made.columns[place]
                is_figure = column.kind not in (ColumnKind.TEXT, ColumnKind.WORD, ColumnKind.DATE)
                text = Text(visible_text(cell_text(column, row[place], currency)), no_wrap=True)
                text.justify = "right" if is_figure else "left"
                cells.append(text)
            table.add_row(*cells)

    @property
    def _chart(self) -> Chart | None:
        """What the bars show: the whole report, or the row under the cursor while the table has the focus."""
        if self._made is None:
            return None
        table: DataTable[Text] = self.query_one("#report-table", DataTable)
        if self.focused is table and table.cursor_row < len(self._made.row_charts):
            return self._made.row_charts[table.cursor_row]
        return self._made.chart

    def _draw(self) -> None:
        chart = self._chart
        plot: PlotextPlot = self.query_one("#report-chart")  # type: ignore[assignment]
        plot.set_class(chart is None or not chart.labels, "empty")
        plot.plt.clear_figure()
        if chart is not None and chart.labels:
            values = list(chart.heights)
            labels = [visible_text(label)[:12] for label in chart.labels]
            places = [float(place) for place in range(1, len(labels) + 1)]
            # Labels that would overlap are left out evenly; plotext's own choice differs from run to run.
            room = max(20, self.app.size.width - 40)
            step = -(-len(labels) * (max(len(label) for label in labels) + 2) // room)
            plot.plt.bar(places, values, width=0.6, color="cyan")
            plot.plt.xticks(places[::step], labels[::step])
            plot.plt.title(visible_text(chart.title))
        plot.refresh()
