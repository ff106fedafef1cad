"""Moving a client from break-fix to prepaid to managed, or back, in one change."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from core.agreement_words import changes_in_words
from core.clock import local_date
from core.models import Client, Terms
from core.rules import posting
from core.rules.moving import HoursLeft, Move, decide

if TYPE_CHECKING:
    from core.ledger import Ledger


@dataclass(frozen=True, slots=True)
class MoveView:
    """What a move changes, in words, and what becomes of the hours left; credits are minor units by currency."""

    client: Client
    start: date
    changes: tuple[str, ...]
    left_minutes: int
    hours: HoursLeft
    credits: tuple[tuple[str, int], ...]


class Moving:
    """The moves of one ledger."""

    def __init__(self, ledger: "Ledger") -> None:
        self._ledger = ledger

    def preview(
        self, client_id: str, terms: Terms, start: date | None, *, hours: HoursLeft = HoursLeft.KEEP, consent: str = ""
    ) -> MoveView:
        """What the same move would do. Errors: those of `move`."""
        return self._view(client_id, terms, *self._decide(client_id, terms, start, hours, consent), hours)

    def move(
        self, client_id: str, terms: Terms, start: date | None, *, hours: HoursLeft = HoursLeft.KEEP, consent: str = ""
    ) -> MoveView:
        """Move a client. Errors: `Refused` for an overdraft or locked books, `Usage` for what is not said."""
        with self._ledger.changing():
            day, decision = self._decide(client_id, terms, start, hours, consent)
            view = self._view(client_id, terms, day, decision, hours)
            if hours is not HoursLeft.KEEP:
                posting.check_lock(day, self._ledger.store.reads.lock_date())
            self._ledger.append(decision.events)
        return view

    def _decide(
        self, client_id: str, terms: Terms, start: date | None, hours: HoursLeft, consent: str
    ) -> tuple[date, Move]:
        ledger = self._ledger
        today = local_date(ledger.clock.now(), ledger.zone_for(terms))
        day = start or today
        account = ledger.account(client_id)
        return day, decide(account, terms, day, today, ledger.new_id, hours=hours, consent=consent)

    def _view(self, client_id: str, terms: Terms, day: date, decision: Move, hours: HoursLeft) -> MoveView:
        account = self._ledger.account(client_id)
        changes = tuple(changes_in_words(account.terms_on(day), terms))
        return MoveView(account.client, day, changes, decision.left_minutes, hours, decision.credits)
