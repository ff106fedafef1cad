"""What SQLite says in its own way."""

from core.store.sql.session import Session

_COLUMNS = "code, name, contacts"


class SqliteDialect:
    """The `Dialect` of SQLite."""

    def contains(self, column: str) -> str:
        """LIKE, which takes ASCII letters of both cases for the same."""
        return f"{column} LIKE ? ESCAPE '\\'"

    def pattern(self, text: str) -> str:
        """The text between wildcards, its own ones escaped."""
        escaped = text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
        return f"%{escaped}%"

    def index_client(self, session: Session, client_id: str, code: str, name: str, contacts: str) -> None:
        """Write the client's texts into `client_search` and its full-text index.

        Not by triggers: under `trusted_schema = off` SQLite up to 3.40 refuses a trigger that writes a virtual table. The
        index holds no texts of its own, so the old ones are named to take them out of it.
        """
        old = session.row(
            f"SELECT rowid, {_COLUMNS} FROM client_search WHERE business_id = :business AND client_id = ?", (client_id,)
        )
        if old is None:
            session.insert("client_search", {"client_id": client_id, "code": code, "name": name, "contacts": contacts})
        else:
            session.run(
                f"INSERT INTO client_search_fts (client_search_fts, rowid, {_COLUMNS}) VALUES ('delete', ?, ?, ?, ?)",
                old,
            )
            session.run(
                "UPDATE client_search SET code = ?, name = ?, contacts = ? WHERE business_id = :business "
                "AND client_id = ?",
                (code, name, contacts, client_id),
            )
        session.run(
            f"INSERT INTO client_search_fts (rowid, {_COLUMNS}) "
            f"SELECT rowid, {_COLUMNS} FROM client_search WHERE business_id = :business AND client_id = ?",
            (client_id,),
        )
