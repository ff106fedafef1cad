"""Clients from the lists and address books of other programs."""

import json

import pytest

from core.basics.errors import Refused, Usage
from core.imports.column_map import read_map
from core.imports.detect import read_clients
from core.imports.leftovers import bad_part
from core.imports.rows import ClientRow
from core.phone.files import FileKind, kind_of

GOOGLE = (
    "First Name,Last Name,Organization Name,E-mail 1 - Label,E-mail 1 - Value,Phone 1 - Label,Phone 1 - Value\n"
    "Mario,Rossi,Acme Srl,Work,m@acme.it,Mobile,+39 333 1234567 ::: 02 1234567\n"
    "Anna,Bianchi,Acme Srl,Work,a@acme.it,Work,02 7654321\n"
    "Luca,Verdi,,,,Mobile,333 7654321\n"
)
OUTLOOK = (
    '"First Name","Last Name","Company","Business Phone","Business Fax","Mobile Phone","Company Main Phone",'
    '"E-mail Address"\r\n'
    '"Mario","Rossi","Acme Srl","02 1234567","02 9999999","333 1234567","02 1111111","m@acme.it"\r\n'
    '"Anna","Bianchi","ACME  srl","02 7654321","","","02 1111111",""\r\n'
)
OUTLOOK_ITALIAN = (
    '"Nome","Cognome","Società","Telefono (uff.)","Fax (uff.)","Cellulare","Indirizzo posta elettronica","CAP (uff.)"\r\n'
    '"Mario","Rossi","Caffè Srl","02 1234567","02 9999999","333 1234567","m@caffe.it","20100"\r\n'
)
DANEA = (
    "Cod.;Denominazione;Indirizzo;Cap;Città;Prov.;Nazione;Codice fiscale;Partita Iva;Referente;Tel.;Cell;Fax;e-mail;Pec;"
    "Cod. destinatario Fatt. elettr.;Pagamento\r\n"
    "0001;Caffè Milano Srl;Via Roma 1;20100;Milano;MI;Italia;;01234567897;Mario Rossi;02 1234567;333 1234567;02 9;"
    "a@b.it;a@pec.it;ABC1234;Bonifico 30 gg\r\n"
)
RAGIONE = (
    "Codice;Ragione Sociale;P.IVA;C.F.;Comune;Telefono\nacme;Acme Srl;01234567890;;Milano;02 1234567 / 333 1234567\n"
)
HUBSPOT = (
    "Record ID,Company name,Phone Number,City,Country/Region,Postal Code\n123456789,Acme,02 1234567,Milan,Italy,20100\n"
)
CONNECTWISE = "Company Name,Company ID,Status,Phone Number\nAcme,AcmeInc,Active,02 1234567\nOld,OldInc,Inactive,\n"
AUTOTASK = (
    "Account Name,Account Number,Account Active,Phone\nAcme,0f8fad5b-d9cb-469f-a165-70867728950e,Yes,02 1234567\n"
)
FATTURE = (
    "Codice interno;Denominazione;Indirizzo;Comune;CAP;Provincia;Paese;Indirizzo e-mail;Referente;Telefono;P.IVA/TAX ID;"
    "Codice Fiscale;Note Extra;Indirizzo PEC;Codice SDI\n"
    "7;Acme Srl;Via Roma 1;Milano;20100;MI;Italia;a@b.it;Mario Rossi;02 1234567;01234567897;;;a@pec.it;ABC1234\n"
)
HALO = "Client Name,Site,Inactive,Phone Number,Main Contact\nAcme,Main,No,02 1234567,Mario Rossi\nOld,Main,Yes,,\n"
SYNCRO = "Business Name,FirstName,LastName,Email,Phone,Mobile\nAcme,Mario,Rossi,m@acme.it,02 1234567,333 1234567\n"
HARVEST = "Client Name,Address,Currency\nAcme,Via Roma 1,EUR\n"
TOGGL = "Name,Archived,Notes\nAcme,false,\nOld,true,\n"


