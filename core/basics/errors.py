"""Errors for users: each has one sentence, which ends with what to do next, and an exit code."""

import errno
from collections.abc import Callable
from typing import TypeVar

from core.basics.i18n import _

T = TypeVar("T")


class MonteoreError(Exception):
    """An error that the user can act on; `str()` gives its sentence as the shell says it, on one line.

    `step` is what to do next, as the words of a verb of the shell (`block sell acme`), and `see` those of one that lists what
    there is. A face with other means says the step in its own way after `sentence`, and need not name a list it shows.
    `option` is what to add to the line of the shell, which a form has a field for. `about` names the input that is wrong, as
    forms call its field; empty where it is none, or several.
    """

    exit_code = 1

    def __init__(self, sentence: str = "", *, step: str = "", see: str = "", option: str = "", about: str = "") -> None:
        told = _("{sentence}; see").format(sentence=sentence) if see else sentence
        advice = f"monteore {step or see}" if step or see else option
        super().__init__(f"{told}: {advice}" if advice else sentence)
        self.sentence = sentence
        self.step = step
        self.about = about


class Refused(MonteoreError):
    """A rule or the data forbids the change. Nothing was changed."""

    exit_code = 1


class NotAllowed(Refused):
    """The person has no right to do this, or names a file where only the store's account may. Nothing was changed."""

    is_noted = False
    """Whether the security log has it."""


class ChangeFull(Refused):
    """A change would record more events than one change may; what it has recorded so far can be committed."""

    def __init__(self, count: int, most: int) -> None:
        super().__init__(
            _(
                "this would record {count} things at once, and {most} is the most of one change; do it in smaller parts"
            ).format(count=count, most=most)
        )


class Usage(MonteoreError):
    """The input cannot be understood."""

    exit_code = 2


class ClockInDoubt(Usage):
    """The machine's clock may be wrong, and the change needs a person's word first; nothing was changed.

    `question` is what a face that can ask asks; the sentence itself says what to do where nobody can be asked.
    """

    def __init__(self, question: str) -> None:
        super().__init__(_("{question} If it is, run: monteore daily --yes").format(question=question))
        self.question = question


class Unasked(Usage):
    """A person should confirm the change first; nothing was changed. `questions` are what to ask, one sentence each."""

    def __init__(self, questions: tuple[str, ...]) -> None:
        super().__init__(" ".join(questions))
        self.questions = questions


class UnreadableLine(Usage):
    """A quick-entry line that cannot be read; `start` and `end` are the offsets of the wrong part.

    `reason` is the sentence without the position.
    """

    def __init__(self, sentence: str, start: int, end: int, reason: str = "") -> None:
        super().__init__(sentence)
        self.reason = reason or sentence
        self.start = start
        self.end = end


class UnknownClient(Usage):
    """No client fits the text; `suggestions` are codes spelt similarly, `text` is what was typed, as it may be shown.

    `archived` is the code of an archived client that the text names.
    """

    def __init__(
        self, sentence: str, suggestions: tuple[str, ...] = (), text: str = "", *, step: str = "", archived: str = ""
    ) -> None:
        super().__init__(sentence, step=step)
        self.suggestions = suggestions
        self.text = text
        self.archived = archived


class AmbiguousClient(Usage):
    """Several clients fit the text; `candidates` are their codes."""

    def __init__(self, sentence: str, candidates: tuple[str, ...]) -> None:
        super().__init__(sentence)
        self.candidates = candidates


class StoreUnavailable(MonteoreError):
    """The store is missing, busy, full, damaged, unreadable, or of a newer version."""

    exit_code = 3


class StoreBusy(StoreUnavailable):
    """Another process held the write lock for longer than the longest wait."""


class StoreReplaced(StoreUnavailable):
    """The file that this session opened was removed, or another one has its name: nothing may be written to either."""

    def __init__(self, path: str, *, is_gone: bool) -> None:
        sentence = (
            _("{path} was removed while this session was open; nothing was changed. Put it back, or start again")
            if is_gone
            else _(
                "{path} was replaced or restored while this session was open; nothing was changed. Quit and start again"
            )
        )
        super().__init__(sentence.format(path=path))


class StoreDisturbed(StoreUnavailable):
    """The store's file or one beside it was removed, cut off or overwritten by another program while a session was open."""

    def __init__(self, path: str) -> None:
        super().__init__(
            _(
                "{path} or a file beside it was removed, cut off or overwritten while this session was open; nothing was "
                "changed. Quit everywhere, then run: monteore verify"
            ).format(path=path)
        )


