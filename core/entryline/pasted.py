"""Split a pasted block of lines into entries. Pure: a predicate says what is a client."""

from collections.abc import Callable

from core.basics.dataclass import dataclass
from core.basics.errors import UnreadableLine
from core.entryline.parse import client_text_of, says_time


@dataclass(frozen=True)
class PastedLine:
    """The text of one entry; `first` and `last` are the numbers of its lines in the block, from 1.

    `is_whole` is false for text before the first line that is a whole entry.
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


def split_pasted(text: str, is_client: Callable[[str], bool]) -> tuple[PastedLine, ...]:
    """Split a block: a line that is a whole entry starts a new one; any other line is joined to the one before."""
    entries: list[PastedLine] = []
    for number, line in enumerate(text.splitlines(), start=1):
        words = " ".join(line.split())
        if not words:
            continue
        if is_whole_entry(words, is_client) or not entries:
            entries.append(PastedLine(words, number, number, is_whole_entry(words, is_client)))
        else:
            before = entries[-1]
            entries[-1] = PastedLine(f"{before.text} {words}", before.first, number, before.is_whole)
    return tuple(entries)
