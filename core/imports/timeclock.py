"""timeclock files of hledger and ledger: `i DATE TIME account  description ; comment` and `o DATE TIME`, local times.

The last part of the account (`clients:acme`) is the client. Sessions may overlap where the `o` line names its account.
"""

import re
from datetime import datetime

from core.basics.dataclass import dataclass
from core.basics.i18n import _
from core.basics.text import clean_text
from core.imports.cells import seconds_between, worked
from core.imports.dates import Dates, clock_time
from core.imports.rows import BadRow, CellError, EntryRow, Occurrences, ReadResult
from core.imports.spilled import Spilled
from core.imports.tags import sorted_tags

_LINE = re.compile(
    r"(?P<code>[ioOh])\s+(?P<day>[0-9]{4}[-/.][0-9]{1,2}[-/.][0-9]{1,2})\s+(?P<time>[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?)"
    r"(?:[+-][0-9]{4})?(?:\s+(?P<rest>.*))?"
)
_LONGEST_LINE = 10_000


@dataclass(frozen=True)
class _Session:
    number: int
    started: datetime
    account: str
    note: str
    comment: str


def is_timeclock(text: str) -> bool:
    """Whether the first line that is no comment is a clock-in or clock-out."""
    first = next((line for line in text[:20_000].splitlines() if line.strip() and line[:1] not in ";#*"), "")
    return _LINE.fullmatch(first.rstrip()[:_LONGEST_LINE]) is not None


def read(text: str) -> ReadResult[EntryRow]:
    """The closed sessions; the number of a row is the line of its `i`."""
    rows, bad, repeats, running = Spilled[EntryRow](), Spilled[BadRow](), Occurrences(), list[_Session]()
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line[:1] in ";#*":
            continue
        try:
            match = _LINE.fullmatch(line.rstrip()) if len(line) <= _LONGEST_LINE else None
            if match is None:
                raise CellError("*", _("this is no line of a timeclock file; write i 2026-03-31 09:00 client"))
            at = datetime.combine(Dates().day("date", match["day"]), clock_time("time", match["time"]))
            account, note, comment = _parts(match["rest"] or "")
            if match["code"] == "i":
                running.append(_Session(number, at, account, note, comment))
            elif match["code"] in "oO":
                rows.append(_row(_closed(running, account), at, note, repeats))
        except _AtLine as error:
            bad.append(BadRow(error.number, error.column, str(error)))
        except CellError as error:
            bad.append(BadRow(number, error.column, str(error)))
    for each in running:
        bad.append(BadRow(each.number, "end", _("this session is still running; clock out and export again")))
    return ReadResult(rows.done(), bad.done(), "timeclock")


class _AtLine(CellError):
    """An error of a session, which is told by the line of its start."""

    def __init__(self, number: int, error: CellError) -> None:
        super().__init__(error.column, str(error))
        self.number = number


def _parts(rest: str) -> tuple[str, str, str]:
    """The account, the description after two spaces, and the comment."""
    body, _semicolon, comment = rest.partition(";")
    account, _spaces, note = body.strip().partition("  ")
    return account.strip(), note.strip(), comment.strip()


def _closed(running: list[_Session], account: str) -> _Session:
    for place in range(len(running) - 1, -1, -1):
        if not account or running[place].account == account:
            return running.pop(place)
    raise CellError("*", _("it clocks out, and nothing is clocked in; add the line before it"))


def _row(session: _Session, ended: datetime, end_note: str, repeats: Occurrences) -> EntryRow:
    try:
        client = clean_text(session.account.rpartition(":")[2])
        if not client:
            raise CellError("account", _("the account is empty; its last part is the client"))
        seconds = worked("end", seconds_between(session.started, ended))
        comment = clean_text(session.comment)
        ticket, work_type, no_charge, words = sorted_tags(
            word for word in re.split(r"[,\s]+", comment) if word.startswith("#") or ":" not in word
        )
        note = clean_text(" ".join(filter(None, (session.note, end_note, *words))))
        material = f"timeclock|{session.started}|{ended}|{session.account}|{session.note}|{comment}"
        return EntryRow(
            row_number=session.number,
            client_text=client,
            work_date=session.started.date(),
            worked_seconds=seconds,
            key_material=repeats.keyed(material),
            started_at_local=session.started,
            work_type=work_type,
            ticket=ticket,
            note=note,
            no_charge=no_charge,
        )
    except CellError as error:
        raise _AtLine(session.number, error) from None
