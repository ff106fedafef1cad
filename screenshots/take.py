"""Makes the pictures of the real app: the sample business at a fixed instant, driven by key presses."""

import asyncio
import re
import shutil
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from core.basics.clock import FakeClock
from core.basics.i18n import speaking
from core.basics.ids import IdMaker
from core.business import Business
from core.demo import make_demo
from tui.run import prepare_environment

FOLDER = Path(__file__).parent
NOW = datetime(2026, 6, 17, 9, 30, tzinfo=UTC)
PICTURES: tuple[tuple[str, tuple[int, int], tuple[str, ...]], ...] = (
    ("desk", (120, 40), ("o", "f", "f", "i", "enter")),
    ("desk-80x24", (80, 24), ("b", "l", "u", "enter")),
    ("desk-200x60", (200, 60), ("k", "e", "s", "enter")),
    ("quick-entry", (120, 40), ("f3", *"officine 1h30 +patching #4821 servers")),
    ("wrap-up", (120, 40), ("o", "f", "f", "i", "enter", "f5", *"printer jams #4900")),
    ("client", (120, 40), ("o", "f", "f", "i", "f6")),
    ("client-80x24", (80, 24), ("o", "f", "f", "i", "f6")),
    ("form", (120, 40), ("o", "f", "f", "i", "f6", "a")),
    ("board", (200, 60), ("f7",)),
    ("tickets", (120, 40), ("ctrl+f", *"49")),
    ("help", (120, 40), ("f1",)),
    ("reports", (120, 40), ("f8",)),
    ("proposals", (120, 40), ("f9",)),
)
EMPTY = ("first-run", (120, 40), ())
ITALIAN = (
    ("desk-it-80x24", (80, 24), ("o", "f", "f", "i", "enter")),
    ("wrap-up-it", (120, 40), ("o", "f", "f", "i", "enter", "f5", *"stampante #4900 +remoto")),
    ("client-it-200x60", (200, 60), ("o", "f", "f", "i", "f6")),
)
"""The pictures of the program in Italian."""


def names() -> tuple[str, ...]:
    """The names of all pictures."""
    return (*(name for name, _size, _keys in (*PICTURES, *ITALIAN)), EMPTY[0])


def pictures() -> dict[str, str]:
    """Every picture as SVG text, by name; the same bytes for the same program."""
    with tempfile.TemporaryDirectory() as folder:
        sample = Path(folder) / "sample.db"
        make_demo(sample, now=NOW)
        return {name: picture(name, sample) for name in names()}


def picture(name: str, sample: Path) -> str:
    """One picture as SVG text. `sample` is the sample business as of `NOW`; it is copied and stays as it is."""
    prepare_environment()
    _name, size, keys = next(each for each in (*PICTURES, *ITALIAN, EMPTY) if each[0] == name)
    language = "it" if name in {each[0] for each in ITALIAN} else "en"
    with speaking(language), tempfile.TemporaryDirectory() as folder:
        store = Path(folder) / "demo.db"
        if name == EMPTY[0]:
            Business.open(store, clock=FakeClock(NOW), create=True, timezone="Europe/Rome").close()
        else:
            shutil.copy(sample, store)
        svg = asyncio.run(_picture(store, name, size, keys))
        # The first run shows the path of the store, and the ids of a picture are a digest of all it shows.
        return (
            re.sub(r"terminal-\d+", "terminal-1", svg.replace(Path(folder).name, "tmpmonteore"))
            if name == EMPTY[0]
            else svg
        )


def _colleagues_call(store: Path) -> None:
    """What the board is for: three of them on the phone, one with a client on hold."""
    for technician, code, minutes in (("luca", "hotel", 31), ("luca", "museo", 9), ("giulia", "vivai", 4)):
        clock = FakeClock(NOW - timedelta(minutes=minutes), boot=-minutes * 60_000)
        with Business.open(store, clock=clock, technician=technician) as business:
            business.session.new_id = IdMaker(clock.now, lambda: 2)
            business.calls.start(business.queries.resolve_client(code).client_id)


async def _picture(store: Path, name: str, size: tuple[int, int], keys: tuple[str, ...]) -> str:
    from tui.app import DeskApp

    clock = FakeClock(NOW)
    if name == "board":
        _colleagues_call(store)
    with Business.open(store, clock=clock, technician="anna") as business:
        business.session.new_id = IdMaker(clock.now, lambda: 1)
        app = DeskApp(business, demo=True)
        app.theme = "monteore-dark"
        async with app.run_test(size=size) as pilot:
            await settle(app, pilot)
            for key in keys:
                await pilot.press({" ": "space", "#": "number_sign", "+": "plus"}.get(key, key))
                if key == "enter":
                    await answered(app, pilot)
                    await settle(app, pilot)
                    clock.advance(timedelta(minutes=12, seconds=4))
                    app.screen_stack[0].reload()
                elif len(key) > 1:
                    # What is typed next is meant for the page or the form that the key opens.
                    await settle(app, pilot)
            await settle(app, pilot)
            return app.export_screenshot(title="Monteore")


async def answered(app, pilot) -> None:  # type: ignore[no-untyped-def]
    """Wait until the call that Enter starts is shown and its flow has said so.

    The watcher may show a call before the flow that started it has come back from its thread.
    """
    while not app.screen_stack[0].own_calls:
        await pilot.pause(0.05)
    await changed(app, pilot)


async def changed(app, pilot) -> None:  # type: ignore[no-untyped-def]
    """Wait until no change is under way; not while a form waits for its answer."""
    while any(worker.is_running and worker.group == "change" for worker in app.workers):
        await pilot.pause(0.05)


PATIENCE_SECONDS = 120.0
ASKING = ("change", "greeting")
QUIET_ROUNDS = 5
"""A message passes through at most so many widgets, one a round, from a field to its screen."""


async def settle(app, pilot) -> None:  # type: ignore[no-untyped-def]
    """Wait until nothing is under way: the first read, the pause before a search, work in the background.

    A worker that asks (a change, the greeting of an empty store) is at rest while its form is on top.
    """
    from textual.screen import ModalScreen

    quiet, deadline = 0, time.monotonic() + PATIENCE_SECONDS
    while quiet < QUIET_ROUNDS:
        if time.monotonic() > deadline:
            raise TimeoutError(f"it never came to rest; at work: {[worker.name for worker in app.workers]}")
        await pilot.pause()
        desk = app.screen_stack[0]
        at_rest = ASKING if isinstance(app.screen, ModalScreen) and app.screen.is_mounted else ()
        is_working = any(worker.is_running and worker.group not in at_rest for worker in app.workers)
        is_quiet = desk.view is not None and not is_working
        quiet = quiet + 1 if is_quiet else 0
    await pilot.wait_for_scheduled_animations()


if __name__ == "__main__":
    for picture, text in pictures().items():
        (FOLDER / f"{picture}.svg").write_text(text, encoding="utf-8")
        print(picture, file=sys.stderr)
