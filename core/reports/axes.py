"""Axes of bar charts: round steps, and bars to the half cell."""

from collections.abc import Iterator
from decimal import Decimal

from core.basics.dataclass import dataclass

_STEPS = (Decimal(1), Decimal(2), Decimal("2.5"), Decimal(5))


@dataclass(frozen=True)
class Axis:
    """An axis from 0 in steps of 1, 2, 2.5 or 5 times a power of ten."""

    step: Decimal
    """The value between two marks."""
    cells: int
    """The cells between two marks."""
    width: int
    """The cells of the whole axis."""

    def half_cells(self, value: Decimal) -> int:
        """The length of a bar in half cells, rounded down; 0 for a value below zero, 1 at least for one above."""
        if value <= 0:
            return 0
        return max(1, min(2 * self.width, int(value * self.cells * 2 / self.step)))

    def marks(self) -> Iterator[tuple[int, Decimal]]:
        """The cell and the value of each mark."""
        for number in range((self.width - 1) // self.cells + 1):
            yield number * self.cells, self.step * number


def axis_for(highest: Decimal, width: int, cells: int = 10, *, whole: bool = False) -> Axis:
    """The axis with the smallest steps that holds a value in `width` cells; with `whole` its steps are whole numbers."""
    least = max(highest, Decimal(0)) * cells / width
    return Axis(_round_step(least, whole=whole), cells, width)


def _round_step(least: Decimal, *, whole: bool) -> Decimal:
    if least <= 0:
        return Decimal(1)
    power = least.adjusted()
    for exponent in (power, power + 1):
        for step in _STEPS:
            found = step.scaleb(exponent)
            if found >= least and not (whole and found != int(found)):
                return found
    return Decimal(1)
