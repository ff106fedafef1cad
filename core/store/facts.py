"""What the kept tables say of agreements, renewals and the office's papers, for the auditor. SQL only."""

import hashlib

from core.store.connection import Connection

Fact = tuple[str, str]
"""What it is, and its id."""


class FactRows:
    """Every kept fact as one comparable text."""

    def __init__(self, connection: Connection) -> None:
        self._rows = connection.rows

    def kept(self) -> dict[Fact, str]:
        """All facts by what they are and their id, each as the auditor writes it from the journal."""
        return {
            (what, row[0]): "\x1f".join("" if value is None else str(value) for value in row[1:])
            for what, sql in _FACTS.items()
            for row in self._rows(sql)
        }

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
}
