"""What a form asks in its last row before it saves."""

from textual import events
from textual.binding import Binding
from textual.widgets import Static

from core.basics.dataclass import dataclass
from core.basics.i18n import _


@dataclass(frozen=True)
class Asked:
    """A question that a form asks in its last row before it saves; `lines` replace what it says that saving will do."""

    question: str
    lines: tuple[str, ...] = ()


class AskLine(Static):
    """The question of a form, in its last row: y answers yes, n and Esc no, Enter nothing."""

    can_focus = True
    BINDINGS = [
        Binding("y", "screen.say(True)", show=False),
        Binding("n,escape", "screen.say(False)", show=False),
    ]

    def __init__(self) -> None:
        super().__init__("", id="asked", markup=False)
        self.display = False

    async def on_key(self, event: events.Key) -> None:
        """Accept the first letter of "yes" in the user's language too."""
        if event.character and event.character == _("yes")[0]:
            event.stop()
            await self.run_action("screen.say(True)")
