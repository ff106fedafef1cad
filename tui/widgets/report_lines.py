"""A report as lines: columns with their heads, bars under an axis in round steps, totals."""

from collections.abc import Sequence
from decimal import Decimal

from rich.text import Text

from core.basics.i18n import _
from core.basics.money import precision
from core.basics.text import visible_text
from core.language.formats import number_text
from core.reports.axes import Axis, axis_for
from core.reports.table import Column, ColumnKind, ReportTable, Value
from core.reports.words import cell_text, currency_of
from tui.glyphs import EMPTY, FILLED, cells, column, right_column
from tui.widgets.line_table import heading
from tui.widgets.tables import Row

_BETWEEN = 2
_LEAST_FIRST, _WIDEST_TEXT = 8, 30
_LEAST_BAR, _MOST_BAR = 16, 100
_HALF = "╸"
_MOST_ROWS = 300
_WIDE_BAR = 60
_FIGURES = (ColumnKind.MINUTES, ColumnKind.MONEY, ColumnKind.PER_MILLE, ColumnKind.COUNT)


class ReportLines:
    """One report, laid out for a width in cells."""

    def __init__(self, made: ReportTable, width: int) -> None:
        self._made = made
        self._rows = list(made.rows[:_MOST_ROWS])
        if made.columns and made.columns[0].name == "month":
            self._rows.reverse()
        self.currencies = tuple(sorted({currency_of(row, made) for row in made.rows}))
        # An id says nothing on a screen.
        hidden = {"block_id", *(["currency"] if len(self.currencies) < 2 else [])}
        self._places = [
            place
            for place, column in enumerate(made.columns)
            if column.name not in hidden and not column.name.startswith("gain_")
        ]
        self._totals = self._total_rows()
        self._widths = {place: self._width_of(place) for place in self._places}
        self._leave_out(width)
        used = sum(self._widths[place] for place in self._places) + _BETWEEN * (len(self._places) - 1) + 1
        room = min(_MOST_BAR, width - used - _BETWEEN)
        self._bar_at = next((place for place, column in enumerate(made.columns) if column.name == made.bar), None)
        self._axis: Axis | None = None
        if self._bar_at is not None and room >= _LEAST_BAR and self._rows:
            values = [self._measured(row) for row in self._rows]
            whole = made.columns[self._bar_at].kind is ColumnKind.COUNT
            self._axis = axis_for(max(values), room, 20 if room >= _WIDE_BAR else 10, whole=whole)

    def head(self) -> Text:
        """The heads of the columns, and the axis as the head of the bars."""
        parts = [self._put(place, _head(self._made.columns[place])) for place in self._places]
        line = " " + (" " * _BETWEEN).join(parts)
        if self._axis is not None:
            line += " " * _BETWEEN + self._marks(self._axis)
        return Text(line, no_wrap=True)

    def rows(self) -> list[Row]:
        """A line for each row, keyed by its number in the report, then the totals."""
        numbers = {id(row): number for number, row in enumerate(self._made.rows)}
        lines: list[Row] = []
        for row in self._rows:
            text = Text(" " + (" " * _BETWEEN).join(self._cells(row)), no_wrap=True)
            if self._axis is not None:
                text.append(" " * _BETWEEN)
                text.append(_bar(self._axis.half_cells(self._measured(row))), style="bar")
            lines.append((str(numbers[id(row)]), (text,)))
        for number, total in enumerate(self._totals):
            parts = [self._put(place, total.get(place, "")) for place in self._places]
            lines.append(heading(f"total {number}", Text(" " + (" " * _BETWEEN).join(parts), no_wrap=True)))
        return lines

    def _cells(self, row: tuple[Value, ...]) -> list[str]:
        return [self._put(place, self._text(place, row[place], currency_of(row, self._made))) for place in self._places]

    def _text(self, place: int, value: Value, currency: str) -> str:
        column = self._made.columns[place]
        if column.kind is ColumnKind.MONEY and isinstance(value, int):
            places = precision(currency)
            return number_text(Decimal(value).scaleb(-places), places)
        return visible_text(cell_text(column, value, currency))

    def _put(self, place: int, text: str) -> str:
        width = self._widths[place]
        place_text = right_column if self._made.columns[place].kind in _FIGURES else column
        return place_text(text, width)

    def _width_of(self, place: int) -> int:
        texts = [self._text(place, row[place], currency_of(row, self._made)) for row in self._rows]
        texts += [total.get(place, "") for total in self._totals]
        width = max([len(_head(self._made.columns[place])), *map(cells, texts)])
        return max(_LEAST_FIRST, min(width, _WIDEST_TEXT)) if place == 0 else min(width, _WIDEST_TEXT)

    def _leave_out(self, width: int) -> None:
        """Leave columns out until the others fit, those of the highest rank first."""
        while sum(self._widths[place] + _BETWEEN for place in self._places) - _BETWEEN + 1 > width:
            rank = max(self._made.columns[place].rank for place in self._places)
            if not rank:
                return
            self._places.remove(max(p for p in self._places if self._made.columns[p].rank == rank))

    def _total_rows(self) -> list[dict[int, str]]:
        """The sums by place of column, one row a currency."""
        summed = [place for place in self._places if self._made.columns[place].total]
        if not summed or len(self._rows) < 2:
            return []
        rows = []
        for currency in self.currencies:
            of_currency = [row for row in self._rows if currency_of(row, self._made) == currency]
            total = {
                place: self._text(place, sum(v for row in of_currency if isinstance(v := row[place], int)), currency)
                for place in summed
            }
            total[0] = _total_word() if len(self.currencies) == 1 else f"{_total_word()} {currency}"
            rows.append(total)
        return rows

    def _measured(self, row: tuple[Value, ...]) -> Decimal:
        """The value of a row's bar: hours, per cent, the currency's own unit, or a count."""
        assert self._bar_at is not None
        value = row[self._bar_at]
        if not isinstance(value, int):
            return Decimal(0)
        kind = self._made.columns[self._bar_at].kind
        if kind is ColumnKind.MONEY:
            return Decimal(value).scaleb(-precision(currency_of(row, self._made)))
        return Decimal(value) / {ColumnKind.MINUTES: 60, ColumnKind.PER_MILLE: 10}.get(kind, 1)

    def _marks(self, axis: Axis) -> str:
        assert self._bar_at is not None
        unit = {ColumnKind.MINUTES: " h", ColumnKind.PER_MILLE: " %"}.get(self._made.columns[self._bar_at].kind, "")
        line = ""
        for place, value in axis.marks():
            exponent = value.normalize().as_tuple().exponent
            places = max(0, -exponent) if isinstance(exponent, int) else 0
            mark = f"{number_text(value, places)}{unit}"
            if place + len(mark) <= axis.width:
                line = line.ljust(place) + mark
        return line.ljust(axis.width)


def _bar(half_cells: int) -> str:
    return FILLED * (half_cells // 2) + (_HALF if half_cells % 2 else "")


def _head(column: Column) -> str:
    return column.label[:1].lower() + column.label[1:]


def _total_word() -> str:
    return _("total")


def months_of_row(made: ReportTable, number: int, width: int) -> Sequence[str]:
    """The chart of one row as lines: a label, the value, a bar each; empty if the report has none."""
    if number >= len(made.row_charts):
        return ()
    chart = made.row_charts[number]
    most = max((abs(value) for value in chart.values), default=0)
    lines = []
    for place, (label, value) in enumerate(zip(chart.labels, chart.values, strict=True)):
        currency = chart.currencies[place] if chart.currencies else "EUR"
        amount = number_text(Decimal(value).scaleb(-precision(currency)), precision(currency))
        full = abs(value) * width // most if most else 0
        lines.append(f"{label}  {amount:>12}  {(FILLED if value >= 0 else EMPTY) * full}")
    return lines
