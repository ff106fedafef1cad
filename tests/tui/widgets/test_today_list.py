"""The list of today's entries."""

from datetime import timedelta
from pathlib import Path

from core.basics.i18n import speaking
from core.queries.board import TechnicianDay
from tests.builders import add_client, fake_clock, open_business
from tui.glyphs import cells
from tui.widgets.entry_lines import EntryColumns
from tui.widgets.look_lines import technician_lines
from tui.widgets.today_list import entry_line


def test_the_column_of_times_tells_the_day_of_work_that_is_not_of_today(tmp_path: Path) -> None:
    clock = fake_clock()
    with open_business(tmp_path, clock) as business:
        add_client(business, "acme")
        zone = business.session.zone
        today = business.queries.today(business.queries.resolve_client("acme").account_id)
        months_ago = today - timedelta(days=40)
        said = ("8:00-8:20", "15m @yesterday", f"15m @{months_ago}", "8:00-8:20 @yesterday")
        entries = [business.lines.post(f"acme {words} vpn").entry for words in said]
        rows = [entry_line(entry, zone, 80, is_saved=False)[1] for entry in entries]
        weekday = f"{today - timedelta(days=1):%a}"
        assert [row[1].plain for row in rows] == ["08:00", weekday, f"{months_ago:%-d%b}", weekday]
        with speaking("it"):
            assert entry_line(entries[2], zone, 80, is_saved=False)[1][1].plain == f"{months_ago:%d/%m}"
        columns = EntryColumns(entries, 76, 80)
        assert "—" not in columns.line(entries[1], zone)[1][0].plain


def test_wide_letters_take_the_cells_that_they_need(tmp_path: Path) -> None:
    with open_business(tmp_path, fake_clock()) as business:
        add_client(business, "acme")
        entry = business.lines.post("acme 15 #打印机坏了 vpn").entry
        assert EntryColumns([entry], 76, 80).ticket == cells("#打印机坏了") + 1
    days = (TechnicianDay("打印机坏了打印机坏了", 3600, 3600, 1),)
    assert [cells(line) <= 38 for line in technician_lines(days, 38, 3)] == [True]
