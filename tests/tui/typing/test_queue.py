"""Keys that come faster than the app answers find the field that a person would mean."""

import asyncio
import threading
import time
from pathlib import Path
from typing import Any

import pytest
from textual import events
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widgets import Input

from core.business import Business
from core.forms.fields import FormField
from core.model.calls import CallWords
from core.queries.queries import Queries
from core.queries.views.calls import CallView
from tests.builders import add_client, open_business
from tests.tui.driving import call, desk_of, desk_on, preview_of, status_of, until, until_screen
from tests.waiting import PATIENCE_SECONDS
from tui import telephone
from tui.dialogs.ask_line import Asked
from tui.dialogs.call_sheet import WrapUpAnswer
from tui.dialogs.confirm import Confirm
from tui.dialogs.form import Form
from tui.dialogs.log_lines import LogLines
from tui.dialogs.quick_entry import QuickEntry
from tui.dialogs.wrap_up import WrapUp
from tui.flows import words as words_module
from tui.flows.words import WordKeeper
from tui.typing import dropping
from tui.typing import queue as queue_module
from tui.typing.function_keys import function_keys
from tui.typing.reader import Reader
from tui.widgets.answer_line import AnswerLine

_NAMES = {"\r": "enter", "\t": "tab", "\x1b": "escape"}


@pytest.fixture
def business(tmp_path: Path) -> Business:
    opened = open_business(tmp_path)
    for code in ("acme", "bianchi", "vivai"):
        add_client(opened, code)
    return opened


def burst(pilot: Pilot[Any], *keys: str) -> None:
    """Post keys at once: names of keys, and texts letter by letter."""
    known = {
        *function_keys("").values(),
        *_NAMES.values(),
        "down",
        "up",
        "ctrl+p",
        "ctrl+c",
        "ctrl+z",
        "ctrl+q",
        "ctrl+r",
    }
    for each in keys:
        for key in [each] if each in known else each:
            name = "space" if key == " " else key
            character = {"enter": "\r", "tab": "\t"}.get(key, key if len(key) == 1 else None)
            pilot.app.post_message(events.Key(name, character))


def write(pilot: Pilot[Any], data: bytes) -> None:
    """What one write of a terminal becomes."""
    reader = Reader("xterm", lambda _key: False)
    messages = reader.feed(data, 1.0)
    while (end := reader.deadline()) is not None:
        messages += reader.tick(end)
    for message in messages:
        pilot.app.post_message(message)


def notes(business: Business) -> list[tuple[str, str, str]]:
    return [(entry.client.code, entry.note, entry.ticket) for entry in business.queries.entries()]


def told(pilot: Pilot[Any]) -> str:
    return " ".join(line.sentence for line in pilot.app.screen.query(AnswerLine) if line.display)


async def test_a_wrap_up_typed_at_once_fills_its_fields(business: Business) -> None:
    async with desk_on(business) as pilot:
        await call(pilot, "acm")
        burst(pilot, "f5", "toner", "tab", "77", "enter")
        await until(pilot, lambda: notes(business))
        assert notes(business) == [("acme", "toner", "77")]


async def test_a_whole_call_typed_at_once_is_started_and_wrapped_up(business: Business) -> None:
    async with desk_on(business) as pilot:
        burst(pilot, "vivai", "enter", "f5", "scanner", "enter", "bianchi", "enter")
        # Only the last key's effect tells that all keys were read: while the first call is saved, it is still open.
        await until(pilot, lambda: [each.client.code for each in business.calls.list()] == ["bianchi"])
        assert notes(business) == [("vivai", "scanner", "")]


async def test_a_page_of_text_typed_ahead_of_a_note_is_put_in_at_once_and_what_follows_acts(business: Business) -> None:
    text = "a line of a long mail, " * 60
    async with desk_on(business) as pilot:
        burst(pilot, "acme", "enter", "f5", text, "tab", "77", "enter")
        await until(pilot, lambda: business.queries.entries())
        (entry,) = business.queries.entries()
        assert (entry.note, entry.ticket) == (text.strip(), "77")


