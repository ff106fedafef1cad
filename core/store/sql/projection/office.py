"""Apply events of statements, proposals, exports, imports and mail switches to the tables. SQL only."""

from core.journal.codec import canonical, plain
from core.journal.events import (
    CatalogueItemDropped,
    CatalogueItemSet,
    ClientsImported,
    EntryContested,
    FiscalSet,
    ImportPart,
    ImportUndone,
    LinesExported,
    MailSwitched,
    ProposalAdded,
    ProposalChanged,
    StatementIssued,
    account_of,
)
from core.store.sql.session import Session

OfficeEvent = (
    StatementIssued
    | EntryContested
    | CatalogueItemSet
    | CatalogueItemDropped
    | ProposalAdded
    | ProposalChanged
    | LinesExported
    | MailSwitched
    | FiscalSet
    | ImportPart
    | ClientsImported
    | ImportUndone
)


def apply(connection: Session, seq: int, recorded_at: str, event: OfficeEvent) -> None:
    """Bring the kept tables up to date with one journal row, inside the open write."""
    match event:
        case StatementIssued():
            connection.insert(
                "statement", {**plain(event), "account_id": account_of(event), "issued_at": recorded_at, "seq": seq}
            )
        case EntryContested():
            connection.run(
                "DELETE FROM contest WHERE business_id = :business AND entry_id = ?",
                (event.entry_id,),
            )
            connection.insert(
                "contest",
                {
                    "entry_id": event.entry_id,
                    "client_id": event.client_id,
                    "account_id": account_of(event),
                    "answer": event.answer,
                    "seq": seq,
                },
            )
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
        case ImportPart() | ClientsImported():
            connection.run(
                "INSERT INTO import_run (business_id, run_id, technician, started_at, seq) "
                "VALUES (:business, ?, ?, ?, ?) "
                "ON CONFLICT (business_id, run_id) DO NOTHING",
                (event.run_id, event.technician, recorded_at, seq),
            )
            for entry_id in event.entry_ids if isinstance(event, ImportPart) else ():
                connection.insert("import_entry", {"entry_id": entry_id, "run_id": event.run_id})
            if event.is_last:
                connection.run(
                    "UPDATE import_run SET finished_at = ? WHERE business_id = :business AND run_id = ?",
                    (recorded_at, event.run_id),
                )
        case ImportUndone():
            connection.run(
                "UPDATE import_run SET undone_at = coalesce(undone_at, ?) WHERE business_id = :business AND run_id = ?",
                (recorded_at, event.run_id),
            )
        case MailSwitched():
            connection.run(
                "INSERT INTO mail_switch (business_id, client_id, switches) VALUES (:business, ?, ?) "
                "ON CONFLICT (business_id, client_id) DO UPDATE SET switches = excluded.switches",
                (event.client_id, canonical(plain(event.switches))),
            )
        case FiscalSet():
            connection.run(
                "INSERT INTO client_fiscal (business_id, client_id, card, seq) VALUES (:business, ?, ?, ?) "
                "ON CONFLICT (business_id, client_id) DO UPDATE SET card = excluded.card, seq = excluded.seq",
                (event.client_id, canonical(plain(event.card)), seq),
            )
