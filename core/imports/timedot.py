"""hledger's timedot files: a date, then lines of `account  quantity`, where each dot is a quarter of an hour.

The last part of the account is the client; what follows `;` or stands beside the date is the note.
"""

import re
from collections.abc import Iterable

from core.basics.durations import SECONDS_PER_HOUR
from core.basics.i18n import _
from core.basics.text import clean_text
from core.imports.cells import worked
from core.imports.dates import Dates
from core.imports.rows import BadRow, CellError, EntryRow, EntryRows, Occurrences, ReadResult
from core.imports.spilled import Spilled
from core.imports.tags import sorted_tags

_DAY = re.compile(r"(?:\*+\s+)?(?P<day>[0-9]{4}[-/.][0-9]{1,2}[-/.][0-9]{1,2})(?:\s+(?P<note>.*))?")
_QUANTITY = re.compile(r"(?P<number>[0-9]{1,5}(?:[.,][0-9]{1,9})?)\s*(?P<unit>s|m|h|d|w)?")
_DOTS = re.compile(r"[.\s]*\.[.\s]*")
_LETTERS = re.compile(r"[a-zA-Z\s]{1,500}")
_SECONDS = {"s": 1, "m": 60, "h": SECONDS_PER_HOUR, "d": 24 * SECONDS_PER_HOUR, "w": 7 * 24 * SECONDS_PER_HOUR}
_QUARTER = SECONDS_PER_HOUR // 4
_LONGEST_LINE = 10_000


def is_timedot(text: str) -> bool:
    """Whether the first two lines that are no comments are a date and an account with a quantity."""
    lines = [line for line in text[:20_000].splitlines() if line.strip() and line.strip()[:1] not in ";#"]
    return (
        len(lines) > 1
        and _DAY.fullmatch(lines[0].strip()[:_LONGEST_LINE]) is not None
        and any(_quantity(_split(line)[1]) is not None for line in lines[1:3])
    )


def read(lines: Iterable[str], *, has_client: bool = False) -> ReadResult[EntryRow]:
    """The lines under the dates."""
    rows, bad, repeats = EntryRows(), Spilled[BadRow](), Occurrences()
    day, day_text, day_note = None, "", ""
    for number, line in enumerate(lines, 1):
        stripped = line.strip()
        if not stripped or stripped[:1] in ";#" or (re.fullmatch(r"\*+.*", stripped) and not _DAY.fullmatch(stripped)):
            continue
        try:
            if len(line) > _LONGEST_LINE:
                raise CellError(
                    "*", _("a cell is longer than {most} characters; shorten it").format(most=_LONGEST_LINE)
                )
            if (match := _DAY.fullmatch(stripped)) is not None:
                day, day_text, day_note = None, match["day"], match["note"] or ""
                day = Dates().day("date", day_text)
                continue
            if day is None:
                raise CellError("date", _("no date stands above this line; write one such as 2026-03-31"))
            account, quantity, comment = _split(stripped)
            seconds = _quantity(quantity)
            if seconds is None:
                raise CellError(
                    "quantity", _("write the account, two spaces, and dots or hours: client  .... or client  1.5")
                )
            client = clean_text(account.rpartition(":")[2])
            if not (client or has_client):
                raise CellError("account", _("the account is empty; its last part is the client"))
            ticket, work_type, no_charge, words = sorted_tags(clean_text(comment).split())
            rows.append(
                EntryRow(
                    row_number=number,
                    client_text=client,
                    work_date=day,
                    worked_seconds=worked("quantity", seconds),
                    key_material=repeats.keyed(f"timedot|{day}|{account}|{quantity}|{comment}"),
                    work_type=work_type,
                    ticket=ticket,
                    note=clean_text(" ".join(words) or day_note.lstrip("; ")),
                    no_charge=no_charge,
                )
            )
        except CellError as error:
            bad.append(BadRow(number, error.column, str(error)))
    return ReadResult(rows.done(), bad.done(), "timedot")


def is_day(line: str) -> bool:
    """Whether a line is the date that those below it belong to."""
    return _DAY.fullmatch(line.strip()[:_LONGEST_LINE]) is not None


def _split(line: str) -> tuple[str, str, str]:
    """The account, the quantity and the comment of a line."""
    body, _semicolon, comment = line.strip().partition(";")
    account, _spaces, quantity = body.strip().partition("  ")
    return account.strip(), quantity.strip(), comment.strip()


def _quantity(text: str) -> int | None:
    """Whole seconds of a quantity: dots, letters (each a quarter of an hour) or a number with a unit; `None` for neither."""
    if _DOTS.fullmatch(text):
        return text.count(".") * _QUARTER
    if (match := _QUANTITY.fullmatch(text)) is not None:
        return round(float(match["number"].replace(",", ".")) * _SECONDS[match["unit"] or "h"])
    if _LETTERS.fullmatch(text):
        return sum(1 for letter in text if not letter.isspace()) * _QUARTER
    return None
