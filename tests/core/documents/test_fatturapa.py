"""Drafts of electronic invoices: what the format asks for, exact money, and what cannot be is told."""

import io
import zipfile
from decimal import Decimal
from pathlib import Path
from xml.etree import ElementTree

import pytest
from a38.fattura import FatturaPrivati12
from a38.validation import Validation

from core.basics.errors import Refused, Usage
from core.business import Business
from core.documents.fatturapa import TaxData, read_tax_data
from core.rules.moving import HoursLeft
from tests.builders import add_client, draft_of, open_business, prepaid_terms
from tests.core.ledger.test_moves import MANAGED

TAX = """
[supplier]
name = "Studio Rossi srl"
vat = "IT01234567890"
street = "Via Roma"
number = "1"
zip = "20100"
city = "Milano"
province = "MI"
vat_rate = {rate}
{more}

[clients.acme]
vat = "IT09876543210"
street = "ulica Łódź 5 → €"
zip = "10100"
city = "Torino"
{channel}
"""


def tax(rate: str = "22", more: str = "", channel: str = 'sdi = "ABC1234"') -> TaxData:
    return read_tax_data(TAX.format(rate=rate, more=more, channel=channel))


def read(content: bytes) -> FatturaPrivati12:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        (name,) = archive.namelist()
        assert name == "IT01234567890_acme_EUR.xml"
        document = archive.read(name)
    invoice = FatturaPrivati12()
    invoice.from_etree(ElementTree.fromstring(document))
    found = Validation()
    invoice.validate(found)
    assert [error for error in found.errors if error.code != "00426"] == []
    return invoice


@pytest.fixture
def business(tmp_path: Path) -> Business:
    opened = open_business(tmp_path)
    client = add_client(opened, terms=prepaid_terms(price_minor=33_333))
    opened.entries.post(draft_of(client, 400))
    return opened


def test_a_draft_is_sound_and_has_no_number_of_ours(business: Business) -> None:
    run = business.billing.export(format_name="fatturapa", tax=tax())
    invoice = read(run.content)
    body = invoice.fattura_elettronica_body[0]
    document = body.dati_generali.dati_generali_documento
    assert (document.tipo_documento, document.numero, document.divisa) == ("TD01", "BOZZA 0", "EUR")
    (summary,) = body.dati_beni_servizi.dati_riepilogo
    # 2 × 333.33 = 666.66; 22 % of it is 146.6652.
    assert (summary.imponibile_importo, summary.imposta) == (Decimal("666.66"), Decimal("146.67"))
    assert document.importo_totale_documento == Decimal("813.33")
    lines = body.dati_beni_servizi.dettaglio_linee
    assert [line.prezzo_totale for line in lines] == [Decimal("333.33")] * 2
    assert lines[0].descrizione == "Pacchetto di 10:00 h di assistenza, 02/03/2026"
    assert invoice.fattura_elettronica_header.cessionario_committente.sede.indirizzo == "ulica Lódz 5 ? EUR"


def test_a_run_of_drafts_repeats_and_takes_its_lines(business: Business) -> None:
    dry = business.billing.export(format_name="fatturapa", tax=tax(), dry_run=True)
    run = business.billing.export(format_name="fatturapa", tax=tax())
    assert run.content == dry.content == business.billing.again(run.run_id).content
    with pytest.raises(Refused, match="nothing new"):
        business.billing.export()
    assert business.verify().ok


def test_hours_given_back_become_a_credit_note(business: Business) -> None:
    client = business.queries.resolve_client("acme")
    business.billing.export()
    business.moves.move(client.client_id, MANAGED, None, hours=HoursLeft.CREDIT)
    invoice = read(business.billing.export(format_name="fatturapa", tax=tax()).content)
    body = invoice.fattura_elettronica_body[0]
    assert body.dati_generali.dati_generali_documento.tipo_documento == "TD04"
    assert body.dati_beni_servizi.dati_riepilogo[0].imponibile_importo > 0


