"""The command palette: every command of the page by name; one that cannot act now is dim and says why."""

from functools import partial

from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.content import Content

from core.basics.i18n import _
from tui.commands.command import Command
from tui.commands.listing import offered
from tui.keys import shown_keys
from tui.pages.page import Page
from tui.text import plain


class PageCommands(Provider):
    """The commands of the list and the choice of colours; no screenshot, which would write files."""

    async def discover(self) -> Hits:
        """All of them, before anything is typed."""
        for command in self._offered():
            yield DiscoveryHit(
                self._shown(command, plain(command.label)),
                partial(self._page.attempt, command.id),
                text=command.label,
                help=self._help(command),
            )
        yield DiscoveryHit(plain(_("Theme")), self.app.action_change_theme, help=_("change the colours"))

    async def search(self, query: str) -> Hits:
        """Those whose name or help matches."""
        matcher = self.matcher(query)
        for command in self._offered():
            score = max(matcher.match(command.label), matcher.match(command.help) / 2)
            if score > 0:
                yield Hit(
                    score,
                    self._shown(command, matcher.highlight(command.label)),
                    partial(self._page.attempt, command.id),
                    text=command.label,
                    help=self._help(command),
                )
        score = matcher.match(_("Theme"))
        if score > 0:
            yield Hit(score, matcher.highlight(_("Theme")), self.app.action_change_theme, help=_("change the colours"))

    @property
    def _page(self) -> Page:
        assert isinstance(self.screen, Page)
        return self.screen

    def _offered(self) -> tuple[Command, ...]:
        return offered(self.screen.PLACE) if isinstance(self.screen, Page) else ()

    def _shown(self, command: Command, label: Content) -> Content:
        keymap = self._page.keymap
        keys = shown_keys((*keymap.keys_of(command.id), *keymap.letters_of(command.id)))
        shown = Content.assemble(label, plain(f"  {keys}"))
        return shown.stylize("dim") if self._page.why_not(command.id) else shown

    def _help(self, command: Command) -> str:
        why = self._page.why_not(command.id)
        return f"! {why}" if why else command.help
