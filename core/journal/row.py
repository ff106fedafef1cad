"""A recorded event as a row. It knows no event class: those who only read the ledger's tables import none."""

import os

from core.basics.dataclass import dataclass
from core.journal.registry import texts_by_name

GENESIS = "0" * 64
"""The digest before the first row."""
SEAL = "texts"
"""The key of the body whose value is the digest of the personal texts."""
# Quotation marks inside a JSON string are escaped, so only a key of the body matches.
_SEALED = f'"{SEAL}":"'


@dataclass(frozen=True)
class JournalRow:
    """One recorded event. `body` and `texts` are canonical JSON. `texts` and `salt` are `None` if the event has no
    personal text, or if it was erased."""

    seq: int
    recorded_at: str
    actor: str
    kind: str
    body: str
    previous: str
    digest: str
    texts: str | None = None
    salt: str | None = None

    @property
    def is_sealed(self) -> bool:
        """Whether the body holds a digest of texts, so whether the row is of the second format."""
        return _SEALED in self.body

    @property
    def holds_texts(self) -> bool:
        """Whether it is of the first format and has personal texts in its body."""
        import core.journal.events  # noqa: F401  (the classes register their texts)

        return self.kind in texts_by_name and not self.is_sealed


def new_salt() -> str:
    """128 random bits as hexadecimal digits."""
    return os.urandom(16).hex()
