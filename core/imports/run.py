"""Imports: a file is checked whole with reads only, then its rows go in by parts, so that nobody waits long for the lock.

Repeating an import changes nothing. One that was killed goes on with the same command: each row's key tells whether it is in.
"""

from collections import Counter
from collections.abc import Sequence

from core.basics.dataclass import replace
from core.basics.errors import ChangeFull, MonteoreError, Refused, Usage
from core.basics.i18n import _
from core.basics.identity import Right
from core.imports.client_plan import ClientPlanner, ClientsPlan
from core.imports.client_run import ClientWriter, Counts
from core.imports.clients_of import NEW, Finder
from core.imports.column_map import ColumnMap, keep_map, kept_map
from core.imports.dates import DateOrder
from core.imports.detect import read_clients, read_entries
from core.imports.keys import Keys
from core.imports.parts import PART_ROWS, Progress, clock, in_time, pause
from core.imports.persons import NOBODY, Persons, keep_persons
from core.imports.plan import MOST_RENEWALS, EntriesPlan, Planner, renewals_sentence
from core.imports.planned import PlannedRow
from core.imports.rows import facts_of
from core.imports.source import Source
from core.imports.undo import Undo
from core.imports.views import ImportStopped, ImportView, UndoView, clients_view, planned_view
from core.journal.codec import quicken
from core.journal.events import ClientBroughtBack, ClientsImported, ImportPart
from core.ledger.agreements import Agreements
from core.ledger.blocks import Blocks
from core.ledger.clients import Clients
from core.ledger.entries import Entries
from core.model.clients import Client
from core.rules import asking
from core.session import Session, needs
from core.store.rows.import_runs import ImportRun

_TOGETHER = 20
"""How many rows are recorded at once whose events were decided by the plan."""
_LOOKED_FOR = 50
"""Of how many rows at once it is read whether they were imported before: a part may end before its last row."""

__all__ = ["ImportStopped", "ImportView", "Imports", "UndoView", "clients_view", "planned_view"]


