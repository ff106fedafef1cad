"""Draws in the order of the work: no minute is lost or made, and what was posted in order differs in nothing."""

from dataclasses import replace

from hypothesis import assume, given
from hypothesis import strategies as st

from core.journal.events import BlockDraw
from core.model.blocks import Block, OpenOverdraft
from core.model.terms import RenewalMode
from core.rules import drawing
from core.rules.ordering import Paid, decide, moved
from tests.builders import account_of, block_of, days, prepaid_terms

TERMS = prepaid_terms(renewal=RenewalMode.OFF)


def test_late_work_takes_the_block_that_was_there_on_its_day() -> None:
    # Block 1 was used up by work of day 5; the work of day 2 came late and drew from block 2.
    blocks = [
        block_of("b1", 0, size_minutes=60, sold_on=days(0), seq=1),
        block_of("b2", 540, sold_on=days(6), seq=3),
    ]
    on_time = Paid("e1", days(5), 2, (BlockDraw("b1", 60),))
    late = Paid("e2", days(2), 4, (BlockDraw("b2", 60),))
    changes = moved([on_time, late], blocks, lambda _day: TERMS)
    assert [(each.now.entry_id, each.then.by_block()) for each in changes] == [("e2", {"b1": 60}), ("e1", {"b2": 60})]
    account = account_of(*blocks, terms=TERMS)
    after = decide(account, changes).account
    assert {block.block_id: block.remaining_minutes for block in after.blocks} == {"b1": 0, "b2": 540}
    assert after.overdrafts == ()


ENTRIES = st.lists(st.tuples(st.integers(0, 20), st.integers(1, 200), st.integers(0, 6)), max_size=12)
BLOCKS = st.lists(
    st.tuples(st.integers(0, 20), st.integers(1, 300), st.one_of(st.none(), st.integers(0, 9))), max_size=5
)


def posted(
    entries: list[tuple[int, int, int]], sold: list[tuple[int, int, int | None]]
) -> tuple[list[Paid], list[Block]]:
    """What a ledger would have done with entries posted some days late; no overdraft is settled by later blocks here."""
    blocks = [
        block_of(
            f"b{n}", size, size_minutes=size, sold_on=days(day), seq=100 * day,
            expires_on=None if lasts is None else days(day + lasts),
        )
        for n, (day, size, lasts) in enumerate(sold)
    ]  # fmt: skip
    held = {block.block_id: block.size_minutes for block in blocks}
    paid = []
    for n, (day, minutes, late) in enumerate(sorted(entries, key=lambda each: each[0] + each[2])):
        known = [block for block in blocks if block.sold_on <= days(day + late)]
        left, draws = minutes, []
        for block in drawing.in_drawing_order(known):
            part = min(left, held[block.block_id])
            if part and drawing.serves(block, days(day), TERMS.overage):
                draws.append(BlockDraw(block.block_id, part))
                held[block.block_id] -= part
                left -= part
        paid.append(Paid(f"e{n}", days(day), 100 * (day + late) + 50 + n, tuple(draws), left))
    return paid, [replace(block, remaining_minutes=held[block.block_id]) for block in blocks]


@given(entries=ENTRIES, sold=BLOCKS)
def test_no_minute_is_lost_and_no_block_holds_less_than_nothing(
    entries: list[tuple[int, int, int]], sold: list[tuple[int, int, int | None]]
) -> None:
    paid, blocks = posted(entries, sold)
    changes = moved(paid, blocks, lambda _day: TERMS)
    for each in changes:
        assert each.now.minutes == each.then.minutes
        for block_id in each.then.by_block():
            block = next(block for block in blocks if block.block_id == block_id)
            assert drawing.serves(block, each.now.work_date, TERMS.overage)
    account = account_of(*blocks, terms=TERMS)
    account = replace(
        account,
        overdrafts=tuple(
            OpenOverdraft(each.entry_id, each.work_date, each.seq, each.overdraft_minutes)
            for each in paid
            if each.overdraft_minutes
        ),
    )
    decision = decide(account, changes)
    assert all(block.remaining_minutes >= 0 for block in decision.account.blocks)
    assert decision.account.remaining_minutes == account.remaining_minutes


@given(entries=ENTRIES, sold=BLOCKS)
def test_moved_draws_differ_no_more(
    entries: list[tuple[int, int, int]], sold: list[tuple[int, int, int | None]]
) -> None:
    paid, blocks = posted(entries, sold)
    changes = {each.now.entry_id: each.then for each in moved(paid, blocks, lambda _day: TERMS)}
    then = [changes.get(each.entry_id, each) for each in paid]
    drawn: dict[str, int] = {}
    for each in then:
        for block_id, minutes in each.by_block().items():
            drawn[block_id] = drawn.get(block_id, 0) + minutes
    left = [replace(block, remaining_minutes=block.size_minutes - drawn.get(block.block_id, 0)) for block in blocks]
    assert moved(then, left, lambda _day: TERMS) == ()


@given(entries=ENTRIES)
def test_work_posted_in_order_differs_in_nothing(entries: list[tuple[int, int, int]]) -> None:
    on_time = [(day, minutes, 0) for day, minutes, _late in entries]
    paid, blocks = posted(on_time, [(0, 300, None), (0, 900, 9), (3, 1400, None)])
    assume(not any(each.overdraft_minutes for each in paid))
    assert moved(paid, blocks, lambda _day: TERMS) == ()
