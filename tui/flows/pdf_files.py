"""A form that writes one PDF to a file."""

from collections.abc import Callable, Mapping
from pathlib import Path

from core.basics.errors import Usage
from core.basics.files import check_target, write_file
from core.basics.i18n import _
from core.forms.fields import FormField
from tui.dialogs.form import Asked, Form
from tui.files import named_path
from tui.flows.runner import Runner


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

    def check(values: Mapping[str, str]) -> list[str]:
        path = path_of(values)
        check_target(path, force=True)
        lines = [*words(), _("into {path}").format(path=path)]
        return [*lines, _("the file exists already: it is written over")] if path.exists() else lines

    def form(values: dict[str, str], trouble: str) -> Form:
        return Form(title, fields, check, values=values, trouble=trouble)

    written_over: set[Path] = set()

    def doubt(values: dict[str, str]) -> Asked | None:
        path = path_of(values)
        written_over.clear()
        if not path.exists():
            return None
        written_over.add(path)
        return Asked(_("Write over this file?"), (str(path),))

    def save(values: dict[str, str]) -> str:
        path = path_of(values)
        write_file(path, content(), force=path in written_over)
        return str(path)

    written = await runner.fill(form, save, doubt)
    if written is not None:
        runner.say(_("written: {path}").format(path=written))
