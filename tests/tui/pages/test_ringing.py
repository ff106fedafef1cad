"""A phone rings on the desk: the banner, the line above the keys, and what the keys do with the call."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from rich.cells import cell_len
from textual import events
from textual.widgets import Input

from core.basics.text import visible_text
from core.business import Business
from core.model.calls import CallState, CallWords
from core.model.work import Draft, Work
from core.model.worktypes import DEFAULT_WORK_TYPE
from core.store.scope import Scope
from tests.builders import changes
from tests.tui.driving import call, desk_of, desk_on, new_ledger, rows_of, settled, until, until_screen
from tests.tui.phoning import NUMBER, UNKNOWN, banner_of, client_with_number, line_of, said_by, tell
from tests.waiting import PATIENCE_SECONDS
from tui import telephone
from tui.dialogs.choose import Choose
from tui.dialogs.form import Form
from tui.dialogs.log_lines import LogLines
from tui.dialogs.wrap_up import WrapUp
from tui.pages.board import Board
from tui.widgets.key_line import KeyLine
from tui.widgets.ring_banner import RingBanner
from tui.widgets.ring_lines import RingKeys, Rings, banner_lines, one_line
from tui.widgets.search_box import SearchBox
from tui.widgets.today_list import TodayList


@pytest.fixture
def business(tmp_path: Path) -> Iterator[Business]:
    """A ledger with the client who calls, and another one."""
    with new_ledger(tmp_path / "store") as opened:
        client_with_number(opened)
        opened.clients.add("acme", "Acme srl")
        yield opened


async def test_a_ring_covers_todays_entries_and_says_who_calls_and_what_is_left(business: Business) -> None:
    async with desk_on(business, (80, 24)) as pilot:
        place = desk_of(pilot).query_one(TodayList).region
        tell(business)
        await until(pilot, lambda: "Farmacia Centrale" in banner_of(pilot))
        shown = banner_of(pilot)
        await until(pilot, lambda: desk_of(pilot).query_one(RingBanner).region == place)
        for words in (
            "RINGING 0:00 · to anna",
            "Lucia Bruni",
            "+39 0382 490768",
            "left 10:00 h of 10:00",
            "exact number",
        ):
            assert words in shown
        assert "F12 take it" in shown and "^R not for me" in shown
        assert said_by(pilot).startswith("RINGING  Farmacia Centrale · Lucia Bruni · 10:00 left")
        assert line_of(pilot).has_class("ringing")


async def test_what_is_being_typed_goes_on_while_it_rings(business: Business) -> None:
    async with desk_on(business, (80, 24)) as pilot:
        await pilot.press("a", "c")
        tell(business)
        await until(pilot, lambda: banner_of(pilot))
        await pilot.press("m")
        box = desk_of(pilot).query_one(SearchBox)
        assert desk_of(pilot).focused is box and box.value == "acm"
        tell(business, "end")
        await until(pilot, lambda: not banner_of(pilot))
        assert desk_of(pilot).focused is box and box.value == "acm"


async def test_two_rings_have_a_line_each_and_the_keys_mean_the_first(business: Business) -> None:
    async with desk_on(business, (80, 24)) as pilot:
        tell(business)
        tell(business, number=UNKNOWN, call="c2", after=2)
        await until(pilot, lambda: "RINGING 2" in banner_of(pilot))
        lines = banner_of(pilot).splitlines()
        assert lines[1].startswith("►") and "Farmacia Centrale" in lines[1]
        assert "+39 02 5551 2233" in lines[2] and "►" not in lines[2]
        await pilot.press("ctrl+r")
        await until(pilot, lambda: "F12 new caller" in banner_of(pilot))
        assert "Farmacia" not in banner_of(pilot)


async def test_no_key_acts_on_an_entry_that_the_banner_covers(business: Business) -> None:
    acme = business.queries.resolve_client("acme")
    business.entries.post(Draft(acme.client_id, Work(business.today, 600, (), DEFAULT_WORK_TYPE, False), note="router"))
    async with desk_on(business, (80, 24)) as pilot:
        today, keys = desk_of(pilot).query_one(TodayList), desk_of(pilot).query_one(KeyLine)
        tell(business)
        await until(pilot, lambda: banner_of(pilot))
        for _press in range(4):
            await pilot.press("tab")
            assert not today.has_focus
        tell(business, "end")
        await until(pilot, lambda: not banner_of(pilot))
        today.focus()
        await until(pilot, lambda: "void" in str(keys.render()))
        # The list keeps the focus that it had; its keys come back with it.
        tell(business, call="c2", after=600)
        await until(pilot, lambda: banner_of(pilot) and "void" not in str(keys.render()))
        await pilot.press("v", "E", "enter")
        assert today.has_focus and pilot.app.screen is desk_of(pilot)
        tell(business, "end", call="c2", after=20)
        await until(pilot, lambda: not banner_of(pilot) and "void" in str(keys.render()))
        await pilot.press("v")
        await until(pilot, lambda: pilot.app.screen is not desk_of(pilot))


@pytest.mark.parametrize("name", ["Farmacia Centrale", "B" * 90, "株式会社" * 12, "👩\u200d💻" * 30])
@pytest.mark.parametrize("width", [76, 100])
def test_the_banner_keeps_numbers_and_keys_of_any_name(business: Business, name: str, width: int) -> None:
    business.clients.edit(business.queries.resolve_client("farmacia").client_id, name=name)
    business.clients.edit(business.queries.resolve_client("acme").client_id, name=name)
    live = business.calls.start(business.queries.resolve_client("acme").client_id)

    def lines() -> list[str]:
        desk = business.phone.desk()
        cards = {
            view.client.client_id: business.phone.card(view.client.client_id) for view in desk.ringing if view.client
        }
        rings = Rings(desk.ringing, cards=cards, own_calls=(live,))
        shown = [
            line.plain for line in banner_lines(rings, RingKeys("F12", "^R", "F5"), business.clock.now(), width, 5)
        ]
        assert all(cell_len(line) <= width for line in shown)
        return shown

    tell(business)
    who, *_others, keys = lines()
    assert who.endswith("Lucia Bruni   +39 0382 490768")
    assert keys.startswith("F12 take it, ") and keys.endswith("goes on hold   ^R not for me")
    tell(business, call="c2", after=2)
    for line in lines()[:2]:
        assert "+39 0382 490768  10:00 left" in line


@pytest.mark.parametrize("name", ["Farmacia Centrale", "A" * 40, "B" * 90, "株式会社" * 12])
@pytest.mark.parametrize("width", [78, 60, 40])
def test_the_line_above_the_keys_always_names_the_key(business: Business, name: str, width: int) -> None:
    business.clients.edit(business.queries.resolve_client("farmacia").client_id, name=name)
    keys = RingKeys("F12", "^R", "F5")

    def line() -> str:
        desk = business.phone.desk()
        cards = {
            view.client.client_id: business.phone.card(view.client.client_id) for view in desk.ringing if view.client
        }
        ended = next((view for view in desk.taken if view.ended_at is not None), None)
        rings = Rings(desk.ringing, (), next(iter(desk.answered), None), ended, cards)
        said = one_line(rings, keys, business.clock.now(), width)[0]
        assert cell_len(said) <= width
        return said

    phone_call_id = tell(business)
    assert line().startswith("RINGING  ") and line().endswith("· F12 takes")
    if width == 78 and name == "Farmacia Centrale":
        assert line() == "RINGING  Farmacia Centrale · Lucia Bruni · 10:00 left · F12 takes"
    tell(business, "answer", after=3)
    assert line().startswith("answered, not taken · ") and line().endswith("0:00 · F12 takes")
    business.phone.accept(phone_call_id)
    tell(business, "end", after=60)
    assert line().endswith(" hung up: F5 wraps it up")


async def test_a_ring_that_a_colleague_answers_says_so_and_goes(business: Business) -> None:
    async with desk_on(business, (80, 24)) as pilot:
        tell(business)
        tell(business, to="@giulia")
        await until(pilot, lambda: "to anna, giulia" in banner_of(pilot))
        tell(business, "answer", to="@giulia", after=3)
        await until(pilot, lambda: "answered by giulia" in banner_of(pilot))
        await until(pilot, lambda: "answered by giulia" in said_by(pilot))
        await until(pilot, lambda: not banner_of(pilot))
        assert said_by(pilot) == "" and not desk_of(pilot).telephone.missed


async def test_a_colleagues_ring_shows_nothing_here(business: Business) -> None:
    async with desk_on(business, (80, 24)) as pilot:
        tell(business, to="@giulia", number=UNKNOWN, call="c9")
        tell(business)
        await until(pilot, lambda: banner_of(pilot))
        assert "RINGING 2" not in banner_of(pilot) and "5551" not in banner_of(pilot)


async def test_f12_takes_the_call_from_the_answer_and_a_running_one_goes_on_hold(business: Business) -> None:
    async with desk_on(business, (80, 24)) as pilot:
        await call(pilot, "acm")
        tell(business)
        tell(business, "answer", after=5)
        answered_at = business.clock.now()
        business.clock.advance(timedelta(seconds=7))  # type: ignore[attr-defined]
        await until(pilot, lambda: "answered, not taken · Farmacia Centrale" in said_by(pilot))
        assert line_of(pilot).has_class("standing") and not banner_of(pilot)
        await pilot.press("f12")
        await until(pilot, lambda: len(desk_of(pilot).own_calls) == 2)
        running, held = desk_of(pilot).own_calls
        assert (running.client.code, held.client.code) == ("farmacia", "acme")
        assert held.state is CallState.ON_HOLD and running.started_at == answered_at
        await until(pilot, lambda: desk_of(pilot).telephone.rings.meant is None)


async def test_a_call_taken_while_it_rings_runs_from_the_key_until_the_answer_is_known(business: Business) -> None:
    async with desk_on(business, (80, 24)) as pilot:
        tell(business)
        await until(pilot, lambda: banner_of(pilot))
        pressed_at = business.clock.now()
        await pilot.press("ctrl+g")
        await until(pilot, lambda: desk_of(pilot).own_calls and not banner_of(pilot))
        assert desk_of(pilot).own_calls[0].started_at == pressed_at
        tell(business, "answer", after=4)
        answered_at = business.clock.now()
        await until(pilot, lambda: desk_of(pilot).own_calls[0].started_at == answered_at)
        tell(business, "end", after=60)
        await until(pilot, lambda: "hung up: F5 wraps it up" in said_by(pilot))
        business.clock.advance(timedelta(seconds=30))  # type: ignore[attr-defined]
        await pilot.press("f5")
        await until_screen(pilot, WrapUp)
        await pilot.press("o", "k", "enter")
        await until(pilot, lambda: rows_of(pilot, "#entries"))
        assert business.queries.entries(limit=1)[0].worked_seconds == 60


async def test_a_call_taken_while_it_rings_and_never_answered_is_dropped(business: Business) -> None:
    async with desk_on(business, (80, 24)) as pilot:
        tell(business)
        await until(pilot, lambda: banner_of(pilot))
        await pilot.press("f12")
        await until(pilot, lambda: desk_of(pilot).own_calls)
        tell(business, "end", after=5)
        await until(pilot, lambda: not desk_of(pilot).own_calls)
        await until(pilot, lambda: desk_of(pilot).view and desk_of(pilot).view.missed_calls == 1)  # type: ignore[union-attr]


async def test_a_call_that_was_taken_with_words_stays_where_the_telephone_tells_no_answer(business: Business) -> None:
    async with desk_on(business, (80, 24)) as pilot:
        tell(business)
        await until(pilot, lambda: banner_of(pilot))
        await pilot.press("f12")
        await until(pilot, lambda: desk_of(pilot).own_calls)
        business.calls.keep_words(CallWords("paper jam"), desk_of(pilot).own_calls[0].call_id)
        tell(business, "end", after=5)
        await until(pilot, lambda: "hung up: F5 wraps it up" in said_by(pilot))
    (kept,) = business.calls.list()
    assert kept.is_stopping and kept.words.note == "paper jam"


async def test_an_answered_call_that_nobody_took_stands_and_one_key_logs_it(business: Business) -> None:
    async with desk_on(business, (80, 24)) as pilot:
        tell(business)
        tell(business, "answer", after=5)
        tell(business, "end", after=250)
        await until(pilot, lambda: said_by(pilot) == "not logged · Farmacia Centrale 4:10 · F12 logs it")
        await pilot.press("f12")
        await until_screen(pilot, Form)
        await pilot.press(*"vpn", "space", *"#77", "enter")
        await until(pilot, lambda: "saved 0:05 to farmacia" in said_by(pilot))
        entry = business.queries.entries(limit=1)[0]
        assert (entry.worked_seconds, entry.ticket, entry.contact) == (250, "77", "Lucia Bruni")
        assert desk_of(pilot).telephone.rings.standing is None


async def test_a_new_caller_gets_a_card_with_the_number_and_a_call(business: Business) -> None:
    async with desk_on(business, (80, 24)) as pilot:
        tell(business, number=UNKNOWN)
        await until(pilot, lambda: "unknown number" in banner_of(pilot))
        assert said_by(pilot) == "RINGING  +39 02 5551 2233 · F12 new caller"
        pressed_at = business.clock.now()
        await pilot.press("f12")
        await until_screen(pilot, Form)
        business.clock.advance(timedelta(seconds=20))  # type: ignore[attr-defined]
        await pilot.press(*"lombardo", "enter")
        await until(pilot, lambda: desk_of(pilot).own_calls)
        taken = desk_of(pilot).own_calls[0]
        assert (taken.client.code, taken.started_at) == ("lombardo", pressed_at)
        assert business.phone.caller(UNKNOWN).is_exact
        tell(business, "answer", number=UNKNOWN, after=1)
        await until(pilot, lambda: desk_of(pilot).own_calls[0].started_at == business.clock.now())


async def test_an_unknown_number_that_turns_out_to_be_a_clients_goes_on_its_card(business: Business) -> None:
    async with desk_on(business, (80, 24)) as pilot:
        tell(business, number=UNKNOWN)
        await until(pilot, lambda: banner_of(pilot))
        await pilot.press("f12")
        await until_screen(pilot, Form)
        await pilot.press(*"acme", "enter")
        await until(pilot, lambda: desk_of(pilot).own_calls)
        assert [row.client.code for row in business.phone.caller(UNKNOWN).clients] == ["acme"]


async def test_a_number_learnt_in_a_wrap_up_is_kept(business: Business) -> None:
    acme = business.queries.resolve_client("acme")
    started = business.phone.accept(tell(business, number=UNKNOWN), acme.client_id)
    tell(business, "answer", number=UNKNOWN, after=2)
    tell(business, "end", number=UNKNOWN, after=60)
    async with desk_on(business, (80, 24)) as pilot:
        assert desk_of(pilot).own_calls[0].call_id == started.call_id
        await pilot.press("f5")
        await until_screen(pilot, WrapUp)
        with changes(business) as begun:
            await pilot.press("o", "k", "enter")
            await until(pilot, lambda: not desk_of(pilot).own_calls)
            await until(pilot, lambda: business.phone.caller(UNKNOWN).is_exact)
            await settled(pilot)
        # The entry and the number of one sheet are one change of the ledger.
        assert begun.count(Scope.LEDGER) == 1
        assert [row.client.code for row in business.phone.caller(UNKNOWN).clients] == ["acme"]


async def test_a_shared_number_asks_which_client_calls(business: Business) -> None:
    other = business.clients.add("studio", "Studio Verdi", phones=[NUMBER])
    async with desk_on(business, (80, 24)) as pilot:
        tell(business)
        await until(pilot, lambda: "shared number" in banner_of(pilot))
        assert "Farmacia Centrale / Studio Verdi" in banner_of(pilot)
        await pilot.press("f12")
        await until_screen(pilot, Choose)
        await pilot.press("down", "enter")
        await until(pilot, lambda: desk_of(pilot).own_calls)
        assert desk_of(pilot).own_calls[0].client == other


async def test_under_a_dialog_only_the_line_shows_and_f12_parks_what_is_typed(business: Business) -> None:
    async with desk_on(business, (80, 24)) as pilot:
        await pilot.press("f3")
        await until_screen(pilot, LogLines)
        await pilot.press(*"acme")
        tell(business)
        await until(pilot, lambda: said_by(pilot).startswith("RINGING"))
        await pilot.press("space")
        assert isinstance(pilot.app.screen, LogLines)
        assert pilot.app.screen.query_one(Input).value == "acme "
        await pilot.press("f12")
        await until(pilot, lambda: desk_of(pilot).own_calls)
        await pilot.press("f3")
        await until_screen(pilot, LogLines)
        assert pilot.app.screen.query_one(Input).value == "acme "


async def test_ctrl_r_dismisses_without_closing_a_dialog(business: Business) -> None:
    async with desk_on(business, (80, 24)) as pilot:
        await pilot.press("f3")
        await until_screen(pilot, LogLines)
        tell(business)
        await until(pilot, lambda: said_by(pilot).startswith("RINGING"))
        await pilot.press("ctrl+r")
        await until(pilot, lambda: not banner_of(pilot))
        assert isinstance(pilot.app.screen, LogLines) and not desk_of(pilot).own_calls


async def test_on_another_page_the_line_rings_and_f12_takes(business: Business) -> None:
    async with desk_on(business, (80, 24)) as pilot:
        await pilot.press("f7")
        await until_screen(pilot, Board)
        tell(business)
        await until(pilot, lambda: "RINGING" in str(pilot.app.screen.query_one("#status").render()))
        await pilot.press("f5")
        said = pilot.app.screen.query_one("#status")
        await until(pilot, lambda: str(said.render()).startswith("! no call is running") and said.size.height == 2)
        assert said.region.bottom == 23 and "\nRINGING" in str(said.render())
        await pilot.press("f12")
        await until(pilot, lambda: desk_of(pilot).own_calls)
        assert isinstance(pilot.app.screen, Board)


async def test_a_missed_call_stands_in_the_header_until_it_is_dismissed(business: Business) -> None:
    async with desk_on(business, (80, 24)) as pilot:
        missed = tell(business)
        tell(business, "missed", after=20)
        await until(pilot, lambda: "!1 missed" in str(desk_of(pilot).query_one("#header-rest").render()))
        business.phone.dismiss(missed)
        await until(pilot, lambda: "missed" not in str(desk_of(pilot).query_one("#header-rest").render()))
        tell(business, call="c2")
        await until(pilot, lambda: banner_of(pilot))
        await pilot.press("f12")
        await until(pilot, lambda: desk_of(pilot).own_calls and not banner_of(pilot))
        tell(business, "end", call="c2", after=20)
        await until(pilot, lambda: "the call is dropped" in said_by(pilot))


async def test_without_a_ring_the_keys_say_why_they_do_nothing(business: Business) -> None:
    async with desk_on(business, (80, 24)) as pilot:
        await pilot.press("f12")
        await until(pilot, lambda: "no phone rings for you" in said_by(pilot))


async def test_keys_pressed_before_the_screen_knows_of_the_ring_are_for_it(
    business: Business, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(telephone, "_SOON_SECONDS", PATIENCE_SECONDS)
    tell(business, call="c0")
    tell(business, "end", call="c0", after=20)
    async with desk_on(business, (80, 24)) as pilot:
        await until(pilot, lambda: desk_of(pilot).telephone.is_used)
        for key in ("f12", "f5", *"jams"):
            pilot.app.post_message(events.Key(key, key if len(key) == 1 else None))
        await until(pilot, lambda: any(worker.group == "change" and worker.is_running for worker in pilot.app.workers))
        tell(business, call="c1")
        await until_screen(pilot, WrapUp)
        await until(pilot, lambda: business.calls.list()[0].words.note == "jams")
        assert [each.client.code for each in business.calls.list()] == ["farmacia"]


@pytest.mark.parametrize(
    "name",
    [
        "\x1b]0;owned\x07\x1b[31mRed",
        "\u202eenoC",
        "9" * 10_000,
        "$(reboot); `id` | tee",
        "[bold]x[/bold] [@click=app.exit]",
    ],
)
async def test_a_hostile_name_is_shown_as_text_in_its_place(business: Business, name: str) -> None:
    async with desk_on(business, (80, 24)) as pilot:
        tell(business, number=UNKNOWN, name=name)
        await until(pilot, lambda: banner_of(pilot))
        shown = banner_of(pilot) + said_by(pilot)
        assert all(visible_text(line) == line for line in shown.splitlines())
        assert all(len(line) <= 78 for line in banner_of(pilot).splitlines())
        assert len(said_by(pilot)) <= 78 and said_by(pilot).endswith("new caller")
        if "[" in name and "\x1b" not in name:
            assert "[bold]x[/bold]" in shown


@pytest.mark.parametrize(("size", "rows"), [((80, 24), 7), ((120, 40), 12), ((200, 60), 16)])
async def test_the_banner_has_the_height_of_todays_panel_at_every_size(
    business: Business, size: tuple[int, int], rows: int
) -> None:
    async with desk_on(business, size) as pilot:
        tell(business)
        await until(pilot, lambda: "Farmacia" in banner_of(pilot))
        today = desk_of(pilot).query_one(TodayList).region
        await until(pilot, lambda: desk_of(pilot).query_one(RingBanner).region == today)
        assert today.height == rows
