"""Putting terms in force for a client."""

from dataclasses import replace
from datetime import date

from core.basics.identity import Right
from core.journal.events import AgreementSet
from core.model.terms import Agreement, Kind, RenewalMode, Terms
from core.rules import moving
from core.session import Session, needs


class Agreements:
    """The agreements of one store; a change is a new version from a date on."""

    def __init__(self, session: Session) -> None:
        self._session = session

    @needs(Right.MANAGE)
    def set(self, client_id: str, terms: Terms, from_date: date | None = None) -> Agreement:
        """Put terms in force from a date on; without one, the first agreement always holds and a later one from today."""
        session = self._session
        with session.changing():
            account = session.account(client_id)
            start = from_date
            if start is None and account.agreements:
                start = session.today_for(terms)
            before = account.terms_on(start or session.today)
            # A client who kept hours when moving goes on using them, whatever else is agreed anew.
            terms = replace(terms, uses_hours_left=terms.kind is not Kind.PREPAID and before.uses_hours_left)
            event = AgreementSet(session.new_id("a"), client_id, start, terms)
            session.append([event])
            ends = terms.kind is not Kind.PREPAID or terms.renewal is RenewalMode.OFF
            if ends and (start is None or start <= session.today):
                session.append(moving.withdrawn(account))
        return Agreement(event.agreement_id, client_id, start, terms)
