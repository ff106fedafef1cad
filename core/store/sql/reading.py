"""Reads of the kept tables as frozen models. SQL only; every read fetches all it asks for."""

import json
from datetime import date
from functools import lru_cache
from typing import Any

from core.basics.numbers import Phone
from core.journal.codec import instant_from, revive
from core.journal.events import BlockDraw
from core.journal.terms_codec import charge_from_dict, terms_from_json_dict
from core.model.accounts import Account
from core.model.billing import BillingLine, LineKind, LineStatus, PendingRenewal
from core.model.blocks import Block, Draw, OpenOverdraft, Origin
from core.model.clients import Client
from core.model.terms import Agreement, Terms
from core.model.work import Charge, WorkEntry
from core.store.sqlite.connection import Connection

_CLIENT = "client_id, code, name, phones, contacts, email, archived"
_BLOCK = (
    "block_id, client_id, size_minutes, remaining_minutes, sold_on, available_from, expires_on, origin, price_minor, "
    "currency, seq, carried_minutes, forfeited_minutes, cause_entry_id, own_expires_on, voided"
)
_ENTRY = (
    "entry_id, client_id, technician, work_date, started_at, worked_seconds, charged_minutes, overdraft_minutes, "
    "work_type, ticket, note, contact, charge, recorded_at, seq, key, replaces, replaced_by, voided, no_charge, "
    "billed_minutes"
)
_LINE = (
    "line_id, client_id, kind, minutes, amount_minor, currency, status, dated, block_id, entry_id, number, invoiced_on, "
    "paid_on, (SELECT run_id FROM export_line WHERE export_line.line_id = line.line_id)"
)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _client(row: tuple[Any, ...]) -> Client:
    phones = tuple(Phone(**phone) for phone in json.loads(row[3]))
    return Client(row[0], row[1], row[2], phones, tuple(json.loads(row[4])), row[5], bool(row[6]))


def _block(row: tuple[Any, ...]) -> Block:
    return Block(
        block_id=row[0],
        client_id=row[1],
        size_minutes=row[2],
        remaining_minutes=row[3],
        sold_on=date.fromisoformat(row[4]),
        available_from=date.fromisoformat(row[5]),
        expires_on=_day(row[6]),
        origin=Origin(row[7]),
        price_minor=row[8],
        currency=row[9],
        seq=row[10],
        carried_minutes=row[11],
        forfeited_minutes=row[12],
        cause_entry_id=row[13],
        own_expires_on=_day(row[14]),
        voided=bool(row[15]),
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
    )


def _line(row: tuple[Any, ...]) -> BillingLine:
    return BillingLine(
        line_id=row[0],
        client_id=row[1],
        kind=LineKind(row[2]),
        minutes=row[3],
        amount_minor=row[4],
        currency=row[5],
        status=LineStatus(row[6]),
        dated=date.fromisoformat(row[7]),
        block_id=row[8],
        entry_id=row[9],
        number=row[10],
        invoiced_on=_day(row[11]),
        paid_on=_day(row[12]),
        run_id=row[13],
    )


@lru_cache(maxsize=4096)
def _terms(text: str) -> Terms:
    return terms_from_json_dict(json.loads(text))


