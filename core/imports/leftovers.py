"""The part of a file that an import left out, in the file's own format, so that it can be mended and imported again."""

import json
import re
from collections.abc import Collection, Iterable, Iterator
from typing import Any

from core.imports import timeclock, timedot, timewarrior, vcard
from core.imports.detect import is_header, is_json
from core.imports.json_items import JsonItems
from core.imports.json_sheets import CLIENT_LISTS, LISTS
from core.imports.source import Source
from core.imports.tables import Table


def bad_part(data: bytes | Source, numbers: Collection[int]) -> str:
    """The rows of a file by their numbers: with the header of a table, as an array for JSON, whole cards of vCards."""
    source = Source.of(data)
    head = source.head()
    if is_json(head):
        return _items(source, numbers)
    if vcard.is_vcard(head):
        return _blocks(source.lines(), numbers, vcard.END)
    if timewarrior.is_data(head):
        return _joined(line for number, line in _numbered(source.lines()) if number in numbers)
    if timeclock.is_timeclock(head):
        return _blocks(source.lines(), numbers, re.compile(r"[oO]\s.*"))
    if timedot.is_timedot(head):
        return _under_days(source.lines(), numbers)
    return Table.found(source.lines, is_header).source(numbers)


def _items(source: Source, numbers: Collection[int]) -> str:
    """The items of a JSON document by their places."""
    items: Iterable[Any] = ()
    for lists in (LISTS, CLIENT_LISTS):
        if (found := JsonItems(source, "", lists)).sample():
            items = found
            break
    kept = [item for number, item in enumerate(items, 1) if number in numbers]
    return json.dumps(kept, ensure_ascii=False, indent=1) + "\n"


def _blocks(lines: Iterable[str], numbers: Collection[int], end: re.Pattern[str]) -> str:
    """The lines from each number to the next that ends a block."""
    kept, taking = list[str](), False
    for number, line in _numbered(lines):
        taking = taking or number in numbers
        if taking:
            kept.append(line)
            taking = end.fullmatch(line.strip()) is None
    return _joined(kept)


def _under_days(lines: Iterable[str], numbers: Collection[int]) -> str:
    """The lines, each under its own day's."""
    kept, day = list[str](), ""
    for number, line in _numbered(lines):
        if timedot.is_day(line):
            day = line
        if number not in numbers:
            continue
        if day and day != line:
            kept.append(day)
        kept.append(line)
        # The next line of the same day stands under the same heading.
        day = ""
    return _joined(kept)


def _numbered(lines: Iterable[str]) -> Iterator[tuple[int, str]]:
    return ((number, line.rstrip("\r\n")) for number, line in enumerate(lines, 1))


def _joined(lines: Iterable[str]) -> str:
    return "".join(f"{line}\n" for line in lines)
