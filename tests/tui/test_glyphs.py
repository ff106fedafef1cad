"""Texts in columns of cells: letters that are two cells wide keep the columns behind them in their place."""

from datetime import date

import pytest
from rich.cells import cell_len
from textual.content import Content

from core.ledger.callers import NewCaller
from core.model.accounts import AccountCard
from core.model.clients import Client
from core.model.terms import Kind
from core.queries.board import Look, Reason, WhyLook
from core.queries.views.clients import ClientRow
from tui.glyphs import beginning, column, cut, cut_title, right_column
from tui.text import fitted
from tui.widgets.find_rows import client_columns, client_row, found_rows
from tui.widgets.finding import Finding
from tui.widgets.look_lines import look_lines

WIDE = "株式会社東京製作所テクノロジー本社"
EMOJI = "🍕 Pizzeria da Gino 🍕 e figli"
JOINED = "👩\u200d💻🚀 Rocket 🍕 Pizza & Söhne GmbH 🏳\ufe0f\u200d🌈"
LONG = "Società Cooperativa Agricola Intercomunale"


@pytest.mark.parametrize(
    ("text", "width", "shown"),
    [
        ("Officine", 8, "Officine"),
        ("Officine", 7, "Offici…"),
        (WIDE, 9, "株式会社…"),
        (WIDE, 10, "株式会社…"),
        ("e\u0301te\u0301", 3, "e\u0301te\u0301"),
        ("abc", 0, "…"),
        ("👩\u200d💻", 4, "👩💻"),
        ("👩\u200d💻", 3, "👩…"),
    ],
)
def test_a_text_is_cut_by_cells(text: str, width: int, shown: str) -> None:
    assert cut(text, width) == shown


@pytest.mark.parametrize(
    ("title", "width", "shown"),
    [
        ("Wrap up · Acme · 0:00:01", 24, "Wrap up · Acme · 0:00:01"),
        (f"Wrap up · {LONG} · 0:00:01", 36, "Wrap up · Società Coopera… · 0:00:01"),
        (f"Wrap up · {WIDE} · 0:00:01", 36, "Wrap up · 株式会社東京製… · 0:00:01"),
        (LONG, 10, "Società C…"),
    ],
)
def test_the_longest_part_of_a_title_is_cut(title: str, width: int, shown: str) -> None:
    assert cut_title(title, width) == shown


@pytest.mark.parametrize("text", [WIDE, EMOJI, LONG])
def test_a_styled_line_is_cut_by_cells_too(text: str) -> None:
    for width in (7, 8, 20):
        line = fitted(Content(text), width)
        assert line.cell_length <= width and line.plain.endswith("…")
    assert fitted(Content(text), 99).plain == text


@pytest.mark.parametrize("text", ["", "acme", "Caffè", WIDE, EMOJI, JOINED, LONG])
def test_a_column_has_its_width_whatever_it_holds(text: str) -> None:
    for width in (8, 13, 20):
        assert cell_len(column(text, width)) == cell_len(right_column(text, width)) == width
        assert column(text, width, gap=2).endswith("  ") and cell_len(column(text, width, gap=2)) == width
        assert cell_len(beginning(text, width)) <= width


@pytest.mark.parametrize("name", ["Acme", WIDE, EMOJI, JOINED, LONG])
def test_hours_stand_in_one_column_behind_any_name(name: str) -> None:
    client = Client("k1", "x", name)
    row = ClientRow(client, Kind.PREPAID, 293, 300, 600, account=AccountCard("k1", client))
    (_key, (line,)), *_rest = look_lines((Look(row, (WhyLook(Reason.UNDER),)),), date(2026, 3, 2), 76)
    assert cell_len(line.plain.partition("4:53")[0]) == 31
    (width, *_others), (shown, *_cells) = client_columns(80), client_row(row, 80)[1]
    assert cell_len(shown.plain) < (width[1] or 0)
    assert shown.plain == name or shown.plain.endswith("…")
    finding = Finding("x", new=NewCaller(name, "x"))
    for _row, cells in found_rows(finding, 80):
        sizes = [size for _name, size in client_columns(80)]
        assert all(cell_len(cell.plain) <= (size or 99) for cell, size in zip(cells, sizes, strict=True))
