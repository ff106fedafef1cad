"""Drafts of Italian electronic invoices (FatturaPA 1.2, format FPR12): complete except the number (given by accounting).

Format and checks: https://www.fatturapa.gov.it, "Specifiche tecniche", through the library a38. One document per client and
currency; a negative total becomes a credit note (TD04).
"""

import io
import re
import tomllib
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from core.basics.errors import Refused, Usage
from core.basics.i18n import _, writing_to
from core.basics.money import format_money
from core.basics.spreadsheets import zip_bytes
from core.queries.views import LineView

DRAFT_NUMBER = "BOZZA 0"
_DRAFT_SEQUENCE = "BOZZA0"
_CENT = Decimal("0.01")
_NO_CHANNEL = "0000000"
_ABROAD = "XXXXXXX"


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Party(_Part):
    """Seller or buyer with their tax data; `vat` is country and number, such as IT01234567890."""

    name: str = ""
    vat: str = Field(default="", pattern=r"^$|^[A-Z]{2}[A-Za-z0-9]{2,28}$")
    tax_code: str = Field(default="", pattern=r"^$|^[A-Z0-9]{11,16}$")
    street: str = Field(min_length=1)
    number: str = ""
    zip: str = Field(min_length=1)
    city: str = Field(min_length=1)
    province: str = Field(default="", pattern=r"^$|^[A-Z]{2}$")
    country: str = Field(default="", pattern=r"^$|^[A-Z]{2}$")

    @property
    def home(self) -> str:
        """The country: as given, else that of the VAT number, else Italy."""
        return self.country or self.vat[:2] or "IT"

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        """Check rules of the exchange system that the XML schema does not check."""
        if not self.vat and (self.home != "IT" or not self.tax_code):
            raise ValueError(_("vat is missing, or for a client in Italy tax_code"))
        if self.vat.startswith("IT") and not re.fullmatch(r"IT[0-9]{11}", self.vat):
            raise ValueError(_("an Italian VAT number is IT and 11 digits"))
        if self.home == "IT" and not re.fullmatch(r"[0-9]{5}", self.zip):
            raise ValueError(_("zip must be 5 digits"))
        return self


class Supplier(Party):
    """The business itself. `vat_rate` in percent; a rate of 0 needs its `nature` (N1 … N7)."""

    name: str = Field(min_length=1)
    vat: str = Field(pattern=r"^[A-Z]{2}[A-Za-z0-9]{2,28}$")
    regime: str = Field(default="RF01", pattern=r"^RF[0-9]{2}$")
    vat_rate: Decimal = Field(default=Decimal(22), ge=0, le=100, decimal_places=2)
    nature: str = ""
    exigibility: Literal["I", "D", "S"] = "I"
    payment: str = Field(default="MP05", pattern=r"^MP[0-9]{2}$")
    payment_days: int = Field(default=30, ge=0, le=999)
    iban: str = ""


class Customer(Party):
    """A client. `sdi` is its seven-character code, `pec` its certified mail address; both empty without such a channel."""

    sdi: str = Field(default="", pattern=r"^$|^[A-Z0-9]{7}$")
    pec: str = ""


class TaxData(_Part):
    """Tax data that the store does not hold: of the supplier, and of clients by code."""

    supplier: Supplier
    clients: dict[str, Customer] = {}


def read_tax_data(text: str) -> TaxData:
    """Read tax data in TOML. Errors: `Usage` that names what is wrong."""
    try:
        written = tomllib.loads(text)
        # Exact rates: convert a TOML float by its decimal digits.
        supplier = written.get("supplier")
        if isinstance(supplier, dict) and isinstance(supplier.get("vat_rate"), float):
            supplier["vat_rate"] = str(supplier["vat_rate"])
        return TaxData.model_validate(written)
    except tomllib.TOMLDecodeError as error:
        reason = " ".join(str(error).split())
        raise Usage(_("the tax data are no TOML ({reason}); mend them").format(reason=reason)) from None
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(str(part) for part in first["loc"]) or "[supplier]"
        raise Usage(
            _("in the tax data {name} cannot be ({reason}); mend it").format(
                name=name, reason=first["msg"].removeprefix("Value error, ")
            )
        ) from None


def drafts(lines: Sequence[LineView], tax: TaxData, day: date) -> bytes:
    """A ZIP with one XML file per client and currency; equal bytes for equal lines and day. Errors: `Refused`."""
    groups: dict[tuple[str, str], list[LineView]] = {}
    for line in lines:
        groups.setdefault((line.client.code, line.currency), []).append(line)
    unknown = sorted({code for code, _currency in groups} - set(tax.clients))
    if unknown:
        raise Refused(
            _("the tax data do not name {codes}; add [clients.{first}]").format(
                codes=", ".join(unknown), first=unknown[0]
            )
        )
    # A client's code is unique and has only characters that a file name may have.
    return zip_bytes(
        {
            f"{tax.supplier.vat}_{code}_{currency}.xml": _document(group, tax, code, currency, day)
            for (code, currency), group in sorted(groups.items())
        }
    )


