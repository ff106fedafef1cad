"""Text that waits for the note of a wrap-up is kept with the call while the wrap-up is under way, and no longer."""

from collections.abc import Callable
from pathlib import Path

import pytest

from core.basics.errors import StoreUnavailable
from core.business import Business
from core.model.calls import CallWords
from tests.builders import open_business
from tui.flows.words import WordKeeper, WordsAhead


class KeptHere(WordKeeper):
    """Keeps words in a list."""

    def __init__(self, business: Business) -> None:
        super().__init__(business, "c1", lambda _reason: None)
        self.notes: list[str] = []

    def keep(self, words: CallWords) -> None:
        """Keep the note."""
        self.notes.append(words.note)


async def test_text_that_waits_after_a_wrap_up_that_failed_is_not_its_note(tmp_path: Path) -> None:
    keeper, typed = KeptHere(open_business(tmp_path)), ["toner"]
    asked: list[Callable[[], None] | None] = []
    ahead = WordsAhead(keeper, CallWords("old "), lambda: typed[-1], asked.append, lambda: True)
    with pytest.raises(StoreUnavailable), ahead:
        typed.append("toner jams")
        look = asked[-1]
        assert look is not None
        look()
        raise StoreUnavailable("the store is gone")
    assert keeper.notes == ["old toner", "old toner jams"]
    assert ahead.was_used and asked[-1] is None
