"""Several lines at once: each after those before it, with what deserves a look and what cannot be saved."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from core.basics.clock import FakeClock
from core.business import Business
from core.entryline.batch import LineView
from tests.builders import add_client, fake_clock, open_business


@pytest.fixture
def clock() -> FakeClock:
    return fake_clock()


@pytest.fixture
def business(tmp_path: Path, clock: FakeClock) -> Iterator[Business]:
    with open_business(tmp_path, clock) as opened:
        add_client(opened, "acme")
        add_client(opened, "vivai", blocks=(310,))
        yield opened
        assert opened.verify().ok


def _left(view: LineView) -> int:
    assert view.preview is not None
    return view.preview.remaining_after_minutes


def test_each_line_is_previewed_after_those_before_it(business: Business) -> None:
    views = business.lines.preview_all(["acme 10 printer", "vivai 9:00-9:05 vpn", "acme 20 toner", "zanot 5 toner"])
    assert [_left(view) for view in views[:3]] == [590, 305, 570]
    assert [view.can_be_saved for view in views] == [True, True, True, False]
    assert "no client zanot" in str(views[3].refused)
    assert business.queries.entries() == ()


def test_a_line_that_adds_a_block_deserves_a_look_and_the_next_draws_on_it(business: Business) -> None:
    first, second = business.lines.preview_all(["vivai 20 vpn", "vivai 30 toner"])
    assert first.preview is not None
    assert (first.deserves_a_look, first.preview.renewal_minutes, first.preview.renewal_price_minor) == (
        True,
        600,
        80_000,
    )
    assert (_left(first), _left(second)) == (890, 860)
    assert not second.deserves_a_look


def test_a_line_that_overlaps_an_earlier_line_or_an_entry_is_marked_and_can_be_saved(business: Business) -> None:
    business.lines.post("acme 8:00-8:30 backup")
    views = business.lines.preview_all(["acme 9:00-9:20 vpn", "vivai 9:10 9:30 switch", "acme 8:20-8:40 restore"])
    assert [view.looks for view in views] == [(), ("overlaps line 1",), ("overlaps 08:00 acme 0:30",)]
    assert all(view.can_be_saved for view in views)
    assert [view.deserves_a_look for view in views] == [False, True, True]


def test_lines_without_a_start_do_not_overlap_and_a_repeat_is_told(business: Business) -> None:
    views = business.lines.preview_all(["acme 15 printer", "vivai 15 vpn", "acme 15 Printer"])
    assert [view.looks for view in views] == [(), (), ("repeats line 1",)]


def test_a_call_on_hold_does_not_overlap_the_call_that_came_meanwhile(business: Business, clock: FakeClock) -> None:
    acme, vivai = (business.queries.resolve_client(code).client_id for code in ("acme", "vivai"))
    business.calls.start(acme)
    clock.advance(timedelta(minutes=5))
    business.calls.start(vivai)
    clock.advance(timedelta(minutes=5))
    business.calls.stop()
    business.calls.resume()
    clock.advance(timedelta(minutes=20))
    business.calls.stop()
    (view,) = business.lines.preview_all(["acme 10:06-10:09 mail"])
    assert view.looks == ("overlaps 10:05 vivai 0:05",)


def test_a_line_without_a_client_is_the_default_one_and_says_so(business: Business) -> None:
    acme = business.queries.resolve_client("acme")
    views = business.lines.preview_all(
        ["15 printer", "vivai 20 vpn", "+remote 10m mail", "router jams 5", "vivay 10", "zanot 5 toner"], acme
    )
    assert [view.preview.client.code if view.preview else "" for view in views] == [
        "acme",
        "vivai",
        "acme",
        "acme",
        "",
        "",
    ]
    assert [view.default_used for view in views] == [True, False, True, True, False, False]
    assert "vivai" in str(views[4].refused)
    assert str(views[5].refused) == "there is no client zanot; for acme write the time first"


def test_an_h_mm_over_four_hours_is_a_doubt_with_both_readings(business: Business) -> None:
    (view,) = business.lines.preview_all(["acme 9:00 vpn"])
    assert view.doubt is not None
    assert view.doubt.since is not None
    assert (view.doubt.seconds, view.doubt.since.worked_seconds) == (32400, 3600)
    assert view.deserves_a_look


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("acme 10 printer\nvivai 9:00-9:20 vpn", ("acme 10 printer", "vivai 9:00-9:20 vpn")),
        ("acme 10 printer\njams again\n\nvivai 20 vpn", ("acme 10 printer jams again", "vivai 20 vpn")),
        ("acme 10 printer\nzanot 5 toner", ("acme 10 printer", "zanot 5 toner")),
        ("acme 10 printer\nvivai called back", ("acme 10 printer vivai called back",)),
        ("15 printer\nacme 20 vpn", ("15 printer", "acme 20 vpn")),
    ],
)
def test_a_pasted_line_that_is_a_whole_entry_is_one_and_others_go_on_with_it(
    business: Business, text: str, lines: tuple[str, ...]
) -> None:
    assert business.lines.split(text) == lines


def test_the_same_key_posts_a_line_once_and_what_it_overlaps_is_told_once(business: Business) -> None:
    business.lines.post("acme 9:00-9:20 vpn")
    first = business.lines.post("vivai 9:10-9:30 switch", "k1")
    again = business.lines.post("vivai 9:10-9:30 switch", "k1")
    assert (first.looks, again.looks) == (("overlaps 09:00 acme 0:20",), ())
    assert again.existed
    assert len(business.queries.entries()) == 2
