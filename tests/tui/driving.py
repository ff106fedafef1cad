"""What tests of the desk drive it with."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

from textual.pilot import Pilot, WaitForScreenTimeout
from textual.screen import Screen
from textual.widgets import Input, Static

from core.basics.i18n import language, speaking
from core.business import Business
from core.queries.views.clients import ClientRow
from tests.builders import open_business
from tests.tui import pace, styles
from tests.waiting import PATIENCE_SECONDS
from tui.app import DeskApp
from tui.dialogs.form import Form
from tui.dialogs.question import Question
from tui.keys import Keymap
from tui.pages.client import ClientScreen
from tui.pages.desk import Desk
from tui.settings import Settings
from tui.widgets.tables import DiffTable

# Nobody looks: what begins once the list is painted need not wait for that.
Desk.PAINTED_SECONDS = 0.0
styles.share()
pace.wait_for_busy_widgets()

_PAUSE_SECONDS = 0.02


@asynccontextmanager
async def desk_on(
    business: Business, size: tuple[int, int] = (120, 40), *, paints_often: bool = False
) -> AsyncIterator[Pilot[Any]]:
    """The desk, read for the first time, after the day's run and the first sign of life, unless one of them asks something.

    It is painted as `pace.painting_seldom` says; tests of what is painted want `paints_often`.
    """
    app = DeskApp(business)

    def is_begun() -> bool:
        is_idle = not any(worker.is_running and worker.group in ("daily", "beat") for worker in app.workers)
        return desk_of(pilot).has_begun and (is_idle or len(app.screen_stack) > 1)

    # As the shell does that opens the desk: the environment is not asked for the language of each word.
    with speaking(language()), pace.painting_seldom(often=paints_often) as painting:
        async with app.run_test(size=size) as pilot:
            press = pilot.press

            async def paint_and_press(*keys: str) -> None:
                painting.paint_top(app)
                await press(*keys)

            pilot.press = paint_and_press  # type: ignore[method-assign]
            await until(pilot, is_begun)
            yield pilot
            painting.paint_top(app)


async def until(pilot: Pilot[Any], holds: Callable[[], object]) -> None:
    """Wait for something to hold. A key is answered after messages through several widgets and work in a thread."""
    await _until(pilot, holds, lambda: asyncio.sleep(_PAUSE_SECONDS))


async def _until(pilot: Pilot[Any], holds: Callable[[], object], pause: Callable[[], Awaitable[None]]) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not holds():
        assert time.monotonic() < deadline, f"it never came to hold on {pilot.app.screen}: {status_of(pilot)}"
        await pause()


async def _messages_read(pilot: Pilot[Any]) -> None:
    """Pause, after each widget has read its messages: that costs more than to look whether something holds."""
    # The pilot waits at most 30 s; a widget that is taken away meanwhile reads none.
    with suppress(WaitForScreenTimeout):
        await pilot.pause(_PAUSE_SECONDS)


async def handled(pilot: Pilot[Any]) -> None:
    """Wait until the keys pressed so far are handled: what is pressed next was not typed ahead of an answer."""
    await until(pilot, lambda: pilot.app.typed.is_at_rest)  # type: ignore[attr-defined]


async def settled(pilot: Pilot[Any], *, asking: int = 0) -> None:
    """Wait until all that was begun is done, for assertions that nothing more happened.

    `asking` is the number of workers that wait for the answer to a form. A key travels one widget a round before the
    worker that it starts is seen, so that several quiet rounds in a row are waited for.
    """
    quiet = 0

    def is_settled() -> bool:
        nonlocal quiet
        is_quiet = sum(worker.is_running for worker in pilot.app.workers) == asking
        quiet = quiet + 1 if is_quiet else 0
        return quiet > 5

    await _until(pilot, is_settled, lambda: _messages_read(pilot))


async def until_screen(pilot: Pilot[Any], kind: type[Screen[Any]]) -> None:
    """Wait for a screen to be on top with its widgets: it is on top before it is composed."""
    await until(pilot, lambda: isinstance(pilot.app.screen, kind) and pilot.app.screen.is_mounted)


async def completed(pilot: Pilot[Any], field: str) -> None:
    """Wait for the completion of what was typed, which a worker looks up."""
    await until(pilot, lambda: pilot.app.screen.query_one(field, Input)._suggestion)


def desk_of(pilot: Pilot[Any]) -> Desk:
    """The desk under whatever lies on it."""
    screen = pilot.app.screen_stack[0]
    assert isinstance(screen, Desk)
    return screen


def hits_of(pilot: Pilot[Any]) -> tuple[ClientRow, ...]:
    """The clients that match what is typed into the search box."""
    finding = desk_of(pilot).find.finding
    return finding.hits if finding is not None else ()


def _in_one_row(screen: Screen[Any]) -> str:
    """What the line of answer says, also where it takes several rows."""
    return str(screen.query_one("#status", Static).render()).replace("\n", " ")


def status_of(pilot: Pilot[Any]) -> str:
    """The line of answer."""
    return _in_one_row(desk_of(pilot))


def preview_of(pilot: Pilot[Any]) -> str:
    """The preview of the form on top."""
    return str(pilot.app.screen.query_one("#preview", Static).render())


async def asked(pilot: Pilot[Any]) -> None:
    """Wait for the form on top to ask its question in its last row."""
    await until(pilot, lambda: isinstance(pilot.app.screen, Form) and pilot.app.screen.is_asking)


async def call(pilot: Pilot[Any], letters: str) -> None:
    """Start a call by letters and Enter. The watcher may show it before its flow has written the first sign of life."""
    before = len(desk_of(pilot).own_calls)
    await pilot.press(*letters, "enter")
    await until(pilot, lambda: len(desk_of(pilot).own_calls) > before)
    await until(pilot, lambda: not any(worker.is_running and worker.group == "change" for worker in pilot.app.workers))


def new_ledger(folder: Path) -> Business:
    folder.mkdir()
    return open_business(folder)


def rows_of(pilot: Pilot[Any], selector: str) -> list[str]:
    table = pilot.app.screen.query_one(selector, DiffTable)
    return [" ".join(str(cell) for cell in cells) for _key, cells in table.rows]


def said_on_page(pilot: Pilot[Any]) -> str:
    """The line of answer of the page; nothing while a sheet lies on it."""
    return "" if isinstance(pilot.app.screen, Question) else _in_one_row(pilot.app.screen)


async def client_page(pilot: Pilot[Any], letters: str = "acm") -> None:
    await pilot.press(*letters)
    await until(pilot, lambda: len(hits_of(pilot)) == 1)
    await pilot.press("f6")
    await until_screen(pilot, ClientScreen)
    await until(pilot, lambda: rows_of(pilot, "#page-entries"))


def settings_of(keymap: Keymap, *troubles: str) -> Settings:
    return Settings(Path("config.toml"), keymap, troubles=troubles)