class Reading:
    """Every question the ledger and the queries may ask of the store."""

    def __init__(self, connection: Connection) -> None:
        self._rows = connection.rows
        self._row = connection.row

    def setting(self, name: str) -> str | None:
        """A setting of the store."""
        row = self._row("SELECT value FROM setting WHERE name = ?", (name,))
        return str(row[0]) if row else None

    def lock_date(self) -> date | None:
        """Nothing dated on or before it may change."""
        return _day(self.setting("lock_date"))

    def client(self, client_id: str) -> Client | None:
        """A client by id."""
        row = self._row(f"SELECT {_CLIENT} FROM client WHERE client_id = ?", (client_id,))
        return _client(row) if row else None

    def client_by_code(self, code: str) -> Client | None:
        """A client by its code."""
        row = self._row(f"SELECT {_CLIENT} FROM client WHERE code = ?", (code,))
        return _client(row) if row else None

    def clients(self) -> list[Client]:
        """Every client, archived ones too, by code."""
        return [_client(row) for row in self._rows(f"SELECT {_CLIENT} FROM client ORDER BY code")]

    def balances(self) -> dict[str, int]:
        """The kept remaining minutes by client: one row read each, however long the history."""
        return dict(self._rows("SELECT client_id, remaining_minutes FROM account"))

    def overdrafts(self) -> dict[str, int]:
        """The kept overdraft by client."""
        return dict(self._rows("SELECT client_id, overdraft_minutes FROM account"))

    def block_minutes(self) -> dict[str, int]:
        """The kept remaining minutes by block, voided ones too."""
        return dict(self._rows("SELECT block_id, remaining_minutes FROM block"))

    def kept_account(self, client_id: str) -> tuple[int, int]:
        """The kept remaining and overdraft minutes of a client."""
        row = self._row("SELECT remaining_minutes, overdraft_minutes FROM account WHERE client_id = ?", (client_id,))
        return (int(row[0]), int(row[1])) if row else (0, 0)

    def agreements(self, client_id: str | None = None) -> list[Agreement]:
        """Agreement versions in the order they were recorded; of one client or of all."""
        where, values = ("WHERE client_id = ?", (client_id,)) if client_id else ("", ())
        rows = self._rows(
            f"SELECT agreement_id, client_id, from_date, terms, seq FROM agreement {where} ORDER BY seq", values
        )
        return [Agreement(row[0], row[1], _day(row[2]), _terms(row[3]), row[4]) for row in rows]

    def account(self, client_id: str, also_blocks: tuple[str, ...] = ()) -> Account | None:
        """What the rules need of one client: open blocks (and named ones), open overdrafts, terms; no history."""
        client = self.client(client_id)
        if client is None:
            return None
        marks = ", ".join("?" for _block_id in also_blocks)
        blocks = self._rows(
            f"SELECT {_BLOCK} FROM block WHERE client_id = ? AND voided = 0 "
            f"AND (remaining_minutes > 0 OR block_id IN ({marks}))",
            (client_id, *also_blocks),
        )
        overdrafts = self._rows(
            "SELECT entry_id, work_date, seq, overdraft_minutes FROM entry WHERE client_id = ? AND overdraft_minutes > 0",
            (client_id,),
        )
        months = self._rows(
            "SELECT substr(sold_on, 1, 7), count(*) FROM block WHERE client_id = ? AND origin = 'renewed' AND voided = 0 "
            "GROUP BY 1",
            (client_id,),
        )
        return Account(
            client,
            tuple(self.agreements(client_id)),
            tuple(_block(row) for row in blocks),
            tuple(OpenOverdraft(row[0], date.fromisoformat(row[1]), row[2], row[3]) for row in overdrafts),
            next(iter(self.pending(client_id)), None),
            dict(months),
        )

    def block(self, block_id: str) -> Block | None:
        """A block by id, voided or not."""
        row = self._row(f"SELECT {_BLOCK} FROM block WHERE block_id = ?", (block_id,))
        return _block(row) if row else None

    def blocks(self, client_id: str | None = None) -> list[Block]:
        """All blocks ever, of one client or of all, in the order they were recorded."""
        where, values = ("WHERE client_id = ?", (client_id,)) if client_id else ("", ())
        return [_block(row) for row in self._rows(f"SELECT {_BLOCK} FROM block {where} ORDER BY seq", values)]

    def blocks_caused_by(self, entry_id: str) -> list[Block]:
        """The blocks that an entry's deduction renewed and that stand."""
        return [
            _block(row)
            for row in self._rows(
                f"SELECT {_BLOCK} FROM block WHERE cause_entry_id = ? AND voided = 0 ORDER BY seq DESC", (entry_id,)
            )
        ]

    def lowered_since(self, client_id: str, seq: int) -> bool:
        """Whether anything that still counts lowered a client's remaining after a journal row."""
        found = self._row(
            "SELECT EXISTS (SELECT 1 FROM entry WHERE client_id = ? AND seq > ? AND voided = 0 AND deducted_minutes > 0) "
            "OR EXISTS (SELECT 1 FROM block WHERE client_id = ? AND voided_seq > ? AND cause_entry_id IS NULL) "
            "OR EXISTS (SELECT 1 FROM forfeiture WHERE client_id = ? AND seq > ? AND into_block_id IS NULL)",
            (client_id, seq) * 3,
        )
        return bool(found and found[0])

    def carried_into(self, block_id: str) -> list[tuple[Block, int]]:
        """The blocks whose unused minutes were carried into a block, with those minutes."""
        rows = self._rows("SELECT block_id, minutes FROM forfeiture WHERE into_block_id = ? ORDER BY seq", (block_id,))
        return [(found, row[1]) for row in rows if (found := self.block(row[0])) is not None]

    def drawers_of(self, block_id: str) -> set[str]:
        """The entries whose minutes a block holds now."""
        rows = self._rows(
            "SELECT entry_id FROM draw WHERE block_id = ? GROUP BY entry_id HAVING sum(minutes) <> 0", (block_id,)
        )
        return {str(row[0]) for row in rows}

    def last_drawn_day(self, block_id: str, without_entry_id: str | None) -> date | None:
        """The last day whose work draws from a block, one entry left out."""
        row = self._row(
            "SELECT max(work_date) FROM entry WHERE entry_id IN (SELECT entry_id FROM draw WHERE block_id = ? "
            "AND entry_id IS NOT ? GROUP BY entry_id HAVING sum(minutes) <> 0)",
            (block_id, without_entry_id),
        )
        return _day(row[0]) if row else None

    def extensions_of(self, block_id: str) -> list[tuple[str, date | None]]:
        """By which later blocks a block's expiry was carried along, and until when."""
        rows = self._rows("SELECT by_block_id, expires_on FROM extension WHERE block_id = ?", (block_id,))
        return [(row[0], _day(row[1])) for row in rows]

    def extended_by(self, block_id: str) -> list[str]:
        """Whose expiry a block carried along."""
        return [row[0] for row in self._rows("SELECT block_id FROM extension WHERE by_block_id = ?", (block_id,))]

    def clients_with_expired_blocks(self, day: date) -> list[str]:
        """Clients who hold minutes in a block that no longer serves on a day."""
        rows = self._rows(
            "SELECT DISTINCT client_id FROM block WHERE remaining_minutes > 0 AND expires_on < ? ORDER BY client_id",
            (day.isoformat(),),
        )
        return [row[0] for row in rows]

    def entry(self, entry_id: str) -> WorkEntry | None:
        """An entry by id."""
        row = self._row(f"SELECT {_ENTRY} FROM entry WHERE entry_id = ?", (entry_id,))
        return _entry(row) if row else None

    def entry_by_key(self, key: str) -> tuple[WorkEntry, str] | None:
        """The entry posted under a key, and the digest of what was posted."""
        row = self._row(f"SELECT {_ENTRY}, content FROM entry WHERE key = ?", (key,))
        return (_entry(row), row[-1]) if row else None

    def last_entry_of(self, technician: str) -> WorkEntry | None:
        """The last entry of a technician that stands."""
        row = self._row(
            f"SELECT {_ENTRY} FROM entry WHERE technician = ? AND voided = 0 ORDER BY seq DESC LIMIT 1", (technician,)
        )
        return _entry(row) if row else None

    def entries(
        self,
        *,
        client_id: str | None = None,
        since: date | None = None,
        until: date | None = None,
        technician: str | None = None,
        ticket: str | None = None,
        include_voided: bool = True,
        limit: int | None = None,
    ) -> list[WorkEntry]:
        """Entries by work date and time, the latest first; both dates included."""
        conditions, values = ["1 = 1"], list[Any]()
        for condition, value in (
            ("client_id = ?", client_id),
            ("work_date >= ?", since.isoformat() if since else None),
            ("work_date <= ?", until.isoformat() if until else None),
            ("technician = ?", technician),
            ("ticket = ?", ticket),
        ):
            if value is not None:
                conditions.append(condition)
                values.append(value)
        if not include_voided:
            conditions.append("voided = 0")
        rows = self._rows(
            f"SELECT {_ENTRY} FROM entry WHERE {' AND '.join(conditions)} "
            "ORDER BY work_date DESC, coalesce(started_at, '') DESC, seq DESC LIMIT ?",
            (*values, -1 if limit is None else limit),
        )
        return [_entry(row) for row in rows]

    def draws(self, entry_ids: list[str]) -> dict[str, tuple[Draw, ...]]:
        """What each entry takes from each block now, voids and settlements counted, first drawn first."""
        found: dict[str, list[Draw]] = {}
        for start in range(0, len(entry_ids), 500):
            part = entry_ids[start : start + 500]
            marks = ", ".join("?" for _entry_id in part)
            rows = self._rows(
                f"SELECT entry_id, block_id, sum(minutes) FROM draw WHERE entry_id IN ({marks}) "
                "GROUP BY entry_id, block_id HAVING sum(minutes) <> 0 ORDER BY min(draw_id)",
                tuple(part),
            )
            for row in rows:
                found.setdefault(row[0], []).append(Draw(row[0], row[1], row[2]))
        return {entry_id: tuple(draws) for entry_id, draws in found.items()}

    def net_draws(self, entry_id: str) -> tuple[BlockDraw, ...]:
        """What an entry takes from each block now."""
        return tuple(BlockDraw(draw.block_id, draw.minutes) for draw in self.draws([entry_id]).get(entry_id, ()))

    def lines(
        self, status: LineStatus | None = None, client_id: str | None = None, block_ids: tuple[str, ...] | None = None
    ) -> list[BillingLine]:
        """Billable lines, the oldest first."""
        conditions, values = ["1 = 1"], list[Any]()
        if status is not None:
            conditions.append("status = ?")
            values.append(status.value)
        if client_id is not None:
            conditions.append("client_id = ?")
            values.append(client_id)
        if block_ids is not None:
            conditions.append(f"block_id IN ({', '.join('?' for _block_id in block_ids)})")
            values.extend(block_ids)
        rows = self._rows(f"SELECT {_LINE} FROM line WHERE {' AND '.join(conditions)} ORDER BY seq", tuple(values))
        return [_line(row) for row in rows]

    def line(self, line_id: str) -> BillingLine | None:
        """A billable line by id."""
        row = self._row(f"SELECT {_LINE} FROM line WHERE line_id = ?", (line_id,))
        return _line(row) if row else None

    def line_of_entry(self, entry_id: str) -> BillingLine | None:
        """The line that an entry created."""
        row = self._row(f"SELECT {_LINE} FROM line WHERE entry_id = ?", (entry_id,))
        return _line(row) if row else None

    def pending(self, client_id: str | None = None) -> list[PendingRenewal]:
        """Renewals that wait for a manager."""
        where, values = ("AND client_id = ?", (client_id,)) if client_id else ("", ())
        rows = self._rows(
            "SELECT renewal_id, client_id, minutes, price_minor, currency, asked_at, cause_entry_id FROM renewal "
            f"WHERE outcome = 'pending' {where} ORDER BY seq",
            values,
        )
        return [revive_pending(row) for row in rows]

    def renewal_outcome(self, renewal_id: str) -> str | None:
        """How a renewal ended, `pending`, or `None` for an unknown id."""
        row = self._row("SELECT outcome FROM renewal WHERE renewal_id = ?", (renewal_id,))
        return str(row[0]) if row else None

    def charged_by_month(self, client_id: str, since: date) -> list[tuple[str, int]]:
        """Charged minutes a month (YYYY-MM) from a day on, voided entries left out."""
        rows = self._rows(
            "SELECT substr(work_date, 1, 7), sum(charged_minutes) FROM entry WHERE client_id = ? AND work_date >= ? "
            "AND voided = 0 GROUP BY 1 ORDER BY 1",
            (client_id, since.isoformat()),
        )
        return [(row[0], int(row[1])) for row in rows]

    def recent_tickets(self, client_id: str, limit: int) -> list[str]:
        """The client's latest tickets, each once."""
        rows = self._rows(
            "SELECT ticket FROM entry WHERE client_id = ? AND ticket <> '' GROUP BY ticket ORDER BY max(seq) DESC LIMIT ?",
            (client_id, limit),
        )
        return [row[0] for row in rows]


def revive_pending(row: tuple[Any, ...]) -> PendingRenewal:
    """A waiting renewal from its row."""
    pending: PendingRenewal = revive(
        PendingRenewal,
        dict(
            zip(
                ("renewal_id", "client_id", "minutes", "price_minor", "currency", "asked_at", "cause_entry_id"),
                row,
                strict=True,
            )
        ),
    )
    return pending
