"""The key line."""

import pytest

from tui.widgets.key_line import key_line


@pytest.mark.parametrize("width", [80, 100, 120, 200])
def test_the_key_line_never_outgrows_its_width(width: int) -> None:
    items = [(f"c{number}", f"F{number}", "Wörtlich") for number in range(1, 11)]
    assert key_line(items, frozenset({"c1"}), width).cell_length <= max(width, 62)
