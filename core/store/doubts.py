"""What became of a change whose COMMIT had no answer: the store is asked for the change's last journal row.

The digest of a row is its own: where the journal holds it, the change was kept, all of it, and else nothing of it.
"""

import threading
from collections.abc import Callable

from core.basics.errors import NotKept, OutcomeUnknown, Refused, StoreUnavailable
from core.basics.i18n import _
from core.journal.row import JournalRow
from core.store.protocol import Store

PAUSES = (0.0, 0.5, 1.0, 2.0, 4.0, 8.0, 8.0, 8.0, 8.0, 8.0)
"""Seconds before each time the store is asked: a standby takes over half a minute after its server was last heard of."""


class Doubts:
    """The changes of one session whose outcome is not known."""

    def __init__(self) -> None:
        self.pauses = PAUSES
        """Those of this session."""
        self.is_left = threading.Event()
        """Set where nobody waits for an answer any more: the app ends."""
        self._row: JournalRow | None = None
        self._key: str | None = None

    def resolve(
        self,
        store: Store,
        failed: OutcomeUnknown,
        row: JournalRow | None,
        key: str | None,
        tell: Callable[[str], object],
    ) -> None:
        """Return if the change that ended with `row` was kept. `tell` gets a sentence while the store is asked.

        `key` is the one under which it was made.

        Errors: `NotKept` if nothing of it was; `failed` if the store does not answer in time, or if it cannot be known.
        Then `check` asks again before the next change.
        """
        if row is None or not store.knows_outcomes:
            raise failed
        tell(_("the store failed while it kept the change; it is asked whether it did"))
        for pause in self.pauses:
            try:
                if self.is_left.wait(pause):
                    break
                was_kept = store.was_kept(row)
            except StoreUnavailable:
                continue
            except KeyboardInterrupt:
                break
            if was_kept:
                return
            raise NotKept(
                _("{path} failed and did not keep the change; nothing was changed, try again").format(
                    path=store.place.words
                )
            ) from None
        self._row, self._key = row, key
        raise failed

    def check(self, store: Store, key: str | None) -> None:
        """Before the next change, under `key`: what became of the one that is still in doubt.

        Errors: `Refused` if it was kept after all, so that nobody makes it twice; once. Under the same key nothing can be
        made twice, and the change answers for itself.
        """
        if self._row is None:
            return
        if key is not None and key == self._key:
            self._row = None
            return
        row = self._row
        was_kept = store.was_kept(row)
        self._row = None
        if was_kept:
            raise Refused(
                _(
                    "what you sent when the store failed was kept after all (journal row {seq}), so nothing was changed "
                    "now; look first, and send it again only if it is another one"
                ).format(seq=row.seq)
            )
