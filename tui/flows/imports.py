"""The flows that import clients, work or call records from a file, and take an import back."""

import re
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from core.basics.errors import Refused, Usage, at
from core.basics.i18n import _, ngettext
from core.forms.fields import FormField
from core.imports.dates import DateOrder
from core.language.labels import stored_term, term_label, term_labels
from core.phone.files import FileKind
from tui.attempt import Answer, advised, attempt
from tui.dialogs.ask_line import Asked
from tui.dialogs.choose import Choose
from tui.dialogs.confirm import Confirm
from tui.dialogs.form import Form
from tui.dialogs.import_form import FILE, SHAPE, ImportForm, Look
from tui.files import named_path, read_file
from tui.flows.runner import Runner
from tui.flows.saving import fill_form
from tui.flows.target import Target

if TYPE_CHECKING:
    from core.business import Business
    from core.imports.views import UndoView
    from core.phone.brought import BroughtFiles, FilePlan, FileWords
    from core.store.rows.import_runs import ImportRun

LARGEST = 2_000_000
"""Bytes of the largest file that the form reads; the shell shows the progress of a larger one."""
MOST_UNDONE = 20_000
"""Entries and clients of the largest import that is taken back here; the shell shows the progress of a larger one."""
_MOST_ASKED, _MOST_SAID = 40, 4
"""How many sentences a question shows, and the line of answer."""
_REST: Final = "rest"
"""The field for the file of the rows left out."""
_YES_NO, _BAD, _NEW = ("yes", "no"), ("leave out", "refuse"), ("add", "refuse")
_LEAVE_OUT = _BAD[0]
_FIELDS = {
    FileKind.CLIENTS: ("columns", "updates", "bad", _REST),
    FileKind.WORK: ("client", "new", "again", "dates", "persons", "bad", _REST),
    FileKind.CALLS: ("source", "zone", "dates", "columns", _REST),
}
"""The fields that count for what a file holds."""
_OF_KINDS = frozenset(name for names in _FIELDS.values() for name in names)
_OF_SOME_ROWS = ("new", "again")
"""Those that count only where the file has rows of new clients, or rows whose entries were voided."""


async def import_file(runner: Runner) -> None:
    """Import a file; the form shows what the import would do while its words are typed."""
    reading, reader = _Reading(), runner.reader
    rest = Target(_rest_path, _REST)

    def planned(values: Mapping[str, str]) -> "FilePlan":
        """The plan, made in a thread."""
        return runner.beside.reading(lambda each: reading.plan(each, values))

    def check(values: Mapping[str, str]) -> Sequence[str]:
        plan = planned(values)
        if not plan.has_bad or not _names_rest(values, plan.kind):
            return plan.lines
        first, *lines = plan.lines
        into, *over = rest.lines(values)
        return [first, _("rows left out: {into}").format(into=into), *over, *lines]

    def form(values: dict[str, str], trouble: str) -> Form:
        kept = {name: value for name, value in values.items() if name != SHAPE}
        known = reading.known(values.get(FILE, ""))
        return ImportForm(
            lambda file: reading.look(reader.brought, file),
            known._replace(shape=values.get(SHAPE, "") or known.shape),
            lambda kind, typed: _hidden(kind, typed, reading.met),
            _("Import a file"),
            _fields(),
            check,
            values=kept,
            trouble=trouble,
            is_slow=True,
        )

    sure = False
    shown: _Mark | None = None

    def doubt(values: Mapping[str, str]) -> Asked | None:
        nonlocal sure, shown
        plan = planned(values)
        shown, sure = reading.mark, bool(plan.questions)
        asks = list(plan.questions)
        if plan.has_bad and _names_rest(values, plan.kind) and rest.doubt(values):
            asks.append(_("{path} exists already: it is written over").format(path=values[_REST].strip()))
        if reading.take_replaced():
            asks[:0] = [_("the file was changed since this was shown; now:"), *plan.lines]
        return Asked(_("Is this meant?"), tuple(asks)) if asks else None

    def save(values: Mapping[str, str]) -> str:
        # Planned again on the connection for changes: what the store holds may have changed while it was asked.
        brought, again = runner.business.brought, _Reading()
        plan = again.plan(runner.business, values)
        if again.mark != shown:
            raise Refused(_("the file was changed meanwhile; look at what it would do now"), about=FILE)
        text = ""
        if plan.has_bad and _names_rest(values, plan.kind):
            rest.check(values)
            text = brought.bad_part(again.content, plan)
        done = brought.carry_out(plan, sure=sure)
        said = advised(done.said, done.step) or done.said
        if not text:
            return said
        written = attempt(lambda: rest.write(values, text.encode("utf-8", "replace")))
        if written.error is not None:
            raise Refused(_("{reason}; the good rows are in").format(reason=written.trouble), about=_REST)
        return " · ".join((said, _("rows left out: {path}").format(path=written.value)))

    said = await fill_form(runner, form, save, doubt)
    if said is not None:
        runner.say(said)


