"""The board: everybody's calls, the day of each technician, and who needs a look: one row a client with every reason."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from enum import StrEnum

from core.basics.dataclass import dataclass
from core.model.accounts import AccountCard
from core.model.billing import LineStatus
from core.model.terms import RenewalMode
from core.queries.queries import Queries
from core.queries.views.balances import BlockView, PendingRenewalView
from core.queries.views.calls import CallView
from core.queries.views.clients import ClientRow
from core.queries.views.lines import LineView

EXPIRING_DAYS = 30
_MOST_CLIENTS = 40
_MOST_RENEWALS = 12


class Reason(StrEnum):
    """Why a client needs a look, the most urgent first."""

    USED_UP = "used-up"
    """Fewer than no minutes are left; `day` is that of the first work that no block covers."""
    UNDER = "under"
    """Fewer minutes than the threshold, `minutes`, are left."""
    RENEWAL_WAITS = "renewal-waits"
    """A renewal waits for the manager."""
    RENEWAL_OFF = "renewal-off"
    """No block follows by itself."""
    EXPIRES = "expires"
    """`minutes` expire on `day`."""
    UNPAID = "unpaid"
    """`minor` units of `currency` are invoiced and not paid."""
    ON_THE_PHONE = "on-the-phone"
    """Somebody is on the phone with them."""
    WORK_WAITS = "work-waits"
    """`minutes` of work wait for an agreement, and are not charged until then."""
    NO_CARD = "no-card"
    """It was added as a new caller, and its card is not written yet."""
    LASTS = "lasts"
    """At the present pace the hours last `days` days."""


@dataclass(frozen=True)
class WhyLook:
    """One reason with its figures."""

    reason: Reason
    """The reason."""
    day: date | None = None
    """The day of it, if it has one."""
    minutes: int = 0
    """The minutes of it."""
    days: int = 0
    """The days that hours last."""
    minor: int = 0
    """The amount in minor units."""
    currency: str = ""
    """The currency of the amount."""


@dataclass(frozen=True)
class Look:
    """An account of a client who needs a look, with the most urgent reason first."""

    row: ClientRow
    """The client with one of its accounts."""
    reasons: tuple[WhyLook, ...]
    """All reasons."""

    @property
    def is_below(self) -> bool:
        """Whether fewer than no minutes are left."""
        return self.row.remaining_minutes < 0

    @property
    def is_warning(self) -> bool:
        """Whether a threshold or a renewal asks for something; else minutes only expire soon."""
        return self.is_below or self.reasons[0].reason in (Reason.UNDER, Reason.RENEWAL_WAITS, Reason.WORK_WAITS)


@dataclass(frozen=True)
class TechnicianDay:
    """Sums of one technician and day."""

    technician: str
    worked_seconds: int
    charged_minutes: int
    entries: int


@dataclass(frozen=True)
class ExpiringBlock:
    """A block with minutes that expire soon."""

    account: AccountCard
    block_id: str
    remaining_minutes: int
    expires_on: date


@dataclass(frozen=True)
class BoardView:
    """All that the board shows, read in one snapshot."""

    today: date
    """The day of the business."""
    timezone: str
    """The time zone of the business."""
    calls: tuple[CallView, ...]
    """Running and held calls of everybody."""
    callers: tuple[ClientRow, ...]
    """The clients of the calls."""
    looks: tuple[Look, ...]
    """Who needs a look, worst first."""
    under_threshold_count: int
    """How many clients are under their threshold."""
    technicians: tuple[TechnicianDay, ...]
    """Who worked today, the longest worked first."""
    renewals: tuple[tuple[AccountCard, BlockView], ...]
    """The last blocks added by rule, the latest first."""


def looks(
    rows: Iterable[ClientRow],
    expiring: Iterable[ExpiringBlock],
    pending: Iterable[PendingRenewalView],
    calls: Iterable[CallView],
    unpaid: Iterable[LineView],
    used_up: Mapping[str, date],
    without_renewal: Collection[str],
) -> tuple[Look, ...]:
    """The accounts of `rows` with their reasons: below zero first, then under the threshold, then what expires first.

    `used_up` holds the day of the first work that no block covers, `without_renewal` the accounts to which no block is
    added. Amounts that a client owes stand in the row of its default account.
    """
    waiting = {renewal.account.account_id for renewal in pending}
    talking = {call.client.client_id for call in calls}
    soon: dict[str, list[ExpiringBlock]] = {}
    for block in expiring:
        soon.setdefault(block.account.account_id, []).append(block)
    owed: dict[str, dict[str, int]] = {}
    for line in unpaid:
        sums = owed.setdefault(line.client.client_id, {})
        sums[line.currency] = sums.get(line.currency, 0) + line.amount_minor
    found = []
    for row in rows:
        account_id = row.account.account_id
        reasons = []
        is_low = row.under_threshold or row.remaining_minutes < 0
        if row.remaining_minutes < 0:
            reasons.append(WhyLook(Reason.USED_UP, day=used_up.get(account_id)))
        elif row.under_threshold:
            reasons.append(WhyLook(Reason.UNDER, minutes=row.threshold_minutes))
        if account_id in waiting:
            reasons.append(WhyLook(Reason.RENEWAL_WAITS))
        elif is_low and account_id in without_renewal:
            reasons.append(WhyLook(Reason.RENEWAL_OFF))
        reasons += [
            WhyLook(Reason.EXPIRES, day=block.expires_on, minutes=block.remaining_minutes)
            for block in soon.get(account_id, ())
        ]
        reasons += [
            WhyLook(Reason.UNPAID, minor=minor, currency=currency)
            for currency, minor in owed.get(row.client.client_id, {}).items()
            if minor > 0 and row.is_default
        ]
        if row.client.client_id in talking:
            reasons.append(WhyLook(Reason.ON_THE_PHONE))
        if row.waits.entries:
            reasons.append(WhyLook(Reason.WORK_WAITS, minutes=row.waits.minutes))
        if row.client.without_card and row.is_default:
            reasons.append(WhyLook(Reason.NO_CARD))
        if is_low and row.remaining_minutes > 0 and row.days_left is not None:
            reasons.append(WhyLook(Reason.LASTS, days=row.days_left))
        if reasons:
            found.append(Look(row, tuple(reasons)))
    return tuple(sorted(found, key=_urgency))


def _urgency(look: Look) -> tuple[int, int, str, str]:
    first = look.reasons[0]
    rank = 0 if look.is_below else 1 if look.is_warning else 2
    return rank, look.row.remaining_minutes if rank < 2 else 0, str(first.day or ""), look.row.client.code


def read_board(queries: Queries) -> BoardView:
    """The board, read in one snapshot."""
    session, listing = queries.session, queries.session.store.listing
    with session.store.reading():
        days = session.days()
        expiring = tuple(
            ExpiringBlock(queries.card(account_id), block_id, minutes, day)
            for _client_id, block_id, minutes, day, account_id in listing.expiring(days, EXPIRING_DAYS, _MOST_CLIENTS)
        )
        pending, calls = queries.pending_renewals(), queries.calls.list()
        wanted = dict.fromkeys(
            (
                *listing.under_threshold(days, _MOST_CLIENTS),
                *(renewal.account.account_id for renewal in pending),
                *(block.account.account_id for block in expiring),
                *session.store.reads.waits(),
                *session.store.reads.without_card(),
            )
        )
        rows = queries.with_figures(queries.account_rows_of(list(wanted)))
        callers = queries.client_rows_of(list(dict.fromkeys(call.client.client_id for call in calls)))
        low = [row.account.account_id for row in rows if row.under_threshold or row.remaining_minutes < 0]
        used_up, without_renewal = {}, set()
        for account_id in low:
            account = session.account(account_id)
            if account.overdrafts:
                used_up[account_id] = min(over.work_date for over in account.overdrafts)
            terms = session.terms_of(account)
            if terms.renewal is RenewalMode.OFF or not terms.block_minutes:
                without_renewal.add(account_id)
        owners = dict.fromkeys(row.client.client_id for row in rows)
        unpaid = [line for client_id in owners for line in queries.lines(LineStatus.INVOICED, client_id)]
        renewed = [session.store.reads.block(block_id) for block_id in listing.last_renewals(_MOST_RENEWALS)]
        return BoardView(
            today=days.business,
            timezone=session.zone.key,
            calls=calls,
            callers=callers,
            looks=looks(rows, expiring, pending, calls, unpaid, used_up, without_renewal),
            under_threshold_count=listing.under_threshold_count(days),
            technicians=tuple(TechnicianDay(*row) for row in listing.by_technician(days)),
            renewals=tuple(
                (queries.card(block.account_id), queries.block_view(block)) for block in renewed if block is not None
            ),
        )
