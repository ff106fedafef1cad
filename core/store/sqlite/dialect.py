"""What SQLite says in its own way."""

from collections.abc import Sequence

from core.store.sql.session import Session

_COLUMNS = "code, name, contacts, forms"
_TEXTS = "note, ticket, contact"
_MOST_WORDS = 12
INDEX_ENTRY = (
    f"INSERT INTO entry_fts (rowid, {_TEXTS}) "
    f"SELECT rowid, {_TEXTS} FROM entry WHERE business_id = :business AND entry_id = ?"
)
"""Writes the words of one entry."""
INDEX_ENTRIES = (
    f"INSERT INTO entry_fts (rowid, {_TEXTS}) SELECT rowid, {_TEXTS} FROM entry "
    "WHERE business_id = :business AND entry_id IN (SELECT value FROM json_each(?)) ORDER BY rowid"
)
"""Writes the words of several entries, whose ids are given as a JSON list: by one statement they become one part of the
index, by one each as many parts, which SQLite has to merge."""
_INDEX_CLIENT = (
    f"INSERT INTO entry_fts (rowid, {_TEXTS}) "
    f"SELECT rowid, {_TEXTS} FROM entry WHERE business_id = :business AND client_id = ?"
)


class SqliteDialect:
    """The `Dialect` of SQLite."""

    row_number = "rowid"

    def like(self, column: str) -> str:
        """LIKE, which ignores the case of ASCII letters."""
        return f"{column} LIKE ? ESCAPE '\\'"

    def part(self, text: str) -> str:
        """The text with anything around it."""
        return f"%{_escaped(text)}%"

    def start(self, text: str) -> str:
        """The text with anything after it."""
        return f"{_escaped(text)}%"

    def ticket_part(self) -> str:
        """By looking at each ticket."""
        return self.like("entry.ticket")

    def field(self, column: str, name: str) -> str:
        """By SQLite's own functions."""
        return f"json_extract({column}, '$.{name}')"

    def columns(self) -> str:
        """From the table's description."""
        return "SELECT name FROM pragma_table_info(?)"

    def fits_words(self) -> str:
        """A full-text query: its words are compared without case and accents."""
        return "entry.rowid IN (SELECT rowid FROM entry_fts WHERE entry_fts MATCH ?)"

    def words_query(self, text: str) -> str:
        """Each word as the beginning of a word; signs within a word are left to the tokenizer."""
        words = [word for word in text.split() if any(character.isalnum() for character in word)][:_MOST_WORDS]
        return " AND ".join('"{}"*'.format(word.replace('"', '""')) for word in words)

    def index_words(self, session: Session, column: str, value: str, texts: Sequence[str] | None = None) -> None:
        """Write the texts of entries into `entry_fts`, which reads them from `entry` and holds only the words."""
        session.run(INDEX_ENTRY if column == "entry_id" else _INDEX_CLIENT, (value,))

    def forget_words(self, session: Session, client_id: str) -> None:
        """Name the texts that the index was given: it holds none itself."""
        session.run(
            f"INSERT INTO entry_fts (entry_fts, rowid, {_TEXTS}) "
            f"SELECT 'delete', rowid, {_TEXTS} FROM entry WHERE business_id = :business AND client_id = ?",
            (client_id,),
        )

    def index_client(self, session: Session, client_id: str, code: str, name: str, contacts: str, forms: str) -> None:
        """Write the client's texts into `client_search` and its full-text index.

        Not by triggers: under `trusted_schema = off` SQLite up to 3.40 refuses a trigger that writes a virtual table. The
        index holds no texts of its own, so the old ones are named to take them out of it.
        """
        old = session.row(
            f"SELECT rowid, {_COLUMNS} FROM client_search WHERE business_id = :business AND client_id = ?", (client_id,)
        )
        if old is None:
            row = {"client_id": client_id, "code": code, "name": name, "contacts": contacts, "forms": forms}
            session.insert("client_search", row)
        else:
            session.run(
                f"INSERT INTO client_search_fts (client_search_fts, rowid, {_COLUMNS}) VALUES ('delete', ?, ?, ?, ?, ?)",
                old,
            )
            session.run(
                "UPDATE client_search SET code = ?, name = ?, contacts = ?, forms = ? WHERE business_id = :business "
                "AND client_id = ?",
                (code, name, contacts, forms, client_id),
            )
        session.run(
            f"INSERT INTO client_search_fts (rowid, {_COLUMNS}) "
            f"SELECT rowid, {_COLUMNS} FROM client_search WHERE business_id = :business AND client_id = ?",
            (client_id,),
        )


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
