"""Messages that cross pages."""

from textual.message import Message


class LedgerChanged(Message, bubble=False):
    """Another session changed the store, or the date changed; `new_day` says the latter.

    `is_back` says that the store could not be read before and can be now.
    """

    def __init__(self, *, new_day: bool = False, is_back: bool = False) -> None:
        super().__init__()
        self.new_day = new_day
        self.is_back = is_back

    def can_replace(self, message: Message) -> bool:
        """Whether `message`, which came later, may replace this one: not if the change of the date would be lost."""
        return isinstance(message, LedgerChanged) and (message.new_day or not self.new_day)


class LedgerUnreadable(Message, bubble=False):
    """The store could not be read; `sentence` says why and what to do."""

    def __init__(self, sentence: str) -> None:
        super().__init__()
        self.sentence = sentence


class CallStarted(Message, bubble=False):
    """A call was started by a flow of this session."""


class EntryCorrected(Message, bubble=False):
    """An entry was corrected; `entry_id` is the id of the entry in its place."""

    def __init__(self, entry_id: str) -> None:
        super().__init__()
        self.entry_id = entry_id