class Imports:
    """The imports of one store."""

    def __init__(
        self, session: Session, clients: Clients, entries: Entries, agreements: Agreements, blocks: Blocks
    ) -> None:
        self._session = session
        self._clients = clients
        self._entries = entries
        self._agreements = agreements
        self._blocks = blocks

    @needs(Right.MANAGE)
    def plan_clients(
        self, data: bytes | Source, name: str, *, column_map: ColumnMap | None = None, update: bool = False
    ) -> ClientsPlan:
        """What the import of a file's clients would do; nothing is changed. `update` changes what differs, too."""
        read = read_clients(data, name, column_map, kept_map(self._session))
        return ClientPlanner(self._session, read, update=update).plan()

    @needs(Right.MANAGE)
    def carry_out_clients(
        self,
        plan: ClientsPlan,
        *,
        skip_bad: bool = False,
        column_map: ColumnMap | None = None,
        progress: Progress | None = None,
        sure: bool = False,
    ) -> ImportView:
        """Write the clients of a plan, at most 200 in one change, and keep the map of their columns.

        A plan with bad rows changes nothing unless they are skipped. Work that waited for an agreement is charged by it.
        Errors: `Unasked` where the plan has questions, unless a person is `sure`; `ImportStopped` where a later part was
        refused: the earlier ones stay.
        """
        view = clients_view(plan, dry_run=False)
        if plan.bad and not skip_bad:
            return view
        asking.check(plan.questions, sure=sure)
        if column_map is not None:
            keep_map(self._session, column_map)
        session = self._session
        writer = ClientWriter(session, self._clients, self._agreements, self._blocks)
        counts, done, run_id = Counts(), 0, session.new_id("i")
        while done < len(plan.clients):
            part, written = replace(counts), list[str]()
            try:
                with session.changing():
                    head = session.store.head()
                    for planned in in_time(plan.clients[done : done + PART_ROWS]):
                        try:
                            client_id = writer.write(planned, part)
                        except ChangeFull:
                            if not written:
                                raise
                            break
                        written.append(client_id)
                    is_last = done + len(written) == len(plan.clients)
                    first = head.seq + 1 if head else 1
                    session.append(
                        [ClientsImported(run_id, session.technician, tuple(dict.fromkeys(written)), first, is_last)]
                    )
                counts = part
                done += len(written)
                writer.charge_rest()
            except MonteoreError as error:
                raise ImportStopped(error, done, len(plan.clients)) from None
            pause(progress, done, len(plan.clients))
        return replace(
            view,
            imported=counts.added,
            existing=plan.existing + counts.existing,
            changed=counts.changed,
            agreements=counts.agreements,
            blocks=counts.blocks,
            openings=counts.openings,
            to_invoice=counts.to_invoice,
            skipped=bool(plan.bad),
            run_id=run_id if plan.clients else "",
        )

    @needs(Right.MANAGE)
    def clients(
        self,
        data: bytes | Source,
        name: str,
        *,
        dry_run: bool = False,
        update: bool = False,
        skip_bad: bool = False,
        column_map: ColumnMap | None = None,
        progress: Progress | None = None,
        sure: bool = False,
    ) -> ImportView:
        """Add the clients of a file, and to those that are there what the file has more. Errors: `carry_out_clients`."""
        plan = self.plan_clients(data, name, column_map=column_map, update=update)
        if dry_run:
            return clients_view(plan, dry_run=True)
        return self.carry_out_clients(plan, skip_bad=skip_bad, column_map=column_map, progress=progress, sure=sure)

    @needs(Right.MANAGE)
    def plan(
        self,
        data: bytes | Source,
        name: str,
        *,
        client: Client | None = None,
        create_clients: bool | None = None,
        again: bool = False,
        dates: DateOrder | None = None,
        persons: Persons = NOBODY,
        progress: Progress | None = None,
    ) -> EntriesPlan:
        """What the import of a file's entries would do; nothing is changed and no lock is held.

        `client` takes every row for one client. An export of another program knows names and no codes, so names it
        uses become clients unless `create_clients` is False; in a CSV of our own an unknown client is a bad row. `again`
        posts the rows whose entries were voided, too; `dates` declares the order of day and month, `persons` says who did it.
        """
        quicken()
        read = read_entries(data, name, dates, has_client=client is not None)
        facts, head = facts_of(read.rows), self._session.head()
        finder = Finder(self._session, self._clients, client, create_clients, facts.clients)
        planner = Planner(self._session, finder, Keys(self._session, again=again), head)
        return planner.plan(read, facts, again=again, progress=progress, persons=persons)

    @needs(Right.MANAGE)
    def carry_out(
        self, plan: EntriesPlan, *, yes: bool = False, skip_bad: bool = False, progress: Progress | None = None
    ) -> ImportView:
        """Post the rows of a plan, each under a key of its own content, at most 200 rows a change.

        A plan with bad rows changes nothing unless they are skipped.

        Errors: `Usage` where the plan has questions and not `yes`; `ImportStopped` where a later part was refused: the
        earlier ones stay.
        """
        if plan.bad and not skip_bad:
            return planned_view(plan, dry_run=False)
        if plan.questions and not yes:
            raise Usage(" ".join(plan.questions))
        head = plan.head
        if plan.persons.logins or plan.persons.forgets:
            with self._session.changing(asks_clock=False):
                is_as_planned = self._session.head() == head
                keep_persons(self._session, plan.persons)
                head = self._session.head() if is_as_planned else ""
        # A clock in doubt is no fault of a row: it is asked about before the first part.
        self._session.check_clock()
        run = _Run(self._session, self._clients, self._entries, plan, is_asked=yes, head=head)
        with self._session.store.in_bulk():
            while not run.is_over:
                run.part()
                pause(progress, run.done, len(plan.rows))
        return replace(
            planned_view(plan, dry_run=False),
            imported=run.imported,
            existing=len(plan.rows) - run.imported + plan.existing,
            renewals=run.renewed.total(),
            run_id=run.run_id if run.imported else "",
            skipped=bool(plan.bad),
        )

    @needs(Right.MANAGE)
    def entries(
        self,
        data: bytes | Source,
        name: str,
        *,
        dry_run: bool = False,
        client: Client | None = None,
        create_clients: bool | None = None,
        again: bool = False,
        yes: bool = False,
        skip_bad: bool = False,
        dates: DateOrder | None = None,
        persons: Persons = NOBODY,
        progress: Progress | None = None,
    ) -> ImportView:
        """Check a file's entries and post them. Errors: as `carry_out`."""
        plan = self.plan(
            data, name, client=client, create_clients=create_clients, again=again, dates=dates, persons=persons
        )
        if dry_run:
            return planned_view(plan, dry_run=True)
        return self.carry_out(plan, yes=yes, skip_bad=skip_bad, progress=progress)

    @needs(Right.READ)
    def runs(self) -> list[ImportRun]:
        """Every import of entries or clients, the latest first."""
        return self._session.store.import_runs.all()

    @needs(Right.MANAGE)
    def undo(self, run_id: str, progress: Progress | None = None) -> UndoView:
        """Take an import back in parts: entries are voided, the latest first, added clients archived, cards changed back.

        What was edited or used since stays, and is told. The same again goes on where it was killed. Errors: `Refused` for an
        unknown run, and where an entry is dated in a locked time: then nothing is changed.
        """
        return self._undo(run_id).carry_out(progress)

    @needs(Right.MANAGE)
    def preview_undo(self, run_id: str) -> UndoView:
        """What `undo` would do now; nothing is changed. Errors: as `undo`."""
        return self._undo(run_id).preview()

    def _undo(self, run_id: str) -> Undo:
        return Undo(self._session, self._entries, self._blocks, run_id)


