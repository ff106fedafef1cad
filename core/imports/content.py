"""What the bytes of a file are, before anybody reads rows of it: its encoding, and files that are no text at all."""

from typing import Final

from core.basics.errors import Refused
from core.basics.i18n import _

_LOOKED_AT: Final = 4_000
_BLANK: Final = b"\xef\xbb\xbf \t\r\n"
_MARKS: Final = (
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)


def wide_encoding(data: bytes) -> str:
    """UTF-16 or UTF-32, by the mark or by the zero bytes of plain letters; an empty text for anything else."""
    found = next((name for mark, name in _MARKS if data.startswith(mark)), "")
    if found:
        return found
    sample = data[:_LOOKED_AT]
    half = len(sample) // 2
    if half < 2 or b"\x00" not in sample:
        return ""
    # In UTF-16 every letter of a Latin alphabet has one zero byte, always on the same side.
    first, second = sample[0::2].count(0), sample[1::2].count(0)
    if second > half * 0.6 and first < half * 0.1:
        return "utf-16-le"
    return "utf-16-be" if first > half * 0.6 and second < half * 0.1 else ""


def is_archive(begin: bytes) -> bool:
    """Whether a file that begins so is a ZIP archive, as spreadsheets are."""
    return begin[:_LOOKED_AT].lstrip(_BLANK).startswith(b"PK\x03\x04")


def check_is_text(data: bytes, name: str) -> None:
    """Errors: `Refused` for an empty file, a spreadsheet, a web page, a PDF or an archive, with what to do instead."""
    begin = data[:_LOOKED_AT].lstrip(_BLANK)
    if not begin.strip(b"\x00"):
        raise Refused(_("{name} is empty; export it again").format(name=name))
    if is_archive(begin):
        if b"xl/" in data or b"opendocument.spreadsheet" in data or name.casefold().endswith((".xlsx", ".ods")):
            raise _spreadsheet(name)
        raise Refused(_("{name} is an archive; unpack it and import the file that is in it").format(name=name))
    if begin.startswith(b"\x1f\x8b"):
        raise Refused(_("{name} is an archive; unpack it and import the file that is in it").format(name=name))
    if begin.startswith(b"\xd0\xcf\x11\xe0"):
        raise _spreadsheet(name)
    if begin.startswith(b"%PDF"):
        raise Refused(_("{name} is a PDF, which holds no rows; export a CSV instead").format(name=name))
    if begin[:200].lower().startswith((b"<!doctype html", b"<html", b"<table", b"<meta")):
        raise Refused(
            _("{name} is a web page, whatever its name says; open it in a spreadsheet and save it as CSV").format(
                name=name
            )
        )


def _spreadsheet(name: str) -> Refused:
    return Refused(_("{name} is a spreadsheet; save it as CSV and import that").format(name=name))
