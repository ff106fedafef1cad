"""The key table of the manual, made from the list of commands."""

from core.basics.i18n import _
from tui.commands.command import Place
from tui.commands.listing import commands
from tui.keys import Keymap, shown_keys


def _places() -> dict[Place, str]:
    """The pages and lists in which commands act, in brackets."""
    return {
        Place.CLIENT: _("(client page)"),
        Place.TICKETS: _("(tickets)"),
        Place.PROPOSALS: _("(proposals)"),
        Place.REPORTS: _("(reports)"),
        Place.PHONE: _("(phone calls)"),
        Place.DAY: _("(my day)"),
        Place.DESK: _("(today's list)"),
    }


def place_label(place: Place) -> str:
    """Where a command acts, in words."""
    words = {Place.EVERYWHERE: _("everywhere"), Place.LIST: _("in lists")}
    return words.get(place) or _places()[place].strip("()")


def markdown_table(keymap: Keymap) -> str:
    """The commands as a Markdown table; Enter and Esc, which are not commands, stand first."""
    lines = [
        f"| {_('key')} | {_('in a list')} | {_('command')} | {_('does')} |",
        "| --- | --- | --- | --- |",
        f"| Enter | Enter | | {_('on a client: start a call')} |",
        f"| Esc | Esc | | {_('empty the search box; close a page or a question')} |",
    ]
    for each in commands():
        letters = " ".join(f"`{key}`" for key in shown_keys(keymap.letters_of(each.id)).split())
        place = _places().get(each.place, "")
        where = f" {place}" if place else ""
        lines.append(f"| {shown_keys(keymap.keys_of(each.id))} | {letters} | `{each.id}` | {each.help}{where} |")
    return "\n".join(lines)
