"""Reads of import runs. SQL only."""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date

from core.journal.codec import instant_from
from core.journal.row import JournalRow
from core.store.rows.import_runs import ImportedEntry, ImportRun
from core.store.sql.session import Reader, Row, Values, marks, total

_PAGE = 2000
_RUN = "import_run.run_id, import_run.technician, import_run.started_at, finished_at, undone_at"


class ImportRuns(Reader):
    """The import runs of one store."""

    def all(self) -> list[ImportRun]:
        """Every run, the latest first."""
        return self._counted("", ())

    def run(self, run_id: str) -> ImportRun | None:
        """A run by id."""
        return next(iter(self._counted("AND import_run.run_id = ?", (run_id,))), None)

    def run_of(self, entry_id: str) -> ImportRun | None:
        """The run that posted an entry; its counts are zero."""
        row = self._row(
            f"SELECT {_RUN} FROM import_run JOIN import_entry USING (business_id, run_id) "
            "WHERE business_id = :business AND import_entry.entry_id = ?",
            (entry_id,),
        )
        return _run((*row, 0, 0, "", "")) if row else None

    def standing(self, run_id: str) -> list[tuple[str, date]]:
        """Ids and work dates of the entries of a run that are not voided, the latest posted first."""
        rows = self._rows(
            "SELECT entry.entry_id, work_date FROM import_entry JOIN entry USING (business_id, entry_id) "
            "WHERE business_id = :business AND run_id = ? AND voided = 0 ORDER BY entry.seq DESC",
            (run_id,),
        )
        return [(row[0], date.fromisoformat(row[1])) for row in rows]

    def replaced(self, run_id: str) -> int:
        """How many entries of a run were edited since, so that another entry stands in their place."""
        row = self._row(
            "SELECT count(*) FROM import_entry JOIN entry USING (business_id, entry_id) "
            "WHERE business_id = :business AND run_id = ? AND replaced_by IS NOT NULL",
            (run_id,),
        )
        return int(row[0]) if row else 0

    def imported(self, since: date, until: date) -> Iterator[ImportedEntry]:
        """What imports posted on the days from one to another, by day and in the order of the journal, but what was voided.

        They are read a page at a time: their memory is that of one page. A page goes on in the index of days where the one
        before ended; in the order of the journal alone each would read all days again.
        """
        last = (since.isoformat(), 0)
        while True:
            rows = self._rows(
                "SELECT entry.seq, entry.key, client_id, technician, work_date, started_at, worked_seconds, ticket, note "
                "FROM entry JOIN import_entry USING (business_id, entry_id) WHERE business_id = :business "
                "AND (work_date, entry.seq) > (?, ?) AND work_date <= ? AND (voided = 0 OR replaced_by IS NOT NULL) "
                "ORDER BY work_date, entry.seq LIMIT ?",
                (*last, until.isoformat(), _PAGE),
            )
            for row in rows:
                yield ImportedEntry(
                    row[1],
                    row[2],
                    row[3],
                    date.fromisoformat(row[4]),
                    instant_from(row[5]) if row[5] else None,
                    int(row[6]),
                    row[7],
                    row[8],
                )
            if len(rows) < _PAGE:
                return
            last = (rows[-1][4], int(rows[-1][0]))

    def entry_ids(self, run_id: str) -> list[str]:
        """Ids of the entries that a run posted."""
        rows = self._rows("SELECT entry_id FROM import_entry WHERE business_id = :business AND run_id = ?", (run_id,))
        return [row[0] for row in rows]

    def clients_added(self, run_id: str) -> list[tuple[int, str]]:
        """The clients that an import of entries added or made active again for a row: number of the journal row, and id."""
        # The row before that of the client's first entry, in the same change.
        rows = self._rows(
            "SELECT journal.seq, entry.client_id FROM import_entry JOIN entry USING (business_id, entry_id) "
            "JOIN journal ON journal.business_id = :business AND journal.seq = entry.seq - 1 "
            f"WHERE import_entry.business_id = :business AND run_id = ? AND journal.kind IN ({marks(2)})",
            (run_id, "client.added", "client.brought-back"),
        )
        return [(int(row[0]), row[1]) for row in rows]

    def people(self) -> list[str]:
        """Login names of everybody who has an entry."""
        return [row[0] for row in self._rows("SELECT DISTINCT technician FROM entry WHERE business_id = :business")]

    def rows_of(self, kinds: Sequence[str]) -> list[JournalRow]:
        """The journal rows of some kinds, the first one first."""
        rows = self._rows(
            "SELECT seq, recorded_at, actor, kind, body, previous, digest, texts, salt FROM journal "
            f"WHERE business_id = :business AND kind IN ({marks(len(kinds))}) ORDER BY seq",
            tuple(kinds),
        )
        return [JournalRow(*row) for row in rows]

    def _counted(self, condition: str, values: Values) -> list[ImportRun]:
        rows = self._rows(
            f"SELECT {_RUN}, count(entry.entry_id), coalesce({total('1 - voided')}, 0), "
            "coalesce(min(work_date), ''), coalesce(max(work_date), '') FROM import_run "
            "LEFT JOIN import_entry USING (business_id, run_id) "
            "LEFT JOIN entry ON entry.business_id = :business AND entry.entry_id = import_entry.entry_id "
            f"WHERE import_run.business_id = :business {condition} "
            f"GROUP BY {_RUN}, import_run.seq ORDER BY import_run.seq DESC",
            values,
        )
        clients = Counter[str]()
        for row in self.rows_of(["import.clients"]) if rows else ():
            body = json.loads(row.body)
            clients[body["run_id"]] += len(body["client_ids"])
        return [_run(row, clients[row[0]]) for row in rows]


def _run(row: Row, clients: int = 0) -> ImportRun:
    return ImportRun(
        row[0],
        row[1],
        instant_from(row[2]),
        instant_from(row[3]) if row[3] else None,
        instant_from(row[4]) if row[4] else None,
        int(row[5]),
        int(row[6]),
        row[7],
        row[8],
        clients,
    )
