"""Public holidays by country or region, from the `holidays` library, which is imported at the first use."""

import sys
from collections.abc import Callable
from datetime import date
from functools import lru_cache
from importlib.util import find_spec, module_from_spec
from types import ModuleType

from core.basics.durations import shown_word
from core.basics.errors import Usage
from core.basics.i18n import _
from core.basics.patterns import Pattern

_COUNTRY = Pattern(r"([A-Z]{2})(?:-([A-Z0-9]{1,3}))?")


def holiday_test(country: str) -> Callable[[date], bool]:
    """A function that says whether a day is a public holiday in "IT" or "DE-BY"; with an empty code no day is."""
    return _calendar(country.strip().upper()) if country.strip() else _never


def parse_country(text: str) -> str:
    """The country or region in its stored form. Errors: `Usage` for one without a calendar."""
    holiday_test(text)
    return text.strip().upper()


def _never(_day: date) -> bool:
    return False


@lru_cache(maxsize=64)
def _calendar(country: str) -> Callable[[date], bool]:
    unknown = Usage(
        _("no public holidays are known for '{country}'; write a country or region such as IT or DE-BY").format(
            country=shown_word(country)
        )
    )
    match = _COUNTRY.fullmatch(country)
    if match is None:
        raise unknown
    try:
        days = _library().country_holidays(match[1], subdiv=match[2])
    except NotImplementedError:
        raise unknown from None

    def is_holiday(day: date) -> bool:
        return day in days

    return is_holiday


def _library() -> ModuleType:
    """The library, which imports a country when it is asked for: its package of countries, if it ran, would import all."""
    import holidays

    name = f"{holidays.__name__}.countries"
    spec = find_spec(name)
    if spec is not None and name not in sys.modules:
        sys.modules.setdefault(name, module_from_spec(spec))
    return holidays
