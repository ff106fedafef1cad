"""Names of keys, how they are shown, and the keys in force. Knows no command and no textual."""

import re
from collections.abc import Mapping
from functools import lru_cache

from core.basics.dataclass import dataclass
from core.basics.i18n import _

NO_KEY = "none"
"""A name that no terminal sends: the binding of a command without a key."""
LETTER = ".letter"
"""What is added to a command's id to name the binding of its letters."""

MOVES: Mapping[str, tuple[str, str]] = {
    "down": ("down", "j"),
    "up": ("up", "k"),
    "page_down": ("pagedown", ""),
    "page_up": ("pageup", ""),
    "top": ("", "g"),
    "bottom": ("", "G"),
}
"""Default keys and letters of the commands that move in a list, by command id."""

_NAMED = frozenset({
    "enter", "escape", "tab", "space", "backspace", "delete", "insert", "home", "end", "pageup", "pagedown", "up",
    "down", "left", "right", "slash", "backslash", "comma", "full_stop", "semicolon", "colon", "question_mark",
    "exclamation_mark", "number_sign", "plus", "minus", "underscore", "equals_sign", "asterisk", "at",
    "less_than_sign", "greater_than_sign", "left_parenthesis", "right_parenthesis", "left_square_bracket",
    "right_square_bracket", "left_curly_bracket", "right_curly_bracket", "apostrophe", "quotation_mark",
    "grave_accent", "tilde", "vertical_line", "ampersand", "percent_sign", "dollar_sign", "circumflex_accent",
})  # fmt: skip
_KEY = re.compile(r"(?:(?:ctrl|alt|shift)\+){0,2}(?P<base>f(?:[1-9]|1[0-9]|2[0-4])|[^\W_]|[a-z_]{2,})")

SAME_IN_A_TERMINAL: Mapping[str, str] = {"ctrl+i": "tab", "ctrl+m": "enter", "ctrl+h": "backspace", "ctrl+j": "enter"}
"""Keys for which a terminal sends the same byte as for another key, and that other key."""

_SHOWN = {
    "slash": "/", "plus": "+", "enter": "Enter", "escape": "Esc", "tab": "Tab", "space": "Space", "pagedown": "PgDn",
    "pageup": "PgUp", "underscore": "_", "less_than_sign": "<", "greater_than_sign": ">", "question_mark": "?",
    "up": "Up", "down": "Down", "left": "Left", "right": "Right", "home": "Home", "end": "End",
}  # fmt: skip


@dataclass(frozen=True)
class Keymap:
    """The keys in force: by command id, key names with commas between them."""

    keys: Mapping[str, str]
    letters: Mapping[str, str]
    preset: str = ""

    def keys_of(self, command_id: str) -> tuple[str, ...]:
        """The keys that act everywhere."""
        return split_keys(self.keys.get(command_id, ""))

    def letters_of(self, command_id: str) -> tuple[str, ...]:
        """The keys that act where a list has the focus."""
        return split_keys(self.letters.get(command_id, ""))


@lru_cache(maxsize=512)
def split_keys(typed: str) -> tuple[str, ...]:
    """The names in a text with commas, each once."""
    return tuple(dict.fromkeys(key.strip() for key in typed.split(",") if key.strip()))


def is_key(name: str) -> bool:
    """Whether a terminal can send a key of this name."""
    match = _KEY.fullmatch(name)
    if match is None:
        return False
    base = match["base"]
    return len(base) == 1 or base in _NAMED or base[1:].isdecimal()


def key_word(sentence: str) -> str:
    """The word after `key: `, which tells translators that a key is named or does it: `void` is a state elsewhere."""
    return sentence.partition(": ")[2]


def key_name(shown: str) -> str:
    """The name of a key in the user's language: `Invio` for `Enter`; the text of any other key unchanged."""
    # The message extractor finds only literal arguments of `_`.
    names = {
        "Enter": _("key: Enter"), "Space": _("key: Space"), "Up": _("key: Up"), "Down": _("key: Down"),
        "Left": _("key: Left"), "Right": _("key: Right"), "Home": _("key: Home"), "End": _("key: End"),
        "PgUp": _("key: PgUp"), "PgDn": _("key: PgDn"),
    }  # fmt: skip
    return "/".join(key_word(names.get(part, f": {part}")) for part in shown.split("/"))


def shown_key(name: str) -> str:
    """A key as a user reads it: `F5`, `Ctrl+T`, `/`."""
    *modifiers, base = name.split("+")
    shown = key_name(_SHOWN.get(base, base.upper() if re.fullmatch(r"f\d+", base) else base))
    if modifiers and len(shown) == 1:
        shown = shown.upper()
    return "+".join([*(modifier.capitalize() for modifier in modifiers), shown])


def short_key(name: str) -> str:
    """A key in the fewest cells: `^P` for Ctrl+P."""
    modifiers, _plus, base = name.rpartition("+")
    return f"^{base.upper()}" if modifiers == "ctrl" and len(base) == 1 else shown_key(name)


def shown_keys(names: tuple[str, ...]) -> str:
    """Several keys as a user reads them."""
    return " ".join(shown_key(name) for name in names)
