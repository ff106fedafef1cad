"""The Textual app: settings, theme, pages by name, focus across alt-tab, hang-up, the terminal's title, failures."""

import gc
import os
import re
import sys
from typing import TYPE_CHECKING, Any, TypeVar, cast

from rich.theme import Theme as RichTheme
from textual import events
from textual.await_remove import AwaitRemove
from textual.css.query import NoMatches
from textual.dom import DOMNode
from textual.driver import Driver
from textual.screen import Screen
from textual.widget import Widget

from core.basics.i18n import _
from core.basics.text import visible_text
from tui.commands.bindings import textual_keymap
from tui.commands.command import Place
from tui.commands.footer import IN_DIALOGS, hints
from tui.commands.listing import command_for, commands
from tui.covered import BEHIND
from tui.geometry import HUGE, LEAST_HEIGHT, LEAST_WIDTH, TALL, TOWERING, WIDE
from tui.glyphs import ConsoleGlyphs
from tui.hangup import HangUp
from tui.keys import NO_KEY
from tui.pages.desk import Desk
from tui.pages.page import Page
from tui.pages.registry import make_page
from tui.settings import Settings, read_settings
from tui.styles import read_sheet, sheet
from tui.themes import (
    SIXTEEN,
    SIXTEEN_LIGHT,
    THEMES,
    NoColour,
    PlainBlack,
    choose_theme,
    has_console_font,
    has_title,
    roles_in,
    table_styles,
)
from tui.typing.host import TypingApp
from tui.typing.queue import KeyQueue
from tui.widgets.key_line import KeyHint

if TYPE_CHECKING:
    from core.business import Business

T = TypeVar("T")

_LATER = ("calls", "pages")
"""The style sheets that are read later: of what the desk shows with a call or a ring; of what opens over it."""
FUNCTION_KEY = re.compile(r"f[0-9]+")
_OVER_DIALOGS = frozenset({"palette", "leave", "switch", "phone.take", "phone.dismiss"})
"""Commands without a function key that act while a dialog is open."""


