"""Hours given, taken, transferred and credited: minutes and money add up, whatever the blocks."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.basics.errors import Refused, Usage
from core.journal.events import BlockAdded, BlockForfeited, HoursCorrected, LineAdded
from core.model.blocks import Block, LapseCause, OpenOverdraft, Origin
from core.model.terms import RenewalMode
from core.rules.adjusting import Credited, adjust, credit, taken, transfer
from tests.builders import MONDAY, account_of, block_of, context_on, days, prepaid_terms

QUIET = prepaid_terms(renewal=RenewalMode.OFF)


def test_hours_given_are_a_block_without_a_line_that_settles_what_is_open() -> None:
    account = account_of(terms=QUIET, overdrafts=(OpenOverdraft("e1", MONDAY, 1, 30),))
    told, block = adjust(account, 120, "goodwill", MONDAY, context_on()).events
    assert isinstance(told, HoursCorrected)
    assert isinstance(block, BlockAdded)
    assert (told.minutes, told.reason, block.correction_id) == (120, "goodwill", told.correction_id)
    assert (block.origin, block.line, block.price_minor) == (Origin.ADJUSTED, None, 0)
    assert [settled.minutes for settled in block.settles] == [30]


def test_hours_are_taken_from_what_serves_today_first_and_never_from_what_is_expired() -> None:
    account = account_of(
        block_of("b1", 60, expires_on=days(-1), sold_on=days(-90)),
        block_of("b2", 60, available_from=days(5)),
        block_of("b3", 60, expires_on=days(30)),
        terms=QUIET,
    )
    assert [(draw.block_id, draw.minutes) for draw in taken(account, 90, MONDAY)] == [("b3", 60), ("b2", 30)]
    with pytest.raises(Refused, match="2:00 h left, so 3:00 h cannot be taken away"):
        adjust(account, -180, "dispute", MONDAY, context_on())


def test_hours_that_are_taken_make_a_renewal_due_as_work_does() -> None:
    decision = adjust(account_of(block_of("b1", 360)), -120, "dispute", MONDAY, context_on())
    assert [type(event) for event in decision.events] == [HoursCorrected, BlockForfeited, BlockAdded]
    assert decision.account.remaining_minutes == 240 + 600


@pytest.mark.parametrize("reason", ["", "  "])
def test_a_correction_without_a_reason_is_refused(reason: str) -> None:
    with pytest.raises(Usage, match="say why"):
        adjust(account_of(block_of("b1", 360)), 60, reason, MONDAY, context_on())


BLOCKS = st.lists(
    st.builds(
        lambda number, size, used, price, expires: block_of(
            f"b{number}",
            max(0, size - used),
            size_minutes=size,
            price_minor=price,
            expires_on=None if expires is None else days(expires),
        ),
        number=st.integers(1, 99),
        size=st.integers(1, 900),
        used=st.integers(0, 900),
        price=st.integers(0, 200_000),
        expires=st.one_of(st.none(), st.integers(0, 300)),
    ),
    min_size=1,
    max_size=5,
    unique_by=lambda block: block.block_id,
)


@given(blocks=BLOCKS, minutes=st.integers(1, 2000))
def test_a_transfer_moves_minutes_with_their_expiry_and_no_money_is_made(blocks: list[Block], minutes: int) -> None:
    source, target = account_of(*blocks, terms=QUIET), account_of(terms=QUIET)
    target = target.__class__(
        target.client.__class__("k2", "beta", "Beta"), target.agreements, (), (), None, {}
    )  # fmt: skip
    paid = {block.block_id: Fraction(block.price_minor, block.size_minutes) for block in blocks}
    held = sum(block.remaining_minutes for block in blocks)
    if minutes > held:
        with pytest.raises(Refused):
            transfer(source, target, minutes, "site moved", context_on(), paid)
        return
    lost, gained = transfer(source, target, minutes, "site moved", context_on(), paid)
    assert lost.account.remaining_minutes == held - minutes
    assert gained.account.remaining_minutes == minutes
    by_id = {block.block_id: block for block in blocks}
    for event in gained.events[1:]:
        assert isinstance(event, BlockAdded)
        came_from = by_id[event.from_block_id or ""]
        assert event.expires_on == came_from.expires_on
        assert event.price_minor <= came_from.price_minor
        assert event.line is None


@given(
    size=st.integers(1, 900),
    price=st.integers(1, 500_000),
    parts=st.lists(st.integers(1, 300), min_size=1, max_size=8),
)
def test_credits_of_a_block_add_up_to_its_price(size: int, price: int, parts: list[int]) -> None:
    left, minutes, money = size, 0, 0
    for part in [*parts, None]:
        block = block_of("b1", left, size_minutes=size, price_minor=price)
        if left == 0 or (part or 0) > left:
            continue
        decision = credit(
            account_of(block, terms=QUIET), block, part, "", context_on(), Fraction(price, size),
            Credited(minutes, money), "l1",
        )  # fmt: skip
        told, forfeited, added = decision.events
        assert isinstance(told, HoursCorrected)
        assert isinstance(forfeited, BlockForfeited)
        assert isinstance(added, LineAdded)
        assert forfeited.cause is LapseCause.CREDITED
        assert (added.line.amount_minor, added.line.corrects) == (-forfeited.credit_minor, "l1")
        minutes, money, left = minutes + forfeited.minutes, money + forfeited.credit_minor, left - forfeited.minutes
    assert (left, minutes, money) == (0, size, price)


def test_a_block_that_cost_nothing_is_not_credited() -> None:
    block = block_of("b1", 60)
    with pytest.raises(Refused, match="monteore account adjust acme -60m"):
        credit(account_of(block, terms=QUIET), block, None, "", context_on(), Fraction(0), Credited(), None)
