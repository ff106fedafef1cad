"""The commands as Textual's bindings."""

from collections.abc import Mapping

from textual.binding import Binding, BindingType

from tui.commands.command import Place
from tui.commands.listing import commands
from tui.keys import LETTER, NO_KEY, Keymap

COMMAND = "command"
"""The one action that carries commands out; its parameters are the command's id and whether a letter was pressed."""


def page_bindings(place: Place = Place.EVERYWHERE) -> list[BindingType]:
    """The bindings of a page. Letters have no priority: a field that has the focus takes them as text."""
    bindings: list[BindingType] = []
    for each in commands():
        if each.place is not place:
            continue
        action, by_letter = f"{COMMAND}('{each.id}')", f"{COMMAND}('{each.id}', True)"
        bindings.append(Binding(each.keys or NO_KEY, action, each.label, show=False, id=each.id, priority=True))
        bindings.append(Binding(each.letters or NO_KEY, by_letter, each.label, show=False, id=each.id + LETTER))
    return bindings


def textual_keymap(keymap: Keymap) -> dict[str, str]:
    """The keymap as Textual takes it, which applies it anew for each key: nothing where no key was changed.

    Else it names every command: one left out would keep its default key beside its new owner.
    """
    given = _by_binding(keymap.keys, keymap.letters)
    usual = _by_binding({each.id: each.keys for each in commands()}, {each.id: each.letters for each in commands()})
    return {} if given == usual else given


def _by_binding(keys: Mapping[str, str], letters: Mapping[str, str]) -> dict[str, str]:
    """The keys of each binding, by its id."""
    named = {each.id: keys.get(each.id, "") or NO_KEY for each in commands()}
    return named | {each.id + LETTER: letters.get(each.id, "") or NO_KEY for each in commands()}
