"""The keys of imported rows: made of a row's content, so that a repeated import finds what is there.

A row's first key is its content's digest. Where the entry under it was voided, the row can be posted again under the next
key: `KEY/2`, `KEY/3` and so on.
"""

from collections.abc import Iterable, Iterator

from core.basics.sha256 import hexdigest
from core.model.work import WorkEntry
from core.session import Session


class Keys:
    """The keys that are free. `again` frees those of the client's voided entries, too."""

    def __init__(self, session: Session, *, again: bool) -> None:
        self._reads = session.store.reads
        self._runs = session.store.import_runs
        self._again = again
        self._unused = set[str]()
        self._found: dict[str, tuple[str, str]] = {}
        self.voided = 0
        """How many rows `free` left alone because somebody voided their entry by hand."""

    def look(self, materials: Iterable[str]) -> None:
        """Read at once which rows were never imported; they are given by what their keys are made of.

        It holds as long as nobody else can change the store, or until the next look.
        """
        self._found = {material: (digest := _digest(material), _key(digest, 1)) for material in materials}
        keys = [first for _of_content, first in self._found.values()]
        self._unused = set(keys) - self._reads.known_keys(keys)

    def digest(self, material: str) -> str:
        """The digest of what a row's keys are made of, which guards the content of its entry, too."""
        return self._first(material)[0]

    def _first(self, material: str) -> tuple[str, str]:
        """The digest of a row's content, and the first of the keys made of it."""
        found = self._found.get(material)
        if found is None:
            digest = _digest(material)
            found = digest, _key(digest, 1)
        return found

    def is_unused(self, key: str) -> bool:
        """Whether nothing was made under a key that was looked for; the answer counts once, as its row is posted then."""
        was_unused = key in self._unused
        self._unused.discard(key)
        return was_unused

    def free(self, material: str, client_id: str) -> str | None:
        """The key under which to post a row for a client; `None` where the row was imported before.

        A voided entry leaves its row free for another client. For the same one it is free where its import was undone, or
        with `again`: who voids one entry of an import by hand does not want it back with the next import.
        """
        digest, first = self._first(material)
        if first in self._unused:
            return first
        posted = list(self._entries(material))
        if any(self._stands(entry) for entry in posted):
            return None
        mine = next((entry for entry in reversed(posted) if entry.client_id == client_id), None)
        if mine is not None and not self._again:
            run = self._runs.run_of(mine.entry_id)
            if run is None or run.undone_at is None:
                self.voided += 1
                return None
        return _key(digest, len(posted) + 1)

    def unfinished_run(self, material: str, candidates: set[str]) -> str | None:
        """The run among `candidates` that posted a row, if one did."""
        runs = [self._runs.run_of(entry.entry_id) for entry in self._entries(material)]
        return next((run.run_id for run in reversed(runs) if run is not None and run.run_id in candidates), None)

    def _entries(self, material: str) -> Iterator[WorkEntry]:
        """Every entry that was ever posted for a row, the first one first."""
        number, digest = 1, self.digest(material)
        while (known := self._reads.entry_by_key(_key(digest, number))) is not None:
            yield known[0]
            number += 1

    def _stands(self, entry: WorkEntry) -> bool:
        """Whether an entry, or one that took its place in an edit, is not voided."""
        while entry.voided and entry.replaced_by is not None:
            following = self._reads.entry(entry.replaced_by)
            if following is None:
                return False
            entry = following
        return not entry.voided


def first_key(material: str) -> str:
    """The key of a row that was never posted; those of a row that was voided and came again begin with it."""
    return _key(_digest(material), 1)


def _digest(material: str) -> str:
    return hexdigest(material.encode("utf-8", "surrogatepass"))


def _key(digest: str, number: int) -> str:
    return f"import:{digest[:40]}" if number == 1 else f"import:{digest[:40]}/{number}"