def test_no_rate_needs_its_nature_and_split_payment_leaves_the_tax_out(business: Business) -> None:
    with pytest.raises(Refused, match="would be refused"):
        business.billing.export(format_name="fatturapa", tax=tax("0"))
    free = read(business.billing.export(format_name="fatturapa", tax=tax("0", 'nature = "N2.2"'), dry_run=True).content)
    assert free.fattura_elettronica_body[0].dati_beni_servizi.dati_riepilogo[0].imposta == 0
    split = read(business.billing.export(format_name="fatturapa", tax=tax("22.0", 'exigibility = "S"')).content)
    paid = split.fattura_elettronica_body[0].dati_pagamento[0].dettaglio_pagamento[0]
    assert paid.importo_pagamento == Decimal("666.66")


def test_a_private_person_without_a_channel_is_allowed(business: Business) -> None:
    read(business.billing.export(format_name="fatturapa", tax=tax(channel="")).content)


def test_a_client_the_tax_data_do_not_name_is_told_and_nothing_is_recorded(business: Business) -> None:
    add_client(business, "bianchi")
    with pytest.raises(Refused, match=r"bianchi; add \[clients.bianchi\]"):
        business.billing.export(format_name="fatturapa", tax=tax())
    assert business.session.store.exports.runs() == []
    with pytest.raises(Usage, match="--tax"):
        business.billing.export(format_name="fatturapa")


@pytest.mark.parametrize(
    ("text", "named"),
    [("supplier = 1", "supplier"), ("[supplier", "TOML"), (TAX.format(rate="220", more="", channel=""), "vat_rate"),
     (TAX.format(rate="22", more="", channel='sdi = "short"'), "sdi"), (TAX.format(rate="22", more="x = 1", channel=""), "x")],
)  # fmt: skip
def test_bad_tax_data_are_one_sentence(text: str, named: str) -> None:
    with pytest.raises(Usage, match=named):
        read_tax_data(text)


def test_clients_with_codes_that_look_alike_have_a_draft_each(tmp_path: Path) -> None:
    codes = ("a-b", "a.b", "a_b")
    party = '[clients."{code}"]\nvat = "IT09876543210"\nstreet = "x"\nzip = "10100"\ncity = "Torino"\n'
    text = TAX.format(rate=22, more="", channel="") + "".join(party.format(code=code) for code in codes)
    with open_business(tmp_path) as business:
        for code in codes:
            add_client(business, code)
        run = business.billing.export(format_name="fatturapa", tax=read_tax_data(text))
    with zipfile.ZipFile(io.BytesIO(run.content)) as archive:
        assert len(archive.namelist()) == len(run.lines) == 3


def test_a_client_abroad_is_written_as_the_exchange_wants_it(business: Business) -> None:
    text = TAX.format(rate=22, more="", channel="").replace("IT09876543210", "DE136695976").replace("10100", "80331")
    invoice = read(business.billing.export(format_name="fatturapa", tax=read_tax_data(text)).content)
    head = invoice.fattura_elettronica_header
    seat = head.cessionario_committente.sede
    assert (seat.nazione, seat.cap, seat.provincia) == ("DE", "00000", None)
    assert head.dati_trasmissione.codice_destinatario == "XXXXXXX"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('vat = "IT09876543210"', "", "vat is missing"),
        ("IT09876543210", "IT0123", "11 digits"),
        ('zip = "10100"', 'zip = "1010"', "zip must be 5 digits"),
        ('vat = "IT09876543210"', 'country = "DE"', "vat is missing"),
    ],
)
def test_what_the_exchange_would_refuse_is_told_before(old: str, new: str, said: str) -> None:
    with pytest.raises(Usage, match=said) as caught:
        read_tax_data(TAX.format(rate=22, more="", channel="").replace(old, new))
    assert "clients.acme" in str(caught.value)
