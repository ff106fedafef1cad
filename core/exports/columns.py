"""Column maps: which columns an accounting program reads, filled from the fields of a line or from small templates."""

import string
from collections.abc import Mapping
from typing import Any

from core.basics.dataclass import dataclass, field
from core.basics.durations import shown_word
from core.basics.errors import Usage
from core.basics.i18n import _
from core.basics.toml import read_toml

FIELDS = (
    "line", "client", "name", "kind", "description", "date", "minutes", "hours", "amount", "currency", "due", "invoice",
    "run", "email", "vat", "vat_rate", "quantity", "unit_price", "ticket", "note", "reference",
    "invoice_date",
)  # fmt: skip
"""The fields that a column can hold."""

_FIRST_FIELDS = FIELDS[:10]


@dataclass(frozen=True)
class ColumnMap:
    """The columns that the accounting system reads: their names in order, each with a field, a fixed text or a template.

    A field is written by its name, a fixed text after `=`, a template with fields in braces (`{client}-{run}`).
    """

    columns: Mapping[str, str] = field(default_factory=lambda: {name: name for name in _FIRST_FIELDS})
    delimiter: str = ","
    decimal: str = "."
    date_format: str = "%Y-%m-%d"


PRESETS: Mapping[str, str] = {
    # The template that Xero offers under Business, Invoices, Import.
    "xero": """date_format = "%d/%m/%Y"

[columns]
"*ContactName" = "name"
EmailAddress = "email"
"*InvoiceNumber" = "invoice"
Reference = "reference"
"*InvoiceDate" = "invoice_date"
"*DueDate" = "due"
"*Description" = "description"
"*Quantity" = "quantity"
"*UnitAmount" = "unit_price"
"*AccountCode" = "=200"
"*TaxType" = "{vat_rate}% (VAT on Income)"
Currency = "currency"
""",
    # The columns that QuickBooks Online maps by itself under Settings, Import data, Invoices.
    "quickbooks": """date_format = "%d/%m/%Y"

[columns]
"*InvoiceNo" = "invoice"
"*Customer" = "name"
"*InvoiceDate" = "invoice_date"
"*DueDate" = "due"
Memo = "reference"
"Item(Product/Service)" = "=Support"
ItemDescription = "description"
ItemQuantity = "quantity"
ItemRate = "unit_price"
"*ItemAmount" = "amount"
"*ItemTaxCode" = "{vat_rate}% S"
Currency = "currency"
""",
}
"""Maps for known programs, as the text of a map file; account and tax names are those of a new company there."""


def preset(name: str) -> ColumnMap:
    """The map of a known program. Errors: `Usage` for an unknown name."""
    if name not in PRESETS:
        raise Usage(
            _("there is no map for {name}; known: {known}").format(name=shown_word(name), known=", ".join(PRESETS))
        )
    return read_map(PRESETS[name])


def fields_in(text: str) -> tuple[str, ...]:
    """The fields that a column's text needs. Errors: `ValueError` for a template with unknown or unclosed braces."""
    if text.startswith("="):
        text = text[1:]
    elif "{" not in text and "}" not in text:
        return (text,)
    names = []
    for _literal, name, spec, conversion in string.Formatter().parse(text):
        if name is None:
            continue
        if name not in FIELDS or spec or conversion:
            raise ValueError(name)
        names.append(name)
    return tuple(names)


def read_map(text: str) -> ColumnMap:
    """Read a column map in TOML. Errors: `Usage` that names what is wrong."""
    try:
        written = read_toml(text)
    except ValueError as error:
        raise Usage(
            _("the column map is no TOML ({reason}); mend it").format(reason=" ".join(str(error).split()))
        ) from None
    columns = written.get("columns")
    if not isinstance(columns, dict) or not columns or not all(isinstance(value, str) for value in columns.values()):
        raise Usage(_('the column map needs a table [columns], such as Importo = "amount"'))
    for target, source in columns.items():
        try:
            is_known = all(name in FIELDS for name in fields_in(source))
        except ValueError:
            is_known = False
        if not is_known:
            raise Usage(
                _(
                    "{target} = {source}: write one of {known}, = and a fixed text, or a template such as {example}"
                ).format(target=target, source=source, known=", ".join(FIELDS), example='"{client}-{run}"')
            )
    settings: dict[str, Any] = {name: written.get(name) for name in ("delimiter", "decimal", "date_format")}
    for name, value in settings.items():
        if value is not None and (
            not isinstance(value, str) or not value or (name != "date_format" and len(value) != 1)
        ):
            raise Usage(_("in the column map {name} must be one character, or a date format").format(name=name))
    return ColumnMap(columns, **{name: value for name, value in settings.items() if value is not None})
