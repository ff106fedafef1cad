"""The search: hits, near misses apart, and a new caller whom two Enters call."""

from pathlib import Path
from typing import Any

import pytest
from textual.geometry import Size
from textual.pilot import Pilot
from textual.widgets import Static

from core.business import Business
from core.queries.search import ClientSearch
from tests.builders import add_client, open_business
from tests.tui.driving import desk_of, desk_on, said_on_page, status_of, until
from tui.app import DeskApp
from tui.commands.footer import hints
from tui.dialogs.confirm import Confirm
from tui.widgets.call_panel import CallPanel
from tui.widgets.finding import NEW, Finding
from tui.widgets.key_line import KeyLine
from tui.widgets.left_panel import LeftPanel
from tui.widgets.search_box import SearchBox
from tui.widgets.tables import DiffTable


@pytest.fixture
def business(tmp_path: Path) -> Business:
    opened = open_business(tmp_path)
    for code in ("acme", "lombardi", "lombardini", "bianchi"):
        add_client(opened, code)
    opened.clients.edit(opened.queries.resolve_client("bianchi").client_id, contacts=("Ugo Verdi <0382 555123>",))
    return opened


def shown(pilot: Pilot[Any]) -> list[str]:
    table = desk_of(pilot).query_one("#clients", DiffTable)
    return ["".join(str(cell) for cell in cells).strip() for _key, cells in table.rows]


def chosen(pilot: Pilot[Any]) -> str | None:
    table = desk_of(pilot).query_one("#clients", DiffTable)
    return table.key_at_cursor if table.show_cursor else None


def word_of_enter(pilot: Pilot[Any]) -> str:
    return next(each.word for each in hints(desk_of(pilot).footer(), desk_of(pilot).keymap) if each.key == "Enter")


async def searched(pilot: Pilot[Any], text: str) -> Finding:
    await pilot.press(*text)

    def is_complete() -> bool:
        finding = desk_of(pilot).find.finding
        return finding is not None and finding.text == text and finding.is_complete

    await until(pilot, is_complete)
    finding = desk_of(pilot).find.finding
    assert finding is not None
    return finding


async def test_with_hits_the_first_is_chosen_and_the_new_caller_is_the_last_row(business: Business) -> None:
    async with desk_on(business, size=(80, 24)) as pilot:
        await searched(pilot, "lombard")
        acme = business.queries.resolve_client("lombardi").client_id
        assert chosen(pilot) == acme
        assert shown(pilot)[-1] == 'new caller "Lombard"'
        await pilot.press("enter")
        await until(pilot, lambda: business.calls.list())
        assert business.calls.list()[0].client.code == "lombardi"


async def test_a_near_miss_stands_apart_is_never_chosen_and_not_started_by_enter(business: Business) -> None:
    async with desk_on(business, size=(80, 24)) as pilot:
        finding = await searched(pilot, "lombardo")
        assert [row.client.code for row in finding.perhaps][:1] == ["lombardi"]
        assert chosen(pilot) is None
        assert desk_of(pilot).client_id is None
        rows = shown(pilot)
        assert rows[:3] == ['no client "lombardo"', "", "perhaps"]
        assert rows[3].startswith("~ Lombardi srl")
        assert rows[-5:] == [
            'new caller "Lombardo"',
            "Enter twice starts the call now,",
            "code lombardo, card later",
            "",
            "Down chooses a client above",
        ]
        await pilot.press("enter")
        await until(pilot, lambda: chosen(pilot) == NEW)
        assert business.calls.list() == ()
        idle = desk_of(pilot).query_one(CallPanel).query_one("#call-idle")
        await until(pilot, lambda: "Lombardo (new)" in str(idle.render()))
        await pilot.press("enter")
        await until(pilot, lambda: business.calls.list())
        (call,) = business.calls.list()
        assert (call.client.name, call.client.code, call.client.without_card) == ("Lombardo", "lombardo", True)
        await until(pilot, lambda: "added as lombardo, card later" in status_of(pilot))
        await until(pilot, lambda: desk_of(pilot).query_one(SearchBox).value == "")


async def test_down_chooses_a_near_miss_first_and_enter_starts_it(business: Business) -> None:
    async with desk_on(business) as pilot:
        await searched(pilot, "lombardo")
        await pilot.press("down")
        lombardi = business.queries.resolve_client("lombardi").client_id
        await until(pilot, lambda: chosen(pilot) == lombardi)
        assert desk_of(pilot).client_id == lombardi
        await pilot.press("enter")
        await until(pilot, lambda: business.calls.list())
        assert business.calls.list()[0].client.code == "lombardi"


