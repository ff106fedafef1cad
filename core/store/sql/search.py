"""Finding clients: hits by code, words of names, numbers and tickets; near misses apart; the owners of a number."""

import json
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from core.basics.callers import Certainty, Owned, lookup_of, match_caller
from core.basics.numbers import LineRange, Number, NumberKind, NumberPlan, digits, read_number
from core.basics.patterns import Pattern
from core.basics.spelling import Names, begins_word, fold, words_of
from core.basics.text import clean_text
from core.model.search import Hit, Matched
from core.store.sql.session import Row, Session

_MOST_WORDS = 12
_MOST_CHARACTERS = 200
_PAGE = 500
_MOST_RANKED = 200
"""How many clients of a full-text query are put in order; of more, those count that were added first."""
_SHORTEST_PART = 3
_SHORTEST_WHOLE_NUMBER = 7
_NUMBER = Pattern(r"\+?[\d\s+()./-]+")
CARD = "client_id, client.code, client.name, client.contacts"
"""What is read of a client that a search finds."""
_CARD = f"SELECT {CARD} FROM client WHERE business_id = :business AND archived = 0"
_LAST_CHARACTER = "\U0010ffff"


class SqlSearch(ABC):
    """Client ids for what somebody typed, best first, with what matched. Archived clients are never found.

    An engine adds its full-text index of the words of code, name and contacts.
    """

    def __init__(self, connection: Session) -> None:
        self._rows = connection.rows
        self._row = connection.row
        self._dialect = connection.dialect
        self._names = Names()
        self._names_at: int | None = None

    @abstractmethod
    def _named(self, typed: str) -> list[Row]:
        """The cards of some clients, among them those whose whole name is the text (case and accents aside)."""

    @abstractmethod
    def _begun(self, words: list[str]) -> tuple[str, str]:
        """The SELECT of the ids of clients of whom each word begins a word, and its one value."""

    @abstractmethod
    def _first(self, words: list[str], limit: int, *, in_name: bool = False) -> list[Row]:
        """The cards of clients of whom each word begins a word, or one of the name; those that were added first."""

    def exact(self, text: str) -> list[str]:
        """Clients whose code, or whole name (case and accents aside), is the text."""
        return [row[0] for row in self._exact(text)]

    def _exact(self, text: str) -> list[Row]:
        typed = clean_text(text[:_MOST_CHARACTERS])
        coded = self._rows(f"{_CARD} AND code = ?", (typed.casefold(),))
        if coded or not any(character.isalnum() for character in typed):
            return coded
        return [row for row in self._named(typed) if fold(row[2]) == fold(typed)]

    def hits(self, text: str, limit: int, plan: NumberPlan) -> list[Hit]:
        """Clients of whom each typed word begins a word of code, name or contact, or is part of a number or ticket.

        Parts of numbers and tickets count from three characters on. A whole number comes first, then a whole code or
        name, then a whole ticket.
        """
        typed = clean_text(text[:_MOST_CHARACTERS])
        words = [word for word in typed.split() if any(character.isalnum() for character in word)][:_MOST_WORDS]
        if not words:
            return []
        found: dict[str, Hit] = {}
        is_number = bool(_NUMBER.fullmatch(typed)) and len(digits(typed)) >= _SHORTEST_PART
        if is_number and self._owners_of(found, typed, plan):
            # A whole number has one reading: another number that its digits are part of is not meant.
            return list(found.values())[:limit]
        for card in self._exact(typed):
            found.setdefault(card[0], self._reason(card, words))
        if len(words) == 1:
            self._tickets(found, words[0], limit)
            self._codes(found, words[0], limit)
        if len(found) < limit:
            self._all_words(found, words, limit)
        if is_number and len(words) > 1 and len(found) < limit:
            self._parts_of_numbers(found, digits(typed), limit)
        if not found and len(words) == 1:
            self._parts_of_tickets(found, words[0], limit)
        return list(found.values())[:limit]

    def near(self, text: str, limit: int) -> list[str]:
        """Clients of whom every typed word is spelt almost like a whole word of code, name or contact, nearest first."""
        self._read_changes()
        nearest = self._names.near(clean_text(text[:_MOST_CHARACTERS]), limit * 2)
        return [client_id for client_id in nearest if self._row(f"{_CARD} AND client_id = ?", (client_id,))][:limit]

    def owned(self, number: Number) -> list[Owned]:
        """Every number of a client or contact that may match a caller's, by index: the same, its range, its last digits."""
        keys = lookup_of(number)
        rows: list[tuple[Any, ...]] = []
        for column, values in (("e164", (keys.e164,)), ("prefix", keys.prefixes), ("tail", (keys.tail,))):
            wanted = tuple(value for value in values if value)
            if wanted:
                rows += self._rows(
                    f"SELECT client_phone.{self._dialect.row_number}, client_id, contact, raw, client_phone.e164, extension, "
                    "national, prefix, "
                    "low, high, shortest, longest FROM client_phone JOIN client USING (business_id, client_id) "
                    "WHERE business_id = :business AND archived = 0 "
                    f"AND client_phone.{column} IN ({', '.join('?' * len(wanted))})",
                    wanted,
                )
        return [_owned(row) for row in sorted({row[0]: row for row in rows}.values())]

    def _owners_of(self, found: dict[str, Hit], typed: str, plan: NumberPlan) -> bool:
        """Add the owners of a typed number; whether it is exactly theirs, and no client's code or ticket."""
        number = read_number(typed, plan)
        if number.kind not in (NumberKind.PUBLIC, NumberKind.UNREADABLE):
            return False
        match = match_caller(number, self.owned(number))
        for owner in match.owners:
            why = f"{owner.contact} {owner.number.raw}".strip()
            found.setdefault(owner.client_id, Hit(owner.client_id, Matched.PHONE, why))
        return match.certainty is Certainty.EXACT and not self.exact(typed)

    def _codes(self, found: dict[str, Hit], word: str, limit: int) -> None:
        code = word.casefold()
        rows = self._rows(
            "SELECT client_id FROM client WHERE business_id = :business AND archived = 0 AND code >= ? "
            "AND code < ? ORDER BY code LIMIT ?",
            (code, code + _LAST_CHARACTER, limit),
        )
        for row in rows:
            found.setdefault(row[0], Hit(row[0], Matched.CODE))

    def _tickets(self, found: dict[str, Hit], word: str, limit: int) -> None:
        ticket = word.removeprefix("#")
        rows = self._rows(
            "SELECT client_id FROM entry JOIN client USING (business_id, client_id) "
            "WHERE business_id = :business AND ticket = ? AND ticket <> '' AND voided = 0 "
            "AND archived = 0 GROUP BY client_id ORDER BY max(entry.seq) DESC LIMIT ?",
            (ticket, limit),
        )
        for row in rows:
            found.setdefault(row[0], Hit(row[0], Matched.TICKET, f"#{ticket}"))

    def _all_words(self, found: dict[str, Hit], words: list[str], limit: int) -> None:
        """Clients that match each word; one full-text query where no word can be part of a number or ticket."""
        plain = [word for word in words if not _may_be_number(word)]
        if len(plain) == len(words):
            for card in self._fitting(plain, limit):
                found.setdefault(card[0], self._reason(card, words))
            return
        conditions, values = ["business_id = :business", "archived = 0"], list[Any]()
        if plain:
            sql, value = self._begun(plain)
            conditions.append(f"client_id IN ({sql})")
            values.append(value)
        for word in words:
            if _may_be_number(word):
                options, wanted = self._number_options(word)
                conditions.append(f"client_id IN ({options})")
                values += wanted
        sql = f"SELECT {CARD} FROM client WHERE {' AND '.join(conditions)} ORDER BY name, code LIMIT ?"
        for card in self._rows(sql, (*values, limit)):
            found.setdefault(card[0], self._reason(card, words))

    def _fitting(self, words: list[str], limit: int) -> list[Row]:
        """Clients that match each word, best first; of very many, those whose name fits and that were added first.

        To put all of them in order, each would have to be read, and a common word may fit a tenth of all clients.
        """
        found = self._first(words, _MOST_RANKED + 1)
        if len(found) > _MOST_RANKED:
            named = self._first(words, limit, in_name=True)
            found = list({row[0]: row for row in (*named, *found)}.values())[:limit]
        return sorted(found, key=_order(words))[:limit]

    def _number_options(self, word: str) -> tuple[str, list[Any]]:
        """SQL for the clients of whom a word begins a word, is part of a number, or begins a ticket."""
        ticket = word.removeprefix("#")
        options = [
            "SELECT client_id FROM entry WHERE business_id = :business AND ticket <> '' AND ticket >= ? "
            "AND ticket < ? AND voided = 0"
        ]
        values: list[Any] = [ticket, ticket + _LAST_CHARACTER]
        if not word.startswith("#"):
            sql, value = self._begun([word])
            options.append(sql)
            values.append(value)
            part = digits(word).removeprefix("00")
            if _NUMBER.fullmatch(word) and len(part) >= _SHORTEST_PART:
                options.append(
                    "SELECT client_id FROM client_phone WHERE business_id = :business "
                    f"AND {self._dialect.number_part()}"
                )
                values.append(self._dialect.part(part))
        return " UNION ".join(options), values

    def _parts_of_numbers(self, found: dict[str, Hit], part: str, limit: int) -> None:
        rows = self._rows(
            "SELECT client_id, raw, contact, digits FROM client_phone JOIN client USING (business_id, client_id) "
            f"WHERE business_id = :business AND archived = 0 AND {self._dialect.number_part()} "
            f"ORDER BY client_phone.{self._dialect.row_number} LIMIT ?",
            (self._dialect.part(part.removeprefix("00")), limit),
        )
        for client_id, raw, contact, written in rows:
            is_whole = _is_whole(part.removeprefix("00"), written)
            found.setdefault(client_id, Hit(client_id, Matched.PHONE, f"{contact} {raw}".strip(), is_whole))

    def _parts_of_tickets(self, found: dict[str, Hit], word: str, limit: int) -> None:
        """Tickets that hold the word further in; read only where nothing else matches: it looks through all tickets."""
        part = word.removeprefix("#")
        if len(part) < _SHORTEST_PART or not any(character.isdigit() for character in part):
            return
        rows = self._rows(
            "SELECT client_id, ticket FROM (SELECT client_id, ticket, entry.seq AS seq, "
            "max(entry.seq) OVER (PARTITION BY client_id) AS last FROM entry JOIN client USING (business_id, client_id) "
            "WHERE business_id = :business AND ticket <> '' AND voided = 0 "
            f"AND archived = 0 AND {self._dialect.ticket_part()}) AS fitting WHERE seq = last ORDER BY seq DESC LIMIT ?",
            (self._dialect.part(part), limit),
        )
        for client_id, ticket in rows:
            found.setdefault(client_id, Hit(client_id, Matched.TICKET, f"#{ticket}", is_whole=False))

    def _reason(self, card: Row, words: list[str]) -> Hit:
        """What of a client a search found: its name or code, or the first word's contact, phone or ticket."""
        client_id, code, name, contacts = card
        others = [word for word in words if not begins_word(word, f"{code} | {name}")]
        if not others:
            is_code = all(begins_word(word, code) for word in words)
            return Hit(client_id, Matched.CODE if is_code else Matched.NAME)
        persons = json.loads(contacts)
        for word in others:
            contact = next((contact for contact in persons if begins_word(word, contact)), None)
            if contact is not None:
                return Hit(client_id, Matched.CONTACT, contact)
        return self._number_reason(client_id, others[0])

    def _number_reason(self, client_id: str, word: str) -> Hit:
        part = digits(word).removeprefix("00")
        if not word.startswith("#") and part:
            row = self._row(
                "SELECT raw, contact, digits FROM client_phone WHERE business_id = :business "
                f"AND client_id = ? AND {self._dialect.like('digits')} ORDER BY {self._dialect.row_number} LIMIT 1",
                (client_id, self._dialect.part(part)),
            )
            if row is not None:
                return Hit(client_id, Matched.PHONE, f"{row[1]} {row[0]}".strip(), _is_whole(part, row[2]))
        ticket = word.removeprefix("#")
        row = self._row(
            "SELECT ticket FROM entry WHERE business_id = :business AND client_id = ? AND voided = 0 "
            f"AND {self._dialect.like('ticket')} ORDER BY seq DESC LIMIT 1",
            (client_id, self._dialect.start(ticket)),
        )
        if row is None:
            return Hit(client_id, Matched.NAME)
        return Hit(client_id, Matched.TICKET, f"#{row[0]}", is_whole=row[0] == ticket)

    def _read_changes(self) -> None:
        """Bring the words up to date: all cards once, then those of which the journal holds later rows."""
        row = self._row("SELECT max(seq) FROM journal WHERE business_id = :business")
        last = int(row[0] or 0) if row else 0
        if self._names_at == last:
            return
        if self._names_at is None or self._names_at > last:
            # A change that was rolled back may have been read: start anew.
            self._names = Names()
            for page in self._pages_of_cards():
                self._note(page)
        else:
            rows = self._rows(
                f"SELECT DISTINCT {self._dialect.field('body', 'client_id')} FROM journal WHERE business_id = :business "
                "AND seq > ? AND kind >= 'client.' AND kind < 'client/'",
                (self._names_at,),
            )
            for (client_id,) in rows:
                self._names.put(client_id, ())
                self._note(self._rows(f"{_CARD} AND client_id = ?", (client_id,)))
        self._names_at = last

    def _pages_of_cards(self) -> Iterator[list[tuple[Any, ...]]]:
        """All cards, in parts: a read of all of them at once takes as much memory as their words.

        A card that changes between two parts is of a later row of the journal, and is read again the next time.
        """
        after = ""
        while page := self._rows(f"{_CARD} AND client_id > ? ORDER BY client_id LIMIT {_PAGE}", (after,)):
            yield page
            after = page[-1][0]

    def _note(self, cards: list[tuple[Any, ...]]) -> None:
        for client_id, code, name, contacts in cards:
            self._names.put(client_id, (code, name, *json.loads(contacts)))


