"""Messages that cross the desk."""

from textual.message import Message


class LedgerChanged(Message):
    """Another session changed the store, or the day did; many in a row are as good as the last."""

    def __init__(self, *, new_day: bool = False) -> None:
        super().__init__()
        self.new_day = new_day

    def can_replace(self, message: Message) -> bool:
        """A later message stands for an earlier one, unless the earlier one brought the day's change."""
        return isinstance(message, LedgerChanged) and (self.new_day or not message.new_day)


class LedgerUnreadable(Message):
    """The store could not be read; `sentence` says why and what to do."""

    def __init__(self, sentence: str) -> None:
        super().__init__()
        self.sentence = sentence
