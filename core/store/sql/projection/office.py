"""What the office's events do to the kept tables: statements, proposals, exports, mail switches. SQL only."""

from core.journal.codec import canonical, plain
from core.journal.events import (
    CatalogueItemDropped,
    CatalogueItemSet,
    LinesExported,
    MailSwitched,
    ProposalAdded,
    ProposalChanged,
    StatementIssued,
)
from core.store.sql.session import Session

OfficeEvent = (
    StatementIssued
    | CatalogueItemSet
    | CatalogueItemDropped
    | ProposalAdded
    | ProposalChanged
    | LinesExported
    | MailSwitched
)


def apply(connection: Session, seq: int, recorded_at: str, event: OfficeEvent) -> None:
    """Bring the kept tables up to date with one journal row, inside the open write."""
    match event:
        case StatementIssued():
            connection.insert("statement", {**plain(event), "issued_at": recorded_at, "seq": seq})
        case CatalogueItemSet():
            connection.run("DELETE FROM catalogue WHERE business_id = :business AND item_id = ?", (event.item_id,))
            connection.insert("catalogue", {**plain(event), "seq": seq})
        case CatalogueItemDropped():
            connection.run(
                "UPDATE catalogue SET dropped = 1 WHERE business_id = :business AND item_id = ?", (event.item_id,)
            )
        case ProposalAdded():
            connection.insert("proposal", {**plain(event), "status": "open", "seq": seq})
        case ProposalChanged():
            connection.run(
                "UPDATE proposal SET status = ?, entry_id = coalesce(?, entry_id), reason = ? "
                "WHERE business_id = :business AND proposal_id = ?",
                (event.status.value, event.entry_id, event.reason, event.proposal_id),
            )
        case LinesExported():
            run = {"run_id": event.run_id, "format": event.format, "digest": event.digest, "made_at": recorded_at}
            connection.insert("export_run", {**run, "seq": seq})
            for place, line_id in enumerate(event.line_ids):
                connection.insert("export_line", {"run_id": event.run_id, "line_id": line_id, "place": place})
        case MailSwitched():
            connection.run(
                "INSERT INTO mail_switch (business_id, client_id, switches) VALUES (:business, ?, ?) "
                "ON CONFLICT (business_id, client_id) DO UPDATE SET switches = excluded.switches",
                (event.client_id, canonical(plain(event.switches))),
            )
