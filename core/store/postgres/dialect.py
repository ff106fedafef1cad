"""What PostgreSQL says in its own way."""

from collections.abc import Sequence

from core.basics.spelling import fold
from core.store.postgres import words
from core.store.sql.session import Session

_MOST_WORDS = 12
_MOST_FOLDED = 500


class PostgresDialect:
    """The `Dialect` of PostgreSQL."""

    row_number = "place"

    def __init__(self) -> None:
        self.is_secured = False
        """Whether policies secure the tables. They come before any look into an index of words, so that functions of the
        owner look there."""

    def like(self, column: str) -> str:
        """ILIKE, as SQLite's LIKE ignores the case of ASCII letters."""
        return f"{column} ILIKE ? ESCAPE '\\'"

    def part(self, text: str) -> str:
        """The text with anything around it."""
        return f"%{_escaped(text)}%"

    def start(self, text: str) -> str:
        """The text with anything after it."""
        return f"{_escaped(text)}%"

    def ticket_part(self) -> str:
        """By trigrams, where `parts.py` could make an index of them."""
        if self.is_secured:
            return "entry.entry_id IN (SELECT monteore_tickets(?))"
        return self.like("entry.ticket")

    def field(self, column: str, name: str) -> str:
        """Bodies are texts, byte for byte: they become JSON only where they are looked into."""
        return f"(CAST({column} AS json) ->> '{name}')"

    def columns(self) -> str:
        """From the catalogue; a number that the server itself counts is left out."""
        return (
            "SELECT attname FROM pg_attribute WHERE attrelid = to_regclass(?) AND attnum > 0 AND NOT attisdropped "
            "AND attidentity = '' ORDER BY attnum"
        )

    def fits_words(self) -> str:
        """By the words that `index_words` keeps."""
        if self.is_secured:
            return "entry.entry_id IN (SELECT monteore_entries(CAST(? AS tsquery)))"
        return (
            "entry.entry_id IN (SELECT entry_id FROM entry_words WHERE entry_words.business_id = :business "
            "AND entry_words.words @@ CAST(? AS tsquery))"
        )

    def words_query(self, text: str) -> str:
        """Each word as the beginning of a word."""
        typed = [word for word in text.split() if any(character.isalnum() for character in word)]
        return words.query(typed[:_MOST_WORDS])

    def index_words(self, session: Session, column: str, value: str, texts: Sequence[str] | None = None) -> None:
        """Write the words of note, ticket and contact into `entry_words`."""
        rows: Sequence[Sequence[str]] = [(value, *texts)] if texts is not None else ()
        if texts is None:
            sql = f"SELECT entry_id, note, ticket, contact FROM entry WHERE business_id = :business AND {column} = ?"
            rows = session.rows(sql, (value,))
        for entry_id, *found in rows:
            row = {"entry_id": entry_id, "words": entry_vector(found)}
            session.insert("entry_words", row)

    def forget_words(self, session: Session, client_id: str) -> None:
        """Remove the words of a client's entries."""
        session.run(
            "DELETE FROM entry_words WHERE business_id = :business AND entry_id IN "
            "(SELECT entry_id FROM entry WHERE business_id = :business AND client_id = ?)",
            (client_id,),
        )

    def index_client(self, session: Session, client_id: str, code: str, name: str, contacts: str, forms: str) -> None:
        """Write the client's texts and their words into `client_search`."""
        session.run(
            "INSERT INTO client_search (business_id, client_id, code, name, contacts, forms, folded, words, seq) "
            "SELECT business_id, client_id, ?, ?, ?, ?, ?, ?, seq FROM client WHERE business_id = :business AND client_id = ? "
            "ON CONFLICT (business_id, client_id) DO UPDATE SET code = excluded.code, "
            "name = excluded.name, contacts = excluded.contacts, forms = excluded.forms, folded = excluded.folded, "
            "words = excluded.words",
            (code, name, contacts, forms, folded_name(name), client_vector(code, name, contacts, forms), client_id),
        )


def entry_vector(texts: Sequence[str]) -> str:
    """The words of an entry's note, ticket and contact."""
    return words.vector((text, "") for text in texts)


def client_vector(code: str, name: str, contacts: str, forms: str) -> str:
    """The words of a client: a name counts most, then contacts, then the code, then what `forms_of` them."""
    return words.vector(((name, "A"), (contacts, "B"), (code, "C"), (forms, "D")))


def folded_name(name: str) -> str:
    """The name by which a whole name is found; an index takes no very long texts."""
    return fold(name)[:_MOST_FOLDED]


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
