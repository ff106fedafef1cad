"""What invoices of a client need beside its name: tax numbers, address, channel, VAT treatment, terms of payment."""

from datetime import date, timedelta

from core.basics.dataclass import dataclass


@dataclass(frozen=True)
class PaymentTerms:
    """When an invoice is due."""

    days: int
    """Days after the invoice's date, 0 to 999."""
    end_of_month: bool = False
    """Whether the due date is moved to the last day of its month."""

    def due_on(self, invoiced_on: date) -> date:
        """The due date of an invoice of a day."""
        due = invoiced_on + timedelta(days=self.days)
        if not self.end_of_month:
            return due
        following = (due.replace(day=1) + timedelta(days=32)).replace(day=1)
        return following - timedelta(days=1)


PLAIN_TERMS = PaymentTerms(30)
"""The terms of payment where neither the client nor the business has any."""


@dataclass(frozen=True)
class FiscalCard:
    """The fiscal data of a client. An empty text means that nothing is known, or that the business's own value holds."""

    name: str = ""
    """Name on invoices; empty: the client's name."""
    vat: str = ""
    """VAT number with its country, such as IT01234567897."""
    tax_code: str = ""
    """Italian tax code (codice fiscale)."""
    street: str = ""
    """Street of the registered address."""
    number: str = ""
    """House number."""
    zip: str = ""
    """Postal code."""
    city: str = ""
    """Town."""
    province: str = ""
    """Italian province, two letters."""
    country: str = ""
    """ISO 3166 code of the country; empty: that of the VAT number, else Italy."""
    sdi: str = ""
    """Code of the Italian exchange system: 7 characters, or 6 for a public body."""
    pec: str = ""
    """Certified mail address."""
    contract: str = ""
    """Id of the order or contract that invoices to a public body must name."""
    cig: str = ""
    """Tender code (codice identificativo gara) of a public contract."""
    cup: str = ""
    """Project code (codice unico di progetto) of a public contract."""
    vat_rate: str = ""
    """VAT rate in percent as decimal digits; empty: the business's own."""
    nature: str = ""
    """Code of an operation without VAT (N1 to N7), whose rate is 0; empty for one with VAT."""
    split_payment: bool = False
    """Whether the client pays the VAT to the tax office directly."""
    payment: PaymentTerms | None = None
    """Terms of payment; `None`: the business's own."""

    @property
    def home(self) -> str:
        """The country: as given, else that of the VAT number, else Italy."""
        return self.country or self.vat[:2] or "IT"

    @property
    def is_public_body(self) -> bool:
        """Whether the code is one of a public body (6 characters instead of 7)."""
        return len(self.sdi) == 6


NO_CARD = FiscalCard()
"""The card of a client of whom nothing fiscal is known."""
