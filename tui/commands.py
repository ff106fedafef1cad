"""Every command once: its id, keys, words and help. Bindings, footer, palette and help sheet are read from here."""

from dataclasses import dataclass

from textual.binding import Binding, BindingType

from core.i18n import _
from core.views import CallView


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

    @property
    def shown_keys(self) -> str:
        """The keys as a user reads them."""
        return self.keys.upper().replace("CTRL+", "Ctrl+")

    @property
    def shown_letters(self) -> str:
        """The letters as a user reads them."""
        return {"slash": "/"}.get(self.letters, self.letters)

    def binding(self) -> Binding:
        """The key binding that acts everywhere."""
        return Binding(
            self.keys, self.action, self.label, show=self.in_footer, id=self.id, tooltip=self.help, priority=True
        )


@dataclass(frozen=True, slots=True)
class Situation:
    """What decides whether a command can act now."""

    own_calls: tuple[CallView, ...] = ()
    has_client: bool = False
    has_own_entry: bool = False


def commands() -> tuple[Command, ...]:
    """All commands, in the order in which they are shown."""
    return (
        Command("help", "f1", _("Help"), _("Show every key and what it does.")),
        Command("search", "f2", _("Search"), _("Go back to the search box from anywhere."), "slash"),
        Command("quick_entry", "f3", _("Log"), _("Log finished work in one line, with a preview."), "n"),
        Command("hold", "f4", _("Hold"), _("Hold the running call, or resume the held one."), "h"),
        Command("stop", "f5", _("Stop"), _("Stop and wrap up; Enter saves, Esc goes back."), "e"),
        Command("undo", "f10", _("Undo"), _("Void my last entry, after y."), "u"),
        Command("start", "ctrl+n", _("Start"), _("Start a call with the highlighted client."), "s", in_footer=False),
        Command(
            "switch", "ctrl+t", _("Switch"), _("Resume the held call, hold the running one."), "w", in_footer=False
        ),
        Command("refresh", "ctrl+r", _("Refresh"), _("Read everything again."), in_footer=False),
        Command("palette", "ctrl+p", _("Palette"), _("Find a command by name.")),
        Command("leave", "ctrl+q", _("Quit"), _("Leave; a running call keeps running.")),
    )


def why_not(command_id: str, now: Situation) -> str:
    """Why a command cannot act now; empty where it can."""
    if command_id in ("hold", "stop") and not now.own_calls:
        return _("no call is running: type a client and press Enter")
    if command_id == "switch" and len(now.own_calls) < 2:
        return _("there are not two calls to switch between")
    if command_id == "start" and not now.has_client:
        return _("no client found: type less, or add one with monteore client add")
    if command_id == "undo" and not now.has_own_entry:
        return _("there is no entry of yours to undo")
    return ""


def command_for_key(key: str, *, in_list: bool) -> Command | None:
    """The command that a key means; letters mean one only where a list has the focus."""
    for command in commands():
        if key == command.keys or (in_list and key == command.letters):
            return command
    return None


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