def rows(text: str, encoding: str = "utf-8") -> tuple[ClientRow, ...]:
    result = read_clients(text.encode(encoding), "clients.csv")
    assert result.bad == ()
    return result.rows


@pytest.mark.parametrize(
    ("text", "program"),
    [
        (GOOGLE, "Google Contacts"),
        (OUTLOOK, "Outlook"),
        (OUTLOOK_ITALIAN, "Outlook"),
        (DANEA, "Danea Easyfatt"),
        (HUBSPOT, "HubSpot"),
        (CONNECTWISE, "ConnectWise"),
        (AUTOTASK, "Autotask"),
        (FATTURE, "Fatture in Cloud"),
        (HALO, "HaloPSA"),
        (SYNCRO, "Syncro"),
        (HARVEST, "Harvest"),
        (TOGGL, "Toggl"),
        (RAGIONE, ""),
    ],
)
def test_each_list_is_recognised_and_gives_names_of_firms(text: str, program: str) -> None:
    result = read_clients(text.encode(), "x.csv")
    assert (result.program, result.bad) == (program, ())
    assert result.rows[0].name.startswith(("Acme", "Caffè"))


def test_people_of_one_firm_are_one_client_and_each_keeps_the_own_numbers() -> None:
    acme, luca = rows(GOOGLE)
    assert (acme.name, acme.email, acme.phones) == ("Acme Srl", "m@acme.it", ())
    assert acme.contacts == (
        "Mario Rossi <+39 333 1234567>",
        "Mario Rossi <02 1234567>",
        "Anna Bianchi <02 7654321>",
    )
    assert (luca.name, luca.phones, luca.contacts) == ("Luca Verdi", ("333 7654321",), ())


def test_outlook_gives_every_phone_but_no_fax_and_the_number_of_the_firm_is_the_clients() -> None:
    (acme,) = rows(OUTLOOK)
    assert acme.phones == ("02 1111111",)
    assert acme.contacts == ("Mario Rossi <02 1234567>", "Mario Rossi <333 1234567>", "Anna Bianchi <02 7654321>")
    (caffe,) = rows(OUTLOOK_ITALIAN, "cp1252")
    assert (caffe.name, caffe.contacts, caffe.email) == ("Caffè Srl", ("Mario Rossi",), "m@caffe.it")
    assert caffe.phones == ("02 1234567", "333 1234567")
    assert dict(caffe.fiscal) == {"zip": "20100"}


def test_lists_hold_more_than_one_address_and_phones_under_names_of_places() -> None:
    outlook = (
        "Nome,Cognome,Società,Via (uff.),Telefono assistente,Fax (uff.),Ufficio,Ufficio 2,Telefono principale società,"
        "Cellulare,Cod. Fisc./P. IVA\n"
        'Mario,Rossi,Acme Srl,"Via Roma 1\nScala B",02 5,02 9,02 1234567,02 7654321,02 1111111,333 1234567'
        ",01234567897\n"
    )
    (acme,) = rows(outlook)
    assert acme.phones == ("02 1111111", "02 1234567", "02 7654321", "333 1234567")
    assert dict(acme.fiscal) == {"street": "Via Roma 1 Scala B", "vat": "01234567897"}
    (autotask,) = rows("Account: Account Name,Account: Account Number,Account: Phone\nAcme,17,021234567\n")
    assert autotask.phones == ("021234567",)
    (several,) = rows('name,email\nAcme,"gino@x.it, office@x.it"\n')
    assert several.email == "gino@x.it"
    entry = {
        "code": "A1",
        "name": "Acme",
        "address_street": "Via Roma 1",
        "address_city": "Milano",
        "ei_code": "ABC1234",
    }
    (api,) = rows(json.dumps({"data": [{**entry, "certified_email": "a@pec.it", "contact_person": "Mario Rossi"}]}))
    assert dict(api.fiscal) == {"street": "Via Roma 1", "city": "Milano", "sdi": "ABC1234", "pec": "a@pec.it"}
    assert api.contacts == ("Mario Rossi",)


