"""What all verbs share: the store's place, opening it, and printing text or one JSON document."""

import functools
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

import click

from core.basics.i18n import _

if TYPE_CHECKING:
    from pydantic import BaseModel

    from core.business import Business

P = ParamSpec("P")
R = TypeVar("R")


class Shell:
    """The options that stand before or after any verb."""

    def __init__(self) -> None:
        self.db: str | None = None
        self.json = False
        self.language: str | None = None

    @property
    def path(self) -> Path:
        """The store's path: --db, MONTEORE_DB, or the platform's data folder."""
        named = self.db or os.environ.get("MONTEORE_DB")
        from core.store.place import Place, default_place

        return Place.parse(named).path.expanduser() if named else default_place().path

    @property
    def is_default_path(self) -> bool:
        """Whether the store is the default one, because none was named."""
        return not (self.db or os.environ.get("MONTEORE_DB"))

    def business(self, *, create: bool = False, read_only: bool = False) -> "Business":
        """The open business. It is closed at the end of the process at the latest."""
        from core.business import Business

        return Business.open(self.path, create=create, read_only=read_only, is_default=self.is_default_path)

    def say(self, text: str) -> None:
        """Print lines; control characters are made visible."""
        if not self.json:
            from core.basics.text import visible_text

            for line in text.split("\n"):
                click.echo(visible_text(line))

    def document(self, document: "BaseModel") -> None:
        """Print the one JSON document, in ASCII, so that control characters are escaped."""
        if self.json:
            import json

            click.echo(json.dumps(document.model_dump(mode="json"), ensure_ascii=True))

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
            click.echo(visible_text(line), err=True)
        prompt = visible_text(question) + " " + _("[y/n]")
        answer: bool = click.prompt(prompt, prompt_suffix=" ", value_proc=_yes_or_no, err=True)
        if not answer:
            click.echo(_("nothing was changed"), err=True)
        return answer

    def warn(self, text: str) -> None:
        """Print one line on stderr."""
        from core.basics.text import visible_text

        click.echo("monteore: " + visible_text(text.replace("\n", " ")), err=True)


pass_shell = click.make_pass_decorator(Shell, ensure=True)


def verb(function: Callable[..., R]) -> Callable[..., R]:
    """Give a command --db and --json, and the shell as its first argument."""

    @click.option("--db", metavar="PATH", help=_("The store; default: MONTEORE_DB, else the data folder."))
    @click.option("--json", "as_json", is_flag=True, help=_("Print one JSON document on stdout and nothing else."))
    @pass_shell
    @functools.wraps(function)
    def wrapped(shell: Shell, /, *args: Any, db: str | None, as_json: bool, **options: Any) -> R:
        shell.db = db or shell.db
        shell.json = as_json or shell.json
        return function(shell, *args, **options)

    return wrapped


def _yes_or_no(typed: str) -> bool:
    """What an answer says, in English or in the user's language. Errors: click's, which asks again."""
    word = typed.strip().casefold()
    for answer, words in ((True, ("yes", _("yes"))), (False, ("no", _("no")))):
        if word in {spelling for each in words for spelling in (each.casefold(), each[0].casefold())}:
            return answer
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
