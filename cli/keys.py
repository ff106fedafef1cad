"""`monteore keys`: the keys in force."""

from pydantic import BaseModel

from cli import declared
from cli.file_types import INPUT, read_input
from cli.shell import Shell, table, verb
from core.basics.errors import Refused, Usage
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


@declared.command()
@declared.option(
    "--mine", type=INPUT, metavar="FILE", help=_("On a shared host: take these settings as one's own; - is stdin.")
)
@declared.option("--markdown", is_flag=True, help=_("Print the table as the manual shows it."))
@verb
def keys(shell: Shell, mine: str | None, markdown: bool) -> None:
    """The keys in force: every command, its keys, and the letters that act in a list."""
    if mine is not None:
        _take_as_own(mine)
    from tui.commands.listing import commands
    from tui.commands.manual import place_label
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
                place_label(each.place),
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


def _take_as_own(file: str) -> None:
    """Keep settings in the home of a shared store's account, for the person alone. Errors: `Refused`, `Usage`."""
    from core.basics.identity import current
    from core.basics.places import DESK_SETTINGS
    from tui.settings import MOST_BYTES, read_settings_text

    frame = current()
    path = DESK_SETTINGS.own_path(frame) if frame else None
    if frame is None or path is None:
        raise Refused(
            _("this is for a shared host, where one has no settings file; here edit {path}").format(
                path=DESK_SETTINGS.path()
            )
        )
    content = read_input(file)
    if len(content) > MOST_BYTES:
        raise Usage(_("these settings are too long; the most is {count} bytes").format(count=MOST_BYTES))
    troubles = read_settings_text(content, path).troubles
    if troubles:
        raise Usage(troubles[0])
    DESK_SETTINGS.keep_own(frame, content)
