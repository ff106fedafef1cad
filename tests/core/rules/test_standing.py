"""What an account holds: left today, expired and not forfeited yet, and waiting."""

from hypothesis import given
from hypothesis import strategies as st

from core.model.blocks import OpenOverdraft
from tests.builders import MONDAY, account_of, block_of, days


@given(
    st.lists(st.tuples(st.integers(0, 600), st.integers(-20, 20), st.integers(-20, 20)), max_size=6),
    st.integers(0, 900),
)
def test_what_is_left_what_has_expired_and_what_waits_are_all_minutes(
    blocks: list[tuple[int, int, int]], overdraft: int
) -> None:
    account = account_of(
        *(
            block_of(f"b{number}", minutes, sold_on=days(first), expires_on=days(last))
            for number, (minutes, first, last) in enumerate(blocks)
        ),
        overdrafts=(OpenOverdraft("e1", MONDAY, 1, overdraft),) if overdraft else (),
    )
    left, expired, later = (
        account.left_minutes(MONDAY),
        account.expired_minutes(MONDAY),
        account.later_minutes(MONDAY),
    )
    assert left + expired + later == account.remaining_minutes
    assert account.counted_minutes(MONDAY) == left + later
    assert sum(minutes for _day, minutes in account.expired_days(MONDAY)) == expired
    assert sum(minutes for _day, minutes in account.later_days(MONDAY)) == later
