"""The entry point: `monteore` opens the desk; every other verb does one thing and ends, and imports only its own file."""

# ruff: noqa: E402
import gc

gc.set_threshold(50_000, 10, 10)
"""How many new objects make the collector look, in place of 700: nothing of what the imports make is garbage."""

import atexit
import contextlib
import os
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from cli.answers import Answers
from cli.declared import Command, Exit, Parameter, imported, plain
from cli.file_types import OWN
from cli.readable import readable
from cli.shell import Shell
from core.basics import ending
from core.basics.errors import MonteoreError, NotAllowed, Refused, reason_of
from core.basics.files import Spared, check_spared, check_stream, sparing
from core.basics.i18n import _, language, speaking
from core.basics.identity import current as current_frame
from core.basics.identity import find as find_frame
from core.basics.identity import framed

if TYPE_CHECKING:
    import click

VERBS = {
    "client": "cli.client:client",
    "account": "cli.account:account",
    "agreement": "cli.agreement:agreement",
    "block": "cli.block:block",
    "price": "cli.price:price",
    "technician": "cli.technician:technician",
    "log": "cli.log:log",
    "entry": "cli.entry:entry",
    "call": "cli.call:call",
    "balance": "cli.balance:balance",
    "statement": "cli.statement:statement",
    "report": "cli.report:report",
    "proposal": "cli.proposal:proposal",
    "renewal": "cli.renewal:renewal",
    "invoice": "cli.invoice:invoice",
    "mail": "cli.mail:mail",
    "import": "cli.importing:import_",
    "export": "cli.exporting:export",
    "daily": "cli.books:daily",
    "lock": "cli.books:lock",
    "verify": "cli.books:verify",
    "backup": "cli.recovery:backup",
    "restore": "cli.recovery:restore",
    "doctor": "cli.recovery:doctor",
    "business": "cli.books:business",
    "store": "cli.store:store",
    "phone": "cli.phone:phone",
    "reconcile": "cli.reconcile:reconcile",
    "day": "cli.day:day",
    "hours": "cli.day:hours",
    "setup": "cli.setup:setup",
    "keys": "cli.keys:keys",
    "demo": "cli.demo:demo",
}


def _before() -> list[Parameter]:
    """The options that stand before the verb. The language must be set before, because their help is translated here."""
    return [
        Parameter(
            True,
            ("--db",),
            {"type": OWN, "metavar": "PATH", "help": _("The store; default: MONTEORE_DB, else the data folder.")},
        ),
        Parameter(True, ("--lang",), {"metavar": "CODE", "help": _("The language of the screen: en, it.")}),
    ]


def _verb(name: str) -> Command | None:
    """The verb of that name; its file is imported."""
    target = VERBS.get(name)
    return imported(target) if target else None


def root() -> "click.Group":
    """Make the top command of click. The language must be set before."""
    from cli.clicked import root_of

    return root_of(list(VERBS), _verb, _before(), _open_desk)


def _open_desk(shell: Shell) -> int:
    """Open the desk; for an empty store its greeting offers the sample business."""
    from cli.desk import open_desk
    from tui.run import TRY_DEMO

    outcome = open_desk(shell)
    if outcome != TRY_DEMO:
        return outcome
    from cli.demo import run_demo

    return run_demo(shell)


def main(arguments: list[str] | None = None) -> None:
    """Run and exit: 0 done, 1 refused, 2 wrong usage, 3 store unavailable. No traceback reaches a user."""
    code = run(arguments)
    if threading.active_count() > 1:
        sys.exit(code)
    _leave(code)


def _leave(code: int) -> NoReturn:
    """End the process as `sys.exit` does, but let the kernel free the memory: Python takes a tenth of a verb's time for it."""
    atexit._run_exitfuncs()
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError, ValueError, AttributeError):
            stream.flush()
    os._exit(code)


def run(arguments: list[str] | None = None) -> int:
    """Run one verb; the exit code. Every failure is one line on stderr that says what to do next."""
    words = sys.argv[1:] if arguments is None else arguments
    before = sys.stdout, sys.stderr
    answers, advice = Answers(before[0]), Answers(before[1])
    sys.stdout, sys.stderr = answers, advice
    try:
        with speaking(_wanted_language(words) or language()):
            shell = Shell()
            code = _run_framed(words, shell)
            if threading.active_count() == 1:
                shell.close()
            answers.flush()
            if answers.trouble is not None:
                code = _unanswered(shell, answers.trouble, code)
                answers.give_up()
            return code
    finally:
        advice.flush()
        if advice.trouble is not None:
            advice.give_up()
        sys.stdout, sys.stderr = before
        ending.release()


def _run_framed(words: Sequence[str], shell: Shell) -> int:
    """Run in the frame of a shared store, where the process is in one."""
    try:
        with framed(find_frame()), sparing(lambda: _spared_by(shell)):
            return _unusable() or _run(readable(words), shell)
    except MonteoreError as error:
        return _fail(str(error), error.exit_code)


def _spared_by(shell: Shell) -> Spared:
    from cli.spared import spared_by

    return spared_by(shell)


def _unusable() -> int:
    """The exit code where an output, or a log that the environment names, would go into a store; 0 where none does."""
    try:
        for descriptor in (1, 2):
            check_stream(descriptor)
        for path in _logs_of_libraries(os.environ):
            check_spared(path)
    except MonteoreError as error:
        return _fail(str(error), error.exit_code)
    return 0


