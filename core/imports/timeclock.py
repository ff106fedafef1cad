"""timeclock files of hledger and ledger: `i DATE TIME account  description ; comment` and `o DATE TIME`, local times.

The last part of the account (`clients:acme`) is the client. Sessions may overlap where the `o` line names its account.
"""

import re
from collections.abc import Iterable
from datetime import datetime

from core.basics.dataclass import dataclass
from core.basics.i18n import _
from core.basics.text import clean_text
from core.imports.cells import measured_to, seconds_between, worked
from core.imports.dates import Dates, clock_time
from core.imports.rows import BadRow, CellError, EntryRow, EntryRows, Occurrences, ReadResult
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


def read(lines: Iterable[str], *, has_client: bool = False) -> ReadResult[EntryRow]:
    """The closed sessions; the number of a row is the line of its `i`."""
    rows, bad, repeats, running = EntryRows(), Spilled[BadRow](), Occurrences(), _Running()
    for number, line in enumerate(lines, 1):
        if not line.strip() or line[:1] in ";#*":
            continue
        try:
            match = _LINE.fullmatch(line.rstrip()) if len(line) <= _LONGEST_LINE else None
            if match is None:
                raise CellError("*", _("this is no line of a timeclock file; write i 2026-03-31 09:00 client"))
            at = datetime.combine(Dates().day("date", match["day"]), clock_time("time", match["time"]))
            account, note, comment = _parts(match["rest"] or "")
            if match["code"] == "i":
                running.add(_Session(number, at, account, note, comment))
            elif match["code"] in "oO":
                rows.append(_row(running.closed(account), at, note, repeats, has_client=has_client))
        except _AtLine as error:
            bad.append(BadRow(error.number, error.column, str(error)))
        except CellError as error:
            bad.append(BadRow(number, error.column, str(error)))
    for each in running.left():
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


class _Running:
    """The sessions that are clocked in."""

    def __init__(self) -> None:
        self._open: dict[int, _Session] = {}
        self._by_account: dict[str, list[int]] = {}

    def add(self, session: _Session) -> None:
        """Clock in."""
        self._open[session.number] = session
        self._by_account.setdefault(session.account, []).append(session.number)

    def closed(self, account: str) -> _Session:
        """Clock out of the last session of an account, of the last one of all where it is empty. Errors: `CellError`."""
        if not account and self._open:
            account = self._open[next(reversed(self._open))].account
        numbers = self._by_account.get(account)
        if not numbers:
            raise CellError("*", _("it clocks out, and nothing is clocked in; add the line before it"))
        return self._open.pop(numbers.pop())

    def left(self) -> Iterable[_Session]:
        """Those that are still running, in the order of the file."""
        return self._open.values()


def _row(session: _Session, ended: datetime, end_note: str, repeats: Occurrences, *, has_client: bool) -> EntryRow:
    try:
        client = clean_text(session.account.rpartition(":")[2])
        if not (client or has_client):
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
            ended_at_local=measured_to(session.started, ended),
            work_type=work_type,
            ticket=ticket,
            note=note,
            no_charge=no_charge,
        )
    except CellError as error:
        raise _AtLine(session.number, error) from None
