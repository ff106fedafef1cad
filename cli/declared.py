"""Declarations of verbs. A plain line is read here, any other by click, which takes a third of an everyday verb to import.

The decorators take what click's take. A line is plain if it names a verb that has only plain parameters, writes options by
their long names, and leaves nothing out: what click would refuse, complete or explain is left to click. A test compares both.
"""

import importlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeVar

F = TypeVar("F", bound=Callable[..., Any])

UNPROCESSED = "unprocessed"
"""The type of an argument whose words stay as they are."""


class Exit(Exception):
    """Ends a verb with an exit code."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


class Choice:
    """The type of a parameter that is one of some words."""

    def __init__(self, words: Iterable[str]) -> None:
        self.words = tuple(words)


class IntRange:
    """The type of a parameter that is a number; both ends belong to it."""

    def __init__(self, min: int | None = None, max: int | None = None) -> None:
        self.min, self.max = min, max


class Kind:
    """The type of a parameter that is a text; a subclass may refuse some."""

    name = "text"

    def checked(self, value: str, parameter: "Parameter") -> str:
        """The value, which is that of a parameter. Errors: those of the subclass."""
        raise NotImplementedError


class Parameter:
    """An option or an argument, as it was declared."""

    def __init__(self, is_option: bool, declared: tuple[str, ...], settings: Mapping[str, Any]) -> None:
        self.is_option = is_option
        self.declared = declared
        self.settings = settings
        self.type = settings.get("type")
        self.default = settings.get("default")

    @property
    def name(self) -> str:
        """The name of the function's argument: the word that is no option's name, else the first of these."""
        named = next((word for word in self.declared if word[0] != "-"), self.declared[0])
        return named.lstrip("-").replace("-", "_").lower()

    @property
    def options(self) -> list[str]:
        """The names under which an option is written."""
        return [word for word in self.declared if word[0] == "-"]

    @property
    def is_plain(self) -> bool:
        """Whether it takes one text, one of some words, nothing (a flag), or, an argument, all the words that are left."""
        plain = _PLAIN_OPTION if self.is_option else _PLAIN_ARGUMENT
        if not self.settings.keys() <= plain or any(not word.startswith("--") or "/" in word for word in self.options):
            return False
        if self.is_flag:
            return self.settings["is_flag"] is True and self.default is None
        is_text = self.type is None or self.type == UNPROCESSED or isinstance(self.type, Choice | Kind)
        return is_text and (self.default is None or isinstance(self.default, str))

    @property
    def is_flag(self) -> bool:
        """Whether it is an option without a value."""
        return "is_flag" in self.settings

    @property
    def takes_all(self) -> bool:
        """Whether it is an argument of any number of words."""
        return bool(self.settings.get("nargs") == -1)

    @property
    def is_required(self) -> bool:
        """Whether a line without it is refused."""
        usual = not (self.is_option or self.takes_all) and self.default is None
        return bool(self.settings.get("required", usual))

    def read(self, value: str | None) -> str | None:
        """The value that the function gets. Errors: `_NotPlain`, those of its type."""
        value = self.default if value is None else value
        if value is None and self.is_required:
            raise _NotPlain
        if value is not None and isinstance(self.type, Kind):
            return self.type.checked(value, self)
        if value is not None and isinstance(self.type, Choice) and value not in self.type.words:
            raise _NotPlain
        return value


_PLAIN_OPTION = frozenset({"type", "metavar", "help", "default", "show_default", "is_flag", "required"})
_PLAIN_ARGUMENT = frozenset({"type", "metavar", "default", "required", "nargs"})


class _NotPlain(Exception):
    """The line is for click."""


class Command:
    """A verb: its function, whose first argument is the shell, and its parameters in the order of their declaration."""

    def __init__(self, function: Callable[..., Any], name: str | None, settings: Mapping[str, Any]) -> None:
        self.function = function
        self.name = name or function.__name__.lower().replace("_", "-")
        self.settings = settings
        self.parameters: list[Parameter] = function.__dict__.get("_parameters", [])[::-1]


class Group(Command):
    """A verb that has verbs of its own. They can be named by where they are declared (`module:name`)."""

    def __init__(self, function: Callable[..., Any], name: str | None, settings: Mapping[str, Any]) -> None:
        super().__init__(function, name, settings)
        self._commands: dict[str, Command | str] = {}

    @property
    def names(self) -> list[str]:
        """The names of its verbs."""
        return list(self._commands)

    def part(self, name: str) -> Command | None:
        """The verb of that name."""
        found = self._commands.get(name)
        return imported(found) if isinstance(found, str) else found

    def add_command(self, command: Command) -> None:
        """Add a verb."""
        self._commands[command.name] = command

    def add_later(self, name: str, target: str) -> None:
        """Add a verb that is imported when it is named."""
        self._commands[name] = target

    def command(self, name: str | None = None, **settings: Any) -> Callable[[Callable[..., Any]], Command]:
        """Declare a verb of the group."""

        def declare(function: Callable[..., Any]) -> Command:
            made = Command(function, name, settings)
            self.add_command(made)
            return made

        return declare

    def group(self, name: str | None = None, **settings: Any) -> Callable[[Callable[..., Any]], "Group"]:
        """Declare a group in the group."""

        def declare(function: Callable[..., Any]) -> Group:
            made = Group(function, name, settings)
            self.add_command(made)
            return made

        return declare


def imported(target: str) -> Command:
    """The verb that a module declares: `module:name`."""
    module, _colon, name = target.partition(":")
    found: Command = getattr(importlib.import_module(module), name)
    return found


def command(name: str | None = None, **settings: Any) -> Callable[[Callable[..., Any]], Command]:
    """Declare a verb, as `click.command` does."""
    return lambda function: Command(function, name, settings)


def group(name: str | None = None, **settings: Any) -> Callable[[Callable[..., Any]], Group]:
    """Declare a group, as `click.group` does."""
    return lambda function: Group(function, name, settings)


def option(*declared: str, **settings: Any) -> Callable[[F], F]:
    """Declare an option, as `click.option` does."""
    return _declaring(Parameter(True, declared, settings))


def argument(*declared: str, **settings: Any) -> Callable[[F], F]:
    """Declare an argument, as `click.argument` does."""
    return _declaring(Parameter(False, declared, settings))


def _declaring(parameter: Parameter) -> Callable[[F], F]:
    def declare(function: F) -> F:
        function.__dict__.setdefault("_parameters", []).append(parameter)
        return function

    return declare


class Line:
    """A plain line: the options before the verb, the verb's words, the verb and the values of its parameters."""

    def __init__(self, before: dict[str, Any], words: str, command: Command, values: dict[str, Any]) -> None:
        self.before, self.words, self.command, self.values = before, words, command, values


