"""A plain line means what click reads in it."""

from typing import Any

import click
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cli import main
from cli.declared import Command, Group, Parameter, command, option, plain
from cli.shell import Shell
from tests.profiles import examples

PLAIN = (
    (),
    ("--db", "x.db"),
    ("--lang=it", "--db=x.db"),
    ("balance", "acme"),
    ("--db", "x.db", "balance", "acme", "--json"),
    ("--lang=it", "balance"),
    ("log", "acme", "15m", "printer", "--yes"),
    ("log", "--key", "k", "acme", "15m", "-"),
    ("call", "start", "acme", "@-10m", "--phone=02 1234567"),
    ("call", "hold"),
    ("phone", "pop", "02 1234567", "--event", "answer"),
    ("block", "sell", "acme"),
    ("client", "list"),
)
FOR_CLICK = (
    ("",),
    ("--db",),
    ("--",),
    ("--help",),
    ("--version",),
    ("nothing",),
    ("call",),
    ("call", "nothing"),
    ("call", "start", "--help"),
    ("balance", "acme", "beta"),
    ("balance", "--on"),
    ("balance", "--json=yes"),
    ("balance", "--", "acme"),
    ("log",),
    ("log", "acme", "-10m"),
    ("log", "acme", "--nothing"),
    ("phone", "pop"),
    ("phone", "pop", "02", "--event", "sneezes"),
    ("client", "add", "acme", "Acme", "--phone", "1", "--phone", "2"),
)


def commands(found: Command | None) -> list[Command]:
    assert found is not None
    if not isinstance(found, Group):
        return [found]
    return [each for name in found.names for each in commands(found.part(name))]


ALL = [each for name in main.VERBS for each in commands(main._verb(name))]


class Called(Exception):
    """A verb would run, with these words and values."""


@pytest.fixture
def _called(monkeypatch: pytest.MonkeyPatch) -> None:
    for each in ALL:
        monkeypatch.setattr(each, "function", _call)
    monkeypatch.setattr(main, "_open_desk", _call)


def _call(shell: Shell, **values: Any) -> None:
    raise Called(shell.db, shell.language, shell.words, values)


def by_click(words: tuple[str, ...]) -> tuple[Any, ...] | None:
    try:
        main.root().main(args=list(words), prog_name="monteore", standalone_mode=False, obj=Shell())
    except Called as called:
        return called.args
    except (click.ClickException, click.exceptions.Exit):
        return None
    return None


def by_itself(words: tuple[str, ...]) -> tuple[Any, ...] | None:
    line = plain(words, main._before(), main._verb, Command(main._open_desk, None, {}))
    return line and (line.before["db"], line.before["lang"], line.words, line.values)


@pytest.mark.usefixtures("_called")
def test_everyday_lines_are_plain_and_others_are_for_click() -> None:
    for words in PLAIN:
        assert by_itself(words) == by_click(words) is not None, words
    for words in FOR_CLICK:
        assert by_itself(words) is None, words


@pytest.mark.usefixtures("_called")
@examples(150)
@given(st.data())
def test_any_line_means_to_the_plain_reader_what_it_means_to_click(data: st.DataObject) -> None:
    groups = [(name, found) for name in main.VERBS if (found := main._verb(name))]
    name, found = data.draw(st.sampled_from(groups))
    path = [name]
    while isinstance(found, Group):
        path.append(data.draw(st.sampled_from(found.names)))
        found = found.part(path[-1])
    assert found is not None
    options = [word for each in found.parameters for word in each.options]
    shortened = [option[:length] for option in options for length in (3, len(option) - 1)]
    values = [
        *(
            "acme",
            "",
            " ",
            "-",
            "15m",
            "é",
            "e\u0301",
            "１５m",
            "\u00a0",
            "a=b",
            "=",
            "2026-11-24",
            "yes",
            "--",
            "---",
            "-x",
        ),
        *("--no", "-10m", "-1.5", "--help", *shortened, *(option.upper() for option in options)),
    ]
    text = st.sampled_from(values) | st.text(max_size=5)
    word = st.sampled_from(options) | text | st.builds("{}={}".format, st.sampled_from([*options, *shortened]), text)
    before = data.draw(st.sampled_from([[], ["--db", "x"], ["--db=y", "--lang", "it"], ["--db"], ["--lang", ""]]))
    words = (*before, *path, *data.draw(st.lists(word, max_size=5)))
    line = by_itself(words)
    assert line is None or line == by_click(words)


def test_a_parameter_that_the_plain_reader_does_not_know_makes_its_command_one_for_click() -> None:
    for settings in (
        {"multiple": True},
        {"type": int},
        {"default": 5},
        {"is_flag": True, "default": True},
        {"nargs": 2},
    ):

        @command()
        @option("--thing", **settings)
        def verb(shell: Shell, thing: object) -> None: ...

        assert plain(("verb",), (), {"verb": verb}.get, verb) is None
    assert not Parameter(True, ("-t", "--thing"), {}).is_plain
    assert not Parameter(True, ("--on/--off",), {}).is_plain
