"""The rows of phone calls and their events. SQL only."""

from datetime import datetime
from typing import Any

from core.journal.codec import instant_from, instant_text
from core.model.phone import Direction, EventKind, PhoneCallRow, PhoneEvent, PhoneState
from core.store.rows.phone import CALL_COLUMNS
from core.store.sql.session import Row, Session

_EVENT = "kind, source, received_at, call_name, leg, number, name, extension, direction, at, talk_ms, is_bridge, is_elsewhere"
_PLAIN = ", ".join(f"phone_call.{name}" for name in CALL_COLUMNS if name != "entry_id")
_CALL = f"{_PLAIN}, coalesce(phone_call.entry_id, call.entry_id)"
_FROM = (
    "phone_call LEFT JOIN call ON call.business_id = phone_call.business_id AND call.call_id = phone_call.call_id "
    "WHERE phone_call.business_id = :business"
)


class PhoneRows:
    """Reads and writes of phone calls; writes stand inside `writing(Scope.PHONE)` or a wider change."""

    def __init__(self, connection: Session) -> None:
        self._connection = connection

    def events(self, call_ref: str, generation: int) -> list[PhoneEvent]:
        """The events of one call, as they arrived."""
        rows = self._connection.rows(
            f"SELECT {_EVENT} FROM phone_event WHERE business_id = :business AND call_ref = ? AND generation = ? "
            "ORDER BY place",
            (call_ref, generation),
        )
        return [_event(row) for row in rows]

    def last_generation(self, call_ref: str) -> tuple[int, datetime] | None:
        """The highest generation of a call's id, and the latest arrival of its events."""
        row = self._connection.row(
            "SELECT generation, max(received_at) FROM phone_event WHERE business_id = :business AND call_ref = ? "
            "GROUP BY generation ORDER BY generation DESC LIMIT 1",
            (call_ref,),
        )
        return (row[0], instant_from(row[1])) if row else None

    def latest_call(
        self, source: str, since: datetime, *, number: str = "", extension: str = ""
    ) -> tuple[str, int] | None:
        """The call of a source whose event arrived last, of those with that number and extension."""
        row = self._connection.row(
            "SELECT call_ref, generation FROM phone_event WHERE business_id = :business AND source = ? "
            "AND received_at >= ? AND (? = '' OR number = ?) AND (? = '' OR extension = ?) "
            "ORDER BY received_at DESC, call_ref DESC LIMIT 1",
            (source, instant_text(since), number, number, extension, extension),
        )
        return (row[0], row[1]) if row else None

    def add_event(self, call_ref: str, generation: int, event: PhoneEvent) -> None:
        """Add an event to a call."""
        ((place,),) = self._connection.rows(
            "SELECT coalesce(max(place), 0) + 1 FROM phone_event WHERE business_id = :business AND call_ref = ? "
            "AND generation = ?",
            (call_ref, generation),
        )
        self._connection.insert(
            "phone_event",
            {
                "call_ref": call_ref,
                "generation": generation,
                "place": place,
                "kind": event.kind.value,
                "source": event.source,
                "received_at": instant_text(event.received_at),
                "call_name": event.call,
                "leg": event.leg,
                "number": event.number,
                "name": event.name,
                "extension": event.extension,
                "direction": event.direction.value if event.direction else None,
                "at": instant_text(event.at) if event.at else None,
                "talk_ms": event.talk_ms,
                "is_bridge": int(event.is_bridge),
                "is_elsewhere": int(event.is_elsewhere),
            },
        )

    def calls_of(self, call_ref: str, generation: int) -> list[PhoneCallRow]:
        """The rows of one call, one a technician."""
        return self._read("phone_call.call_ref = ? AND phone_call.generation = ?", (call_ref, generation))

    def one(self, phone_call_id: str) -> PhoneCallRow | None:
        """A row by id."""
        found = self._read("phone_call.phone_call_id = ?", (phone_call_id,))
        return found[0] if found else None

    def of_live_call(self, call_id: str) -> PhoneCallRow | None:
        """The phone call that became a live call."""
        found = self._read("phone_call.call_id = ?", (call_id,))
        return found[0] if found else None

    def between(self, since: datetime, until: datetime, technician: str | None = None) -> list[PhoneCallRow]:
        """Calls that rang at or after `since` and before `until`, the first one first."""
        where, values = ("AND phone_call.technician = ?", (technician,)) if technician is not None else ("", ())
        return self._read(
            f"phone_call.rang_at >= ? AND phone_call.rang_at < ? {where}",
            (instant_text(since), instant_text(until), *values),
        )

    def standing(self, since: datetime, told_since: datetime, technician: str | None = None) -> list[PhoneCallRow]:
        """What may stand on desks, of one technician or of everybody."""
        where, values = ("AND phone_call.technician = ?", (technician,)) if technician is not None else ("", ())
        return self._read(
            "phone_call.rang_at >= ? AND phone_call.dismissed_by = '' "
            "AND coalesce(phone_call.entry_id, call.entry_id) IS NULL "
            "AND (phone_call.state IN ('ringing', 'answered', 'ended') "
            "OR phone_call.state = 'missed' AND (phone_call.client_id IS NOT NULL OR phone_call.candidates <> '') "
            f"OR phone_call.state = 'elsewhere' AND phone_call.ended_at >= ?) {where}",
            (instant_text(since), instant_text(told_since), *values),
        )

    def reached(self, since: datetime) -> dict[str, datetime]:
        """By number, when the last call with it that was answered rang."""
        rows = self._connection.rows(
            "SELECT number, max(rang_at) FROM phone_call WHERE business_id = :business AND rang_at >= ? "
            "AND answered_at IS NOT NULL AND number <> '' GROUP BY number",
            (instant_text(since),),
        )
        return {row[0]: instant_from(row[1]) for row in rows}

    def _read(self, where: str, values: tuple[Any, ...]) -> list[PhoneCallRow]:
        rows = self._connection.rows(
            f"SELECT {_CALL} FROM {_FROM} AND {where} ORDER BY phone_call.rang_at, phone_call.phone_call_id", values
        )
        return [_call(row) for row in rows]

    def put(self, row: PhoneCallRow, now: datetime) -> None:
        """Add a row, or replace the one of its id."""
        self.drop(row.phone_call_id)
        values = {name: getattr(row, name) for name in CALL_COLUMNS}
        for name in ("rang_at", "answered_at", "ended_at"):
            values[name] = instant_text(values[name]) if values[name] else None
        values |= {
            "direction": row.direction.value,
            "state": row.state.value,
            "is_exact": int(row.is_exact),
            "candidates": "".join(f" {client_id} " for client_id in row.candidates),
            "changed_at": instant_text(now),
        }
        self._connection.insert("phone_call", values)

    def drop(self, phone_call_id: str) -> None:
        """Remove a row."""
        self._connection.run(
            "DELETE FROM phone_call WHERE business_id = :business AND phone_call_id = ?", (phone_call_id,)
        )

    def prune(self, before: datetime) -> int:
        """Remove calls and events of before an instant; the number of calls."""
        self._connection.run(
            "DELETE FROM phone_event WHERE business_id = :business AND received_at < ?", (instant_text(before),)
        )
        return self._connection.run(
            "DELETE FROM phone_call WHERE business_id = :business AND rang_at < ? AND changed_at < ?",
            (instant_text(before), instant_text(before)),
        )


def _event(row: Row) -> PhoneEvent:
    return PhoneEvent(
        kind=EventKind(row[0]),
        source=row[1],
        received_at=instant_from(row[2]),
        call=row[3],
        leg=row[4],
        number=row[5],
        name=row[6],
        extension=row[7],
        direction=Direction(row[8]) if row[8] else None,
        at=instant_from(row[9]) if row[9] else None,
        talk_ms=row[10],
        is_bridge=bool(row[11]),
        is_elsewhere=bool(row[12]),
    )


def _call(row: Row) -> PhoneCallRow:
    values = dict(zip([name for name in CALL_COLUMNS if name != "entry_id"] + ["entry_id"], row, strict=True))
    for name in ("rang_at", "answered_at", "ended_at"):
        values[name] = instant_from(values[name]) if values[name] else None
    values |= {
        "direction": Direction(values["direction"]),
        "state": PhoneState(values["state"]),
        "is_exact": bool(values["is_exact"]),
        "candidates": tuple(values["candidates"].split()),
    }
    return PhoneCallRow(**values)
