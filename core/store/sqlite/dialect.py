"""What SQLite says in its own way."""

from core.store.sql.session import Session

_COLUMNS = "code, name, contacts"
_TEXTS = "note, ticket, contact"
_MOST_WORDS = 12


class SqliteDialect:
    """The `Dialect` of SQLite."""

    def fits_words(self) -> str:
        """A full-text query: its words are compared without case and accents."""
        return "entry.rowid IN (SELECT rowid FROM entry_fts WHERE entry_fts MATCH ?)"

    def words_query(self, text: str) -> str:
        """Each word as the beginning of a word; signs within a word are left to the tokenizer."""
        words = [word for word in text.split() if any(character.isalnum() for character in word)][:_MOST_WORDS]
        return " AND ".join('"{}"*'.format(word.replace('"', '""')) for word in words)

    def index_words(self, session: Session, column: str, value: str) -> None:
        """Write the texts of entries into `entry_fts`, which reads them from `entry` and holds only the words."""
        session.run(
            f"INSERT INTO entry_fts (rowid, {_TEXTS}) "
            f"SELECT rowid, {_TEXTS} FROM entry WHERE business_id = :business AND {column} = ?",
            (value,),
        )

    def forget_words(self, session: Session, client_id: str) -> None:
        """Name the texts that the index was given: it holds none itself."""
        session.run(
            f"INSERT INTO entry_fts (entry_fts, rowid, {_TEXTS}) "
            f"SELECT 'delete', rowid, {_TEXTS} FROM entry WHERE business_id = :business AND client_id = ?",
            (client_id,),
        )

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
