"""The commands as Textual's bindings, and whether one can act now. The list itself is core.keymap's."""

from dataclasses import dataclass

from textual.binding import Binding, BindingType

from core.basics.i18n import _
from core.queries.views import CallView
from tui.commands.keymap import Command, Keymap, Place, command, commands

NO_KEY = "none"
_LETTER = ".letter"


@dataclass(frozen=True, slots=True)
class Situation:
    """What decides whether a command can act now."""

    own_calls: tuple[CallView, ...] = ()
    has_client: bool = False
    has_own_entry: bool = False


def why_not(command_id: str, now: Situation) -> str:
    """Why a command cannot act now; empty where it can."""
    if command_id in ("hold", "stop", "cancel") and not now.own_calls:
        return _("no call is running: type a client and press Enter")
    if command_id == "switch" and len(now.own_calls) < 2:
        return _("there are not two calls to switch between")
    if (command_id == "start" or command(command_id).place is Place.CLIENT or command_id == "client") and (
        not now.has_client
    ):
        return _("no client is chosen: type less, or press Esc to see them all")
    if command_id == "undo" and not now.has_own_entry:
        return _("there is no entry of yours to undo")
    return ""


def page_bindings(place: Place = Place.EVERYWHERE) -> list[BindingType]:
    """The bindings of a page. Letters have no priority: a field that has the focus takes them as text."""
    bindings: list[BindingType] = []
    for each in commands():
        if each.place is not place:
            continue
        bindings.append(Binding(each.keys or NO_KEY, each.action, each.label, show=False, id=each.id, priority=True))
        action = "find_here" if each.id == "search" else each.action
        bindings.append(Binding(each.letters or NO_KEY, action, each.label, show=False, id=each.id + _LETTER))
    return bindings


def move_bindings(actions: dict[str, str], *, letters: bool) -> list[BindingType]:
    """The bindings of movement for a widget, by what carries each out there."""
    bindings: list[BindingType] = []
    for each in commands():
        if each.place is Place.LIST and each.id in actions:
            bindings.append(Binding(each.keys or NO_KEY, actions[each.id], each.label, show=False, id=each.id))
            if letters:
                names = each.letters or NO_KEY
                bindings.append(Binding(names, actions[each.id], each.label, show=False, id=each.id + _LETTER))
    return bindings


def textual_keymap(keymap: Keymap) -> dict[str, str]:
    """The keymap as Textual takes it. Every command is named: what is left out would keep a key that another took over."""
    named = {each.id: keymap.keys.get(each.id, "") or NO_KEY for each in commands()}
    lettered = {each.id + _LETTER: keymap.letters.get(each.id, "") or NO_KEY for each in commands()}
    return named | lettered


def offered(place: Place) -> tuple[Command, ...]:
    """The commands that the palette offers: the page's own first, then those that act everywhere, then other pages'."""
    found = [each for each in commands() if each.id != "palette" and each.place is not Place.LIST]
    order = (place, Place.EVERYWHERE)
    return tuple(sorted(found, key=lambda each: order.index(each.place) if each.place in order else len(order)))


_BELONGS_TO_A_ROW = frozenset({"client.void", "client.correct"})
_PAGES = {Place.CLIENT: "client", Place.TICKETS: "ticket", Place.PROPOSALS: "proposals"}


def elsewhere(command_id: str, place: Place) -> str:
    """The command that opens the page on which another one acts; empty where it acts on this page too.

    What is done to a client can be done wherever one is meant; an entry or a proposal must be pointed at.
    """
    wanted = command(command_id)
    acts_here = wanted.place in (Place.EVERYWHERE, Place.LIST, place)
    if acts_here or (wanted.place is Place.CLIENT and command_id not in _BELONGS_TO_A_ROW):
        return ""
    return _PAGES[wanted.place]
