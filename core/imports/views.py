"""What imports did or would do."""

from collections import Counter
from collections.abc import Sequence

from core.basics.dataclass import dataclass
from core.basics.errors import MonteoreError, Refused
from core.basics.i18n import _, ngettext
from core.imports.client_plan import ClientsPlan, preview, to_invoice
from core.imports.plan import EntriesPlan
from core.imports.rows import BadRow
from core.imports.spilled import Spilled


@dataclass(frozen=True)
class ImportView:
    """What an import did, or would do: nothing was changed where `bad` holds a row or `dry_run` is set.

    `run_id` is empty where nothing was posted; `questions` is what a person would be asked.
    """

    rows: int
    imported: int
    existing: int
    new_clients: Sequence[str]
    worked_seconds: int
    renewals: int
    dry_run: bool
    bad: Sequence[BadRow]
    run_id: str = ""
    questions: tuple[str, ...] = ()
    program: str = ""
    dropped: tuple[str, ...] = ()
    skipped: bool = False
    """Whether the other rows were imported although some are bad."""
    changed: int = 0
    """Clients that were there before and are changed."""
    agreements: int = 0
    blocks: int = 0
    """First blocks that are sold."""
    openings: int = 0
    """Clients that get the hours left of what was sold before."""
    to_invoice: tuple[tuple[str, int], ...] = ()
    """What is to invoice for the first blocks: currencies, and the sum of each in minor units."""
    differences: Sequence[str] = ()
    """Sentences about what differs in clients that are there, and is changed only by an update."""
    warnings: Sequence[str] = ()
    twins: int = 0
    """Rows among the existing whose work was imported out of another export."""
    unknown_persons: tuple[str, ...] = ()
    """Persons of the file who are nobody here: their work stands under the name that the file has."""
    preview: tuple[str, ...] = ()
    """The first clients of the file, as they were understood."""


@dataclass(frozen=True)
class UndoView:
    """What undoing an import did: entries voided, those that were voided before, and those that stay as they were edited."""

    run_id: str
    voided: int
    before: int
    edited: int
    warnings: tuple[str, ...] = ()
    archived: int = 0
    """Clients that the import added, and that are archived now."""
    changed_back: int = 0
    """Clients that were there before the import, and have their card of before again."""
    kept: tuple[str, ...] = ()
    """Sentences about what of clients stays, since it was used or changed since."""

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to take back, and nothing that stays to tell."""
        return not (self.voided or self.before or self.archived or self.changed_back or self.kept)

    @property
    def lines(self) -> tuple[str, ...]:
        """What was taken back, and what stays, as sentences."""
        if self.is_empty:
            return (_("there is nothing left to take back"),)
        lines = list[str]()
        if self.voided or self.before or self.edited:
            lines.append(
                ngettext("{count} entry voided", "{count} entries voided", self.voided).format(count=self.voided)
            )
        if self.before:
            said = ngettext("  {count} was voided before", "  {count} were voided before", self.before)
            lines.append(said.format(count=self.before))
        if self.archived:
            said = ngettext("{count} client archived", "{count} clients archived", self.archived)
            lines.append(said.format(count=self.archived))
        if self.changed_back:
            said = ngettext(
                "{count} client has its card of before again",
                "{count} clients have their card of before again",
                self.changed_back,
            )
            lines.append(said.format(count=self.changed_back))
        lines += self.kept
        if self.edited:
            said = ngettext(
                "  {count} was edited since: what took its place stays",
                "  {count} were edited since: what took their place stays",
                self.edited,
            )
            lines.append(said.format(count=self.edited))
        return tuple(lines)


class ImportStopped(Refused):
    """An import, or its undo, ended between two parts: `count` rows are in or out. It has the exit code of what stopped it."""

    def __init__(self, error: MonteoreError, count: int, total: int, *, is_undo: bool = False) -> None:
        sentence = (
            _("{reason}; {count} of {total} are taken back, and the same command goes on with the rest")
            if is_undo
            else _("{reason}; {count} of {total} rows are in, and the same command goes on with the rest")
        )
        super().__init__(sentence.format(reason=str(error), count=count, total=total))
        self.exit_code = error.exit_code


def clients_view(plan: ClientsPlan, *, dry_run: bool) -> ImportView:
    """What a plan of clients would do."""
    new, counts = Spilled[str](), Counter[str]()
    sold: tuple[tuple[str, int], ...] = ()
    for planned in plan.clients:
        if planned.client is None or planned.brings_back:
            new.append(planned.code)
        counts["agreements"] += planned.terms is not None
        if planned.block is not None:
            counts["openings" if planned.block.is_left else "blocks"] += 1
            sold = to_invoice((planned.block,), sold)
    return ImportView(
        plan.rows_read,
        len(new),
        plan.existing,
        new.done(),
        0,
        0,
        dry_run,
        plan.bad,
        program=plan.program,
        dropped=plan.dropped,
        changed=len(plan.clients) - len(new),
        agreements=counts["agreements"],
        blocks=counts["blocks"],
        openings=counts["openings"],
        to_invoice=sold,
        differences=plan.differences,
        warnings=plan.warnings,
        preview=preview(plan),
        questions=plan.questions,
    )


def planned_view(plan: EntriesPlan, *, dry_run: bool) -> ImportView:
    """What a plan would do."""
    return ImportView(
        plan.rows_read,
        len(plan.rows),
        plan.existing,
        plan.new_clients,
        plan.worked_seconds,
        plan.renewals,
        dry_run,
        plan.bad,
        questions=plan.questions,
        program=plan.program,
        dropped=plan.dropped,
        twins=plan.twins,
        warnings=plan.warnings,
        unknown_persons=plan.unknown_persons,
    )
