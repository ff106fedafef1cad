"""Sheets for clients as PDF: the terms to sign, the report of one visit, the offer of a fee. The texts come from callers."""

from pathlib import Path
from typing import TYPE_CHECKING

from core.basics.dataclass import dataclass
from core.basics.i18n import _, language
from core.model.firm import Logo

if TYPE_CHECKING:
    from core.ledger.settings import BusinessSettings

_PAGE = Path(__file__).with_name("sheet.typ")


@dataclass(frozen=True)
class Sender:
    """The head of a sheet."""

    business: str
    """Name of the business; empty for none."""
    letterhead: tuple[str, ...] = ()
    """Lines under it: address, tax numbers."""
    logo: Logo | None = None
    """Picture; `None` for none."""


def sender_of(settings: "BusinessSettings") -> Sender:
    """The head of the sheets of a business."""
    return Sender(settings.name, settings.letterhead, settings.logo)


@dataclass(frozen=True)
class Section:
    """A part of a sheet: paragraphs, a list of lines, a table; any of them may be empty."""

    title: str = ""
    """Heading; empty for none."""
    paragraphs: tuple[str, ...] = ()
    """Whole sentences."""
    lines: tuple[str, ...] = ()
    """Items of a list."""
    head: tuple[str, ...] = ()
    """Heads of the table's columns; all but the first are figures."""
    rows: tuple[tuple[str, ...], ...] = ()
    """Rows of the table."""


@dataclass(frozen=True)
class Sheet:
    """One sheet."""

    title: str
    """What it is."""
    sender: Sender
    """Who sends it."""
    addressee: tuple[str, ...]
    """Whom it is for: name, then address."""
    subtitle: str = ""
    """Under the title; empty for none."""
    facts: tuple[tuple[str, str], ...] = ()
    """Labels with their values, first of all."""
    sections: tuple[Section, ...] = ()
    """The parts, in order."""
    strong: tuple[tuple[str, str], ...] = ()
    """The result, in a frame: labels with values."""
    signatures: tuple[str, ...] = ()
    """A line to sign on for each."""
    notes: tuple[str, ...] = ()
    """Small print."""


def sheet_pdf(sheet: Sheet) -> bytes:
    """The PDF, on A4 pages; equal input gives equal bytes."""
    from dataclasses import asdict

    from core.documents.statement_pdf import compiled, visible

    data = asdict(sheet)
    sender = data.pop("sender")
    logo = sheet.sender.logo
    return compiled(
        _PAGE,
        visible(
            data
            | {
                "business": sender["business"],
                "letterhead": sender["letterhead"],
                "lang": language(),
                "for_client": _("for"),
                "logo": (),
                "logo_kind": "png",
                "footer": sheet.addressee[0] if sheet.addressee else "",
            }
        ),
        logo,
    )