class _Run:
    """One import under way: which rows are in, and what they led to.

    As long as nobody else records anything after the plan, what it decided is recorded; from then on rows are decided again.
    """

    def __init__(
        self, session: Session, clients: Clients, entries: Entries, plan: EntriesPlan, *, is_asked: bool, head: str
    ) -> None:
        self._session = session
        self._clients = clients
        self._entries = entries
        self._plan = plan
        self._is_asked = is_asked
        self._head = head
        self._keys = Keys(session, again=plan.again)
        self._added: dict[str, str] = {}
        self._is_started = plan.resumes is not None
        # Whether a listener needs events is changed by events alone, so the answer holds as long as the plan does.
        self._is_heard = session.is_heard
        self.run_id = plan.resumes or session.new_id("i")
        self.done = 0
        self.imported = 0
        self.renewed = Counter[str]()

    @property
    def is_over(self) -> bool:
        """Whether every row was looked at and, where the run has a row in the journal, its end is there too."""
        return self.done == len(self._plan.rows) and not self._is_started

    def part(self) -> None:
        """One change. Errors: `ImportStopped`; the change is rolled back, those before it stay."""
        posted, blocks_of, taken = list[str](), Counter[str](), 0
        rows = self._plan.rows
        try:
            with self._session.changing():
                is_as_planned, is_late = self._is_as_planned(), clock()
                looked = 0 if self._plan.new_clients or not is_as_planned else PART_ROWS
                part = rows[self.done : self.done + PART_ROWS]
                while taken < len(part) and not (taken and is_late()):
                    if taken >= looked:
                        looked = taken + _LOOKED_FOR
                        self._keys.look(each.content for each in part[taken:looked])
                    group = part[taken : min(taken + _TOGETHER, looked) if is_as_planned else taken + 1]
                    try:
                        made = self._made(group, is_as_planned=is_as_planned)
                    except ChangeFull:
                        if not taken:
                            raise
                        break
                    taken += len(made)
                    for planned, (entry_id, blocks) in zip(group, made, strict=False):
                        if not entry_id:
                            continue
                        posted.append(entry_id)
                        if not blocks:
                            continue
                        code = planned.client.code
                        blocks_of[code] += blocks
                        total = self.renewed[code] + blocks_of[code]
                        if total > MOST_RENEWALS and not self._is_asked:
                            raise Usage(renewals_sentence(code, total))
                is_last = self.done + taken == len(rows)
                if posted or (is_last and self._is_started):
                    event = ImportPart(self.run_id, self._session.technician, tuple(posted), is_last)
                    self._session.append([event])
                head = self._session.head() if is_as_planned else ""
        except MonteoreError as error:
            if not self.done:
                raise
            raise ImportStopped(error, self.done, len(rows)) from None
        self._head = head
        self.done += taken
        self.imported += len(posted)
        self.renewed += blocks_of
        self._is_started = (self._is_started or bool(posted)) and not is_last

    def _is_as_planned(self) -> bool:
        """Whether nobody else recorded anything since the plan, and today is what it was."""
        session = self._session
        return session.head() == self._head and all(session.today_in(zone) == day for zone, day in self._plan.days)

    def _made(self, rows: Sequence[PlannedRow], *, is_as_planned: bool) -> list[tuple[str, int]]:
        """Record some rows, or the first of them where they do not all fit; the entry of each and how many blocks it
        renewed. Errors: `ChangeFull` for a first one that does not fit."""
        if is_as_planned and all(planned.decided for planned in rows):
            try:
                return self._recorded(rows)
            except ChangeFull:
                if len(rows) == 1:
                    raise
        first = rows[0]
        return self._recorded(rows[:1]) if is_as_planned and first.decided else [self._posted(first)]

    def _recorded(self, rows: Sequence[PlannedRow]) -> list[tuple[str, int]]:
        """Record what was planned of rows; the entry of each and how many blocks it renewed."""
        self._entries.record_in_change([planned.decided for planned in rows], is_heard=self._is_heard)
        return [planned.outcome() for planned in rows]

    def _bring_back(self, client_id: str) -> None:
        """Make a client active again that the undo of an import archived."""
        client = self._session.store.reads.client(client_id)
        if client is not None and client.archived:
            self._session.append([ClientBroughtBack(client_id)])

    def _posted(self, planned: PlannedRow) -> tuple[str, int]:
        """Decide and post one row; its entry and how many blocks it renewed, or nothing where it was imported meanwhile."""
        code, client_id = planned.client.code, planned.client.client_id
        try:
            if client_id.startswith(NEW):
                if client_id not in self._added:
                    self._added[client_id] = self._clients.add_in_change(code, planned.client.name).client_id
                client_id = self._added[client_id]
            elif client_id in self._plan.back:
                self._bring_back(client_id)
            key = self._keys.free(planned.draft.content, client_id)
            if key is None:
                return "", 0
            # The import asks once about the blocks of all rows, below; a single row is not asked about.
            entry_id, decision = self._entries.post_in_change(
                replace(planned.draft, client_id=client_id, key=key),
                sure=True,
                is_new_key=self._keys.is_unused(key),
            )
        except ChangeFull:
            raise
        except Refused as error:
            sentence = _("row {row}: {reason}").format(row=planned.row_number, reason=error)
            raise Refused(sentence) from None
        return entry_id, decision.renewed_count if decision else 0
