"""Move a business to a store of another place or engine: the same rows and head, checked, and the old store closed."""

from core.audit.audit import audit
from core.basics.dataclass import dataclass
from core.basics.errors import Refused, StoreExists
from core.basics.i18n import _
from core.session import Session
from core.store.engines import exists, new_store
from core.store.place import Place


@dataclass(frozen=True)
class MovedView:
    """The result of a move: rows of the journal and its head, and where the old store is kept."""

    rows: int
    head: str
    kept: str


def move(session: Session, to: Place) -> MovedView:
    """Move everything that the store holds; nobody can change it meanwhile.

    Errors: `StoreExists`, and `Refused` for a journal that does not add up; then the store stays where it is.
    """
    if exists(to):
        raise StoreExists(to.words)
    source = session.store
    with source.moving(to, session.clock.now()) as close:
        head = source.head()
        with new_store(to, {}) as made:
            with made.writing():
                for row in source.journal():
                    made.append_row(row)
                made.take_over(source)
            found = audit(made, head.digest if head else None)
            if not found.ok:
                raise Refused(
                    _("the store does not add up, so it was not moved ({problem}); run: monteore verify").format(
                        problem="; ".join(found.problems[:2])
                    )
                )
        # From here on the new store is there; the old one is closed before anybody can change it.
        kept = close()
    return MovedView(found.rows, head.digest if head else "", kept)