def plain(
    words: Sequence[str], before: Sequence[Parameter], find: Callable[[str], Command | None], alone: Command
) -> Line | None:
    """The line that words are, with options that stand before the verb; `None` for one that click reads.

    `alone` is what a line without a verb does. Errors: those of the types of parameters.
    """
    left = list(words)
    try:
        first = _read(before, _taken(before, left, is_mixed=False), [])
        if not left:
            return Line(first, "", alone, {})
        named = left.pop(0)
        found, path = find(named), [named]
        while isinstance(found, Group):
            if found.parameters or found.settings or not left:
                return None
            path.append(left.pop(0))
            found = found.part(path[-1])
        if found is None or not found.settings.keys() <= {"context_settings"}:
            return None
        if not all(parameter.is_plain for parameter in found.parameters):
            return None
        options = _taken(found.parameters, left, is_mixed=True)
        return Line(first, " ".join(path), found, _read(found.parameters, options, left))
    except _NotPlain:
        return None


def _taken(parameters: Sequence[Parameter], words: list[str], *, is_mixed: bool) -> dict[str, str | bool]:
    """Take options and their values out of the words; where these are not mixed, up to the first word that is no option."""
    known = {name: each for each in parameters for name in each.options}
    found: dict[str, str | bool] = {}
    others = []
    while words:
        word = words.pop(0)
        if word[:1] != "-" or word == "-":
            others.append(word)
            if is_mixed:
                continue
            break
        name, equals, value = word.partition("=")
        option = known.get(name)
        if option is None or (option.is_flag and equals) or not (option.is_flag or equals or words):
            raise _NotPlain
        found[option.name] = True if option.is_flag else value if equals else words.pop(0)
    words[:0] = others
    return found


def _read(parameters: Sequence[Parameter], options: Mapping[str, str | bool], words: list[str]) -> dict[str, Any]:
    """The values of parameters: options, and arguments out of the words that are left."""
    values: dict[str, Any] = {}
    for each in parameters:
        if each.is_flag:
            values[each.name] = bool(options.get(each.name))
        elif each.is_option:
            given = options.get(each.name)
            values[each.name] = each.read(given if isinstance(given, str) else None)
        elif each.takes_all:
            if (each.is_required and not words) or each.type not in (None, UNPROCESSED):
                raise _NotPlain
            values[each.name] = tuple(words)
            words.clear()
        else:
            values[each.name] = each.read(words.pop(0) if words else None)
    if words:
        raise _NotPlain
    return values
