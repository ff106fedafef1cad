"""Watson: its `frames` file and its log.

`frames` is a JSON array of [start, stop, project, id, tags, updated], instants in seconds since 1970.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

from core.basics.i18n import _
from core.basics.text import clean_text
from core.imports.cells import plausible_day, quoted, worked
from core.imports.rows import BadRow, CellError, EntryRow, EntryRows, Occurrences, ReadResult
from core.imports.sheets import Column, TimeSheet
from core.imports.spilled import Spilled
from core.imports.tags import sorted_tags

LOG = TimeSheet(
    program="Watson",
    key="watson-log",
    signs=(frozenset({"id", "start", "stop", "project", "tags"}),),
    columns={
        Column.START: ("start",),
        Column.END: ("stop",),
        Column.PROJECT: ("project",),
        Column.TAGS: ("tags",),
    },
    ignored=frozenset({"id"}),
)
"""`watson log --csv`, and `--json`: local times, without an offset in the table."""

_FEWEST_FIELDS = 3
_PROJECT = 2
_TAGS = 4


def is_watson(items: Sequence[Any]) -> bool:
    """Whether the first items of a JSON array are frames."""
    return any(_is_frame(item) for item in items)


def _is_frame(item: Any) -> bool:
    return isinstance(item, list) and len(item) >= _FEWEST_FIELDS and all(isinstance(each, int) for each in item[:2])


def read(frames: Iterable[Any], *, has_client: bool = False) -> ReadResult[EntryRow]:
    """The frames; a row's number is its place in the array, from 1."""
    rows, bad, repeats = EntryRows(), Spilled[BadRow](), Occurrences()
    for number, frame in enumerate(frames, 1):
        try:
            rows.append(_row(number, frame, repeats, has_client=has_client))
        except CellError as error:
            bad.append(BadRow(number, error.column, str(error)))
    return ReadResult(rows.done(), bad.done(), "Watson")


def _instant(column: str, value: Any) -> datetime:
    try:
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise ValueError
        found = datetime.fromtimestamp(int(value), UTC)
        plausible_day(column, found.date())
        return found
    except CellError:
        raise
    except (ValueError, OverflowError, OSError):
        raise CellError(
            column, _("{text} is no instant in seconds since 1970").format(text=quoted(str(value)[:40]))
        ) from None


def _row(number: int, frame: Any, repeats: Occurrences, *, has_client: bool) -> EntryRow:
    if not _is_frame(frame):
        raise CellError("*", _("this is no frame of Watson; export again"))
    started, ended = _instant("start", frame[0]), _instant("stop", frame[1])
    seconds = worked("stop", int((ended - started).total_seconds()))
    project = clean_text(str(frame[_PROJECT]))
    if not (project or has_client):
        raise CellError("project", _("no project is named, and it is the client; name one and export again"))
    raw = frame[_TAGS] if len(frame) > _TAGS and isinstance(frame[_TAGS], list) else []
    ticket, work_type, no_charge, words = sorted_tags(clean_text(str(tag)) for tag in raw)
    return EntryRow(
        row_number=number,
        client_text=project,
        work_date=started.date(),
        worked_seconds=seconds,
        key_material=repeats.keyed(f"watson|{frame[0]}|{frame[1]}|{project}|{','.join(map(str, raw))}"),
        started_at=started,
        work_type=work_type,
        ticket=ticket,
        note=" ".join(words),
        no_charge=no_charge,
    )
