"""Posted entries by the JSON bodies of their rows, which most rows of a journal are: no objects are made of them."""

from collections.abc import Mapping
from dataclasses import fields
from datetime import date
from functools import lru_cache
from typing import Any, TypeGuard

from core.journal.codec import canonical, instant_from, instant_text, plain
from core.journal.events import EntryPosted
from core.journal.registry import SPARSE, name_by_type
from core.journal.terms_codec import charge_from_dict

Body = Mapping[str, Any]
"""The JSON body of an entry, with its texts."""

POSTED = name_by_type[EntryPosted]
_ALL = {field.name for field in fields(EntryPosted)}
_ALWAYS = {field.name for field in fields(EntryPosted) if field.metadata != SPARSE}
_DRAW = {"block_id", "minutes"}
_MINUTES = ("worked_seconds", "overdraft_minutes", "billed_minutes", "fee_minutes")
_TEXTS = ("entry_id", "client_id", "technician", "work_type", "ticket", "note", "contact", "content")
_PERHAPS = ("key", "replaces", "account_id")
_MOST = 1000
"""How many days, and how many charges, are remembered to be written as they must be."""


def is_plain(body: Any) -> TypeGuard[Body]:
    """Whether this is what is written of an entry that is charged at once, has no line and one stretch of work at most.

    Any other body is to be read as an event, which says what is wrong with it. Errors: `KeyError`, `TypeError` or
    `ValueError` for some that cannot be read.
    """
    if not isinstance(body, dict) or not (body.keys() == _ALWAYS or body.keys() == _ALL):
        return False
    if body["line"] is not None or body["waits"] is not False or body["spans"] != [] or body["call_changes"] != []:
        return False
    if type(body["no_charge"]) is not bool:
        return False
    for name in _MINUTES:
        if type(body[name]) is not int:
            return False
    for name in _TEXTS:
        if type(body[name]) is not str:
            return False
    for name in _PERHAPS:
        if body.get(name) is not None and type(body[name]) is not str:
            return False
    if type(body["draws"]) is not list:
        return False
    for draw in body["draws"]:
        if draw.keys() != _DRAW or type(draw["minutes"]) is not int or type(draw["block_id"]) is not str:
            return False
    started_at = body["started_at"]
    return (
        _is_day(body["work_date"])
        and (started_at is None or instant_text(instant_from(started_at)) == started_at)
        and _is_charge(body["charge"])
    )


@lru_cache(maxsize=_MOST)
def _is_day(text: str) -> bool:
    return date.fromisoformat(text).isoformat() == text


def _is_charge(written: Any) -> bool:
    text = canonical(written)
    if text in _charges:
        return True
    if canonical(plain(charge_from_dict(written))) != text:
        return False
    if len(_charges) >= _MOST:
        _charges.clear()
    _charges.add(text)
    return True


_charges: set[str] = set()
"""The last charges by their JSON."""