class StoreNewer(StoreUnavailable):
    """A newer version of the program brought the store up to date while this session was open: it may only read."""

    def __init__(self, path: str) -> None:
        super().__init__(
            _(
                "{path} was brought up to date by a newer Monteore while this session was open; nothing was changed, and "
                "nothing can be from here. Quit and start again"
            ).format(path=path)
        )


class StoreTakenBack(StoreUnavailable):
    """The journal lacks changes that were acknowledged: an older copy was put in place, or the log was lost."""

    def __init__(self, path: str, seq: int) -> None:
        super().__init__(
            _(
                "{path} lacks changes that were acknowledged (up to journal row {seq}): an older copy was put in its place, "
                "or its log was lost. Nothing was changed; put the right file back, or a manager runs: monteore store accept"
            ).format(path=path, seq=seq)
        )
        self.seq = seq


class TextUnreadable(StoreUnavailable):
    """A cell of the store holds text that is not UTF-8, so what reads it cannot go on."""

    def __init__(self, path: str, table: str, key: str, column: str) -> None:
        super().__init__(
            _(
                "{path} was changed by hand or is damaged: in {table} {key} {column} is not UTF-8 text; keep the file, and "
                "put a backup in its place: monteore restore FILE"
            ).format(path=path, table=table, key=key, column=column)
        )
        self.table, self.key, self.column = table, key, column


class RowRefused(StoreUnavailable):
    """A value, a row or an event was refused: a wrong type, a number too large, what contradicts the rows before."""

    seq: int | None = None
    """The journal row whose writing was refused, where that is known."""


class OutcomeUnknown(StoreUnavailable):
    """The store failed during commit: the change may or may not be kept.

    Repeating the change with the same key is safe. Without a key it may be made twice.
    """


class NotKept(OutcomeUnknown):
    """The outcome of a change was unknown for a while, and is known now: nothing of it was kept."""


class Duplicate(MonteoreError):
    """The store holds a row with the same key already; nothing was changed. `what` names the key, as `entry.key`."""

    exit_code = 1
    seq: int | None = None
    """The journal row whose writing was refused, where that is known."""

    def __init__(self, what: str) -> None:
        super().__init__(
            _(
                "there is one already ({what}): another session was quicker; nothing was changed, look at it first"
            ).format(what=what)
        )
        self.what = what


class StoreExists(Refused):
    """A store cannot be made at a place where a store or another file exists. The file was not changed."""

    def __init__(self, words: str, *, of_archive: bool = False) -> None:
        if of_archive:
            told = _("{path} exists already; an archive goes into a store that does not, name it with --db")
        else:
            told = _("{path} exists already, so nothing was made there; name a place where there is none")
        super().__init__(told.format(path=words))


class LeaseTaken(Refused):
    """Another session holds the lease; `name` is its name, such as `mail`."""

    def __init__(self, name: str) -> None:
        super().__init__(_("{name} is under way in another session already; nothing was changed").format(name=name))
        self.name = name


def reason_of(error: OSError) -> str:
    """Why the operating system refused, in the user's language where the reason is a common one."""
    if isinstance(error, TimeoutError):
        return _("no answer in time")
    match error.errno:
        case errno.EACCES | errno.EPERM:
            return _("no permission")
        case errno.ENOENT:
            return _("no such file or folder")
        case errno.EROFS:
            return _("the file system is read-only")
        case errno.ENOSPC | errno.EDQUOT:
            return _("no space left")
        case errno.EISDIR:
            return _("it is a folder")
        case errno.ENOTDIR:
            return _("a part of the path is no folder")
        case errno.EIO:
            return _("the device reports an error")
        case errno.EMFILE | errno.ENFILE:
            return _("too many open files")
        case errno.ECONNREFUSED:
            return _("nobody listens there")
        case errno.EADDRINUSE:
            return _("the address is in use")
        case errno.EHOSTUNREACH | errno.ENETUNREACH:
            return _("no way leads there")
        case _:
            return (error.strerror or str(error) or type(error).__name__).lower()


def at(name: str, read: Callable[[], T]) -> T:
    """What the reading of the field `name` returns. An error keeps its words, and says that it is about that field."""
    try:
        return read()
    except StoreUnavailable:
        raise
    except MonteoreError as error:
        error.about = error.about or name
        raise
