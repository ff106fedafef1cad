"""What a statement tells beside its movements: the firm, the contract, hours left by expiry, contested entries."""

from collections.abc import Collection
from datetime import date, timedelta

from core.basics.dataclass import dataclass
from core.ledger.settings import BusinessSettings
from core.model.terms import agreement_on
from core.queries.queries import Queries
from core.rules import statement as rule
from core.rules.left import left_at
from core.session import Session

LAYOUT = 3
"""The layout of statements that are made now. Documents of layout 0 have none of these details; those of layout 1 can have
their small print alone on the last page; in those of layout 2 the end of a page can cut a row, and
nothing tells of what is overdue."""


@dataclass(frozen=True)
class StatementLeft:
    """Minutes left until a day (ISO text, empty: no expiry); below zero for an overdraft."""

    minutes: int
    expires_on: str = ""
    available_from: str = ""


@dataclass(frozen=True)
class StatementContest:
    """An entry that the client contests, with the answer given; empty: none yet."""

    entry_id: str
    day: str
    minutes: int
    answer: str = ""


@dataclass(frozen=True)
class StatementUnpaid:
    """What is overdue on the day on which the statement is made, in one currency."""

    amount_minor: int
    currency: str
    since: str
    """Day on which the oldest of it was due, as ISO text."""


@dataclass(frozen=True)
class StatementHeld:
    """Hours sold that serve no work yet, and for what they wait: `invoiced` or `paid`."""

    minutes: int
    waits_for: str


@dataclass(frozen=True)
class Details:
    """The details of one month, as a statement keeps them."""

    letterhead: str
    """Lines under the name of the business."""
    logo: str
    """Digest of the logo; empty for none."""
    reference: str
    """The contract's own number or name."""
    left: tuple[StatementLeft, ...]
    """The closing balance by expiry."""
    contests: tuple[StatementContest, ...]
    """The entries that the client contests."""
    unpaid: tuple[StatementUnpaid, ...]
    """What is overdue."""
    held: tuple[StatementHeld, ...]
    """Hours that wait for an invoice or a payment."""


def details_of(
    session: Session, queries: Queries, account_id: str, month: str, closing_minutes: int, shown: Collection[str]
) -> Details:
    """The details of a month; `shown` are the ids of its entries."""
    settings, rows = BusinessSettings(session), session.store.statements
    issues = rows.issues(account_id)
    left = left_at(
        rule.place(rows.facts(account_id), issues),
        session.store.reads.blocks(account_id),
        rows.draws(account_id),
        rows.rolls(account_id),
        month,
        closing_minutes,
    )
    agreement = agreement_on(queries.agreements(account_id), last_day(month))
    balance = queries.balance(account_id, pace=False)
    since = max((issue.seq for issue in issues if issue.month < month), default=0)
    return Details(
        letterhead="\n".join(settings.letterhead),
        logo=settings.logo_digest,
        reference=agreement.terms.reference if agreement else "",
        left=tuple(
            StatementLeft(
                each.minutes,
                each.expires_on.isoformat() if each.expires_on else "",
                each.available_from.isoformat() if each.available_from else "",
            )
            for each in left
        ),
        contests=tuple(
            StatementContest(entry_id, day, minutes, answer)
            for entry_id, day, minutes, answer, seq in rows.contests(account_id)
            if entry_id in shown or (day[:7] < month and seq > since)
        ),
        unpaid=tuple(
            StatementUnpaid(each.amount_minor, each.currency, each.due_on.isoformat()) for each in balance.unpaid
        ),
        held=tuple(StatementHeld(minutes, waits_for.value) for waits_for, minutes in balance.held),
    )


def last_day(month: str) -> date:
    """The last day of a month."""
    return date.fromisoformat(f"{rule.month_after(month)}-01") - timedelta(days=1)
