"""The page of calls that nobody logged."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from core.basics.i18n import speaking
from core.queries.views.unlogged import ReconcileView
from core.rules.coverage import Cover, Coverage
from tui.widgets.unlogged_lines import unlogged_foot


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("en", "records of pbx from 28 Nov 20:38 to 29 Nov 09:05"),
        ("it", "registrazioni di pbx dal 28/11 20:38 al 29/11 09:05"),
    ],
)
def test_what_the_records_cover_is_said_with_the_days_of_the_desk(language: str, told: str) -> None:
    cover = Cover("pbx", datetime(2026, 11, 28, 19, 38, tzinfo=UTC), datetime(2026, 11, 29, 8, 5, tzinfo=UTC))
    day, began = cover.since.date(), cover.since
    view = ReconcileView(day, day, began, began, Coverage((cover,), (), ()), (), (), {}, 0, 0, 0, 0, 0)
    with speaking(language):
        assert unlogged_foot(view, ZoneInfo("Europe/Rome")) == told
