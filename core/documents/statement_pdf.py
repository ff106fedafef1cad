"""The statement as PDF, made by typst. Texts are passed as data, not as markup; equal input gives equal bytes."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from core.basics.i18n import _, language
from core.basics.text import visible_text
from core.documents.content import Content
from core.model.firm import Logo

_PAGE = Path(__file__).with_name("statement.typ")
_PAGE_WITH_DETAILS = Path(__file__).with_name("statement1.typ")


_LONGEST_NAME = 16
_LONGEST_WORD = 24
_LONGEST_PART_OF_NAME = 14
_LONGEST_FOOTER = 60
_ZERO_WIDTH_SPACE = "\u200b"
_IN_OUR_FONTS = re.compile(r"[\u0000-\u052f\u1e00-\u218f\u2190-\u22ff\ufffd]*")


def as_pdf(content: Content, logo: Logo | None = None) -> bytes:
    """The PDF, on A4 pages."""
    if content.layout:
        return _as_pdf(content, _PAGE_WITH_DETAILS, 2, logo)
    return _as_pdf(content, _PAGE, 1, None)


def _as_pdf(content: Content, page: Path, first: int, logo: Logo | None) -> bytes:
    """The PDF of one layout; `first` is the index of the technician's cell, before that of the ticket."""
    shown = visible(asdict(content))
    names = [cell for row in content.entries for cell in row[first : first + 2]]
    client = shown["client"]
    data = shown | {
        "lang": language(),
        "for_client": _("for"),
        "is_wide": any(len(name) > _LONGEST_NAME for name in names),
        "entries": [
            (
                *row[:first],
                *(_breakable(cell, _LONGEST_PART_OF_NAME) for cell in row[first : first + 2]),
                *row[first + 2 :],
            )
            for row in shown["entries"]
        ],
        "footer": client if len(client) <= _LONGEST_FOOTER else client[: _LONGEST_FOOTER - 1] + "…",
    }
    if page == _PAGE_WITH_DETAILS:
        data |= {"logo": (), "logo_kind": "png"}
    return compiled(page, data, logo)


def compiled(page: Path, data: Mapping[str, object], logo: Logo | None = None) -> bytes:
    """The PDF of a page file with its data, all texts of which are `visible` already."""
    import typst

    shown = json.dumps(_in_all(data, _with_breaks), ensure_ascii=False)
    # System fonts are not used, so that the page is the same on every machine, except if a text needs characters that
    # the bundled fonts lack.
    fonts = typst.Fonts(include_system_fonts=not _IN_OUR_FONTS.fullmatch(shown))
    if logo is not None:
        shown = json.dumps({**json.loads(shown), "logo": list(logo.data), "logo_kind": logo.kind}, ensure_ascii=False)
    made: bytes = typst.compile(str(page), sys_inputs={"data": shown}, font_paths=fonts)
    return made


def visible(data: Mapping[str, object]) -> dict[str, Any]:
    """The data with control and invisible characters in its texts replaced by U+FFFD."""
    return {name: _in_all(item, visible_text) for name, item in data.items()}


def _in_all(value: object, change: Callable[[str], str]) -> object:
    """The value with each text in it, at any depth, changed."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, Mapping):
        return {name: _in_all(item, change) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [_in_all(item, change) for item in value]
    return value


def _with_breaks(text: str) -> str:
    """The text with break points in long words; those of names, which are nearer to each other, stay."""
    return _ZERO_WIDTH_SPACE.join(_breakable(part, _LONGEST_WORD) for part in text.split(_ZERO_WIDTH_SPACE))


def _breakable(text: str, longest: int) -> str:
    """The text with break points in words longer than a column (URLs, digests)."""
    return " ".join(
        _ZERO_WIDTH_SPACE.join(word[place : place + longest] for place in range(0, len(word), longest))
        for word in text.split(" ")
    )
