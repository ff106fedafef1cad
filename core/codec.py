"""Frozen dataclasses ↔ plain JSON values for the journal: exact, ordered, and the same bytes for the same fact."""

import json
import types
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime
from enum import Enum
from functools import cache
from typing import Any, Union, get_args, get_origin, get_type_hints

from core.models import Charge, Terms
from core.terms_codec import charge_from_dict, charge_to_dict, terms_from_json_dict, terms_to_json_dict


def instant_text(instant: datetime) -> str:
    """A UTC instant as ISO 8601 with milliseconds and `Z`; texts of this form sort as the instants do."""
    utc = instant.astimezone(UTC)
    return utc.strftime("%Y-%m-%dT%H:%M:%S.") + f"{utc.microsecond // 1000:03d}Z"


def instant_from(text: str) -> datetime:
    """The instant that `instant_text` wrote."""
    return datetime.fromisoformat(text)


def plain(value: Any) -> Any:
    """A value of the models as JSON values."""
    if isinstance(value, Terms):
        return terms_to_json_dict(value)
    if isinstance(value, Charge):
        return charge_to_dict(value)
    if is_dataclass(value):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime):
        return instant_text(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [plain(item) for item in value]
    return value


def canonical(value: Any) -> str:
    """JSON with sorted keys and no spaces: the text whose UTF-8 bytes are hashed."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


@cache
def _hints(kind: Any) -> dict[str, Any]:
    return get_type_hints(kind)


def revive(kind: Any, value: Any) -> Any:
    """The value that `plain` was given, as type `kind`."""
    if value is None:
        return None
    origin = get_origin(kind)
    if origin is Union or origin is types.UnionType:
        return revive(next(choice for choice in get_args(kind) if choice is not type(None)), value)
    if origin is tuple:
        return tuple(revive(get_args(kind)[0], item) for item in value)
    if kind is Terms:
        return terms_from_json_dict(value)
    if kind is Charge:
        return charge_from_dict(value)
    if is_dataclass(kind):
        hints = _hints(kind)  # type: ignore[arg-type]
        return kind(**{name: revive(hints[name], item) for name, item in value.items()})  # type: ignore[operator]
    if kind is datetime:
        return instant_from(value)
    if kind is date:
        return date.fromisoformat(value)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return kind(value)
    return value
