"""Seller and buyer of an electronic invoice: from the store's cards or a TOML file, with all that is missing of each.

Rules of the exchange system: https://www.fatturapa.gov.it, "Specifiche tecniche", 1.2 and 1.4.
"""

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from core.basics.dataclass import dataclass, field
from core.basics.errors import Usage
from core.basics.i18n import _
from core.basics.taxids import NATURES, iban_doubt, tax_code_doubt, vat_doubt
from core.basics.toml import read_toml
from core.model.firm import Firm
from core.model.fiscal import FiscalCard, PaymentTerms

FLAT_RATE = "RF19"
"""The flat-rate regime of small firms (Law 190/2014): no VAT, stamp duty, and the law named on the invoice."""
_FLAT_RATE_NATURE = "N2.2"


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Party(_Part):
    """Seller or buyer with their tax data; `vat` is country and number, such as IT01234567897."""

    name: str = ""
    vat: str = Field(default="", pattern=r"^$|^[A-Z]{2}[A-Za-z0-9]{2,28}$")
    tax_code: str = Field(default="", pattern=r"^$|^[A-Z0-9]{11,16}$")
    street: str = ""
    number: str = ""
    zip: str = ""
    city: str = ""
    province: str = Field(default="", pattern=r"^$|^[A-Z]{2}$")
    country: str = Field(default="", pattern=r"^$|^[A-Z]{2}$")

    @property
    def home(self) -> str:
        """The country: as given, else that of the VAT number, else Italy."""
        return self.country or self.vat[:2] or "IT"

    def problems(self) -> list[str]:
        """Everything that the exchange system would refuse, one sentence each."""
        found = [_("the {field} is missing").format(field=label) for label, value in self._needed() if not value]
        if not self.vat and (self.home != "IT" or not self.tax_code):
            found.append(_("vat is missing, or for a client in Italy tax_code"))
        found.append(vat_doubt(self.vat))
        if self.home == "IT":
            found.append(tax_code_doubt(self.tax_code))
            if self.zip and not re.fullmatch(r"[0-9]{5}", self.zip):
                found.append(_("zip must be 5 digits"))
        return [sentence for sentence in found if sentence]

    def _needed(self) -> tuple[tuple[str, str], ...]:
        return ((_("street"), self.street), (_("postal code"), self.zip), (_("town"), self.city))


class Supplier(Party):
    """The business itself. `vat_rate` in percent; a rate of 0 needs its `nature` (N1 … N7)."""

    name: str = Field(min_length=1)
    regime: str = Field(default="RF01", pattern=r"^RF[0-9]{2}$")
    vat_rate: Decimal | None = Field(default=None, ge=0, le=100, decimal_places=2)
    nature: str = ""
    exigibility: Literal["I", "D", "S"] = "I"
    payment: str = Field(default="MP05", pattern=r"^MP[0-9]{2}$")
    payment_days: int = Field(default=30, ge=0, le=999)
    end_of_month: bool = False
    iban: str = ""

    @property
    def terms(self) -> PaymentTerms:
        """When its invoices are due, where a client has no terms of its own."""
        return PaymentTerms(self.payment_days, self.end_of_month)

    def problems(self) -> list[str]:
        """Everything that the exchange system would refuse, one sentence each."""
        found = [*super().problems(), iban_doubt(self.iban)]
        if not self.vat:
            found.append(_("the seller's VAT number is missing"))
        return [sentence for sentence in found if sentence]


class Customer(Party):
    """A client. `sdi` has seven characters, six for a public body; `pec` is its certified mail address; both may be empty."""

    sdi: str = Field(default="", pattern=r"^$|^[A-Z0-9]{6,7}$")
    pec: str = ""
    contract: str = ""
    cig: str = Field(default="", pattern=r"^$|^[A-Z0-9]{10}$")
    cup: str = Field(default="", pattern=r"^$|^[A-Z0-9]{15}$")
    vat_rate: Decimal | None = Field(default=None, ge=0, le=100, decimal_places=2)
    nature: str = ""
    split_payment: bool = False
    payment_days: int | None = Field(default=None, ge=0, le=999)
    end_of_month: bool = False

    @property
    def is_public_body(self) -> bool:
        """Whether its code is one of a public body: format FPA12."""
        return len(self.sdi) == 6

    def problems(self) -> list[str]:
        """Everything that the exchange system would refuse, one sentence each."""
        found = super().problems()
        if (self.cig or self.cup) and not self.contract:
            found.append(_("cig and cup need the contract that they belong to; add contract"))
        return found


@dataclass(frozen=True)
class Treatment:
    """How VAT is put on one document: rate in percent, nature of an operation without VAT, and who pays it when (I, D, S)."""

    rate: Decimal
    nature: str
    exigibility: str

    @property
    def is_split(self) -> bool:
        """Whether the client pays the VAT to the tax office directly, and only the rest to the seller."""
        return self.exigibility == "S" and not self.nature


