"""Widgets and their words, each from made-up views."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

import pytest
from textual.app import App, ComposeResult
from textual.message import Message
from textual.widgets import Static

from core.basics.errors import StoreUnavailable
from core.basics.i18n import speaking
from core.model.accounts import AccountCard
from core.model.blocks import Origin
from core.model.calls import CallState
from core.model.clients import Client
from core.model.terms import Kind
from core.queries.views.balances import BalanceView, BlockView
from core.queries.views.calls import CallView
from core.queries.views.desk import DeskView
from tui.commands.command import Place
from tui.commands.footer import HELD, IDLE, RUNNING, Wanted, hints
from tui.commands.help_sheet import help_lines
from tui.commands.keymap import KeymapWish, make_keymap
from tui.commands.listing import commands
from tui.glyphs import bar
from tui.messages import LedgerChanged, LedgerUnreadable
from tui.text import cell, plain
from tui.watcher import Watcher
from tui.widgets.block_clock import BlockClock, drawn
from tui.widgets.key_line import key_line
from tui.widgets.tables import DiffTable, Row

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
ACME = Client("k1", "acme-with-a-long-code", "Acme srl")
ACCOUNT = AccountCard("k1", ACME)
CALL = CallView("c1", ACME, "anna", CallState.RUNNING, NOW, 724, account=ACCOUNT)
VIEW = DeskView("anna", NOW, NOW.date(), "Europe/Rome", (), (CALL,), (), 4500, 75, 12, 3, 40)
BLOCK = BlockView("b1", 600, 400, date(2026, 1, 1), date(2026, 2, 1), Origin.SOLD, "paid", expired=True)
BALANCE = BalanceView(ACME, Kind.PREPAID, 200, 0, 0, 300, (BLOCK,), 600, account=ACCOUNT)


def test_a_bar_is_empty_below_zero_and_full_above_the_whole() -> None:
    assert [bar(part, 10, 4) for part in (-5, 0, 5, 10, 20)] == ["────", "────", "━━──", "━━━━", "━━━━"]


def test_what_a_terminal_might_obey_is_shown_and_markup_is_not_read() -> None:
    shown = plain("[red]x[/] \x1b[31m \x9b \u202e").plain
    assert shown == "[red]x[/] \ufffd[31m \ufffd \ufffd"
    assert "\x1b" not in cell("a\x1bb").plain


def test_every_command_has_one_id_and_one_key_on_its_page() -> None:
    ids = [each.id for each in commands()]
    assert len(ids) == len(set(ids))
    for place in Place:
        here = [each for each in commands() if each.place in (Place.EVERYWHERE, Place.LIST, place)]
        keys = [key for each in here for key in (each.keys, each.letters) if key]
        assert len(keys) == len(set(keys))


@pytest.mark.parametrize("spoken", ["en", "it"])
def test_the_help_sheet_names_every_command_and_fits_eighty_columns(spoken: str) -> None:
    with speaking(spoken):
        check_help_sheet()
        (enter,) = help_lines(make_keymap(KeymapWish())[0], Place.DESK, [("Enter", "x")])[1:2]
        assert enter.split() == ["Invio" if spoken == "it" else "Enter", "x"]


@pytest.mark.parametrize("spoken", ["en", "it"])
@pytest.mark.parametrize("wanted", [IDLE, RUNNING, HELD])
def test_the_key_line_says_at_eighty_columns_how_to_stop_and_how_to_leave(
    wanted: Sequence[Wanted], spoken: str
) -> None:
    with speaking(spoken):
        shown = str(key_line(hints(wanted, make_keymap(KeymapWish())[0]), 80))
        assert len(shown) <= 80
        assert "F1" in shown and "^P" in shown and "^Q" in shown
        assert wanted is IDLE or "F5" in shown


def check_help_sheet() -> None:
    keymap = make_keymap(KeymapWish())[0]
    for place in Place:
        lines = help_lines(keymap, place)
        assert all(len(line) <= 76 for line in lines)
        shown = [
            each for each in commands() if each.place in (Place.EVERYWHERE, place) and each.place is not Place.LIST
        ]
        assert all(any(each.label in line for line in lines) for each in shown)


@pytest.mark.parametrize("scale", [0, 1, 2])
def test_every_figure_is_drawn_on_a_grid_of_one_size(scale: int) -> None:
    for figure in "0123456789":
        rows = drawn(figure, scale).split("\n")
        assert len(rows) == (5 * scale or 3)
        assert {len(row) for row in rows} == {4 * (scale or 1)}


class _Bench(App[None]):
    """A table and a clock on their own."""

    def compose(self) -> ComposeResult:
        yield DiffTable([("one", 5), ("two", None)], id="table")
        yield BlockClock(id="clock")


def _rows(*words: str) -> list[Row]:
    return [(word, (cell(word), cell(word.upper()))) for word in words]


def _shown(table: DiffTable) -> list[str]:
    return [str(cells[0]) for _key, cells in table.rows]


async def test_a_table_takes_rows_in_any_order_and_the_cursor_stays_on_its_row() -> None:
    async with _Bench().run_test() as pilot:
        table = pilot.app.query_one(DiffTable)
        table.show(_rows("a", "b", "c", "d"))
        table.move_cursor(row=2)
        for wanted in ("xcab", "dcba", "c", "abcdef", "fc"):
            table.show(_rows(*wanted))
            await pilot.pause()
            assert _shown(table) == list(wanted)
            assert table.key_at_cursor == "c"
        table.show([])
        assert (table.row_count, table.key_at_cursor) == (0, None)


async def test_a_row_that_changed_is_written_anew_and_a_new_search_points_at_the_first() -> None:
    async with _Bench().run_test() as pilot:
        table = pilot.app.query_one(DiffTable)
        table.show(_rows("a", "b"))
        table.move_cursor(row=1)
        table.show([("a", (cell("a"), cell("new"))), *_rows("b")])
        assert [str(cell) for cell in table.rows[0][1]] == ["a", "new"]
        assert table.key_at_cursor == "b"
        table.point_at_first()
        table.show(_rows("b", "a"))
        assert table.key_at_cursor == "b"
        assert table.cursor_row == 0


async def test_a_tick_of_the_large_clock_draws_only_the_figure_that_changed() -> None:
    async with _Bench().run_test() as pilot:
        clock = pilot.app.query_one(BlockClock)
        clock.show("00:12:04")
        before = [str(place.render()) for place in clock.query(Static)]
        clock.show("00:12:05")
        after = [str(place.render()) for place in clock.query(Static)]
        assert [old == new for old, new in zip(before, after, strict=True)] == [True] * 7 + [False, True]


def test_the_watcher_tells_of_others_changes_and_of_a_new_day_once() -> None:
    told: list[Message] = []
    now = {"version": 1, "day": date(2026, 3, 2)}
    watcher = Watcher(lambda: now["version"], lambda: now["day"], told.append)  # type: ignore[arg-type, return-value]
    watcher.mark(1)
    watcher.take(watcher.look())
    assert told == []
    now["version"] = 2
    watcher.take(watcher.look())
    watcher.take(watcher.look())
    now["day"] += timedelta(days=1)  # type: ignore[operator]
    watcher.take(watcher.look())
    watcher.take(watcher.look())
    assert [message.new_day for message in told if isinstance(message, LedgerChanged)] == [False, True]


def test_the_watcher_complains_once_about_a_store_that_cannot_be_read() -> None:
    told: list[Message] = []

    is_there = False

    def changes() -> int:
        if is_there:
            return 1
        raise StoreUnavailable("the store is gone")

    watcher = Watcher(changes, lambda: NOW.date(), told.append)
    watcher.mark(1)
    watcher.take(watcher.look())
    watcher.take(watcher.look())
    assert [type(message) for message in told] == [LedgerUnreadable]
    # Nothing was changed meanwhile, and the desk has to take its complaint back all the same.
    is_there = True
    watcher.take(watcher.look())
    watcher.take(watcher.look())
    assert [message.is_back for message in told if isinstance(message, LedgerChanged)] == [True]
