"""Archive the whole journal as JSON lines, and restore a store from it with the same rows and head."""

import json
from base64 import b64decode, b64encode
from collections.abc import Iterator
from dataclasses import astuple
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from core.audit.audit import audit
from core.basics.errors import Refused, StoreExists
from core.basics.i18n import _
from core.journal.chain import GENESIS, JournalRow, event_of, fits
from core.journal.events import SettingSet
from core.rules.actors import SYSTEM
from core.session import Session
from core.store.engines import exists, new_store
from core.store.place import Place

FORMAT = "monteore-journal"
VERSION = 2
"""Version 2 has the texts and salt of a row beside its body, and settings as rows; version 1 has neither."""

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


def restore(path: Path, text: str, *, is_default: bool = False) -> tuple[int, str]:
    """Make a store at `path` from an archive. Returns row count and head. Errors: `Refused`; then nothing is made."""
    place = Place.parse(path)
    if exists(place):
        raise StoreExists(place.words)
    about, rows, files = _read(text)
    with new_store(place, {}, is_default=is_default) as store:
        with store.writing():
            for row in rows:
                store.append_row(row)
            for run_id, content in files.items():
                store.exports.keep(run_id, content)
            if about["version"] == 1:
                settings = [SettingSet(name, str(about[name])) for name in _SETTINGS if about.get(name)]
                store.append_all(settings, SYSTEM, datetime.now(UTC))
        found = audit(store, about["head"] or None)
        if not found.ok:
            raise Refused(_("the archive does not add up: {problem}").format(problem="; ".join(found.problems[:2])))
    return len(rows), str(about["head"])


def _read(text: str) -> tuple[dict[str, Any], list[JournalRow], dict[str, bytes]]:
    lines = text.splitlines()
    try:
        about = json.loads(lines[0])
        sound = about["format"] == FORMAT and isinstance(about["head"], str) and isinstance(about["timezone"], str)
    except (IndexError, ValueError, KeyError, TypeError):
        sound, about = False, {}
    if not sound:
        raise Refused(_("this is no archive of a journal; make one: monteore export --format jsonl"))
    if about.get("version") not in (1, VERSION):
        raise Refused(_("this archive is of a newer version; update this Monteore"))
    rows, files, previous = list[JournalRow](), dict[str, bytes](), GENESIS
    for number, line in enumerate(lines[1:], start=1):
        try:
            written = json.loads(line)
            if isinstance(written, dict):
                files[str(written["export"])] = b64decode(written["content"], validate=True)
                continue
            row = JournalRow(*written)
            event_of(row)
            sound = not files and row.seq == number and row.previous == previous and fits(row)
        except (ValueError, TypeError, KeyError):
            sound = False
        if not sound:
            raise Refused(_("row {number} of the archive does not fit; nothing was made").format(number=number))
        rows.append(row)
        previous = row.digest
    if (rows[-1].digest if rows else "") != about["head"] or len(files) != about.get("files", 0):
        raise Refused(_("the archive ends too early: its head is missing; nothing was made"))
    return about, rows, files
