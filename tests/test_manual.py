"""The manual and the program name the same verbs and options, and every command line of the manual parses."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from cli.main import VERBS, root

ROOT = Path(__file__).parents[1]
PAGES = (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")))
OF_EVERY_VERB = {"--db", "--json", "--lang", "--help", "--key"}
"""Options that the page of the shell describes once: `--key` is of every verb that changes the store."""
_OPTION = re.compile(r"(?<![\w-])--[a-z][a-z-]*")
_FENCE = "```"


def commands() -> dict[str, click.Command]:
    """Every command without subcommands, by its words (`client add`)."""
    group = root()
    context = click.Context(group)
    found: dict[str, click.Command] = {}

    def walk(words: str, command: click.Command) -> None:
        if isinstance(command, click.Group):
            for name, part in command.commands.items():
                walk(f"{words} {name}", part)
        else:
            found[words] = command

    for verb in VERBS:
        command = group.get_command(context, verb)
        assert command is not None
        walk(verb, command)
    return found


def options_of(command: click.Command) -> set[str]:
    options = (each for each in command.params if isinstance(each, click.Option))
    return {name for option in options for name in (*option.opts, *option.secondary_opts)} - OF_EVERY_VERB


def code_lines(page: Path) -> Iterator[str]:
    """The lines of fenced and of indented blocks, without their indentation."""
    fenced = False
    for line in page.read_text(encoding="utf-8").splitlines():
        if line.startswith(_FENCE):
            fenced = not fenced
        elif fenced or line.startswith("    "):
            yield line if fenced else line.removeprefix("    ")


def synopses() -> dict[str, str]:
    """What docs/shell.md shows of each command: ` · ` parts commands, a line that is indented further continues."""
    lines: list[str] = []
    for line in code_lines(ROOT / "docs" / "shell.md"):
        if line.startswith(" ") and lines:
            lines[-1] += " " + line.strip()
        else:
            lines.append(line)
    parts = [part.strip() for line in lines for part in line.split(" · ")]
    by_length = sorted(commands(), key=len, reverse=True)
    found: dict[str, str] = {}
    for part in parts:
        words = next((each for each in by_length if part == each or part.startswith(f"{each} ")), None)
        if words is not None:
            found[words] = f"{found.get(words, '')} {part}"
    return found


def command_lines() -> list[tuple[str, str]]:
    return [
        (page.name, line.strip().removeprefix("$ "))
        for page in PAGES
        for line in code_lines(page)
        if line.strip() == "monteore" or line.strip().removeprefix("$ ").startswith("monteore ")
    ]


def test_the_page_of_the_shell_shows_every_command_with_every_option() -> None:
    shown = synopses()
    missing = {
        words: options_of(command) - set(_OPTION.findall(shown.get(words, "")))
        for words, command in commands().items()
        if words not in shown or options_of(command) - set(_OPTION.findall(shown[words]))
    }
    # `agreement move` takes the options of `agreement set`, and the page says so once.
    missing["agreement move"] = missing.get("agreement move", set()) - options_of(commands()["agreement set"])
    # `client edit` takes the fiscal options of `client add`.
    missing["client edit"] = missing.get("client edit", set()) - options_of(commands()["client add"])
    assert "[fiscal flags of add]" in shown["client edit"]
    # Every verb that changes the journal takes --yes, and the page says so once.
    missing = {words: options - {"--yes"} for words, options in missing.items()}
    assert "[flags of set]" in shown["agreement move"]
    assert {words for words in commands() if words not in shown} == set()
    assert {words: options for words, options in missing.items() if options} == {}


def test_the_page_of_the_shell_shows_no_option_that_a_command_does_not_have() -> None:
    existing = commands()
    invented = {words: set(_OPTION.findall(text)) - options_of(existing[words]) for words, text in synopses().items()}
    assert {words: options for words, options in invented.items() if options} == {}


def test_every_option_that_the_manual_names_in_a_sentence_exists() -> None:
    known = OF_EVERY_VERB.union(*(options_of(command) for command in commands().values()))
    for page in PAGES:
        text = re.sub(r"(?ms)^```.*?^```$", "", page.read_text(encoding="utf-8"))
        spans = re.findall(r"`([^`\n]+)`", text)
        named = {option for span in spans for option in _OPTION.findall(span)}
        assert named <= known, page.name


def _own_words(words: list[str]) -> list[str]:
    """The words that the program gets: without redirections, and without what the line is piped into."""
    words = words[: words.index("|")] if "|" in words else words
    return [
        word
        for place, word in enumerate(words)
        if word not in ("<", ">") and words[max(0, place - 1)] not in ("<", ">")
    ]


@pytest.mark.parametrize(("page", "line"), command_lines(), ids=lambda text: text[:60])
def test_a_command_line_of_the_manual_parses(page: str, line: str) -> None:
    assert not re.search(r" #\d", re.sub(r'"[^"]*"', "", line)), "an unquoted # begins a comment in the shell"
    words = _own_words(shlex.split(line, comments=True)[1:])
    command: click.Command = root()
    context = click.Context(command, info_name="monteore")
    while isinstance(command, click.Group):
        _options, rest, _order = command.make_parser(context).parse_args(list(words))
        if not rest:
            assert command.invoke_without_command or command.name == "monteore", f"{page}: {line}"
            return
        part = command.get_command(context, rest[0])
        assert part is not None, f"{page}: there is no {rest[0]}"
        command, words = part, rest[1:]
        context = click.Context(command, parent=context, info_name=command.name)
    # Makes the context, which reads every option and argument with its type, and does not invoke the command.
    command.make_context(command.name, list(words), parent=context.parent)


def test_the_manual_has_command_lines() -> None:
    assert len(command_lines()) > 40


def test_every_page_is_linked_from_the_index() -> None:
    index = (ROOT / "docs" / "index.md").read_text(encoding="utf-8")
    assert [page.name for page in PAGES[1:] if page.name != "index.md" and f"({page.name})" not in index] == []


def test_every_link_of_the_manual_leads_to_a_file() -> None:
    for page in PAGES:
        for target in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
            assert target.startswith("https://") or (page.parent / target).exists(), f"{page.name}: {target}"


def test_every_path_that_the_architecture_page_names_exists() -> None:
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    text = re.sub(r"(?m)^    .*$", "", text)
    named = {
        span
        for span in re.findall(r"`([^`\n]+)`", text)
        if re.fullmatch(r"[a-z_]+(/[a-zA-Z_]*)*/?[a-z_]*(\.py)?", span)
    }
    folders = (ROOT, ROOT / "core", ROOT / "tui", ROOT / "core" / "store")
    paths = {span for span in named if "/" in span or span.endswith(".py")}
    gone = {
        span
        for span in paths
        if not any((base / span).exists() for base in folders) and not list(ROOT.glob(f"[ct]*/**/{span}"))
    }
    assert gone == set()
