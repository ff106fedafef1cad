"""The tables that an export writes beside clients and entries: agreements are set again, the others are refused."""

from fractions import Fraction
from pathlib import Path

import pytest

from core.basics.errors import Refused
from core.exports.tables import TABLES, table_csv
from core.imports.detect import read_clients, read_entries
from core.model.terms import Kind
from tests.builders import MONDAY, add_client, open_business, prepaid_terms


def test_exported_agreements_know_their_clients_and_are_set_again(tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    first, other = open_business(tmp_path), open_business(tmp_path / "other")
    terms = prepaid_terms(surcharges={"onsite": 15}, multipliers={"remote": Fraction(3, 2)})
    add_client(first, "officine", terms=terms)
    other.clients.add("officine", "Officine srl")
    table = table_csv(first.queries, "agreements")
    same = first.imports.clients(table.encode(), "agreements.csv")
    assert (same.imported, same.existing, same.bad, same.differences) == (0, 1, (), ())
    later = '{""kind"":""break-fix"",""hourly_rate_minor"":6000}'
    table += f'unknown,{MONDAY},prepaid,{{}},unknown\nofficine,{MONDAY},break-fix,"{later}",officine\n'
    table += f"officine,{MONDAY},prepaid,{{}},officine/servers\n"
    view = other.imports.clients(table.encode(), "agreements.csv", skip_bad=True)
    assert (view.imported, view.agreements, view.blocks) == (0, 1, 0)
    assert [(bad.row_number, bad.column) for bad in view.bad] == [(3, "client")]
    assert "2 agreements are left out" in view.warnings[0]
    (client,) = other.session.store.reads.clients()
    agreed = other.session.account(client.account_id).terms_on(MONDAY)
    assert (agreed.kind, agreed.hourly_rate_minor) == (Kind.BREAK_FIX, 6_000)


@pytest.mark.parametrize(
    "terms",
    ["", "x", "[]", '{"unknown": 1}', '{"price_minor": "80000"}', '{"block_minutes": -5}', '{"timezone": "Nowhere"}',
     '{"multipliers": {"remote": "1/0"}}', '{"kind": "free"}', '{"surcharges": {"onsite": true}}'],
)  # fmt: skip
def test_terms_that_nobody_can_have_agreed_are_bad_rows(terms: str, tmp_path: Path) -> None:
    business = open_business(tmp_path)
    business.clients.add("acme", "Acme")
    cell = terms.replace('"', '""')
    view = business.imports.clients(
        f'client,from,kind,terms,account\nacme,{MONDAY},x,"{cell}",acme\n'.encode(), "a.csv"
    )
    assert [bad.row_number for bad in view.bad] == [2]


def test_tables_that_are_made_from_others_are_refused_by_their_names(tmp_path: Path) -> None:
    business = open_business(tmp_path)
    for name in TABLES.keys() - {"clients", "agreements"}:
        data = table_csv(business.queries, name).encode() + b"x,y\n"
        for read in (read_clients, read_entries):
            with pytest.raises(Refused, match=f"is the table {name}"):
                read(data, "a.csv")
