"""What the kept tables say of agreements, renewals and the office's papers, for the auditor. SQL only."""

import hashlib
from collections.abc import Iterator

from core.store.sql.session import Session

Fact = tuple[str, str]
"""What it is, and its id."""

PART = "\x1f"
"""What stands between the parts of a fact's text: no text of the books holds it."""


class FactRows:
    """Every kept fact as one comparable text."""

    def __init__(self, connection: Session) -> None:
        self._rows = connection.rows

    def kept(self) -> Iterator[tuple[Fact, str]]:
        """All facts by what they are and their id, each as the auditor writes it from the journal."""
        for what, sql in _FACTS.items():
            for row in self._rows(sql):
                yield (what, str(row[0])), PART.join("" if value is None else str(value) for value in row[1:])

    def entry_marks(self) -> list[tuple[str, int, int, int]]:
        """Of every entry its id, charged minutes, open overdraft and void mark."""
        return self._rows("SELECT entry_id, charged_minutes, overdraft_minutes, voided FROM entry ORDER BY seq")

    def altered_exports(self) -> list[str]:
        """Export runs whose kept bytes are not those that were recorded; runs of an imported journal have none."""
        rows = self._rows("SELECT run_id, digest, content FROM export_run WHERE content IS NOT NULL ORDER BY seq")
        return [row[0] for row in rows if hashlib.sha256(bytes(row[2])).hexdigest() != row[1]]


_FACTS = {
    "agreement": "SELECT agreement_id, client_id, from_date, terms FROM agreement",
    "renewal": "SELECT renewal_id, client_id, minutes, price_minor, currency, outcome FROM renewal",
    "statement": "SELECT statement_id, client_id, month, document FROM statement",
    "proposal": "SELECT proposal_id, client_id, title, estimate_minutes, due_on, recurrence, status FROM proposal",
    "catalogue": "SELECT item_id, title, estimate_minutes, work_type, recurrence, dropped FROM catalogue",
    "export": "SELECT run_id, format, digest FROM export_run",
    "export line": "SELECT run_id || ' ' || place, line_id FROM export_line",
    "mail": "SELECT client_id, switches FROM mail_switch",
    "client": "SELECT client_id, code, name, email, phones, contacts, archived FROM client",
    "entry": "SELECT entry_id, client_id, technician, work_date, started_at, worked_seconds, billed_minutes, "
    "deducted_minutes, charge, work_type, ticket, note, contact, no_charge, key, replaces FROM entry",
    "block": "SELECT block_id, client_id, size_minutes, price_minor, currency, sold_on, available_from, own_expires_on, "
    "origin, cause_entry_id, expires_on FROM block",
    "line": "SELECT line_id, client_id, kind, minutes, amount_minor, currency, dated, number, invoiced_on, paid_on FROM line",
    "lapse": "SELECT seq, block_id, minutes, day, into_block_id, cause, credit_minor FROM forfeiture",
}
