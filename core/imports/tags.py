"""What the tags of other programs mean: a ticket, a work type, no charge; the rest are words for the note."""

import re
from collections.abc import Iterable

from core.imports.rows import NO_CHARGE_TAG
from core.model.worktypes import BUILT_IN

_TICKET = re.compile(r"#\S+|\d+")


def sorted_tags(tags: Iterable[str], ticket: str = "", work_type: str = "") -> tuple[str, str, bool, list[str]]:
    """The ticket, the work type, whether it is no charge, and the tags left. The first ticket and type win."""
    no_charge, words = False, list[str]()
    for tag in filter(None, tags):
        if not ticket and _TICKET.fullmatch(tag):
            ticket = tag.lstrip("#")
        elif not work_type and tag.casefold() in BUILT_IN:
            work_type = tag.casefold()
        elif tag.casefold() == NO_CHARGE_TAG:
            no_charge = True
        else:
            words.append(tag)
    return ticket, work_type, no_charge, words
