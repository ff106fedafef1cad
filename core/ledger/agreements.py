"""Put terms in force for a client."""

from dataclasses import replace
from datetime import date

from core.basics.identity import Right
from core.journal.events import AgreementSet
from core.model.terms import Agreement, Kind, Terms
from core.rules import moving
from core.session import Session, needs


class Agreements:
    """Agreements. A change is a new version that holds from a date on."""

    def __init__(self, session: Session) -> None:
        self._session = session

    @needs(Right.MANAGE)
    def set(self, client_id: str, terms: Terms, from_date: date | None = None) -> Agreement:
        """Put terms in force. Without `from_date` a first agreement holds since ever, a later one from today."""
        session = self._session
        with session.changing():
            account = session.account(client_id)
            start = from_date
            if start is None and account.agreements:
                start = session.today_for(terms)
            before = account.terms_on(start or session.today)
            # Hours kept from an earlier move stay usable under the new version.
            terms = replace(terms, uses_hours_left=terms.kind is not Kind.PREPAID and before.uses_hours_left)
            event = AgreementSet(session.new_id("a"), client_id, start, terms)
            session.append([event])
            if terms.kind is not Kind.PREPAID and (start is None or start <= session.today):
                session.append(moving.withdrawn(account))
        return Agreement(event.agreement_id, client_id, start, terms)
