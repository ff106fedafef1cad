"""Entries from `timew export`: a JSON array of intervals in UTC; the first tag, or `client:NAME`, names the client."""

import re
from datetime import UTC, datetime
from typing import Any

from core.i18n import _
from core.imports.cells import worked
from core.imports.rows import BadCell, BadRow, EntryRow, Occurrences, ReadResult
from core.text import clean_text
from core.worktypes import BUILT_IN


def is_timewarrior(document: Any) -> bool:
    """Whether a JSON document is an array of intervals."""
    return isinstance(document, list) and all(isinstance(item, dict) and "start" in item for item in document)


def read(document: list[Any]) -> ReadResult[EntryRow]:
    """The intervals; a row's number is its place in the array, from 1."""
    rows, bad, repeats = list[EntryRow](), list[BadRow](), Occurrences()
    for number, interval in enumerate(document, 1):
        try:
            rows.append(_row(number, interval, repeats))
        except BadCell as error:
            bad.append(BadRow(number, error.column, str(error)))
    return ReadResult(tuple(rows), tuple(bad))


def _instant(column: str, text: Any) -> datetime:
    try:
        return datetime.strptime(str(text), "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    except ValueError:
        raise BadCell(column, _("{text} is not an instant such as 20260331T090000Z").format(text=text)) from None


def _row(number: int, interval: dict[str, Any], repeats: Occurrences) -> EntryRow:
    started = _instant("start", interval["start"])
    if "end" not in interval:
        raise BadCell("end", _("this interval is still running; stop it and export again"))
    seconds = worked("end", int((_instant("end", interval["end"]) - started).total_seconds()))
    raw_tags = interval.get("tags", [])
    tags = [clean_text(str(tag)) for tag in raw_tags] if isinstance(raw_tags, list) else []
    named = [tag for tag in tags if tag.casefold().startswith("client:")]
    client = named[0].partition(":")[2] if named else (tags[0] if tags else "")
    if not client:
        raise BadCell("tags", _("no tag names the client; add one, or import with --client CODE"))
    rest = [tag for tag in tags if tag not in (client, *named)]
    ticket = next((tag.lstrip("#") for tag in rest if re.fullmatch(r"#\S+", tag)), "")
    work_type = next((tag.casefold() for tag in rest if tag.casefold() in BUILT_IN), "")
    words = [tag for tag in rest if not tag.startswith("#") and tag.casefold() != work_type]
    note = clean_text(" ".join([str(interval.get("annotation", "")), *words]))
    material = "timewarrior|" + "|".join(
        (str(interval["start"]), str(interval["end"]), ",".join(tags), str(interval.get("annotation", "")))
    )
    return EntryRow(
        row_number=number,
        client_text=client,
        work_date=started.date(),
        worked_seconds=seconds,
        key_material=repeats.keyed(material),
        started_at=started,
        work_type=work_type,
        ticket=ticket,
        note=note,
    )
