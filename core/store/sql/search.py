"""Finding clients: hits by code, words of names, numbers and tickets; near misses apart; the owners of a number."""

import json
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple

from core.basics.callers import Certainty, Owned, lookup_of, match_caller
from core.basics.numbers import LineRange, Number, NumberKind, NumberPlan, digits, read_number
from core.basics.patterns import Pattern
from core.basics.spelling import fold, words_of
from core.basics.text import clean_text
from core.model.search import Hit, Matched
from core.store.sql.session import Row, Session, among

if TYPE_CHECKING:
    from core.store.sql.near import IndexedWords

_MOST_WORDS = 12
_MOST_CHARACTERS = 200
_SHORTEST_PART = 3
_MOST_RANKED = 200
"""How many clients of a full-text query are put in order; of more, those count that were added first."""
_SHORTEST_WHOLE_NUMBER = 7
_PART = 1000
"""Archived clients that are read at once."""
_NUMBER = Pattern(r"\+?[\d\s+()./-]+")
CARD = "client_id, client.code, client.name, client.contacts"
"""What is read of a client that a search finds."""
_CARD = f"SELECT {CARD} FROM client WHERE business_id = :business AND archived = 0"
_LAST_CHARACTER = "\U0010ffff"
_TICKETS = (
    "SELECT client_id FROM entry WHERE business_id = :business AND ticket <> '' AND ticket >= ? AND ticket < ? "
    "AND voided = 0"
)


class Sought(NamedTuple):
    """A typed word as the full-text index is asked for it: what begins a word, or else is part of a number."""

    text: str
    """What begins a word of code, name or contact; may be empty where there is a part."""
    part: str = ""
    """Digits that are part of a number, at least three; or empty."""


