"""A form that writes one PDF to a file."""

from collections.abc import Callable, Mapping
from pathlib import Path

from core.basics.errors import Usage
from core.basics.i18n import _
from core.forms.fields import FormField
from tui.dialogs.form import Form
from tui.files import named_path
from tui.flows.runner import Runner
from tui.flows.saving import fill_form
from tui.flows.target import Target


async def write_pdf(
    runner: Runner, title: str, name: str, words: Callable[[], list[str]], content: Callable[[], bytes]
) -> None:
    """Ask for a file, by default `name` in the home folder, and write `content` into it; `words` say what that is.

    A file that exists is written over after y.
    """
    proposed = f"~/{name}"
    fields = (FormField("file", _("File"), "", name, default=proposed),)

    def path_of(values: Mapping[str, str]) -> Path:
        path = named_path(values["file"].strip() or proposed)
        if path.suffix.lower() != ".pdf":
            raise Usage(_("a sheet is a PDF; let the file's name end in .pdf"))
        return path

    target = Target(path_of)

    def check(values: Mapping[str, str]) -> list[str]:
        # The name is checked first, as it needs no read.
        into = target.lines(values)
        return [*words(), *into]

    def form(values: dict[str, str], trouble: str) -> Form:
        return Form(title, fields, check, values=values, trouble=trouble)

    def save(values: dict[str, str]) -> str:
        return target.write(values, content())

    written = await fill_form(runner, form, save, target.doubt)
    if written is not None:
        runner.say(_("written: {path}").format(path=written))
