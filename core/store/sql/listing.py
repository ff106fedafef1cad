"""Reads of long lists, a page at a time, and the counts over everybody. SQL only."""

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from core.journal.codec import instant_text
from core.model.days import Days
from core.store.sql.days import same_days
from core.store.sql.session import Session, total

if TYPE_CHECKING:
    from core.model.entry_filter import EntryFilter

_WORKED, _CHARGED = total("worked_seconds"), total("charged_minutes")

# The agreement in force on a day, one row an account: the latest `from`, the last recorded among equals.
_IN_FORCE = (
    "agreement AS terms ON terms.business_id = account.business_id AND terms.account_id = account.account_id "
    "AND terms.seq = (SELECT seq FROM agreement "
    "WHERE business_id = :business AND agreement.account_id = account.account_id AND (from_date IS NULL OR from_date <= ?) "
    "ORDER BY coalesce(from_date, '') DESC, seq DESC LIMIT 1)"
)
_UNDER = (
    f"FROM account JOIN client USING (business_id, client_id) JOIN {_IN_FORCE} "
    "WHERE account.business_id = :business AND client.archived = 0 AND account.archived = 0 AND terms.kind = 'prepaid' "
    "AND account.remaining_minutes - coalesce((SELECT CAST(sum(block.remaining_minutes) AS BIGINT) FROM block "
    "WHERE block.business_id = :business AND block.account_id = account.account_id AND block.voided = 0 "
    "AND block.remaining_minutes > 0 AND block.expires_on < ?), 0) < terms.threshold_minutes"
)


def _of_today(days: Days) -> tuple[str, tuple[Any, ...]]:
    """Work that began in the business's day, and work without a clock time that is dated today by its client's calendar."""
    dated, values = list[str](), list[Any]()
    for day, where, ids in same_days(days):
        dated.append(f"work_date = ? {where}")
        values += [day.isoformat(), *ids]
    # A day anywhere is at most one away from the business's: this lets the index by day find the rows.
    near = (days.business - timedelta(days=1)).isoformat(), (days.business + timedelta(days=1)).isoformat()
    began = instant_text(days.since), instant_text(days.until)
    return (
        "work_date BETWEEN ? AND ? AND (started_at >= ? AND started_at < ? "
        f"OR started_at IS NULL AND ({' OR '.join(f'({each})' for each in dated)}))",
        (*near, *began, *values),
    )