class SqlSearch(ABC):
    """Client ids for what somebody typed, best first, with what matched. Archived clients are never found.

    An engine adds its full-text index of the words of code, name and contacts.
    """

    def __init__(self, connection: Session) -> None:
        self._rows = connection.rows
        self._row = connection.row
        self._dialect = connection.dialect

    @abstractmethod
    def _named(self, typed: str) -> list[Row]:
        """The cards of some clients, among them those whose whole name is the text (case and accents aside)."""

    @abstractmethod
    def _begun(self, word: "Sought") -> tuple[str, str]:
        """The condition that a row of `client` matches a word, and its one value."""

    @abstractmethod
    def _first(self, words: "Sequence[Sought]", limit: int, *, in_name: bool = False) -> list[Row]:
        """Id, code and name of clients who match each word, or (`in_name`) whose name does; those that were added first."""

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
        for hit in self._reasons(self._exact(typed), words):
            found.setdefault(hit.client_id, hit)
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
        return self._words.near(clean_text(text[:_MOST_CHARACTERS]), limit)

    @cached_property
    def _words(self) -> "IndexedWords[Any]":
        return self._words_of_index()

    @abstractmethod
    def _words_of_index(self) -> "IndexedWords[Any]":
        """What compares spellings with the words of the engine's index; the first search of a session reads them."""

    def archived(self) -> Iterator[tuple[str, str, str, tuple[str, ...]]]:
        """Id, code, name and contacts of every archived client, by code; merged ones are no clients any more."""
        after, is_more = "", True
        while is_more:
            rows = self._rows(
                f"SELECT {CARD} FROM client WHERE business_id = :business AND archived = 1 AND merged_into IS NULL "
                "AND code > ? ORDER BY code LIMIT ?",
                (after, _PART),
            )
            for row in rows:
                after = row[1]
                yield row[0], row[1], row[2], tuple(json.loads(row[3]))
            is_more = len(rows) == _PART

    def owned(self, number: Number, *, archived: bool = False) -> list[Owned]:
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
                    f"WHERE business_id = :business AND archived = {int(archived)} "
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
        """Clients that match each word, in one full-text query; tickets are looked up besides, where a word may begin one."""
        sought = [Sought(word, _part_of(word)) for word in words]
        if not any(_may_be_number(word) for word in words):
            best = self._fitting(sought, limit)
        else:
            is_ticket = any(word.startswith("#") for word in words)
            fitting = [] if is_ticket else self._first(sought, _MOST_RANKED + 1)
            if len(fitting) > _MOST_RANKED:
                fitting = fitting[:limit]
            fitting += [
                row for word in sought if _may_be_number(word.text) for row in self._ticketed(word, sought, limit)
            ]
            best = sorted({row[0]: row for row in fitting}.values(), key=lambda row: (row[2], row[1]))[:limit]
        for hit in self._reasons(best, words):
            found.setdefault(hit.client_id, hit)

    def _fitting(self, words: "Sequence[Sought]", limit: int) -> list[Row]:
        """Clients that match each word, best first; of very many, those whose name fits and that were added first.

        To put all of them in order, each would have to be read, and a common word may fit a tenth of all clients.
        """
        found = self._first(words, _MOST_RANKED + 1)
        order = _order([word.text for word in words])
        if len(found) > _MOST_RANKED:
            # Both are in the same order: where enough of these names fit, they are the first ones whose name does.
            named = list(islice((row for row in found if not order(row)[0]), limit))
            if len(named) < limit:
                named = self._first(words, limit, in_name=True)
            found = list({row[0]: row for row in (*named, *found)}.values())[:limit]
        return sorted(found, key=order)[:limit]

    def _ticketed(self, word: "Sought", words: "Sequence[Sought]", limit: int) -> list[Row]:
        """Id, code and name of clients with a ticket that begins with a word, who match each other word."""
        ticket = word.text.removeprefix("#")
        conditions, values = ["business_id = :business", "archived = 0", f"client_id IN ({_TICKETS})"], list[Any]()
        values += [ticket, ticket + _LAST_CHARACTER]
        for other in words:
            if other is word:
                continue
            options = list[str]()
            if not other.text.startswith("#"):
                condition, value = self._begun(other)
                options.append(condition)
                values.append(value)
            if _may_be_number(other.text):
                options.append(f"client_id IN ({_TICKETS})")
                ticket = other.text.removeprefix("#")
                values += [ticket, ticket + _LAST_CHARACTER]
            conditions.append(f"({' OR '.join(options)})")
        sql = f"SELECT client_id, code, name FROM client WHERE {' AND '.join(conditions)} ORDER BY name, code LIMIT ?"
        return self._rows(sql, (*values, limit))

    def _parts_of_numbers(self, found: dict[str, Hit], typed: str, limit: int) -> None:
        """Clients with a number that all typed words together are part of, those first that were added first."""
        part = _plain(typed).removeprefix("00")
        if len(part) < _SHORTEST_PART:
            return
        client_ids = [row[0] for row in self._first([Sought("", part)], limit)]
        numbers = self._numbers_with(part, client_ids)
        for client_id in client_ids:
            if client_id in numbers:
                found.setdefault(client_id, numbers[client_id])

    def _parts_of_tickets(self, found: dict[str, Hit], word: str, limit: int) -> None:
        """Tickets that hold the word further in; read only where nothing else matches: it looks through all tickets."""
        part = word.removeprefix("#")
        if len(part) < _SHORTEST_PART or not any(character.isdigit() for character in part):
            return
        rows = self._rows(
            "SELECT client_id, ticket FROM (SELECT client_id, ticket, seq, "
            "max(seq) OVER (PARTITION BY client_id) AS last FROM entry "
            f"WHERE business_id = :business AND ticket <> '' AND voided = 0 AND {self._dialect.ticket_part()}) AS fitting "
            "WHERE seq = last AND EXISTS (SELECT 1 FROM client WHERE business_id = :business "
            "AND client.client_id = fitting.client_id AND archived = 0) ORDER BY seq DESC LIMIT ?",
            (self._dialect.part(part), limit),
        )
        for client_id, ticket in rows:
            found.setdefault(client_id, Hit(client_id, Matched.TICKET, f"#{ticket}", is_whole=False))

    def _reasons(self, rows: Sequence[Row], words: Sequence[str]) -> Iterator[Hit]:
        """What of each client a search found: its name or code, or the first word's contact, phone or ticket.

        Rows begin with id, code and name; contacts are read of those alone whose code and name lack a word.
        """
        wanted = [" ".join(words_of(word)) for word in words]
        hits: dict[str, Hit] = {}
        lacking: dict[str, list[int]] = {}
        for client_id, code, name, *_rest in rows:
            in_code = _in_words(code)
            if places := _lacking(in_code + _in_words(name), wanted):
                lacking[client_id] = places
            else:
                hits[client_id] = Hit(client_id, Matched.NAME if _lacking(in_code, wanted) else Matched.CODE)
        for client_id, contacts in self._contacts(list(lacking)):
            contact = _contact_of(contacts, [wanted[at] for at in lacking[client_id]])
            if contact is not None:
                hits[client_id] = Hit(client_id, Matched.CONTACT, contact)
        by_word: dict[str, list[str]] = {}
        for client_id, places in lacking.items():
            if client_id not in hits:
                by_word.setdefault(words[places[0]], []).append(client_id)
        for word, client_ids in by_word.items():
            numbers = self._numbers_with(_digits_of(word), client_ids)
            for client_id in client_ids:
                hits[client_id] = numbers.get(client_id) or self._ticket_reason(client_id, word)
        return (hits[row[0]] for row in rows)

    def _contacts(self, client_ids: Sequence[str]) -> list[tuple[str, list[str]]]:
        if not client_ids:
            return []
        where, values = among("client_id", client_ids)
        rows = self._rows(f"SELECT client_id, contacts FROM client WHERE business_id = :business {where}", values)
        return [(row[0], json.loads(row[1])) for row in rows]

    def _numbers_with(self, part: str, client_ids: Sequence[str]) -> dict[str, Hit]:
        """By client, the first number that holds a part, of some clients."""
        found: dict[str, Hit] = {}
        if not part or not client_ids:
            return found
        where, values = among("client_id", client_ids)
        for client_id, raw, contact, written in self._rows(
            f"SELECT client_id, raw, contact, digits FROM client_phone WHERE business_id = :business {where} "
            f"ORDER BY {self._dialect.row_number}",
            values,
        ):
            if client_id not in found and part in _plain(written):
                why = f"{contact} {raw}".strip()
                found[client_id] = Hit(client_id, Matched.PHONE, why, _is_whole(part, _plain(written)))
        return found

    def _ticket_reason(self, client_id: str, word: str) -> Hit:
        ticket = word.removeprefix("#")
        row = self._row(
            "SELECT ticket FROM entry WHERE business_id = :business AND client_id = ? AND voided = 0 "
            f"AND {self._dialect.like('ticket')} ORDER BY seq DESC LIMIT 1",
            (client_id, self._dialect.start(ticket)),
        )
        if row is None:
            return Hit(client_id, Matched.NAME)
        return Hit(client_id, Matched.TICKET, f"#{row[0]}", is_whole=row[0] == ticket)


