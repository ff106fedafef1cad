"""The options of a client's fiscal card; `core.forms.fiscal` reads their values."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from cli import declared
from core.basics.i18n import _
from core.model.firm import NO_FIRM, Firm
from core.model.fiscal import FiscalCard

if TYPE_CHECKING:
    from cli.shell import Shell

T = TypeVar("T")

_FIELD_OF = {
    "invoice_name": "name",
    "vat": "vat",
    "tax_code": "tax_code",
    "street": "street",
    "street_number": "number",
    "zip": "zip",
    "city": "city",
    "province": "province",
    "country": "country",
    "sdi": "sdi",
    "pec": "pec",
    "contract": "contract",
    "cig": "cig",
    "cup": "cup",
    "vat_rate": "vat_rate",
    "nature": "nature",
    "split_payment": "split_payment",
    "payment": "payment",
}


def _party_options() -> tuple[Callable[[Any], Any], ...]:
    return (
        declared.option("--invoice-name", metavar="NAME", help=_("The name on invoices, where it differs.")),
        declared.option("--vat", metavar="N", help=_("VAT number, such as IT01234567897.")),
        declared.option("--tax-code", metavar="N", help=_("Italian tax code.")),
        declared.option("--street", metavar="STREET"),
        declared.option("--street-number", metavar="N"),
        declared.option("--zip", metavar="CODE"),
        declared.option("--city", metavar="TOWN"),
        declared.option("--province", metavar="MI"),
        declared.option("--country", metavar="IT"),
        declared.option("--vat-rate", metavar="22", help=_("Percent; '' for the business's own rate.")),
        declared.option("--nature", metavar="N3.5", help=_("The code of an operation without VAT.")),
        declared.option("--split-payment", metavar="yes|no", help=_("Whether clients pay the VAT to the tax office.")),
        declared.option("--payment", metavar='"60d eom"', help=_("Terms of payment: 30d, or 60d eom (end of month).")),
    )


def fiscal_options(function: Callable[..., T]) -> Callable[..., T]:
    """The options of a client's card, shared by `client add` and `client edit`."""
    own = (
        declared.option("--sdi", metavar="CODE", help=_("SDI code: 7 characters, 6 for a public body.")),
        declared.option("--pec", metavar="E", help=_("Certified mail address.")),
        declared.option("--contract", metavar="ID", help=_("The order or contract that its invoices name.")),
        declared.option("--cig", metavar="CODE"),
        declared.option("--cup", metavar="CODE"),
    )
    for option in reversed((*_party_options(), *own)):
        function = option(function)
    return function


def firm_options(function: Callable[..., T]) -> Callable[..., T]:
    """The options of the business's own data."""
    own = (
        declared.option("--regime", metavar="RF01", help=_("Tax regime; RF19 is the flat-rate regime of small firms.")),
        declared.option("--payment-method", metavar="MP05", help=_("How clients pay; MP05 is a bank transfer.")),
        declared.option("--iban", metavar="IBAN", help=_("The account to pay to.")),
    )
    for option in reversed((*_party_options(), *own)):
        function = option(function)
    return function


def firm_texts(options: Mapping[str, str | None]) -> dict[str, str]:
    """The given options by the names of their fields."""
    return {_FIELD_OF.get(name, name): value for name, value in options.items() if value is not None}


def card_of(options: Mapping[str, str | None], before: FiscalCard) -> FiscalCard | None:
    """The card with the given options laid over it; `None` if none is given. Errors: those of `read_fiscal`."""
    from core.forms.fiscal import read_fiscal

    texts = firm_texts(options)
    return read_fiscal(texts, before) if texts else None


def warn_of(shell: "Shell", card: FiscalCard | None) -> None:
    """Tell what an electronic invoice would refuse of a card that is kept."""
    from core.forms.fiscal import doubts_of

    for doubt in doubts_of(card) if card else ():
        shell.warn(_("{doubt}; it is kept, but an electronic invoice would be refused").format(doubt=doubt))


def say_fiscal(shell: "Shell", card: FiscalCard) -> None:
    """Print the fields that are set."""
    from core.forms.fiscal import labels, texts_of

    texts = texts_of(card)
    for name, label in labels().items():
        if texts[name]:
            shell.say(f"  {label}: {texts[name]}")


def say_firm(shell: "Shell", firm: Firm) -> None:
    """Print the business's own data that are set."""
    from core.forms.firm import labels, texts_of

    if firm == NO_FIRM:
        return
    texts = texts_of(firm)
    for name, label in labels().items():
        if texts[name]:
            shell.say(f"  {label}: {texts[name]}")
