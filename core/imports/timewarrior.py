"""Entries of timewarrior, in UTC; the first tag, or `client:NAME`, names the client.

They come from `timew export`, a JSON array of intervals, or from its data files, whose lines are
`inc 20260331T090000Z - 20260331T100000Z # tag "two words" # "annotation"`.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

from core.basics.i18n import _
from core.basics.text import clean_text
from core.imports.cells import quoted, seconds_between, worked
from core.imports.rows import NO_CHARGE_TAG, BadRow, CellError, EntryRow, EntryRows, Occurrences, ReadResult
from core.imports.spilled import Spilled
from core.model.worktypes import BUILT_IN

_LINE = re.compile(
    r"inc(?: (?P<start>[0-9]{8}T[0-9]{6}Z))?(?: - (?P<end>[0-9]{8}T[0-9]{6}Z))?(?: # ?(?P<rest>.*))?", re.ASCII
)
_TAG = re.compile(r'"((?:[^"\\]|\\.)*+)"|(\S++)')
_LONGEST_LINE = 10_000


def is_data(text: str) -> bool:
    """Whether a text is a data file: its first line that is not blank is an interval."""
    first = next((line for line in text[:_LONGEST_LINE].splitlines() if line.strip()), "")
    return first.startswith("inc ") and _LINE.fullmatch(first.rstrip()) is not None


def read_data(lines: Iterable[str], *, has_client: bool = False) -> ReadResult[EntryRow]:
    """The intervals of a data file; a row's number is its line."""
    rows, bad, repeats = EntryRows(), Spilled[BadRow](), Occurrences()
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            rows.append(_row(number, _interval(line.strip()), repeats, has_client=has_client))
        except CellError as error:
            bad.append(BadRow(number, error.column, str(error)))
    return ReadResult(rows.done(), bad.done(), "timewarrior")


def _interval(line: str) -> dict[str, Any]:
    found = _LINE.fullmatch(line) if len(line) <= _LONGEST_LINE else None
    if found is None or not found["start"]:
        raise CellError(
            "*", _("this is no line of timewarrior; write inc 20260331T090000Z - 20260331T100000Z # client")
        )
    tags, annotation, is_note = list[str](), "", False
    for quoted_word, word in _TAG.findall(found["rest"] or ""):
        if word == "#":
            is_note = True
        elif is_note:
            text = re.sub(r"\\(.)", r"\1", quoted_word) or word
            annotation = f"{annotation} {text}".strip()
        else:
            tags.append(re.sub(r"\\(.)", r"\1", quoted_word) or word)
    return {"start": found["start"], "end": found["end"], "tags": tags, "annotation": annotation}


def is_timewarrior(items: Sequence[Any]) -> bool:
    """Whether the first items of a JSON array are intervals; an empty array is one of timewarrior."""
    return not items or any(isinstance(item, dict) and "start" in item for item in items)


def read(items: Iterable[Any], *, has_client: bool = False) -> ReadResult[EntryRow]:
    """The intervals; a row's number is its place in the array, from 1."""
    rows, bad, repeats = EntryRows(), Spilled[BadRow](), Occurrences()
    for number, interval in enumerate(items, 1):
        try:
            rows.append(_row(number, interval, repeats, has_client=has_client))
        except CellError as error:
            bad.append(BadRow(number, error.column, str(error)))
    return ReadResult(rows.done(), bad.done())


def _instant(column: str, text: Any) -> datetime:
    try:
        return datetime.strptime(str(text), "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    except ValueError:
        raise CellError(
            column, _("{text} is not an instant such as 20260331T090000Z").format(text=quoted(str(text)))
        ) from None


def _row(number: int, interval: Any, repeats: Occurrences, *, has_client: bool) -> EntryRow:
    if not isinstance(interval, dict):
        raise CellError("*", _("this is no interval; export again with timew export"))
    started = _instant("start", interval.get("start", ""))
    if not interval.get("end"):
        raise CellError("end", _("this interval is still running; stop it and export again"))
    seconds = worked("end", seconds_between(started, _instant("end", interval["end"])))
    raw_tags = interval.get("tags", [])
    tags = [clean_text(str(tag)) for tag in raw_tags] if isinstance(raw_tags, list) else []
    named = [tag for tag in tags if tag.casefold().startswith("client:")]
    # timewarrior sorts tags, so that a ticket's often stands before the client's.
    ticket_tag = next((tag for tag in tags if re.fullmatch(r"#\S+", tag)), "")
    if not ticket_tag:
        # A number is a ticket, unless nothing else names the client.
        bare = next((tag for tag in tags if tag.isdecimal()), "")
        others = any(tag for tag in tags if tag != bare and tag.casefold() not in (*BUILT_IN, NO_CHARGE_TAG))
        ticket_tag = bare if others else ""
    type_tag = next((tag for tag in tags if tag.casefold() in BUILT_IN), "")
    client_tag = (
        named[0] if named else next((tag for tag in tags if tag not in (ticket_tag, type_tag) and tag[:1] != "#"), "")
    )
    client = client_tag.partition(":")[2].strip() if named else client_tag
    if not (client or has_client):
        raise CellError("tags", _("no tag names the client; tag the interval with it, or with client:NAME"))
    no_charge_tags = {tag for tag in tags if tag.casefold() == NO_CHARGE_TAG}
    words = [tag for tag in tags if tag not in {client_tag, ticket_tag, type_tag, *no_charge_tags}]
    annotation = clean_text(str(interval.get("annotation") or ""))
    note = clean_text(" ".join([annotation, *words]))
    material = "timewarrior|" + "|".join((str(interval["start"]), str(interval["end"]), ",".join(tags), annotation))
    return EntryRow(
        row_number=number,
        client_text=client,
        work_date=started.date(),
        worked_seconds=seconds,
        key_material=repeats.keyed(material),
        started_at=started,
        work_type=type_tag.casefold(),
        ticket=ticket_tag.lstrip("#"),
        note=note,
        no_charge=bool(no_charge_tags),
    )
