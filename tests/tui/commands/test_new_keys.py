"""The keys of the desk's newer commands stay clear of those that text fields and the presets take."""

import pytest
from textual.binding import Binding
from textual.widgets import Input

from tui.commands.keymap import PRESETS, KeymapWish, make_keymap
from tui.commands.listing import commands
from tui.dialogs.confirm import Confirm
from tui.dialogs.form import Form
from tui.dialogs.log_lines import LogLines
from tui.dialogs.wrap_up import WrapUp
from tui.pages.desk import Desk

NEW = {f"ctrl+{letter}" for letter in "eglnorsty"}
END_OF_LINE = "ctrl+e"
"""The one key that is taken from text fields; End stays."""


def keys_of(kind: type) -> set[str]:
    """The keys that a widget or a screen binds."""
    found = [each for each in kind.BINDINGS if isinstance(each, Binding)]  # type: ignore[attr-defined]
    return {key.strip() for each in found for key in each.key.split(",")}


def test_no_new_key_but_one_is_a_key_of_text_fields() -> None:
    assert NEW & keys_of(Input) == {END_OF_LINE}


@pytest.mark.parametrize("preset", PRESETS)
def test_a_preset_gives_no_key_twice_and_keeps_the_way_to_mend_the_last_entry(preset: str) -> None:
    keymap, troubles = make_keymap(KeymapWish(preset))
    assert troubles == ()
    taken = [key for each in commands() for key in keymap.keys_of(each.id)]
    assert len(taken) == len(set(taken))
    assert keymap.keys_of("correct.last") == ("ctrl+l",)


def test_refresh_leaves_its_key_to_calls_that_are_not_for_me() -> None:
    keymap = make_keymap(KeymapWish())[0]
    assert all("ctrl+r" not in keymap.keys_of(each.id) for each in commands() if each.id == "refresh")


@pytest.mark.parametrize("dialog", [Confirm, Form, LogLines, WrapUp])
def test_a_dialog_takes_none_of_the_keys_that_a_text_field_needs(dialog: type) -> None:
    editing = {"ctrl+a", "ctrl+d", "ctrl+k", "ctrl+u", "ctrl+w", "ctrl+x", "ctrl+v", "home", "end", "left"}
    assert not keys_of(dialog) & editing
    assert not keys_of(Desk) & editing
