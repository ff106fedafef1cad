"""A file that somebody brings, whatever it holds: told by its content, shown in words, and taken in."""

from typing import TYPE_CHECKING, assert_never

from core.basics.dataclass import dataclass
from core.basics.durations import format_seconds
from core.basics.errors import Refused
from core.basics.i18n import _, ngettext
from core.basics.identity import Right
from core.imports.client_plan import ClientsPlan
from core.imports.column_map import kept_map, read_map
from core.imports.dates import DateOrder
from core.imports.leftovers import bad_part
from core.imports.persons import NOBODY, read_persons
from core.imports.plan import EntriesPlan
from core.imports.run import Imports
from core.imports.views import ImportView, clients_view, planned_view
from core.model.clients import Client
from core.phone.files import FileKind, kind_of, shape_of
from core.phone.records.importing import RecordPlan
from core.phone.records.leftovers import bad_part as calls_bad_part
from core.session import Session, needs

if TYPE_CHECKING:
    from core.phone.records.importing import RecordImports

_MOST_CODES = 8
_MOST_LINES = 3


@dataclass(frozen=True)
class FileWords:
    """What a person says of a file; what is empty the file tells, or it stays as it is."""

    what: FileKind | None = None
    """What it holds; `None`: its content tells."""
    columns: tuple[str, ...] = ()
    """Fields and columns, such as `name=Kunde`, as `--map` takes them."""
    dates: DateOrder | None = None
    """The order of day and month."""
    persons: tuple[str, ...] = ()
    """Whose work it is, as `--person` takes it."""
    skips_bad: bool = False
    """Whether the good rows are imported where others are bad."""
    updates: bool = False
    """Whether clients that are there are changed where the file differs."""
    source: str = ""
    """The telephone system."""
    zone: str = ""
    """The time zone of calls without one."""
    client: Client | None = None
    """Whose work all rows are; `None`: as the rows say."""
    adds_clients: bool | None = None
    """Whether names that no client has become clients; `None`: those of other programs' exports do."""
    again: bool = False
    """Whether rows whose entries were voided are imported again."""


NOTHING_SAID = FileWords()


@dataclass(frozen=True)
class FilePlan:
    """What the import of a file would do."""

    kind: FileKind
    """What the file holds."""
    lines: tuple[str, ...]
    """Sentences that say what would be done."""
    questions: tuple[str, ...]
    """What a person is asked first."""
    plan: ClientsPlan | EntriesPlan | RecordPlan
    """The plan of the import that reads it."""
    words: FileWords
    """What was said."""
    refused: Refused | None = None
    """Why it cannot be carried out: a bad row that nobody said to leave out."""

    @property
    def has_unknown(self) -> bool:
        """Whether rows of work name a client that is not there, or was not before the import."""
        return isinstance(self.plan, EntriesPlan) and bool(self.plan.new_clients or self.plan.unknown)

    @property
    def has_voided(self) -> bool:
        """Whether rows of work are left out, or come again, because their entry was voided."""
        return isinstance(self.plan, EntriesPlan) and bool(self.plan.voided)

    @property
    def has_bad(self) -> bool:
        """Whether rows are left out."""
        return bool(self.plan.read.unread_count if isinstance(self.plan, RecordPlan) else self.plan.bad)


@dataclass(frozen=True)
class Brought:
    """What was taken in."""

    said: str
    """A sentence."""
    step: str = ""
    """What takes it back, as the words of a verb; empty for call records, and where nothing came in."""


class BroughtFiles:
    """Imports of files of any kind. A plan only reads; carrying it out does what the verb of its kind does."""

    def __init__(self, session: Session, imports: Imports, records: "RecordImports") -> None:
        self._session = session
        self._imports = imports
        self._records = records

    @needs(Right.MANAGE)
    def kind_of(self, data: bytes, name: str) -> FileKind:
        """What a file holds. Errors: `Refused` where its content does not tell."""
        return kind_of(data, name, kept_map(self._session))

    @needs(Right.MANAGE)
    def shape_of(self, data: bytes, name: str) -> str:
        """What tells files of one program from those of others. Errors: `Refused` for what is no text."""
        return shape_of(data, name)

    @needs(Right.MANAGE)
    def plan(self, data: bytes, name: str, words: FileWords = NOTHING_SAID) -> FilePlan:
        """What the import would do; nothing is changed. Errors: those of the import; a bad row stands in the plan."""
        kind = words.what or self.kind_of(data, name)
        match kind:
            case FileKind.CLIENTS:
                plan = self._imports.plan_clients(
                    data, name, column_map=read_map(words.columns) if words.columns else None, update=words.updates
                )
                view = clients_view(plan, dry_run=True)
                return FilePlan(kind, _of_clients(view, words), view.questions, plan, words, _refused(view, words))
            case FileKind.WORK:
                persons = read_persons(words.persons) if words.persons else NOBODY
                work = self._imports.plan(
                    data,
                    name,
                    client=words.client,
                    create_clients=words.adds_clients,
                    again=words.again,
                    dates=words.dates,
                    persons=persons,
                )
                view = planned_view(work, dry_run=True)
                refused = _refused(view, words, has_unknown=bool(work.unknown))
                return FilePlan(kind, _of_work(view, work.voided), view.questions, work, words, refused)
            case FileKind.CALLS:
                calls = self._records.plan(
                    data, name, source=words.source, zone=words.zone, dates=words.dates, maps=words.columns
                )
                return FilePlan(kind, _of_calls(calls), (), calls, words)
        assert_never(kind)

    @needs(Right.MANAGE)
    def carry_out(self, planned: FilePlan, *, sure: bool = False) -> Brought:
        """Take the file in. Errors: those of the import, and why the plan is refused."""
        if planned.refused is not None:
            raise planned.refused
        plan, words = planned.plan, planned.words
        if isinstance(plan, RecordPlan):
            kept = self._records.carry_out(plan)
            said = _("records: {added} new, {changed} changed, {same} there before")
            return Brought(said.format(added=kept.added, changed=kept.changed, same=kept.same))
        if isinstance(plan, ClientsPlan):
            column_map = read_map(words.columns) if words.columns else None
            view = self._imports.carry_out_clients(
                plan, skip_bad=words.skips_bad, column_map=column_map, sure=sure or not plan.questions
            )
            said = ngettext("{count} client imported", "{count} clients imported", view.imported)
        else:
            view = self._imports.carry_out(plan, yes=sure, skip_bad=words.skips_bad)
            said = ngettext("{count} entry imported", "{count} entries imported", view.imported)
        parts = [said.format(count=view.imported)]
        if view.changed:
            parts.append(ngettext("{count} changed", "{count} changed", view.changed).format(count=view.changed))
        said = " · ".join(parts)
        return Brought(said, step=f"import undo {view.run_id}") if view.run_id else Brought(said)

    @needs(Right.MANAGE)
    def bad_part(self, data: bytes, planned: FilePlan) -> str:
        """The rows that the import leaves out, as they stand in the file; empty where there are none."""
        plan = planned.plan
        if isinstance(plan, RecordPlan):
            numbers = frozenset(plan.read.unread_lines)
            return calls_bad_part(data, numbers) if numbers else ""
        return bad_part(data, {row.row_number for row in plan.bad}) if plan.bad else ""


