"""The lines of the help sheet: every key and what it does, made from the list of commands."""

import textwrap
from collections.abc import Sequence

from core.basics.i18n import _
from tui.commands.command import Place
from tui.commands.listing import commands
from tui.keys import Keymap, key_name, shown_keys

WIDTH = 76
"""Cells of a dialog's line on a terminal of 80 columns."""


def help_lines(
    keymap: Keymap, place: Place, here: Sequence[tuple[str, str]] = (), title: str = "", room: int = WIDTH
) -> list[str]:
    """The sheet's lines, none of them wider than `room` cells. This page's own commands stand first.

    Before all of them stand the keys that act `here`, with what they do: those of the sheet or list with the focus, which
    is named in `title`.
    """
    order = [each for each in commands() if each.place is place is not Place.EVERYWHERE]
    order += [each for each in commands() if each.place is Place.EVERYWHERE]
    rows = [("", _("keys"), _("list"), _("what it does"))]
    rows += [
        (each.label, shown_keys(keymap.keys_of(each.id)), shown_keys(keymap.letters_of(each.id)), each.help)
        for each in order
    ]
    widths = [max(len(row[column]) for row in rows) + 2 for column in range(3)]
    here = [(key_name(key), words) for key, words in here]
    width = max((len(key) for key, _words in here), default=0) + 2
    lines = [title or _("what acts here now"), *(f"  {key:<{width}}{words}" for key, words in here), ""] if here else []
    for row in rows:
        head = "".join(cell.ljust(width) for cell, width in zip(row, widths, strict=False))
        # A longer sentence goes on below itself: nothing is cut.
        first, *rest = textwrap.wrap(row[3], room - len(head)) or [""]
        lines += [head + first, *(" " * len(head) + words for words in rest)]
    moves = [shown_keys(keymap.letters_of(name)) for name in ("down", "up", "top", "bottom")]
    lines += [
        "",
        _("Typing searches: name, code, phone, contact, ticket."),
        _("Up and down choose, Enter starts a call. Tab goes to the panels;"),
        _("there the letters act, and {letters} move.").format(letters=" ".join(moves)),
        "",
        _("Log: CLIENT DURATION [@day] [@time] [#ticket] [+type] [nc] note"),
        "  acme 15 printer jams #4821",
        "  acme 9:00-9:20 @yesterday vpn down",
        "  acme 1h30 +patching @2026-03-02 @14:00",
    ]
    return lines
