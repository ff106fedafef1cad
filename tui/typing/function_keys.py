"""The sequences of function keys: PuTTY's keyboard modes, rxvt, the Linux console, GNU screen, tmux, xterm.

Sources: PuTTY's `format_function_key`, the terminfo entries linux, rxvt, screen, tmux and putty, xterm's control sequences.
"""

from collections.abc import Mapping
from itertools import product

_TILDE = (11, 12, 13, 14, 15, 17, 18, 19, 20, 21, 23, 24)
_TILDE_SHIFTED = (25, 26, 28, 29, 31, 32, 33, 34)
_SCO = "MNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz@[\\]^_`{"
_SCO_MODIFIERS = ("", "shift+", "ctrl+", "ctrl+shift+")
_MODIFIERS = {
    2: "shift+",
    3: "alt+",
    4: "alt+shift+",
    5: "ctrl+",
    6: "ctrl+shift+",
    7: "alt+ctrl+",
    8: "alt+ctrl+shift+",
}


def function_keys(term: str) -> Mapping[str, str]:
    """The key of each sequence that can mean one key only, for a terminal of the type `term`.

    PuTTY sends for Shift+F1 and Shift+F2 what it sends for F11 and F12; those cannot be told apart.
    """
    keys: dict[str, str] = {}
    # The Linux console numbers the shifted keys from F1 on; PuTTY and rxvt give Shift+F1 and Shift+F2 the codes of F11, F12.
    first_shifted = 1 if term.startswith("linux") else 3
    for number, code in enumerate(_TILDE, start=1):
        keys[f"\x1b[{code}~"] = f"f{number}"
        keys[f"\x1b[{code}^"] = f"ctrl+f{number}"
        keys[f"\x1b[{code}$"] = f"shift+f{number}"
        keys[f"\x1b[{code}@"] = f"ctrl+shift+f{number}"
    for number, code in enumerate(_TILDE_SHIFTED, start=first_shifted):
        keys[f"\x1b[{code}~"] = f"shift+f{number}"
        keys[f"\x1b[{code}^"] = f"ctrl+shift+f{number}"
    for (modifier, name), (number, code) in product(_MODIFIERS.items(), enumerate(_TILDE, start=1)):
        keys[f"\x1b[{code};{modifier}~"] = f"{name}f{number}"
    for number, letter in enumerate("ABCDE", start=1):
        keys[f"\x1b[[{letter}"] = f"f{number}"
    # PuTTY's VT100+ goes on with the letters after S.
    for number, letter in enumerate("PQRSTUVWXYZ[", start=1):
        keys[f"\x1bO{letter}"] = f"f{number}"
    for number, letter in enumerate("PQRS", start=1):
        for modifier, name in _MODIFIERS.items():
            keys[f"\x1b[1;{modifier}{letter}"] = f"{name}f{number}"
            keys[f"\x1bO{modifier}{letter}"] = f"{name}f{number}"
    return keys


def sco_keys() -> Mapping[str, str]:
    """The keys of PuTTY's SCO mode, with those whose sequences mean another key elsewhere."""
    places = list(enumerate(_SCO))
    keys = {f"\x1b[{letter}": f"{_SCO_MODIFIERS[place // 12]}f{place % 12 + 1}" for place, letter in places}
    # `Esc [ [` begins a key of the Linux console, `Esc [ Z` is Shift+Tab everywhere.
    del keys["\x1b[["], keys["\x1b[Z"]
    return keys | {"\x1b[I": "pageup", "\x1b[G": "pagedown", "\x1b[L": "insert"}


SCO_ONLY = frozenset(f"\x1b[{letter}" for letter in "MNTUVWXY")
"""Sequences that no other keyboard sends. `Esc [ O`, SCO's F3, elsewhere says that the window lost the focus."""
SCO_UNLESS_KITTY = frozenset(f"\x1b[{letter}" for letter in "PQRS")
"""SCO's F4 to F7, the Kitty protocol's F1 to F4; under that protocol letters too arrive as sequences."""
