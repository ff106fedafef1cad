"""How tests wait: for a condition, never for a length of time.

The deadline is no part of what is tested. It only ends a test whose condition never comes to hold, and is so long that a
machine whose cores are all busy does not reach it.
"""

import os
import time
from collections.abc import Callable

PATIENCE_SECONDS = float(os.environ.get("MONTEORE_TEST_PATIENCE", "120"))


def wait_until(holds: Callable[[], object], wanted: Callable[[], str]) -> None:
    """Wait until `holds()` is true. `wanted` is called for the message if it never is."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not holds():
        assert time.monotonic() < deadline, wanted()
        time.sleep(0.02)
