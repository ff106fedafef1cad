"""Read, check and show a client's fiscal card: one reader for shell, form and import."""

import re
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation

from core.basics.addresses import checked_address
from core.basics.dataclass import fields, replace
from core.basics.durations import shown_word
from core.basics.errors import Usage
from core.basics.i18n import _
from core.basics.taxids import NATURES, compact, tax_code_doubt, vat_doubt, vat_number
from core.basics.text import clean_text
from core.forms.fields import FormField
from core.model.fiscal import NO_CARD, FiscalCard, PaymentTerms

FIELDS = tuple(field.name for field in fields(FiscalCard))
"""The fields that `read_fiscal` reads, by name."""

_PREFIX = "fiscal_"
"""What the names of a form's fields of the card begin with: the card has a name and a number, too."""
_PAYMENT = re.compile(
    r"(?P<days>[0-9]{1,3})\s*(?:d|gg|days?|giorni)?\s*(?P<end>eom|fm|end of month|fine mese)?", re.IGNORECASE
)
_WORDS = {
    "yes": True,
    "true": True,
    "1": True,
    "sì": True,
    "si": True,
    "no": False,
    "false": False,
    "0": False,
    "": False,
}


def read_fiscal(texts: Mapping[str, str], before: FiscalCard) -> FiscalCard:
    """The card with the given fields changed; an empty text takes a field away. Errors: `Usage` that says what to write.

    A wrong check digit is kept: `doubts_of` tells it, and an electronic invoice refuses it.
    """
    card = before
    for name, text in texts.items():
        card = _with(card, name, clean_text(text).strip())
    if "nature" in texts and card.nature and "vat_rate" not in texts:
        card = replace(card, vat_rate="")
    if card.nature and card.vat_rate and Decimal(card.vat_rate):
        raise Usage(
            _("an operation {nature} has no VAT, and the rate is {rate} %; leave one of them out").format(
                nature=card.nature, rate=card.vat_rate
            )
        )
    return card


def _with(card: FiscalCard, name: str, text: str) -> FiscalCard:
    match name:
        case "vat":
            return replace(card, vat=_vat(text, card.country))
        case "tax_code":
            return replace(
                card, tax_code=_like(compact(text), "[A-Z0-9]{11,16}", _("a tax code has 16 signs or 11 digits"))
            )
        case "province":
            return replace(
                card, province=_like(text.upper(), "[A-Z]{2}", _("write a province as two letters, such as MI"))
            )
        case "country":
            return replace(
                card, country=_like(text.upper(), "[A-Z]{2}", _("write a country as two letters, such as IT"))
            )
        case "sdi":
            return replace(
                card,
                sdi=_like(compact(text), "[A-Z0-9]{6,7}", _("an SDI code has 7 characters, or 6 for a public body")),
            )
        case "pec":
            return replace(card, pec=checked_address(text) if text else "")
        case "cig":
            return replace(card, cig=_like(compact(text), "[A-Z0-9]{10}", _("a CIG has 10 characters")))
        case "cup":
            return replace(card, cup=_like(compact(text), "[A-Z0-9]{15}", _("a CUP has 15 characters")))
        case "vat_rate":
            return replace(card, vat_rate=_rate(text))
        case "nature":
            return replace(card, nature=_nature(text))
        case "split_payment":
            return replace(card, split_payment=_truth(text))
        case "payment":
            return replace(card, payment=read_payment(text))
        case _:
            return _with_text(card, name, text)


def _with_text(card: FiscalCard, name: str, text: str) -> FiscalCard:
    match name:
        case "name":
            return replace(card, name=text)
        case "street":
            return replace(card, street=text)
        case "number":
            return replace(card, number=text)
        case "zip":
            return replace(card, zip=text)
        case "city":
            return replace(card, city=text)
        case "contract":
            return replace(card, contract=text)
        case _:
            raise Usage(_("a fiscal card has no field {name}").format(name=name))


def read_payment(text: str) -> PaymentTerms | None:
    """Terms of payment: `30`, `30d`, `60d eom`; empty or `none`: the business's own. Errors: `Usage`."""
    if text.casefold() in ("", "none", "-"):
        return None
    found = _PAYMENT.fullmatch(text)
    if found is None:
        raise Usage(
            _("'{text}' are no terms of payment; write days, such as 30d, or 60d eom (end of month)").format(
                text=shown_word(text)
            )
        )
    return PaymentTerms(int(found["days"]), found["end"] is not None)


def payment_text(terms: PaymentTerms | None) -> str:
    """Terms of payment as `read_payment` reads them; empty for none."""
    if terms is None:
        return ""
    return f"{terms.days}d eom" if terms.end_of_month else f"{terms.days}d"


def texts_of(card: FiscalCard) -> dict[str, str]:
    """The fields as texts that `read_fiscal` reads; empty ones too."""
    texts = {name: str(getattr(card, name) or "") for name in FIELDS}
    texts["split_payment"] = "yes" if card.split_payment else ""
    texts["payment"] = payment_text(card.payment)
    return texts


