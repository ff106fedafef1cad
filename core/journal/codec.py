"""Frozen dataclasses ↔ plain JSON values for the journal: exact, with sorted keys, the same bytes for equal values."""

import json
import types
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from enum import Enum
from functools import cache, lru_cache
from json import encoder
from typing import Any, Union, get_args, get_origin, get_type_hints

from core.basics import sha256
from core.basics.dataclass import MISSING, fields, filled, is_dataclass
from core.basics.patterns import Pattern
from core.journal.registry import SPARSE
from core.journal.terms_codec import charge_from_dict, charge_to_dict, terms_from_json_dict, terms_to_json_dict
from core.model.terms import Terms
from core.model.work import Charge

_CONTROLS = Pattern("[\x00-\x1f]")
"""Characters that JSON writes as escapes, besides the quotation mark and the backslash."""


def instant_text(instant: datetime) -> str:
    """A UTC instant as ISO 8601 with milliseconds and `Z`; texts of this form sort as the instants do."""
    instant = instant if instant.tzinfo is UTC else instant.astimezone(UTC)
    return instant.isoformat(timespec="milliseconds").removesuffix("+00:00") + "Z"


def instant_from(text: str) -> datetime:
    """The instant that `instant_text` wrote."""
    return datetime.fromisoformat(text)


def recorded_after(last: str, now: datetime) -> str:
    """The recorded instant of a row after one recorded at `last` (empty: none).

    It grows even when the clock steps back; only the row of `ClockConfirmed` takes an earlier instant than `last`.
    """
    return instant_text(moment_after(instant_from(last) if last else None, now))


def moment_after(last: datetime | None, now: datetime) -> datetime:
    """The instant that `recorded_after` writes, in whole milliseconds."""
    moment = now if last is None else max(now, last + _TICK)
    rest = moment.microsecond % 1000
    return moment.replace(microsecond=moment.microsecond - rest) if rest else moment


