"""Takes a whole import back: its entries are voided, its clients archived or changed back, in parts as it came in."""

from collections.abc import Callable, Sequence

from core.basics.errors import ChangeFull, MonteoreError, Refused
from core.basics.i18n import _
from core.basics.identity import Right
from core.imports.client_undo import ClientUndo
from core.imports.parts import Progress, in_time, pause
from core.imports.views import ImportStopped, UndoView
from core.journal.events import ImportUndone
from core.ledger.blocks import Blocks
from core.ledger.entries import Entries
from core.rules import posting
from core.session import Session
from core.store.rows.import_runs import ImportRun


class Undo:
    """The undo of one import. The same again goes on where it was killed, and then changes nothing."""

    def __init__(self, session: Session, entries: Entries, blocks: Blocks, run_id: str) -> None:
        """Errors: `Refused` for an unknown run, and for another person's without the right to manage."""
        run = session.store.import_runs.run(run_id)
        if run is None:
            raise Refused(_("there is no import {run_id}").format(run_id=run_id), see="import runs")
        if run.technician != session.technician:
            session.check(Right.MANAGE)
        self._session = session
        self._entries = entries
        self._blocks = blocks
        self._run: ImportRun = run
        self._is_marked = run.undone_at is not None
        self._voided = 0
        self._warnings: list[str] = []
        self._done = 0

    def carry_out(self, progress: Progress | None) -> UndoView:
        """Void the entries, the latest first, then take the clients back.

        Errors: `Refused` where an entry is dated in a locked time: then nothing is changed; `ImportStopped` where a later
        part was refused.
        """
        standing = self._standing()
        edited, clients = self._edited(), ClientUndo(self._session, self._blocks, self._run)
        client_ids = clients.client_ids
        total = len(standing) + len(client_ids)
        if not total and not self._is_marked:
            with self._session.changing():
                self._session.append([ImportUndone(self._run.run_id)])
        while self._done < len(standing):
            self._part(standing[self._done :], self._void, total)
            pause(progress, self._done, total)
        # The entries of their clients are voided now, so that a client may have nothing left.
        while self._done < total:
            self._part(client_ids[self._done - len(standing) :], clients.take_back, total, is_of_clients=True)
            pause(progress, self._done, total)
        return self._view(self._voided, len(standing), edited, clients)

    def preview(self) -> UndoView:
        """What `carry_out` would do now. Errors: as `carry_out`."""
        count = len(self._standing())
        clients = ClientUndo(self._session, self._blocks, self._run, is_trial=True)
        for client_id in clients.client_ids:
            clients.take_back(client_id)
        return self._view(count, count, self._edited(), clients)

    def _standing(self) -> list[str]:
        """The entries to void, the latest first. Errors: `Refused` where one is dated in a locked time."""
        found = self._session.store.import_runs.standing(self._run.run_id)
        if found:
            first = min(day for _entry_id, day in found)
            posting.check_lock(first, self._session.store.reads.lock_date(), is_day_given=True)
        return [entry_id for entry_id, _day in found]

    def _edited(self) -> int:
        return self._session.store.import_runs.replaced(self._run.run_id)

    def _view(self, voided: int, standing: int, edited: int, clients: ClientUndo) -> UndoView:
        return UndoView(
            self._run.run_id,
            voided,
            self._run.entries - standing - edited,
            edited,
            tuple(self._warnings),
            clients.archived,
            clients.changed,
            tuple(dict.fromkeys(clients.kept)),
        )

    def _part(
        self, ids: Sequence[str], undo: Callable[[str], None], total: int, *, is_of_clients: bool = False
    ) -> None:
        """One change: as many of the entries or clients as fit. Errors: `ImportStopped`, if a part was done before."""
        session, taken = self._session, list[str]()
        voided, warnings = self._voided, len(self._warnings)
        try:
            with session.changing():
                if not self._is_marked and not is_of_clients:
                    session.append([ImportUndone(self._run.run_id)])
                for each in in_time(ids):
                    try:
                        undo(each)
                    except ChangeFull:
                        if not taken:
                            raise
                        break
                    taken.append(each)
                if is_of_clients:
                    session.append([ImportUndone(self._run.run_id, tuple(taken))])
        except MonteoreError as error:
            self._voided = voided
            del self._warnings[warnings:]
            if not self._done:
                raise
            raise ImportStopped(error, self._done, total, is_undo=True) from None
        self._is_marked = True
        self._done += len(taken)

    def _void(self, entry_id: str) -> None:
        entry = self._session.store.reads.entry(entry_id)
        if entry is not None and not entry.voided:
            outcome = self._entries.void_in_change(entry_id, _("import undone"))
            self._warnings += outcome.warnings
            self._voided += 1
