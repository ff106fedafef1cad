"""Read, check and show the business's own fiscal data."""

import re
from collections.abc import Mapping

from core.basics.dataclass import replace
from core.basics.durations import shown_word
from core.basics.errors import Usage
from core.basics.i18n import _
from core.basics.taxids import compact, iban_doubt
from core.basics.text import clean_text
from core.forms import fiscal
from core.forms.fields import FormField
from core.model.firm import Firm

_OF_CARD = (
    "name", "vat", "tax_code", "street", "number", "zip", "city", "province", "country", "vat_rate", "nature",
    "split_payment", "payment",
)  # fmt: skip


def read_firm(texts: Mapping[str, str], before: Firm) -> Firm:
    """The data with the given fields changed; an empty text takes a field away. Errors: `Usage` that says what to write."""
    card = fiscal.read_fiscal({name: text for name, text in texts.items() if name in _OF_CARD}, before.card)
    firm = replace(before, card=card)
    for name in texts.keys() - set(_OF_CARD):
        text = compact(clean_text(texts[name]))
        match name:
            case "regime":
                firm = replace(
                    firm,
                    regime=_code(text or "RF01", "RF", _("write a regime such as RF01, or RF19 for the flat rate")),
                )
            case "payment_method":
                firm = replace(
                    firm, payment_method=_code(text or "MP05", "MP", _("write a way of paying such as MP05"))
                )
            case "iban":
                if iban_doubt(text):
                    raise Usage(iban_doubt(text))
                firm = replace(firm, iban=text)
            case _:
                raise Usage(_("the business has no field {name}").format(name=name))
    return firm


def texts_of(firm: Firm) -> dict[str, str]:
    """The fields as texts that `read_firm` reads; empty ones too."""
    card = fiscal.texts_of(firm.card)
    own = {"regime": firm.regime, "payment_method": firm.payment_method, "iban": firm.iban}
    return {name: card[name] for name in _OF_CARD} | own


def firm_fields(firm: Firm) -> tuple[FormField, ...]:
    """The data as fields of a form, under one heading; `firm_texts` gives their values the names that `read_firm` takes."""
    hints = {"vat_rate": _("rate in percent"), "payment": _("30d, 60d eom"), "country": _("two letters, such as IT")}
    card = [
        replace(field, hint=hints.get(name, field.hint))
        for field in fiscal.fiscal_fields(firm.card)
        if (name := fiscal.name_of(field)) in _OF_CARD
    ]
    group = card[0].group
    own = (
        FormField("regime", _("Tax regime"), firm.regime, group=group, hint=_("RF01, or RF19 for the flat rate")),
        FormField("payment_method", _("Paid by"), firm.payment_method, group=group, hint=_("MP05 is a bank transfer")),
        FormField("iban", _("IBAN"), firm.iban, group=group),
    )
    return (*card, *own)


def firm_texts(values: Mapping[str, str]) -> dict[str, str]:
    """The values of a form's `firm_fields` by the names that `read_firm` takes; other fields are left out."""
    own = {name: text for name, text in values.items() if name in ("regime", "payment_method", "iban")}
    return fiscal.fiscal_texts(values) | own


def labels() -> dict[str, str]:
    """What people call each field."""
    card = fiscal.labels()
    own = {"regime": _("Tax regime"), "payment_method": _("Way of paying"), "iban": _("IBAN")}
    return {name: card[name] for name in _OF_CARD} | own


def _code(text: str, prefix: str, advice: str) -> str:
    if not re.fullmatch(prefix + "[0-9]{2}", text):
        raise Usage(_("'{text}' cannot be: {reason}").format(text=shown_word(text), reason=advice))
    return text
