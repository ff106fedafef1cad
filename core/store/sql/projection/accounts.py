"""Apply events of accounts, their shares and their choices to the tables. SQL only."""

from core.journal.events import (
    AccountAdded,
    AccountArchived,
    AccountBroughtBack,
    AccountChosen,
    AccountRenamed,
    AccountShared,
    AccountUnshared,
)
from core.store.sql.session import Session

AccountEvent = (
    AccountAdded
    | AccountRenamed
    | AccountShared
    | AccountUnshared
    | AccountChosen
    | AccountArchived
    | AccountBroughtBack
)


def apply(connection: Session, seq: int, event: AccountEvent) -> None:
    """Bring the kept tables up to date with one journal row, inside the open write."""
    match event:
        case AccountAdded():
            add(connection, seq, event.account_id, event.client_id, event.name)
        case AccountRenamed():
            connection.run(
                "UPDATE account SET name = ? WHERE business_id = :business AND account_id = ?",
                (event.name, event.account_id),
            )
        case AccountShared():
            connection.insert("account_share", {"account_id": event.account_id, "client_id": event.with_client_id})
        case AccountUnshared():
            for table in ("account_share", "account_choice"):
                connection.run(
                    f"DELETE FROM {table} WHERE business_id = :business AND account_id = ? AND client_id = ?",
                    (event.account_id, event.with_client_id),
                )
        case AccountChosen():
            connection.run(
                "DELETE FROM account_choice WHERE business_id = :business AND client_id = ? AND work_type = ?",
                (event.client_id, event.work_type),
            )
            if event.account_id is not None:
                choice = {"client_id": event.client_id, "work_type": event.work_type, "account_id": event.account_id}
                connection.insert("account_choice", choice)
        case AccountArchived():
            connection.run(
                "UPDATE account SET archived = 1 WHERE business_id = :business AND account_id = ?", (event.account_id,)
            )
            for table in ("account_share", "account_choice"):
                connection.run(
                    f"DELETE FROM {table} WHERE business_id = :business AND account_id = ?", (event.account_id,)
                )
        case AccountBroughtBack():
            connection.run(
                "UPDATE account SET archived = 0 WHERE business_id = :business AND account_id = ?", (event.account_id,)
            )


def add(connection: Session, seq: int, account_id: str, client_id: str, name: str = "") -> None:
    """Insert an account without hours."""
    row = {"account_id": account_id, "client_id": client_id, "name": name, "remaining_minutes": 0}
    connection.insert("account", row | {"overdraft_minutes": 0, "seq": seq})


def owner_of(connection: Session, account_id: str) -> str:
    """Id of the client that owns an account and pays."""
    row = connection.row(
        "SELECT client_id FROM account WHERE business_id = :business AND account_id = ?", (account_id,)
    )
    return str(row[0]) if row else ""