async def test_keys_typed_before_the_first_rows_are_read_wait_for_them(business: Business) -> None:
    from tui.app import DeskApp

    async with DeskApp(business).run_test() as pilot:
        burst(pilot, "vivai", "enter", "f5", "scanner", "enter")
        await until(pilot, lambda: notes(business))
        assert notes(business) == [("vivai", "scanner", "")]


async def test_a_form_typed_at_once_has_each_value_in_its_field(business: Business) -> None:
    async with desk_on(business) as pilot:
        desk_of(pilot).attempt("client.add")
        await until_screen(pilot, Form)
        burst(pilot, *"newco", "tab", *"Newco srl")
        await until(pilot, lambda: "Newco srl" in pilot.app.screen.values().values())  # type: ignore[attr-defined]
        assert list(pilot.app.screen.values().values())[:2] == ["newco", "Newco srl"]  # type: ignore[attr-defined]


async def test_arrows_move_before_the_next_key_is_read(business: Business) -> None:
    async with desk_on(business) as pilot:
        await call(pilot, "acm")
        burst(pilot, "f5", "wrong", "down", "77", "up", "toner", "enter")
        await until(pilot, lambda: notes(business))
        # Typing goes on after the words that a note holds already: what is kept with a call is never typed over.
        assert notes(business) == [("acme", "wrongtoner", "77")]


async def test_a_command_of_the_palette_typed_at_once_is_run(business: Business) -> None:
    async with desk_on(business) as pilot:
        burst(pilot, "ctrl+p", "log", "enter", "acme 15 mouse", "enter")
        await until(pilot, lambda: notes(business))
        assert notes(business) == [("acme", "mouse", "")]


async def test_enter_means_the_text_that_was_typed_and_not_the_list_shown_before(business: Business) -> None:
    async with desk_on(business) as pilot:
        burst(pilot, "bianchi", "enter")
        await until(pilot, lambda: business.calls.list())
        assert [each.client.code for each in business.calls.list()] == ["bianchi"]


async def test_enter_starts_nobody_where_the_list_could_not_be_read(
    business: Business, monkeypatch: pytest.MonkeyPatch
) -> None:
    from core.basics.errors import Refused

    def refuse(*_arguments: object, **_options: object) -> None:
        raise Refused("no reading now")

    async with desk_on(business) as pilot:
        monkeypatch.setattr(Queries, "desk", refuse)
        burst(pilot, "bianchi", "enter")
        await until(pilot, lambda: "no reading now" in status_of(pilot))
        await pilot.pause(0.2)
        assert business.calls.list() == ()


async def test_keys_go_into_no_sheet_that_a_small_window_hides(business: Business) -> None:
    async with desk_on(business, (80, 24)) as pilot:
        await pilot.press("f3", *"acme 15 mouse")
        await until_screen(pilot, LogLines)
        await pilot.resize_terminal(60, 24)
        await until(pilot, lambda: pilot.app.size.width == 60)
        burst(pilot, " and more", "enter")
        await pilot.pause(0.1)
        await pilot.resize_terminal(80, 24)
        await until(pilot, lambda: pilot.app.size.width == 80)
        assert pilot.app.screen.query_one(Input).value == "acme 15 mouse" and not notes(business)


