"""The statement as a PDF page, set by typst. Texts go in as data, never as markup; the bytes repeat."""

import json
from dataclasses import asdict
from pathlib import Path

from core.documents.content import Content
from core.i18n import _, language
from core.text import visible_text

_PAGE = Path(__file__).with_name("statement.typ")


def as_pdf(content: Content) -> bytes:
    """A4 pages, as many as it takes."""
    import typst

    data = asdict(content) | {"lang": language(), "for_client": _("for")}
    shown = json.dumps(_visible(data), ensure_ascii=False)
    # The machine's own fonts are left out: the page is the same everywhere.
    fonts = typst.Fonts(include_system_fonts=False)
    made: bytes = typst.compile(str(_PAGE), sys_inputs={"data": shown}, font_paths=fonts)
    return made


def _visible(value: object) -> object:
    if isinstance(value, str):
        return visible_text(value)
    if isinstance(value, dict):
        return {name: _visible(item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [_visible(item) for item in value]
    return value
