"""The commands as Textual's bindings."""

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
    """The keymap as Textual takes it. It names every command: one left out would keep its default key beside its new owner."""
    named = {each.id: keymap.keys.get(each.id, "") or NO_KEY for each in commands()}
    lettered = {each.id + LETTER: keymap.letters.get(each.id, "") or NO_KEY for each in commands()}
    return named | lettered