def _refused(view: ImportView, words: FileWords, *, has_unknown: bool = False) -> Refused | None:
    if not view.bad or words.skips_bad:
        return None
    first, count = view.bad[0], len(view.bad)
    return Refused(
        ngettext(
            "row {row}, {column}: {reason}; mend the file or leave bad rows out",
            "row {row}, {column}: {reason}; {count} rows are bad: mend the file or leave bad rows out",
            count,
        ).format(row=first.row_number, column=first.column, reason=first.sentence, count=count),
        about="new" if has_unknown and first.column == "client" else "bad",
    )


def _of_clients(view: ImportView, words: FileWords) -> tuple[str, ...]:
    count = len(view.new_clients)
    said = ngettext("{count} client to import: {codes}", "{count} clients to import: {codes}", count)
    codes = ", ".join(view.new_clients[:_MOST_CODES])
    lines = [said.format(count=count, codes=codes) if count else _("no client to import")]
    if view.changed:
        lines[0] += " · " + ngettext("{count} changed", "{count} changed", view.changed).format(count=view.changed)
    lines += view.preview[:1] if words.columns else ()
    # What was told of the file as a whole, such as its encoding, stands first.
    lines += view.warnings[:1]
    lines += _common(view)
    lines += view.differences[:_MOST_LINES]
    return (*lines, *view.warnings[1:_MOST_LINES])


def _of_work(view: ImportView, voided: int) -> tuple[str, ...]:
    said = ngettext("{count} entry to import: {time}", "{count} entries to import: {time}", view.imported)
    lines = [said.format(count=view.imported, time=format_seconds(view.worked_seconds))]
    if view.new_clients:
        codes = ", ".join(view.new_clients[:_MOST_CODES])
        lines.append(_("new clients: {codes}").format(codes=codes))
    if view.unknown_persons:
        names = ", ".join(view.unknown_persons[:_MOST_LINES])
        lines.append(_("nobody here is {names}; write whose work it is").format(names=names))
    if voided:
        said = ngettext(
            "{count} row is left out: its entry was voided",
            "{count} rows are left out: their entries were voided",
            voided,
        )
        lines.append(said.format(count=voided))
    return (*lines, *view.warnings[:_MOST_LINES], *_common(view))


def _common(view: ImportView) -> list[str]:
    lines = []
    if view.existing:
        lines.append(
            ngettext("{count} was there before", "{count} were there before", view.existing).format(count=view.existing)
        )
    if view.bad:
        count = len(view.bad)
        lines.append(
            ngettext("{count} bad row is left out", "{count} bad rows are left out", count).format(count=count)
        )
        said = _("row {row}, {column}: {reason}")
        lines += [
            said.format(row=row.row_number, column=row.column, reason=row.sentence) for row in view.bad[:_MOST_LINES]
        ]
    if view.program:
        lines.append(_("read as an export of {program}").format(program=view.program))
    if view.dropped:
        lines.append(_("not carried over: {columns}").format(columns=", ".join(view.dropped)))
    return lines


def _of_calls(plan: RecordPlan) -> tuple[str, ...]:
    read = plan.read
    lines = [
        _("{program}, of {source}: {calls} calls, {answered} answered, {time} of talk").format(
            program=read.format.program,
            source=plan.source,
            calls=read.counts.calls,
            answered=read.counts.answered,
            time=format_seconds(read.counts.seconds),
        )
    ]
    if sentence := read.encoding.sentence:
        lines.append(sentence)
    if read.unread_count:
        lines.append(
            ngettext(
                "{count} row cannot be read and is left out",
                "{count} rows cannot be read and are left out",
                read.unread_count,
            ).format(count=read.unread_count)
        )
        said = _("row {row}: {reason}")
        lines += [said.format(row=row.line, reason=row.reason) for row in read.unread[:_MOST_LINES]]
    return tuple(lines)
