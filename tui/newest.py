"""Reads in threads, one at a time for each asker: a slow disk stalls no key, and what is shown is what was asked for last."""

import asyncio
from collections.abc import Callable
from typing import Any, TypeVar

from tui.attempt import Answer, attempt

T = TypeVar("T")


class Newest:
    """The reads of one asker. While one is at work the others wait, and only the newest of them is made."""

    def __init__(self) -> None:
        self._wanted: object = None
        """A mark of the last request; another one makes the result of this worthless."""
        self._at_work: tuple[object, asyncio.Task[Answer[Any]]] | None = None
        """What the read in a thread is of, and its task."""

    async def read(self, read: Callable[[], T], of: object = None, pause: float = 0.0) -> Answer[T] | None:
        """Read in a thread. Returns what was read or its error, or `None` if something else was asked for meanwhile.

        If a read of the same `of` is at work, its result is used; with `None` every call reads anew. `pause` is how many
        seconds to wait before the read begins, in case something newer is asked for.
        """
        self._wanted = wanted = object()
        if pause:
            await asyncio.sleep(pause)
        while self._wanted is wanted and (other := self._at_work_otherwise(of)) is not None:
            await asyncio.wait([other])
        if self._wanted is not wanted:
            return None
        if self._at_work is None or self._at_work[1].done():
            self._at_work = of, asyncio.create_task(asyncio.to_thread(attempt, read))
        # A cancelled caller leaves the task running: the read in the thread cannot be stopped.
        answer: Answer[T] = await asyncio.shield(self._at_work[1])
        return answer if self._wanted is wanted else None

    def forget(self) -> None:
        """Nothing that was asked for is wanted any more."""
        self._wanted = None

    def _at_work_otherwise(self, of: object) -> "asyncio.Task[Answer[Any]] | None":
        """The read at work, if it is of something else."""
        if self._at_work is None or self._at_work[1].done() or (of is not None and self._at_work[0] == of):
            return None
        return self._at_work[1]
