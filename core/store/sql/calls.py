"""The rows of live calls. A call is in the store from its first second; its stretches are in whole milliseconds."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from core.basics.dataclass import fields, replace
from core.journal.codec import instant_from, instant_text
from core.model.calls import CallChange, CallChangeRow, CallRow, CallWords, Ending, Stretch
from core.store.sql.session import Session

_CALL = "call.call_id, client_id, technician, state, started_at, phone, heartbeat_at, account_id"
_WORDS = "note, ticket, work_type, contact, client, time, card_phone, card_done"
_ENDING = "ended_at, ended_ms, is_left"


class CallRows:
    """Reads and writes of calls; writes stand inside `writing(Scope.OWN_CALL)` or an open change."""

    def __init__(self, connection: Session) -> None:
        self._connection = connection

    def open_calls(self, technician: str | None = None) -> list[CallRow]:
        """Running and held calls, the running ones first, then the latest changed."""
        where, values = ("AND technician = ?", (technician,)) if technician else ("", ())
        return self._read(f"state IN ('running', 'on-hold') {where}", values)

    def calls_paid_by(self, account_id: str, work_type: str) -> list[CallRow]:
        """The open calls whose work, if it is of a type, an account pays: it was named, or is the client's choice."""
        paying = (
            "coalesce(nullif(account_id, ''), (SELECT choice.account_id FROM account_choice AS choice "
            "WHERE choice.business_id = :business AND choice.client_id = call.client_id "
            "AND choice.work_type IN (?, '') ORDER BY choice.work_type DESC LIMIT 1), client_id)"
        )
        return self._read(f"state IN ('running', 'on-hold') AND {paying} = ?", (work_type, account_id))

    def call(self, call_id: str) -> CallRow | None:
        """An open call by id."""
        found = self._read("call.call_id = ? AND state IN ('running', 'on-hold')", (call_id,))
        return found[0] if found else None

    def any_call(self, call_id: str) -> CallRow | None:
        """A call by id, open or over."""
        found = self._read("call.call_id = ?", (call_id,))
        return found[0] if found else None

    def _read(self, where: str, values: tuple[Any, ...]) -> list[CallRow]:
        order = "ORDER BY state DESC, call.changed_at DESC, call.call_id DESC"
        rows = self._connection.rows(
            f"SELECT {_CALL}, {_WORDS}, {_ENDING} FROM call LEFT JOIN call_words "
            "ON call_words.business_id = call.business_id AND call_words.call_id = call.call_id "
            f"WHERE call.business_id = :business AND {where} {order}",
            values,
        )
        return [
            CallRow(
                row[0],
                row[1],
                row[2],
                row[3],
                instant_from(row[4]),
                row[5],
                instant_from(row[6]) if row[6] else None,
                self._stretches(row[0]),
                replace(CallWords(*row[8:15]), card_done=bool(row[15])) if row[8] is not None else CallWords(),
                Ending(instant_from(row[16]), row[17], bool(row[18])) if row[16] else None,
                row[7],
            )
            for row in rows
        ]

    def _stretches(self, call_id: str) -> tuple[Stretch, ...]:
        rows = self._connection.rows(
            "SELECT started_at, boot_ms, boot_id, elapsed_ms FROM call_span WHERE business_id = :business "
            "AND call_id = ? ORDER BY number",
            (call_id,),
        )
        return tuple(Stretch(instant_from(row[0]), row[1], row[2], row[3]) for row in rows)

    def add(
        self,
        call_id: str,
        client_id: str,
        technician: str,
        started_at: datetime,
        phone: str,
        account_id: str = "",
        state: str = "running",
        now: datetime | None = None,
    ) -> None:
        """A new call. Errors: `Duplicate` where this technician has another one running."""
        self._connection.insert(
            "call",
            {
                "call_id": call_id,
                "client_id": client_id,
                "account_id": account_id,
                "technician": technician,
                "state": state,
                "started_at": instant_text(started_at),
                "phone": phone,
                "heartbeat_at": None,
                "entry_id": None,
                "changed_at": instant_text(now or started_at),
            },
        )

    def open_stretch(self, call_id: str, stretch: Stretch) -> None:
        """Add a stretch."""
        self._connection.run(
            "INSERT INTO call_span (business_id, call_id, number, started_at, boot_ms, boot_id, elapsed_ms) VALUES "
            "(:business, ?, (SELECT coalesce(max(number), 0) + 1 FROM call_span "
            "WHERE business_id = :business AND call_id = ?), ?, ?, ?, ?)",
            (
                call_id,
                call_id,
                instant_text(stretch.started_at),
                stretch.boot_ms,
                stretch.boot_id,
                stretch.elapsed_ms,
            ),
        )

    def close_stretch(self, call_id: str, elapsed_ms: int) -> None:
        """End the running stretch."""
        self._connection.run(
            "UPDATE call_span SET elapsed_ms = ? WHERE business_id = :business AND call_id = ? AND elapsed_ms IS NULL",
            (elapsed_ms, call_id),
        )

    def replace_stretches(self, call_id: str, stretches: Sequence[Stretch]) -> None:
        """Give a call other stretches."""
        self._connection.run("DELETE FROM call_span WHERE business_id = :business AND call_id = ?", (call_id,))
        for stretch in stretches:
            self.open_stretch(call_id, stretch)
        self._connection.run(
            "UPDATE call SET started_at = ? WHERE business_id = :business AND call_id = ?",
            (instant_text(stretches[0].started_at), call_id),
        )

    def set_client(self, call_id: str, client_id: str, account_id: str = "") -> None:
        """Give a call to another client or account; without an account the client's choice pays."""
        self._connection.run(
            "UPDATE call SET client_id = ?, account_id = ? WHERE business_id = :business AND call_id = ?",
            (client_id, account_id, call_id),
        )

    def set_state(self, call_id: str, state: str, now: datetime, entry_id: str | None = None) -> None:
        """Run, hold, stop or cancel; the heartbeat starts anew."""
        self._connection.run(
            "UPDATE call SET state = ?, changed_at = ?, heartbeat_at = NULL, entry_id = ? "
            "WHERE business_id = :business AND call_id = ?",
            (state, instant_text(now), entry_id, call_id),
        )

    def beat(self, technician: str, now: datetime) -> None:
        """A session with the running call on its screen is alive."""
        self._connection.run(
            "UPDATE call SET heartbeat_at = ? WHERE business_id = :business AND technician = ? AND state = 'running'",
            (instant_text(now), technician),
        )

    def keep_words(self, call_id: str, words: CallWords, now: datetime) -> None:
        """Keep what was typed for a call."""
        self._connection.run(
            f"INSERT INTO call_words (business_id, call_id, {_WORDS}, changed_at) "
            "VALUES (:business, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (business_id, call_id) DO UPDATE SET "
            "note = excluded.note, ticket = excluded.ticket, work_type = excluded.work_type, "
            "contact = excluded.contact, client = excluded.client, time = excluded.time, "
            "card_phone = excluded.card_phone, card_done = excluded.card_done, "
            "changed_at = excluded.changed_at",
            (call_id, *_values(words), instant_text(now)),
        )

    def keep_ending(self, call_id: str, ending: Ending | None, now: datetime) -> None:
        """Keep where the wrap-up of a call was begun."""
        values = (instant_text(ending.at), ending.elapsed_ms, int(ending.is_left)) if ending else (None, None, 0)
        self._connection.run(
            f"INSERT INTO call_words (business_id, call_id, {_ENDING}, changed_at) "
            "VALUES (:business, ?, ?, ?, ?, ?) ON CONFLICT (business_id, call_id) DO UPDATE SET "
            "ended_at = excluded.ended_at, ended_ms = excluded.ended_ms, is_left = excluded.is_left",
            (call_id, *values, instant_text(now)),
        )

    def entry_of(self, call_id: str) -> str | None:
        """The id of the entry that a call became; `None` for a call that is open, dropped or unknown."""
        rows = self._connection.rows(
            "SELECT entry_id FROM call WHERE business_id = :business AND call_id = ? AND state = 'stopped'", (call_id,)
        )
        return rows[0][0] if rows else None

    def forget_words(self, call_id: str) -> None:
        """Keep neither words nor an ending."""
        self._connection.run("DELETE FROM call_words WHERE business_id = :business AND call_id = ?", (call_id,))

    def add_change(self, call_id: str, row: CallChangeRow) -> None:
        """Add a change to a call's history."""
        self._connection.run(
            "INSERT INTO call_change (business_id, call_id, number, changed_at, technician, what, was, became) VALUES "
            "(:business, ?, (SELECT coalesce(max(number), 0) + 1 FROM call_change "
            "WHERE business_id = :business AND call_id = ?), ?, ?, ?, ?, ?)",
            (call_id, call_id, instant_text(row.changed_at), row.technician, *_values(row.change)),
        )

    def changes(self, call_id: str) -> tuple[CallChangeRow, ...]:
        """The history of a call."""
        rows = self._connection.rows(
            "SELECT changed_at, technician, what, was, became FROM call_change WHERE business_id = :business "
            "AND call_id = ? ORDER BY number",
            (call_id,),
        )
        return tuple(CallChangeRow(instant_from(row[0]), row[1], CallChange(*row[2:5])) for row in rows)


def _values(of: CallWords | CallChange) -> tuple[object, ...]:
    return tuple(getattr(of, field.name) for field in fields(of))
