"""The flow that imports clients, work or call records from a file."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from core.basics.errors import Refused, Usage
from core.basics.i18n import _
from core.forms.fields import FormField
from core.imports.dates import DateOrder
from core.language.labels import stored_term, term_label, term_labels
from core.phone.files import FileKind
from tui.attempt import Answer, attempt
from tui.dialogs.ask_line import Asked
from tui.dialogs.form import Form
from tui.dialogs.import_form import FILE, SHAPE, ImportForm, Look
from tui.files import named_path, read_file
from tui.flows.runner import Runner

if TYPE_CHECKING:
    from core.phone.brought import BroughtFiles, FilePlan, FileWords

LARGEST = 2_000_000
"""Bytes of the largest file that the form reads; the shell shows the progress of a larger one."""
_YES, _LEAVE_OUT = "yes", "leave out"
_FIELDS = {
    FileKind.CLIENTS: ("columns", "updates", "bad"),
    FileKind.WORK: ("dates", "persons", "bad"),
    FileKind.CALLS: ("source", "zone", "dates", "columns"),
}
"""The fields that count for what a file holds."""


async def import_file(runner: Runner) -> None:
    """Import a file; the form shows what the import would do while its words are typed."""
    reading, reader = _Reading(), runner.reader

    def planned(values: Mapping[str, str]) -> "FilePlan":
        """The plan, made in a thread."""
        return runner.beside.reading(lambda each: reading.plan(each.brought, values))

    def form(values: dict[str, str], trouble: str) -> Form:
        kept = {name: value for name, value in values.items() if name != SHAPE}
        known = reading.known(values.get(FILE, ""))
        return ImportForm(
            lambda file: reading.look(reader.brought, file),
            known._replace(shape=values.get(SHAPE, "") or known.shape),
            _hides,
            _("Import a file"),
            _fields(),
            lambda typed: planned(typed).lines,
            values=kept,
            trouble=trouble,
            is_slow=True,
        )

    sure = False

    def doubt(values: Mapping[str, str]) -> Asked | None:
        nonlocal sure
        questions = planned(values).questions
        sure = bool(questions)
        return Asked(_("Is this meant?"), questions) if questions else None

    def save(values: Mapping[str, str]) -> str:
        # Planned again on the connection for changes, as the file may have changed while it was asked.
        brought = runner.business.brought
        return brought.carry_out(_Reading().plan(brought, values), sure=sure)

    said = await runner.fill(form, save, doubt)
    if said is not None:
        runner.say(said)


def _fields() -> tuple[FormField, ...]:
    return (
        FormField(FILE, _("File"), "", "clients.csv, toggl.csv, Master.csv"),
        FormField(
            "what", _("Holds"), "", "", term_labels(FileKind), default=_("by content"), hint=_("clients, work or calls")
        ),
        FormField("source", _("Telephone"), "", "pbx", hint=_("name of the telephone system")),
        FormField("zone", _("Time zone"), "", "Europe/Rome", hint=_("of times without one")),
        FormField(
            "dates", _("Dates"), "", "", ("dmy", "mdy"), default=_("by content"), hint=_("day or month first")
        ),
        FormField("persons", _("Whose work"), "", _("anna, or Anna Rossi=anna, Bruno=bruno")),
        FormField("columns", _("Columns"), "", _("name=Kunde, phone=Tel.")),
        FormField("updates", _("Update"), "", "", term_labels((_YES, "no")), default=term_label("no"),
                  hint=_("change clients that differ")),
        FormField("bad", _("Bad rows"), "", "", term_labels((_LEAVE_OUT, "refuse")), default=term_label("refuse"),
                  hint=_("leave them out, or refuse the file")),
    )  # fmt: skip


def _hides(kind: FileKind | None, name: str, values: Mapping[str, str]) -> bool:
    """Whether a field counts for nothing in a file of a kind, unless another kind is typed."""
    if name in (FILE, "what"):
        return False
    counted = _said(values["what"]) or kind
    return counted is None or name not in _FIELDS[counted]


class _Mark(NamedTuple):
    """Which file was read, and in what state."""

    path: Path
    modified: int
    """Nanoseconds."""
    size: int
    """Bytes."""


class _Reading:
    """What the form reads of its file, in threads. The latest plan and the latest look are kept, as each key asks for them.

    Plans and looks have a connection each.
    """

    def __init__(self) -> None:
        self._content: tuple[_Mark, bytes] | None = None
        self._planned: tuple[object, Answer[FilePlan]] | None = None
        self._told: tuple[object, FileKind | None] = (None, None)
        self._looked: tuple[str, Look] = ("", Look())
        """What the field of the file said, and what that file is like."""

    def look(self, brought: "BroughtFiles", file: str) -> Look:
        """What a file is like."""
        read = attempt(lambda: self._read(file)).value
        looked = Look()
        if read is not None:
            mark, data = read
            shape = attempt(lambda: brought.shape_of(data, mark.path.name)).value or ""
            looked = Look(self._kind_of(brought, mark, data), shape)
        self._looked = file, looked
        return looked

    def known(self, file: str) -> Look:
        """What the last look found, if it was at this file."""
        return self._looked[1] if self._looked[0] == file else Look()

    def plan(self, brought: "BroughtFiles", values: Mapping[str, str]) -> "FilePlan":
        """What the import would do. Errors: those of the import."""
        mark, data = self._read(values[FILE])
        key, planned = (mark, tuple(sorted(values.items()))), self._planned
        if planned is None or planned[0] != key:
            planned = key, attempt(lambda: brought.plan(data, mark.path.name, self._words(brought, values)))
            self._planned = planned
        return planned[1].result()

    def _kind(self, brought: "BroughtFiles", values: Mapping[str, str]) -> FileKind | None:
        """What the file holds; `None` where it cannot be told yet."""
        said = _said(values["what"])
        if said is not None:
            return said
        read = attempt(lambda: self._read(values[FILE])).value
        if read is None:
            return None
        return self._kind_of(brought, *read)

    def _kind_of(self, brought: "BroughtFiles", mark: _Mark, data: bytes) -> FileKind | None:
        told = self._told
        if told[0] != mark:
            told = mark, attempt(lambda: brought.kind_of(data, mark.path.name)).value
            self._told = told
        return told[1]

    def _read(self, typed: str) -> tuple[_Mark, bytes]:
        if not typed.strip():
            raise Usage(_("write the path of a file: clients, work or call records"), about=FILE)
        path = named_path(typed)
        if not path.is_file():
            raise Usage(_("there is no file {path}; write the path of a file").format(path=path), about=FILE)
        state = path.stat()
        if state.st_size > LARGEST:
            raise Refused(
                _("{name} is too large for this form; in the shell: monteore import --help").format(name=path.name)
            )
        mark, content = _Mark(path, state.st_mtime_ns, state.st_size), self._content
        if content is None or content[0] != mark:
            content = mark, read_file(path)
            self._content = content
        return content

    def _words(self, brought: "BroughtFiles", values: Mapping[str, str]) -> "FileWords":
        from core.phone.brought import FileWords

        kind = self._kind(brought, values)
        counts = {name: values[name].strip() for name in (_FIELDS[kind] if kind else ())}
        dates = counts.get("dates", "")
        if dates and dates not in ("dmy", "mdy"):
            raise Usage(_("{field}: write dmy or mdy").format(field=_("Dates")), about="dates")
        return FileWords(
            what=kind,
            columns=_listed(counts.get("columns", "")),
            dates=DateOrder(dates) if dates else None,
            persons=_listed(counts.get("persons", "")),
            skips_bad=_is(counts.get("bad", ""), _LEAVE_OUT, "refuse", _("Bad rows")),
            updates=_is(counts.get("updates", ""), _YES, "no", _("Update")),
            source=counts.get("source", ""),
            zone=counts.get("zone", ""),
        )


def _said(typed: str) -> FileKind | None:
    word = stored_term(typed, FileKind)
    return FileKind(word) if word in list(FileKind) else None


def _listed(typed: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in re.split(r"[,;]", typed) if part.strip())


def _is(typed: str, wanted: str, other: str, label: str) -> bool:
    word = stored_term(typed, (wanted, other))
    if word not in (wanted, other):
        # The box shows the rest of a word that is begun.
        begun = [
            each for each in (wanted, other) if typed.strip() and term_label(each).startswith(typed.strip().casefold())
        ]
        word = begun[0] if len(begun) == 1 else word
    if word and word not in (wanted, other):
        choices = ", ".join(term_labels((wanted, other)))
        raise Usage(f"{label}: " + _("write one of: {choices}").format(choices=choices))
    return word == wanted