def fiscal_fields(card: FiscalCard) -> tuple[FormField, ...]:
    """The card as fields of a form, under one heading; `fiscal_texts` reads their values back."""
    texts = texts_of(card)
    texts["split_payment"] = (_("yes") if card.split_payment else _("no")) if card != NO_CARD else ""
    said = {
        "name": (_("Billed as"), _("name on invoices, where it differs")),
        "vat": (_("VAT no."), _("with its country, such as IT01234567897")),
        "tax_code": (_("Tax no."), _("tax code: 16 signs or 11 digits")),
        "street": (_("Street"), ""),
        "number": (_("House no."), ""),
        "zip": (_("Post code"), ""),
        "city": (_("Town"), ""),
        "province": (_("Province"), _("two letters, such as MI")),
        "country": (_("Country"), _("two letters; empty: that of the VAT number")),
        "sdi": (_("SDI code"), _("7 characters, 6 for a public body")),
        "pec": (_("PEC"), ""),
        "contract": (_("Contract"), _("id of the order that invoices name")),
        "cig": (_("CIG"), _("10 characters, of a public contract")),
        "cup": (_("CUP"), _("15 characters, of a public contract")),
        "vat_rate": (_("VAT %"), _("rate in percent; empty: the business's own")),
        "nature": (_("Nature"), _("code of an operation without VAT")),
        "split_payment": (_("Split pay"), ""),
        "payment": (_("Payment"), _("30d, 60d eom; empty: the business's own")),
    }
    return tuple(
        FormField(
            f"{_PREFIX}{name}",
            label,
            texts[name],
            choices=(_("no"), _("yes")) if name == "split_payment" else (),
            group=_("Invoices"),
            hint=hint,
        )
        for name, (label, hint) in said.items()
    )


def name_of(field: FormField) -> str:
    """The name of the card's field that a form's field shows."""
    return field.name.removeprefix(_PREFIX)


def fiscal_texts(values: Mapping[str, str]) -> dict[str, str]:
    """The values of a form's `fiscal_fields` by the names that `read_fiscal` takes."""
    texts = {name.removeprefix(_PREFIX): text for name, text in values.items() if name.startswith(_PREFIX)}
    if texts.get("split_payment", "").strip().casefold() in (_("yes").casefold(), _("no").casefold()):
        is_split = texts["split_payment"].strip().casefold() == _("yes").casefold()
        texts["split_payment"] = "yes" if is_split else "no"
    return texts


def labels() -> dict[str, str]:
    """What people call each field."""
    return {
        "name": _("Name on invoices"),
        "vat": _("VAT number"),
        "tax_code": _("Tax code"),
        "street": _("Street"),
        "number": _("House number"),
        "zip": _("Postal code"),
        "city": _("Town"),
        "province": _("Province"),
        "country": _("Country"),
        "sdi": _("SDI code"),
        "pec": _("Certified mail (PEC)"),
        "contract": _("Contract or order"),
        "cig": _("CIG"),
        "cup": _("CUP"),
        "vat_rate": _("VAT rate"),
        "nature": _("Nature without VAT"),
        "split_payment": _("Split payment"),
        "payment": _("Payment"),
    }


def doubts_of(card: FiscalCard) -> tuple[str, ...]:
    """What an invoice would refuse although it is stored: wrong check digits. One sentence each."""
    found = [vat_doubt(card.vat)]
    if card.home == "IT":
        found.append(tax_code_doubt(card.tax_code))
    return tuple(sentence for sentence in found if sentence)


def _vat(text: str, country: str) -> str:
    number = vat_number(text, country)
    if number and not re.fullmatch(r"[A-Z]{2}[A-Z0-9]{2,28}", number):
        raise Usage(
            _("'{text}' is no VAT number; write its country and number, such as IT01234567897").format(
                text=shown_word(text)
            )
        )
    return number


def _like(text: str, pattern: str, reason: str) -> str:
    if text and not re.fullmatch(pattern, text):
        raise Usage(_("'{text}' cannot be: {reason}").format(text=shown_word(text), reason=reason))
    return text


def _rate(text: str) -> str:
    wanted = text.removesuffix("%").strip().replace(",", ".")
    if not wanted:
        return ""
    try:
        rate = Decimal(wanted)
        is_rate = 0 <= rate <= 100 and rate == round(rate, 2)
    except InvalidOperation:
        is_rate = False
    if not is_rate:
        raise Usage(_("'{text}' is no VAT rate; write percent, such as 22").format(text=shown_word(text)))
    return f"{rate:f}"


def _nature(text: str) -> str:
    code = text.upper().replace(" ", "")
    if code and code not in NATURES:
        raise Usage(
            _("'{text}' is no nature of an operation without VAT; write one of {known}").format(
                text=shown_word(text), known=", ".join(NATURES)
            )
        )
    return code


def _truth(text: str) -> bool:
    if text.casefold() not in _WORDS:
        raise Usage(_("'{text}' is neither yes nor no").format(text=shown_word(text)))
    return _WORDS[text.casefold()]
