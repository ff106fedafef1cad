"""Archive the whole journal as JSON lines, and restore a store from it with the same rows and head."""

import json
from base64 import b64decode, b64encode
from collections.abc import Iterator
from dataclasses import astuple, fields
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from core.audit.audit import audit
from core.basics.durations import shown_word
from core.basics.errors import Duplicate, Refused, RowRefused, StoreExists, Usage
from core.basics.i18n import _
from core.journal.chain import event_of, fits
from core.journal.codec import instant_from
from core.journal.events import AgreementSet, Event, SettingSet
from core.journal.row import GENESIS, JournalRow
from core.journal.typed import is_typed
from core.rules.actors import SYSTEM
from core.session import Session
from core.store.engines import exists, new_store
from core.store.place import Place

FORMAT = "monteore-journal"
VERSION = 2
"""Version 2 has the texts and salt of a row beside its body, and settings as rows; version 1 has neither."""

LONGEST_LINE = 64 * 1024 * 1024
"""Characters. A journal row is some hundreds, an export's file some millions at most; a longer line is none of ours."""

_UNREADABLE = (ValueError, TypeError, LookupError, AttributeError, ArithmeticError, RecursionError)
"""What a row of another program raises in the decoders: wrong types, missing keys, huge numbers, deep nesting."""

_CELLS = len(fields(JournalRow))
_SETTINGS = ("business_name", "timezone")


def archive_lines(session: Session) -> Iterator[str]:
    """A header line, one line a journal row in order, and one line a stored file of a billing export."""
    head = session.store.head()
    files = session.store.exports.files()
    about = {
        "format": FORMAT,
        "version": VERSION,
        "timezone": session.zone.key,
        "business_name": session.store.reads.setting("business_name") or "",
        "rows": head.seq if head else 0,
        "head": head.digest if head else "",
        "files": len(files),
    }
    yield json.dumps(about, ensure_ascii=True)
    for row in session.store.journal():
        cells = list(astuple(row))
        yield json.dumps(cells if row.texts is not None else cells[:-2], ensure_ascii=True)
    for run_id, content in files:
        yield json.dumps({"export": run_id, "content": b64encode(content).decode("ascii")})


def restore(path: Path | str | Place, text: str, *, is_default: bool = False) -> tuple[int, str]:
    """Make a store at `path` from an archive. Returns row count and head. Errors: `Refused`; then nothing is made."""
    place = Place.parse(path)
    if exists(place):
        raise StoreExists(place.words, of_archive=True)
    about, rows, files = _read(text)
    with new_store(place, {}, is_default=is_default) as store:
        seq = 0
        try:
            with store.writing():
                for row in rows:
                    seq = row.seq
                    store.append_row(row)
                for run_id, content in files.items():
                    store.exports.keep(run_id, content)
                if about["version"] == 1:
                    settings = [SettingSet(name, str(about[name])) for name in _SETTINGS if about.get(name)]
                    store.append_all(settings, SYSTEM, datetime.now(UTC))
        except (RowRefused, Duplicate) as error:
            # Rows may be written some at a time, so it need not be the last one.
            raise _misfit(error.seq or seq) from None
        except (Usage, *_UNREADABLE):
            raise _misfit(seq) from None
        found = audit(store, about["head"] or None)
        if not found.ok:
            raise Refused(_("the archive does not add up: {problem}").format(problem="; ".join(found.problems[:2])))
    return len(rows), str(about["head"])


def _read(text: str) -> tuple[dict[str, Any], list[JournalRow], dict[str, bytes]]:
    lines = text.splitlines()
    try:
        about = json.loads(lines[0])
        sound = about["format"] == FORMAT and isinstance(about["head"], str) and isinstance(about["timezone"], str)
    except (IndexError, ValueError, KeyError, TypeError, RecursionError):
        sound, about = False, {}
    if not sound:
        raise Refused(_("this is no archive of a journal; make one: monteore export --format jsonl"))
    if about.get("version") not in (1, VERSION):
        raise Refused(_("this archive is of a newer version; update this Monteore"))
    if about["version"] == 1:
        _refuse_unknown_zone(0, SettingSet("timezone", about["timezone"]))
    rows, files, previous = list[JournalRow](), dict[str, bytes](), GENESIS
    for number, line in enumerate(lines[1:], start=1):
        try:
            written = json.loads(line) if len(line) <= LONGEST_LINE else None
            if isinstance(written, dict):
                files[str(written["export"])] = b64decode(written["content"], validate=True)
                continue
            row = _row_of(written)
            event = event_of(row)
            sound = not files and row.seq == number and row.previous == previous and fits(row) and is_typed(event)
        except _UNREADABLE:
            sound = False
        if not sound:
            raise _misfit(number)
        _refuse_unknown_zone(number, event)
        rows.append(row)
        previous = row.digest
    if (rows[-1].digest if rows else "") != about["head"] or len(files) != about.get("files", 0):
        raise Refused(_("the archive ends too early: its head is missing; nothing was made"))
    return about, rows, files


def _misfit(number: int) -> Refused:
    return Refused(_("row {number} of the archive does not fit; nothing was made").format(number=number))


def _row_of(written: object) -> JournalRow:
    """The journal row of a line. Errors: `TypeError`, `ValueError` for cells of other types than a row has."""
    if not isinstance(written, list) or len(written) not in (_CELLS - 2, _CELLS):
        raise TypeError
    row = JournalRow(*written)
    texts = (row.recorded_at, row.actor, row.kind, row.body, row.previous, row.digest, row.texts or "", row.salt or "")
    if type(row.seq) is not int or not all(isinstance(text, str) for text in texts):
        raise TypeError
    for text in texts:
        # A NUL and half of a pair can stand in JSON, but in no store.
        if "\0" in text or "\\u0000" in text:
            raise ValueError
        text.encode("utf-8")
    instant_from(row.recorded_at)
    return row


def _refuse_unknown_zone(number: int, event: Event) -> None:
    """Errors: `Refused` for a time zone that is not known here, by which no day could be told."""
    name = None
    if isinstance(event, SettingSet) and event.name == "timezone":
        name = event.value
    elif isinstance(event, AgreementSet):
        name = event.terms.timezone or None
    if name is not None and not _is_zone(name):
        raise Refused(
            _("row {number} of the archive names an unknown time zone ({name}); nothing was made").format(
                number=number, name=shown_word(name)
            )
        )


def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ValueError, OSError, ZoneInfoNotFoundError):
        return False
    return True
