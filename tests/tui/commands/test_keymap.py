"""The one list of commands, its presets, and a keymap file that cannot be."""

from pathlib import Path

import pytest

from tui.commands.command import Place
from tui.commands.keymap import PRESETS, KeymapWish, clashes_in, make_keymap
from tui.commands.listing import command_for, commands
from tui.commands.manual import markdown_table
from tui.keys import is_key, shown_key
from tui.settings import read_settings

PAGE = Path(__file__).parents[3] / "docs" / "desk.md"


def test_every_command_has_its_own_id_and_words() -> None:
    ids = [each.id for each in commands()]
    assert len(ids) == len(set(ids))
    assert all(each.label and each.help for each in commands())


def test_the_keys_are_those_of_the_design() -> None:
    keymap = make_keymap(KeymapWish())[0]
    keys = {each.id: (keymap.keys_of(each.id), keymap.letters_of(each.id)) for each in commands()}
    by_key = {key: (command_id, letters) for command_id, (names, letters) in keys.items() for key in names}
    expected = ("search", "log", "hold", "stop", "client", "board", "reports", "proposals", "undo")
    letters = ("slash", "n", "h", "s", "c", "b", "r", "p", "u")
    for number, (command_id, letter) in enumerate(zip(expected, letters, strict=True), start=2):
        assert by_key[f"f{number}"] == (command_id, (letter,))
    assert by_key["f1"][0] == "help"
    assert by_key["ctrl+p"][0] == "palette"
    assert by_key["ctrl+q"][0] == "leave"


@pytest.mark.parametrize("preset", PRESETS)
def test_a_preset_has_no_clash_and_only_keys_that_terminals_send(preset: str) -> None:
    keymap, troubles = make_keymap(KeymapWish(preset))
    assert troubles == ()
    assert clashes_in(keymap) == ()
    assert all(is_key(key) for each in commands() for key in keymap.keys_of(each.id) + keymap.letters_of(each.id))


@pytest.mark.parametrize(
    ("wish", "words"),
    [
        (KeymapWish(preset="wordstar"), "no keymap preset wordstar"),
        (KeymapWish(keys={"fly": "f2"}), "unknown command fly"),
        (KeymapWish(keys={"stop": "f99"}), "unknown key f99"),
        (KeymapWish(keys={"hold": "f6"}), "gives f6 to both hold and client"),
        (KeymapWish(letters={"client.edit": "h"}), "gives h to both hold and client.edit"),
        (KeymapWish(keys={"hold": "z"}), "swallowed while one types"),
        (KeymapWish(keys={"hold": "ctrl+i"}), "cannot tell ctrl+i from tab"),
        (KeymapWish(keys={"leave": ""}), "leave needs a key"),
    ],
)
def test_what_cannot_be_is_told_and_the_default_holds(wish: KeymapWish, words: str) -> None:
    keymap, troubles = make_keymap(wish)
    assert len(troubles) == 1
    assert words in troubles[0]
    assert keymap.keys_of("hold") == ("f4",)
    assert keymap.keys_of("stop") == ("f5",)
    assert keymap.keys_of("leave") == ("ctrl+q",)


def test_letters_of_different_pages_do_not_clash() -> None:
    assert make_keymap(KeymapWish(letters={"client.edit": "o"}))[1] == ()


def test_a_key_is_moved_shared_out_or_taken_away() -> None:
    wish = KeymapWish(keys={"stop": "f5, ctrl+s", "undo": ""}, letters={"hold": "z"})
    keymap, troubles = make_keymap(wish)
    assert troubles == ()
    assert keymap.keys_of("stop") == ("f5", "ctrl+s")
    assert keymap.keys_of("undo") == ()
    found = command_for(keymap, "z", Place.EVERYWHERE, in_list=True)
    assert found is not None
    assert found.id == "hold"
    assert command_for(keymap, "z", Place.EVERYWHERE, in_list=False) is None


def test_keys_are_shown_as_a_user_reads_them() -> None:
    assert [shown_key(name) for name in ("f5", "ctrl+t", "slash", "G", "pagedown")] == [
        "F5",
        "Ctrl+T",
        "/",
        "G",
        "PgDn",
    ]


def test_settings_are_read_and_what_is_wrong_is_told(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text(
        'language = "it"\ntheme = 3\nfoo = 1\n[keys]\nstop = "f13"\n[letters]\nclient.edit = "x"\nhold = 4\n'
    )
    settings = read_settings(path)
    assert settings.language == "it"
    assert settings.keymap.keys_of("stop") == ("f13",)
    assert settings.keymap.letters_of("client.edit") == ("x",)
    assert len(settings.troubles) == 3


@pytest.mark.parametrize("content", [b"keys = [", b"\xff\xfe", b"[keys"])
def test_settings_that_cannot_be_read_leave_the_defaults(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "config.toml"
    path.write_bytes(content)
    settings = read_settings(path)
    assert len(settings.troubles) == 1
    assert str(path) in settings.troubles[0]
    assert settings.keymap.keys_of("stop") == ("f5",)


def test_no_settings_are_no_trouble(tmp_path: Path) -> None:
    assert read_settings(tmp_path / "none.toml").troubles == ()


def test_the_manual_shows_the_table_in_force() -> None:
    assert markdown_table(make_keymap(KeymapWish())[0]) in PAGE.read_text(encoding="utf-8")


def test_the_names_of_keys_are_textual_s_own() -> None:
    from textual.keys import Keys

    known = {key.value for key in Keys}
    for each in commands():
        for key in (*each.keys.split(","), *each.letters.split(",")):
            assert key == "" or len(key) == 1 or key in known or key in ("slash", "plus") or each.place is Place.LIST, (
                key
            )
