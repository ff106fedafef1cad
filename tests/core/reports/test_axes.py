"""Axes in round steps, and bars to the half cell."""

from decimal import Decimal

import pytest

from core.reports.axes import axis_for


@pytest.mark.parametrize(
    ("highest", "width", "step"),
    [("1208.75", 35, "500"), ("30", 40, "10"), ("0.9", 30, "0.5"), ("7", 30, "2.5"), ("100", 20, "50"), ("0", 20, "1")],
)
def test_a_step_is_the_smallest_round_number_with_which_the_highest_value_fits(
    highest: str, width: int, step: str
) -> None:
    axis = axis_for(Decimal(highest), width)
    assert axis.step == Decimal(step)
    assert axis.half_cells(Decimal(highest)) <= 2 * width


def test_counts_have_whole_steps() -> None:
    assert axis_for(Decimal(7), 30, whole=True).step == 5


@pytest.mark.parametrize(
    ("value", "half_cells"), [("786.25", 31), ("960", 38), ("717.5", 28), ("0", 0), ("-5", 0), ("1", 1)]
)
def test_a_bar_ends_at_a_half_cell(value: str, half_cells: int) -> None:
    assert axis_for(Decimal("1208.75"), 35).half_cells(Decimal(value)) == half_cells
