"""The panel of what is left: five lines in fixed places."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from core.basics.i18n import speaking
from core.model.accounts import AccountCard
from core.model.blocks import Origin
from core.model.clients import Client
from core.model.terms import Kind, RenewalMode, Serves
from core.model.work import Waits
from core.queries.dues import Unpaid
from core.queries.views.balances import BalanceView, BlockView
from core.rules.pace import Lasting
from tui.widgets.left_panel import left_lines

NOW = datetime(2026, 11, 29, tzinfo=UTC)
ACME = Client("k1", "officine", "Officine Bianchi")
BLOCK = BlockView("b1", 300, 240, date(2026, 5, 1), date(2026, 12, 10), Origin.SOLD, "paid")
VIEW = BalanceView(
    ACME, Kind.PREPAID, 240, 0, 15, 120, (BLOCK,), 300,
    lasting=Lasting(35, date(2027, 1, 22), date(2027, 1, 5), date(2027, 2, 20)), renewal=RenewalMode.AUTO,
    price_minor=37500, account=AccountCard("k1", ACME), step_minutes=15, months=(("2026-10", 60), ("2026-11", 120)),
)  # fmt: skip


def shown(view: BalanceView, seconds: int | None = 728, width: int = 36, rows: int = 5) -> list[str]:
    return [str(line) for line in left_lines(view, seconds, width, rows)]


UNPAID = Unpaid("k1", "k1", "EUR", 75_000, date(2026, 11, 30), ("7",))


def test_the_five_lines_at_eighty_columns() -> None:
    assert shown(VIEW) == [
        "4:00 h of 5:00  ━━━━━━━┿━━━━━━────",
        "after this call 3:45   so far 0:13",
        "lasts until 22 Jan (5 Jan-20 Feb)",
        "next expiry 10 Dec  4:00 of it",
        "renews under 2:00: +5:00 €375.00",
    ]


def test_with_more_room_values_stand_in_a_column_and_the_months_follow() -> None:
    lines = shown(VIEW, width=64, rows=14)
    assert lines[1] == ""
    assert lines[2] == "after this call    3:45     so far 0:13, steps of 0:15"
    assert lines[3] == "lasts until about  22 Jan   5 Jan-20 Feb, 5 weeks"
    assert lines[7] == "charged by month"
    assert lines[-1].endswith("   2:00")


@pytest.mark.parametrize(
    ("changes", "place", "words"),
    [
        ({"remaining_minutes": -405, "below_since": date(2026, 11, 3)}, 0, "-6:45 h  !! used up since 3 Nov"),
        ({"remaining_minutes": 105}, 0, "1:45 h !"),
        ({"expired_minutes": 240, "expired_days": ((date(2026, 11, 25), 240),)}, 3, "4:00 expired 25 Nov"),
        ({"later_minutes": 300, "later_days": ((date(2026, 12, 1), 300),)}, 3, "later 5:00 from 1 Dec"),
        ({"later_minutes": 300, "held": ((Serves.PAID, 300),)}, 3, "later 5:00 when paid"),
        ({"unpaid": (UNPAID,)}, 4, "overdue €750.00 since 30 Nov 2026"),
        ({"renewal_pending": True}, 4, "! renewal waits: +5:00"),
        ({"renewal": RenewalMode.ASK}, 4, "asks under 2:00"),
        ({"renewal": RenewalMode.OFF}, 4, "never renews, warns under 2:00"),
        ({"waits": Waits(1, 20)}, 2, "! 0:20 waits for an agreement"),
        ({"lasting": None, "weeks_left": 60}, 2, "lasts over a year"),
        ({"lasting": Lasting(35, date(2027, 1, 22), date(2027, 1, 5), None)}, 2, "(from 5 Jan on)"),
    ],
)
def test_what_matters_more_takes_the_place_of_a_line(changes: dict[str, object], place: int, words: str) -> None:
    lines = shown(replace(VIEW, **changes))  # type: ignore[arg-type]
    assert len(lines) == 5
    assert words in lines[place]


@pytest.mark.parametrize("spoken", ["en", "it"])
def test_no_line_is_wider_than_the_panel(spoken: str) -> None:
    with speaking(spoken):
        expired = replace(VIEW, expired_minutes=240, expired_days=((date(2026, 11, 25), 240),))
        dear = replace(VIEW, block_minutes=1200, price_minor=150_000, threshold_minutes=600)
        assert "€1,500.00" in shown(dear)[4] or "1.500,00 €" in shown(dear)[4]
        assert len(shown(dear)[4]) <= 36
        views = (VIEW, replace(VIEW, remaining_minutes=105), expired, replace(VIEW, unpaid=(UNPAID,)))
        assert all(len(line) <= 36 for view in views for line in shown(view))
        assert all(len(line) <= 64 for view in views for line in shown(view, width=64, rows=30))


def test_a_client_by_the_hour_has_no_hours_to_show() -> None:
    lines = shown(replace(VIEW, kind=Kind.BREAK_FIX, remaining_minutes=0, blocks=()), None)
    assert lines == ["by the hour", "no call", "", "", ""]


def test_a_call_of_a_colleague_is_not_in_what_is_left_after_mine() -> None:
    both = replace(VIEW, pending_minutes=45, others_pending_minutes=30)
    assert shown(both)[1] == "after this call 3:45   so far 0:13"
    assert shown(both, width=64, rows=14)[2].endswith("so far 0:13, others 0:30")
