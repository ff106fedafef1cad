"""The sample business for tests that read it: made once a run for each instant, however many workers there are."""

import fcntl
import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from core.demo import make_demo

SampleOf = Callable[[datetime], Path]
"""Returns the path of the sample as of an instant. Who writes to it takes a copy (`shutil.copy`)."""

MANUAL = datetime(2026, 11, 2, 15, 40, tzinfo=UTC)
"""The instant of the sample in the manual's tables."""


def made(folder: Path, now: datetime) -> Path:
    """The sample as of `now` in `folder`, made by whichever worker asks first while the others wait for its lock."""
    path = folder / f"sample-{now:%Y-%m-%d-%H%M}.db"
    with path.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not path.exists():
            unfinished = path.with_suffix(".unfinished")
            unfinished.unlink(missing_ok=True)
            make_demo(unfinished, now=now)
            os.replace(unfinished, path)
    return path
