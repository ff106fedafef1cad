"""The app around the pages: settings, theme, focus that survives alt-tab, hang-up, the terminal's title, failures."""

import os
import sys
from typing import TYPE_CHECKING, Any, TypeVar, cast

from textual import events
from textual.app import App
from textual.command import CommandPalette
from textual.driver import Driver
from textual.screen import Screen
from textual.theme import ThemeProvider

from core.basics.i18n import _
from core.basics.text import visible_text
from tui.commands.bindings import NO_KEY, textual_keymap
from tui.commands.keymap import commands
from tui.commands.palette import PageCommands
from tui.hangup import HangUp
from tui.pages.desk import Desk
from tui.settings import Settings, read_settings
from tui.themes import THEMES, NoColour, choose_theme, has_title
from tui.typing.queue import KeyQueue

if TYPE_CHECKING:
    from core.business import Business

T = TypeVar("T")


class DeskApp(App[int], inherit_bindings=False):
    """Monteore's desk on one ledger."""

    CSS_PATH = "app.tcss"
    TITLE = "Monteore"
    ENABLE_COMMAND_PALETTE = True
    # The pages bind the palette's key themselves, as the keymap says; Textual's own would act beside it.
    COMMAND_PALETTE_BINDING = NO_KEY
    COMMANDS = {PageCommands}
    HORIZONTAL_BREAKPOINTS = [(0, "-tiny"), (80, "-narrow"), (110, "-wide"), (160, "-huge")]
    VERTICAL_BREAKPOINTS = [(0, "-tiny-tall"), (24, "-short"), (32, "-tall"), (50, "-towering")]

    def __init__(self, business: "Business", *, demo: bool = False, settings: Settings | None = None) -> None:
        super().__init__()
        self.typed = KeyQueue(self)
        self.business = business
        self.demo = demo
        self.settings = settings or read_settings()
        self.failure: BaseException | None = None
        for theme in THEMES:
            self.register_theme(theme)
        self.theme = choose_theme(os.environ, self.settings.theme)
        self._shown_title = ""
        if os.environ.get("NO_COLOR"):
            # Textual's own answer to NO_COLOR is grey; the wish is none.
            self._filters.append(NoColour())
            self.add_class("-no-color")

    @property
    def troubles(self) -> tuple[str, ...]:
        """What the settings say that cannot be."""
        if self.settings.theme and self.settings.theme not in self.theme and not self.get_theme(self.settings.theme):
            known = ", ".join(theme.name for theme in THEMES)
            trouble = _("there is no theme {name}; write one of: {known}").format(name=self.settings.theme, known=known)
            return (*self.settings.troubles, trouble)
        return self.settings.troubles

    def get_default_screen(self) -> Screen[None]:
        """The desk."""
        return Desk(self.business, demo=self.demo)

    def on_mount(self) -> None:
        """Put the keys in force, and watch the terminal once it is there."""
        self.set_keymap(textual_keymap(self.settings.keymap))
        if not self.is_headless:
            HangUp(self).install()

    async def on_event(self, event: events.Event) -> None:
        """Keys and pastes go through the queue, which gives each back when the one before is done."""
        if not self.typed.takes(event):
            await super().on_event(event)

    def push_screen(self, screen: Any, *arguments: Any, **options: Any) -> Any:
        """Show a screen; keys typed while it opens wait for it."""
        self.typed.opens(screen)
        return super().push_screen(screen, *arguments, **options)

    async def push_screen_wait(self, screen: Screen[T] | str, *, mode: str | None = None) -> Any:
        """Ask a question from a worker; one that no key has asked for waits until nobody types."""
        await self.typed.nobody_types()
        return await super().push_screen_wait(cast("Screen[T]", screen), mode=mode)

    def get_driver_class(self) -> type[Driver]:
        """The driver that reads bytes of any encoding; Textual's own on Windows."""
        if sys.platform == "win32":
            return super().get_driver_class()
        from tui.typing.driver import TypingDriver

        return TypingDriver

    def is_command_key(self, key: str) -> bool:
        """Whether the keymap gives a key to a command."""
        keymap = self.settings.keymap
        return any(key in (*keymap.keys_of(each.id), *keymap.letters_of(each.id)) for each in commands())

    def action_command_palette(self) -> None:
        """Open the palette of commands."""
        if not CommandPalette.is_open(cast("App[object]", self)):
            self.push_screen(CommandPalette(id="--command-palette", placeholder=_("find a command by name")))

    def search_themes(self) -> None:
        """Open the palette of colours."""
        self.push_screen(CommandPalette(providers=[ThemeProvider], placeholder=_("change the colours")))

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
