"""The help sheet: every key and what it does, from the one list of commands."""

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Label, Static

from core.i18n import _
from tui.commands import commands
from tui.text import plain


def help_lines() -> list[str]:
    """The sheet's lines."""
    letters = {"slash": "/"}
    rows = [("", _("keys"), _("in a list"), _("what it does"))]
    for command in commands():
        letter = letters.get(command.letters, command.letters)
        rows.append((command.label, command.keys.upper().replace("CTRL+", "Ctrl+"), letter, command.help))
    lines = [f"{label:<10} {keys:<8} {letter:<10} {text}" for label, keys, letter, text in rows]
    lines += [
        "",
        _("Typing goes to the search box: name, code, phone, contact, ticket; accents and typos are forgiven."),
        _("Enter on a client starts a call. Up and down choose; in a list j k g G move."),
        "",
        _("Quick entry: CLIENT DURATION [@day] [@time] [#ticket] [+type] [nc] note"),
        "  acme 15 printer jams #4821",
        "  acme 9:00-9:20 @yesterday vpn down",
        "  acme 1h30 +patching @2026-03-02 @14:00",
    ]
    return lines


class Help(ModalScreen[None]):
    """All keys; any of Esc, F1, q and Enter closes it."""

    BINDINGS = [Binding("escape,f1,q,enter", "dismiss", show=False)]

    def compose(self) -> ComposeResult:
        """The sheet."""
        with VerticalScroll(classes="dialog sheet"):
            yield Label(plain(_("Keys")), classes="dialog-title", markup=False)
            yield Static(plain("\n".join(help_lines())), markup=False)
            yield Label(plain(_("Esc closes")), classes="dialog-keys", markup=False)
