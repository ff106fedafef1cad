"""Which of several things a page shows: a day, an account, a report."""

from typing import Generic, TypeVar

T = TypeVar("T")


class Selection(Generic[T]):
    """What is shown, on which keys act, and what is being read in its place.

    What was asked for is shown only once it was read. If it cannot be read, what was shown stays shown.
    """

    def __init__(self, shown: T) -> None:
        self.shown = shown
        """What was read last; before the first read, what will be."""
        self.wanted = shown
        """What is to be read: other than `shown` from the key that asks for it until it was read."""

    def take(self, read: T) -> bool:
        """It was read; true if something else was shown before."""
        before, self.shown = self.shown, read
        return before != read

    def give_up(self) -> None:
        """It could not be read: want what is shown."""
        self.wanted = self.shown
