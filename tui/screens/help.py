"""The help sheet: every key and what it does, from the one list of commands."""

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.widgets import Label, Static

from core.i18n import _
from tui.commands import commands
from tui.screens.question import Question
from tui.text import plain


def help_lines() -> list[str]:
    """The sheet's lines; none is wider than a dialog on 80 columns."""
    rows = [("", _("keys"), _("list"), _("what it does"))]
    rows += [(command.label, command.shown_keys, command.shown_letters, command.help) for command in commands()]
    lines = [f"{label:<9}{keys:<8}{letter:<6}{text}" for label, keys, letter, text in rows]
    lines += [
        "",
        _("Typing searches: name, code, phone, contact, ticket."),
        _("Up and down choose, Enter starts a call. Tab goes to the panels;"),
        _("there the letters act, and j k g G move."),
        "",
        _("Log: CLIENT DURATION [@day] [@time] [#ticket] [+type] [nc] note"),
        "  acme 15 printer jams #4821",
        "  acme 9:00-9:20 @yesterday vpn down",
        "  acme 1h30 +patching @2026-03-02 @14:00",
    ]
    return lines


class Help(Question[None]):
    """All keys; any of Esc, F1, q and Enter closes it."""

    BINDINGS = [Binding("escape,f1,q,enter", "close", show=False)]

    def compose(self) -> ComposeResult:
        """The sheet."""
        with VerticalScroll(classes="dialog sheet"):
            yield Label(plain(_("Keys")), classes="dialog-title", markup=False)
            yield Static(plain("\n".join(help_lines())), markup=False)
            yield Label(plain(_("Esc closes")), classes="dialog-keys", markup=False)

    def action_close(self) -> None:
        """Back to the desk."""
        self.answer(None)
