"""What the merging of two clients does to the tables that are not made from the journal. SQL only."""

from core.store.sql.session import Session


def move_client(connection: Session, client_id: str, into_id: str) -> None:
    """Give calls, messages, phone calls and call records of a client to another one, inside an open write."""
    for table in ("call", "mail", "phone_call"):
        connection.run(
            f"UPDATE {table} SET client_id = ? WHERE business_id = :business AND client_id = ?", (into_id, client_id)
        )
    for table, column in (("phone_call", "candidates"), ("call_record", "client_ids")):
        old, new, dialect = f" {client_id} ", f" {into_id} ", connection.dialect
        connection.run(
            f"UPDATE {table} SET {column} = replace({column}, ?, CASE WHEN {dialect.like(column)} THEN '' ELSE ? END) "
            f"WHERE business_id = :business AND {dialect.like(column)}",
            (old, dialect.part(new), new, dialect.part(old)),
        )
