"""The app around the desk: theme, focus that survives alt-tab, hang-up, the terminal's title, failures kept off screen."""

import os
from typing import TYPE_CHECKING

from textual import events
from textual.app import App
from textual.screen import Screen

from core.text import visible_text
from tui.hangup import HangUp
from tui.palette import DeskCommands
from tui.screens.desk import Desk
from tui.themes import THEMES, NoColour, choose_theme, has_title

if TYPE_CHECKING:
    from core.ledger import Ledger


class DeskApp(App[int]):
    """Monteore's desk on one ledger."""

    CSS_PATH = "app.tcss"
    TITLE = "Monteore"
    ENABLE_COMMAND_PALETTE = True
    COMMANDS = {DeskCommands}
    HORIZONTAL_BREAKPOINTS = [(0, "-tiny"), (80, "-narrow"), (110, "-wide"), (160, "-huge")]
    VERTICAL_BREAKPOINTS = [(0, "-tiny-tall"), (24, "-short"), (32, "-tall"), (50, "-towering")]

    def __init__(self, ledger: "Ledger", *, demo: bool = False) -> None:
        super().__init__()
        self.ledger = ledger
        self.demo = demo
        self.failure: BaseException | None = None
        for theme in THEMES:
            self.register_theme(theme)
        self.theme = choose_theme(os.environ)
        self._shown_title = ""
        if os.environ.get("NO_COLOR"):
            # Textual's own answer to NO_COLOR is grey; the wish is none.
            self._filters.append(NoColour())
            self.add_class("-no-color")

    def get_default_screen(self) -> Screen[None]:
        """The desk."""
        return Desk(self.ledger, demo=self.demo)

    def on_mount(self) -> None:
        """Watch the terminal once it is there."""
        if not self.is_headless:
            HangUp(self).install()

    def on_app_blur(self, event: events.AppBlur) -> None:
        """Looking at another window repaints nothing and keeps the focus."""
        event.prevent_default()

    def on_app_focus(self, event: events.AppFocus) -> None:
        """Coming back repaints nothing."""
        event.prevent_default()

    @property
    def has_title(self) -> bool:
        """Whether the terminal's title was taken."""
        return bool(self._shown_title)

    def show_title(self, text: str) -> None:
        """Set the terminal's own title, through the driver, sanitised."""
        title = visible_text(text)[:80]
        if title != self._shown_title and self._driver is not None and not self.is_headless and has_title(os.environ):
            if not self._shown_title:
                self._driver.write("\x1b[22;0t")
            self._shown_title = title
            self._driver.write(f"\x1b]0;{title}\x07")

    def _handle_exception(self, error: Exception) -> None:
        """Keep the failure for the log: Textual would print a traceback with every local value."""
        self.failure = error
        if self.is_headless:
            super()._handle_exception(error)
        else:
            self._return_code = 1
            self._close_messages_no_wait()
