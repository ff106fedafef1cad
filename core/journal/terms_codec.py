"""Terms and charges ↔ plain JSON values, without the fields that equal their defaults.

Written by hand rather than with a schema library for speed: `verify` converts every journal row.
"""

from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import lru_cache
from typing import Any

from core.basics.dataclass import fields, filled
from core.basics.durations import Validity
from core.model.terms import (
    Beyond,
    ExpiryMode,
    FeeDue,
    FeePeriod,
    Kind,
    Overage,
    RenewalMode,
    Rounding,
    Serves,
    Terms,
    Threshold,
    Window,
)
from core.model.work import Charge, Slice

Json = dict[str, Any]
Converter = Callable[[Any], Any]


def terms_to_json_dict(terms: Terms) -> Json:
    """The fields that differ from the defaults; multipliers as canonical fractions ("3/2")."""
    written: Json = {}
    for name, (default, write, _read) in _TERMS.items():
        value = getattr(terms, name)
        if value != default:
            written[name] = write(value)
    return written


def terms_from_json_dict(written: Mapping[str, Any]) -> Terms:
    """The terms that `terms_to_json_dict` wrote. Errors: `ValueError` for an unknown key."""
    return Terms(**_read_fields(written, _TERMS, "terms"))


def charge_to_dict(charge: Charge) -> Json:
    """Minutes, worked seconds, and the other fields that differ from their defaults. Those of the last charges are kept."""
    known = _written.get(id(charge))
    if known is None or known[0] is not charge:
        if len(_written) >= _MOST_CHARGES:
            _written.clear()
        known = _written[id(charge)] = (charge, _charge_to_dict(charge))
    return known[1].copy()


def _charge_to_dict(charge: Charge) -> Json:
    written: Json = {"minutes": charge.minutes, "worked_seconds": charge.worked_seconds}
    values = vars(charge)
    for name, (default, write, _read) in _CHARGE.items():
        value = values[name]
        if value is not default and value != default:
            written[name] = write(value)
    return written


def charge_from_dict(written: Mapping[str, Any]) -> Charge:
    """The charge that `charge_to_dict` wrote. Those of many entries are few: the same one is given again."""
    key = repr(written)
    known = _charges.get(key)
    if known is None:
        values = _CHARGE_DEFAULTS.copy()
        for name, value in written.items():
            read = _CHARGE_READERS.get(name, _unknown_of_charge)
            values[name] = value if read is _same else read(value)
        if len(_charges) >= _MOST_CHARGES:
            _charges.clear()
        known = _charges[key] = filled(Charge, values)
    return known


_charges: dict[str, Charge] = {}
"""The last charges by their JSON."""
_written: dict[int, tuple[Charge, Json]] = {}
"""Their JSON by the identity of a charge, which this keeps alive."""
_MOST_CHARGES = 1000


def _unknown_of_charge(_value: Any) -> Any:
    raise ValueError("unknown key in charge")


_Fields = dict[str, tuple[Any, Converter, Converter]]


def _read_fields(written: Mapping[str, Any], fields: _Fields, what: str) -> Json:
    values: Json = {}
    for name, value in written.items():
        if name not in fields:
            raise ValueError(f"unknown key in {what}: {name}")
        values[name] = fields[name][2](value)
    return values


_fraction = lru_cache(maxsize=256)(Fraction)
"""Few multipliers are written in many slices."""


def _same(value: Any) -> Any:
    return value


def _fractions_out(values: Mapping[str, Fraction]) -> Json:
    return {name: str(values[name]) for name in sorted(values)}


def _fractions_in(values: Mapping[str, str]) -> dict[str, Fraction]:
    return {name: Fraction(value) for name, value in values.items()}


def _numbers_out(values: Mapping[str, int]) -> Json:
    return {name: values[name] for name in sorted(values)}


def _threshold_out(threshold: Threshold) -> Json:
    if threshold.percent is not None:
        return {"minutes": threshold.minutes, "percent": str(threshold.percent)}
    return {"minutes": threshold.minutes}


def _threshold_in(written: Mapping[str, Any]) -> Threshold:
    percent = written.get("percent")
    return Threshold(written.get("minutes", 0), None if percent is None else Fraction(percent))


def _validity_out(validity: Validity) -> Json:
    return {"months": validity.months, "days": validity.days}


def _validity_in(written: Mapping[str, int]) -> Validity:
    return Validity(written.get("months", 0), written.get("days", 0))


def _windows_out(windows: tuple[Window, ...]) -> list[Json]:
    return [
        {
            "label": window.label,
            "weekdays": sorted(window.weekdays),
            "start_minute": window.start_minute,
            "end_minute": window.end_minute,
            "multiplier": str(window.multiplier),
        }
        for window in windows
    ]


def _windows_in(written: list[Json]) -> tuple[Window, ...]:
    return tuple(
        Window(
            window["label"],
            frozenset(window["weekdays"]),
            window["start_minute"],
            window["end_minute"],
            Fraction(window["multiplier"]),
        )
        for window in written
    )


def _slices_out(slices: tuple[Slice, ...]) -> list[list[Any]]:
    return [[part.seconds, str(part.multiplier), part.label] for part in slices]


def _slices_in(written: list[list[Any]]) -> tuple[Slice, ...]:
    return tuple([Slice(seconds, _fraction(multiplier), label) for seconds, multiplier, label in written])


def _fields(default: Any, converters: Mapping[str, tuple[Converter, Converter]], *left_out: str) -> _Fields:
    return {
        name: (getattr(default, name), *converters.get(name, (_same, _same)))
        for name in (field.name for field in fields(default))
        if name not in left_out
    }


_TERMS = _fields(
    Terms(),
    {
        "kind": (str, Kind),
        "threshold": (_threshold_out, _threshold_in),
        "renewal": (str, RenewalMode),
        "type_increments": (_numbers_out, dict),
        "type_minimums": (_numbers_out, dict),
        "rounding": (str, Rounding),
        "surcharges": (_numbers_out, dict),
        "validity": (_validity_out, _validity_in),
        "expiry": (str, ExpiryMode),
        "overage": (str, Overage),
        "fee_period": (str, FeePeriod),
        "fee_due": (str, FeeDue),
        "beyond": (str, Beyond),
        "serves": (str, Serves),
        "multipliers": (_fractions_out, _fractions_in),
        "classes": (_fractions_out, _fractions_in),
        "windows": (_windows_out, _windows_in),
        "holiday_multiplier": (str, Fraction),
    },
)
_CHARGE = _fields(
    Charge(0, 0),
    {"slices": (_slices_out, _slices_in), "rounding": (str, Rounding)},
    "minutes",
    "worked_seconds",
)
_CHARGE_DEFAULTS = {name: default for name, (default, _write, _read) in _CHARGE.items()}
_CHARGE_READERS = {"minutes": _same, "worked_seconds": _same} | {name: read for name, (_d, _w, read) in _CHARGE.items()}
