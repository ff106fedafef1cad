"""Design rule 2: which blocks pay, what stays open, how a new block settles it."""

from hypothesis import given
from hypothesis import strategies as st

from core.journal.events import BlockDraw, Settlement
from core.model.blocks import OpenOverdraft
from core.model.terms import Overage
from core.rules.block_order import in_drawing_order
from core.rules.drawing import draw, serves, settle
from tests.builders import MONDAY, block_of, days


def test_the_block_that_expires_first_pays_first_and_one_without_expiry_last() -> None:
    blocks = [block_of("b1", 60), block_of("b2", 60, expires_on=days(90)), block_of("b3", 60, expires_on=days(30))]
    drawing = draw(100, MONDAY, blocks, Overage.SETTLE)
    assert drawing.draws == (BlockDraw("b3", 60), BlockDraw("b2", 40))
    assert drawing.uncovered_minutes == 0


def test_among_equal_expiries_the_earliest_sold_pays_and_then_the_one_recorded_first_whatever_its_id() -> None:
    blocks = [
        block_of("b3", 60, seq=1 << 62),
        block_of("b2", 60, seq=1 << 62),
        block_of("b1", 60, seq=8),
        block_of("b4", 60, seq=7),
        block_of("b9", 60, sold_on=days(-1), seq=9),
    ]
    assert [block.block_id for block in in_drawing_order(blocks)] == ["b9", "b4", "b1", "b2", "b3"]


def test_both_ends_of_a_blocks_life_are_included() -> None:
    block = block_of("b1", 60, expires_on=days(10))
    assert serves(block, MONDAY, Overage.BILL)
    assert serves(block, days(10), Overage.BILL)
    assert not serves(block, days(11), Overage.BILL)
    assert not serves(block, days(-1), Overage.BILL)


def test_under_settle_a_block_serves_work_from_before_its_sale_but_never_after_its_expiry() -> None:
    block = block_of("b1", 60, expires_on=days(10))
    assert serves(block, days(-100), Overage.SETTLE)
    assert not serves(block, days(11), Overage.SETTLE)


def test_what_no_block_covers_stays_uncovered() -> None:
    drawing = draw(100, MONDAY, [block_of("b1", 30), block_of("b2", 0)], Overage.SETTLE)
    assert drawing.draws == (BlockDraw("b1", 30),)
    assert drawing.uncovered_minutes == 70


def test_a_new_block_settles_the_oldest_work_first_and_stops_when_it_is_empty() -> None:
    overdrafts = [
        OpenOverdraft("e3", days(2), 3, 50),
        OpenOverdraft("e1", days(-2), 9, 30),
        OpenOverdraft("e2", days(2), 2, 50),
    ]
    assert settle(overdrafts, 100, None) == (Settlement("e1", 30), Settlement("e2", 50), Settlement("e3", 20))


def test_a_new_block_does_not_settle_work_done_after_its_expiry() -> None:
    overdrafts = [OpenOverdraft("e1", days(6), 1, 30), OpenOverdraft("e2", days(5), 2, 30)]
    assert settle(overdrafts, 100, days(5)) == (Settlement("e2", 30),)


@given(
    minutes=st.integers(0, 2000),
    held=st.lists(st.tuples(st.integers(0, 600), st.one_of(st.none(), st.integers(-5, 5))), max_size=6),
    day=st.integers(-5, 5),
    overage=st.sampled_from(list(Overage)),
)
def test_draws_and_the_uncovered_part_add_up_and_no_block_gives_more_than_it_holds(
    minutes: int, held: list[tuple[int, int | None]], day: int, overage: Overage
) -> None:
    blocks = [
        block_of(f"b{number}", left, sold_on=days(-2), expires_on=None if end is None else days(end))
        for number, (left, end) in enumerate(held)
    ]
    drawing = draw(minutes, days(day), blocks, overage)
    by_id = {block.block_id: block for block in blocks}
    assert sum(part.minutes for part in drawing.draws) + drawing.uncovered_minutes == minutes
    assert len({part.block_id for part in drawing.draws}) == len(drawing.draws)
    for part in drawing.draws:
        block = by_id[part.block_id]
        assert 0 < part.minutes <= block.remaining_minutes
        assert serves(block, days(day), overage)
    if drawing.uncovered_minutes:
        able = sum(block.remaining_minutes for block in blocks if serves(block, days(day), overage))
        assert able == sum(part.minutes for part in drawing.draws)
