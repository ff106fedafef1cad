"""Whether a value revived from JSON has the types that its class declares: rows of another program may hold anything."""

import types
from collections.abc import Callable
from functools import cache
from typing import Any, Union, get_args, get_origin, get_type_hints

from core.basics.dataclass import is_dataclass
from core.journal.registry import Event

Check = Callable[[Any], bool]


def is_typed(event: Event) -> bool:
    """Whether every field of an event, and of the values in it, is of its declared type."""
    kind: Any = type(event)
    return _check_of(kind)(event)


@cache
def _check_of(kind: Any) -> Check:
    origin = get_origin(kind)
    if origin is Union or origin is types.UnionType:
        choices = [_check_of(choice) for choice in get_args(kind)]
        return lambda value: any(is_one(value) for is_one in choices)
    if origin is tuple and get_args(kind)[-1] is Ellipsis:
        is_item = _check_of(get_args(kind)[0])
        return lambda value: isinstance(value, tuple) and all(is_item(item) for item in value)
    if is_dataclass(kind) and isinstance(kind, type):
        return _fields_check(kind)
    if kind in (int, bool, str):
        # A bool is an int to `isinstance`, and none to the ledger.
        return lambda value: type(value) is kind
    if isinstance(kind, type):
        return lambda value: isinstance(value, kind)
    return lambda _value: True


def _fields_check(kind: type) -> Check:
    checks = [(name, _check_of(hint)) for name, hint in get_type_hints(kind).items()]
    return lambda value: isinstance(value, kind) and all(check(getattr(value, name)) for name, check in checks)
