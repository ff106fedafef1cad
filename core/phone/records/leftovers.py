"""The rows of a file of call records that could not be read, as they stand in it, to be mended and imported again."""

import json
from collections.abc import Collection, Iterable

from core.imports.source import Source
from core.phone.records import freeswitch
from core.phone.records.text import Sheet


def bad_part(data: bytes | Source, lines: Collection[int]) -> str:
    """The rows that begin at these lines: under the file's header, as an array for JSON, whole documents for XML."""
    sheet = Sheet(Source.of(data))
    if sheet.is_json:
        if (items := sheet.items()) is not None:
            return json.dumps([item for number, item in items if number in lines], ensure_ascii=False, indent=1) + "\n"
        return _joined(line for number, line in sheet.lines() if number in lines)
    if freeswitch.OPENING.search(sheet.head):
        return _documents(sheet, lines)
    starts = {row.line for row in sheet.rows()}
    kept, taking = list[str](), False
    for number, line in sheet.lines():
        if number in starts:
            taking = number in lines
        if taking or number <= sheet.first_line:
            kept.append(line)
    return _joined(kept)


def _documents(sheet: Sheet, lines: Collection[int]) -> str:
    kept, taking = list[str](), False
    for number, line in sheet.lines():
        taking = taking or number in lines
        if taking:
            kept.append(line)
            taking = freeswitch.CLOSING.search(line) is None
    return _joined(kept)


def _joined(lines: Iterable[str]) -> str:
    return "".join(f"{line}\n" for line in lines)
