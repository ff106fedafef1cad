"""Errors as the desk says them: with its own commands where the shell names a verb."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.basics.errors import MonteoreError, Refused, UnknownClient, Usage
from core.basics.i18n import speaking
from core.forms.fields import FieldError
from tui import attempt
from tui.commands.listing import commands

CORE = Path(attempt.__file__).parents[1] / "core"
ONLY_IN_THE_SHELL = {
    "daily --yes",
    "invoice export",
    "lock {}",
    "phone extension",
    "store rechain",
    "verify",
}
"""What no command of the desk does, so that the desk names the verb as well. `{}` stands for a value."""


def steps() -> Iterator[str]:
    """The first two words of each step that an error of the core, or a constant `…_STEP`, names."""
    for path in CORE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.AnnAssign) and ast.unparse(node.target).endswith("_STEP"):
                assert node.value is not None
                yield " ".join(_text(node.value).split()[:2])
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id[0].isupper():
                for keyword in node.keywords:
                    if keyword.arg == "step" and (text := _text(keyword.value)):
                        yield " ".join(text.split()[:2])


def _text(value: ast.expr) -> str:
    match value:
        case ast.Constant(value=str(text)):
            return text
        case ast.JoinedStr(values=parts):
            return "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in parts)
        case ast.Call(func=ast.Attribute(value=ast.Call(args=[ast.Constant(value=str(text))]))):
            return text
    return ""


def test_every_step_is_said_by_a_command_of_the_desk_or_only_in_the_shell() -> None:
    found = set(steps())
    assert {"block sell", "agreement set", "call start"} <= found
    assert found - set(attempt.on_the_desk()) == ONLY_IN_THE_SHELL
    assert set(attempt.on_the_desk()) <= found
    assert set(attempt.on_the_desk().values()) - {""} <= {command.label for command in commands()}


REACH_THE_DESK = (
    "documents",
    "entryline",
    "forms",
    "imports",
    "ledger",
    "phone/records",
    "queries",
    "reports",
    "rules",
)
NAME_THE_SHELL = {
    # They say that they are for a shell, or stand only in an answer of one.
    "core/imports/client_undo.py",
    "core/ledger/invoices.py",
}


def shell_words() -> Iterator[tuple[str, str]]:
    """File and text of each sentence of those parts of the core that names a verb or an option; what steps name is none."""
    for folder in REACH_THE_DESK:
        for path in (CORE / folder).rglob("*.py"):
            tree = ast.parse(path.read_text(encoding="utf-8"))
            steps = {
                id(inner)
                for node in ast.walk(tree)
                if isinstance(node, ast.keyword) and node.arg in ("step", "see", "option")
                for inner in ast.walk(node.value)
            }
            for node in ast.walk(tree):
                is_said = isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "_"
                if is_said and id(node) not in steps:
                    text = _text(node.args[0])  # type: ignore[attr-defined]
                    if re.search(r"monteore [a-z]|(?<!\w)--[a-z]", text):
                        yield path.relative_to(CORE.parent).as_posix(), text


def test_no_sentence_that_reaches_the_desk_names_a_verb_or_an_option_of_the_shell() -> None:
    assert {text for path, text in shell_words() if path not in NAME_THE_SHELL} == set()


@pytest.mark.parametrize(
    ("error", "in_the_shell", "on_the_desk"),
    [
        (
            Refused("acme has 10 min left; sell a block first", step="block sell acme"),
            "acme has 10 min left; sell a block first: monteore block sell acme",
            "acme has 10 min left; sell a block first (Ctrl+P: Sell a block)",
        ),
        (
            Refused("there is no call 7", see="call list"),
            "there is no call 7; see: monteore call list",
            "there is no call 7",
        ),
        (
            Refused("the call lasted 25h; say its end", step="call stop @14:00"),
            "the call lasted 25h; say its end: monteore call stop @14:00",
            "the call lasted 25h; say its end",
        ),
        (
            Refused("write it anew first", step="store rechain"),
            "write it anew first: monteore store rechain",
            "write it anew first: monteore store rechain",
        ),
        (
            UnknownClient("acme is archived; bring it back first", step="client archive acme --undo"),
            "acme is archived; bring it back first: monteore client archive acme --undo",
            "acme is archived; bring it back first: type its name in the search",
        ),
        (Refused("nothing to undo"), "nothing to undo", "nothing to undo"),
        (
            Usage("how many hours?", option="--size 10h", about="size"),
            "how many hours?: --size 10h",
            "how many hours?",
        ),
        (
            FieldError("client", "Client", "there is no client zz", step="client list"),
            "Client: there is no client zz: monteore client list",
            "Client: there is no client zz",
        ),
    ],
)
def test_the_desk_names_its_own_commands(error: MonteoreError, in_the_shell: str, on_the_desk: str) -> None:
    with speaking("en"):
        assert (str(error), attempt.trouble_of(error)) == (in_the_shell, on_the_desk)
