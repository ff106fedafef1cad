"""`monteore keys`: the keys in force."""

import click
from pydantic import BaseModel

from cli.shell import Shell, table, verb
from core.basics.errors import Usage
from core.basics.i18n import _


class KeyDocument(BaseModel):
    """A command with its keys."""

    command: str
    keys: list[str]
    letters: list[str]
    place: str
    label: str
    help: str


class KeysDocument(BaseModel):
    """The table in force."""

    preset: str
    path: str
    keys: list[KeyDocument]
    troubles: list[str]


@click.command()
@click.option("--markdown", is_flag=True, help=_("Print the table as the manual shows it."))
@verb
def keys(shell: Shell, markdown: bool) -> None:
    """The keys in force: every command, its keys, and the letters that act in a list."""
    from tui.commands.listing import commands
    from tui.keys import shown_keys
    from tui.settings import read_settings

    settings = read_settings()
    keymap = settings.keymap
    if shell.json:
        rows = [
            KeyDocument(
                command=each.id,
                keys=list(keymap.keys_of(each.id)),
                letters=list(keymap.letters_of(each.id)),
                place=each.place.value,
                label=each.label,
                help=each.help,
            )
            for each in commands()
        ]
        shell.document(
            KeysDocument(preset=keymap.preset, path=str(settings.path), keys=rows, troubles=list(settings.troubles))
        )
    elif markdown:
        from tui.commands.manual import markdown_table

        shell.say(markdown_table(keymap))
    else:
        head = (_("command"), _("keys"), _("in a list"), _("where"), _("what it does"))
        lines = [
            (
                each.id,
                shown_keys(keymap.keys_of(each.id)),
                shown_keys(keymap.letters_of(each.id)),
                each.place.value,
                each.help,
            )
            for each in commands()
        ]
        shell.say(table([head, *lines]))
        shell.say(_("settings: {path}").format(path=settings.path))
    if settings.troubles:
        for trouble in settings.troubles[:-1]:
            shell.warn(trouble)
        raise Usage(settings.troubles[-1])
