"""Reads of entries and of what they draw from blocks. SQL only."""

import json
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from core.journal.codec import instant_from, revive
from core.journal.terms_codec import charge_from_dict
from core.model.blocks import Draw
from core.model.work import Charge, Span, WaitingEntry, Waits, Work, WorkEntry
from core.store.sql.session import Reader, among, marks, total

if TYPE_CHECKING:
    from core.journal.events import BlockDraw

_ENTRY = (
    "entry_id, client_id, technician, work_date, started_at, worked_seconds, charged_minutes, overdraft_minutes, "
    "work_type, ticket, note, contact, charge, recorded_at, seq, key, replaces, replaced_by, voided, no_charge, "
    "billed_minutes, waits, charged_seq, account_id"
)


def _entry(row: tuple[Any, ...]) -> WorkEntry:
    charge: Charge = charge_from_dict(json.loads(row[12]))
    return WorkEntry(
        entry_id=row[0],
        client_id=row[1],
        technician=row[2],
        work_date=date.fromisoformat(row[3]),
        started_at=instant_from(row[4]) if row[4] else None,
        worked_seconds=row[5],
        charged_minutes=row[6],
        overdraft_minutes=row[7],
        work_type=row[8],
        ticket=row[9],
        note=row[10],
        contact=row[11],
        charge=charge,
        recorded_at=instant_from(row[13]),
        seq=row[14],
        key=row[15],
        replaces=row[16],
        replaced_by=row[17],
        voided=bool(row[18]),
        no_charge=bool(row[19]),
        billed_minutes=row[20],
        waits=bool(row[21]),
        charged_seq=row[22],
        account_id=row[23],
    )


def _waiting(row: tuple[Any, ...]) -> WaitingEntry:
    started = instant_from(row[3]) if row[3] else None
    spans: tuple[Span, ...] = revive(tuple[Span, ...], json.loads(row[7])) if row[7] else ()
    if not spans and started:
        spans = (Span(started, row[4]),)
    work = Work(date.fromisoformat(row[2]), row[4], spans, row[5], technician=row[8])
    return WaitingEntry(row[0], work, row[6])


