"""The page of phone calls: what it lists, and what its keys do with a call."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from core.business import Business
from core.model.call_records import CallRecord, Disposition, RecordDirection
from core.model.work import Draft, Span, Work
from core.phone.records.model import ReadRecords
from tests.builders import prepaid_terms
from tests.tui.driving import desk_of, desk_on, new_ledger, rows_of, said_on_page, settled, until, until_screen
from tests.tui.phoning import NUMBER, UNKNOWN, client_with_number, tell
from tui.dialogs.form import Form
from tui.dialogs.quick_entry import QuickEntry
from tui.pages.board import Board
from tui.pages.phone import PhonePage
from tui.widgets.key_line import KeyLine
from tui.widgets.unlogged_lines import unlogged_details

CALLS = "#phone-calls"


@pytest.fixture
def business(tmp_path: Path) -> Iterator[Business]:
    """A day with a missed call, a talk that nobody logged, and a talk with an unknown caller."""
    with new_ledger(tmp_path / "store") as opened:
        client_with_number(opened)
        acme = opened.clients.add("acme", "Acme srl", phones=["+39021111111"])
        opened.agreements.set(acme.client_id, prepaid_terms(), None)
        opened.blocks.sell(acme.client_id, size_minutes=600)
        tell(opened, call="old", number=UNKNOWN)
        tell(opened, "answer", call="old", number=UNKNOWN, after=3)
        tell(opened, "end", call="old", number=UNKNOWN, after=125)
        tell(opened, call="talk", number="+39021111111", after=60)
        tell(opened, "answer", call="talk", number="+39021111111", after=3)
        tell(opened, "end", call="talk", number="+39021111111", after=250)
        tell(opened, call="lost", after=60)
        tell(opened, call="lost", to="@giulia")
        tell(opened, "missed", call="lost", after=20)
        tell(opened, "missed", call="lost", to="@giulia")
        yield opened


async def test_calls_stand_once_each_with_what_came_of_them(business: Business) -> None:
    async with desk_on(business, (80, 24)) as pilot:
        await pilot.press("f11")
        await until_screen(pilot, PhonePage)
        await until(pilot, lambda: len(rows_of(pilot, CALLS)) == 3)
        missed, talk, unknown = rows_of(pilot, CALLS)
        assert missed.split() == ["!", "10:08", "in", "Farmacia", "Centrale", "missed", "rang", "anna,", "giulia"]
        assert talk.split() == ["10:03", "in", "Acme", "srl", "4:10", "anna", "not", "logged"]
        assert unknown.split() == [
            "10:00",
            "in",
            "+39",
            "02",
            "5551",
            "2233",
            "2:05",
            "anna",
            "not",
            "logged,",
            "unknown",
        ]
        title = str(pilot.app.screen.query_one("#body").border_title)
        assert title == "Phone · 2 Mar · 1 missed · 2 not logged"
        await until(pilot, lambda: "exact number · 10:00 left" in said_on_page(pilot))


async def test_enter_logs_a_talk_and_the_line_says_so(business: Business) -> None:
    async with desk_on(business, (80, 24)) as pilot:
        await pilot.press("f11")
        await until_screen(pilot, PhonePage)
        await until(pilot, lambda: len(rows_of(pilot, CALLS)) == 3)
        await pilot.press("down", "enter")
        await until_screen(pilot, Form)
        await pilot.press(*"mail", "enter")
        await until_screen(pilot, PhonePage)
        await until(pilot, lambda: "logged 0:05" in "".join(rows_of(pilot, CALLS)[1:][:1]))
        assert business.queries.entries(limit=1)[0].worked_seconds == 250


async def test_an_unknown_talk_asks_who_called_and_keeps_the_number(business: Business) -> None:
    async with desk_on(business, (80, 24)) as pilot:
        await pilot.press("f11")
        await until_screen(pilot, PhonePage)
        await until(pilot, lambda: len(rows_of(pilot, CALLS)) == 3)
        await pilot.press("down", "down", "a")
        await until_screen(pilot, Form)
        await pilot.press(*"acme", "enter")
        await until(pilot, lambda: "Acme srl" in "".join(rows_of(pilot, CALLS)[2:][:1]))
        assert [row.client.code for row in business.phone.caller(UNKNOWN).clients] == ["acme"]


async def test_x_takes_a_missed_call_off_the_desk(business: Business) -> None:
    async with desk_on(business, (80, 24)) as pilot:
        await pilot.press("f11")
        await until_screen(pilot, PhonePage)
        await until(pilot, lambda: len(rows_of(pilot, CALLS)) == 3)
        await pilot.press("x")
        await until(pilot, lambda: "dismissed" in "".join(rows_of(pilot, CALLS)[0:][:1]))
        assert business.phone.desk().missed == ()


async def test_a_missed_call_that_was_called_back_needs_no_look(business: Business) -> None:
    tell(business, call="back", after=60)
    tell(business, "answer", call="back", after=2)
    async with desk_on(business, (80, 24)) as pilot:
        await pilot.press("f11")
        await until_screen(pilot, PhonePage)
        await until(pilot, lambda: len(rows_of(pilot, CALLS)) == 4)
        assert "called back" in rows_of(pilot, CALLS)[1] and "!" not in rows_of(pilot, CALLS)[1]


async def test_the_filter_narrows_and_brackets_change_the_day(business: Business) -> None:
    async with desk_on(business, (80, 24)) as pilot:
        await pilot.press("f11")
        await until_screen(pilot, PhonePage)
        await until(pilot, lambda: len(rows_of(pilot, CALLS)) == 3)
        await pilot.press("slash", *"5551")
        await until(pilot, lambda: len(rows_of(pilot, CALLS)) == 1)
        await pilot.press("escape")
        await until(pilot, lambda: len(rows_of(pilot, CALLS)) == 3)
        # In the list too, Esc takes away a filter that is set, and only then leaves the page.
        await pilot.press("slash", *"5551", "enter")
        await until(pilot, lambda: len(rows_of(pilot, CALLS)) == 1)
        await pilot.press("escape")
        await until(pilot, lambda: len(rows_of(pilot, CALLS)) == 3)
        assert "Enter log it" not in str(pilot.app.screen.query_one(KeyLine).render())
        await until(pilot, lambda: "Farmacia" in said_on_page(pilot))
        await pilot.press("left_square_bracket")
        await until(pilot, lambda: rows_of(pilot, CALLS) == [])
        await until(pilot, lambda: "Farmacia" not in said_on_page(pilot))
        assert "1 Mar" in str(pilot.app.screen.query_one("#body").border_title)
        await pilot.press("right_square_bracket")
        await until(pilot, lambda: len(rows_of(pilot, CALLS)) == 3)


async def test_the_board_shows_the_calls_that_wait_for_somebody(business: Business) -> None:
    async with desk_on(business, (80, 24)) as pilot:
        await until(pilot, lambda: desk_of(pilot).telephone.is_used)
        await pilot.press("f7")
        await until_screen(pilot, Board)
        await until(pilot, lambda: len(rows_of(pilot, "#renewed")) == 3)
        assert rows_of(pilot, "#renewed")[0].split()[:4] == ["!", "10:08", "Farmacia", "Centrale"]
        assert str(pilot.app.screen.query_one("#renewed").border_title) == "Phone · 1 missed · 2 not logged"


async def test_a_new_ring_comes_into_the_list_by_itself(business: Business) -> None:
    async with desk_on(business, (80, 24)) as pilot:
        await pilot.press("f11")
        await until_screen(pilot, PhonePage)
        await until(pilot, lambda: len(rows_of(pilot, CALLS)) == 3)
        business.clock.advance(timedelta(seconds=5))  # type: ignore[attr-defined]
        tell(business, call="new")
        await until(pilot, lambda: len(rows_of(pilot, CALLS)) == 4)
        await until(pilot, lambda: "RINGING" in said_on_page(pilot))


async def test_calling_back_copies_the_number_and_says_that_nothing_dials(
    business: Business, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MONTEORE_PHONE", str(tmp_path / "phone.toml"))
    async with desk_on(business, (80, 24)) as pilot:
        await pilot.press("f11")
        await until_screen(pilot, PhonePage)
        await until(pilot, lambda: len(rows_of(pilot, CALLS)) == 3)
        await pilot.press("d")
        await until(pilot, lambda: f"copied {NUMBER}" in said_on_page(pilot))
        assert pilot.app.clipboard == NUMBER


async def test_calling_back_dials_with_the_command_of_the_settings(
    business: Business, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings, told = tmp_path / "phone.toml", tmp_path / "dialled"
    settings.write_text(f'[dial]\ncommand = ["cp", "/dev/null", "{told}-{{number}}"]\n')
    monkeypatch.setenv("MONTEORE_PHONE", str(settings))
    async with desk_on(business, (80, 24)) as pilot:
        await pilot.press("f11")
        await until_screen(pilot, PhonePage)
        await until(pilot, lambda: len(rows_of(pilot, CALLS)) == 3)
        await pilot.press("d")
        await until(pilot, lambda: "dialling" in said_on_page(pilot))
        assert Path(f"{told}-{NUMBER}").exists()


async def test_o_lists_what_nobody_logged_enter_logs_it_and_x_closes_it_with_a_reason(business: Business) -> None:
    acme = business.queries.resolve_client("acme")
    at = business.clock.now() - timedelta(days=2)
    record = CallRecord(
        "pbx", "c1", "", RecordDirection.OUT, "+39021111111", "", "@anna", at, at, at + timedelta(minutes=9), 540, False,
        Disposition.ANSWERED,
    )  # fmt: skip
    business.phone.records.keep(ReadRecords("pbx", "a.csv", 1, [record]))
    async with desk_on(business, (80, 24)) as pilot:
        await pilot.press("f11")
        await until_screen(pilot, PhonePage)
        await until(pilot, lambda: len(rows_of(pilot, CALLS)) == 3)
        await pilot.press("o")
        await until(pilot, lambda: len(rows_of(pilot, CALLS)) == 2)
        talk, imported = rows_of(pilot, CALLS)
        assert talk.split() == ["2", "Mar", "10:03", "in", "Acme", "srl", "4:10", "anna", "0:05", "€6.67"]
        assert imported.split() == [
            "28", "Feb", "10:08", "out", "Acme", "srl", "max", "9:00", "anna", "0:09", "€12.00",
        ]  # fmt: skip
        assert "2 not logged · 0:14 h to charge · €18.67" in str(pilot.app.screen.query_one("#body").border_title)
        await pilot.press("enter")
        await until_screen(pilot, Form)
        await pilot.press(*"mail", "enter")
        await until(pilot, lambda: len(rows_of(pilot, CALLS)) == 1)
        assert business.queries.entries(client_id=acme.client_id)[0].worked_seconds == 250
        await pilot.press("x")
        await until_screen(pilot, Form)
        await pilot.press(*"private", "enter")
        await until_screen(pilot, PhonePage)
        await until(pilot, lambda: rows_of(pilot, CALLS) == [])
        assert [each.reason for each in business.session.store.records.verdicts()][-1] == "private"
        # What is to say of an empty list does not take the place of the answer, and goes with the list.
        await settled(pilot)
        page = pilot.app.screen
        assert isinstance(page, PhonePage)
        assert said_on_page(pilot) == "dismissed for good: Acme srl"
        assert not {"phone.log", "phone.drop"} & {each.id for each in page.footer()}
        await pilot.press("o")
        await until(pilot, lambda: len(rows_of(pilot, CALLS)) == 3)
        await pilot.press("o")
        await until(pilot, lambda: said_on_page(pilot).startswith("each call of a known client"))
        await pilot.press("o")
        await until(pilot, lambda: len(rows_of(pilot, CALLS)) == 3)
        await until(pilot, lambda: "each call" not in said_on_page(pilot))
        assert "logged 0:05" in rows_of(pilot, CALLS)[1]


async def test_a_call_says_which_entry_of_another_client_is_perhaps_its_own_and_e_opens_it(business: Business) -> None:
    (call,) = business.phone.reconciliation.view().unlogged
    other = business.queries.resolve_client("Farmacia Centrale")
    work = Work(business.today, 240, (Span(call.began_at, 240),))
    wrong = business.entries.post(Draft(other.client_id, work), sure=True).entry.entry_id
    async with desk_on(business, (80, 24)) as pilot:
        await pilot.press("f11")
        await until_screen(pilot, PhonePage)
        await pilot.press("o")
        await until(pilot, lambda: any("perhaps" in row for row in rows_of(pilot, CALLS)))
        (left,) = business.phone.reconciliation.view().unlogged
        assert "perhaps the entry of Farmacia Centrale: E moves it" in unlogged_details(left, business.zone)
        page = pilot.app.screen
        assert isinstance(page, PhonePage) and page.entry is not None and page.entry.entry_id == wrong
        await pilot.press("E")
        await until_screen(pilot, QuickEntry)


async def test_a_time_without_records_names_the_command_of_the_desk_that_brings_them(tmp_path: Path) -> None:
    with new_ledger(tmp_path / "store") as business:
        async with desk_on(business, (120, 30)) as pilot:
            await pilot.press("f11")
            await until_screen(pilot, PhonePage)
            await pilot.press("o")
            await until(pilot, lambda: "no call records" in said_on_page(pilot))
            assert "Ctrl+P: Import a file" in said_on_page(pilot) and "monteore" not in said_on_page(pilot)
