"""Split a pasted block of lines into entries. Pure: a predicate says what is a client."""

from collections.abc import Callable

from core.basics.dataclass import dataclass
from core.basics.errors import UnreadableLine
from core.entryline.parse import client_text_of, says_time, words_after_opening_time


@dataclass(frozen=True)
class PastedLine:
    """The text of one entry; `first` and `last` are the numbers of its lines in the block, from 1.

    `is_whole` is false for text before the first line that is a whole entry, and for an entry of an unknown client.
    """

    text: str
    first: int
    last: int
    is_whole: bool


def is_whole_entry(line: str, is_client: Callable[[str], bool]) -> bool:
    """Whether a line begins with a known client and has a time after it."""
    try:
        client, _start, end = client_text_of(line)
    except UnreadableLine:
        return False
    return is_client(client) and says_time(line[end:])


def is_of_an_unknown_client(line: str, is_near: Callable[[str], bool]) -> bool:
    """Whether a line that is no whole entry would be one if its first word named a client.

    A time stands directly after the word, with words of a note after it; they are not needed where the word is spelt
    almost like a client (`is_near`). Joined to the note before, the time of such a line would be lost unseen.
    """
    try:
        client, _start, end = client_text_of(line)
    except UnreadableLine:
        return False
    after = words_after_opening_time(line[end:])
    begins_with_time = words_after_opening_time(client) is not None
    return after is not None and not begins_with_time and (after > 0 or is_near(client))


def split_pasted(
    text: str, is_client: Callable[[str], bool], is_near: Callable[[str], bool] = lambda _text: False
) -> tuple[PastedLine, ...]:
    """Split a block: a line that is an entry, be its client known or not, starts a new one; any other line is joined
    to the one before."""
    entries: list[PastedLine] = []
    for number, line in enumerate(text.splitlines(), start=1):
        words = " ".join(line.split())
        if not words:
            continue
        is_whole = is_whole_entry(words, is_client)
        if is_whole or not entries or is_of_an_unknown_client(words, is_near):
            entries.append(PastedLine(words, number, number, is_whole))
        else:
            before = entries[-1]
            entries[-1] = PastedLine(f"{before.text} {words}", before.first, number, before.is_whole)
    return tuple(entries)
