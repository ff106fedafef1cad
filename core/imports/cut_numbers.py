"""Numbers of a list that a spreadsheet saved: without their leading zeros, and telephone numbers as powers of ten."""

import re
from collections.abc import Iterable
from typing import Final

from core.basics.taxids import vat_doubt

_VAT_DIGITS: Final = 11
_ZIP_DIGITS: Final = 5
_POWER: Final = re.compile(r"[0-9](?:[.,][0-9]+)?E\+[0-9]{1,3}", re.IGNORECASE)


def with_zeros(fiscal: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """The fields of a fiscal card with the zeros that an Italian VAT number or postal code lost at its begin.

    A VAT number gets them only if its check digit is right then.
    """
    fields = dict(fiscal)
    country = fields.get("country", "").strip().casefold()
    if country not in ("", "it", "ita", "italia", "italy"):
        return tuple(fields.items())
    vat = fields.get("vat", "").strip()
    whole = vat.zfill(_VAT_DIGITS)
    if vat.isascii() and vat.isdigit() and len(vat) < _VAT_DIGITS and not vat_doubt(f"IT{whole}"):
        fields["vat"] = whole
    code = fields.get("zip", "").strip()
    is_italian = bool(country or fields.get("province") or fields.get("vat", "").lstrip("IT").isdigit())
    if is_italian and code.isascii() and code.isdigit() and 2 < len(code) < _ZIP_DIGITS:
        fields["zip"] = code.zfill(_ZIP_DIGITS)
    return tuple(fields.items())


def is_power(text: str) -> bool:
    """Whether a telephone number became `3,33123E+09`, so that its last digits are lost."""
    return _POWER.fullmatch(text.strip()) is not None