def recorded_texts(last: datetime | None, now: datetime) -> Iterator[str]:
    """The recorded instants of rows that follow one of `last` and are recorded at the same `now`: a millisecond apart."""
    moment = moment_after(last, now)
    while True:
        begin = instant_text(moment)[: -len("000Z")]
        for milliseconds in range(moment.microsecond // 1000, 1000):
            yield f"{begin}{milliseconds:03}Z"
        moment = moment.replace(microsecond=0) + timedelta(seconds=1)


_TICK = timedelta(milliseconds=1)


def plain(value: Any) -> Any:
    """A value of the models as JSON values."""
    kind: Any = type(value)
    return value if kind in _JSON else _writer(kind)(value)


_JSON = frozenset({str, int, bool, type(None), float, dict, list})
"""What JSON has itself."""


@cache
def _writer(kind: Any) -> "Convert":
    """The function that writes values of a type, found once per type."""
    if issubclass(kind, Terms):
        return terms_to_json_dict
    if issubclass(kind, Charge):
        return charge_to_dict
    if is_dataclass(kind):
        return _writer_of_fields(kind)
    if issubclass(kind, Enum):
        return lambda value: value.value
    if issubclass(kind, datetime):
        return instant_text
    if issubclass(kind, date):
        return _day_text
    if issubclass(kind, tuple):
        return lambda value: [plain(item) for item in value]
    return lambda value: value


@lru_cache(maxsize=1000)
def _day_text(day: date) -> str:
    """A date as ISO 8601: rows that follow each other are of few days."""
    return day.isoformat()


def _writer_of_fields(kind: Any) -> "Convert":
    """The writer of a dataclass. Only the fields are converted whose declared type is none that JSON has itself."""
    names = [field.name for field in fields(kind)]
    converted = tuple(field.name for field in fields(kind) if not _is_json(field.type))
    sparse = tuple((field.name, field.default) for field in fields(kind) if field.metadata == SPARSE)

    def written(value: Any) -> Any:
        state = vars(value)
        # In the order of the class: some columns hold this JSON with its keys as they come.
        made = state.copy() if list(state) == names else {name: state[name] for name in names}
        for name, default in sparse:
            if made[name] is default:
                del made[name]
        for name in converted:
            # A field that was left out is `None` here, as one that holds nothing.
            found = made.get(name)
            held: Any = type(found)
            if held not in _JSON:
                made[name] = _writer(held)(found)
        return made

    return written


def _is_json(declared: Any) -> bool:
    """Whether values of a declared type are JSON values as they are."""
    if get_origin(declared) is types.UnionType:
        return all(_is_json(choice) for choice in get_args(declared))
    return declared in (str, int, bool, float, type(None))


_ENCODER = json.JSONEncoder(sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def _quick_encoder() -> Callable[[Any], str]:
    """The text of `_ENCODER`, which makes its C encoder anew for each value: half of the time of a journal row's JSON."""
    make = getattr(encoder, "c_make_encoder", None)
    if make is None:
        return _ENCODER.encode
    encode = make(None, _ENCODER.default, encoder.encode_basestring, None, ":", ",", True, False, True)
    return lambda value: "".join(encode(value, 0))


_encode = _quick_encoder()


def canonical(value: Any) -> str:
    """JSON with sorted keys and no spaces: the text whose UTF-8 bytes are hashed."""
    return _quick[0].encoded(value).decode("utf-8", "surrogatepass") if _quick else _encode(value)


def canonical_bytes(value: Any) -> bytes:
    """The bytes of `canonical`."""
    return _quick[0].encoded(value) if _quick else _encoded(value)


def canonical_bytes_around(before: list[Any], text: str, after: str) -> bytes:
    """The bytes of `canonical([*before, text, after])`, quicker for a long `text` that is JSON itself.

    Such a text should have no control characters; then quotation marks and backslashes alone are escaped.
    """
    if _quick or _CONTROLS.search(text):
        return canonical_bytes([*before, text, after])
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'{_encode(before)[:-1]},"{escaped}",{_encode(after)}]'.encode("utf-8", "surrogatepass")


def parsed(text: str) -> Any:
    """The value of a JSON text. Errors: `ValueError`."""
    return _quick[0].parsed(text) if _quick else json.loads(text)


def _encoded(value: Any) -> bytes:
    return _encode(value).encode("utf-8", "surrogatepass")


class _Quick:
    """The same by orjson, in a quarter of the time; what it refuses goes the other way."""

    def __init__(self) -> None:
        import orjson

        self._orjson = orjson
        # Without these it would write more types than JSON has.
        self._options = (
            orjson.OPT_SORT_KEYS
            | orjson.OPT_PASSTHROUGH_SUBCLASS
            | orjson.OPT_PASSTHROUGH_DATACLASS
            | orjson.OPT_PASSTHROUGH_DATETIME
        )

    def encoded(self, value: Any) -> bytes:
        """The bytes of `canonical`."""
        try:
            return self._orjson.dumps(value, option=self._options)
        except TypeError:
            return _encoded(value)

    def parsed(self, text: str) -> Any:
        """The value of a JSON text."""
        try:
            return self._orjson.loads(text)
        except ValueError:
            return json.loads(text)


_quick: list[_Quick] = []
"""Empty until `quicken` is called."""


def quicken() -> None:
    """Write and read JSON by orjson from now on, where it is installed; its import takes as long as 500 journal rows.

    Digests are made by OpenSSL then.
    """
    sha256.quicken()
    if not _quick:
        with suppress(ImportError):
            _quick.append(_Quick())


def revive(kind: Any, value: Any) -> Any:
    """The value that `plain` was given, as type `kind`."""
    convert = _reviver(kind)
    return value if convert is None else convert(value)


Convert = Callable[[Any], Any]


@cache
def _reviver(kind: Any) -> Convert | None:
    """The function that revives values of a type, computed once per type; `None` if the JSON value is kept as it is."""
    origin = get_origin(kind)
    if origin is Union or origin is types.UnionType:
        inner = _reviver(next(choice for choice in get_args(kind) if choice is not type(None)))
        return None if inner is None else lambda value: None if value is None else inner(value)
    if origin is tuple:
        return _tuple_of(_reviver(get_args(kind)[0]))
    if kind is Terms:
        return terms_from_json_dict
    if kind is Charge:
        return charge_from_dict
    if is_dataclass(kind):
        hints = get_type_hints(kind)
        return _dataclass_of(kind, {name: convert for name in hints if (convert := _reviver(hints[name])) is not None})
    if kind is datetime:
        return instant_from
    if kind is date:
        return date.fromisoformat
    return kind if isinstance(kind, type) and issubclass(kind, Enum) else None


def _tuple_of(convert: Convert | None) -> Convert:
    def revived(value: Any) -> Any:
        # A text and an object have items, too; a default is a tuple already.
        if type(value) not in (list, tuple):
            raise TypeError(f"a tuple is no {type(value).__name__}")
        return tuple(value if convert is None else [convert(item) for item in value])

    return revived


def _dataclass_of(kind: Any, converters: dict[str, Convert]) -> Convert:
    defaults = {field.name: field.default for field in fields(kind) if field.default is not MISSING}
    pairs = tuple(converters.items())

    def revived(value: Any) -> Any:
        if not isinstance(value, dict):
            raise TypeError(f"{kind.__name__} is no {type(value).__name__}")
        values = defaults | value
        for name, convert in pairs:
            found = values.get(name)
            if found is not None:
                values[name] = convert(found)
        return filled(kind, values)

    return revived
