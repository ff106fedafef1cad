"""Keys that the configuration moves, and the help sheet."""

import pkgutil
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest
from textual.dom import DOMNode
from textual.widgets import Input, Static

import tui
from core.basics.clock import FakeClock
from core.business import Business
from tests.builders import add_client, days, draft_of, fake_clock, open_business
from tests.tui.driving import client_page, desk_of, desk_on, settings_of, status_of, until, until_screen
from tui.app import DeskApp
from tui.commands import bindings
from tui.commands.keymap import KeymapWish, make_keymap
from tui.commands.listing import commands
from tui.dialogs.help import Help
from tui.dialogs.quick_entry import QuickEntry
from tui.pages.desk import Desk
from tui.widgets.key_line import KeyLine
from tui.widgets.tables import DiffTable


@pytest.fixture
def clock() -> FakeClock:
    return fake_clock()


@pytest.fixture
def business(tmp_path: Path, clock: FakeClock) -> Business:
    opened = open_business(tmp_path, clock)
    acme = add_client(opened, "acme")
    bianchi = add_client(opened, "bianchi")
    opened.entries.post(draft_of(acme, 10, days(-1), note="vpn down", ticket="4821"))
    opened.entries.post(draft_of(acme, 20, note="printer jams", ticket="4821", work_type="remote"))
    opened.entries.post(draft_of(bianchi, 30, note="new laptop", ticket="5"))
    return opened


def kinds_of(kind: type[DOMNode]) -> Iterator[type[DOMNode]]:
    for each in kind.__subclasses__():
        yield each
        yield from kinds_of(each)


def test_keys_that_nobody_changed_are_the_bindings_as_they_are() -> None:
    usual = make_keymap(KeymapWish())[0]
    assert bindings.textual_keymap(usual) == {}
    whole = bindings._by_binding(usual.keys, usual.letters)
    for module in pkgutil.walk_packages(tui.__path__, "tui."):
        import_module(module.name)
    kinds = set(kinds_of(DOMNode))
    assert Desk in kinds and DiffTable in kinds
    for kind in kinds:
        bound = kind._merge_bindings()
        mapped = bound.copy()
        mapped.apply_keymap(whole)
        assert {key: set(each) for key, each in mapped.key_to_bindings.items()} == {
            key: set(each) for key, each in bound.key_to_bindings.items()
        }


def test_a_keymap_with_a_changed_key_names_every_command() -> None:
    moved = bindings.textual_keymap(make_keymap(KeymapWish(letters={"log": "z"}))[0])
    assert moved["log.letter"] == "z" and moved["log"] == "f3"
    assert moved.keys() == {name for each in commands() for name in (each.id, f"{each.id}.letter")}


async def test_a_remapped_key_acts_and_the_old_one_no_longer(business: Business) -> None:
    keymap, troubles = make_keymap(KeymapWish(keys={"log": "f13", "board": ""}, letters={"log": "z"}))
    assert troubles == ()
    app = DeskApp(business, settings=settings_of(keymap))
    async with app.run_test(size=(120, 40)) as pilot:
        await until(pilot, lambda: desk_of(pilot).view)
        await pilot.press("f3", "f7")
        await pilot.pause(0.1)
        assert isinstance(app.screen, Desk)
        assert "F13 log" in str(desk_of(pilot).query_one(KeyLine).render())
        assert "board" not in str(desk_of(pilot).query_one(KeyLine).render())
        await pilot.press("f13")
        await until_screen(pilot, QuickEntry)
        await pilot.press("escape", "tab", "z")
        await until_screen(pilot, QuickEntry)


async def test_a_trouble_of_the_settings_is_told_at_start(business: Business) -> None:
    keymap, troubles = make_keymap(KeymapWish(keys={"fly": "f2"}))
    app = DeskApp(business, settings=settings_of(keymap, *troubles))
    async with app.run_test(size=(120, 40)) as pilot:
        await until(pilot, lambda: "unknown command fly" in status_of(pilot))


async def test_emacs_and_vim_hands_find_their_keys(business: Business) -> None:
    app = DeskApp(business, settings=settings_of(make_keymap(KeymapWish("emacs"))[0]))
    async with app.run_test(size=(120, 40)) as pilot:
        await until(pilot, lambda: desk_of(pilot).view)
        table = desk_of(pilot).query_one("#clients", DiffTable)
        # The first one chooses the first row: before it nobody is meant.
        await pilot.press("ctrl+n", "ctrl+n")
        await until(pilot, lambda: table.cursor_row == 1)
        await pilot.press("ctrl+p")
        await until(pilot, lambda: table.cursor_row == 0)
    app = DeskApp(business, settings=settings_of(make_keymap(KeymapWish("vim"))[0]))
    async with app.run_test(size=(120, 40)) as pilot:
        await until(pilot, lambda: desk_of(pilot).view)
        table = desk_of(pilot).query_one("#clients", DiffTable)
        await pilot.press("escape", "j", "j")
        await until(pilot, lambda: table.has_focus and table.cursor_row == 1)
        await pilot.press("i", *"acm")
        await until(pilot, lambda: desk_of(pilot).query_one("SearchBox", Input).value == "acm")


async def test_help_names_the_page_s_own_commands(business: Business) -> None:
    async with desk_on(business) as pilot:
        await client_page(pilot)
        await pilot.press("f1")
        await until_screen(pilot, Help)
        shown = "".join(str(line.render()) for line in pilot.app.screen.query(Static))
        assert "sell a block to the client" in shown