def _order(words: Sequence[str]) -> Callable[[Row], tuple[bool, bool, int, str, str]]:
    """The key by which clients are put in order: the words in the name first, at its beginning, in a short name."""
    wanted = [" " + " ".join(words_of(word)) for word in words]

    def key(row: Row) -> tuple[bool, bool, int, str, str]:
        name = " " + " ".join(words_of(row[2]))
        in_name = all(word in name for word in wanted)
        return not in_name, not name.startswith(wanted[0]), len(row[2]), row[2], row[1]

    return key


def _in_words(text: str) -> str:
    """The folded words of a text, a blank before each."""
    return f" {' '.join(words_of(text))}"


def _lacking(text: str, wanted: Sequence[str]) -> list[int]:
    """The places of the folded words that begin no word of a text; which is as `_in_words` gives it."""
    return [at for at, word in enumerate(wanted) if not word or f" {word}" not in text]


def _contact_of(contacts: Sequence[str], wanted: Sequence[str]) -> str | None:
    """The first contact that holds the first of some folded words that any of them holds."""
    persons = [(contact, _in_words(contact)) for contact in contacts]
    for word in wanted:
        for contact, text in persons:
            if word and f" {word}" in text:
                return contact
    return None


def _may_be_number(word: str) -> bool:
    return word.startswith("#") or any(character.isdigit() for character in word)


def _plain(text: str) -> str:
    """The text with digits of any script as those of ASCII."""
    return text if text.isascii() else "".join(str(int(sign)) if sign.isdecimal() else sign for sign in text)


def _digits_of(word: str) -> str:
    """The digits by which a word is looked for in numbers; empty for a ticket."""
    return "" if word.startswith("#") else _plain(digits(word)).removeprefix("00")


def _part_of(word: str) -> str:
    """The part of a number that a word may be; empty if it is none, or too short."""
    part = _digits_of(word)
    return part if len(part) >= _SHORTEST_PART and _NUMBER.fullmatch(word) else ""


def _is_whole(part: str, written: str) -> bool:
    """Whether digits are a number, or at least its last seven; `written` holds the number as typed and in E.164."""
    return len(part) >= _SHORTEST_WHOLE_NUMBER and any(number.endswith(part) for number in written.split())


def _owned(row: tuple[Any, ...]) -> Owned:
    _rowid, client_id, contact, raw, e164, extension, national, prefix, low, high, shortest, longest = row
    lines = LineRange(prefix, low, high, shortest, longest) if prefix else None
    kind = NumberKind.PUBLIC if e164 or lines else NumberKind.UNREADABLE
    return Owned(client_id, Number(raw, kind, e164, extension, national, lines), contact)
