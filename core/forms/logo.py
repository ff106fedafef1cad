"""Read a logo: a PNG or an SVG of limited size that names no other file."""

import re
from collections.abc import Callable
from typing import Final

from core.basics.durations import shown_word
from core.basics.errors import Usage, reason_of
from core.basics.i18n import _
from core.model.firm import Logo

MOST_BYTES: Final = 200_000
_PNG: Final = b"\x89PNG\r\n\x1a\n"
_SVG = re.compile(rb"<svg[\s>]")
_OUTSIDE = re.compile(
    rb"<!DOCTYPE|<!ENTITY|<script|<foreignObject|href\s*=\s*[\"'](?!#|data:image/)|url\(\s*[\"']?(?!#)", re.IGNORECASE
)


def read_logo(file: str, read: Callable[[str, int], bytes]) -> Logo:
    """The logo in a file. Errors: `Usage` for a file that cannot be read, is too large, or is neither PNG nor SVG."""
    try:
        data = read(file, MOST_BYTES + 1)
    except OSError as error:
        raise Usage(
            _("{path} cannot be read ({reason}); name a PNG or SVG file").format(
                path=shown_word(file), reason=reason_of(error)
            )
        ) from error
    if len(data) > MOST_BYTES:
        raise Usage(
            _("{path} is larger than {most} kB; a logo needs no more, make it smaller").format(
                path=shown_word(file), most=MOST_BYTES // 1000
            )
        )
    return checked_logo(data)


def checked_logo(data: bytes) -> Logo:
    """The logo that some bytes are. Errors: `Usage`."""
    if data.startswith(_PNG):
        kind = "png"
    elif _SVG.search(data[:4000]):
        if _OUTSIDE.search(data):
            raise Usage(_("this SVG names other files or holds a script; save it as a plain SVG, or as PNG"))
        kind = "svg"
    else:
        raise Usage(_("this is neither a PNG nor an SVG; name such a file"))
    logo = Logo(kind, data)
    if not _can_be_drawn(logo):
        raise Usage(_("this picture is damaged and cannot be drawn; save it anew as PNG or SVG"))
    return logo


def _can_be_drawn(logo: Logo) -> bool:
    import json

    import typst

    picture = b"image(bytes(json(bytes(sys.inputs.data))), format: sys.inputs.kind, width: 2cm)"
    page = b"#set page(width: 5cm, height: 5cm)\n#" + picture
    inputs = {"data": json.dumps(list(logo.data)), "kind": logo.kind}
    try:
        typst.compile(page, sys_inputs=inputs, font_paths=typst.Fonts(include_system_fonts=False))
    except (RuntimeError, typst.TypstError):
        return False
    return True
