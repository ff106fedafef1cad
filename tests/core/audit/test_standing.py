"""Standing entries are kept as a dict would keep them, in a fraction of its memory."""

from hypothesis import given
from hypothesis import strategies as st

from core.audit.standing import Standing
from tests.profiles import examples

_IDS = st.integers(0, 30).map(lambda number: f"e{number}")


@given(st.lists(st.tuples(_IDS, st.integers(-5, 5), st.sampled_from("abc")) | _IDS, max_size=60))
@examples(40)
def test_entries_are_kept_and_forgotten_as_in_a_dict(steps: list[tuple[str, int, str] | str]) -> None:
    kept, wanted = Standing(), dict[str, tuple[int, str]]()
    for step in steps:
        if isinstance(step, str):
            known = wanted.pop(step, None)
            assert kept.pop(step) == (known[0] if known else None)
        else:
            entry_id, *values = step
            (kept.put if entry_id in wanted else kept.add)(entry_id, *values)
            wanted[entry_id] = (values[0], values[1])
    for number in range(31):
        minutes, account_id = wanted.get(f"e{number}", (None, ""))
        assert (kept.minutes(f"e{number}"), kept.account(f"e{number}")) == (minutes, account_id)