def _logs_of_libraries(environment: Mapping[str, str]) -> Iterator[Path]:
    """The files that libraries would write because the environment names them."""
    yield from (Path(environment[name]) for name in ("TEXTUAL_LOG", "SSLKEYLOGFILE") if environment.get(name))
    picture = environment.get("TEXTUAL_SCREENSHOT_FILENAME")
    if picture:
        yield Path(environment.get("TEXTUAL_SCREENSHOT_LOCATION") or ".") / picture


def _unanswered(shell: Shell, trouble: Exception, code: int) -> int:
    """The exit code where the answer could not be written; what is recorded stays, and is named on stderr."""
    if shell.done:
        _fail(_recorded(shell, trouble), code)
        return code
    if isinstance(trouble, BrokenPipeError):
        return code
    return _fail(_("the answer could not be written ({reason})").format(reason=trouble), code or 3)


def _recorded(shell: Shell, trouble: Exception) -> str:
    ids = [word.partition(" ")[2] for word in shell.done]
    sentence = _("it is recorded ({ids}); only the answer could not be given: {reason}")
    return sentence.format(ids=", ".join(ids[-_MOST_IDS:]), reason=trouble)


def _wanted_language(words: Sequence[str]) -> str | None:
    """The value of `--lang` before the verb. It is read before click parses, because verbs translate help on import."""
    for place, word in enumerate(words):
        if word.startswith("--lang="):
            return word.partition("=")[2]
        if word == "--lang":
            return words[place + 1] if place + 1 < len(words) else None
        if not word.startswith("-") and (place == 0 or words[place - 1] != "--db"):
            return None
    return None


_MOST_IDS = 5


def _run(words: Sequence[str], shell: Shell) -> int:
    try:
        outcome = _ran(words, shell)
        return outcome if isinstance(outcome, int) else 0
    except NotAllowed as error:
        _note_refusal(error, words)
        return _fail(str(error), error.exit_code)
    except MonteoreError as error:
        return _fail(str(error), error.exit_code)
    except Exit as ended:
        return ended.code
    except KeyboardInterrupt:
        return 130
    except OSError as error:
        if shell.done:
            return _half_said(shell, error)
        return _fail(_("{reason}; check the path and its permissions").format(reason=_at(error)), 3)
    except Exception as error:
        said = _said_by_click(error) if "click" in sys.modules else None
        if said is not None:
            return said
        if shell.done:
            return _half_said(shell, error)
        return _fail(
            _("something unforeseen happened ({kind}); nothing was half-done, please report it: {reason}").format(
                kind=type(error).__name__, reason=error
            ),
            3,
        )


def _ran(words: Sequence[str], shell: Shell) -> object:
    """Run the verb that words name: what it returns. Errors: those of the verb, and those of click."""
    # Click answers a shell that asks how a line goes on.
    is_completion = bool(os.environ.get("_MONTEORE_COMPLETE"))
    line = None if is_completion else plain(words, _before(), _verb, Command(_open_desk, None, {}))
    if line is None:
        from cli.click_words import click_speaks_it

        with click_speaks_it():
            return root().main(args=list(words), prog_name="monteore", standalone_mode=False, obj=shell)
    shell.db, shell.language = line.before["db"], line.before["lang"]
    shell.words = line.words
    try:
        return line.command.function(shell, **line.values)
    except (EOFError, KeyboardInterrupt):
        # As click does: the blank line ends the terminal's own `^C`.
        print(file=sys.stderr, flush=True)
        return 130
    except BrokenPipeError:
        sys.exit(1)


def _said_by_click(error: Exception) -> int | None:
    """Say what click refuses; the exit code, or `None` for an error of something else."""
    import click

    from cli.click_words import click_speaks_it

    with click_speaks_it():
        if isinstance(error, click.exceptions.NoArgsIsHelpError):
            click.echo(error.format_message())
            return 2
        if isinstance(error, click.UsageError):
            advice = f"{error.ctx.command_path} --help" if error.ctx else "monteore --help"
            told = _as_ours(error.format_message())
            see = f" {_('see').capitalize()}" if told.endswith("?") else f"; {_('see')}"
            return _fail(f"{told}{see}: {advice}", 2)
        if isinstance(error, click.ClickException):
            return _fail(_as_ours(error.format_message()), 2)
    return 130 if isinstance(error, click.Abort) else None


def _as_ours(sentence: str) -> str:
    """A sentence of click in the form of this program's own: without a capital and a full stop."""
    return sentence[:1].lower() + sentence[1:].rstrip(".")


def _note_refusal(refusal: NotAllowed, words: Sequence[str]) -> None:
    """Keep a refusal of a shared store that no service has kept, under the verb's words."""
    frame = current_frame()
    if frame is None or refusal.is_noted:
        return
    from core.business import Business

    verb = " ".join(word for word in words[:3] if word.isascii() and word.replace("-", "").isalpha() and word[0] != "-")
    with suppress(MonteoreError), Business.open(frame.store, read_only=True) as business:
        business.session.note_refusal(refusal, verb or "monteore")


def _half_said(shell: Shell, error: Exception) -> int:
    """What a failure after a commit says: the change stands, so that nobody makes it twice."""
    _fail(_recorded(shell, error), 0)
    # A verb of many changes may have been in the middle of them.
    return 3 if shell.in_parts else 0


def _at(error: OSError) -> str:
    """The file and why the operating system refused it."""
    return f"{error.filename}: {reason_of(error)}" if error.filename else reason_of(error)


def _fail(sentence: str, code: int) -> int:
    from core.basics.text import visible_text

    one_line = " ".join(sentence.split())
    with suppress(Refused):
        check_stream(2)
        print("monteore: " + visible_text(one_line), file=sys.stderr)
    return code


if __name__ == "__main__":
    main()
