"""Drafts of electronic invoices: what the format asks for, exact money, and what cannot be is told."""

import io
import zipfile
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from a38.fattura import FatturaPrivati12
from a38.validation import Validation

from core.basics.errors import Refused, Usage
from core.business import Business
from core.documents.fatturapa import DRAFT_NUMBER, Numbers
from core.documents.tax_data import Cards, TaxData, read_tax_data
from core.forms.firm import read_firm
from core.forms.fiscal import read_fiscal
from core.ledger.settings import SettingsChange
from core.model.billing import LineStatus
from core.model.firm import NO_FIRM, Firm
from core.model.fiscal import NO_CARD
from core.model.terms import Kind, Terms
from core.rules.moving import HoursLeft
from tests.builders import MONDAY, add_client, draft_of, give_fiscal_card, open_business, prepaid_terms
from tests.core.ledger.test_moves import MANAGED

TAX = """
[supplier]
name = "Studio Rossi srl"
vat = "IT01234567897"
street = "Via Roma"
number = "1"
zip = "20100"
city = "Milano"
province = "MI"
vat_rate = {rate}
{more}

[clients.acme]
vat = "IT09876543217"
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
        assert name == "IT01234567897_acme_EUR.xml"
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
    with pytest.raises(Refused, match="a VAT rate of 0 needs its nature"):
        business.billing.export(format_name="fatturapa", tax=tax("0"))
    free = read(business.billing.export(format_name="fatturapa", tax=tax("0", 'nature = "N2.2"'), dry_run=True).content)
    assert free.fattura_elettronica_body[0].dati_beni_servizi.dati_riepilogo[0].imposta == 0
    split = read(business.billing.export(format_name="fatturapa", tax=tax("22.0", 'exigibility = "S"')).content)
    paid = split.fattura_elettronica_body[0].dati_pagamento[0].dettaglio_pagamento[0]
    assert paid.importo_pagamento == Decimal("666.66")


@pytest.mark.parametrize("channel", ["", 'sdi = "0000000"'])
def test_a_client_without_a_channel_is_allowed_and_so_are_zeros_that_say_so(business: Business, channel: str) -> None:
    read(business.billing.export(format_name="fatturapa", tax=tax(channel=channel)).content)


def test_a_client_of_whom_nothing_is_known_is_left_out_and_the_others_go_out(business: Business) -> None:
    add_client(business, "bianchi")
    run = business.billing.export(format_name="fatturapa", tax=tax())
    assert {line.client.code for line in run.lines} == {"acme"}
    ((code, missing),) = run.left_out
    assert code == "bianchi" and "on the card of bianchi" in missing[0]
    waiting = [line for line in business.queries.lines(LineStatus.TO_INVOICE) if line.run_id is None]
    assert {line.client.code for line in waiting} == {"bianchi"}


def test_a_run_in_which_nobody_is_complete_records_nothing_and_names_the_business_first(business: Business) -> None:
    with pytest.raises(
        Usage, match="the name is missing; the VAT number is missing; set them first: monteore business NAME"
    ):
        business.billing.export(format_name="fatturapa")
    # The business's own name is that of its invoices where they are given no other.
    business.settings.change(SettingsChange(name="Studio", firm=read_firm({"vat": "IT01234567897"}, NO_FIRM)))
    with pytest.raises(Usage, match="the street is missing; the postal code is missing; the town is missing"):
        business.billing.export(format_name="fatturapa")
    business.settings.change(SettingsChange(firm=FIRM))
    with pytest.raises(Refused, match="acme is left out"):
        business.billing.export(format_name="fatturapa")
    assert business.session.store.exports.runs() == []


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
    party = '[clients."{code}"]\nvat = "IT09876543217"\nstreet = "x"\nzip = "10100"\ncity = "Torino"\n'
    text = TAX.format(rate=22, more="", channel="") + "".join(party.format(code=code) for code in codes)
    with open_business(tmp_path) as business:
        for code in codes:
            add_client(business, code)
        run = business.billing.export(format_name="fatturapa", tax=read_tax_data(text))
    with zipfile.ZipFile(io.BytesIO(run.content)) as archive:
        assert len(archive.namelist()) == len(run.lines) == 3


def test_a_client_abroad_is_written_as_the_exchange_wants_it(business: Business) -> None:
    text = TAX.format(rate=22, more="", channel="").replace("IT09876543217", "DE136695976").replace("10100", "80331")
    invoice = read(business.billing.export(format_name="fatturapa", tax=read_tax_data(text)).content)
    head = invoice.fattura_elettronica_header
    seat = head.cessionario_committente.sede
    assert (seat.nazione, seat.cap, seat.provincia) == ("DE", "00000", None)
    assert head.dati_trasmissione.codice_destinatario == "XXXXXXX"


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"vat": ""}, ["vat is missing"]),
        ({"vat": "IT0123"}, ["check digit of VAT number IT0123"]),
        ({"vat": "IT09876543210"}, ["check digit"]),
        ({"vat": "DE123456789"}, ["check digit of VAT number DE123456789"]),
        ({"zip": "1010"}, ["zip must be 5 digits"]),
        ({"vat": "", "country": "DE"}, ["vat is missing"]),
        ({"vat": "", "tax_code": "RSSMRA85T10A562X"}, ["the tax code RSSMRA85T10A562X is wrong"]),
        ({"street": "", "city": "", "cig": "0123456789"}, ["street", "town", "cig and cup need the contract"]),
        ({"nature": "N4", "vat_rate": "0"}, []),
    ],
)
def test_everything_that_the_exchange_would_refuse_of_a_client_is_told(
    changes: dict[str, str], said: list[str]
) -> None:
    card = read_fiscal(changes, ACME)
    problems = Cards(FIRM, {"acme": card}).tax_data().problems_of("acme")
    assert len(problems) == len(said) and all(part in problem for part, problem in zip(said, problems, strict=True))


FIRM = read_firm(
    {"name": "Studio Rossi srl", "vat": "IT01234567897", "street": "Via Roma", "number": "1", "zip": "20100", "city": "Milano",
     "province": "MI", "iban": "IT60 X054 2811 1010 0000 0123 456", "payment": "60d eom"},
    NO_FIRM,
)  # fmt: skip
ACME = read_fiscal(
    {
        "vat": "09876543217",
        "street": "Corso Francia",
        "number": "5",
        "zip": "10100",
        "city": "Torino",
        "sdi": "abc1234",
    },
    NO_CARD,
)


def with_cards(business: Business, firm: Firm = FIRM, **changes: str) -> Business:
    """The business with its own data, and acme with a card."""
    business.settings.change(SettingsChange(firm=firm))
    client_id = business.queries.resolve_client("acme").client_id
    give_fiscal_card(business, client_id, read_fiscal(changes, ACME))
    return business


def body_of(business: Business, **options: str) -> Any:
    return read(business.billing.export(format_name="fatturapa", **options).content).fattura_elettronica_body[0]  # type: ignore[arg-type]


def test_the_cards_of_the_store_make_an_invoice_with_quantity_price_and_due_date(business: Business) -> None:
    body = body_of(with_cards(business))
    line = body.dati_beni_servizi.dettaglio_linee[0]
    assert (line.quantita, line.unita_misura, line.prezzo_totale) == (Decimal("10.00"), "h", Decimal("333.33"))
    assert (line.quantita * line.prezzo_unitario).quantize(Decimal("0.01")) == line.prezzo_totale
    paid = body.dati_pagamento[0].dettaglio_pagamento[0]
    # Invoiced on 2 March: 60 days later is 1 May, and May ends on the 31st.
    assert (paid.data_scadenza_pagamento, paid.iban) == (date(2026, 5, 31), "IT60X0542811101000000123456")
    assert body.dati_generali.dati_generali_documento.dati_bollo.importo_bollo is None


def test_a_public_body_is_fpa12_with_its_tender_code(business: Business) -> None:
    codes = {"sdi": "UFABCD", "contract": "Convenzione 7", "cig": "0123456789", "cup": "A12B34567890123"}
    run = with_cards(business, **codes, split_payment="yes").billing.export(format_name="fatturapa")
    with zipfile.ZipFile(io.BytesIO(run.content)) as archive:
        document = archive.read(archive.namelist()[0]).decode()
    assert 'versione="FPA12"' in document and "<FormatoTrasmissione>FPA12<" in document
    for part in (
        "<CodiceDestinatario>UFABCD<",
        "<CodiceCIG>0123456789<",
        "<CodiceCUP>A12B34567890123<",
        "<EsigibilitaIVA>S<",
    ):
        assert part in document


def test_the_flat_rate_regime_names_its_law_and_pays_stamp_duty_over_the_limit(business: Business) -> None:
    body = body_of(with_cards(business, read_firm({"regime": "RF19"}, FIRM)))
    document = body.dati_generali.dati_generali_documento
    (summary,) = body.dati_beni_servizi.dati_riepilogo
    assert (summary.natura, summary.imposta, document.dati_bollo.importo_bollo) == ("N2.2", 0, Decimal("2.00"))
    assert "L. 190/2014" in summary.riferimento_normativo and "L. 190/2014" in document.causale[0]


@pytest.mark.parametrize(("price", "stamped"), [(7_747, False), (7_748, True)])
def test_stamp_duty_begins_over_its_limit(tmp_path: Path, price: int, stamped: bool) -> None:
    with open_business(tmp_path) as business:
        business.blocks.sell(add_client(business, terms=prepaid_terms(price_minor=price), blocks=()).client_id)
        body = body_of(with_cards(business, nature="N4"))
    assert (body.dati_generali.dati_generali_documento.dati_bollo.importo_bollo is not None) is stamped


def test_a_credit_note_names_the_invoice_it_corrects(business: Business) -> None:
    client = business.queries.resolve_client("acme")
    lines = business.queries.lines(client_id=client.client_id)
    business.invoices.mark([line.line_id for line in lines], "12/2026", MONDAY)
    business.moves.move(client.client_id, MANAGED, None, hours=HoursLeft.CREDIT)
    body = body_of(with_cards(business))
    assert body.dati_generali.dati_generali_documento.tipo_documento == "TD04"
    (referred,) = body.dati_generali.dati_fatture_collegate
    assert (referred.id_documento, referred.data) == ("12/2026", MONDAY)


def test_the_work_of_an_hourly_client_is_told_with_ticket_and_note(tmp_path: Path) -> None:
    with open_business(tmp_path) as business:
        client = add_client(
            business, terms=Terms(kind=Kind.BREAK_FIX, currency="EUR", hourly_rate_minor=8000), blocks=()
        )
        business.entries.post(draft_of(client, 20, ticket="4821", note="stampante"))
        line = body_of(with_cards(business)).dati_beni_servizi.dettaglio_linee[0]
    # 20 minutes at 80 an hour are 26.67.
    assert (line.prezzo_unitario, line.prezzo_totale) == (Decimal(80), Decimal("26.67"))
    assert abs(line.quantita * line.prezzo_unitario - line.prezzo_totale) < Decimal("0.005")
    assert "#4821 stampante" in line.descrizione


@pytest.mark.parametrize(
    ("first", "following"),
    [("12", ["12", "13"]), ("12/A", ["12/A", "13/A"]), ("009/2026", ["009/2026", "010/2026"]),
     ("2026-99", ["2026-99", "2026-100"]),
     ("", [DRAFT_NUMBER, DRAFT_NUMBER])],
)  # fmt: skip
def test_numbers_count_up_from_the_first(first: str, following: list[str]) -> None:
    numbers = Numbers(first)
    seen = []
    for _each in following:
        seen.append(numbers.current)
        numbers.advance()
    assert seen == following


def test_a_text_without_a_number_is_no_first_number(business: Business) -> None:
    with pytest.raises(Usage, match="no invoice number"):
        with_cards(business).billing.export(format_name="fatturapa", first_number="abc")
    assert body_of(business, first_number="7/2026").dati_generali.dati_generali_documento.numero == "7/2026"
