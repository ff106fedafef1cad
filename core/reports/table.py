"""The result of a report: sentences, a table, and bar charts."""

from datetime import date
from enum import StrEnum
from fractions import Fraction

from core.basics.dataclass import dataclass
from core.basics.money import rounded


class ColumnKind(StrEnum):
    """The type of a column's cells: text, date, minutes, money in minor units, or share in per mille.

    A word is a stored word: scripts get it unchanged, people get its translation.
    """

    TEXT = "text"
    WORD = "word"
    MINUTES = "minutes"
    MONEY = "money"
    PER_MILLE = "per-mille"
    COUNT = "count"
    DATE = "date"


Value = str | int | date | None


@dataclass(frozen=True)
class Column:
    """A column: `name` for scripts, `label` for people. A money column's currency stands in the column `currency`."""

    name: str
    label: str
    kind: ColumnKind = ColumnKind.TEXT
    total: bool = False
    """Whether the sum of the column has a meaning."""
    rank: int = 0
    """Where not all columns fit, those of the highest rank are left out first; one of rank 0 never is."""


@dataclass(frozen=True)
class Chart:
    """One series of bars; `title` says what their height is, unit included.

    Values are whole minutes, minor units of money or shares in per mille, as `kind` says; `currencies` holds each bar's
    currency where they are money.
    """

    labels: tuple[str, ...]
    values: tuple[int, ...]
    kind: ColumnKind
    title: str
    currencies: tuple[str, ...] = ()


@dataclass(frozen=True)
class ReportTable:
    """A report to show, print or export; `row_charts`, if any, hold one chart for each row."""

    name: str
    title: str
    sentences: tuple[str, ...]
    columns: tuple[Column, ...]
    rows: tuple[tuple[Value, ...], ...]
    chart: Chart | None = None
    row_charts: tuple[Chart, ...] = ()
    bar: str = ""
    """The name of the column whose values are drawn as bars; empty for none."""
    advice: str = ""
    """What to do next, after which faces name the `step`; empty for nothing."""
    step: str = ""
    """The words of the shell's verb that does it."""


@dataclass(frozen=True)
class ReportOptions:
    """Period and filters of a report; both days are included. `None`: the default of the report."""

    client_id: str | None = None
    since: date | None = None
    until: date | None = None
    under_minutes: int = 20
    days: int = 60
    margin: Fraction = Fraction(0)
    """What the fee of `managed` adds to the break-even: 1/5 for 20 %."""


def per_mille(part: int, whole: int) -> int:
    """A share in thousandths."""
    return rounded(Fraction(part * 1000, whole)) if whole else 0


def months_between(first: str, last: str) -> tuple[str, ...]:
    """Months YYYY-MM from the first to the last, both included."""
    months, (year, month) = [], (int(first[:4]), int(first[5:]))
    while (name := f"{year:04}-{month:02}") <= last:
        months.append(name)
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
    return tuple(months)
