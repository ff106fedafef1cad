"""What all verbs share: the store's place, opening it, and printing text or one JSON document."""

import functools
import json
import os
import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, BinaryIO, ParamSpec, TypeVar

from cli import declared
from cli.file_types import OWN
from core.basics import ending
from core.basics.dataclass import dataclass
from core.basics.i18n import _
from core.basics.identity import Right, current
from core.basics.sha256 import sha256

if TYPE_CHECKING:
    from pydantic import BaseModel

    from core.business import Business
    from core.store.place import Place

P = ParamSpec("P")
R = TypeVar("R")


@dataclass(frozen=True)
class Done:
    """A change that was made before under the same key: the ids of then, and the verb's arguments."""

    result: tuple[str, ...]
    said: dict[str, Any]

    def id(self, *kinds: str) -> str:
        """The last id of one of some kinds; empty where the change made none."""
        found = [word.partition(" ") for word in self.result]
        return next((name for kind, _space, name in reversed(found) if kind in kinds), "")

    def ids(self, kind: str) -> tuple[str, ...]:
        """All the ids of a kind."""
        found = [word.partition(" ") for word in self.result]
        return tuple(name for of, _space, name in found if of == kind)


class Shell:
    """The options that stand before or after any verb."""

    def __init__(self) -> None:
        self.db: str | None = None
        self.json = False
        self.language: str | None = None
        self.words = ""
        """The words of the verb: `call start`."""
        self.guard: tuple[str, str, str, bool] | None = None
        self.opened: Business | None = None
        self._all_opened: list[Business] = []
        self.yes: bool | None = None
        """The verb's --yes, where its change gets a date from the machine's clock; `None`: it gets none."""
        self.in_parts = False

    @property
    def place(self) -> "Place":
        """Where the store is: that of a shared store's account; else --db, MONTEORE_DB, or the platform's data folder."""
        from core.store.place import Place, default_place

        frame = current()
        if frame is not None:
            return Place.of_file(frame.store)
        named = self.db or os.environ.get("MONTEORE_DB")
        return Place.parse(named).expanded() if named else default_place()

    @property
    def done(self) -> tuple[str, ...]:
        """What committed changes of this verb made or touched."""
        return self.opened.session.done if self.opened else ()

    @property
    def is_default_path(self) -> bool:
        """Whether the store is the default one, because none was named."""
        return current() is None and not (self.db or os.environ.get("MONTEORE_DB"))

    def business(self, *, create: bool = False, read_only: bool = False, right: Right | None = None) -> "Business":
        """The open business. It is closed when the verb has answered.

        A verb that asks before it changes names the `right` of its change, so that who lacks it is refused unasked.
        """
        from core.basics.errors import Usage
        from core.basics.files import check_stream
        from core.business import Business

        # The store is known only now: `>>` into another name of one of its side files.
        check_stream(1)
        if not read_only:
            _check_output()
        if self.guard and read_only:
            raise Usage(_("nothing would be changed, so a key has no use here; leave --key out"))
        opened = Business.open(self.place, create=create, read_only=read_only, is_default=self.is_default_path)
        self.opened = opened
        if opened.is_unattended:
            _check_unattended(opened.technician, self.words)
        opened.session.tell = self.warn
        self._all_opened.append(opened)
        if right is not None:
            opened.session.check(right)
        if self.guard:
            from core.guards import Guard

            opened.session.guard_next(Guard(*self.guard))
        if self.yes is not None and not read_only:
            from cli.clock import is_clock_right

            if not is_clock_right(self, opened, yes=self.yes):
                raise declared.Exit(0)
        return opened

    def close(self) -> None:
        """Close every store that was opened."""
        for opened in self._all_opened:
            opened.close()

    def say(self, text: str) -> None:
        """Print lines; control characters are made visible."""
        if not self.json:
            from core.basics.text import visible_text

            print("\n".join(map(visible_text, text.split("\n"))), flush=True)

    def document(self, document: "BaseModel") -> None:
        """Print the one JSON document, in ASCII, so that control characters are escaped."""
        if self.json:
            print(json.dumps(document.model_dump(mode="json"), ensure_ascii=True), flush=True)

    def ask(self, question: str, *, yes: bool, details: Sequence[str] = ()) -> bool:
        """Whether to go on with what needs a person's word: `yes` is the verb's --yes flag.

        With `yes` the details are printed, and the answer is true. On a terminal a person reads them and answers y or n.
        Otherwise they go to stderr. Errors: `Usage`, exit code 2, whose sentence is the question.
        """
        if yes:
            for line in details:
                self.say(line)
            return True
        if not is_interactive():
            from core.basics.errors import Usage

            for line in details:
                self.warn(line)
            raise Usage(_("{question} Nothing was changed; add --yes to go on").format(question=question))
        from core.basics.text import visible_text

        for line in details:
            _say_aside(visible_text(line))
        prompt = visible_text(question) + " " + _("[y/n]")
        import click

        from cli.click_words import click_speaks_it

        with click_speaks_it():
            answer: bool = click.prompt(prompt, prompt_suffix=" ", value_proc=_yes_or_no, err=True)
        if not answer:
            _say_aside(_("nothing was changed"))
        return answer

    def warn(self, text: str) -> None:
        """Print one line on stderr."""
        from core.basics.text import visible_text

        _say_aside("monteore: " + visible_text(text.replace("\n", " ")))


