"""What SQLite says in its own way, and the search for clients in its full-text index."""

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from core.store.sql.search import CARD, Sought, SqlSearch
from core.store.sql.session import Row, Session

if TYPE_CHECKING:
    from core.store.sqlite.near import OneAtATime, Words

_COLUMNS = "code, name, contacts, forms"
_TEXTS = "note, ticket, contact"
_MOST_WORDS = 12
_MOST_OF_A_NAME = 20
_LONGEST_PHRASE = 5
"""Digits. Of a longer part of a number the index is asked for the last ones, and the rows that it finds for all of them: the
country and the town, with which most numbers begin, would make it pass over all numbers."""
_SEARCHED = "client_search_fts CROSS JOIN client_search ON client_search.rowid = client_search_fts.rowid"
"""In this order: the rows come as the index has them, and no more than are asked for."""
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


class Search(SqlSearch):
    """The search of SQLite."""

    def __init__(self, connection: "OneAtATime") -> None:
        super().__init__(connection)
        self._connection = connection

    @cached_property
    def _words(self) -> "Words":
        from core.store.sqlite.near import Words

        return Words(self._connection)

    def _near(self, typed: str, limit: int) -> list[str]:
        """By the words of the index: the first search of a session reads them."""
        return self._words.near(typed, limit)

    def _named(self, typed: str) -> list[Row]:
        from core.store.sql.forms import whole_name

        return self._rows(
            f"SELECT {CARD} FROM {_SEARCHED} CROSS JOIN client USING (business_id, client_id) WHERE business_id = :business "
            "AND client_search_fts MATCH ? ORDER BY length(client.name), client.code LIMIT ?",
            (f"forms : {_phrase(whole_name(typed))}", _MOST_OF_A_NAME),
        )

    def _begun(self, word: Sought) -> tuple[str, str]:
        return (
            "(SELECT rowid FROM client_search WHERE business_id = :business AND client_search.client_id = client.client_id) "
            "IN (SELECT rowid FROM client_search_fts WHERE client_search_fts MATCH ?)",
            _query([word], is_whole=True),
        )

    def _first(self, words: Sequence[Sought], limit: int, *, in_name: bool = False) -> list[Row]:
        """In the order of the index, which holds no archived clients."""
        condition, values = _fitting(words, in_name=in_name)
        return self._rows(
            f"SELECT client_id, client_search.code, client_search.name FROM {_SEARCHED} WHERE business_id = :business "
            f"AND {condition} ORDER BY client_search_fts.rowid LIMIT ?",
            (*values, limit),
        )


def _fitting(words: Sequence[Sought], *, in_name: bool = False) -> tuple[str, list[str]]:
    """The condition that a row of the index and of `client_search` fits all words, and its values."""
    query = _query(words)
    condition, values = "client_search_fts MATCH ?", [f"name : ({query})" if in_name else query]
    for word in words:
        if len(word.part) > _LONGEST_PHRASE:
            ways = "instr(client_search.forms, ?) > 0"
            values.append(_signs(word.part))
            if word.text:
                ways += (
                    " OR client_search.rowid IN (SELECT rowid FROM client_search_fts WHERE client_search_fts MATCH ?)"
                )
                values.append(f"{_phrase(word.text)}*")
            condition += f" AND ({ways})"
    return condition, values


def _query(words: Sequence[Sought], *, is_whole: bool = False) -> str:
    """Each word as the beginning of a word, or as part of a number: of its last digits, or of all (`is_whole`)."""
    return " AND ".join(f"({' OR '.join(_ways(word, is_whole))})" for word in words)


def _ways(word: Sought, is_whole: bool) -> Iterator[str]:
    if word.text:
        yield f"{_phrase(word.text)}*"
    if word.part:
        yield _phrase(_signs(word.part if is_whole else word.part[-_LONGEST_PHRASE:]))


def _signs(part: str) -> str:
    from core.store.sql.forms import part_of_number

    return part_of_number(part)


def _phrase(words: str) -> str:
    """Words as one phrase of a full-text query; signs within are left to its tokenizer."""
    return '"' + words.replace('"', '""') + '"'


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
