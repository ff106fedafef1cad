"""Electronic invoices of Italy (FatturaPA 1.2): FPA12 for public bodies, else FPR12; one per client and currency.

Format and checks: https://www.fatturapa.gov.it, "Specifiche tecniche", through the library a38. A negative total becomes a
credit note (TD04). Without a first number they are drafts: the accounting system gives the number.
"""

import io
import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from core.basics.dataclass import dataclass
from core.basics.durations import shown_word
from core.basics.errors import Usage
from core.basics.i18n import _, writing_to
from core.basics.money import format_money
from core.basics.spreadsheets import zip_bytes
from core.documents.lines import Detail, words_of
from core.documents.quantities import quantity_of
from core.documents.tax_data import FLAT_RATE, Customer, Party, TaxData, Treatment
from core.queries.views.lines import LineView

DRAFT_NUMBER = "BOZZA 0"
_CENT = Decimal("0.01")
_NO_CHANNEL = "0000000"
_ABROAD = "XXXXXXX"
_STAMP = Decimal("2.00")
_STAMP_OVER = Decimal("77.47")
"""An invoice without VAT over this sum pays stamp duty (D.P.R. 642/1972, tariff, article 13)."""
_STAMPED = frozenset(("N2.1", "N2.2", "N3.5", "N3.6", "N4"))
"""The natures for which the tax office expects it (decision of 4 February 2021)."""
_NUMBER = re.compile(r"(?P<before>.{0,12}?)(?P<digits>[0-9]{1,9})(?P<after>/(?:19|20)[0-9]{2}|[^0-9]{0,8})")
_FLAT_RATE_LAW = "Operazione in franchigia da IVA, art. 1, commi 54-89, L. 190/2014; senza ritenuta, comma 67"


@dataclass(frozen=True)
class Drafts:
    """Electronic invoices of a run: a ZIP with one XML each, the lines in them, and the clients left out with the reasons."""

    content: bytes
    lines: tuple[LineView, ...]
    left_out: tuple[tuple[str, tuple[str, ...]], ...]


def drafts(
    lines: Sequence[LineView],
    details: Mapping[str, Detail],
    tax: TaxData,
    day: date,
    first_number: str = "",
) -> Drafts:
    """One XML per client and currency; equal bytes for equal lines and day.

    A client whose data are not complete is left out with everything that is missing. Errors: `Usage` if the seller's own
    data are not complete.
    """
    wrong = tax.supplier.problems()
    if wrong:
        raise Usage(_("the business's own fiscal data: {reasons}").format(reasons="; ".join(wrong)))
    groups: dict[tuple[str, str], list[LineView]] = {}
    for line in lines:
        groups.setdefault((line.client.code, line.currency), []).append(line)
    left_out = {code: tuple(problems) for code, _currency in groups if (problems := tax.problems_of(code))}
    files: dict[str, bytes] = {}
    taken: set[str] = set()
    numbers = Numbers(first_number)
    for (code, currency), group in sorted(groups.items()):
        if code in left_out:
            continue
        content, refusal = _document(group, details, tax, code, currency, day, numbers.current)
        if refusal:
            left_out[code] = (refusal,)
            continue
        numbers.advance()
        # A client's code is unique and has only characters that a file name may have.
        files[f"{tax.supplier.vat}_{code}_{currency}.xml"] = content
        taken |= {line.line_id for line in group}
    return Drafts(
        zip_bytes(files), tuple(line for line in lines if line.line_id in taken), tuple(sorted(left_out.items()))
    )


class Numbers:
    """Consecutive invoice numbers from a first one, such as 12, 12/A or 12/2026; without one all are the draft's number.

    The last group of digits counts up, but not a year after a slash.
    """

    def __init__(self, first: str) -> None:
        found = _NUMBER.fullmatch(first) if first else None
        if first and found is None:
            raise Usage(_("'{text}' is no invoice number; write one such as 12 or 12/A").format(text=shown_word(first)))
        self._before, self._after = (found["before"], found["after"]) if found else ("", "")
        self._width = len(found["digits"]) if found else 0
        self._number = int(found["digits"]) if found else None

    @property
    def current(self) -> str:
        """The number of the next invoice."""
        if self._number is None:
            return DRAFT_NUMBER
        return f"{self._before}{self._number:0{self._width}d}{self._after}"

    def advance(self) -> None:
        """Go on to the number after."""
        if self._number is not None:
            self._number += 1