class EntryReads(Reader):
    """Entries, voided ones too unless a method says otherwise."""

    def entry(self, entry_id: str) -> WorkEntry | None:
        """An entry by id."""
        row = self._row(f"SELECT {_ENTRY} FROM entry WHERE business_id = :business AND entry_id = ?", (entry_id,))
        return _entry(row) if row else None

    def entry_by_key(self, key: str) -> tuple[WorkEntry, str] | None:
        """The entry posted under a key, and the digest of what was posted."""
        row = self._row(f"SELECT {_ENTRY}, content FROM entry WHERE business_id = :business AND key = ?", (key,))
        return (_entry(row), row[-1]) if row else None

    def spans(self, entry_ids: list[str]) -> dict[str, tuple[Span, ...]]:
        """The stretches of entries that have several; the others have one, from their start on."""
        found: dict[str, tuple[Span, ...]] = {}
        for start in range(0, len(entry_ids), 500):
            part = entry_ids[start : start + 500]
            rows = self._rows(
                "SELECT entry_id, body FROM entry JOIN journal USING (business_id, seq) "
                f"WHERE business_id = :business AND entry_id IN ({marks(len(part))})",
                tuple(part),
            )
            for entry_id, body in rows:
                spans = json.loads(body)["spans"]
                if spans:
                    found[entry_id] = tuple(Span(instant_from(span["started_at"]), span["seconds"]) for span in spans)
        return found

    def void_reasons(self, entry_ids: list[str]) -> dict[str, str]:
        """Why voided entries were voided: the reason stands in the texts of the voiding journal row, or in its body."""
        found: dict[str, str] = {}
        for start in range(0, len(entry_ids), 500):
            part = entry_ids[start : start + 500]
            rows = self._rows(
                "SELECT entry.entry_id, journal.body, journal.texts FROM entry JOIN journal "
                "ON journal.business_id = entry.business_id AND journal.seq = entry.voided_seq "
                f"WHERE entry.business_id = :business AND entry.entry_id IN ({marks(len(part))})",
                tuple(part),
            )
            for entry_id, body, texts in rows:
                reason = json.loads(texts).get("reason") if texts else json.loads(body).get("reason")
                if reason:
                    found[entry_id] = str(reason)
        return found

    def last_entry_of(self, technician: str) -> WorkEntry | None:
        """The last entry of a technician that stands."""
        row = self._row(
            f"SELECT {_ENTRY} FROM entry WHERE business_id = :business AND technician = ? AND voided = 0 "
            "ORDER BY seq DESC LIMIT 1",
            (technician,),
        )
        return _entry(row) if row else None

    def entries(
        self,
        *,
        client_id: str | None = None,
        account_id: str | None = None,
        since: date | None = None,
        until: date | None = None,
        technician: str | None = None,
        ticket: str | None = None,
        work_type: str | None = None,
        words: str = "",
        include_voided: bool = True,
        limit: int | None = None,
    ) -> list[WorkEntry]:
        """Entries by work date and time, the latest first; both dates included.

        Each of `words` begins a word of note, ticket or contact.
        """
        conditions, values = ["business_id = :business"], list[Any]()
        for condition, value in (
            ("client_id = ?", client_id),
            ("account_id = ?", account_id),
            ("work_date >= ?", since.isoformat() if since else None),
            ("work_date <= ?", until.isoformat() if until else None),
            ("technician = ?", technician),
            ("ticket = ?", ticket),
            ("work_type = ?", work_type),
            (self._dialect.fits_words(), self._dialect.words_query(words) or None),
        ):
            if value is not None:
                conditions.append(condition)
                values.append(value)
        if not include_voided:
            conditions.append("voided = 0")
        tail, most = ("", ()) if limit is None else ("LIMIT ?", (limit,))
        rows = self._rows(
            f"SELECT {_ENTRY} FROM entry WHERE {' AND '.join(conditions)} "
            f"ORDER BY work_date DESC, coalesce(started_at, '') DESC, seq DESC {tail}",
            (*values, *most),
        )
        return [_entry(row) for row in rows]

    def draws(self, entry_ids: list[str]) -> dict[str, tuple[Draw, ...]]:
        """What each entry takes from each block now, voids and settlements counted, first drawn first."""
        found: dict[str, list[Draw]] = {}
        for start in range(0, len(entry_ids), 500):
            part = entry_ids[start : start + 500]
            rows = self._rows(
                f"SELECT entry_id, block_id, {total('minutes')} FROM draw WHERE business_id = :business "
                f"AND entry_id IN ({marks(len(part))}) "
                "GROUP BY entry_id, block_id HAVING sum(minutes) <> 0 ORDER BY min(draw_id)",
                tuple(part),
            )
            for row in rows:
                found.setdefault(row[0], []).append(Draw(row[0], row[1], row[2]))
        return {entry_id: tuple(draws) for entry_id, draws in found.items()}

    def net_draws(self, entry_id: str) -> "tuple[BlockDraw, ...]":
        """What an entry takes from each block now."""
        from core.journal.events import BlockDraw

        return tuple(BlockDraw(draw.block_id, draw.minutes) for draw in self.draws([entry_id]).get(entry_id, ()))

    def lowered_since(self, account_id: str, seq: int, entry_id: str) -> bool:
        """Whether anything that still counts lowered an account's remaining after a journal row, one entry left out."""
        found = self._row(
            "SELECT EXISTS (SELECT 1 FROM entry WHERE business_id = :business AND account_id = ? AND seq > ? "
            "AND voided = 0 AND deducted_minutes > 0 AND entry_id <> ?) "
            "OR EXISTS (SELECT 1 FROM entry WHERE business_id = :business AND account_id = ? AND charged_seq >= ? "
            "AND voided = 0 AND deducted_minutes > 0 AND entry_id <> ?) "
            "OR EXISTS (SELECT 1 FROM block WHERE business_id = :business AND account_id = ? "
            "AND voided_seq > ? AND cause_entry_id IS NULL) "
            "OR EXISTS (SELECT 1 FROM forfeiture WHERE business_id = :business AND account_id = ? AND seq > ? "
            "AND (into_block_id IS NULL OR cause = 'transferred') AND minutes > 0)",
            (*(account_id, seq, entry_id) * 2, *(account_id, seq) * 2),
        )
        return bool(found and found[0])

    def waiting(self, account_id: str, first: date | None, after: date | None, limit: int | None) -> list[WaitingEntry]:
        """The entries of an account that wait for an agreement: dated from `first` on and later than `after`, oldest first."""
        conditions, values = "", list[Any]([account_id])
        for condition, day in (("AND work_date >= ?", first), ("AND work_date > ?", after)):
            if day is not None:
                conditions += f" {condition}"
                values.append(day.isoformat())
        tail, most = ("", ()) if limit is None else ("LIMIT ?", (limit,))
        rows = self._rows(
            "SELECT entry_id, client_id, work_date, started_at, worked_seconds, work_type, seq, spans, technician FROM entry "
            f"WHERE business_id = :business AND account_id = ? AND waits = 1 {conditions} ORDER BY work_date, seq {tail}",
            (*values, *most),
        )
        return [_waiting(row) for row in rows]

    def waits(self, account_ids: str | Sequence[str] | None = None) -> dict[str, Waits]:
        """By account, what waits for an agreement; accounts without any are left out."""
        where, values = among("account_id", account_ids)
        rows = self._rows(
            f"SELECT account_id, count(*), {total('(worked_seconds + 59) / 60')} FROM entry "
            f"WHERE business_id = :business AND waits = 1 {where} GROUP BY account_id",
            values,
        )
        return {row[0]: Waits(int(row[1]), int(row[2])) for row in rows}

    def charged_by_month(self, account_id: str, since: date) -> list[tuple[str, int]]:
        """Minutes charged to an account a month (YYYY-MM) from a day on, voided entries left out."""
        rows = self._rows(
            f"SELECT substr(work_date, 1, 7), {total('charged_minutes')} FROM entry "
            "WHERE business_id = :business AND account_id = ? AND work_date >= ? "
            "AND voided = 0 GROUP BY 1 ORDER BY 1",
            (account_id, since.isoformat()),
        )
        return [(row[0], int(row[1])) for row in rows]

    def recent_tickets(self, client_id: str, limit: int) -> list[str]:
        """The client's latest tickets, each once."""
        rows = self._rows(
            "SELECT ticket FROM entry WHERE business_id = :business AND client_id = ? AND ticket <> '' "
            "GROUP BY ticket ORDER BY max(seq) DESC LIMIT ?",
            (client_id, limit),
        )
        return [row[0] for row in rows]
