"""The whole journal as JSON lines and back: the same rows, so the same head."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from core.errors import Refused
from core.i18n import _
from core.journal import GENESIS, JournalRow, digest_of, event_of

if TYPE_CHECKING:
    from core.ledger import Ledger

FORMAT = "monteore-journal"
VERSION = 1


def archive_lines(ledger: "Ledger") -> Iterator[str]:
    """A head line, then one line a journal row, first to last."""
    head = ledger.store.head()
    about = {
        "format": FORMAT,
        "version": VERSION,
        "timezone": ledger.zone.key,
        "business_name": ledger.store.reads.setting("business_name") or "",
        "rows": head.seq if head else 0,
        "head": head.digest if head else "",
    }
    yield json.dumps(about, ensure_ascii=True)
    for row in ledger.store.journal():
        yield json.dumps(
            [row.seq, row.recorded_at, row.actor, row.kind, row.body, row.previous, row.digest], ensure_ascii=True
        )


def restore(path: Path, text: str, *, is_default: bool = False) -> tuple[int, str]:
    """Make a store at `path` from an archive; its rows and head. Errors: `Refused`, and then nothing is made."""
    from core.ledger import Ledger

    if path.exists():
        raise Refused(
            _("{path} exists already; an archive goes into a store that does not, name it with --db").format(path=path)
        )
    about, rows = _read(text)
    draft = path.with_name(f".{path.name}.restoring")
    try:
        with Ledger.open(draft, create=True, timezone=about["timezone"], is_default=is_default) as ledger:
            with ledger.changing():
                for row in rows:
                    ledger.store.append_row(row)
                if about.get("business_name"):
                    ledger.store.set_setting("business_name", str(about["business_name"]))
            found = ledger.verify(about["head"] or None)
            if not found.ok:
                raise Refused(_("the archive does not add up: {problem}").format(problem="; ".join(found.problems[:2])))
            ledger.store.settle()
        draft.replace(path)
    finally:
        for end in ("", "-wal", "-shm", ".lock"):
            draft.with_name(draft.name + end).unlink(missing_ok=True)
    return len(rows), str(about["head"])


def _read(text: str) -> tuple[dict[str, str], list[JournalRow]]:
    lines = text.splitlines()
    try:
        about = json.loads(lines[0])
        sound = about["format"] == FORMAT and isinstance(about["head"], str) and isinstance(about["timezone"], str)
    except (IndexError, ValueError, KeyError, TypeError):
        sound, about = False, {}
    if not sound:
        raise Refused(_("this is no archive of a journal; make one: monteore export --format jsonl"))
    if about.get("version") != VERSION:
        raise Refused(_("this archive is of a newer version; update this Monteore"))
    rows, previous = [], GENESIS
    for number, line in enumerate(lines[1:], start=1):
        try:
            row = JournalRow(*json.loads(line))
            event_of(row.kind, json.loads(row.body))
            fits = (
                row.seq == number
                and row.previous == previous
                and row.digest == digest_of(row.seq, row.recorded_at, row.actor, row.kind, row.body, row.previous)
            )
        except (ValueError, TypeError, KeyError):
            fits = False
        if not fits:
            raise Refused(_("row {number} of the archive does not fit; nothing was made").format(number=number))
        rows.append(row)
        previous = row.digest
    if (rows[-1].digest if rows else "") != about["head"]:
        raise Refused(_("the archive ends too early: its head is missing; nothing was made"))
    return about, rows
