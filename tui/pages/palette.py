"""The commands as the palette offers them on a page."""

from typing import TYPE_CHECKING

from core.basics.i18n import _
from tui.commands.command import Command
from tui.commands.listing import offered
from tui.commands.reasons import needs_any_entry, needs_call, needs_client, needs_entry, needs_proposal
from tui.dialogs.palette import Offer
from tui.keys import shown_keys

if TYPE_CHECKING:
    from tui.pages.page import Page

THEME = "theme"
"""What choosing the colours answers: it is no command of a page."""


def offers_of(page: "Page") -> tuple[Offer, ...]:
    """All commands, those of the page first, and the choice of colours."""
    client = page.client_name
    found = []
    for command in offered(page.PLACE):
        keymap = page.keymap
        keys = shown_keys((*keymap.keys_of(command.id), *keymap.letters_of(command.id)))
        acts_on = _acts_on(page, command, client)
        found.append(Offer(command.id, command.label, command.help, acts_on, keys, page.why_not(command.id)))
    return (*found, Offer(THEME, _("Theme"), _("change the colours")))


def _acts_on(page: "Page", command: Command, client: str) -> str:
    if command.why_not is needs_client:
        return client
    if command.why_not is needs_call and page.own_calls:
        return page.own_calls[0].client.name
    if command.why_not in (needs_entry, needs_any_entry) and page.entry is not None:
        return page.entry.note or page.entry.client.name
    if command.why_not is needs_proposal and page.proposal is not None:
        return page.proposal.proposal.title
    return ""
