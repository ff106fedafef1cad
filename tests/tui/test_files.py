"""Paths that a user types."""

from pathlib import Path

import pytest

from core.basics.errors import MonteoreError
from tests.builders import add_client, open_business
from tests.tui.driving import desk_on, handled, preview_of, until, until_screen
from tui.dialogs.form import Form
from tui.files import named_path

IMPOSSIBLE = ["~nosuchuser/a.pdf", "a" * 300 + ".pdf", "/etc/hosts/a.pdf"]


@pytest.mark.parametrize("typed", IMPOSSIBLE[:2])
def test_a_path_that_cannot_be_looked_at_is_refused_in_one_sentence(typed: str) -> None:
    with pytest.raises(MonteoreError) as refused:
        named_path(typed)
    assert "\n" not in str(refused.value)


def test_a_tilde_is_the_user_s_own_folder() -> None:
    assert named_path(" ~/a.pdf ") == Path.home() / "a.pdf"


async def test_an_impossible_path_in_a_form_is_told_and_the_app_lives(tmp_path: Path) -> None:
    business = open_business(tmp_path)
    add_client(business, "acme")
    async with desk_on(business) as pilot:
        await pilot.press(*"acm", "f6")
        for command_id in ("client.statement", "client.import"):
            await until(pilot, lambda: not isinstance(pilot.app.screen, Form) and pilot.app.screen.is_mounted)
            await until(pilot, lambda: len(pilot.app.screen_stack) == 2)
            pilot.app.screen.attempt(command_id)  # type: ignore[attr-defined]
            await until_screen(pilot, Form)
            for typed in IMPOSSIBLE:
                pilot.app.screen.query_one("#field-file").value = typed  # type: ignore[attr-defined]
                await pilot.press("enter")
                # The last refusal is shown until this one is.
                await handled(pilot)
                await until(pilot, lambda: preview_of(pilot).startswith("! "))
                assert isinstance(pilot.app.screen, Form)
            await pilot.press("escape")
        assert pilot.app.is_running
