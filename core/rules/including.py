"""What a managed agreement makes for each period: the lines of its fee, and the blocks of hours included in it. Pure."""

from collections.abc import Mapping, Sequence
from datetime import date

from core.journal.events import BlockAdded, BlockEndMoved, Event, FeeAdded, LineDraft
from core.model.accounts import Account
from core.model.billing import Period
from core.model.blocks import Origin
from core.rules import drawing
from core.rules.decision import Context, Decision, extended


def is_archived(account: Account) -> bool:
    """Whether nothing more is invoiced for an account by rule: it is archived, or its client is."""
    return account.archived or account.client.archived


def with_included(account: Account, context: Context, day: date | None = None) -> Decision:
    """Add the blocks of hours included in a fee that are missing today; with `day`, only those of its period.

    Included hours of an agreement that has ended end with it; an archived account, or an archived client's, gets none.
    """
    if is_archived(account) or not any([version.terms.included_minutes for version in account.agreements]):
        return Decision((), account)
    from core.rules import fees

    found = tuple(fees.stretches(account.agreements, fees.since_in(context.zone, context.today), context.today))
    ended = [
        BlockEndMoved(block_id, account.client.client_id, last, account.other_id)
        for block_id, last in fees.last_days(found, account.blocks, context.today)
    ]
    account = extended(account, ended)
    events = [
        BlockAdded(
            block_id=context.new_id("b"),
            client_id=account.client.client_id,
            origin=Origin.INCLUDED,
            size_minutes=draft.minutes,
            price_minor=0,
            currency=draft.currency,
            sold_on=context.unlocked(draft.first),
            available_from=draft.first,
            expires_on=draft.expires_on,
            line=None,
            settles=drawing.settle(account.overdrafts, draft.minutes, draft.expires_on, draft.first),
            period_from=draft.period.since,
            period_until=draft.period.until,
            account_id=account.other_id,
        )
        for draft in fees.included(found, account.included, context.today)
        if day is None or draft.period.since <= day <= draft.period.until
    ]
    return Decision((*ended, *events), extended(account, events))


def included_ended(account: Account, events: Sequence[Event], context: Context) -> list[Event]:
    """The new last days of included hours after the events of a new agreement."""
    decision = with_included(extended(account, events), context)
    return [event for event in decision.events if isinstance(event, BlockEndMoved)]


def due_fees(account: Account, context: Context, charged: Mapping[tuple[Period, str], int]) -> tuple[FeeAdded, ...]:
    """The lines of recurring fees that are due today; `charged` is what lines hold already, by period and currency."""
    if is_archived(account):
        return ()
    from core.rules import fees

    until = max((context.today, *(period.until for period, _currency in charged)))
    found = tuple(fees.stretches(account.agreements, fees.since_in(context.zone, context.today), until))
    return tuple(
        FeeAdded(
            account.client.client_id,
            context.unlocked(draft.dated),
            LineDraft(context.new_id("l"), draft.kind, 0, draft.amount_minor, draft.currency),
            draft.period.since,
            draft.period.until,
            account.other_id,
        )
        for draft in fees.fees(found, charged, context.today)
    )
