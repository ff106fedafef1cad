"""Facts as the journal tells them, and their comparison with the kept tables: what the auditor's two halves write into."""

from collections.abc import Iterable

from core.basics.i18n import _
from core.store.sql.facts import PART, Fact


class FactBook:
    """Every fact as one comparable text. Entries, of which there may be a million, are kept as a number each."""

    def __init__(self) -> None:
        self._facts: dict[Fact, tuple[str, ...]] = {}
        self._sealed: dict[Fact, int] = {}

    def keep(self, what: str, fact_id: str, *parts: object) -> None:
        """Write a fact down, whole."""
        self._facts[what, fact_id] = _texts(parts)

    def seal(self, what: str, fact_id: str, *parts: object) -> None:
        """The same for a fact that never changes."""
        self._sealed[what, fact_id] = hash(PART.join(_texts(parts)))

    def end(self, what: str, fact_id: str, *ending: object) -> None:
        """Change the last parts of a fact, which say how it stands."""
        if (what, fact_id) in self._facts:
            kept = self._facts[what, fact_id]
            self._facts[what, fact_id] = (*kept[: len(kept) - len(ending)], *_texts(ending))

    def drop(self, what: str, fact_id: str) -> None:
        """Forget a fact that no kept table holds any more."""
        self._facts.pop((what, fact_id), None)

    def misfits(self, kept: Iterable[tuple[Fact, str]]) -> list[str]:
        """What the kept tables say otherwise, a sentence each."""
        missing = {*self._facts, *self._sealed}
        wrong = []
        for fact, text in kept:
            missing.discard(fact)
            if fact in self._sealed:
                fits = self._sealed[fact] == hash(text)
            else:
                fits = fact in self._facts and PART.join(self._facts[fact]) == text
            if not fits:
                wrong.append(fact)
        return [
            _("the kept {what} {name} is not what the journal says").format(what=_word(what), name=name)
            for what, name in sorted((*wrong, *missing))
        ]


def _texts(parts: Iterable[object]) -> tuple[str, ...]:
    return tuple("" if part is None else str(part) for part in parts)


def _word(what: str) -> str:
    words = {
        "agreement": _("agreement"),
        "renewal": _("renewal"),
        "statement": _("statement"),
        "proposal": _("proposal"),
        "catalogue": _("catalogue item"),
        "export": _("export run"),
        "export line": _("line of export run"),
        "mail": _("mail switch of"),
        "client": _("card of client"),
        "entry": _("entry"),
        "block": _("block"),
        "line": _("line"),
        "lapse": _("lapse of block"),
    }
    return words[what]
