"""Erase a client's personal texts. Minutes, dates and amounts stay, and the chain still verifies."""

from core.basics.dataclass import dataclass
from core.basics.errors import Refused
from core.basics.i18n import _
from core.basics.identity import Right
from core.journal.events import ClientErased
from core.journal.registry import ERASED_CODE
from core.model.clients import Client
from core.session import Session, needs


@dataclass(frozen=True)
class ErasureView:
    """The result of an erasure: the client with neutral texts, the number of emptied journal rows, and what is left to do.

    `is_purged` is `False` if another session still needed old pages of the file. `backups` are copies of the store that
    still hold the texts.
    """

    client: Client
    rows: int
    is_purged: bool
    backups: tuple[str, ...]


@dataclass(frozen=True)
class RechainView:
    """The old head, the row where the new chain begins (`None`: nothing had to be rewritten), and the new head."""

    old_head: str
    row: int | None
    head: str
    backups: tuple[str, ...] = ()


class Erasure:
    """Erasure and rechaining."""

    def __init__(self, session: Session) -> None:
        self._session = session

    @needs(Right.READ)
    def check(self, client_id: str) -> None:
        """Errors: `Refused` if the client has a live call, or if the journal has texts in its chain."""
        store = self._session.store
        if any(call.client_id == client_id for call in store.calls.open_calls()):
            raise Refused(_("this client has an open call; stop or cancel it first"), step="call list")
        if store.first_row_with_texts() is not None:
            raise Refused(
                _("the journal of this store still holds texts in its chain; write it anew first"), step="store rechain"
            )

    @needs(Right.MANAGE)
    def erase(self, client_id: str) -> ErasureView:
        """Erase a client's texts everywhere in the store. A second call only purges the file. Errors: as `check`."""
        session, store = self._session, self._session.store
        with session.changing():
            self.check(client_id)
            old = session.account(client_id).client
            rows = 0
            for each in (*store.reads.merged_ids(client_id), client_id):
                emptied = store.erase(each)
                if emptied or (each == client_id and old.code != ERASED_CODE.format(client_id=client_id)):
                    session.append([ClientErased(each)])
                rows += emptied
        is_purged = store.purge()
        return ErasureView(session.account(client_id).client, rows, is_purged, store.backups())

    @needs(Right.MANAGE)
    def rechain(self) -> RechainView:
        """Rewrite the journal in the second format, and record the old head. Errors: `Refused` for a broken chain."""
        session, store = self._session, self._session.store
        row = None
        with session.changing():
            before = store.head()
            if store.first_row_with_texts() is not None:
                session.append([store.rechain()])
                row = store.head()
        after = store.head()
        return RechainView(
            before.digest if before else "", row.seq if row else None, after.digest if after else "", store.backups()
        )
