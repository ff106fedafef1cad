"""Apply events of lines to invoice to the tables. SQL only."""

from typing import Any

from core.journal.events import LineDraft, LineMarked, LineUnmarked
from core.model.billing import LineStatus
from core.store.sql.session import Session


def add(
    connection: Session, seq: int, line: LineDraft, client_id: str, account_id: str, dated: str, **owner: str
) -> None:
    """Insert a line to invoice; `owner` are its columns of the entry, block or period that it is for."""
    row: dict[str, Any] = {
        "line_id": line.line_id,
        "client_id": client_id,
        "account_id": account_id,
        "kind": line.kind.value,
        "minutes": line.minutes,
        "amount_minor": line.amount_minor,
        "currency": line.currency,
        "status": "to-invoice",
        "dated": dated,
        "corrects": line.corrects,
        "list_minor": line.list_minor,
        "seq": seq,
        **owner,
    }
    connection.insert("line", row)


def mark(connection: Session, event: LineMarked) -> None:
    """Note the invoice or the payment of a line."""
    column = "paid_on" if event.status is LineStatus.PAID else "invoiced_on"
    connection.run(
        f"UPDATE line SET status = ?, number = ?, {column} = ? WHERE business_id = :business AND line_id = ?",
        (event.status.value, event.number, event.dated.isoformat(), event.line_id),
    )


def unmark(connection: Session, event: LineUnmarked) -> None:
    """Take back an invoice or a payment of a line."""
    cleared = "paid_on = NULL"
    if event.status is not LineStatus.INVOICED:
        cleared += ", invoiced_on = NULL, number = ''"
    connection.run(
        f"UPDATE line SET status = ?, {cleared} WHERE business_id = :business AND line_id = ?",
        (event.status.value, event.line_id),
    )
    for line_id in event.voids:
        connection.run("UPDATE line SET status = 'void' WHERE business_id = :business AND line_id = ?", (line_id,))