def _document(lines: Sequence[LineView], tax: TaxData, code: str, currency: str, day: date) -> bytes:
    from a38 import fattura as f
    from a38.validation import Validation

    from core.documents.lines import description_of

    supplier, customer = tax.supplier, tax.clients[code]
    total = sum(line.amount_minor for line in lines)
    sign = -1 if total < 0 else 1
    invoice = f.FatturaPrivati12()
    head = invoice.fattura_elettronica_header
    country, number = supplier.vat[:2], supplier.vat[2:]
    transmission = head.dati_trasmissione
    transmission.id_trasmittente.id_paese = country
    transmission.id_trasmittente.id_codice = supplier.tax_code or number
    transmission.progressivo_invio = _DRAFT_SEQUENCE
    transmission.codice_destinatario = customer.sdi or (_ABROAD if customer.home != "IT" else _NO_CHANNEL)
    if customer.pec and not customer.sdi:
        transmission.pec_destinatario = customer.pec
    head.cedente_prestatore = f.CedentePrestatore(
        f.DatiAnagraficiCedentePrestatore(
            f.IdFiscaleIVA(country, number),
            codice_fiscale=supplier.tax_code or None,
            anagrafica=f.Anagrafica(denominazione=_latin(supplier.name, 80)),
            regime_fiscale=supplier.regime,
        ),
        _seat(f, supplier),
    )
    head.cessionario_committente = f.CessionarioCommittente(
        f.DatiAnagraficiCessionarioCommittente(
            f.IdFiscaleIVA(customer.vat[:2], customer.vat[2:]) if customer.vat else None,
            codice_fiscale=customer.tax_code or None,
            anagrafica=f.Anagrafica(denominazione=_latin(customer.name or lines[0].client.name, 80)),
        ),
        _seat(f, customer),
    )
    body = invoice.fattura_elettronica_body[0]
    document = body.dati_generali.dati_generali_documento
    document.tipo_documento = "TD04" if sign < 0 else "TD01"
    document.divisa = currency
    document.data = day
    document.numero = DRAFT_NUMBER
    nature, rate = supplier.nature or None, supplier.vat_rate.quantize(_CENT)
    for line in lines:
        amount = sign * Decimal(format_money(line.amount_minor, currency))
        with writing_to("it"):
            words = f"{description_of(line)}, {line.dated:%d/%m/%Y}"
        body.dati_beni_servizi.add_dettaglio_linee(
            descrizione=_latin(words, 1000),
            prezzo_unitario=amount,
            prezzo_totale=amount,
            aliquota_iva=rate,
            natura=nature,
        )
    net = Decimal(format_money(sign * total, currency))
    vat = (net * supplier.vat_rate / 100).quantize(_CENT, ROUND_HALF_UP)
    body.dati_beni_servizi.dati_riepilogo = [
        f.DatiRiepilogo(
            aliquota_iva=rate,
            natura=nature,
            imponibile_importo=net,
            imposta=vat,
            esigibilita_iva=None if nature else supplier.exigibility,
        )
    ]
    document.importo_totale_documento = net + vat
    if sign > 0:
        # Under split payment the client pays the VAT to the tax office directly.
        due = net if supplier.exigibility == "S" and not nature else net + vat
        body.dati_pagamento = [
            f.DatiPagamento(
                condizioni_pagamento="TP02",
                dettaglio_pagamento=[
                    f.DettaglioPagamento(
                        modalita_pagamento=supplier.payment,
                        data_scadenza_pagamento=day + timedelta(days=supplier.payment_days),
                        importo_pagamento=due,
                        iban=supplier.iban or None,
                    )
                ],
            )
        ]
    found = Validation()
    invoice.validate(found)
    wrong = [str(error) for error in found.errors if not _is_allowed(error, customer)]
    if wrong:
        raise Refused(
            _("the draft for {code} would be refused ({reason}); mend the tax data").format(code=code, reason=wrong[0])
        )
    return _xml(invoice.build_etree())


def _is_allowed(error: Any, customer: Customer) -> bool:
    # Without a channel: seven zeros and no PEC; the tax office keeps the invoice for the client (specifications, 1.1.4).
    return error.code == "00426" and not customer.sdi and not customer.pec


def _seat(f: Any, party: Party) -> Any:
    return f.Sede(
        indirizzo=_latin(party.street, 60),
        numero_civico=_latin(party.number, 8) or None,
        # Foreign addresses have no Italian postal code and province (specifications, 1.4.2.3 and 1.4.2.5).
        cap=party.zip if party.home == "IT" else "00000",
        comune=_latin(party.city, 60),
        provincia=party.province or None if party.home == "IT" else None,
        nazione=party.home,
    )


def _latin(text: str, longest: int) -> str:
    """The text in Latin-1, as the format requires: other letters lose their accents or become a question mark."""
    kept = []
    for character in text:
        if ord(character) < 256:
            kept.append(character)
            continue
        parts = [part for part in unicodedata.normalize("NFKD", character) if not unicodedata.combining(part)]
        kept.append("".join(_PLAIN.get(part, part if ord(part) < 256 else "?") for part in parts))
    return "".join(kept)[:longest].strip()


_PLAIN: Mapping[str, str] = dict(zip("ŁłĐđ–—’‘“”", "LlDd--''\"\"", strict=True), **{"Œ": "OE", "œ": "oe", "€": "EUR"})


def _xml(tree: Any) -> bytes:
    from xml.etree.ElementTree import register_namespace

    from a38.fattura import NS

    register_namespace("p", NS)
    raw = io.BytesIO()
    tree.write(raw, encoding="utf-8", xml_declaration=True)
    return raw.getvalue()
