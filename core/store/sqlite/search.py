"""Finding clients: codes, words of names (full text, accents forgiven), phones, tickets, and near misses."""

import re
from typing import Any

from core.store.sql.session import Session

_NEAR_ENOUGH = 72
_DIGIT = re.compile(r"[0-9]")
_SHORTEST_WORD = 3
_MOST_WORDS = 30


class Search:
    """Client ids for what somebody typed, best first, with what matched."""

    def __init__(self, connection: Session) -> None:
        self._rows = connection.rows
        self._words: dict[str, list[str]] = {}
        self._plain_words: list[str] = []
        self._words_at: tuple[Any, ...] = ()

    def exact(self, text: str) -> list[str]:
        """Clients whose code, or whole name, is the text."""
        wanted = text.strip().casefold()
        rows = self._rows(
            "SELECT client_id, code, name FROM client WHERE archived = 0 AND (code = ? OR lower(name) = lower(?))",
            (wanted, text.strip()),
        )
        by_code = [row[0] for row in rows if row[1] == wanted]
        return by_code or [row[0] for row in rows]

    def meant(self, text: str, limit: int) -> list[tuple[str, str]]:
        """Clients that contain the text: code prefix, words of name or contact, phone digits, ticket; no guesses."""
        found: dict[str, str] = {}
        typed = text.strip()
        escaped = typed.casefold().replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
        self._collect(
            found,
            "SELECT client_id FROM client WHERE archived = 0 AND code LIKE ? ESCAPE '\\' ORDER BY length(code), code LIMIT ?",
            (escaped + "%", limit),
            "",
        )
        words = re.findall(r"\w+", typed)
        if words:
            query = " AND ".join(f'"{word}"*' for word in words)
            self._collect(
                found,
                "SELECT client_search.client_id FROM client_search_fts JOIN client_search "
                "ON client_search.rowid = client_search_fts.rowid JOIN client USING (client_id) "
                "WHERE client_search_fts MATCH ? AND archived = 0 ORDER BY bm25(client_search_fts, 1.0, 4.0, 2.0), "
                "client_search.name LIMIT ?",
                (query, limit),
                "",
            )
        digits = re.sub(r"\D", "", typed)
        if len(digits) >= 3 and re.fullmatch(r"[\d\s+()./-]+", typed):
            self._phones(found, digits, limit)
        ticket = typed.lstrip("#")
        if ticket and not found:
            self._collect(
                found,
                "SELECT client_id FROM entry JOIN client USING (client_id) WHERE ticket = ? AND archived = 0 "
                "GROUP BY client_id ORDER BY max(entry.seq) DESC LIMIT ?",
                (ticket, limit),
                f"#{ticket}",
            )
        if len(typed) >= 2 and len(found) < limit:
            self._collect(
                found,
                "SELECT client_id FROM client WHERE archived = 0 AND (lower(name) LIKE ? ESCAPE '\\' "
                "OR code LIKE ? ESCAPE '\\') ORDER BY name LIMIT ?",
                (f"%{escaped}%", f"%{escaped}%", limit),
                "",
            )
        return list(found.items())[:limit]

    def near(self, text: str, limit: int) -> list[str]:
        """Clients of whom every typed word is spelt almost like a word of their code or name (rapidfuzz), nearest first."""
        from rapidfuzz import fuzz, process, utils

        scores: dict[str, float] = {}
        typed = [word for word in utils.default_process(text).split() if len(word) >= _SHORTEST_WORD]
        owners = self._words_of_clients()
        for place, word in enumerate(typed):
            # A part of a long word may be meant; three letters are near to too much for that.
            scorer = fuzz.partial_ratio if len(word) > _SHORTEST_WORD else fuzz.ratio
            known_words = owners if _DIGIT.search(word) else self._plain_words
            hits = process.extract(word, list(known_words), scorer=scorer, limit=_MOST_WORDS, score_cutoff=_NEAR_ENOUGH)
            found: dict[str, float] = {}
            for known, score, _index in hits:
                # A short word inside a long one says little: `al` is in half of all names.
                likeness = score * min(1.0, len(known) / len(word))
                for client_id in owners[known] if likeness >= _NEAR_ENOUGH else ():
                    found[client_id] = max(likeness, found.get(client_id, 0))
            if place:
                scores = {
                    client_id: scores[client_id] + likeness
                    for client_id, likeness in found.items()
                    if client_id in scores
                }
            else:
                scores = found
        return sorted(scores, key=lambda client_id: -scores[client_id])[:limit]

    def _words_of_clients(self) -> dict[str, list[str]]:
        """Whose code or name holds each word; made again when the cards have changed in number or length."""
        from rapidfuzz import utils

        state = self._rows("SELECT count(*), sum(archived), sum(length(name)), sum(length(code)) FROM client")[0]
        if self._words_at != state:
            self._words = {}
            for client_id, code, name in self._rows("SELECT client_id, code, name FROM client WHERE archived = 0"):
                for word in dict.fromkeys(f"{utils.default_process(code)} {utils.default_process(name)}".split()):
                    self._words.setdefault(word, []).append(client_id)
            # A number is not misspelt: without a digit typed, words with digits need not be looked at.
            self._plain_words = [word for word in self._words if not _DIGIT.search(word)]
            self._words_at = state
        return self._words

    def _phones(self, found: dict[str, str], digits: str, limit: int) -> None:
        national = digits.removeprefix("0039").removeprefix("39") if len(digits) > 9 else digits
        rows = self._rows(
            "SELECT client_id, raw FROM client_phone JOIN client USING (client_id) WHERE archived = 0 AND digits LIKE ? "
            "LIMIT ?",
            (f"%{national}%", limit),
        )
        for client_id, raw in rows:
            found.setdefault(client_id, raw)

    def _collect(self, found: dict[str, str], sql: str, values: tuple[Any, ...], why: str) -> None:
        for row in self._rows(sql, values):
            found.setdefault(row[0], why)
