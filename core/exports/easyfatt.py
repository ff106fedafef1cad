"""Invoices for Danea Easyfatt (Easyfatt-XML, "Importa documenti Easyfatt-XML").

Format: https://www.danea.it/software/easyfatt/xml/documenti/. An omitted tag takes Easyfatt's default: without `Number` it
numbers the invoice itself. Invoices have type I, credit notes type N.
"""

import io
from collections.abc import Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from xml.etree.ElementTree import Element, ElementTree, SubElement, indent

from core.basics.i18n import writing_to
from core.basics.money import format_money
from core.documents.lines import words_of
from core.documents.quantities import quantity_of
from core.documents.tax_data import Cards
from core.exports.facts import Facts

_CENT = Decimal("0.01")


def easyfatt_xml(facts: Sequence[Facts], cards: Cards, day: date) -> bytes:
    """One document per client and currency; equal bytes for equal lines and day."""
    root = Element("EasyfattDocuments", AppVersion="2", Creator="Monteore", CreatorUrl="")
    seller = SubElement(root, "Company")
    own = cards.firm.card
    _put(seller, Name=own.name, Address=_address(own.street, own.number), Postcode=own.zip, City=own.city,
         Province=own.province, FiscalCode=own.tax_code, VatCode=_national(own.vat))  # fmt: skip
    documents = SubElement(root, "Documents")
    groups: dict[tuple[str, str], list[Facts]] = {}
    for each in facts:
        groups.setdefault((each.line.client.code, each.line.currency), []).append(each)
    for _key, group in sorted(groups.items()):
        _document(SubElement(documents, "Document"), group, day)
    indent(root)
    raw = io.BytesIO()
    ElementTree(root).write(raw, encoding="utf-8", xml_declaration=True)
    return raw.getvalue()


def _document(document: Element, group: Sequence[Facts], day: date) -> None:
    first = group[0]
    card, client = first.card, first.line.client
    total_minor = sum(each.line.amount_minor for each in group)
    sign = -1 if total_minor < 0 else 1
    net = Decimal(format_money(sign * total_minor, first.line.currency))
    vat = (net * first.treatment.rate / 100).quantize(_CENT, ROUND_HALF_UP)
    _put(
        document,
        DocumentType="N" if sign < 0 else "I",
        CustomerCode=client.code,
        CustomerName=card.name or client.name,
        CustomerAddress=_address(card.street, card.number),
        CustomerPostcode=card.zip,
        CustomerCity=card.city,
        CustomerProvince=card.province,
        CustomerCountry="" if card.home == "IT" else card.home,
        CustomerFiscalCode=card.tax_code,
        CustomerVatCode=_national(card.vat),
        CustomerEInvoiceDestCode=card.sdi or card.pec,
        CustomerTel=next((phone.raw for phone in client.phones if not phone.contact), ""),
        CustomerEmail=client.email,
        CustomerPec=card.pec,
        Date=day.isoformat(),
        Number=first.invoice if first.is_numbered else "",
        TotalWithoutTax=str(net),
        VatAmount=str(vat),
        Total=str(net + vat),
        InternalComment=first.invoice,
    )
    rows = SubElement(document, "Rows")
    for each in group:
        line = each.line
        quantity = quantity_of(line.kind, line.minutes, sign * line.amount_minor, line.currency)
        row = SubElement(rows, "Row")
        with writing_to("it"):
            words = words_of(line, each.detail)
        _put(row, Description=words, Qty=f"{quantity.number:f}", Um="h" if quantity.is_hours else "",
             Price=f"{quantity.unit_price:f}")  # fmt: skip
        rate = f"{each.treatment.rate.normalize():f}"
        code = SubElement(row, "VatCode", Perc=rate, Class="Esente" if each.treatment.nature else "Imponibile")
        code.text = each.treatment.nature or rate
    payments = SubElement(document, "Payments")
    _put(
        SubElement(payments, "Payment"),
        Advance="false",
        Date=first.due_on.isoformat(),
        Amount=str(net if first.treatment.is_split else net + vat),
        Paid="false",
    )


def _put(parent: Element, **texts: str) -> None:
    """Add a tag for each text that is not empty: an empty tag would clear the field."""
    for tag, text in texts.items():
        if text:
            SubElement(parent, tag).text = text


def _address(street: str, number: str) -> str:
    return " ".join(part for part in (street, number) if part)


def _national(vat: str) -> str:
    """An Italian VAT number without its country, as Easyfatt keeps it."""
    return vat[2:] if vat.startswith("IT") else vat
