"""Rows of the client list."""

from dataclasses import replace

import pytest

from core.ledger.callers import NewCaller
from core.model.accounts import AccountCard
from core.model.clients import Client
from core.model.terms import Kind
from core.queries.views.clients import ClientRow
from tui.widgets.find_rows import client_columns, client_row, found_rows
from tui.widgets.finding import Finding

ROW = ClientRow(
    Client("k1", "libreria", "Libreria Città Aperta srl"),
    Kind.PREPAID,
    293,
    300,
    600,
    days_left=14,
    live_minutes=600,
    account=AccountCard("k1", Client("k1", "libreria", "Libreria Città Aperta srl")),
)


def drawn(row: ClientRow, width: int) -> str:
    """The row as the table draws it: each cell in the width of its column."""
    cells = zip(client_row(row, width)[1], client_columns(width), strict=True)
    return "".join(cell.plain.ljust(size or 0)[: size or None] for cell, (_name, size) in cells)


@pytest.mark.parametrize(
    ("width", "shown"),
    [
        (80, "Libreria Città Aper…   4:53 !   14d"),
        (120, "Libreria Città Aperta s…   4:53 !  ━━━─┿──  14d"),
        (200, "Libreria Città Aperta s…   4:53 !  ━━━━━━━─┿──────  14d"),
    ],
)
def test_each_part_has_its_columns(width: int, shown: str) -> None:
    assert drawn(ROW, width) == shown


def test_a_state_has_its_mark_and_its_style_and_a_sound_client_neither() -> None:
    styles = {str(span.style) for cell in client_row(ROW, 80)[1] for span in cell.spans}
    assert "warn" in styles
    below = client_row(replace(ROW, remaining_minutes=-80, days_left=0), 80)[1]
    assert below[2].plain == "!!"
    assert any("bad" in str(span.style) for span in below[1].spans)
    sound = client_row(replace(ROW, remaining_minutes=600), 80)[1]
    assert sound[2].plain == ""
    assert not any(word in str(span.style) for cell in sound for span in cell.spans for word in ("warn", "bad", "ok"))


def test_a_client_without_hours_says_so_in_the_column_of_hours() -> None:
    assert drawn(replace(ROW, kind=Kind.BREAK_FIX, remaining_minutes=0), 80).rstrip().endswith("hourly")
    assert drawn(replace(ROW, kind=Kind.MANAGED, remaining_minutes=0), 80).rstrip().endswith("fee")
    assert "!" not in drawn(replace(ROW, has_agreement=False), 80)


@pytest.mark.parametrize(
    ("name", "why", "is_near", "shown"),
    [
        ("Officine Bianchi", "#4900", False, "Officine Bianchi\n  #4900"),
        ("Farmacia Centrale", "Paolo Esposito", False, "Farmacia Centrale\n  Paolo Esposito"),
        ("Museo", "Bruno Rossi", True, "~ Museo: Bruno Rossi"),
    ],
)
def test_a_reason_that_does_not_fit_behind_the_name_has_a_line_of_its_own(
    name: str, why: str, is_near: bool, shown: str
) -> None:
    client = Client("k1", "x", name)
    row = replace(ROW, client=client, account=AccountCard("k1", client), why=why, is_near=is_near)
    assert client_row(row, 80)[1][0].plain == shown


def test_a_text_that_is_too_long_ends_with_a_mark() -> None:
    finding = Finding("officine bianchi", new=NewCaller("Officine Bianchi", "officine-bianchi-and-sons", ""))
    texts = ["".join(cell.plain for cell in cells) for _key, cells in found_rows(finding, 80)]
    assert "  code officine-bianchi-and-sons, …" in texts


@pytest.mark.parametrize(
    ("name", "phone", "shown"),
    [
        ("Gino", "3356677889", 'new caller "Gino"  3356677889'),
        ("Gino", "", 'new caller "Gino"'),
        ("3356677889", "3356677889", 'new caller "3356677889"'),
    ],
)
def test_a_new_caller_stands_with_the_number_typed_beside_the_name(name: str, phone: str, shown: str) -> None:
    finding = Finding("gino", new=NewCaller(name, "gino", phone))
    texts = ["".join(cell.plain for cell in cells) for _key, cells in found_rows(finding, 80)]
    assert shown in texts