def _document(
    lines: Sequence[LineView],
    details: Mapping[str, Detail],
    tax: TaxData,
    code: str,
    currency: str,
    day: date,
    number: str,
) -> tuple[bytes, str]:
    """The XML, and why the exchange system would refuse it (empty if it would not)."""
    from a38 import fattura as f
    from a38.validation import Validation

    customer = tax.clients[code]
    treatment = tax.treatment_of(customer)
    total = sum(line.amount_minor for line in lines)
    sign = -1 if total < 0 else 1
    invoice = f.FatturaPA12() if customer.is_public_body else f.FatturaPrivati12()
    _head(f, invoice, tax, customer, lines[0].client.name, number)
    body = invoice.fattura_elettronica_body[0]
    document = body.dati_generali.dati_generali_documento
    document.tipo_documento = "TD04" if sign < 0 else "TD01"
    document.divisa = currency
    document.data = day
    document.numero = number
    _references(f, body, [details[line.line_id] for line in lines], customer)
    nature, rate = treatment.nature or None, treatment.rate.quantize(_CENT)
    for line in lines:
        quantity = quantity_of(line.kind, line.minutes, sign * line.amount_minor, currency)
        with writing_to("it"):
            words = words_of(line, details[line.line_id])
        body.dati_beni_servizi.add_dettaglio_linee(
            descrizione=_latin(words, 1000),
            quantita=quantity.number,
            unita_misura="h" if quantity.is_hours else None,
            prezzo_unitario=quantity.unit_price,
            prezzo_totale=Decimal(format_money(sign * line.amount_minor, currency)),
            aliquota_iva=rate,
            natura=nature,
        )
    net = Decimal(format_money(sign * total, currency))
    vat = (net * treatment.rate / 100).quantize(_CENT, ROUND_HALF_UP)
    is_flat = tax.supplier.regime == FLAT_RATE
    body.dati_beni_servizi.dati_riepilogo = [
        f.DatiRiepilogo(
            aliquota_iva=rate,
            natura=nature,
            imponibile_importo=net,
            imposta=vat,
            esigibilita_iva=None if nature else treatment.exigibility,
            riferimento_normativo=_FLAT_RATE_LAW if is_flat else None,
        )
    ]
    if treatment.nature in _STAMPED and net > _STAMP_OVER:
        document.dati_bollo = f.DatiBollo(bollo_virtuale="SI", importo_bollo=_STAMP)
    if is_flat:
        document.causale = [_FLAT_RATE_LAW]
    document.importo_totale_documento = net + vat
    if sign > 0:
        _payment(f, body, tax, customer, treatment, net, vat, day)
    found = Validation()
    invoice.validate(found)
    wrong = [str(error) for error in found.errors if not _is_allowed(error, customer)]
    if wrong:
        return b"", _("the exchange system would refuse it ({reason})").format(reason=wrong[0])
    return _xml(invoice.build_etree()), ""


def _head(f: Any, invoice: Any, tax: TaxData, customer: Customer, client_name: str, number: str) -> None:
    supplier = tax.supplier
    head = invoice.fattura_elettronica_header
    country, vat = supplier.vat[:2], supplier.vat[2:]
    transmission = head.dati_trasmissione
    transmission.id_trasmittente.id_paese = country
    transmission.id_trasmittente.id_codice = supplier.tax_code or vat
    transmission.progressivo_invio = re.sub(r"[^A-Za-z0-9]", "", number)[-10:] or "0"
    transmission.codice_destinatario = customer.sdi or (_ABROAD if customer.home != "IT" else _NO_CHANNEL)
    if customer.pec and not customer.sdi:
        transmission.pec_destinatario = customer.pec
    head.cedente_prestatore = f.CedentePrestatore(
        f.DatiAnagraficiCedentePrestatore(
            f.IdFiscaleIVA(country, vat),
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
            anagrafica=f.Anagrafica(denominazione=_latin(customer.name or client_name, 80)),
        ),
        _seat(f, customer),
    )


def _references(f: Any, body: Any, details: Sequence[Detail], customer: Customer) -> None:
    """The contract of a public body, and the invoices that credit lines refer to."""
    if customer.contract:
        body.dati_generali.dati_contratto = [
            f.DatiContratto(
                id_documento=_latin(customer.contract, 20),
                codice_cig=customer.cig or None,
                codice_cup=customer.cup or None,
            )
        ]
    referred = dict.fromkeys((detail.refers_to, detail.refers_on) for detail in details if detail.refers_to)
    if referred:
        body.dati_generali.dati_fatture_collegate = [
            f.DatiFattureCollegate(id_documento=_latin(number, 20), data=invoiced_on)
            for number, invoiced_on in referred
        ]


def _payment(
    f: Any, body: Any, tax: TaxData, customer: Customer, treatment: Treatment, net: Decimal, vat: Decimal, day: date
) -> None:
    due = net if treatment.is_split else net + vat
    body.dati_pagamento = [
        f.DatiPagamento(
            condizioni_pagamento="TP02",
            dettaglio_pagamento=[
                f.DettaglioPagamento(
                    modalita_pagamento=tax.supplier.payment,
                    data_scadenza_pagamento=tax.due_on(customer, day),
                    importo_pagamento=due,
                    iban=tax.supplier.iban or None,
                )
            ],
        )
    ]


def _is_allowed(error: Any, customer: Customer) -> bool:
    # Without a channel: seven zeros and no PEC; the tax office keeps the invoice for the client (specifications, 1.1.4).
    return error.code == "00426" and customer.sdi in ("", _NO_CHANNEL) and not customer.pec


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
