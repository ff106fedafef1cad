"""The rows of a file of call records that could not be read, as they stand in it, to be mended and imported again."""

import json
from collections.abc import Collection, Iterable

from core.phone.records.text import Sheet, decode, numbered_lines


def bad_part(data: bytes, lines: Collection[int]) -> str:
    """The rows that begin at these lines: under the file's header, as an array for JSON, whole documents for XML."""
    text, _encoding = decode(data)
    sheet = Sheet(text)
    if sheet.is_json:
        if (items := sheet.items()) is not None:
            return json.dumps([item for number, item in items if number in lines], ensure_ascii=False, indent=1) + "\n"
        return _joined(line for number, line in numbered_lines(text) if number in lines)
    if "<cdr" in text[:2000]:
        return _documents(text, lines)
    starts = {row.line for row in sheet.rows()}
    kept, taking = list[str](), False
    for number, line in numbered_lines(text):
        if number in starts:
            taking = number in lines
        if taking or number <= sheet.first_line:
            kept.append(line)
    return _joined(kept)


def _documents(text: str, lines: Collection[int]) -> str:
    kept, taking = list[str](), False
    for number, line in numbered_lines(text):
        taking = taking or number in lines
        if taking:
            kept.append(line)
            taking = "</cdr>" not in line
    return _joined(kept)


def _joined(lines: Iterable[str]) -> str:
    return "".join(f"{line}\n" for line in lines)
