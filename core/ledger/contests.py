"""Entries that a client contests, with the answer given: they stand on the next statement."""

from core.basics.errors import Refused
from core.basics.i18n import _
from core.basics.identity import Right
from core.basics.text import clean_text
from core.journal.events import EntryContested
from core.queries.queries import Queries
from core.queries.views.entries import EntryView
from core.session import Session, needs


class Contests:
    """The contested entries of one store."""

    def __init__(self, session: Session, queries: Queries) -> None:
        self._session = session
        self._queries = queries

    @needs(Right.MANAGE)
    def contest(self, entry_id: str, answer: str = "") -> EntryView:
        """Mark an entry as contested, or write down the answer given; the last answer counts.

        Errors: `Refused` for an entry that was voided; `Usage` for an unknown one.
        """
        with self._session.changing():
            view = self._queries.entry(entry_id)
            if view.voided:
                raise Refused(
                    _("entry {entry_id} was voided already; the statement says so").format(entry_id=view.entry_id)
                )
            told, said = self._session.store.statements.contest(view.entry_id), clean_text(answer).strip()
            if told is None or (said and said != told):
                self._session.append(
                    [EntryContested(view.entry_id, view.account.client.client_id, said, view.account.other_id)]
                )
        return view

    @needs(Right.READ)
    def answer(self, entry_id: str) -> str | None:
        """The answer given; `None` for an entry that nobody contests."""
        return self._session.store.statements.contest(entry_id)