async def undo(runner: Runner) -> None:
    """Take a whole import back: which one, what goes back, after y."""
    runs = await runner.read(lambda: runner.reader.imports.runs())
    if not runs:
        runner.say(_("nothing was imported yet"))
        return
    zone = runner.reader.zone
    offers = [(run.run_id, f"{run.started_at.astimezone(zone):%Y-%m-%d %H:%M}", _run_words(run)) for run in runs]
    chosen = next((run.run_id for run in runs if run.undone_at is None), "")
    run_id = await runner.ask(Choose(_("Take which import back?"), offers, chosen))
    if run_id is None:
        return
    run = next(run for run in runs if run.run_id == run_id)
    if run.entries + run.clients > MOST_UNDONE:
        raise Refused(_("this import is too large to take it back here; in the shell: monteore import undo {run_id}").format(
            run_id=run_id
        ))  # fmt: skip
    runner.say(_("reading…"))
    view = await runner.read(lambda: runner.beside.reading(lambda reader: reader.imports.preview_undo(run_id)))
    runner.say("")
    if view.is_empty:
        runner.say(_("there is nothing left to take back"))
        return
    which = next("  ".join((started, words)) for answer, started, words in offers if answer == run_id)
    if not await runner.ask(Confirm(_("Take this import back?"), "\n".join([which, *_shortened(_would(view))]))):
        return
    done = await runner.change(lambda: runner.business.imports.undo(run_id))
    if done is not None:
        lines = [line.strip() for line in (*done.lines, *done.warnings)]
        runner.say(" · ".join(_shortened(lines, _MOST_SAID)))


def _run_words(run: "ImportRun") -> str:
    """`812 entries, 3 clients  2026-01-02 to 2026-02-27  anna  undone`."""
    counted = []
    if run.entries:
        counted.append(ngettext("{count} entry", "{count} entries", run.entries).format(count=run.entries))
    if run.clients:
        counted.append(ngettext("{count} client", "{count} clients", run.clients).format(count=run.clients))
    days = run.first_day
    if run.last_day != days:
        days = _("{first} to {last}").format(first=days, last=run.last_day)
    state = _("undone") if run.undone_at else "" if run.finished_at else _("not finished")
    return "  ".join(part for part in (", ".join(counted), days, run.technician, state) if part)


def _would(view: "UndoView") -> list[str]:
    """What goes back, as sentences of what is still to be done."""
    lines = list[str]()
    if view.voided:
        lines.append(ngettext("voids {count} entry", "voids {count} entries", view.voided).format(count=view.voided))
    if view.archived:
        said = ngettext(
            "archives {count} client that it added", "archives {count} clients that it added", view.archived
        )
        lines.append(said.format(count=view.archived))
    if view.changed_back:
        said = ngettext(
            "gives {count} client its card of before", "gives {count} clients their card of before", view.changed_back
        )
        lines.append(said.format(count=view.changed_back))
    if view.edited:
        said = ngettext(
            "{count} entry was edited since: what took its place stays",
            "{count} entries were edited since: what took their place stays",
            view.edited,
        )
        lines.append(said.format(count=view.edited))
    return [*lines, *view.kept]


