"""The command palette: every command of the desk by name; one that cannot act now is dim and says why."""

from typing import TYPE_CHECKING

from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.content import Content

from core.i18n import _
from tui.commands import Command, commands
from tui.text import plain

if TYPE_CHECKING:
    from tui.screens.desk import Desk


class DeskCommands(Provider):
    """The desk's commands, from the one list, and the choice of colours; no screenshot, which would write files."""

    async def discover(self) -> Hits:
        """All of them, before anything is typed."""
        for command in self._offered():
            yield DiscoveryHit(
                self._shown(command, plain(command.label)),
                self._desk.runner(command),
                text=command.label,
                help=self._help(command),
            )
        yield DiscoveryHit(plain(_("Theme")), self.app.action_change_theme, help=_("Change the colours."))

    async def search(self, query: str) -> Hits:
        """Those whose name or help matches."""
        matcher = self.matcher(query)
        for command in self._offered():
            score = max(matcher.match(command.label), matcher.match(command.help) / 2)
            if score > 0:
                yield Hit(
                    score,
                    self._shown(command, matcher.highlight(command.label)),
                    self._desk.runner(command),
                    text=command.label,
                    help=self._help(command),
                )
        score = matcher.match(_("Theme"))
        if score > 0:
            yield Hit(score, matcher.highlight(_("Theme")), self.app.action_change_theme, help=_("Change the colours."))

    @property
    def _desk(self) -> "Desk":
        from tui.screens.desk import Desk

        assert isinstance(self.screen, Desk)
        return self.screen

    def _offered(self) -> list[Command]:
        from tui.screens.desk import Desk

        return [c for c in commands() if c.id != "palette"] if isinstance(self.screen, Desk) else []

    def _shown(self, command: Command, label: Content) -> Content:
        keys = plain(f"  {command.shown_keys}")
        shown = Content.assemble(label, keys)
        return shown.stylize("dim") if self._desk.why_not(command.id) else shown

    def _help(self, command: Command) -> str:
        why = self._desk.why_not(command.id)
        return f"! {why}" if why else command.help
