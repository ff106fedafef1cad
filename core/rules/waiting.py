"""Work that was posted before its client had an agreement, and is charged once one is in force on its day. Pure."""

from collections.abc import Callable, Sequence
from typing import Final

from core.journal.events import WaitingCharge, WaitingCharged
from core.model.accounts import Account
from core.model.work import Charge, WaitingEntry, Work
from core.rules import posting
from core.rules.decision import Context, Decision
from core.rules.replay import after

MOST_IN_PART: Final = 200
"""How many waiting entries one change charges at most."""


def in_order(entries: Sequence[WaitingEntry]) -> list[WaitingEntry]:
    """Oldest work first; work of one day in the order in which it was posted."""
    return sorted(entries, key=lambda entry: (entry.work.work_date, entry.seq))


def decide(
    account: Account,
    entries: Sequence[WaitingEntry],
    charge_of: Callable[[Work], Charge],
    context: Context,
) -> Decision:
    """Charge entries that waited, as one event, then renew once. An agreement must be in force on each entry's day.

    Under overage `refuse` what no block covers is overdraft, for the work is done already. Errors: `Refused` for too
    many renewals.
    """
    paid_from, charges = account, list[WaitingCharge]()
    cause: str | None = None
    for entry in in_order(entries):
        work_date = entry.work.work_date
        charge = charge_of(entry.work)
        paid = posting.payment(paid_from, charge.minutes, work_date)
        charged = WaitingCharge(
            entry.entry_id,
            work_date,
            charge,
            paid.draws,
            paid.overdraft_minutes,
            paid.billed_minutes,
            paid.fee_minutes,
            posting.line_of(account.terms_on(work_date), charge, paid, context),
        )
        charges.append(charged)
        if paid.draws or paid.overdraft_minutes:
            cause = entry.entry_id
        if paid.draws:
            paid_from = after(paid_from, WaitingCharged(account.client.client_id, (charged,), account.other_id))
    if not charges:
        return Decision((), account)
    event = WaitingCharged(account.client.client_id, tuple(charges), account.other_id)
    decision = Decision((event,), after(account, event))
    return posting.with_renewals(decision, context, cause, lowered=cause is not None)
