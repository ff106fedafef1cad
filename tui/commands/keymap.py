"""The keymap in force: presets, the user's wishes, and what is wrong with them."""

from collections.abc import Mapping

from core.basics.dataclass import dataclass, field, replace
from core.basics.i18n import _
from tui.commands.command import Place
from tui.commands.listing import commands
from tui.keys import SAME_IN_A_TERMINAL, Keymap, is_key, split_keys


@dataclass(frozen=True)
class KeymapWish:
    """What the configuration says of keys: a preset, and keys by command id; an empty text takes a key away."""

    preset: str = ""
    keys: Mapping[str, str] = field(default_factory=dict)
    letters: Mapping[str, str] = field(default_factory=dict)


PRESETS: Mapping[str, KeymapWish] = {
    "": KeymapWish(),
    "vim": KeymapWish(
        letters={"page_down": "ctrl+d", "page_up": "ctrl+u", "search": "slash,i"},
    ),
    "emacs": KeymapWish(
        keys={
            "down": "down,ctrl+n",
            "up": "up,ctrl+p",
            "page_down": "pagedown,ctrl+v",
            "page_up": "pageup,alt+v",
            "palette": "alt+x",
            "correct.last": "ctrl+l",
            "search": "f2,ctrl+s",
            "undo": "f10,ctrl+underscore",
            "call.note": "alt+n",
            "call.edit": "alt+e",
        },
        letters={"down": "j,ctrl+n", "up": "k,ctrl+p", "page_down": "ctrl+v", "page_up": "alt+v"},
    ),
}

_NEEDED = ("leave", "palette", "help", "stop")


def make_keymap(wish: KeymapWish) -> tuple[Keymap, tuple[str, ...]]:
    """Make the keymap for a wish. Also returns one sentence for each part that is wrong, which keeps its default."""
    troubles: list[str] = []
    preset = PRESETS.get(wish.preset)
    if preset is None:
        known = ", ".join(name for name in PRESETS if name)
        troubles.append(
            _("there is no keymap preset {name}; write one of: {known}").format(name=wish.preset, known=known)
        )
        wish, preset = replace(wish, preset=""), PRESETS[""]
    base = Keymap(
        {found.id: preset.keys.get(found.id, found.keys) for found in commands()},
        {found.id: preset.letters.get(found.id, found.letters) for found in commands()},
        wish.preset,
    )
    keys, letters = dict(base.keys), dict(base.letters)
    for table, mine in ((wish.keys, keys), (wish.letters, letters)):
        for command_id, typed in table.items():
            trouble = _trouble_of(command_id, typed)
            if trouble:
                troubles.append(trouble)
            else:
                mine[command_id] = ",".join(split_keys(typed))
    if (keys, letters) == (base.keys, base.letters):
        # A test looks for clashes in what the program brings.
        return base, tuple(troubles)
    keymap = Keymap(keys, letters, wish.preset)
    clashes = clashes_in(keymap)
    if not clashes:
        return keymap, tuple(troubles)
    return base, (*troubles, *clashes)


def _trouble_of(command_id: str, typed: str) -> str:
    if command_id not in {found.id for found in commands()}:
        return _("the keymap names the unknown command {name}; list them: monteore keys").format(name=command_id)
    for key in split_keys(typed):
        if not is_key(key):
            return _("the keymap gives {name} the unknown key {key}; write one such as f5, ctrl+s or x").format(
                name=command_id, key=key
            )
        if key in SAME_IN_A_TERMINAL:
            return _("a terminal cannot tell {key} from {other}; give {name} another key").format(
                name=command_id, key=key, other=SAME_IN_A_TERMINAL[key]
            )
    if not typed.strip() and command_id in _NEEDED:
        return _("{name} needs a key; give it one, or leave it out of the keymap").format(name=command_id)
    return ""


def clashes_in(keymap: Keymap) -> tuple[str, ...]:
    """Two commands on one key where both could act."""
    found: list[str] = []
    sentence = _("the keymap gives {key} to both {one} and {other}; give one of them another key")
    for is_letter, lookup in ((False, keymap.keys_of), (True, keymap.letters_of)):
        owners: dict[tuple[str, str], str] = {}
        for each in commands():
            shared = each.place in (Place.EVERYWHERE, Place.LIST)
            places = [place.value for place in Place] if shared else [each.place.value]
            for key in lookup(each.id):
                for other in dict.fromkeys(owners[key, place] for place in places if (key, place) in owners):
                    found.append(sentence.format(key=key, one=other, other=each.id))
                owners.update({(key, place): each.id for place in places})
                if not is_letter and len(key) == 1:
                    found.append(
                        _("{key} alone would be swallowed while one types; put {name} under [letters]").format(
                            key=key, name=each.id
                        )
                    )
    keyed = [(key, each.id) for each in commands() for key in keymap.keys_of(each.id)]
    for lettered in commands():
        letters = keymap.letters_of(lettered.id)
        for key, command_id in keyed if letters else ():
            if key in letters and command_id != lettered.id:
                found.append(sentence.format(key=key, one=command_id, other=lettered.id))
    return tuple(dict.fromkeys(found))
