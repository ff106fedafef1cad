"""Archived clients that a typed text may mean: no search finds them, but a second client of the same name is a mistake."""

from collections.abc import Callable
from heapq import nlargest

from core.basics.dataclass import dataclass
from core.basics.numbers import NumberPlan, read_number
from core.basics.spelling import Names, begins_word, words_of
from core.basics.text import clean_text
from core.model.clients import Client
from core.store.rows.search import Search

_MOST = 5
_MOST_CHARACTERS = 200


@dataclass(frozen=True)
class FoundArchived:
    """Archived clients that a text means."""

    meant: tuple[Client, ...] = ()
    """Those whose code, whole name or number it is, but for case, accents and signs."""
    perhaps: tuple[Client, ...] = ()
    """Without those: clients of whom each word begins a word, or is spelt almost so, the likest first."""


def archived_for(search: Search, client: Callable[[str], Client], text: str, plan: NumberPlan) -> FoundArchived:
    """The archived clients that a text means. It reads all of them: only for a text that means no other client."""
    from core.basics.callers import match_caller

    typed = clean_text(text[:_MOST_CHARACTERS])
    wanted = words_of(typed)
    if not wanted:
        return FoundArchived()
    number = read_number(typed, plan)
    meant = dict.fromkeys(match_caller(number, search.owned(number, archived=True)).client_ids)
    scores: dict[str, float] = {}
    for client_id, code, name, contacts in search.archived():
        if wanted in (words_of(code), words_of(name)):
            meant[client_id] = None
            continue
        likeness = _likeness(typed, (code, name, *contacts))
        if likeness:
            scores[client_id] = likeness
    if meant:
        return FoundArchived(meant=tuple(map(client, list(meant)[:_MOST])))
    return FoundArchived(perhaps=tuple(map(client, nlargest(_MOST, scores, key=scores.__getitem__))))


def _likeness(typed: str, texts: tuple[str, ...]) -> float:
    """How like a text is to one of several: over 0 where each of its words is spelt almost so, or begins a word."""
    if any(begins_word(typed, text) for text in texts):
        return len(typed.split())
    names = Names()
    names.put("", texts)
    return names.scores(typed).get("", 0.0)