def _say_aside(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def verb(function: Callable[..., R]) -> Callable[..., R]:
    """Give a command --db and --json, and the shell as its first argument."""

    @declared.option("--db", type=OWN, metavar="PATH", help=_("The store; default: MONTEORE_DB, else the data folder."))
    @declared.option("--json", "as_json", is_flag=True, help=_("Print one JSON document on stdout and nothing else."))
    @functools.wraps(function)
    def wrapped(shell: Shell, /, *args: Any, db: str | None, as_json: bool, **options: Any) -> R:
        shell.db = db or shell.db
        shell.json = as_json or shell.json
        from core.basics.errors import OutcomeUnknown

        try:
            return function(shell, *args, **options)
        except OutcomeUnknown as error:
            if not options.get("key"):
                raise
            from cli.again import ask_again

            return ask_again(error, lambda: function(shell, *args, **options), shell.warn)

    return wrapped


Again = Callable[[Shell, "Business", Done], int | None]
"""Shows a change that was made before under the same key, as its verb showed it then."""

_NOT_ASKED_FOR = ("yes", "output", "force")


def writing_verb(
    again: Again | None = None, *, asks_clock: bool = True
) -> Callable[[Callable[..., R]], Callable[..., R | int | None]]:
    """`verb` for a command that changes the store: with `--key K` the same command again shows the first result.

    Without `again` the command changes nothing when it runs again, so that it can do so. With `asks_clock` it asks about a
    clock in doubt when it opens the store; such a verb has `--yes`, which is added where the function takes none.
    """

    def declare(function: Callable[..., R]) -> Callable[..., R | int | None]:
        takes_yes = _takes_yes(function)

        @functools.wraps(function)
        def keyed(shell: Shell, /, *args: Any, key: str | None, **options: Any) -> R | int | None:
            ending.tell_first()
            if asks_clock:
                shell.yes = options["yes"] if takes_yes else options.pop("yes")
            if key is not None:
                shell.guard = (*_guard(key, shell.words, options), again is not None)
            from core.guards import DoneBefore

            try:
                return function(shell, *args, **options)
            except DoneBefore as done:
                shell.guard = None
                if again is None:
                    return function(shell, *args, **options)
                assert shell.opened is not None
                return again(shell, shell.opened, Done(done.result, options))

        made = verb(keyed)
        option = declared.option("--key", metavar="K", help=_("The same change under the same key is made once."))
        if asks_clock and not takes_yes:
            made = declared.option("--yes", is_flag=True, help=_("The machine's clock is right."))(made)
        return option(made)

    return declare


def _takes_yes(function: Callable[..., Any]) -> bool:
    """Whether a verb's function, as it was written, takes `yes`."""
    while hasattr(function, "__wrapped__"):
        function = function.__wrapped__
    code = function.__code__
    return "yes" in code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]


UNATTENDED = frozenset(
    {
        "daily",
        "backup",
        "mail send",
        "phone listen http",
        "phone listen ami",
        "phone listen fritzbox",
        "phone listen sip",
        "verify",
        "doctor",
    }
)
"""The verbs that need no person: what the service account runs by itself, and root on its store."""


def _check_unattended(name: str, words: str) -> None:
    from core.basics.errors import NotAllowed

    if words not in UNATTENDED:
        raise NotAllowed(
            _("{name} is no person, and may only run: {verbs}; people run it through sudo as themselves").format(
                name=name, verbs=", ".join(sorted(UNATTENDED))
            )
        )


def _check_output() -> None:
    from cli.answers import Answers
    from core.basics.errors import Refused

    if isinstance(sys.stdout, Answers) and sys.stdout.is_unusable():
        raise Refused(_("the output is closed, so the answer could not be read; nothing was changed"))


def _guard(key: str, words: str, options: dict[str, Any]) -> tuple[str, str, str]:
    from core.basics.errors import Usage

    if not key.strip():
        raise Usage(_("a key cannot be empty; write one, or leave --key out"))
    asked = {name: value for name, value in options.items() if name not in _NOT_ASKED_FOR}
    if asked.get("file") is not None:
        asked["file"] = _digest_of(asked["file"])
    if asked.get("files") is not None:
        asked["files"] = [_digest_of(file) for file in asked["files"]]
    content = sha256(json.dumps(asked, sort_keys=True, default=str).encode()).hexdigest()
    return key, words, content


def _digest_of(file: str) -> str:
    from cli.file_types import STREAM, opened_input, read_input

    try:
        return sha256(read_input(file)).hexdigest() if file == STREAM else opened_input(file, _digest_of_stream)
    except OSError:
        return ""  # the verb itself says why


def _digest_of_stream(opened: "BinaryIO") -> str:
    digest = sha256()
    while part := opened.read(1 << 20):
        digest.update(part)
    return digest.hexdigest()


def _yes_or_no(typed: str) -> bool:
    """What an answer says, in English or in the user's language. Errors: click's, which asks again."""
    word = typed.strip().casefold()
    for answer, words in ((True, ("yes", _("yes"))), (False, ("no", _("no")))):
        if word in {spelling for each in words for spelling in (each.casefold(), each[0].casefold())}:
            return answer
    import click

    raise click.UsageError(_("answer y or n"))


def is_interactive() -> bool:
    """Whether stdin and stdout are terminals."""
    return sys.stdin.isatty() and sys.stdout.isatty()


def table(rows: list[tuple[str, ...]], *, right: frozenset[int] = frozenset()) -> str:
    """Rows as aligned columns; the first row is the header."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = []
    for row in rows:
        cells = [
            cell.rjust(width) if column in right else cell.ljust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        lines.append("  ".join(cells).rstrip())
    return "\n".join(lines)
