"""What the runner reads again after a change."""

from pathlib import Path
from typing import cast

from tests.builders import open_business
from tui.flows.runner import Asker, Runner


class Desk:
    """Counts how often it is to read again."""

    def __init__(self) -> None:
        self.reads = 0

    def reload(self) -> None:
        """Read again what is shown."""
        self.reads += 1


async def test_a_change_that_no_key_asked_for_reads_nothing_again(tmp_path: Path) -> None:
    with open_business(tmp_path) as business:
        desk = Desk()
        runner = Runner(business, business.second(), cast(Asker, desk))
        assert await runner.change_unasked(lambda: business.daily.run()) is not None
        assert desk.reads == 0
        assert await runner.change(lambda: business.daily.run()) is not None
        assert desk.reads == 1
