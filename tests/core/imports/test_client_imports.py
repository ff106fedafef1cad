"""Clients imported again, with fiscal data and agreements."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from core.basics.errors import Unasked
from core.business import Business
from core.forms import agreement
from core.imports import client_columns as columns
from core.imports import known_clients
from core.imports.column_map import kept_map, read_map
from core.imports.parts import PART_ROWS
from core.model.blocks import Origin
from core.model.clients import Client
from core.model.terms import FeeDue, FeePeriod, Kind
from core.store.sql import clients
from tests.builders import draft_of, open_business, remaining


@pytest.fixture
def business(tmp_path: Path) -> Business:
    return open_business(tmp_path)


def give(business: Business, text: str, **how: bool):  # type: ignore[no-untyped-def]
    return business.imports.clients(text.encode(), "clients.csv", **how)


def client(business: Business, code: str = "acme"):  # type: ignore[no-untyped-def]
    return business.session.store.reads.client_by_code(code)


def test_a_second_import_adds_phones_and_contacts_and_repeating_it_changes_nothing(business: Business) -> None:
    give(business, "code,name,phone\nacme,Acme,02 1234567\n")
    more = "code,name,phone,phone 2,contact\nacme,ACME,+39 02 1234567,333 1234567,Mario <02 7654321>\n"
    view = give(business, more)
    assert (view.imported, view.changed, view.differences) == (0, 1, ())
    assert [phone.raw for phone in client(business).phones] == ["02 1234567", "333 1234567", "02 7654321"]
    assert (client(business).name, client(business).contacts) == ("Acme", ("Mario",))
    again = give(business, more)
    assert (again.changed, again.existing) == (0, 1)
    assert business.verify().ok


@pytest.mark.parametrize(
    "text",
    [
        "code,name,phone\nacme,Acme,333 1234567\n",
        "code,name,city\nacme,Acme,Roma\n",
        "code,name,kind\nacme,Acme,managed\n",
    ],
)
def test_of_two_imports_planned_at_the_same_time_the_second_says_that_it_changes_nothing(
    business: Business, text: str
) -> None:
    give(business, "code,name\nacme,Acme\n")
    plans = [business.imports.plan_clients(text.encode(), "clients.csv") for _session in range(2)]
    first, second = (business.imports.carry_out_clients(plan) for plan in plans)
    assert (first.changed, first.existing) == (1, 0)
    assert (second.changed, second.existing, second.agreements) == (0, 1, 0)


def test_a_changed_name_address_or_fiscal_datum_is_told_and_changed_only_by_an_update(business: Business) -> None:
    give(business, "code,name,email,city,vat\nacme,Acme,a@b.it,Milano,01234567897\n")
    text = "code,name,email,city,zip\nacme,Acme Srl,x@y.it,Roma,00100\n"
    view = give(business, text)
    assert [each.partition(":")[0] for each in view.differences] == ["acme"] * 3
    assert any("Milano → Roma" in each for each in view.differences)
    card = business.session.store.reads.fiscal_card(client(business).client_id)
    assert (client(business).name, client(business).email, card.city, card.zip) == ("Acme", "a@b.it", "Milano", "00100")
    give(business, text, update=True)
    card = business.session.store.reads.fiscal_card(client(business).client_id)
    assert (client(business).name, client(business).email, card.city) == ("Acme Srl", "x@y.it", "Roma")
    assert card.vat == "IT01234567897"


def test_a_made_code_finds_its_client_by_name_and_else_keeps_clear_of_the_codes_that_are_taken(
    business: Business,
) -> None:
    give(business, "code,name\nacme,Other\n")
    give(business, "name,phone\nAcme,02 1234567\n")
    assert [each.code for each in business.session.store.reads.clients()] == ["acme", "acme-2"]
    assert give(business, "name,phone\nACME,02 1234567\n").existing == 1


def test_a_wrong_check_digit_is_kept_and_warned_of_and_an_unreadable_field_is_a_bad_row(business: Business) -> None:
    view = give(business, "code,name,vat\nacme,Acme,01234567890\n")
    assert view.imported == 1 and "IT01234567890" in view.warnings[0]
    view = give(business, "code,name,sdi\nbeta,Beta,X\ngamma,Gamma,ABC1234\n")
    assert [(bad.row_number, bad.column) for bad in view.bad] == [(2, "sdi")] and client(business, "gamma") is None
    view = give(business, "code,name,sdi\nbeta,Beta,X\ngamma,Gamma,ABC1234\n", skip_bad=True)
    assert (view.imported, view.skipped) == (1, True) and client(business, "gamma") is not None


def test_what_another_program_wrote_into_a_fiscal_field_is_left_out_with_a_warning(business: Business) -> None:
    view = give(business, "Cod.;Denominazione;Pagamento;Nazione\n1;Acme;Rimessa diretta;Atlantide\n")
    assert (view.imported, view.bad, len(view.warnings)) == (1, (), 2)


def test_an_inactive_company_comes_in_archived(business: Business) -> None:
    give(business, "Company Name,Company ID,Status\nOld,OldInc,Inactive\n")
    assert client(business, "oldinc").archived


def test_terms_give_agreements_and_first_blocks_in_parts(business: Business) -> None:
    head = "code,name,kind,block,price,threshold,validity,size\n"
    text = head + "".join(f"c{n},Client {n},prepaid,10h,800.00,2h,12mo,\n" for n in range(PART_ROWS + 50))
    text += "left,Left,prepaid,10h,800.00,2h,12mo,6h30\nnone,None,prepaid,10h,800.00,2h,12mo,none\nhour,Hour,break-fix,,,,,\n"
    view = give(business, text)
    assert (view.imported, view.agreements, view.blocks) == (253, 253, 251)
    reads = business.session.store.reads
    assert [block.size_minutes for block in reads.blocks(client(business, "left").account_id)] == [390]
    assert reads.blocks(client(business, "none").account_id) == []
    (agreement,) = reads.agreements(client(business, "hour").account_id)
    assert agreement.terms.kind is Kind.BREAK_FIX
    again = give(business, text)
    assert (again.imported, again.agreements, again.blocks, again.existing) == (0, 0, 0, 253)
    assert business.verify().ok


def test_hours_that_another_program_sold_are_an_opening_balance_that_nobody_invoices(business: Business) -> None:
    text = (
        "code,name,kind,block,price,validity,serves,left,sold,expires\n"
        "half,Half,prepaid,10h,800.00,12mo,paid,6h30,2026-02-01,2026-11-30\n"
        "used,Used,prepaid,10h,800.00,12mo,,0,,\n"
        "sold,Sold,prepaid,10h,800.00,12mo,,,,\n"
    )
    view = give(business, text)
    assert (view.imported, view.blocks, view.openings, view.to_invoice) == (3, 1, 1, (("EUR", 80000),))
    half, used = client(business, "half"), client(business, "used")
    assert business.queries.balance(half.account_id).remaining_minutes == 390
    (block,) = business.session.store.reads.blocks(half.account_id)
    assert (block.origin, block.expires_on, block.price_minor) == (Origin.ADJUSTED, date(2026, 11, 30), 0)
    assert business.session.store.reads.blocks(used.account_id) == []
    assert [line.client.code for line in business.queries.lines()] == ["sold"]
    (row,) = business.statements.read(half.account_id, "2026-02").view.blocks
    assert (row.kind, row.reason, row.minutes) == ("adjusted", "opening balance", 390)
    again = give(business, text)
    assert (again.openings, again.blocks, again.existing) == (0, 0, 3)
    assert business.verify().ok


def test_an_opening_balance_is_read_or_its_row_is_bad(business: Business) -> None:
    head = "code,name,block,price,size,left,expires\n"
    rows = ["a,A,10h,800,5h,2h,", "b,B,10h,800,,6,", "c,C,10h,800,,2h,2020-01-01", "d,D,10h,800,,-1h,"]
    view = give(business, head + "\n".join(rows) + "\n")
    assert [bad.column for bad in view.bad] == ["left", "left", "expires", "left"]


def test_a_list_can_say_every_term_that_the_form_has(business: Business) -> None:
    assert set(columns.TERMS) == agreement.FIELDS
    give(
        business, "code,name,kind,fee,fee_period,fee due,included,beyond\na,A,managed,300,quarter,arrears,9h,nothing\n"
    )
    (version,) = business.session.store.reads.agreements(client(business, "a").account_id)
    assert (version.terms.fee_period, version.terms.fee_due) == (FeePeriod.QUARTER, FeeDue.ARREARS)
    assert version.terms.included_minutes == 540


def test_changed_terms_are_told_and_put_in_force_only_by_an_update(business: Business) -> None:
    give(business, "code,name,kind,block,price\nacme,Acme,prepaid,10h,800.00\n")
    text = "code,name,kind,block,price\nacme,Acme,prepaid,10h,900.00\n"
    view = give(business, text)
    assert (view.agreements, len(view.differences)) == (0, 1)
    assert give(business, text, update=True).agreements == 1
    assert business.session.store.reads.agreements(client(business).account_id)[-1].terms.price_minor == 90000


def test_a_term_that_cannot_be_read_is_a_bad_row_by_its_column(business: Business) -> None:
    view = give(business, "code,name,kind,block\nacme,Acme,prepaid,10\n")
    assert [(bad.row_number, bad.column) for bad in view.bad] == [(2, "block")]


def test_a_map_is_kept_for_the_next_import_and_none_forgets_it(business: Business) -> None:
    text = b"Kunde;Rufnummer\nAcme;02 1234567\n"
    business.imports.clients(text, "x.csv", column_map=read_map(["name=Kunde", "phone=Rufnummer"]))
    assert business.imports.clients(text.replace(b"Acme", b"Beta"), "x.csv").imported == 1
    assert client(business, "beta").phones[0].raw == "02 1234567"
    business.imports.clients(b"name\nGamma\n", "x.csv", column_map=read_map(["none"]))
    assert kept_map(business.session) == {}
    assert business.verify().ok


def test_one_name_twice_is_two_clients_and_repeating_the_file_changes_nothing(business: Business) -> None:
    text = "name,phone\nMario Rossi,02 1234567\nMario Rossi,02 7654321\n"
    assert give(business, text).imported == 2
    view = give(business, text)
    assert (view.imported, view.changed, view.existing, view.bad) == (0, 0, 2, ())


def test_two_rows_of_a_client_that_is_there_add_up(business: Business) -> None:
    give(business, "code,name\nacme,Acme\n")
    give(business, "name,phone\nAcme,02 1234567\nAcme,02 7654321\n")
    assert [phone.raw for phone in client(business).phones] == ["02 1234567", "02 7654321"]


def test_what_a_colleague_wrote_between_plan_and_import_stays(business: Business) -> None:
    give(business, "code,name\nacme,Acme\n")
    plan = business.imports.plan_clients(b"code,name,phone\nacme,Acme,02 1234567\n", "c.csv")
    business.clients.edit(client(business).client_id, name="Acme Holding", phones=["02 7654321"])
    business.imports.carry_out_clients(plan)
    assert client(business).name == "Acme Holding"
    assert [phone.raw for phone in client(business).phones] == ["02 7654321", "02 1234567"]


def test_an_agreement_of_the_file_charges_the_work_that_waited_after_its_first_block(business: Business) -> None:
    acme = business.clients.add("acme", "Acme")
    business.entries.post(draft_of(acme, 90))
    text = "code,name,kind,block,price,threshold\nacme,Acme,prepaid,10h,800.00,5h\n"
    assert give(business, text, dry_run=True).warnings == ("acme: 1 entry that waited is charged: 1:30 h",)
    view = give(business, text)
    assert (view.agreements, view.blocks, remaining(business, acme)) == (1, 1, 510)
    assert business.queries.waits(acme.client_id).entries == 0
    assert business.verify().ok


def test_waiting_work_that_would_add_many_blocks_is_asked_about(business: Business) -> None:
    acme = business.clients.add("acme", "Acme")
    business.entries.post(draft_of(acme, 600))
    text = "code,name,kind,block,price,threshold,size\nacme,Acme,prepaid,2h,160.00,1h,none\n"
    with pytest.raises(Unasked, match="acme: This adds"):
        give(business, text)
    assert business.queries.waits(acme.client_id).entries == 1
    assert give(business, text, sure=True).agreements == 1
    assert business.queries.waits(acme.client_id).entries == 0


def test_a_new_code_with_the_name_of_another_client_is_warned_of(business: Business) -> None:
    give(business, "code,name\nacme,Acme Srl\n")
    view = give(business, "code,name\nacme2,ACME  srl\nbeta,Beta\nbeta2,beta\n")
    assert [each.split(";")[0] for each in view.warnings] == [
        "acme2: acme has the same name",
        "beta2: beta has the same name",
    ]


def test_a_name_that_many_rows_have_is_warned_of_a_few_times_each_and_gets_codes_one_after_another(
    business: Business,
) -> None:
    view = give(business, "name\n" + "Mario\n" * 60, dry_run=True)
    assert len(view.warnings) == 1 + 2 + 3 * 57
    assert view.new_clients[:3] == ("mario", "mario-2", "mario-3") and len(set(view.new_clients)) == 60


@pytest.mark.parametrize(
    ("text", "vat", "zip_code", "phones", "warnings"),
    [
        ("1234567897;100;RM;02 1234567", "IT01234567897", "00100", 1, 0),
        ("01234567897;20100;MI;3,33123E+09", "IT01234567897", "20100", 0, 1),
        ("01234567897;100;;3.33123e+9 / 02 1234567", "IT01234567897", "00100", 1, 1),
        (";100;;", "", "100", 0, 0),
        (";20100;MI;", "", "20100", 0, 0),
    ],
)
def test_zeros_that_a_spreadsheet_cut_are_put_back_and_a_number_that_lost_its_digits_is_left_out(
    business: Business, text: str, vat: str, zip_code: str, phones: int, warnings: int
) -> None:
    view = give(business, f"Codice;Denominazione;Partita IVA;CAP;Prov.;Telefono\nacme;Acme;{text}\n")
    card = business.session.store.reads.fiscal_card(client(business).client_id)
    assert (card.vat, card.zip, len(client(business).phones), len(view.warnings)) == (vat, zip_code, phones, warnings)


def test_a_short_number_of_another_country_and_one_whose_check_digit_is_wrong_stay_as_they_are(
    business: Business,
) -> None:
    view = give(business, "code,name,country,zip\nacme,Acme,CH,800\n")
    assert view.bad == () and business.session.store.reads.fiscal_card(client(business).client_id).zip == "800"
    assert give(business, "code,name,vat\nbeta,Beta,1234567890\n").bad[0].column == "vat"


def test_an_e_mail_that_is_no_address_is_left_out_and_told(business: Business) -> None:
    view = give(business, "code,name,email\nacme,Acme,x\nbeta,Beta,b@beta.it\n")
    assert view.warnings == ("row 2: x is no e-mail address and is left out",)
    assert [client(business, code).email for code in ("acme", "beta")] == ["", "b@beta.it"]


def test_the_plan_names_the_columns_of_bad_rows_as_the_file_writes_them(business: Business) -> None:
    clients = business.imports.plan_clients(b"Codice;Ragione Sociale;Cod. SDI;Blocco\nacme;Acme;!!;\n", "clienti.csv")
    assert [row.column for row in clients.bad] == ["Cod. SDI"]
    entries = business.imports.plan(b"Kunde;Datum;Dauer\nnobody;2026-03-02;0:15\n", "march.csv")
    assert [row.column for row in entries.bad] == ["Kunde"]


def test_only_the_clients_that_rows_mean_are_read(business: Business, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(known_clients, "_PAGE", 7)
    give(business, "code,name\n" + "".join(f"c{each},Firm {each}\n" for each in range(60)))
    read = list[str]()
    client_of = clients.client_from

    def counted(row: tuple[object, ...]) -> Client:
        read.append(str(row[1]))
        return client_of(row)

    monkeypatch.setattr(clients, "client_from", counted)
    text = "code,name,phone\nc7,Firm 7,02 1234567\n,FIRM 8,02 1234568\n,New,\nnew,New,\n,Firm 9,\nother,Firm 59,\n"
    plan = business.imports.plan_clients(text.encode(), "clients.csv")
    assert set(read) == {"c7", "c8", "c9", "c59"}
    assert [(each.code, each.client and each.client.code) for each in plan.clients] == [
        ("c7", "c7"), ("c8", "c8"), ("new-2", None), ("new", None), ("other", None),
    ]  # fmt: skip
    assert plan.existing == 1 and any(each.startswith("other: c59 has the same name") for each in plan.warnings)


def test_what_the_plan_gives_a_client_is_kept_where_a_later_row_may_mean_it(business: Business) -> None:
    give(business, "code,name,city\nacme,Acme,Milano\nbeta,Beta,Milano\ngone,Gone,Milano\n")
    reads = business.session.store.reads
    business.merging.merge(client(business, "gone").client_id, client(business, "beta").client_id, sure=True)
    # By its name, by its code again, by the code of the client that was merged into it.
    text = "code,name,city\nacme,Acme,Roma\n,Acme,Torino\nbeta,Beta,Roma\ngone,Beta,Torino\n"
    view = give(business, text, update=True)
    assert [each for each in view.differences if "Torino" in each] == [
        "acme: Town Roma → Torino", "beta: Town Roma → Torino",
    ]  # fmt: skip
    assert reads.fiscal_card(client(business, "acme").client_id).city == "Torino"
    assert reads.fiscal_card(client(business, "beta").client_id).city == "Torino"


def test_nothing_is_kept_of_clients_that_one_row_means(business: Business, monkeypatch: pytest.MonkeyPatch) -> None:
    give(business, "code,name,city\n" + "".join(f"firm-{each},Firm {each},Milano\n" for each in range(9)))
    kept = list[known_clients.KnownClients]()
    made = known_clients.KnownClients.__init__

    def noted(self: known_clients.KnownClients, *arguments: Any) -> None:
        made(self, *arguments)
        kept.append(self)

    monkeypatch.setattr(known_clients.KnownClients, "__init__", noted)
    rows = "".join(f"Firm {each},Roma\n" for each in (*range(9), 8))
    plan = business.imports.plan_clients(f"name,city\n{rows}".encode(), "clients.csv", update=True)
    assert len(plan.clients) == 9 and plan.existing == 1
    assert set(kept[0]._fiscal) == {client(business, "firm-8").client_id}