class Listing:
    """Lists for the pages."""

    def __init__(self, connection: Session) -> None:
        self._rows = connection.rows
        self._row = connection.row
        self._dialect = connection.dialect

    def _number(self, sql: str, values: tuple[Any, ...] = ()) -> int:
        row = self._row(sql, values)
        return int(row[0] or 0) if row else 0

    def last_seq(self) -> int:
        """The last journal row's number; 0 for none."""
        return self._number("SELECT max(seq) FROM journal WHERE business_id = :business")

    def client_count(self) -> int:
        """How many clients are not archived."""
        return self._number("SELECT count(*) FROM client WHERE business_id = :business AND archived = 0")

    def client_ids(self, limit: int, offset: int = 0) -> list[str]:
        """Clients by code."""
        sql = (
            "SELECT client_id FROM client WHERE business_id = :business AND archived = 0 ORDER BY code LIMIT ? OFFSET ?"
        )
        return [row[0] for row in self._rows(sql, (limit, offset))]

    def under_threshold_count(self, days: Days) -> int:
        """Prepaid accounts that hold fewer minutes than agreed today."""
        return sum(
            self._number(f"SELECT count(*) {_UNDER} {where}", (day.isoformat(), day.isoformat(), *values))
            for day, where, values in same_days(days, "account.account_id")
        )

    def under_threshold(self, days: Days, limit: int) -> list[str]:
        """The same accounts, the lowest first."""
        found: list[tuple[Any, ...]] = []
        for day, where, values in same_days(days, "account.account_id"):
            found += self._rows(
                f"SELECT account.remaining_minutes, client.code, account.name, account.account_id {_UNDER} {where} "
                "ORDER BY 1, 2, 3 LIMIT ?",
                (day.isoformat(), day.isoformat(), *values, limit),
            )
        return [row[3] for row in sorted(map(tuple, found))[:limit]]

    def expiring(
        self, days: Days, within: int, limit: int | None = None, client_id: str | None = None
    ) -> list[tuple[str, str, int, date, str]]:
        """Client, block, minutes left, expiry and account of blocks that expire in so many days, the first first."""
        who, ids = ("AND client_id = ?", (client_id,)) if client_id else ("", ())
        tail, most = ("", ()) if limit is None else ("LIMIT ?", (limit,))
        found: list[tuple[Any, ...]] = []
        for day, where, values in same_days(days, "account_id"):
            found += self._rows(
                "SELECT expires_on, block.seq, client_id, block_id, remaining_minutes, account_id FROM block JOIN client "
                "USING (business_id, client_id) "
                "WHERE business_id = :business AND archived = 0 AND remaining_minutes > 0 "
                "AND account_id NOT IN (SELECT account_id FROM account WHERE business_id = :business AND archived = 1) "
                f"AND expires_on BETWEEN ? AND ? {where} {who} ORDER BY 1, 2 {tail}",
                (day.isoformat(), (day + timedelta(days=within)).isoformat(), *values, *ids, *most),
            )
        ordered = sorted(map(tuple, found))[:limit]
        return [(row[2], row[3], row[4], date.fromisoformat(row[0]), row[5]) for row in ordered]

    def last_renewals(self, limit: int, account_id: str | None = None) -> list[str]:
        """Blocks added by rule that stand, the latest first."""
        where, values = ("AND account_id = ?", (account_id,)) if account_id else ("", ())
        rows = self._rows(
            "SELECT block_id FROM block WHERE business_id = :business AND origin = 'renewed' "
            f"AND voided = 0 {where} ORDER BY seq DESC LIMIT ?",
            (*values, limit),
        )
        return [row[0] for row in rows]

    def by_technician(self, days: Days) -> list[tuple[str, int, int, int]]:
        """Technician, worked seconds, charged minutes and entries that stand, of today's work."""
        where, values = _of_today(days)
        rows = self._rows(
            f"SELECT technician, {_WORKED}, {_CHARGED}, count(*) FROM entry "
            f"WHERE business_id = :business AND voided = 0 AND {where} GROUP BY technician ORDER BY 2 DESC, 1",
            values,
        )
        return [(row[0], int(row[1]), int(row[2]), int(row[3])) for row in rows]

    def entry_ids_of_today(self, days: Days, limit: int) -> list[str]:
        """Entries of today's work, the latest first; voided ones too."""
        where, values = _of_today(days)
        rows = self._rows(
            f"SELECT entry_id FROM entry WHERE business_id = :business AND {where} "
            "ORDER BY coalesce(started_at, '') DESC, seq DESC LIMIT ?",
            (*values, limit),
        )
        return [row[0] for row in rows]

    def entry_ids(self, fitting: "EntryFilter", *, client_id: str | None = None, limit: int = 100) -> list[str]:
        """Entries that fit, the latest first; voided ones too."""
        conditions, values = self._entry_conditions(fitting, client_id)
        rows = self._rows(
            f"SELECT entry_id FROM entry WHERE {conditions} "
            "ORDER BY work_date DESC, coalesce(started_at, '') DESC, seq DESC LIMIT ?",
            (*values, limit),
        )
        return [row[0] for row in rows]

    def entry_sums(
        self, fitting: "EntryFilter", *, client_id: str | None = None
    ) -> list[tuple[str, int, int, int, int]]:
        """By month (YYYY-MM), the latest first: entries that fit, those of them that stand, their seconds and minutes."""
        conditions, values = self._entry_conditions(fitting, client_id)
        rows = self._rows(
            f"SELECT substr(work_date, 1, 7), count(*), {total('1 - voided')}, "
            f"{total('worked_seconds * (1 - voided)')}, {total('charged_minutes * (1 - voided)')} "
            f"FROM entry WHERE {conditions} GROUP BY 1 ORDER BY 1 DESC",
            values,
        )
        return [(row[0], int(row[1]), int(row[2]), int(row[3]), int(row[4])) for row in rows]

    def _entry_conditions(self, fitting: "EntryFilter", client_id: str | None) -> tuple[str, tuple[Any, ...]]:
        conditions, values = ["business_id = :business"], list[Any]()
        for condition, value in (
            ("client_id = ?", client_id),
            ("ticket = ? AND ticket <> ''", fitting.ticket),
            ("work_type = ?", fitting.work_type),
            ("technician = ?", fitting.technician),
            ("work_date >= ?", fitting.since.isoformat() if fitting.since else None),
            ("work_date <= ?", fitting.until.isoformat() if fitting.until else None),
        ):
            if value:
                conditions.append(condition)
                values.append(value)
        if query := self._dialect.words_query(fitting.text):
            conditions.append(self._dialect.fits_words())
            values.append(query)
        return " AND ".join(conditions), tuple(values)

    def tickets(self, beginning: str = "", limit: int = 100) -> list[tuple[str, int, int, int, date, date]]:
        """Ticket, worked seconds, charged minutes, standing entries, first and last day; the latest first."""
        sums = (self.ticket(ticket) for ticket in self.ticket_numbers(beginning, None, limit))
        return [found for found in sums if found is not None]

    def ticket(self, ticket: str) -> tuple[str, int, int, int, date, date] | None:
        """The same of one ticket; `None` where no entry stands on it."""
        row = self._row(
            f"SELECT {_WORKED}, {_CHARGED}, count(*), min(work_date), max(work_date) "
            "FROM entry WHERE business_id = :business AND ticket = ? AND ticket <> '' AND voided = 0",
            (ticket,),
        )
        if row is None or not row[2]:
            return None
        first, last = date.fromisoformat(row[3]), date.fromisoformat(row[4])
        return ticket, int(row[0]), int(row[1]), int(row[2]), first, last

    def last_of_ticket(self, ticket: str) -> str | None:
        """The last entry on a ticket that stands."""
        row = self._row(
            "SELECT entry_id FROM entry WHERE business_id = :business AND ticket = ? AND ticket <> '' "
            "AND voided = 0 ORDER BY seq DESC LIMIT 1",
            (ticket,),
        )
        return str(row[0]) if row else None

    def ticket_numbers(self, beginning: str, client_id: str | None, limit: int) -> list[str]:
        """The latest tickets that begin so, of one client or of all. Reads no more than it takes to find them."""
        conditions, values = ["business_id = :business", "ticket <> ''", "voided = 0"], list[Any]()
        if client_id:
            conditions.append("client_id = ?")
            values.append(client_id)
        if beginning:
            conditions.append("ticket >= ? AND ticket < ?")
            values += [beginning, beginning + "\U0010ffff"]
            sql = f"SELECT ticket FROM entry WHERE {' AND '.join(conditions)} GROUP BY ticket ORDER BY max(seq) DESC LIMIT ?"
            return [row[0] for row in self._rows(sql, (*values, limit))]
        # Grouping all of a long history would take a second: the latest entries name enough tickets.
        sql = f"SELECT ticket FROM entry WHERE {' AND '.join(conditions)} ORDER BY seq DESC LIMIT ?"
        rows = self._rows(sql, (*values, limit * 20))
        return list(dict.fromkeys(row[0] for row in rows))[:limit]

    def notes(self, client_id: str, limit: int) -> list[str]:
        """What was written on a client's latest entries, each once."""
        rows = self._rows(
            "SELECT note FROM (SELECT note, seq FROM entry WHERE business_id = :business AND client_id = ? "
            "AND note <> '' ORDER BY seq DESC LIMIT 300) "
            "AS latest GROUP BY note ORDER BY max(seq) DESC LIMIT ?",
            (client_id, limit),
        )
        return [row[0] for row in rows]