class TaxData(_Part):
    """The seller, and clients by code."""

    supplier: Supplier
    clients: dict[str, Customer] = {}

    def treatment_of(self, customer: Customer) -> Treatment:
        """A client's own treatment, else the seller's. A seller of the flat-rate regime never puts VAT."""
        seller = self.supplier
        return _treatment(seller.regime, seller.vat_rate, seller.nature, seller.exigibility, customer)

    def problems_of(self, code: str) -> list[str]:
        """Everything that is missing or wrong for a client's invoice; empty if nothing is."""
        customer = self.clients.get(code)
        if customer is None:
            return [
                _("nothing fiscal is known; write a VAT number or a tax code on the card of {code}").format(code=code)
            ]
        found = customer.problems()
        treatment = self.treatment_of(customer)
        if treatment.nature and treatment.nature not in NATURES:
            found.append(
                _("the nature {nature} is not in the list of the exchange system").format(nature=treatment.nature)
            )
        if bool(treatment.nature) == bool(treatment.rate):
            found.append(_("a VAT rate of 0 needs its nature, such as N2.2, and a rate over 0 has none"))
        return found

    def due_on(self, customer: Customer, day: date) -> date:
        """When an invoice of a day is due."""
        if customer.payment_days is None:
            return self.supplier.terms.due_on(day)
        return PaymentTerms(customer.payment_days, customer.end_of_month).due_on(day)


def read_tax_data(text: str) -> TaxData:
    """Read tax data in TOML. Errors: `Usage` that names what is wrong."""
    try:
        written = read_toml(text)
    except ValueError as error:
        reason = " ".join(str(error).split())
        raise Usage(_("the tax data are no TOML ({reason}); mend them").format(reason=reason)) from None
    # Exact rates: convert a TOML float by its decimal digits.
    for part in [written.get("supplier"), *_tables(written.get("clients"))]:
        if isinstance(part, dict) and isinstance(part.get("vat_rate"), float):
            part["vat_rate"] = str(part["vat_rate"])
    try:
        return TaxData.model_validate(written)
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(str(part) for part in first["loc"]) or "[supplier]"
        raise Usage(
            _("in the tax data {name} cannot be ({reason}); mend it").format(
                name=name, reason=first["msg"].removeprefix("Value error, ")
            )
        ) from None


def _tables(value: object) -> list[Any]:
    return list(value.values()) if isinstance(value, dict) else []


def _treatment(regime: str, rate: Decimal | None, nature: str, exigibility: str, customer: Customer) -> Treatment:
    if regime == FLAT_RATE:
        return Treatment(Decimal(0), nature or _FLAT_RATE_NATURE, "")
    when = "S" if customer.split_payment else exigibility
    if customer.nature or customer.vat_rate is not None:
        return Treatment(customer.vat_rate or Decimal(0), customer.nature, when)
    if nature or rate is not None:
        return Treatment(rate or Decimal(0), nature, when)
    return Treatment(Decimal(22), "", when)


def treatment_for(firm: Firm, card: FiscalCard) -> Treatment:
    """The VAT treatment of a client of the business, by the store's cards."""
    own = firm.card
    rate = Decimal(own.vat_rate) if own.vat_rate else None
    return _treatment(firm.regime, rate, own.nature, "S" if own.split_payment else "I", customer_of(card))


@dataclass(frozen=True)
class Cards:
    """The fiscal data that the store holds: of the business, and of clients by code."""

    firm: Firm
    clients: Mapping[str, FiscalCard] = field(default_factory=dict)

    def tax_data(self, written: TaxData | None = None) -> TaxData:
        """The cards as tax data; a file's parts come before the store's. Errors: `Usage` without a seller."""
        customers = {code: customer_of(card) for code, card in self.clients.items()}
        if written is not None:
            return TaxData(supplier=written.supplier, clients={**customers, **written.clients})
        return TaxData(supplier=supplier_of(self.firm), clients=customers)


def supplier_of(firm: Firm) -> Supplier:
    """The business's card as the seller of an invoice. Errors: `Usage` if it has no name or VAT number yet."""
    card = firm.card
    missing = [
        _("the {field} is missing").format(field=label)
        for label, value in ((_("name"), card.name), (_("VAT number"), card.vat))
        if not value
    ]
    if missing:
        raise Usage(
            _("the business's own fiscal data: {reasons}; set them first").format(reasons="; ".join(missing)),
            step="business NAME --vat N",
        )
    terms = card.payment or PaymentTerms(30)
    return Supplier(
        **_party(card),
        regime=firm.regime,
        vat_rate=Decimal(card.vat_rate) if card.vat_rate else None,
        nature=card.nature,
        exigibility="S" if card.split_payment else "I",
        payment=firm.payment_method,
        payment_days=terms.days,
        end_of_month=terms.end_of_month,
        iban=firm.iban,
    )


def customer_of(card: FiscalCard) -> Customer:
    """A client's card as the buyer of an invoice."""
    return Customer(
        **_party(card),
        sdi=card.sdi,
        pec=card.pec,
        contract=card.contract,
        cig=card.cig,
        cup=card.cup,
        vat_rate=Decimal(card.vat_rate) if card.vat_rate else None,
        nature=card.nature,
        split_payment=card.split_payment,
        payment_days=card.payment.days if card.payment else None,
        end_of_month=card.payment.end_of_month if card.payment else False,
    )


def _party(card: FiscalCard) -> dict[str, Any]:
    names = ("name", "vat", "tax_code", "street", "number", "zip", "city", "province", "country")
    return {name: getattr(card, name) for name in names}
