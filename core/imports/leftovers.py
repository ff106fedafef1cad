"""The part of a file that an import left out, in the file's own format, so that it can be mended and imported again."""

import json
import re
from collections.abc import Collection

from core.imports import timeclock, timedot, timewarrior, vcard
from core.imports.detect import is_header
from core.imports.json_sheets import CLIENT_LISTS, items_of
from core.imports.source import Source
from core.imports.tables import Table


def bad_part(data: bytes | Source, numbers: Collection[int]) -> str:
    """The rows of a file by their numbers: with the header of a table, as an array for JSON, whole cards of vCards."""
    source = Source.of(data)
    head = source.head()
    if head.lstrip()[:1] in ("[", "{"):
        document = json.loads(source.text())
        items = items_of(document) or items_of(document, CLIENT_LISTS)
        return json.dumps([items[number - 1] for number in sorted(numbers)], ensure_ascii=False, indent=1) + "\n"
    if vcard.is_vcard(head):
        return _blocks(source.text(), numbers, vcard.END)
    if timewarrior.is_data(head):
        return "".join(f"{line}\n" for number, line in enumerate(source.text().splitlines(), 1) if number in numbers)
    if timeclock.is_timeclock(head):
        return _blocks(source.text(), numbers, re.compile(r"[oO]\s.*"))
    if timedot.is_timedot(head):
        return _under_days(source.text(), numbers)
    return Table.found(source.lines, is_header).source(numbers)


def _blocks(text: str, numbers: Collection[int], end: re.Pattern[str]) -> str:
    """The lines from each number to the next that ends a block."""
    kept, taking = list[str](), False
    for number, line in enumerate(text.splitlines(), 1):
        taking = taking or number in numbers
        if taking:
            kept.append(line)
            taking = end.fullmatch(line.strip()) is None
    return "\n".join(kept) + "\n"


def _under_days(text: str, numbers: Collection[int]) -> str:
    """The lines, each under its own day's."""
    kept, day = list[str](), ""
    for number, line in enumerate(text.splitlines(), 1):
        if timedot.is_day(line):
            day = line
        if number not in numbers:
            continue
        if day and day != line:
            kept.append(day)
        kept.append(line)
        # The next line of the same day stands under the same heading.
        day = ""
    return "\n".join(kept) + "\n"
