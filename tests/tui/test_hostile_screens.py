"""Texts that another program wrote into the store reach no screen of the app with their control characters or markup."""

from pathlib import Path
from typing import Any

from textual.pilot import Pilot

from core.basics.clock import FakeClock
from core.business import Business
from tests.hostile import FORBIDDEN, MORNING, hostile_store
from tests.tui.driving import desk_on, settled
from tui.pages.registry import page_names


def shown_on(pilot: Pilot[Any]) -> str:
    """Every character of the screen on top."""
    screen = pilot.app.screen
    return "\n".join(strip.text for strip in screen._compositor.render_strips(screen.size))


SHORT = ("client", "board", "phone")
"""The pages of the short form."""


async def test_no_screen_shows_a_control_character_or_reads_markup(tmp_path: Path, is_soak: bool) -> None:
    hostile_store(tmp_path / "ledger.db")
    with Business.open(tmp_path / "ledger.db", clock=FakeClock(MORNING), technician="anna") as business:
        client = business.queries.resolve_client("acme").client_id
        seen = dict[str, str]()
        async with desk_on(business, size=(160, 40), paints_often=True) as pilot:
            app: Any = pilot.app
            await pilot.press(*"acme")
            await settled(pilot)
            seen["desk"] = shown_on(pilot)
            for name in page_names() if is_soak else SHORT:
                app.open_page(name, client)
                await settled(pilot)
                seen[name] = shown_on(pilot)
                app.pop_screen()
                await settled(pilot)
            for keys, asking in (("f3", 1), ("ctrl+p", 0)):
                await pilot.press(keys)
                await settled(pilot, asking=asking)
                seen[keys] = shown_on(pilot)
                await pilot.press("escape")
                await settled(pilot)
            titles = app.title
        for name, text in {**seen, "title": titles}.items():
            assert not any(sign in text for sign in FORBIDDEN), name
        # Shown as it was typed: neither Rich's markup nor a formula means anything here.
        assert sum("=1+1" in text for text in seen.values()) >= 4, {name: "=1+1" in text for name, text in seen.items()}
        assert any("[red]" in text for text in seen.values())
