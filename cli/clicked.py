"""Declared verbs as commands of click, which reads every line that is not plain, and shows the help."""

import inspect
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import click

from cli.declared import UNPROCESSED, Choice, Command, Group, IntRange, Kind, Parameter
from core.basics.i18n import _, translated

if TYPE_CHECKING:
    _Type = click.ParamType[str]
else:
    # Older versions of click have no parameter.
    _Type = click.ParamType


class KindType(_Type):
    """A `Kind` as a type of click."""

    def __init__(self, kind: Kind, parameter: Parameter) -> None:
        self.kind = kind
        self.name = kind.name
        self._parameter = parameter

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The value, checked. Errors: those of the kind."""
        return self.kind.checked(str(value), self._parameter)


def type_of(parameter: Parameter) -> Any:
    """The type of a parameter, for click."""
    declared = parameter.type
    if declared == UNPROCESSED:
        return click.UNPROCESSED
    if isinstance(declared, Choice):
        return click.Choice(declared.words)
    if isinstance(declared, IntRange):
        return click.IntRange(declared.min, declared.max)
    return KindType(declared, parameter) if isinstance(declared, Kind) else declared


def parameters_of(declared: Sequence[Parameter]) -> list[click.Parameter]:
    """Declared parameters as those of click."""
    made: list[click.Parameter] = []
    for each in declared:
        settings = {name: value for name, value in each.settings.items() if name != "type"}
        kind = {"type": type_of(each)} if each.type is not None else {}
        made.append((click.Option if each.is_option else click.Argument)(each.declared, **settings, **kind))
    return made


def command_of(declared: Command) -> click.Command:
    """The command of click that a verb is."""
    if isinstance(declared, Group):
        return _group_of(declared)

    def callback(**values: Any) -> Any:
        context = click.get_current_context()
        context.obj.words = context.command_path.partition(" ")[2]
        return declared.function(context.obj, **values)

    return click.Command(
        declared.name,
        callback=callback,
        params=parameters_of(declared.parameters),
        help=declared.function.__doc__,
        **declared.settings,
    )


def _group_of(declared: Group) -> click.Group:
    made = click.Group(
        declared.name,
        callback=declared.function,
        params=parameters_of(declared.parameters),
        help=declared.function.__doc__,
        **declared.settings,
    )
    for name in declared.names:
        part = declared.part(name)
        assert part is not None
        made.add_command(command_of(part))
    return made


class _Verbs(click.Group):
    """The top group, which imports a verb's file when the verb is named."""

    def __init__(self, *, verbs: Sequence[str], find: Callable[[str], Command | None], **settings: Any) -> None:
        super().__init__(**settings)
        self._verbs = verbs
        self._find = find

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The verbs, in their order."""
        return list(self._verbs)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The verb's command, or `None`."""
        found = self._find(cmd_name)
        if found is None:
            return None
        made = command_of(found)
        _translate_help(made)
        return made


def _translate_help(command: click.Command) -> None:
    """Translate the help of a command and its subcommands: help is a docstring, which cannot be passed to `_`."""
    command.help = translated(inspect.cleandoc(command.help or ""))
    command.options_metavar = _("[OPTIONS]")
    if isinstance(command, click.Group):
        command.subcommand_metavar = (
            _("[COMMAND] [ARGS]...") if command.invoke_without_command else _("COMMAND [ARGS]...")
        )
        for part in command.commands.values():
            _translate_help(part)


def root_of(
    verbs: Sequence[str],
    find: Callable[[str], Command | None],
    before: Sequence[Parameter],
    open_desk: Callable[[Any], int],
) -> click.Group:
    """Make the top command of some verbs, with options that stand before them; without a verb it opens the desk."""

    @click.pass_context
    def monteore(ctx: click.Context, db: str | None, lang: str | None) -> None:
        shell = ctx.obj
        shell.db = db
        shell.language = lang
        if ctx.invoked_subcommand is None:
            ctx.exit(open_desk(shell))

    made = _Verbs(
        verbs=verbs,
        find=find,
        name="monteore",
        callback=monteore,
        params=parameters_of(before),
        help=_("Time calls, deduct them from prepaid hours, renew by rule. Without a verb it opens the desk."),
        invoke_without_command=True,
        context_settings={"help_option_names": ["--help", "-h"]},
    )
    click.version_option(package_name="monteore", prog_name="monteore")(made)
    _translate_help(made)
    return made