async def test_keys_typed_ahead_mean_the_text_typed(business: Business) -> None:
    async with desk_on(business) as pilot:
        for key in (*"zanotti", "enter"):
            pilot.app.post_message(_key(key))
        await until(pilot, lambda: chosen(pilot) == NEW)
        assert business.calls.list() == ()
        for key in ("enter", *"acme", "enter"):
            pilot.app.post_message(_key(key))
        await until(pilot, lambda: len(business.calls.list()) == 2)
        assert {(call.client.code, call.state.value) for call in business.calls.list()} == {
            ("acme", "running"),
            ("zanotti", "on-hold"),
        }


async def test_more_letters_take_the_choice_back(business: Business) -> None:
    async with desk_on(business) as pilot:
        await searched(pilot, "zano")
        await pilot.press("enter")
        await until(pilot, lambda: chosen(pilot) == NEW)
        await pilot.press("t")
        await until(pilot, lambda: chosen(pilot) is None)
        await pilot.press("enter")
        await until(pilot, lambda: chosen(pilot) == NEW)
        assert business.calls.list() == ()


async def test_an_unknown_number_is_kept_on_the_new_client(business: Business) -> None:
    async with desk_on(business) as pilot:
        await searched(pilot, "0382 999888")
        await pilot.press("enter", "enter")
        await until(pilot, lambda: business.calls.list())
        (call,) = business.calls.list()
        assert (call.phone, [phone.raw for phone in call.client.phones]) == ("0382 999888", ["0382 999888"])


async def test_a_ticket_that_nobody_has_offers_no_new_caller(business: Business) -> None:
    async with desk_on(business) as pilot:
        finding = await searched(pilot, "#4821")
        assert finding.choices == ()
        await pilot.press("enter")
        await until(pilot, lambda: status_of(pilot).startswith("! no client found"))
        assert len(business.queries.clients()) == 4


async def test_a_start_behind_the_name_is_the_start_of_the_call(business: Business) -> None:
    async with desk_on(business) as pilot:
        await pilot.press(*"acme @-10m")
        await until(pilot, lambda: desk_of(pilot).updates._read_for == "acme @-10m")
        await pilot.press("enter")
        await until(pilot, lambda: business.calls.list())
        (call,) = business.calls.list()
        assert (call.client.code, call.elapsed_seconds) == ("acme", 600)


async def test_a_hit_by_contact_says_why_and_a_colleague_on_the_phone_is_told(business: Business) -> None:
    with Business.open(business.session.store.place, technician="giulia", clock=business.clock) as giulia:
        giulia.calls.start(giulia.queries.resolve_client("bianchi").client_id)
    async with desk_on(business) as pilot:
        await searched(pilot, "ugo")
        assert any("Ugo Verdi" in row for row in shown(pilot))
        await pilot.press("enter")
        await until(pilot, lambda: "giulia is on the phone with Bianchi srl too" in status_of(pilot))


async def test_near_misses_are_looked_for_off_the_screens_thread(
    business: Business, monkeypatch: pytest.MonkeyPatch
) -> None:
    import threading

    threads = []
    find = ClientSearch.find

    def recorded(self: ClientSearch, text: str, limit: int, *, with_near: bool = True) -> Any:
        if with_near:
            threads.append(threading.current_thread() is threading.main_thread())
        return find(self, text, limit, with_near=with_near)

    monkeypatch.setattr(ClientSearch, "find", recorded)
    async with desk_on(business) as pilot:
        await searched(pilot, "lombardo")
        assert threads
        assert not any(threads)


def _key(name: str) -> Any:
    from textual.events import Key

    return Key(name, "\r" if name == "enter" else name)


def test_down_moves_through_near_misses_and_then_the_new_caller() -> None:
    finding = Finding("x")
    assert finding.choices == ()
    assert finding.moved(1).chosen is None
    assert finding.entered() is None


