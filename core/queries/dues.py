"""When invoiced lines are due, by the terms of payment of the client or of the business, and what is overdue."""

import json
from datetime import date

from core.basics.dataclass import dataclass
from core.journal.codec import revive
from core.model.billing import BillingLine, LineStatus
from core.model.firm import NO_FIRM, Firm
from core.model.fiscal import PLAIN_TERMS, PaymentTerms
from core.session import Session


@dataclass(frozen=True)
class Unpaid:
    """What is overdue of one account in one currency."""

    client_id: str
    """Id of the client that pays."""
    account_id: str
    """Id of the account."""
    currency: str
    """ISO 4217 code."""
    amount_minor: int
    """Amount in minor units, over zero; credits on overdue invoices are taken off."""
    due_on: date
    """The earliest day on which a part of it was due."""
    numbers: tuple[str, ...]
    """Numbers of the invoices."""


def firm_of(session: Session) -> Firm:
    """The fiscal data of the business; `NO_FIRM` if none are set."""
    text = session.store.reads.setting("firm")
    if not text:
        return NO_FIRM
    firm: Firm = revive(Firm, json.loads(text))
    return firm


class Dues:
    """Due dates of lines. Terms of payment are read once a client."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._terms: dict[str, PaymentTerms] = {}

    def terms_of(self, client_id: str) -> PaymentTerms:
        """The terms of payment of a client: its own ones, else the business's, else 30 days."""
        if client_id not in self._terms:
            own = self._session.store.reads.fiscal_card(client_id).payment
            self._terms[client_id] = own or firm_of(self._session).card.payment or PLAIN_TERMS
        return self._terms[client_id]

    def due_on(self, line: BillingLine) -> date | None:
        """The day on which a line is due; `None` until it is invoiced."""
        return self.terms_of(line.client_id).due_on(line.invoiced_on) if line.invoiced_on else None

    def is_overdue(self, line: BillingLine, today: date) -> bool:
        """Whether a line is invoiced, not paid, and was due before a day."""
        due_on = self.due_on(line)
        return line.status is LineStatus.INVOICED and due_on is not None and due_on < today

    def unpaid(self, today: date, client_id: str | None = None) -> tuple[Unpaid, ...]:
        """What is overdue on a day, of one client or of all, the longest due first."""
        found: dict[tuple[str, str], list[BillingLine]] = {}
        for line in self._session.store.reads.lines(LineStatus.INVOICED, client_id):
            if self.is_overdue(line, today):
                found.setdefault((line.account_id or line.client_id, line.currency), []).append(line)
        sums = [
            Unpaid(
                lines[0].client_id,
                account_id,
                currency,
                sum(line.amount_minor for line in lines),
                min(due for line in lines if (due := self.due_on(line)) is not None),
                tuple(dict.fromkeys(line.number for line in lines)),
            )
            for (account_id, currency), lines in found.items()
        ]
        return tuple(
            sorted((each for each in sums if each.amount_minor > 0), key=lambda each: (each.due_on, each.client_id))
        )
