"""Which columns of a file hold what is asked for, found once a file, and what its rows hold of it."""

from core.imports.columns import Columns
from core.imports.tables import Table

WANTED = {"client": ("client", "customer"), "note": ("note", "text"), "day": ("date",)}


def cells(text: str) -> list[dict[str, str]]:
    table = Table.of(text)
    columns = Columns(WANTED, table.header)
    return [columns.cells(line) for line in table.rows()]


def test_a_thing_without_a_column_or_a_cell_is_empty() -> None:
    assert cells("Client;Other;Note\nacme;x;\nbeta") == [
        {"client": "acme", "note": "", "day": ""},
        {"client": "beta", "note": "", "day": ""},
    ]


def test_of_several_columns_the_preferred_one_counts_that_is_not_empty() -> None:
    found = cells("text;customer;client;note\na;b;c;d\na;b;;\n")
    assert [(row["client"], row["note"]) for row in found] == [("c", "d"), ("b", "a")]


def test_of_columns_of_one_name_the_first_counts_that_is_not_empty() -> None:
    found = cells("client;date;date;client\na;;2;b\n;1;2;b\n")
    assert [(row["client"], row["day"]) for row in found] == [("a", "2"), ("b", "1")]


def test_a_column_can_hold_two_things() -> None:
    table = Table.of("date\n1\n")
    columns = Columns({"start": ("date",), "end": ("end", "date")}, table.header)
    assert [columns.cells(line) for line in table.rows()] == [{"start": "1", "end": "1"}]
