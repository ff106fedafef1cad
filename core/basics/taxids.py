"""Check VAT numbers, Italian tax codes and bank accounts, with python-stdnum; its modules load when a number is checked."""

import re

from core.basics.i18n import _

NATURES = (
    "N1", "N2.1", "N2.2", "N3.1", "N3.2", "N3.3", "N3.4", "N3.5", "N3.6", "N4", "N5",
    "N6.1", "N6.2", "N6.3", "N6.4", "N6.5", "N6.6", "N6.7", "N6.8", "N6.9", "N7",
)  # fmt: skip
"""The codes of operations without VAT that the exchange system takes since 2021 (specifications, 2.2.1.14)."""

_EUROPE = frozenset(
    ("AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "EL", "ES", "FI", "FR", "HR", "HU", "IE", "IT", "LT", "LU", "LV",
     "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK", "XI")
)  # fmt: skip
_PREFIX_OF_COUNTRY = {"GR": "EL"}


def compact(text: str) -> str:
    """A number as it is stored: upper case, without spaces, dots and dashes."""
    return re.sub(r"[\s.\-/]", "", text).upper()


def vat_number(text: str, country: str = "") -> str:
    """A VAT number as it is stored: with its country. Eleven bare digits are Italian unless `country` says otherwise."""
    number = compact(text)
    if re.fullmatch(r"[0-9]+", number) and (country or len(number) == 11):
        return (country or "IT") + number
    return number


def vat_doubt(number: str) -> str:
    """What is wrong with a stored VAT number, as a sentence; empty if nothing is, or if its country's rule is not known."""
    if not number:
        return ""
    if not re.fullmatch(r"[A-Z]{2}[A-Z0-9]{2,28}", number):
        return _("{number} is no VAT number; write its country and number, such as IT01234567897").format(number=number)
    prefix = _PREFIX_OF_COUNTRY.get(number[:2], number[:2])
    if prefix not in _EUROPE:
        return ""
    if prefix == "IT":
        is_right = _is_italian(number[2:])
    else:
        from stdnum.eu import vat

        is_right = bool(vat.is_valid(prefix + number[2:]))
    return "" if is_right else _("the check digit of VAT number {number} is wrong").format(number=number)


def tax_code_doubt(code: str) -> str:
    """What is wrong with an Italian tax code (16 characters of a person, or 11 digits), as a sentence; empty if nothing is."""
    if not code:
        return ""
    from stdnum.it import codicefiscale

    is_right = _is_italian(code) if code.isdigit() else codicefiscale.is_valid(code)
    return "" if is_right else _("the tax code {code} is wrong").format(code=code)


def iban_doubt(iban: str) -> str:
    """What is wrong with an IBAN, as a sentence; empty if nothing is."""
    if not iban:
        return ""
    from stdnum import iban as numbers

    return "" if numbers.is_valid(iban) else _("the IBAN {iban} is wrong").format(iban=iban)


def _is_italian(digits: str) -> bool:
    """Whether eleven digits end with their check digit. The office code in them is not checked: the exchange system does."""
    from stdnum import luhn

    return bool(re.fullmatch(r"[0-9]{11}", digits)) and luhn.is_valid(digits)
