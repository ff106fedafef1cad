"""The line of keys."""

import pytest

from tui.commands.footer import HELD, IDLE, IN_DIALOGS, RUNNING, hints, in_words
from tui.commands.keymap import KeymapWish, make_keymap
from tui.keys import short_key
from tui.widgets.key_line import KeyHint, key_line


@pytest.mark.parametrize("width", [40, 80, 100, 120, 200])
def test_a_word_is_left_out_whole_before_the_line_outgrows_its_width(width: int) -> None:
    shown = [KeyHint(f"F{number}", "Wörtlich", number) for number in range(1, 13)]
    line = key_line(shown, width)
    assert line.cell_length <= width
    assert str(line).count("Wörtlich") == str(line).count("F")
    assert "F1 " in str(line)


def test_what_is_wanted_least_is_left_out_first_and_the_way_out_stays() -> None:
    shown = [KeyHint("F5", "stop"), KeyHint("F7", "board", 2), KeyHint("F6", "client", 1), KeyHint("^Q", "quit")]
    assert str(key_line(shown, 80)) == " F5 stop  F7 board  F6 client  ^Q quit"
    assert str(key_line(shown, 30)) == " F5 stop  F6 client  ^Q quit"
    assert str(key_line(shown, 20)) == " F5 stop  ^Q quit"


@pytest.mark.parametrize(("wanted", "first"), [(IDLE, " Enter call  F3 log"), (RUNNING, " F5 stop  F4 hold")])
def test_the_line_names_what_acts_now_with_the_keys_in_force(wanted, first: str) -> None:  # type: ignore[no-untyped-def]
    keymap = make_keymap(KeymapWish())[0]
    line = str(key_line(hints(wanted, keymap), 80))
    assert line.startswith(first)
    assert line.endswith("F1 help  ^P all  ^Q quit")
    moved = make_keymap(KeymapWish(keys={"log": "ctrl+b"}))[0]
    assert "^B log" in str(key_line(hints(wanted, moved), 80))


def test_f4_resumes_a_held_call() -> None:
    assert str(key_line(hints(HELD, make_keymap(KeymapWish())[0]), 80)).startswith(" F4 resume  F5 stop")


def test_a_key_takes_as_few_cells_as_can_be_read() -> None:
    assert [short_key(key) for key in ("ctrl+p", "f5", "ctrl+f12", "slash")] == ["^P", "F5", "Ctrl+F12", "/"]


def test_a_dialog_names_what_acts_over_it_with_the_keys_in_force() -> None:
    own = [KeyHint("Enter", "save"), KeyHint("Esc", "back")]
    for wish, palette in ((KeymapWish(), "^P"), (KeymapWish("emacs"), "Alt+X")):
        over = hints(IN_DIALOGS, make_keymap(wish)[0])
        assert str(key_line([*own, *over], 80)) == f" Enter save  Esc back  F2 find  F1 help  {palette} all"
        assert str(key_line([*own, *over], 23)) == " Enter save  Esc back"


def test_the_help_sheet_names_a_key_once() -> None:
    rows = dict(in_words(IDLE, make_keymap(KeymapWish())[0]))
    assert rows["Enter"] and "Enter" not in rows["Enter"]
