"""The header."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from textual.widgets import Static

from core.basics.clock import FakeClock
from core.basics.i18n import speaking
from core.business import Business
from core.model.accounts import AccountCard
from core.model.calls import CallState
from core.model.clients import Client
from core.model.terms import RenewalMode
from core.queries.views.calls import CallView
from core.queries.views.desk import DeskView
from tests.builders import add_client, draft_of, fake_clock, open_business, prepaid_terms
from tests.tui.driving import call, desk_of, desk_on, settled, until, until_screen
from tui.dialogs.confirm import Confirm
from tui.pages.proposals import ProposalsPage
from tui.widgets.header_line import HeaderLine, beginning_of_header, rest_of_header
from tui.widgets.text_lines import TextLines

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
OFFICINE = Client("k1", "officine", "Officine Bianchi")
CALL = CallView("c1", OFFICINE, "anna", CallState.RUNNING, NOW, 728, account=AccountCard("k1", OFFICINE))
VIEW = DeskView(
    "anna", NOW, NOW.date(), "Europe/Rome", (), (CALL,), (), 54 * 60, 60, 3, 2, 40, due_proposals=4, mail_troubles=1,
    missed_calls=1, unpaid=2,
)  # fmt: skip


@pytest.fixture
def clock() -> FakeClock:
    return fake_clock()


@pytest.fixture
def business(tmp_path: Path, clock: FakeClock) -> Business:
    opened = open_business(tmp_path, clock)
    acme = add_client(opened, "acme", terms=prepaid_terms(renewal=RenewalMode.ASK))
    add_client(opened, "bianchi")
    opened.entries.post(draft_of(acme, 400, note="server"))
    return opened


@pytest.mark.parametrize(("width", "places"), [(80, (33, 44, 54)), (120, (61, 72, 82)), (200, (61, 72, 82))])
def test_each_alert_has_its_column_and_its_words_at_every_width(width: int, places: tuple[int, ...]) -> None:
    line = " " * 18 + str(rest_of_header(VIEW, (CALL,), width))
    assert [line.index(word) for word in ("!1 missed", "!3 low", "!2 renew")] == list(places)
    assert line.endswith("anna  0:54")
    assert len(line) == width - 1
    assert line.index("Officine Bia") == 19


def test_an_alert_of_zero_leaves_its_place_blank_and_the_others_stay() -> None:
    line = " " * 18 + str(rest_of_header(replace(VIEW, under_threshold=0), (CALL,), 80))
    assert "low" not in line
    assert (line.index("!1 missed"), line.index("!2 renew")) == (33, 54)


def test_two_alerts_never_touch_also_where_one_is_longer_than_its_place() -> None:
    with speaking("it"):
        line = str(rest_of_header(replace(VIEW, unpaid=77), (CALL,), 120))
        assert "77 da pagare +2 anna" in " ".join(line.split()) and len(line) + 18 < 120
        assert "77 da pagare 4 da fare" in " ".join(str(rest_of_header(replace(VIEW, unpaid=77), (CALL,), 200)).split())


def test_alerts_without_a_column_are_counted() -> None:
    assert "+3" in str(rest_of_header(VIEW, (CALL,), 80))
    wide = str(rest_of_header(VIEW, (CALL,), 120))
    assert "2 unpaid" in wide and "+2" in wide and "mail" not in wide
    huge = " " * 18 + str(rest_of_header(VIEW, (CALL,), 200))
    assert [huge.index(word) for word in ("2 unpaid", "4 due", "1 mail")] == [94, 106, 118]
    assert "+" not in huge


def test_italian_words_fit_their_columns() -> None:
    with speaking("it"):
        line = " " * 18 + str(rest_of_header(VIEW, (CALL,), 80))
        assert [line.index(word) for word in ("!1 persa", "!3 bassi", "!2 rinnovi")] == [33, 44, 54]
        assert len(line) == 79


def test_a_held_call_stands_beside_the_running_one_from_120_columns() -> None:
    held = replace(CALL, call_id="c2", client=Client("k2", "farmacia", "Farmacia"), state=CallState.ON_HOLD)
    assert (" " * 18 + str(rest_of_header(VIEW, (CALL, held), 120))).index("║ farmacia") == 45
    assert "║ 2 held" in str(rest_of_header(VIEW, (CALL, held, replace(held, call_id="c3")), 120))
    assert "farmacia" not in str(rest_of_header(VIEW, (CALL, held), 80))


def test_the_first_columns_are_the_time_and_the_call_s_mark() -> None:
    noon = datetime(2026, 3, 2, 12, 41, tzinfo=UTC)
    assert str(beginning_of_header(noon, CALL, VIEW)) == " 12:41  ● "
    assert str(beginning_of_header(noon, None, VIEW)) == " 12:41  ○ "
    assert len(str(beginning_of_header(noon, None, None))) == 10


async def test_the_header_of_a_desk_in_use(business: Business) -> None:
    async with desk_on(business, (80, 24)) as pilot:

        def parts() -> list[str]:
            return [str(part.render()) for part in desk_of(pilot).query_one(HeaderLine).query(Static)]

        # What is low is counted beside the screen's thread.
        await until(pilot, lambda: "!1 low" in parts()[2] and "!1 renew" in parts()[2])
        assert "no call" in parts()[1]


async def test_a_page_opened_long_after_a_read_shows_how_long_the_call_has_lasted(
    business: Business, clock: FakeClock
) -> None:
    async with desk_on(business, (80, 24)) as pilot:
        await call(pilot, "acme")
        await until(pilot, lambda: desk_of(pilot).own_calls)
        # What the call is shown by may be read again, after what started it.
        await settled(pilot)
        read = desk_of(pilot).view
        clock.advance(timedelta(seconds=47, milliseconds=300))
        await pilot.press("f9")
        await until_screen(pilot, ProposalsPage)
        await settled(pilot)
        assert desk_of(pilot).view is read
        assert str(pilot.app.screen.query_one("#header-time", Static).render()) == "00:00:47"
        clock.advance(timedelta(milliseconds=700))
        desk_of(pilot).tick()
        assert str(pilot.app.screen.query_one("#header-time", Static).render()) == "00:00:48"


async def test_the_header_s_other_words_do_not_set_the_call_s_time_back(business: Business, clock: FakeClock) -> None:
    async with desk_on(business, (80, 24)) as pilot:
        await call(pilot, "acme")
        await until(pilot, lambda: desk_of(pilot).own_calls)
        clock.advance(timedelta(seconds=47))
        desk = desk_of(pilot)
        assert desk.view is not None
        desk.updates.take_header(replace(desk.view, missed_calls=1))
        assert str(desk.query_one("#header-time", Static).render()) == "00:00:47"


async def test_what_is_asked_before_a_call_is_dropped_names_its_time_now(business: Business, clock: FakeClock) -> None:
    async with desk_on(business, (80, 24)) as pilot:
        await call(pilot, "acme")
        await until(pilot, lambda: desk_of(pilot).own_calls)
        clock.advance(timedelta(seconds=47))
        desk_of(pilot).attempt("cancel")
        await until_screen(pilot, Confirm)
        assert "00:00:47 so far" in pilot.app.screen.query_one(TextLines).text
