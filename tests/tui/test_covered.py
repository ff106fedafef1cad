"""What a screen paints while a sheet lies over it."""

from textual.geometry import Region

from tui.covered import visible


def test_a_covered_screen_paints_the_rows_of_a_change_that_no_sheet_covers() -> None:
    sheet = Region(0, 10, 80, 5)
    assert list(visible([Region(3, 8, 6, 3)], [sheet])) == [Region(3, 8, 6, 1), Region(3, 9, 6, 1)]
    assert list(visible([Region(3, 14, 6, 2)], [sheet])) == [Region(3, 15, 6, 1)]
    assert not list(visible([Region(3, 11, 6, 2)], [sheet]))
    assert list(visible([Region(3, 11, 6, 1)], [])) == [Region(3, 11, 6, 1)]