async def test_the_panels_and_the_key_line_say_that_enter_calls_somebody_new(business: Business) -> None:
    async with desk_on(business, size=(80, 24)) as pilot:
        await searched(pilot, "lombardo")
        await pilot.press("enter")
        await until(pilot, lambda: chosen(pilot) == NEW)
        panel = desk_of(pilot).query_one(LeftPanel)
        assert str(panel.border_title) == "Left · Lombardo"
        assert str(panel.render()) == "no client yet"
        keys = str(desk_of(pilot).query_one(KeyLine).render())
        assert "Enter new call  Down perhaps  Esc clear" in keys
        await pilot.press("escape")
        await until(pilot, lambda: "new call" not in str(desk_of(pilot).query_one(KeyLine).render()))


async def test_rows_fit_the_columns_while_the_app_alone_knows_of_a_wider_window(
    business: Business, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with desk_on(business, size=(80, 24)) as pilot:
        columns = len(desk_of(pilot).find.table.headings)
        monkeypatch.setattr(DeskApp, "size", Size(200, 60))
        await searched(pilot, "lombard")
        assert len(desk_of(pilot).find.table.headings) == columns
        await pilot.press(*["backspace"] * 7)
        await until(pilot, lambda: desk_of(pilot).find.finding is None)
        assert len(shown(pilot)) == 4

        desk_of(pilot).fit(Size(200, 60))
        assert len(desk_of(pilot).find.table.headings) == columns + 1
        await until(pilot, lambda: len(shown(pilot)) == 4)


async def test_another_window_leaves_the_client_chosen_that_was(business: Business) -> None:
    async with desk_on(business, size=(80, 24)) as pilot:
        await pilot.press("down", "down", "down")
        await until(pilot, lambda: desk_of(pilot).client_id is not None)
        client_id = desk_of(pilot).client_id
        place = desk_of(pilot).find.table.cursor_row
        assert place > 0
        await pilot.resize_terminal(200, 60)
        await until(pilot, lambda: len(shown(pilot)) == 4)
        assert (desk_of(pilot).client_id, desk_of(pilot).find.table.cursor_row) == (client_id, place)


async def test_where_no_client_is_meant_the_answer_says_how_one_is_chosen_there(business: Business) -> None:
    async with desk_on(business) as pilot:
        await pilot.press("f6")
        await until(pilot, lambda: "no client is chosen: type one, or move to one" in status_of(pilot))
        await searched(pilot, "zzzz")
        await pilot.press("f6")
        await until(pilot, lambda: "type less, or press Esc to see them all" in status_of(pilot))
        await pilot.press("escape", "f8")
        await until(pilot, lambda: len(pilot.app.screen_stack) == 2)
        await pilot.press("f6")
        await until(pilot, lambda: "no client is chosen: put the cursor on one" in said_on_page(pilot))


async def test_an_archived_client_that_is_meant_is_shown_and_enter_asks_to_bring_it_back(business: Business) -> None:
    gone = add_client(business, "zanotti")
    business.clients.archive(gone.client_id)
    async with desk_on(business, size=(80, 24)) as pilot:
        finding = await searched(pilot, "zanotti srl")
        assert finding.archived is None
        assert any("archived: zanotti" in row for row in shown(pilot))
        assert any("Enter twice brings zanotti back" in row for row in shown(pilot))
        assert word_of_enter(pilot) == "bring back"
        await pilot.press("enter")
        assert chosen(pilot) == gone.client_id
        await until(
            pilot,
            lambda: "archived; Enter brings back" in str(pilot.app.screen.query_one("#call-idle", Static).render()),
        )
        assert word_of_enter(pilot) == "bring back"
        assert business.calls.list() == ()
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, Confirm))
        await pilot.press("y")
        await until(pilot, lambda: not business.queries.client(gone.client_id).archived)
        await until(pilot, lambda: bool(desk_of(pilot).find.finding and desk_of(pilot).find.finding.hits))
        await pilot.press("enter")
        await until(pilot, lambda: business.calls.list())
        assert business.calls.list()[0].client.client_id == gone.client_id


async def test_a_new_caller_of_an_archived_client_s_name_is_asked_about(business: Business) -> None:
    gone = add_client(business, "zanotti")
    business.clients.archive(gone.client_id)
    async with desk_on(business, size=(80, 24)) as pilot:
        await searched(pilot, "zanotti srl")
        await pilot.press("enter", "down", "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, Confirm))
        assert business.calls.list() == ()
        await pilot.press("n")
        await until(pilot, lambda: not isinstance(pilot.app.screen, Confirm))
        assert [client.code for client in business.queries.namesakes("Zanotti srl")] == ["zanotti"]