def _shortened(lines: Sequence[str], most: int = _MOST_ASKED) -> list[str]:
    rest = len(lines) - most
    if rest <= 0:
        return list(lines)
    more = ngettext("and {count} more", "and {count} more", rest).format(count=rest)
    return [*lines[:most], more]


def _names_rest(values: Mapping[str, str], kind: FileKind) -> bool:
    return bool(values[_REST].strip()) and _REST not in _hidden(kind, values)


def _rest_path(values: Mapping[str, str]) -> Path:
    """Where the rows go that are left out. Errors: `Usage` for the file that is imported."""
    path, source = named_path(values[_REST]), named_path(values[FILE])
    if path.exists() and path.samefile(source):
        raise Usage(_("this is the file that is imported; name another one for the rows left out"))
    return path


def _fields() -> tuple[FormField, ...]:
    return (
        FormField(FILE, _("File"), "", "clients.csv, toggl.csv, Master.csv"),
        FormField(
            "what", _("Holds"), "", "", term_labels(FileKind), default=_("by content"), hint=_("clients, work or calls")
        ),
        FormField("source", _("Telephone"), "", "pbx", hint=_("name of the telephone system")),
        FormField("zone", _("Time zone"), "", "Europe/Rome", hint=_("of times without one")),
        FormField("client", _("Client"), "", "acme", hint=_("all rows are this client's")),
        FormField("new", _("New clients"), "", "", term_labels(_NEW), default=_("by content"),
                  hint=_("names that no client has: add them")),
        FormField("again", _("Voided"), "", "", term_labels(_YES_NO), default=term_label(_YES_NO[1]),
                  hint=_("import rows again whose entries were voided")),
        FormField(
            "dates", _("Dates"), "", "", ("dmy", "mdy"), default=_("by content"), hint=_("day or month first")
        ),
        FormField("persons", _("Whose work"), "", _("anna, or Anna Rossi=anna, Bruno=bruno")),
        FormField("columns", _("Columns"), "", _("name=Kunde, phone=Tel.")),
        FormField("updates", _("Update"), "", "", term_labels(_YES_NO), default=term_label(_YES_NO[1]),
                  hint=_("change clients that differ")),
        FormField("bad", _("Bad rows"), "", "", term_labels(_BAD), default=term_label(_BAD[1]),
                  hint=_("leave them out, or refuse the file")),
        FormField(_REST, _("Bad rows to"), "", "rest.csv", hint=_("a file of them, to be mended")),
    )  # fmt: skip


