"""Posted entries by the JSON bodies of their rows, which most rows of a journal are: no objects are made of them."""

from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import date
from functools import lru_cache
from typing import Any, TypeGuard

from core.journal.codec import canonical, instant_from, instant_text, plain
from core.journal.events import EntryPosted
from core.journal.registry import SPARSE, name_by_type
from core.journal.terms_codec import charge_from_dict
from core.journal.typed import is_typed

Body = Mapping[str, Any]
"""The JSON body of an entry, with its texts."""

POSTED = name_by_type[EntryPosted]
_ALL = {field.name for field in fields(EntryPosted)}
_ALWAYS = {field.name for field in fields(EntryPosted) if field.metadata != SPARSE}
_DRAW = {"block_id", "minutes"}
_MINUTES = ("worked_seconds", "overdraft_minutes", "billed_minutes", "fee_minutes")
_TEXTS = ("entry_id", "client_id", "technician", "work_type", "ticket", "note", "contact", "content")
_CHOICES = ("no_charge", "waits")
_LISTS = ("spans", "draws", "call_changes")
_PERHAPS = ("key", "replaces", "account_id")
_INSTANT = b"0000-00-00T00:00:00.000Z"
_DIGITS = bytes.maketrans(b"123456789", b"0" * 9)
"""Makes a zero of each digit."""
_MOST = 1000
"""How many days, charges and forms are remembered to be written as they must be."""


def is_plain(body: Any) -> TypeGuard[Body]:
    """Whether this is what is written of an entry that is charged at once, has no line and one stretch of work at most.

    Any other body is to be read as an event, which says what is wrong with it. Errors: `KeyError`, `TypeError` or
    `ValueError` for some that cannot be read.
    """
    if not isinstance(body, dict):
        return False
    form = (*body, *map(type, body.values()))
    if form not in _forms:
        if not _has_form(body):
            return False
        _remember(_forms, form)
    if body["waits"] or body["spans"] or body["call_changes"]:
        return False
    for draw in body["draws"]:
        if draw.keys() != _DRAW or type(draw["minutes"]) is not int or type(draw["block_id"]) is not str:
            return False
    started_at = body["started_at"]
    return (
        is_day(body["work_date"])
        and (started_at is None or is_instant(started_at))
        and is_charge(charge := body["charge"], canonical(charge))
    )


def _has_form(body: Body) -> bool:
    """Whether the keys are those of an entry without a line, and the values of their types."""
    return (
        (body.keys() == _ALWAYS or body.keys() == _ALL)
        and body["line"] is None
        and all(type(body[name]) is bool for name in _CHOICES)
        and all(type(body[name]) is int for name in _MINUTES)
        and all(type(body[name]) is str for name in _TEXTS)
        and all(body.get(name) is None or type(body[name]) is str for name in _PERHAPS)
        and all(type(body[name]) is list for name in _LISTS)
    )


def _remember(known: set[Any], one: object) -> None:
    if len(known) >= _MOST:
        known.clear()
    known.add(one)


@lru_cache(maxsize=_MOST)
def is_day(text: str) -> bool:
    """Whether a day is written as it must be. Errors: `ValueError` for what is no day."""
    return date.fromisoformat(text).isoformat() == text


def is_instant(text: str) -> bool:
    """Whether an instant is written as it must be. Errors: `ValueError` for what is none."""
    return instant_text(instant_from(text)) == text


def is_recorded(text: str) -> bool:
    """Whether a text is an instant at which a row was recorded, in a fraction of the time of `is_instant`."""
    try:
        return text.encode().translate(_DIGITS) == _INSTANT and instant_from(text) is not None
    except ValueError:
        return False


def are_recorded(times: Sequence[str]) -> bool:
    """Whether all texts are instants as a row records them. Of those of one second the day and the time are read once."""
    if set(map(len, times)) != {len(_INSTANT)}:
        return False
    try:
        are_digits = "".join(times).encode().translate(_DIGITS) == _INSTANT * len(times)
    except ValueError:
        return False
    return are_digits and all(is_recorded(f"{second}.000Z") for second in {text[:19] for text in times})


def is_charge(written: Any, text: str) -> bool:
    """Whether a charge is written as it must be, given its canonical JSON. Errors: as `is_plain`."""
    if text in _charges:
        return True
    charge = charge_from_dict(written)
    if not is_typed(charge) or canonical(plain(charge)) != text:
        return False
    _remember(_charges, text)
    return True


_charges: set[str] = set()
"""The last charges by their JSON."""
_forms: set[tuple[Any, ...]] = set()
"""The keys of bodies and the types of their values."""
