"""A desk whose server fails while it keeps a change: the outcome is asked for, and the line is saved once."""

from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from tests.builders import add_client
from tests.store.conftest import needs_server
from tests.store.engines import ENGINES
from tests.store.test_business import opened_at
from tests.store.test_outcomes import lose
from tests.tui.driving import desk_on, preview_of, status_of, until, until_screen
from tui.dialogs.quick_entry import QuickEntry


def is_back(pilot: Pilot[Any], sentence: str) -> bool:
    """Whether quick entry is open and says something."""
    return isinstance(pilot.app.screen, QuickEntry) and sentence in preview_of(pilot)


@pytest.mark.soak
async def test_a_line_whose_change_had_no_answer_is_saved_once_or_comes_back_to_be_sent_again(tmp_path: Path) -> None:
    needs_server()
    with opened_at(ENGINES["postgresql"].place(tmp_path)) as business:
        add_client(business)
        async with desk_on(business) as pilot:
            for number, is_kept in enumerate((True, False)):
                await pilot.press("f3")
                await until_screen(pilot, QuickEntry)
                pilot.app.screen.query_one(Input).value = f"acme {15 + number} printer"
                await until(pilot, lambda: is_back(pilot, "0:1"))
                with pytest.MonkeyPatch.context() as patch:
                    lose(patch, is_kept=is_kept)
                    await pilot.press("enter")
                    if is_kept:
                        await until(pilot, lambda: "saved 0:15" in status_of(pilot))
                    else:
                        await until(pilot, lambda: is_back(pilot, "did not keep the change"))
                if not is_kept:
                    await pilot.press("enter")
                    await until(pilot, lambda: "saved 0:16" in status_of(pilot))
            assert sorted(view.charged_minutes for view in business.queries.entries()) == [15, 16]
            assert business.verify().ok
