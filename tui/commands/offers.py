"""The commands as the palette offers them on a page."""

from functools import lru_cache
from typing import Protocol

from core.basics.dataclass import replace
from core.basics.i18n import LANGUAGES, _, speaking
from tui.commands.also import ALSO
from tui.commands.command import Command, Here, Place
from tui.commands.listing import commands, offered
from tui.commands.reasons import needs_any_entry, needs_call, needs_client, needs_entry, needs_proposal
from tui.commands.shell_verbs import shell_offers
from tui.dialogs.palette import Offer
from tui.keys import Keymap, shown_keys

THEME = "theme"
"""What choosing the colours answers: it is no command of a page."""


class Shown(Here, Protocol):
    """What the palette needs of a page."""

    PLACE: Place

    @property
    def keymap(self) -> Keymap:
        """The keys in force."""

    def why_not(self, command_id: str) -> str:
        """Why a command cannot act now; empty if it can."""


def offers_of(page: Shown, client: str) -> tuple[Offer, ...]:
    """All commands, those of the page first, the choice of colours, and what only the shell does.

    `client` is the name of the client that commands mean there; empty for none.
    """
    found = []
    for command in offered(page.PLACE):
        keymap = page.keymap
        keys = shown_keys((*keymap.keys_of(command.id), *keymap.letters_of(command.id)))
        acts_on = _acts_on(page, command, client)
        found.append(Offer(command.id, command.label, command.help, acts_on, keys, page.why_not(command.id)))
    found += [Offer(THEME, _("Theme"), _("change the colours")), *shell_offers()]
    return tuple(replace(offer, also=also_of(offer.command_id)) for offer in found)


def also_of(command_id: str) -> str:
    """What finds an offer besides its name and its help: its names in all languages, and what else people call it."""
    return " ".join((ALSO.get(command_id, ""), *(_names_in(each).get(command_id, "") for each in LANGUAGES)))


@lru_cache(maxsize=4)
def _names_in(spoken: str) -> dict[str, str]:
    with speaking(spoken):
        return {
            **{each.id: each.label for each in commands()},
            **{each.command_id: each.name for each in shell_offers()},
            THEME: _("Theme"),
        }


def _acts_on(page: Shown, command: Command, client: str) -> str:
    if command.why_not is needs_client:
        return client
    if command.why_not is needs_call and page.own_calls:
        return page.own_calls[0].client.name
    if command.why_not in (needs_entry, needs_any_entry) and page.entry is not None:
        return page.entry.note or page.entry.client.name
    if command.why_not is needs_proposal and page.proposal is not None:
        return page.proposal.proposal.title
    return ""
