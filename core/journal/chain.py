"""The append-only journal: canonical bytes, the hash chain, and the check of it.

Each row's digest is SHA-256 over the row's canonical JSON, which holds the digest of the row before; so no row can be
changed, moved or removed without every later digest failing to fit.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from core.journal.codec import canonical, plain, revive
from core.journal.events import Event, name_by_type, type_by_name

GENESIS = "0" * 64


@dataclass(frozen=True, slots=True)
class JournalRow:
    """One recorded fact; `body` is canonical JSON text."""

    seq: int
    recorded_at: str
    actor: str
    kind: str
    body: str
    previous: str
    digest: str


def digest_of(seq: int, recorded_at: str, actor: str, kind: str, body: str, previous: str) -> str:
    """The row's digest as 64 hexadecimal digits."""
    content = canonical([seq, recorded_at, actor, kind, body, previous])
    return hashlib.sha256(content.encode("utf-8", "surrogatepass")).hexdigest()


def row_for(seq: int, recorded_at: str, actor: str, event: Event, previous: str) -> JournalRow:
    """The row that records an event after the row whose digest is `previous`."""
    kind = name_by_type[type(event)]
    body = canonical(plain(event))
    return JournalRow(
        seq, recorded_at, actor, kind, body, previous, digest_of(seq, recorded_at, actor, kind, body, previous)
    )


def event_of(kind: str, body: Any) -> Event:
    """The event in a row's parsed body. Errors: `KeyError`, `TypeError` or `ValueError` for a body that is none."""
    event: Event = revive(type_by_name[kind], body)
    return event


def first_misfit(rows: Iterable[JournalRow]) -> int | None:
    """The number of the first row that does not fit the chain, or `None`. Numbers start at 1 and have no gaps."""
    previous, expected = GENESIS, 1
    for row in rows:
        sound = digest_of(row.seq, row.recorded_at, row.actor, row.kind, row.body, row.previous)
        if row.seq != expected or row.previous != previous or row.digest != sound:
            return row.seq if row.seq == expected else expected
        previous, expected = row.digest, expected + 1
    return None
