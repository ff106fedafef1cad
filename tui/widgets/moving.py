"""Bindings of movement for a widget that is a list: keys and letters follow the keymap, like those of commands."""

from textual.binding import Binding, BindingType

from tui.keys import LETTER, MOVES, NO_KEY


def move_bindings(actions: dict[str, str], *, letters: bool) -> list[BindingType]:
    """Bind the commands of movement that `actions` names to the widget's actions; with `letters`, their letters too."""
    bindings: list[BindingType] = []
    for name, (keys, lettered) in MOVES.items():
        if name in actions:
            bindings.append(Binding(keys or NO_KEY, actions[name], show=False, id=name))
            if letters:
                bindings.append(Binding(lettered or NO_KEY, actions[name], show=False, id=name + LETTER))
    return bindings