def test_an_italian_accounting_program_gives_the_fiscal_data_also_in_latin_1() -> None:
    (row,) = rows(DANEA, "cp1252")
    assert (row.code, row.name, row.contacts) == ("0001", "Caffè Milano Srl", ("Mario Rossi",))
    assert row.phones == ("02 1234567", "333 1234567")
    fiscal = dict(row.fiscal)
    assert (fiscal["vat"], fiscal["sdi"], fiscal["pec"], fiscal["province"]) == (
        "01234567897",
        "ABC1234",
        "a@pec.it",
        "MI",
    )


def test_an_inactive_company_is_marked_and_a_long_id_of_another_program_is_cut() -> None:
    assert [row.archived for row in rows(CONNECTWISE)] == [False, True]
    assert [row.archived for row in rows(HALO)] == [False, True]
    assert [row.archived for row in rows(TOGGL)] == [False, True]
    assert rows(AUTOTASK)[0].code == "0f8fad5b-d9cb-469f-a165-70867728"


def test_a_currency_alone_is_no_agreement() -> None:
    assert rows(HARVEST)[0].terms == ()
    assert dict(rows("name,kind,block\nAcme,prepaid,10h\n")[0].terms) == {"kind": "prepaid", "block": "10h"}


def test_cards_of_one_organisation_are_one_client_with_its_address() -> None:
    card = "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:{}\r\nORG:Acme;IT\r\nitem1.TEL:{}\r\n{}END:VCARD\r\n"
    text = card.format("Mario Rossi", "02 1234567", "ADR:;;Via Roma 1;Milano;;20100;Italia\r\n")
    text += card.format("Anna Bianchi", "333 1234567", "")
    (row,) = rows(text)
    assert (row.name, row.contacts) == ("Acme", ("Mario Rossi <02 1234567>", "Anna Bianchi <333 1234567>"))
    assert dict(row.fiscal) == {"street": "Via Roma 1", "zip": "20100", "city": "Milano", "country": "Italia"}


def test_a_map_names_the_columns_of_any_table() -> None:
    text = b"Kunde;Rufnummer;Ort;name\nAcme;02 1234567;Milano;intern 7\n"
    column_map = read_map(["name=Kunde", "phone=rufnummer", "city=Ort"])
    (row,) = read_clients(text, "x.csv", column_map).rows
    assert (row.name, row.phones, row.fiscal) == ("Acme", ("02 1234567",), (("city", "Milano"),))
    assert read_clients(text, "x.csv", None, column_map).rows == (row,)
    with pytest.raises(Usage, match="no column town"):
        read_clients(text, "x.csv", read_map(["city=Town"]))


@pytest.mark.parametrize("text", ["name", "=x", "name=", "colour=Farbe"])
def test_a_map_that_maps_nothing_is_refused(text: str) -> None:
    with pytest.raises(Usage):
        read_map([text])