class DeskApp(TypingApp, inherit_bindings=False):
    """The app on one open store."""

    TITLE = "Monteore"
    ENABLE_COMMAND_PALETTE = True
    # The pages bind the palette's key, as the keymap says; Textual's own binding would act beside it.
    COMMAND_PALETTE_BINDING = NO_KEY
    HORIZONTAL_BREAKPOINTS = [(0, "-tiny"), (LEAST_WIDTH, "-narrow"), (WIDE, "-wide"), (HUGE, "-huge")]
    VERTICAL_BREAKPOINTS = [(0, "-tiny-tall"), (LEAST_HEIGHT, "-short"), (TALL, "-tall"), (TOWERING, "-towering")]

    def __init__(self, business: "Business", *, demo: bool = False, settings: Settings | None = None) -> None:
        has_no_colour = bool(os.environ.get("NO_COLOR"))
        self._variables_of: str | None = None
        """The theme whose colours the variables of the style sheet are."""
        # The rules without colour stand last.
        super().__init__(css_path=[sheet(name) for name in ("app", *((*_LATER, "no_colour") if has_no_colour else ()))])
        self.typed = KeyQueue(self)
        self._hang_up = HangUp(self)
        self.business = business
        self.demo = demo
        self.settings = settings or read_settings()
        self.failure: BaseException | None = None
        for theme in THEMES:
            self.register_theme(theme)
        self.theme = self._variables_of = choose_theme(os.environ, self.settings.theme)
        self.stylesheet.set_variables(self.get_css_variables())
        self._shown_title = ""
        self._has_screen = False
        if has_no_colour:
            # With NO_COLOR Textual alone would show shades of grey; NO_COLOR asks for none.
            self._filters.append(NoColour())
            self.add_class("-no-color")
        if self.theme in (SIXTEEN, SIXTEEN_LIGHT):
            self._filters.append(PlainBlack())
        if has_console_font(os.environ):
            self._filters.append(ConsoleGlyphs())

    def get_css_variables(self) -> dict[str, str]:
        """The theme's variables with the roles; tables, which Rich draws, get them as named styles."""
        if self._variables_of is None:
            # Textual asks while it is made itself, when its own theme is still in force.
            return {}
        self._variables_of = self.theme
        variables = super().get_css_variables()
        self.theme_variables = {**roles_in(variables), **variables}
        self.console.push_theme(RichTheme(table_styles(self.theme_variables)))
        return self.theme_variables

    def refresh_css(self, animate: bool = True) -> None:
        """Apply the theme; before there is a screen its variables are enough, as the style sheet is not read yet."""
        if self._has_screen:
            super().refresh_css(animate)
        elif self._variables_of != self.theme:
            self.stylesheet.set_variables(self.get_css_variables())

    @property
    def SUSPENDED_SCREEN_CLASS(self) -> str:  # type: ignore[override]  # noqa: N802
        """The class of a page behind a dialog, which loses its accent; see pages.tcss.

        Textual gives it to every screen that another one covers. A page that is not seen needs no styles of its own: its
        widgets would get them anew when it is covered, and again when it is seen.
        """
        top = self.screen_stack[-1:]
        return BEHIND if any(screen.is_modal or screen.has_class(BEHIND) for screen in top) else ""

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
        self._has_screen = True
        return Desk(self.business, demo=self.demo)

    def _prune(self, *nodes: Widget, parent: DOMNode | None = None) -> AwaitRemove:
        """Remove widgets. Of a screen that goes the app is not told: Textual 8.2.8 would paint the one on top once more."""
        return super()._prune(*nodes, parent=None if parent is self else parent)

    def open_page(self, name: str, client_id: str | None = None) -> None:
        """Open a page by name over what is shown; if it is of the same kind as the page on top, close that one instead."""
        page = make_page(name, client_id)
        if len(self.screen_stack) > 1 and type(self.screen) is type(page):
            self.pop_screen()
        else:
            self.push_screen(page)

    def on_mount(self) -> None:
        """Set the keymap."""
        self.set_keymap(textual_keymap(self.settings.keymap))

    def on_ready(self) -> None:
        """Let the collector of garbage look from now on, at what is made from now on."""
        if not self.is_headless:
            gc.freeze()
            gc.enable()
        self._hang_up.shown()

    async def on_event(self, event: events.Event) -> None:
        """Keys and pastes go through the queue, which gives each back when the one before is done."""
        if not self.typed.takes(event):
            await super().on_event(event)

    def push_screen(self, screen: Any, *arguments: Any, **options: Any) -> Any:
        """Show a screen; keys typed while it opens wait for it."""
        self.typed.opens(screen)
        for name in _LATER:
            read_sheet(self, name)
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

    def heed_signals(self) -> None:
        """End from now on as signals say."""
        self._hang_up.install()

    def look_for_hang_up(self) -> None:
        """End if the terminal hung up; a desk that is still being made is made first."""
        self._hang_up.look()

    def tell_of_other_bytes(self) -> None:
        """Say once that the terminal sends bytes that are no UTF-8."""
        self.typed.tell_of_other_bytes()

    def is_command_key(self, key: str) -> bool:
        """Whether the keymap gives a key to a command."""
        keymap = self.settings.keymap
        return any(key in (*keymap.keys_of(each.id), *keymap.letters_of(each.id)) for each in commands())

    def command_over_dialogs(self, key: str) -> str:
        """The id of the command that a key means while a dialog is open: those of function keys, and the ways out."""
        found = command_for(self.settings.keymap, key, Place.EVERYWHERE, in_list=False)
        if found is None or found.place is not Place.EVERYWHERE:
            return ""
        has_function_key = any(FUNCTION_KEY.fullmatch(name) for name in (key, *found.keys.split(",")))
        return found.id if has_function_key or found.id in _OVER_DIALOGS else ""

    def hints_over_dialogs(self) -> tuple[KeyHint, ...]:
        """Search, help and palette, which act in every dialog, with the keys in force."""
        return hints(IN_DIALOGS, self.settings.keymap)

    def attempt_below(self, command_id: str) -> None:
        """Carry a command out on the page on top, once the dialog that is closing is gone."""
        page = next(screen for screen in reversed(self.screen_stack) if isinstance(screen, Page))
        self.call_next(page.attempt, command_id)

    def search_themes(self) -> None:
        """Choose the colours from a list."""
        from tui.dialogs.choose import Choose

        own = [theme.name for theme in THEMES]
        names = [*own, *sorted(set(self.available_themes) - set(own))]

        def take(name: str | None) -> None:
            if name:
                self.theme = name

        self.push_screen(Choose(_("Theme"), [(name, name, "") for name in names], self.theme), take)

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
        if self._exit and isinstance(error, NoMatches):
            # A dialog that was opening when a signal ended the app is not composed any more.
            return
        self.failure = error
        if self.is_headless:
            super()._handle_exception(error)
        else:
            self._return_code = 1
            self._close_messages_no_wait()
