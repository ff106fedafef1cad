"""Refusals: each holds the one sentence a user reads, ending with what to do next, and an exit code."""

from core.basics.i18n import _


class MonteoreError(Exception):
    """Something the user can act on; `str()` of it is the whole sentence, on one line."""

    exit_code = 1


class Refused(MonteoreError):
    """A rule or the data forbids the change; nothing was changed."""

    exit_code = 1


class Usage(MonteoreError):
    """The words cannot be understood."""

    exit_code = 2


class UnreadableLine(Usage):
    """A quick-entry line with a fault at a known place: `start` and `end` are offsets into the line.

    `reason` is the sentence without its place.
    """

    def __init__(self, sentence: str, start: int, end: int, reason: str = "") -> None:
        super().__init__(sentence)
        self.reason = reason or sentence
        self.start = start
        self.end = end


class UnknownClient(Usage):
    """No client is meant by the text; `suggestions` are codes that are near."""

    def __init__(self, sentence: str, suggestions: tuple[str, ...] = ()) -> None:
        super().__init__(sentence)
        self.suggestions = suggestions


class AmbiguousClient(Usage):
    """Several clients are meant by the text; `candidates` are their codes."""

    def __init__(self, sentence: str, candidates: tuple[str, ...]) -> None:
        super().__init__(sentence)
        self.candidates = candidates


class StoreUnavailable(MonteoreError):
    """The store is missing, busy, full, damaged, unreadable, or of a newer version."""

    exit_code = 3


class StoreBusy(StoreUnavailable):
    """Somebody else held the store for the whole time we were ready to wait."""


class RowRefused(StoreUnavailable):
    """The engine refused a value or a row: a wrong type, a number too large, a row that contradicts another."""


class OutcomeUnknown(StoreUnavailable):
    """The store failed while it made a change durable: the change may be kept or not.

    Repeating the change with the same key is safe; repeating it without one may make it twice.
    """


class Duplicate(MonteoreError):
    """The store holds a row with the same key already; nothing was changed. `what` names the key, as `entry.key`."""

    exit_code = 1

    def __init__(self, what: str) -> None:
        super().__init__(
            _(
                "there is one already ({what}): another session was quicker; nothing was changed, look at it first"
            ).format(what=what)
        )
        self.what = what


class StoreExists(Refused):
    """There is a store, or another file, where a new store was to be made; it was left as it is."""

    def __init__(self, words: str) -> None:
        super().__init__(
            _("{path} exists already; an archive goes into a store that does not, name it with --db").format(path=words)
        )


class LeaseTaken(Refused):
    """Another session holds the right that was asked for. `name` is the lease, as `mail`."""

    def __init__(self, name: str) -> None:
        super().__init__(_("{name} is under way in another session already; nothing was changed").format(name=name))
        self.name = name
