"""Every command once: its id, keys, words and help. Bindings, footer, palette and help sheet are read from here."""

from dataclasses import dataclass

from textual.binding import Binding, BindingType

from core.i18n import _


@dataclass(frozen=True, slots=True)
class Command:
    """A command of the desk. `letters` act where a list has the focus; `keys` act everywhere."""

    id: str
    keys: str
    label: str
    help: str
    letters: str = ""
    in_footer: bool = True

    @property
    def action(self) -> str:
        """The action's name on the desk."""
        return self.id.replace(".", "_")

    def binding(self) -> Binding:
        """The key binding that acts everywhere."""
        return Binding(
            self.keys, self.action, self.label, show=self.in_footer, id=self.id, tooltip=self.help, priority=True
        )


def commands() -> tuple[Command, ...]:
    """All commands, in the order in which they are shown."""
    return (
        Command("help", "f1", _("Help"), _("Show every key and what it does.")),
        Command("search", "f2", _("Search"), _("Go back to the search box from anywhere."), "slash"),
        Command("quick_entry", "f3", _("Log"), _("Log finished work in one line, with a preview."), "n"),
        Command("hold", "f4", _("Hold"), _("Put the running call on hold, or resume the held one."), "h"),
        Command("stop", "f5", _("Stop"), _("Stop the call: note, ticket and type; Enter saves, Esc goes back."), "e"),
        Command("undo", "f10", _("Undo"), _("Void my last entry, after y."), "u"),
        Command("start", "ctrl+n", _("Start"), _("Start a call with the highlighted client."), "s", in_footer=False),
        Command(
            "switch", "ctrl+t", _("Switch"), _("Run the held call and hold the running one."), "w", in_footer=False
        ),
        Command("refresh", "ctrl+r", _("Refresh"), _("Read everything again."), "", in_footer=False),
        Command("palette", "ctrl+p", _("Palette"), _("Find a command by name.")),
        Command("leave", "ctrl+q", _("Quit"), _("Leave; a running call keeps running.")),
    )


def bindings() -> list[BindingType]:
    """The bindings of the desk."""
    return [command.binding() for command in commands()]


def letter_bindings() -> list[BindingType]:
    """The letters that act where a list has the focus."""
    return [
        Binding(command.letters, f"screen.{command.action}", command.label, show=False)
        for command in commands()
        if command.letters
    ]
