"""The Textual app: settings, theme, pages by name, focus across alt-tab, hang-up, the terminal's title, failures."""

import os
from typing import TYPE_CHECKING, cast

from textual import events
from textual.app import App
from textual.command import CommandPalette
from textual.screen import Screen
from textual.theme import ThemeProvider

from core.basics.i18n import _
from core.basics.text import clean_text, visible_text
from tui.commands.bindings import textual_keymap
from tui.commands.keys import NO_KEY
from tui.commands.listing import commands
from tui.commands.palette import PageCommands
from tui.hangup import HangUp
from tui.pages.desk import Desk
from tui.pages.registry import make_page
from tui.settings import Settings, read_settings
from tui.themes import THEMES, NoColour, choose_theme, has_title

if TYPE_CHECKING:
    from core.business import Business


_AFTER_ESC_SECONDS = 0.05


class DeskApp(App[int], inherit_bindings=False):
    """The app on one open store."""

    CSS_PATH = "app.tcss"
    TITLE = "Monteore"
    ENABLE_COMMAND_PALETTE = True
    # The pages bind the palette's key, as the keymap says; Textual's own binding would act beside it.
    COMMAND_PALETTE_BINDING = NO_KEY
    COMMANDS = {PageCommands}
    HORIZONTAL_BREAKPOINTS = [(0, "-tiny"), (80, "-narrow"), (110, "-wide"), (160, "-huge")]
    VERTICAL_BREAKPOINTS = [(0, "-tiny-tall"), (24, "-short"), (32, "-tall"), (50, "-towering")]

    def __init__(self, business: "Business", *, demo: bool = False, settings: Settings | None = None) -> None:
        super().__init__()
        self.business = business
        self.demo = demo
        self.settings = settings or read_settings()
        self.failure: BaseException | None = None
        for theme in THEMES:
            self.register_theme(theme)
        self.theme = choose_theme(os.environ, self.settings.theme)
        self._shown_title = ""
        if os.environ.get("NO_COLOR"):
            # With NO_COLOR Textual alone would show shades of grey; NO_COLOR asks for none.
            self._filters.append(NoColour())
            self.add_class("-no-color")

    @property
    def troubles(self) -> tuple[str, ...]:
        """Sentences about settings that are wrong."""
        if self.settings.theme and self.settings.theme not in self.theme and not self.get_theme(self.settings.theme):
            known = ", ".join(theme.name for theme in THEMES)
            trouble = _("there is no theme {name}; write one of: {known}").format(name=self.settings.theme, known=known)
            return (*self.settings.troubles, trouble)
        return self.settings.troubles

    def get_default_screen(self) -> Screen[None]:
        """The desk."""
        return Desk(self.business, demo=self.demo)

    def open_page(self, name: str, client_id: str | None = None) -> None:
        """Open a page by name over what is shown; if it is of the same kind as the page on top, close that one instead."""
        page = make_page(name, client_id)
        if len(self.screen_stack) > 1 and type(self.screen) is type(page):
            self.pop_screen()
        else:
            self.push_screen(page)

    def on_mount(self) -> None:
        """Set the keymap, and watch the terminal if there is one."""
        self.set_keymap(textual_keymap(self.settings.keymap))
        if not self.is_headless:
            HangUp(self).install()

    async def on_event(self, event: events.Event) -> None:
        """What terminals run together is taken apart.

        A paste is one line of harmless text: a field would keep its first line only. Esc with a letter close behind it comes
        as Alt and that letter, which nobody pressed: it is both, one after the other.
        """
        if event.is_forwarded:
            # What no widget took comes up to the app again: made anew it would go round for ever.
            pass
        elif isinstance(event, events.Paste):
            event = events.Paste(clean_text(event.text))
        elif isinstance(event, events.Key) and event.key.startswith("alt+") and not self._means_something(event.key):
            if letter := event.character:
                # Esc goes up from widget to page before it acts; the letter must find what it left.
                self.set_timer(_AFTER_ESC_SECONDS, lambda: self.post_message(events.Key(letter, letter)))
            event = events.Key("escape", "\x1b")
        await super().on_event(event)

    def _means_something(self, key: str) -> bool:
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
        """Repaint nothing and keep the focus when the terminal loses the focus."""
        event.prevent_default()

    def on_app_focus(self, event: events.AppFocus) -> None:
        """Repaint nothing when the terminal gets the focus back."""
        event.prevent_default()

    @property
    def has_title(self) -> bool:
        """Whether this app has set the terminal's title."""
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
        """Keep the failure for the log: Textual would print a traceback with the values of local variables."""
        self.failure = error
        if self.is_headless:
            super()._handle_exception(error)
        else:
            self._return_code = 1
            self._close_messages_no_wait()
