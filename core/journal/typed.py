"""Whether the values of an event have the types that its class declares.

The JSON of a row that was written by hand may hold others, such as the text of a number. SQLite keeps that as the number, so
the tables would not show it.
"""

from collections.abc import Callable
from functools import cache
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from core.basics.dataclass import is_dataclass

Test = Callable[[Any], bool]


def is_typed(value: Any) -> bool:
    """Whether all values of an instance of a dataclass, and those in them, have their declared types."""
    kind: Any = type(value)
    return _of_class(kind)(value)


@cache
def _of_class(kind: Any) -> Test:
    """The test of a dataclass's instances. Types that passed once pass again by one look-up."""
    hints = get_type_hints(kind)
    allowed = [(name, _types(hint)) for name, hint in hints.items()]
    inner = [(name, test) for name, hint in hints.items() if (test := _inner(hint)) is not None]
    passed = set[tuple[type, ...]]()

    def has_types(value: Any) -> bool:
        held = vars(value)
        found = tuple([type(held[name]) for name in hints])
        if found not in passed:
            if not all(each in types for each, (_name, types) in zip(found, allowed, strict=True)):
                return False
            passed.add(found)
        # Most tuples are empty.
        return all(not held[name] or test(held[name]) for name, test in inner)

    return has_types


def _choices(declared: Any) -> tuple[Any, ...]:
    """The types of which a value may be one."""
    return get_args(declared) if get_origin(declared) in (Union, UnionType) else (declared,)


def _types(declared: Any) -> frozenset[type]:
    return frozenset(get_origin(each) or each for each in _choices(declared))


def _inner(declared: Any) -> Test | None:
    """The test of what a value of the right type holds; `None` if there is nothing in it."""
    kind: Any = next(each for each in _choices(declared) if each is not NoneType)
    origin, parts = get_origin(kind), [part for part in get_args(kind) if part is not Ellipsis]
    if origin is dict:
        of_key, of_value = map(_whole, parts)
        return lambda value: all(map(of_key, value)) and all(map(of_value, value.values()))
    if origin in (tuple, frozenset):
        of_item = _whole(parts[0])
        return lambda value: all(map(of_item, value))
    is_class: bool = is_dataclass(kind)
    return _of_class(kind) if is_class else None


def _whole(declared: Any) -> Test:
    """The test of an item: its type, and what it holds."""
    types, inner = _types(declared), _inner(declared)
    if inner is None:
        return lambda value: type(value) in types
    return lambda value: type(value) in types and inner(value)
