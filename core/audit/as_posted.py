"""Rows of entries that are still as they were posted: their JSON is made from the live entry, and compared as a text.

Most rows of a journal are such rows, and nothing of them is parsed. What is not known to be the same is read as an event.
"""

from collections.abc import Sequence
from functools import lru_cache
from itertools import product
from types import NoneType
from typing import Any, NamedTuple

from core.audit.plain import is_charge, is_day, is_instant
from core.journal.codec import canonical, parsed
from core.journal.texts import text_digest
from core.store.verifying import POSTED_COLUMNS, KeptEntry

_BOOL = {0: "false", 1: "true"}
_WITHOUT_FEE = '"fee_minutes":0,'
_NUMBERS = (
    "worked_seconds", "charged_minutes", "overdraft_minutes", "billed_minutes", "deducted_minutes", "no_charge", "seq",
)  # fmt: skip
_PERHAPS = ("started_at", "key", "replaces")
_TYPES = frozenset(
    product(
        *((int,) if name in _NUMBERS else (str, NoneType) if name in _PERHAPS else (str,) for name in POSTED_COLUMNS)
    )
)
"""The types of an entry's columns. A table that was made anew by hand may hold the text of a number, which JSON made of
columns would show as the number itself."""
_MOST = 1000


class Payment(NamedTuple):
    """What an entry is charged, and who pays."""

    client_id: str
    entry_id: str
    account_id: str
    draws: list[tuple[str, int]]
    """Minutes by block."""
    drawn_minutes: int
    overdraft_minutes: int
    elsewhere_minutes: int
    """Minutes that are invoiced or paid by a fee."""
    charged_minutes: int


def payment_of(row: Sequence[Any], kept: KeptEntry) -> Payment | None:
    """The payment of an entry whose journal row holds what the live entry does; `None` where this is not known.

    The row's number, instant and digests are for the caller to check, but for the digest of its texts.
    """
    recorded_at, body, texts, salt = row[1], row[4], row[7], row[8]
    is_read = type(body) is str and type(texts) is str and type(salt) is str
    if not is_read or tuple(map(type, kept.entry)) not in _TYPES:
        return None
    (
        entry_id, client_id, account_id, technician, work_date, started_at, worked_seconds, charged, overdraft, billed,
        deducted, charge, work_type, ticket, note, contact, no_charge, key, content, replaces, posted_at, _seq,
    ) = kept.entry  # fmt: skip
    drawn, draws, drawn_texts = 0, [], []
    written = f"{entry_id}{client_id}{account_id}{technician}{work_type}{ticket}{note}{contact}{key}{content}{replaces}"
    for _draw_id, drawing_id, block_id, minutes, _draw_seq in kept.draws:
        if drawing_id != entry_id or type(block_id) is not str or type(minutes) is not int:
            return None
        drawn += minutes
        draws.append((block_id, minutes))
        drawn_texts.append(f'{{"block_id":"{block_id}","minutes":{minutes}}}')
        written += block_id
    # Where JSON writes all characters as they are, it is made by writing the texts between quotes.
    if canonical(written) != f'"{written}"' or posted_at != recorded_at or deducted != drawn + overdraft:
        return None
    paid = deducted + billed
    # A fee has no column: it pays what is left of the charge, where anything is paid.
    fee = charged - paid if paid or _WITHOUT_FEE not in body else 0
    account = "" if account_id == client_id else f'"account_id":"{account_id}",'
    quoted_key = "null" if key is None else f'"{key}"'
    quoted_replaces = "null" if replaces is None else f'"{replaces}"'
    quoted_start = "null" if started_at is None else f'"{started_at}"'
    is_same = (
        texts == f'{{"contact":"{contact}","content":"{content}","key":{quoted_key},"note":"{note}"}}'
        and body
        == f'{{{account}"billed_minutes":{billed},"call_changes":[],"charge":{charge},"client_id":"{client_id}",'
        f'"draws":[{",".join(drawn_texts)}],"entry_id":"{entry_id}","fee_minutes":{fee},"line":null,'
        f'"no_charge":{_BOOL.get(no_charge)},"overdraft_minutes":{overdraft},"replaces":{quoted_replaces},"spans":[],'
        f'"started_at":{quoted_start},"technician":"{technician}","texts":"{text_digest(salt, texts)}",'
        f'"ticket":"{ticket}","waits":false,"work_date":"{work_date}","work_type":"{work_type}",'
        f'"worked_seconds":{worked_seconds}}}'
    )
    if not is_same or charged != _minutes_of(charge) or not _are_times(work_date, started_at):
        return None
    return Payment(client_id, entry_id, account_id, draws, drawn, overdraft, billed + fee, charged)


def _are_times(work_date: str, started_at: str | None) -> bool:
    """Whether a day and an instant are such, and written as they must be."""
    try:
        return is_day(work_date) and (started_at is None or is_instant(started_at))
    except ValueError:
        return False


@lru_cache(maxsize=_MOST)
def _minutes_of(charge: str) -> int | None:
    """The minutes of a charge, if it is written as it must be. Entries that follow each other share few charges."""
    try:
        written = parsed(charge)
        return int(written["minutes"]) if is_charge(written, charge) else None
    except (AttributeError, KeyError, TypeError, ValueError):
        return None
