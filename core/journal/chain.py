"""The append-only journal: rows, their canonical bytes, and the hash chain.

Each row's digest is SHA-256 over the row's canonical JSON, which holds the digest of the row before; so no row can be
changed, moved or removed without every later digest failing to fit.

A row of the second format holds no personal text in its body: the body has one salted digest of them under the key
`texts`. The texts and the salt are in columns beside the body and can be set to NULL without a change to the chain. A row
of the first format holds its texts in its body. A row without personal texts is the same in both formats.
"""

from collections.abc import Callable
from typing import Any

import core.journal.events  # noqa: F401  (the classes register themselves)
from core.basics.dataclass import replace
from core.basics.sha256 import hexdigest
from core.journal.codec import canonical, canonical_bytes_around, parsed, plain, revive
from core.journal.registry import Event, name_by_type, texts_by_name, type_by_name
from core.journal.row import SEAL, JournalRow, new_salt
from core.journal.texts import join, join_erased, split, text_digest


def digest_of(seq: int, recorded_at: str, actor: str, kind: str, body: str, previous: str) -> str:
    """The row's digest as 64 hexadecimal digits."""
    return hexdigest(canonical_bytes_around([seq, recorded_at, actor, kind], body, previous))


def fits(row: JournalRow) -> bool:
    """Whether the row's digest is the one computed from its fields."""
    return row.digest == digest_of(row.seq, row.recorded_at, row.actor, row.kind, row.body, row.previous)


def row_for(
    seq: int, recorded_at: str, actor: str, event: Event, previous: str, make_salt: Callable[[], str] = new_salt
) -> JournalRow:
    """The row of the second format that records an event after the row whose digest is `previous`."""
    return row_of(seq, recorded_at, actor, name_by_type[type(event)], plain(event), previous, make_salt)


def rechained(row: JournalRow, previous: str, make_salt: Callable[[], str] = new_salt) -> JournalRow:
    """The same event in the second format, after another row. Texts beside the row, and their salt, are kept."""
    if row.holds_texts:
        body = parsed(row.body)
        return row_of(row.seq, row.recorded_at, row.actor, row.kind, body, previous, make_salt)
    digest = digest_of(row.seq, row.recorded_at, row.actor, row.kind, row.body, previous)
    return replace(row, previous=previous, digest=digest)


def row_of(
    seq: int, recorded_at: str, actor: str, kind: str, body: Any, previous: str, make_salt: Callable[[], str]
) -> JournalRow:
    """The same for an event whose name and JSON body are given."""
    tree, texts, salt = texts_by_name.get(kind), None, None
    if tree:
        body, taken_out = split(body, tree)
        texts, salt = canonical(taken_out), make_salt()
        body[SEAL] = text_digest(salt, texts)
    text = canonical(body)
    digest = digest_of(seq, recorded_at, actor, kind, text, previous)
    return JournalRow(seq, recorded_at, actor, kind, text, previous, digest, texts, salt)


class TextsMisfit(ValueError):
    """The texts beside a row are not those whose digest is in its body."""


class NotCanonical(ValueError):
    """The JSON of a row is not what `canonical` writes, as one with a key twice."""


def event_of(row: JournalRow) -> Event:
    """The event of a row. Errors: `TextsMisfit`; `KeyError`, `TypeError` or `ValueError` for an unreadable body."""
    return event_by(row.kind, body_of(row))


def event_by(kind: str, body: Any) -> Event:
    """The event of a row by its name and its body with the texts. Errors: as `event_of`."""
    event: Event = revive(type_by_name[kind], body)
    return event


def body_of(row: JournalRow, read: Callable[[str], Any] = parsed) -> Any:
    """The JSON body of a row's event, with its texts. Errors: as `event_of`."""
    body = read(row.body)
    sealed = body.pop(SEAL, None) if row.is_sealed else None
    if sealed is None:
        if row.texts is not None or row.salt is not None:
            raise TextsMisfit
    elif row.texts is None or row.salt is None:
        if row.texts is not row.salt:
            raise TextsMisfit
        body = join_erased(body, texts_by_name[row.kind], body)
    else:
        if text_digest(row.salt, row.texts) != sealed:
            raise TextsMisfit
        body = join(body, read(row.texts), texts_by_name[row.kind])
    return body


def strict_body_of(row: JournalRow) -> Any:
    """The same as `body_of`. Errors: `NotCanonical`, too."""
    return body_of(row, _strictly_parsed)


def _strictly_parsed(text: str) -> Any:
    value = parsed(text)
    if canonical(value) != text:
        raise NotCanonical
    return value