def _order(words: Sequence[str]) -> Callable[[Row], tuple[bool, bool, int, str, str]]:
    """The key by which cards are put in order: the words in the name first, at its beginning, in a short name."""
    wanted = [" " + " ".join(words_of(word)) for word in words]

    def key(card: Row) -> tuple[bool, bool, int, str, str]:
        name = " " + " ".join(words_of(card[2]))
        in_name = all(word in name for word in wanted)
        return not in_name, not name.startswith(wanted[0]), len(card[2]), card[2], card[1]

    return key


def _may_be_number(word: str) -> bool:
    return word.startswith("#") or any(character.isdigit() for character in word)


def _is_whole(part: str, written: str) -> bool:
    """Whether digits are a number, or at least its last seven; `written` holds the number as typed and in E.164."""
    return len(part) >= _SHORTEST_WHOLE_NUMBER and any(number.endswith(part) for number in written.split())


def _owned(row: tuple[Any, ...]) -> Owned:
    _rowid, client_id, contact, raw, e164, extension, national, prefix, low, high, shortest, longest = row
    lines = LineRange(prefix, low, high, shortest, longest) if prefix else None
    kind = NumberKind.PUBLIC if e164 or lines else NumberKind.UNREADABLE
    return Owned(client_id, Number(raw, kind, e164, extension, national, lines), contact)