def _hidden(kind: FileKind | None, values: Mapping[str, str], met: Collection[str] = ()) -> Collection[str]:
    """The fields that count for nothing in a file of a kind, unless another kind is typed.

    Of those that count for some rows alone, `met` are those whose rows were met in the file.
    """
    counted = _said(values["what"]) or kind
    counts = set(_FIELDS[counted]) if counted is not None else set[str]()
    # Of call records what can be read is always taken.
    if counted is not FileKind.CALLS and _word(values["bad"], _BAD) != _LEAVE_OUT:
        counts.discard(_REST)
    counts -= {name for name in _OF_SOME_ROWS if name not in met and not values[name].strip()}
    if values["client"].strip():
        counts.discard("new")
    return _OF_KINDS - counts


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
        self._planned: tuple[tuple[_Mark, object], Answer[FilePlan]] | None = None
        self._is_replaced = False
        self._told: tuple[object, FileKind | None] = (None, None)
        self._looked: tuple[str, Look] = ("", Look())
        """What the field of the file said, and what that file is like."""
        self.met = frozenset[str]()
        """The fields of `_OF_SOME_ROWS` whose rows the latest plan has met."""

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

    def take_replaced(self) -> bool:
        """Whether the file of the last plan is another than that of the plan before, of the same words; told once."""
        told, self._is_replaced = self._is_replaced, False
        return told

    @property
    def mark(self) -> _Mark | None:
        """Which file was read last, and in what state."""
        return self._content[0] if self._content else None

    @property
    def content(self) -> bytes:
        """The bytes of the file that was read last."""
        return self._content[1] if self._content else b""

    def known(self, file: str) -> Look:
        """What the last look found, if it was at this file."""
        return self._looked[1] if self._looked[0] == file else Look()

    def plan(self, business: "Business", values: Mapping[str, str]) -> "FilePlan":
        """What the import would do. Errors: those of the import, `Refused` for a bad row."""
        mark, data = self._read(values[FILE])
        key, planned = (mark, tuple(sorted(values.items()))), self._planned
        if planned is None or planned[0][0] != mark:
            self.met = frozenset()
        if planned is None or planned[0] != key:
            self._is_replaced = planned is not None and planned[0][1] == key[1]
            planned = key, attempt(lambda: self._made(business, data, mark.path.name, values))
            self._planned = planned
        plan = planned[1].result()
        if plan.refused is not None:
            raise plan.refused
        return plan

    def _made(self, business: "Business", data: bytes, name: str, values: Mapping[str, str]) -> "FilePlan":
        plan = business.brought.plan(data, name, self._words(business, values))
        told = zip(_OF_SOME_ROWS, (plan.has_unknown, plan.has_voided), strict=True)
        self.met = frozenset(name for name, is_met in told if is_met)
        return plan

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

    def _words(self, business: "Business", values: Mapping[str, str]) -> "FileWords":
        from core.phone.brought import FileWords

        kind = self._kind(business.brought, values)
        counts = {name: values[name].strip() for name in (_FIELDS[kind] if kind else ())}
        dates = counts.get("dates", "")
        if dates and dates not in ("dmy", "mdy"):
            raise Usage(_("{field}: write dmy or mdy").format(field=_("Dates")), about="dates")
        client, new = counts.get("client", ""), counts.get("new", "")
        return FileWords(
            what=kind,
            columns=_listed(counts.get("columns", "")),
            dates=DateOrder(dates) if dates else None,
            persons=_listed(counts.get("persons", "")),
            skips_bad=at("bad", lambda: _is_first(counts.get("bad", ""), _BAD, _("Bad rows"))),
            updates=at("updates", lambda: _is_first(counts.get("updates", ""), _YES_NO, _("Update"))),
            source=counts.get("source", ""),
            zone=counts.get("zone", ""),
            client=at("client", lambda: business.queries.resolve_client(client)) if client else None,
            adds_clients=at("new", lambda: _is_first(new, _NEW, _("New clients"))) if new else None,
            again=at("again", lambda: _is_first(counts.get("again", ""), _YES_NO, _("Voided"))),
        )


def _said(typed: str) -> FileKind | None:
    word = stored_term(typed, FileKind)
    return FileKind(word) if word in list(FileKind) else None


def _listed(typed: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in re.split(r"[,;]", typed) if part.strip())


def _word(typed: str, words: tuple[str, ...]) -> str:
    """Which of some words is meant, the begin of one included; else what is typed."""
    word = stored_term(typed, words)
    if word not in words:
        # The box shows the rest of a word that is begun.
        begun = [each for each in words if typed.strip() and term_label(each).startswith(typed.strip().casefold())]
        word = begun[0] if len(begun) == 1 else word
    return word


def _is_first(typed: str, words: tuple[str, ...], label: str) -> bool:
    """Whether the first of some words is meant; an empty field means the last. Errors: `Usage`."""
    word = _word(typed, words)
    if word and word not in words:
        raise Usage(f"{label}: " + _("write one of: {choices}").format(choices=", ".join(term_labels(words))))
    return word == words[0]