@pytest.mark.parametrize(
    ("text", "name", "phones", "fiscal"),
    [
        # The label beside a number tells a fax; an area code may stand before a slash.
        (
            "Name,Given Name,Family Name,Phone 1 - Type,Phone 1 - Value,Phone 2 - Type,Phone 2 - Value\n"
            "Acme,,,Work Fax,02 999999,Work,02/1234567\n",
            "Acme",
            ("02/1234567",),
            {},
        ),
        ("firstname,lastname,business_name,phone\nMario,Rossi,Acme,02 1234567\n", "Acme", ("02 1234567",), {}),
        (
            "RAGIONE_SOCIALE;PARTITA_IVA;COMUNE;TELEFONO_1\nAcme;01234567897;Milano;02 1234567\n",
            "Acme",
            ("02 1234567",),
            {"vat": "01234567897", "city": "Milano"},
        ),
        (
            "Denominazione;Nome;Cognome;P.IVA/TAX ID;Cod. Fisc.;Telefono\n"
            ";Luca;Verdi;;RSSMRA80A01H501U;Fax 02 7654321 / 333/7654321\n",
            "Luca Verdi",
            ("333/7654321",),
            {"tax_code": "RSSMRA80A01H501U"},
        ),
        ("Denominazione/Cognome;Nome;Partita IVA\nAcme;;01234567897\n", "Acme", (), {"vat": "01234567897"}),
        ("Rag. Soc.;P. Iva;Tel. 1\nAcme;01234567897;02 1234567\n", "Acme", ("02 1234567",), {"vat": "01234567897"}),
        ("Ragione sociale 1;Ragione sociale 2\nAcme di Rossi;& C. snc\n", "Acme di Rossi & C. snc", (), {}),
        (
            "Firma;Vorname;Nachname;Straße;PLZ;Ort;Telefon\nAcme;;;Weg 1;39100;Bozen;0471 123456\n",
            "Acme",
            ("0471 123456",),
            {"street": "Weg 1", "zip": "39100", "city": "Bozen"},
        ),
        (
            "Company: Name,Company: Phone,Company: City\nAcme,02 1234567,Milano\n",
            "Acme",
            ("02 1234567",),
            {"city": "Milano"},
        ),
        ("Elenco clienti;;\n;;\nCodice;Ragione sociale;Telefono\na;Acme;02 1234567\n", "Acme", ("02 1234567",), {}),
    ],
)
def test_columns_are_told_however_programs_write_them(
    text: str, name: str, phones: tuple[str, ...], fiscal: dict[str, str]
) -> None:
    (row,) = rows(text)
    assert (row.name, row.phones, dict(row.fiscal)) == (name, phones, fiscal)


def test_a_row_that_is_full_is_no_title_of_the_row_below_it() -> None:
    with pytest.raises(Refused):
        read_clients(b"tipo;sede;x\nAzienda;Nome;Acme\nDitta;Cognome;Beta\n", "x.csv")


def test_a_list_of_clients_in_json_is_read_and_gives_its_bad_rows_back() -> None:
    acme, old = {"id": 7, "name": "Acme", "archived": False, "at": None}, {"id": 8, "name": "Old", "archived": True}
    for document in ([acme, old, {"id": 9, "name": ""}], {"clients": [acme, old, {"id": 9, "name": ""}]}):
        data = json.dumps(document).encode()
        result = read_clients(data, "clients.json")
        assert [(row.code, row.name, row.archived) for row in result.rows] == [("7", "Acme", False), ("8", "Old", True)]
        assert [bad.row_number for bad in result.bad] == [3]
        assert json.loads(bad_part(data, {3})) == [{"id": 9, "name": ""}]
        assert kind_of(data, "clients.json") is FileKind.CLIENTS


@pytest.mark.parametrize(
    ("text", "column"),
    [
        ("Record ID,Company name,Phone Number\n1,,02 1234567\n", "Company name"),
        ("Record ID,First Name,Last Name,Company name\n1,,,\n", "Company name, First Name, Last Name"),
        ("Cod.;Nominativo;Tel.\n1;;02 1234567\n", "Nominativo"),
        ("Cod. Cliente;Name\n!!;Acme\n", "Cod. Cliente"),
        ("Codice Interno;Name\nacme;Acme\nacme;Beta\n", "Codice Interno"),
        ("NAME;Phone\n;02 1234567\n", "NAME"),
    ],
)
def test_a_bad_row_names_the_column_as_the_file_writes_it(text: str, column: str) -> None:
    assert [row.column for row in read_clients(text.encode(), "clients.csv").bad] == [column]


def test_a_bad_row_names_a_mapped_column_as_the_file_writes_it() -> None:
    read = read_clients(b"Klant;Nummer\n;02 1234567\n", "klanten.csv", read_map(["name=klant", "phone=nummer"]))
    assert [row.column for row in read.bad] == ["Klant"]
