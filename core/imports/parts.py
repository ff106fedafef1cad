"""The parts of an import: changes so small that nobody waits long for the lock."""

import time
from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

T = TypeVar("T")

Progress = Callable[[int, int], None]
"""Is told how many of how many items are done, after each part."""

PART_ROWS = 200
"""The most rows of one change."""

PART_SECONDS = 0.15
"""A change that takes longer ends with fewer rows: others wait for it."""

_PAUSE_SECONDS = 0.005
"""Between two changes, so that whoever waits for the lock has it before the import asks again."""


def in_time(items: Sequence[T]) -> Iterator[T]:
    """The first items: at most as many as a change may hold, and none once it takes too long."""
    is_late = clock()
    for item in items[:PART_ROWS]:
        yield item
        if is_late():
            return


def clock() -> Callable[[], bool]:
    """Tells, from now on, whether a change takes too long."""
    began = time.monotonic()
    return lambda: time.monotonic() - began > PART_SECONDS


def pause(progress: Progress | None, done: int, total: int) -> None:
    """Tell the progress after a part, and let others write before the next one."""
    if progress:
        progress(done, total)
    if done < total:
        time.sleep(_PAUSE_SECONDS)