async def test_text_typed_ahead_of_a_wrap_up_is_in_the_store_before_its_sheet_is_open(
    business: Business, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with desk_on(business) as pilot:
        await call(pilot, "acm")
        desk, opens = desk_of(pilot), asyncio.Event()
        ask = desk.ask

        async def ask_late(question: Screen[Any]) -> Any:
            await opens.wait()
            return await ask(question)

        monkeypatch.setattr(desk, "ask", ask_late)
        burst(pilot, "f5", "toner jams")
        await until(pilot, lambda: business.calls.list()[0].words.note == "toner jams")
        burst(pilot, " now", "tab", "77")
        await until(pilot, lambda: business.calls.list()[0].words.note == "toner jams now")
        opens.set()
        burst(pilot, "enter")
        await until(pilot, lambda: notes(business))
        assert notes(business) == [("acme", "toner jams now", "77")]


async def test_an_enter_too_many_on_the_client_of_the_call_drops_nothing(business: Business) -> None:
    async with desk_on(business) as pilot:
        burst(pilot, "acm", "enter", "enter", "enter", "f5", "toner", "enter")
        await until(pilot, lambda: notes(business))
        assert notes(business) == [("acme", "toner", "")]


async def test_keys_typed_ahead_of_a_refusal_are_dropped_and_said(business: Business) -> None:
    async with desk_on(business) as pilot:
        burst(pilot, "f5", "acme", "enter")
        await until(pilot, lambda: "5 keys typed ahead were dropped" in status_of(pilot))
        await until(pilot, lambda: "no call is running" in status_of(pilot))
        assert desk_of(pilot).query_one("SearchBox", Input).value == ""
        assert business.calls.list() == ()


async def test_keys_after_a_refused_command_that_opens_nothing_act(
    business: Business, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Nothing rings: the key that takes a phone call off the desk waits for a ring, and is refused.
    monkeypatch.setattr(telephone, "_SOON_SECONDS", 0.1)
    async with desk_on(business) as pilot:
        burst(pilot, "f4", "vivai", "enter")
        await until(pilot, lambda: business.calls.list())
        burst(pilot, "ctrl+r", "f5", "toner", "enter")
        await until(pilot, lambda: notes(business))
        assert notes(business) == [("vivai", "toner", "")]


async def test_the_second_enter_of_a_long_call_saves_it_however_fast_it_comes(business: Business) -> None:
    async with desk_on(business) as pilot:
        burst(pilot, "acme @-5h", "enter", "f5", "moved the racks", "enter", "acme", "enter")
        await until(pilot, lambda: "5 keys typed ahead were dropped" in told(pilot))
        assert isinstance(pilot.app.screen, WrapUp) and not notes(business)
        burst(pilot, "down", "enter", "enter", "bianchi", "enter")
        await until(pilot, lambda: [each.client.code for each in business.calls.list()] == ["bianchi"])
        assert notes(business) == [("acme", "moved the racks", "")]


async def test_what_no_key_has_begun_may_be_refused_without_dropping_keys(
    business: Business, monkeypatch: pytest.MonkeyPatch
) -> None:
    from core.basics.errors import Refused
    from tui.app import DeskApp

    def refuse() -> None:
        raise Refused("not today")

    monkeypatch.setattr(business.daily, "run", refuse)
    async with DeskApp(business).run_test() as pilot:
        burst(pilot, "vivai", "enter", "f5", "scanner", "enter")
        await until(pilot, lambda: notes(business))
        assert notes(business) == [("vivai", "scanner", "")]


async def test_an_unknown_caller_drops_the_rest_of_the_task(business: Business) -> None:
    async with desk_on(business) as pilot:
        burst(pilot, "nobody", "enter", "f5", "acme", "enter")
        await until(pilot, lambda: "were dropped" in status_of(pilot))
        await pilot.pause(0.2)
        assert business.calls.list() == ()
        assert notes(business) == []


async def test_an_enter_that_a_dialog_refuses_drops_what_was_typed_behind_it(business: Business) -> None:
    async with desk_on(business) as pilot:
        burst(pilot, "f3", "nobody 15", "enter", "vivai", "enter")
        await until(pilot, lambda: "were dropped" in told(pilot))
        assert pilot.app.screen.query_one(Input).value == "nobody 15"
        await pilot.press("x")
        assert "dropped" not in told(pilot)


async def test_a_word_is_no_answer_to_a_question_that_enter_brought_up(business: Business) -> None:
    async with desk_on(business) as pilot:
        burst(pilot, "f3", "acme 9h server", "enter", "yes", "enter")
        await until_screen(pilot, Confirm)
        await until(pilot, lambda: "were dropped" in told(pilot))
        assert notes(business) == []


async def test_a_word_drops_no_call_whose_sheet_asks_first(business: Business, monkeypatch: pytest.MonkeyPatch) -> None:
    # However late the app is, a letter that may begin a word waits for the next one.
    for module in (queue_module, dropping):
        monkeypatch.setattr(module, "ALONE_SECONDS", PATIENCE_SECONDS)
    async with desk_on(business) as pilot:
        await call(pilot, "acm")
        burst(pilot, "f5", "printer on fire")
        await until_screen(pilot, WrapUp)
        await until(pilot, lambda: pilot.app.screen.query_one("#field-note", Input).value == "printer on fire")

        def typed(key: str, at: float) -> None:
            event = events.Key(key, key if len(key) == 1 else None)
            event.time = pressed + at
            pilot.app.post_message(event)

        pressed = time.monotonic()
        for place, key in enumerate(("ctrl+y", "y", "e", "s")):
            typed(key, place / 1000)
        await until(pilot, lambda: "3 keys typed ahead were dropped" in told(pilot))
        typed("n", 2)
        await until_screen(pilot, WrapUp)
        # Each letter comes by itself, and the question is there before the first.
        typed("ctrl+y", 3)
        await until_screen(pilot, Confirm)
        typed("y", 3.1)
        typed("e", 3.2)
        await until(pilot, lambda: "2 keys typed ahead were dropped" in told(pilot))
        typed("y", 3.3)
        await until(pilot, lambda: "3 keys typed ahead were dropped" in told(pilot))
        assert isinstance(pilot.app.screen, Confirm)
        assert [each.words.note for each in business.calls.list()] == ["printer on fire"]


async def test_text_typed_behind_enter_is_kept_in_no_note(business: Business, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (queue_module, dropping):
        monkeypatch.setattr(module, "ALONE_SECONDS", PATIENCE_SECONDS)
    kept: list[str] = []
    keep, answer = WordKeeper.keep, WrapUp.answer

    def keep_and_note(keeper: WordKeeper, words: CallWords) -> None:
        kept.append(words.note)
        keep(keeper, words)

    async with desk_on(business) as pilot:

        def answer_late(sheet: WrapUp, given: WrapUpAnswer | None) -> None:
            # A key that comes while Enter is at work.
            pilot.app.typed.takes(events.Key("n", "n"))
            answer(sheet, given)

        burst(pilot, "acme @-10m", "enter", "f5", "2h raid")
        await until_screen(pilot, WrapUp)
        await until(pilot, lambda: pilot.app.screen.query_one("#field-note", Input).value == "2h raid")
        monkeypatch.setattr(WordKeeper, "keep", keep_and_note)
        monkeypatch.setattr(WrapUp, "answer", answer_late)
        burst(pilot, "enter")
        await until_screen(pilot, Confirm)
        burst(pilot, "ow")
        await until(pilot, lambda: "keys typed ahead were dropped" in told(pilot))
        assert set(kept) <= {"2h raid"}


@pytest.mark.parametrize("key", ["f5", "ctrl+n", "ctrl+e"])
async def test_a_sheet_has_the_words_that_were_written_while_it_read_the_store(
    business: Business, monkeypatch: pytest.MonkeyPatch, key: str
) -> None:
    monkeypatch.setattr(words_module, "_PAUSE_SECONDS", PATIENCE_SECONDS)
    async with desk_on(business) as pilot:
        await call(pilot, "acm")
        runner = desk_of(pilot).runner
        (own,) = runner.reader.calls.list()
        keeper, listed = runner.keeper(own.call_id), runner.reader.calls.list

        def listed_before(technician: str | None = None) -> tuple[CallView, ...]:
            calls = listed(technician)
            keeper.write_now()
            return calls

        keeper.keep(CallWords("toner jams"))
        monkeypatch.setattr(runner.reader.calls, "list", listed_before)
        await pilot.press(key)
        await until(pilot, lambda: pilot.app.screen.query("#field-note"))
        assert pilot.app.screen.query_one("#field-note", Input).value == "toner jams"


async def test_one_letter_answers_the_question_that_was_foreseen(business: Business) -> None:
    async with desk_on(business) as pilot:
        burst(pilot, "f3", "acme 9h server", "enter", "y")
        await until(pilot, lambda: notes(business))
        burst(pilot, "f10", "y")
        await until(pilot, lambda: "voided" in status_of(pilot))


async def test_keys_wait_for_a_store_that_is_busy_and_act_in_order(
    business: Business, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = threading.Event()
    start = business.calls.start

    def slow(client_id: str, **options: Any) -> Any:
        gate.wait(10)
        return start(client_id, **options)

    async with desk_on(business) as pilot:
        monkeypatch.setattr(business.calls, "start", slow)
        burst(pilot, "vivai", "enter", "f5", "scanner", "enter")
        await until(pilot, lambda: desk_of(pilot).query_one("SearchBox", Input).value == "vivai")
        gate.set()
        await until(pilot, lambda: notes(business))
        assert notes(business) == [("vivai", "scanner", "")]


async def test_keys_that_wait_too_long_are_dropped_and_never_act_elsewhere(
    business: Business, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = threading.Event()
    start = business.calls.start

    def slow(client_id: str, **options: Any) -> Any:
        # Only now: on a busy machine the keys before it take longer than this.
        monkeypatch.setattr(queue_module, "HOLD_SECONDS", 0.3)
        gate.wait(PATIENCE_SECONDS)
        return start(client_id, **options)

    async with desk_on(business) as pilot:
        monkeypatch.setattr(business.calls, "start", slow)
        burst(pilot, "vivai", "enter", "f5", "acme", "enter")
        await until(pilot, lambda: "6 keys typed ahead were dropped" in status_of(pilot))
        gate.set()
        await until(pilot, lambda: business.calls.list())
        await pilot.pause(0.2)
        assert notes(business) == []
        assert [each.client.code for each in business.calls.list()] == ["vivai"]


async def test_the_key_that_leaves_is_never_held_for_long(business: Business, monkeypatch: pytest.MonkeyPatch) -> None:
    gate = threading.Event()
    monkeypatch.setattr(queue_module, "HOLD_SECONDS", 0.3)
    async with desk_on(business) as pilot:
        monkeypatch.setattr(business.calls, "start", lambda _client_id, **_options: gate.wait(10))
        burst(pilot, "vivai", "enter", "ctrl+q")
        await until(pilot, lambda: pilot.app._exit)
        gate.set()


@pytest.mark.parametrize("key", ["ctrl+c", "ctrl+z"])
async def test_keys_that_leave_elsewhere_say_what_leaves_here(business: Business, key: str) -> None:
    async with desk_on(business) as pilot:
        await pilot.press(key)
        await until(pilot, lambda: "Ctrl+Q leaves; the call keeps running" in status_of(pilot))
        await call(pilot, "acm")
        await pilot.press("f5")
        await until_screen(pilot, WrapUp)
        await pilot.press(key)
        await until(pilot, lambda: "Ctrl+Q leaves" in told(pilot))
        assert pilot.app.is_running


# Pastes


async def test_lines_pasted_into_a_note_are_one_note_and_press_nothing(business: Business) -> None:
    async with desk_on(business) as pilot:
        await call(pilot, "acm")
        await pilot.press("f5")
        await until_screen(pilot, WrapUp)
        write(pilot, b"printer\rjams again\r")
        await until(pilot, lambda: "pasted, Enter saves" in told(pilot))
        note = pilot.app.screen.query_one("#field-note", Input)
        await until(pilot, lambda: note.value == "printer jams again")
        assert notes(business) == []


@pytest.mark.parametrize("data", [b"acme\rbianchi\r", b"\x1b[200~acme\nbianchi\n\x1b[201~"])
async def test_lines_pasted_into_another_field_stop_at_the_first(business: Business, data: bytes) -> None:
    async with desk_on(business) as pilot:
        write(pilot, data)
        await until(pilot, lambda: "pasted, nothing was pressed  only the first line was taken" in status_of(pilot))
        await until(pilot, lambda: desk_of(pilot).query_one("SearchBox", Input).value == "acme")
        assert business.calls.list() == ()


async def test_lines_pasted_into_quick_entry_are_previewed_and_saved_by_one_enter(business: Business) -> None:
    async with desk_on(business) as pilot:
        await pilot.press("f3")
        await until_screen(pilot, QuickEntry)
        write(pilot, b"acme 15 mouse\rbianchi 20 screen\rvivai 10 cable\r")
        await until(pilot, lambda: "pasted, Enter saves  3 lines" in told(pilot))
        assert notes(business) == []
        await pilot.press("enter")
        await until(pilot, lambda: len(notes(business)) == 3)
        assert sorted(notes(business)) == [("acme", "mouse", ""), ("bianchi", "screen", ""), ("vivai", "cable", "")]
        await until(pilot, lambda: not isinstance(pilot.app.screen, QuickEntry))


async def test_esc_keeps_the_pasted_lines_and_f3_goes_on_with_them(business: Business) -> None:
    async with desk_on(business) as pilot:
        await pilot.press("f3")
        await until_screen(pilot, QuickEntry)
        write(pilot, b"acme 15 mouse\rbianchi 20 screen\r")
        await until(pilot, lambda: "2 lines" in told(pilot))
        burst(pilot, "escape", "vivai", "enter")
        await until(pilot, lambda: business.calls.list())
        assert notes(business) == []
        await pilot.press("f3")
        await until_screen(pilot, QuickEntry)
        await until(pilot, lambda: "2 can be saved" in preview_of(pilot))
        await pilot.press("enter")
        await until(pilot, lambda: len(notes(business)) == 2)


async def test_a_paste_without_a_field_is_dropped_and_said(business: Business) -> None:
    async with desk_on(business) as pilot:
        desk_of(pilot).query_one("#entries").focus()
        write(pilot, b"u\rssssssss\ry")
        await until(pilot, lambda: "no field has the focus" in status_of(pilot))


async def test_a_terminal_that_sends_no_utf8_is_told_so(business: Business) -> None:
    async with desk_on(business) as pilot:
        pilot.app.typed.tell_of_other_bytes()
        await until(pilot, lambda: "sends no UTF-8" in status_of(pilot))


@pytest.mark.parametrize("page", ["f6", "ctrl+o"])
async def test_a_filter_that_means_nothing_yet_keeps_the_keys_that_complete_it(business: Business, page: str) -> None:
    async with desk_on(business) as pilot:
        await call(pilot, "acm")
        write(pilot, b"\x1b[17~/" if page == "f6" else b"\x0f")
        burst(pilot, "@last-month", "enter")
        await until(pilot, lambda: [box for box in pilot.app.screen.query(Input) if box.value == "@last-month"])
        await until(pilot, lambda: "is no day" not in told(pilot))


async def test_a_form_s_question_takes_one_letter_typed_ahead_and_no_word(business: Business) -> None:
    async with desk_on(business) as pilot:
        answers: list[object] = []

        def ask() -> Form:
            fields = (FormField("size", "Size", "10h"),)
            form = Form("Sale", fields, lambda _values: ["sells 10 h"])
            form.doubt = lambda _values: Asked("Is this meant?")
            pilot.app.push_screen(form, answers.append)
            return form

        form = ask()
        await until_screen(pilot, Form)
        burst(pilot, "enter", "yacht")
        await until(pilot, lambda: "5 keys typed ahead were dropped" in told(pilot))
        assert form.is_asking and answers == []
        # Who has read the question answers after a pause.
        answer = events.Key("n", "n")
        answer.time += 1
        pilot.app.post_message(answer)
        await until(pilot, lambda: not form.is_asking)
        burst(pilot, "enter", "y")
        await until(pilot, lambda: answers == [{"size": "10h"}])
