"""Finding clients: codes, words of names (full text, accents forgiven), phones, tickets, and near misses."""

import re
from typing import Any

from core.store.connection import Connection

_NEAR_ENOUGH = 72


class Search:
    """Client ids for what somebody typed, best first, with what matched."""

    def __init__(self, connection: Connection) -> None:
        self._rows = connection.rows
        self._choices: dict[tuple[str, int], str] = {}
        self._choices_at: tuple[Any, ...] = ()

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
        """Clients whose code or name is spelt almost like the text (rapidfuzz), nearest first."""
        from rapidfuzz import fuzz, process, utils

        typed = text.strip()
        # A part of a long name may be meant; three letters are near to too much for that.
        scorer = fuzz.partial_ratio if len(typed) > 3 else fuzz.ratio
        hits = process.extract(
            utils.default_process(typed),
            self._near_choices(),
            scorer=scorer,
            limit=limit * 2,
            score_cutoff=_NEAR_ENOUGH,
        )
        return list(dict.fromkeys(hit[2][0] for hit in hits))[:limit]

    def _near_choices(self) -> dict[tuple[str, int], str]:
        """Codes and names as the scorer wants them; made again only when the journal has grown."""
        from rapidfuzz import utils

        state = self._rows("SELECT max(seq) FROM journal")[0]
        if self._choices_at != state:
            cards = self._rows("SELECT client_id, code, name FROM client WHERE archived = 0")
            self._choices = {
                (card[0], column): utils.default_process(card[column]) for card in cards for column in (1, 2)
            }
            self._choices_at = state
        return self._choices

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
